//! Random norms about intervals and slots that ask for figures: over the interval itself, or up to its beginning.

use super::dice::Dice;
use super::grid::Grid;
use super::lasting::{Of, act, condition, length, slot};

/// A norm, as a person would write it.
pub fn norm(grid: &Grid, dice: &mut Dice<'_>) -> String {
    let state = dice.pick(&["present", "present", "present", "away", "on_duty", "work"]);
    let (of, person) = match state {
        "work" => (Of::Shift, None),
        "on_duty" => (Of::Line, Some("o.staff")),
        _ => (Of::Record, Some("o.staff")),
    };
    let asks = Asks { grid, of, person };
    let place = dice.below(10);
    let slots = dice.chance(35);
    let mut own = dice.part(30);
    let filter = match place {
        8 => format!(" where {}", asks.any(false, &mut own)),
        _ if of == Of::Record => own.pick(&["", "", "", " where o.flag", " where o.level > 1"]).to_string(),
        _ => String::new(),
    };
    let occasion = match slots {
        true => format!("each {} during {state} as o", slot(grid, dice)),
        false => format!("during {state} as o{filter}"),
    };
    let bearer = person.map_or(String::new(), |person| format!("  bearer {person}\n"));
    let mut own = dice.part(40);
    let checked = place < 6;
    let conduct = match place {
        0..=5 => format!("must {}", asks.any(true, &mut own)),
        6 if person.is_some() => {
            let share = own.pick(&["", " for at least 50%"]);
            format!("must hold {}{share}", condition(person, &mut own))
        }
        _ => format!("must {}", act(of, person, &mut own)),
    };
    let mut rest = String::new();
    let mut own = dice.part(30);
    if place == 9 && !slots {
        let (first, second) = (length(grid, &mut own), length(grid, &mut own));
        rest += &format!("  within {first} if {} otherwise {second}\n", asks.any(false, &mut own));
    }
    let mut own = dice.part(30);
    if matches!(place, 6 | 7) {
        rest += &format!("  unless {}\n", asks.any(true, &mut own));
    } else if own.chance(25) {
        let throughout = if own.chance(50) { " throughout" } else { "" };
        rest += &format!("  unless {}{throughout}\n", condition(person, &mut own));
    } else if checked && own.chance(20) {
        rest += &format!("  unless {} within {}\n", act(of, person, &mut own), length(grid, &mut own));
    }
    if dice.chance(30) {
        let act = act(of, person, &mut dice.part(4));
        rest += &format!("  else must {act} within {}\n  else fine 100 CNY\n", length(grid, dice));
    } else {
        rest += "  else fine 50 CNY\n";
    }
    let mut norm = format!("duty n {{\n  {occasion}\n{bearer}  {conduct}\n{rest}}}\n");
    if dice.chance(15) && !slots {
        let narrower = asks.any(false, &mut dice.part(30));
        norm += &format!(
            "duty special {{\n  overrides n\n  during {state} as o where {narrower}\n{bearer}  must inform\n  by end of day\n  else fine 10 CNY\n}}\n"
        );
    }
    norm
}

struct Asks<'g> {
    grid: &'g Grid,
    of: Of,
    person: Option<&'static str>,
}

impl Asks<'_> {
    /// A condition on figures; `inside`: they may run over the interval itself.
    fn any(&self, inside: bool, dice: &mut Dice<'_>) -> String {
        let first = self.comparison(inside, &mut dice.part(10));
        match dice.below(8) {
            5 => format!("not ({first})"),
            6 => format!("({first} and {})", self.second(inside, dice)),
            7 => format!("({first} or {})", self.second(inside, dice)),
            _ => first,
        }
    }

    fn second(&self, inside: bool, dice: &mut Dice<'_>) -> String {
        match self.of {
            Of::Record if dice.chance(40) => "o.flag".to_string(),
            _ => self.comparison(inside, dice),
        }
    }

    fn comparison(&self, inside: bool, dice: &mut Dice<'_>) -> String {
        let figure = self.figure(inside, dice);
        let op = dice.pick(&[">=", "<=", ">", "=", "<", "!="]);
        match dice.below(8) {
            6 => format!(
                "{figure} {} {} {op} {}",
                dice.pick(&["+", "-"]),
                self.figure(inside, dice),
                dice.below(3)
            ),
            7 => format!("{figure} in 1 .. 2"),
            _ => format!("{figure} {op} {}", dice.pick(&[1, 2, 0, 3])),
        }
    }

    fn figure(&self, inside: bool, dice: &mut Dice<'_>) -> String {
        let kind = dice.pick(&["inform", "arrive", "inform", "alarm", "leave"]);
        let filter = dice.pick(&["", "", "", "flag", "level > 1"]);
        let filter = match (filter, self.of) {
            ("", Of::Record) if dice.chance(20) => " where fault = o.fault".to_string(),
            ("", _) => String::new(),
            (filter, _) => format!(" where {filter}"),
        };
        let figure = match dice.below(8) {
            4 => format!("sum({kind}.level{filter})"),
            5 => format!("max({kind}.level{filter})"),
            6 => format!("average({kind}.level{filter})"),
            7 => format!("distinct({kind}.to{filter})"),
            _ => format!("count({kind}{filter})"),
        };
        let whose = match self.person {
            Some(person) if dice.chance(75) => format!(" for {person}"),
            _ => String::new(),
        };
        let last = format!(" over the last {}", length(self.grid, dice));
        let over = dice.pick(&["", "", "", &last, " over this day", " over the previous day", " so far"]);
        let over = if over.is_empty() && !inside { " so far" } else { over };
        format!("({figure}{whose}{over})")
    }
}
