//! What may stand beside a norm about states and intervals: a norm that overrides it, the days on which it is in force, a limit
//! that nobody has set, an event that ends the window.

use super::dice::Dice;
use super::grid::Grid;

/// Makes more of a norm; `occasion` is its occasion, as it stands in the text.
pub fn dress(norm: String, occasion: &str, bearer: &str, grid: &Grid, dice: &mut Dice<'_>) -> String {
    let mut norm = norm;
    if dice.chance(8) {
        norm = in_force(norm, grid, dice);
    }
    if dice.chance(5)
        && let Some((before, rest)) = norm.split_once("within ")
        && let Some((_, after)) = rest.split_once('\n')
    {
        norm = format!("param timely: duration\n{before}within timely\n{after}");
    }
    if dice.chance(15)
        && let Some(special) = special(occasion, bearer, grid, dice)
    {
        norm += &special;
    }
    norm
}

/// Versions of a policy differ in the days on which their norms are in force.
fn in_force(norm: String, grid: &Grid, dice: &mut Dice<'_>) -> String {
    let (first, last) = (grid.date(dice), grid.date(dice));
    let range = match dice.below(3) {
        0 => format!("{first} .."),
        1 => format!(".. {last}"),
        _ => format!("{} .. {}", first.min(last), first.max(last)),
    };
    norm.replacen("{\n", &format!("{{\n  effective {range}\n"), 1)
}

/// A norm that takes the place of the other on some of its occasions.
fn special(occasion: &str, bearer: &str, grid: &Grid, dice: &mut Dice<'_>) -> Option<String> {
    let occasion = occasion.trim_end();
    let narrower = match dice.below(3) {
        0 if !occasion.contains("lasts")
            && !occasion.contains(" of \"li\"")
            && !occasion.contains("work")
            && !occasion.contains(" of o") =>
        {
            occasion.replacen(" as o", " of \"li\" as o", 1)
        }
        _ if occasion.contains("lasts") || occasion.starts_with("each") || occasion.contains("on_duty") => {
            occasion.to_string()
        }
        _ if occasion.contains("work") => occasion.to_string(),
        _ if occasion.contains(" as o during") => {
            occasion.replacen(" as o during", " as o where o.flag during", 1)
        }
        _ if occasion.contains("where") => format!("{occasion} and o.level < 3"),
        _ => format!("{occasion} where o.flag"),
    };
    let of_event = occasion.starts_with("when") && !occasion.contains("lasts");
    // Only an interval of events, or of records, is of somebody by that name.
    let narrower = if of_event && narrower.contains(" of \"li\"") { occasion.to_string() } else { narrower };
    let days = if dice.chance(40) { format!("  effective {} ..\n", grid.date(dice)) } else { String::new() };
    Some(format!(
        "duty special {{\n{days}  overrides n\n  {narrower}\n{bearer}  must inform\n  by end of day\n  else fine 10 CNY\n}}\n"
    ))
}
