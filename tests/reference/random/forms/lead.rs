//! So long before an event that comes later.

use crate::random::dice::Dice;
use crate::random::grid::{Grid, Scale};
use crate::random::written::{Form, Written, length};

pub const LEAD: Form = Form { write, kinds: &[0, 1, 2, 1, 2], unseen: &[0, 1, 2], far: &[6] };

/// No longer than any other length.
fn short(grid: &Grid) -> &'static str {
    match grid.scale {
        Scale::Minutes => "10 minutes",
        Scale::Days => "6 hours",
        Scale::Seconds => "30 seconds",
    }
}

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let period = dice.chance(20);
    let occasion = match period {
        true => "each day for o in staff\n  bearer o",
        false => dice
            .pick(&["when alarm as o\n  bearer o.staff", "when alarm as o where o.flag\n  bearer o.staff"]),
    };
    let act = |kind: &str, dice: &mut Dice<'_>| {
        let same = match period {
            true => dice.pick(&["", " where staff = o"]),
            false => dice.pick(&[" same fault", " same fault", "", " same staff"]),
        };
        let filter = match dice.pick(&["", "", "", "flag", "level > 1"]) {
            "" => String::new(),
            filter if same.contains("where") => format!(" and {filter}"),
            filter => format!(" where {filter}"),
        };
        format!("{kind}{same}{filter}")
    };
    let lead = |not: bool, dice: &mut Dice<'_>| {
        let first = length(grid, dice);
        let end = act("inform", &mut dice.part(3));
        match dice.below(6) {
            _ if period => format!("at least {first} before {end}"),
            3 | 4 => format!("at most {first} before {end}"),
            5 => format!("at least {}, at most {} before {end}", short(grid), first),
            _ if not => format!("at most {first} before {end}"),
            _ => format!("at least {first} before {end}"),
        }
    };
    let (kind, word) = match dice.below(4) {
        3 if !period => ("prohibition", "must not"),
        _ => ("duty", "must"),
    };
    let count =
        if word == "must" { dice.pick(&["", "", "", " at least 2 times", " at most 1 times"]) } else { "" };
    let conduct = format!("{word} {}{count}", act("arrive", &mut dice.part(3)));
    // Now and then the lead time stands in the excuse only.
    let excused = dice.chance(25);
    let time = match excused {
        true if period => String::new(),
        true => format!("within {}", length(grid, dice)),
        false => lead(word != "must", &mut dice.part(8)),
    };
    let mut rest = String::new();
    if excused {
        let mut own = dice.part(12);
        let excuse = act("arrive", &mut own);
        let time = match own.chance(50) {
            true => format!("before {}", act("inform", &mut own)),
            false => lead(false, &mut own),
        };
        rest += &format!("  unless {excuse} {time}\n");
    }
    if dice.chance(25) && !excused {
        rest += &format!("  else must {} within {}\n", act("inform", &mut dice.part(3)), length(grid, dice));
    }
    format!("{kind} n {{\n  {occasion}\n  {conduct}\n  {time}\n{rest}  else fine 10 CNY\n}}\n").into()
}
