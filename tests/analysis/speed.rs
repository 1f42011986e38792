//! Checking takes time in proportion to the text, so that no policy can stop a machine.

use super::policy;
use std::fmt::Write as _;

/// Far more than is needed on a slow machine, far less than doubling forty times.
const ENOUGH: std::time::Duration = std::time::Duration::from_secs(20);

#[test]
fn parameters_that_build_on_an_open_one_do_not_double() {
    let mut text = String::from("param p0: number\n");
    for n in 1..40 {
        let _ = writeln!(text, "param p{n} = p{0} + p{0}", n - 1);
    }
    text += "event a { x: number }\nduty d { when a where x > p39 bearer \"b\" must a }";
    let start = std::time::Instant::now();
    assert!(policy(&text).check().model.is_some());
    assert!(start.elapsed() < ENOUGH);
}

#[test]
fn a_long_condition_is_checked_once() {
    let mut text = String::from("event a { x: bool }\nduty d { when a where x");
    for _ in 0..2_000 {
        text += " and x";
    }
    text += " bearer \"b\" must a }";
    let start = std::time::Instant::now();
    assert!(policy(&text).check().model.is_some());
    assert!(start.elapsed() < ENOUGH);
}

#[test]
fn many_problems_are_sorted_without_drawing_them_again_and_again() {
    let mut text = String::from("event a { x: number }\n");
    for n in 0..2_000 {
        let _ = writeln!(text, "duty d{n} {{ when a where x > nothing{n} must a }}");
    }
    let start = std::time::Instant::now();
    assert!(policy(&text).check().problems.len() >= 4_000);
    assert!(start.elapsed() < ENOUGH);
}

#[test]
fn names_are_counted_before_their_numbers_run_out() {
    let mut text = String::new();
    for n in 0..70_000 {
        let _ = writeln!(text, "param p{n} = {n}");
    }
    text += "event late { x: number } duty d { when late bearer \"b\" must late }";
    let start = std::time::Instant::now();
    let errors = policy(&text).errors();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].0.id(), errors[0].1.as_str()), ("GJ214", "p20000"));
    assert!(start.elapsed() < ENOUGH);
}
