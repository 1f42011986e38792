//! What people impose must lie inside what is proposed.

use super::act::ImposedLine;
use super::book::{Book, Case};
use super::prior::amount_of;
use super::problem::{CaseProblem, ImposeCause, Want};
use super::record::Line;
use super::room::{Claim, Left, left};
use crate::money::{Amount, Currency};
use crate::report::model::{Money, MoneyRange, ProposalKind};
use crate::time::Date;
use rust_decimal::Decimal;

/// What is imposed of a case on a day: without line and amount everything that is proposed; with a line that line alone; with an
/// amount that amount of the line, or of the only line that has one.
///
/// # Errors
///
/// Nothing is proposed, it cannot be told which line is meant, the amount cannot be read, it lies outside the range, or a cap leaves less
/// because other cases have the rest.
pub fn impose(
    book: &Book,
    on: Date,
    case: &Case,
    line: Option<usize>,
    amount: Option<&str>,
) -> Result<Vec<ImposedLine>, CaseProblem> {
    let why = |why| CaseProblem::Impose { case: case.number, why };
    let lines: Vec<(usize, &Line)> = case.lines().map(|(number, line, _)| (number, line)).collect();
    if lines.is_empty() {
        return Err(why(ImposeCause::Nothing));
    }
    let Some(text) = amount else {
        let asked: Vec<_> =
            lines.into_iter().filter(|(number, _)| line.is_none_or(|line| line == *number)).collect();
        let all: Vec<ImposedLine> = asked
            .iter()
            .map(|(number, line)| as_proposed(*number, line).ok_or_else(|| why(ImposeCause::Untold(*number))))
            .collect::<Result<_, _>>()?;
        for (number, line) in asked {
            let given = line.amount.as_ref().and_then(amount_of);
            within_reach(given, left(book, on, Claim { case, number, line }, &all), case)?;
        }
        return match (all.is_empty(), line) {
            (true, Some(line)) => Err(why(ImposeCause::NoLine(line))),
            _ => Ok(all),
        };
    };
    let (number, line) = match line {
        Some(number) => *lines.get(number.wrapping_sub(1)).ok_or_else(|| why(ImposeCause::NoLine(number)))?,
        None => {
            let money: Vec<_> = lines.into_iter().filter(|(_, line)| is_money(line)).collect();
            match money[..] {
                [one] => one,
                [] => return Err(why(ImposeCause::NotMoney(1))),
                _ => return Err(why(ImposeCause::Several)),
            }
        }
    };
    if !is_money(line) {
        return Err(why(ImposeCause::NotMoney(number)));
    }
    let range = range(line);
    let currency = range.map(|(low, _)| low.currency);
    let unreadable = || CaseProblem::Value { flag: "--amount", text: text.to_string(), want: Want::Amount };
    let given = read(text, currency).ok_or_else(unreadable)?;
    let left = left(book, on, Claim { case, number, line }, &[]);
    if let Some((low, high)) = range {
        // Where others have so much that not even the least is left, what is left may be imposed.
        let least = left.as_ref().map_or(low.value, |left| left.amount.value.min(low.value));
        if given.currency != low.currency || given.value < least || given.value > high.value {
            return Err(CaseProblem::Outside { case: case.number, given, low, high });
        }
    }
    within_reach(Some(given), left, case)?;
    let range = range.map(|(low, high)| MoneyRange {
        low: low.value.normalize().to_string(),
        high: high.value.normalize().to_string(),
        currency: low.currency.to_string(),
    });
    Ok(vec![ImposedLine { line: number, amount: Some(money(&given)), range }])
}

/// Checks that an amount is no more than what is left.
fn within_reach(given: Option<Amount>, left: Option<Left>, case: &Case) -> Result<(), CaseProblem> {
    match (given, left) {
        (Some(given), Some(left)) if given.value > left.amount.value => {
            Err(CaseProblem::Taken { case: case.number, given, left: Box::new(left) })
        }
        _ => Ok(()),
    }
}

fn is_money(line: &Line) -> bool {
    matches!(line.kind, ProposalKind::Fine | ProposalKind::Deduct | ProposalKind::Reward)
}

/// Between which amounts it must lie. `None`: no amount could be worked out.
fn range(line: &Line) -> Option<(Amount, Amount)> {
    let of = |value: &str, currency: &str| {
        amount_of(&Money { value: value.to_string(), currency: currency.to_string() })
    };
    match &line.range {
        Some(range) => of(&range.low, &range.currency).zip(of(&range.high, &range.currency)),
        None => line.amount.as_ref().and_then(amount_of).map(|amount| (amount, amount)),
    }
}

fn as_proposed(number: usize, line: &Line) -> Option<ImposedLine> {
    if is_money(line) && line.amount.is_none() {
        return None;
    }
    Some(ImposedLine { line: number, amount: line.amount.clone(), range: line.range.clone() })
}

fn money(amount: &Amount) -> Money {
    Money { value: amount.value.normalize().to_string(), currency: amount.currency.to_string() }
}

/// Reads `50 CNY`, `50元`, `12.50`, the last in the currency that is proposed.
fn read(text: &str, currency: Option<Currency>) -> Option<Amount> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let value: Decimal = number.parse().ok()?;
    let currency = match unit.trim() {
        "" => currency?,
        "元" => Currency::CNY,
        code => Currency::parse(code)?,
    };
    Some(Amount::new(value, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let read = |text| read(text, Some(Currency::CNY)).map(|amount| amount.to_string());
        assert_eq!(read("50 CNY").as_deref(), Some("50 CNY"));
        assert_eq!(read("50元").as_deref(), Some("50 CNY"));
        assert_eq!(read("12.50").as_deref(), Some("12.50 CNY"));
        assert_eq!(read("7 eur").as_deref(), Some("7 EUR"));
        for wrong in ["", "-5", "5 yuans", "1.2.3", "CNY 5", "1e3"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
