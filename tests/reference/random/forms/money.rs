//! What is proposed: amounts worked out from figures, caps by a share of pay, rewards to each, what counts by field and by member,
//! and one act under two norms of which one is special.

use crate::random::dice::Dice;
use crate::random::grid::Grid;
use crate::random::written::{Form, Written, length};

pub const MONEY: Form = Form { write, kinds: &[0, 1, 2, 0, 1], unseen: &[0, 1, 2], far: &[6] };

fn cap(dice: &mut Dice<'_>) -> String {
    let amount =
        dice.pick(&["5% of bearer.wage", "10% of bearer.wage", "300 CNY", "1% of bearer.wage + 50 CNY"]);
    let per = dice.pick(&["per bearer per day", "per bearer per week", "per occurrence", "per bearer"]);
    format!("cap {amount} {per}")
}

/// An amount, perhaps worked out from a figure.
fn amount(dice: &mut Dice<'_>) -> String {
    let over = dice.pick(&["so far", "over this day", "over the previous day"]);
    match dice.below(6) {
        2 => format!("fine 50 CNY * (count(arrive where fault = o.fault) {over})"),
        3 => format!("fine 7 CNY * (sum(arrive.level where fault = o.fault) {over}) + 1 CNY"),
        4 => "deduct 1 day of bearer.wage".to_string(),
        5 => "fine 10% of o.staff.wage".to_string(),
        _ => dice.pick(&["fine 100 CNY", "fine 200 CNY", "fine 40 CNY"]).to_string(),
    }
}

fn write(grid: &Grid, dice: &mut Dice<'_>) -> Written {
    let overlap = dice.pick(&["", " overlap special", " overlap highest", " overlap sum"]);
    let round = dice.pick(&["", " round amounts down to 1 CNY", " round amounts half to even"]);
    let mut header = format!("{overlap}{round}");
    if dice.chance(30) {
        header += &format!(" {}", cap(dice));
    }
    let own_cap = if dice.chance(40) { format!("  {}\n", cap(dice)) } else { String::new() };
    let mut first = dice.part(16);
    let bearer = match first.below(4) {
        3 => "last(inform.staff where fault = o.fault) so far",
        _ => "o.staff",
    };
    let text = match first.below(5) {
        0 => {
            let special = format!(
                "prohibition s {{\n  overrides n\n  when arrive as o where o.level > 2\n  bearer o.staff\n  must not arrive\n  else {}\n}}\n",
                amount(&mut first)
            );
            let general = format!(
                "prohibition n {{\n  when arrive as o\n  bearer {bearer}\n  must not arrive\n  else {}\n{own_cap}}}\n",
                amount(&mut first)
            );
            let third = "prohibition t {\n  when arrive as o where o.flag\n  bearer o.staff\n  must not arrive\n  else fine 150 CNY\n}\n";
            format!("{general}{special}{third}")
        }
        1 => {
            let per = first.pick(&["per missing", "per missing", "per occurrence"]);
            let list = first.pick(&[
                "for every x in (staff where active) where staff = x",
                "for every x in o.whom where to = x",
                "for every to in [\"platform\", \"director\"]",
            ]);
            let of_members = list.contains("in (staff") && first.chance(50);
            let per = if of_members { "per staff" } else { per };
            format!(
                "duty n {{\n  when alarm as o\n  bearer {bearer}\n  must inform same fault {list}\n  within {}\n  else fine 10 CNY {per}\n{own_cap}}}\n",
                length(grid, &mut first)
            )
        }
        2 => format!(
            "duty n {{\n  when alarm as o\n  bearer {bearer}\n  must o.[level, to] filled and valid\n  else fine 10 CNY per field, {}\n{own_cap}}}\n",
            amount(&mut first)
        ),
        3 => {
            let (when, who) = match first.chance(50) {
                true => ("when alarm as o\n  bearer o.staff\n  must o.level >= 2", "o.staff"),
                false => ("each day for o in staff\n  bearer o\n  must arrive where staff = o", "o"),
            };
            let amount = first.pick(&["70 CNY", "1% of bearer.wage", "5 CNY"]);
            let most = first.pick(&["", ", at most once per day", ", at most once per week"]);
            let filter = first.pick(&["s.active or s = ", "s.boss = ", "s != "]);
            format!(
                "reward n {{\n  {when}\n  then reward {amount} to each s in staff where {filter}{who}{most}\n}}\n"
            )
        }
        _ => format!(
            "duty n {{\n  when alarm as o\n  bearer {bearer}\n  must arrive same fault\n  within {}\n  else {}\n{own_cap}}}\n",
            length(grid, &mut first),
            amount(&mut first)
        ),
    };
    Written { header, text }
}
