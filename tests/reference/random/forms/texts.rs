//! What a text or a list is like.

use crate::random::dice::Dice;
use crate::random::grid::Grid;
use crate::random::written::{Form, Written, limit};

pub const TEXTS: Form = Form { write, kinds: &[0, 1, 2, 0, 1], unseen: &[0, 1, 2], far: &[6] };

fn test(of: &str, dice: &mut Dice<'_>) -> String {
    let word = dice.pick(&["form", "d", "plat", "or", "Plat", "platform", "1", "F"]);
    let test = match dice.below(8) {
        3 => format!("{of}to starts with \"{word}\""),
        4 => format!("{of}to ends with \"{word}\""),
        5 => format!("\"{}\" in {of}whom", dice.pick(&["platform", "office"])),
        6 => format!("{of}whom contains \"{}\"", dice.pick(&["director", "plat"])),
        7 => format!("{of}fault contains \"{word}\""),
        _ => format!("{of}to contains \"{word}\""),
    };
    match dice.below(5) {
        3 => format!("not ({test})"),
        4 => format!("({test} or {of}flag)"),
        _ => test,
    }
}

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let occasion = match dice.chance(50) {
        true => format!("when alarm as o where {}\n  bearer o.staff", test("o.", &mut dice.part(5))),
        false => "when alarm as o\n  bearer o.staff".to_string(),
    };
    let (conduct, time) = match dice.below(4) {
        3 => (format!("must {}", test("o.", &mut dice.part(5))), String::new()),
        n => {
            let list = if n == 2 { " and to in o.whom" } else { "" };
            let conduct = format!("must arrive same fault where {}{list}", test("", &mut dice.part(5)));
            (conduct, limit(grid, &mut dice.part(5)))
        }
    };
    let rest = match dice.chance(30) {
        true => format!("  unless {}\n", test("o.", &mut dice.part(5))),
        false => String::new(),
    };
    format!("duty n {{\n  {occasion}\n  {conduct}\n  {time}\n{rest}  else fine 10 CNY\n}}\n").into()
}
