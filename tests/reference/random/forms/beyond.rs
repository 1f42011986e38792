//! Acts of one's own in orders and excuses, which the naive evaluator does not read: what holds of any log is asked of the engine alone, that
//! cutting it changes no verdict, and that what was certain stays so once everything that it lacks is filled in. And figures in what an act
//! must be, and over intervals.

use crate::random::dice::Dice;
use crate::random::grid::{Grid, Scale};
use crate::random::written::{Form, Written, length};

/// Acts of one's own in orders and excuses.
pub const OWN_MORE: Form = Form { write: own_more, kinds: &[0, 1, 0, 2, 1], unseen: &[1, 2], far: &[6] };

/// Figures in what an act must be, and over intervals and slots. What begins and ends a state is seen: the first event of somebody tells
/// what held before it.
pub const INSIDE: Form = Form { write: inside, kinds: &[0, 1, 2, 0, 1], unseen: &[2], far: &[6] };

fn own_more(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let act = |own: bool, kind: &str, dice: &mut Dice<'_>| {
        let own = if own { "its own " } else { "" };
        let filter = dice.pick(&["", "", " where flag", " where level > 1"]);
        format!("{own}{kind}{}{filter}", dice.pick(&[" same fault", " same fault", ""]))
    };
    let mut first = dice.part(12);
    let often = |dice: &mut Dice<'_>| dice.pick(&["", "", "", " at least 2 times"]);
    let order = dice.chance(50);
    let conduct = match order {
        true => {
            let after = match first.chance(40) {
                true => format!("within {} ", length(grid, &mut first)),
                false => String::new(),
            };
            let begin = act(first.chance(60), "inform", &mut first);
            format!("{begin}, then {after}{}", act(true, "arrive", &mut first))
        }
        false => {
            let own = first.chance(40);
            format!("{}{}", act(own, "arrive", &mut first), often(&mut first))
        }
    };
    let mut rest = String::new();
    if !order || dice.chance(40) {
        let mut own = dice.part(8);
        rest += &format!("  unless {}{}", act(true, "inform", &mut own), often(&mut own));
        if own.chance(60) {
            rest += &format!(" within {}", length(grid, &mut own));
        }
        rest += "\n";
    }
    if dice.chance(30) {
        rest += &format!("  else must its own inform same fault within {}\n", length(grid, dice));
    }
    let time = match dice.below(6) {
        5 => "before inform where level > 2".to_string(),
        4 => format!("within {} if o.flag otherwise {}", length(grid, dice), length(grid, dice)),
        _ => format!("within {}", length(grid, dice)),
    };
    format!("duty n {{\n  when alarm as o\n  bearer o.staff\n  must {conduct}\n  {time}\n{rest}  else fine 10 CNY\n}}\n").into()
}

fn inside(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let figure = |who: &str, dice: &mut Dice<'_>| {
        let figure = dice.pick(&[
            "count(inform)",
            "sum(inform.level)",
            "max(inform.level)",
            "count(arrive where flag)",
        ]);
        format!("{figure} for {who}")
    };
    let over = |dice: &mut Dice<'_>| {
        let last = format!("over the last {}", length(grid, dice));
        dice.pick(&["so far", "over this day", "over the previous day", &last, &last]).to_string()
    };
    let op = dice.pick(&[">=", "<=", ">", "="]);
    let n = dice.pick(&[1, 2, 0, 3]);
    let text = match dice.below(4) {
        0 | 1 => {
            let mut own = dice.part(16);
            let figure = figure("o.staff", &mut own);
            let asked = format!("({figure} {}) {op} {n}", over(&mut own));
            let (conduct, excuse) = match own.chance(30) {
                true => (
                    String::new(),
                    format!("  unless inform same fault where {asked} within {}\n", length(grid, &mut own)),
                ),
                false => (format!(" where {asked}"), String::new()),
            };
            format!(
                "duty n {{\n  when alarm as o\n  bearer o.staff\n  must arrive same fault{conduct}\n  within {}\n{excuse}  else fine 10 CNY\n}}\n",
                length(grid, dice)
            )
        }
        kind => {
            let slot = match grid.scale {
                Scale::Minutes => "20 minutes",
                Scale::Days => "12 hours",
                Scale::Seconds => "60 seconds",
            };
            let occasion = if kind == 2 {
                "during present as o".to_string()
            } else {
                format!("each {slot} during present as o")
            };
            let per = if kind == 2 { "" } else { dice.pick(&["", " per slot"]) };
            let mut own = dice.part(16);
            let time = if own.chance(30) { format!(" {}", over(&mut own)) } else { String::new() };
            let asked = format!("{}{time} {op} {n}", figure("o.staff", &mut own));
            format!(
                "state present of staff: from alarm until arrive same staff\nduty n {{\n  {occasion}\n  bearer o.staff\n  must {asked}\n  else fine 10 CNY{per}\n}}\n"
            )
        }
    };
    text.into()
}
