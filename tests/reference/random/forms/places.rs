//! Places among the members of an entity.

use crate::random::dice::Dice;
use crate::random::grid::{Grid, Scale};
use crate::random::written::{Form, Written};

pub const PLACES: Form = Form { write, kinds: &[1, 1, 2, 0, 1], unseen: &[1, 2], far: &[6, 9] };

/// What is compared, of somebody.
fn value(who: &str, period: bool, grid: &Grid, dice: &mut Dice<'_>) -> String {
    let unit = if grid.scale == Scale::Days { dice.pick(&["day", "week"]) } else { "day" };
    let over = match dice.below(5) {
        3 => format!(" over the previous {unit}"),
        4 => " so far".to_string(),
        _ if period => String::new(),
        _ => format!(" over this {unit}"),
    };
    let figure = dice.pick(&[
        "count(arrive)",
        "sum(arrive.level)",
        "average(arrive.level)",
        "max(arrive.level)",
        "count(arrive where flag)",
        "sum(inform.level)",
    ]);
    let one = format!("{figure} for {who}{over}");
    match dice.below(6) {
        4 => format!("-({one})"),
        5 => format!("{one} / (count(inform) for {who}{over})"),
        _ => one,
    }
}

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let period = dice.chance(65);
    let (occasion, who) = match period {
        true => ("each day for o in staff\n  bearer o", "o"),
        false => ("when alarm as o\n  bearer o.staff", "o.staff"),
    };
    let value = value(who, period, grid, &mut dice.part(8));
    let op = dice.pick(&["<=", "<=", "=", ">", "!="]);
    let rank = format!("rank({value}) among staff {op} {}", dice.pick(&[1, 2, 2, 3]));
    let text = match dice.below(4) {
        3 if !period => format!("  must arrive same fault\n  within 1 day\n  unless {rank}\n"),
        _ => format!("  must {rank}\n"),
    };
    format!("duty n {{\n  {occasion}\n{text}  else fine 10 CNY\n}}\n").into()
}
