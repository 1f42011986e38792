//! One act for each value that the data give.

use crate::random::dice::Dice;
use crate::random::grid::Grid;
use crate::random::written::{Form, Written, length, limit};

pub const DATA: Form = Form { write, kinds: &[0, 1, 2, 1, 2], unseen: &[0, 1, 2], far: &[6] };

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let period = dice.chance(20);
    let occasion = match period {
        true => "each day for o in staff\n  bearer o",
        false => dice.pick(&[
            "when alarm as o\n  bearer o.staff",
            "when alarm as o where o.level > 1\n  bearer o.staff",
        ]),
    };
    let act = |kind: &str, dice: &mut Dice<'_>| {
        let same = if period { "" } else { dice.pick(&[" same fault", " same fault", ""]) };
        let filter = dice.pick(&["", "", "", " and flag", " and level > 1"]);
        let list = match dice.below(8) {
            n @ 0..=3 if !period => match n {
                2 => format!("for every to in o.whom{}", filter.replace(" and", " where")),
                _ => format!("for every x in o.whom where to = x{filter}"),
            },
            4 | 0 if period => format!("for every x in staff where staff = x{filter}"),
            4 | 0 => format!("for every x in (staff where id != \"office\") where staff = x{filter}"),
            5 | 1 => format!("for every x in (staff where role = \"operator\") where staff = x{filter}"),
            6 => format!("for every x in (staff where active and rank > 1) where x = staff{filter}"),
            _ if !period => format!("for every x in (staff where boss = o.staff) where staff = x{filter}"),
            _ => format!("for every x in (staff where boss = o) where staff = x{filter}"),
        };
        format!("{kind}{same} {list}")
    };
    let (kind, word) = if dice.chance(20) { ("prohibition", "must not") } else { ("duty", "must") };
    let count =
        if word == "must" { dice.pick(&["", "", "", " at least 2 times", " at most 1 times"]) } else { "" };
    let conduct = format!("{word} {}{count}", act("arrive", &mut dice.part(5)));
    let time = if period { String::new() } else { limit(grid, &mut dice.part(5)) };
    let mut rest = String::new();
    if dice.chance(25) {
        rest += &format!("  unless {} within {}\n", act("inform", &mut dice.part(5)), length(grid, dice));
    }
    if dice.chance(25) {
        rest += &format!("  else must {} within {}\n", act("inform", &mut dice.part(5)), length(grid, dice));
    }
    format!("{kind} n {{\n  {occasion}\n  {conduct}\n  {time}\n{rest}  else fine 10 CNY\n}}\n").into()
}
