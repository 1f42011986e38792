//! Acts that count for one obligation only.

use crate::random::dice::Dice;
use crate::random::grid::Grid;
use crate::random::written::{Form, Written, length, limit};

pub const OWN: Form = Form { write, kinds: &[0, 1, 0, 1, 2], unseen: &[1, 2], far: &[6] };

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let period = dice.chance(20);
    let occasion = match period {
        true => dice.pick(&["each day for o in staff\n  bearer o", "each week for o in staff\n  bearer o"]),
        false => dice.pick(&[
            "when alarm as o\n  bearer o.staff",
            "when alarm as o where o.flag\n  bearer o.staff",
            "when alarm as o where o.level > 1\n  bearer o.staff",
        ]),
    };
    let act = |kind: &str, dice: &mut Dice<'_>| {
        let same = match period {
            true => dice.pick(&["", " where staff = o"]),
            false => dice.pick(&[" same fault", "", " same fault", " same staff"]),
        };
        let filter = match dice.pick(&["", "", "", "flag", "level > 1"]) {
            "" => String::new(),
            filter if same.contains("where") => format!(" and {filter}"),
            filter => format!(" where {filter}"),
        };
        format!("its own {kind}{same}{filter}")
    };
    let often = dice.pick(&["", "", "", " at least 2 times"]);
    let must = format!("must {}{often}", act("arrive", &mut dice.part(3)));
    let mut clause = dice.part(6);
    let time = match clause.below(6) {
        _ if period => String::new(),
        4 => "before".to_string(),
        5 => format!("at most {} before", length(grid, &mut clause)),
        _ => limit(grid, &mut clause),
    };
    let mut rest = String::new();
    if dice.chance(20) {
        rest += &format!("  unless inform where to = \"platform\" within {}\n", length(grid, dice));
    }
    if dice.chance(30) {
        let repair = act("inform", &mut dice.part(3));
        rest += &format!("  else must {repair} within {}\n", length(grid, dice));
    }
    format!("duty n {{\n  {occasion}\n  {must}\n  {time}\n{rest}  else fine 10 CNY\n}}\n").into()
}
