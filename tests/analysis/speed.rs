//! Checking takes time in proportion to the text, so that no policy can stop a machine. Nothing here is timed: a check that
//! doubled with each line would not come to an end at all.

use super::policy;
use std::fmt::Write as _;

#[test]
fn parameters_that_build_on_an_open_one_do_not_double() {
    let mut text = String::from("param p0: number\n");
    for n in 1..40 {
        let _ = writeln!(text, "param p{n} = p{0} + p{0}", n - 1);
    }
    text += "event a { x: number }\nduty d { when a where x > p39 bearer \"b\" must a }";
    assert!(policy(&text).check().model.is_some());
}

#[test]
fn a_long_condition_is_checked_once() {
    let mut text = String::from("event a { x: bool }\nduty d { when a where x");
    for _ in 0..2_000 {
        text += " and x";
    }
    text += " bearer \"b\" must a }";
    assert!(policy(&text).check().model.is_some());
}

#[test]
fn many_problems_are_sorted_without_drawing_them_again_and_again() {
    let mut text = String::from("event a { x: number }\n");
    for n in 0..2_000 {
        let _ = writeln!(text, "duty d{n} {{ when a where x > nothing{n} must a }}");
    }
    assert!(policy(&text).check().problems.len() >= 4_000);
}

#[test]
fn names_are_counted_before_their_numbers_run_out() {
    let mut text = String::new();
    for n in 0..70_000 {
        let _ = writeln!(text, "param p{n} = {n}");
    }
    text += "event late { x: number } duty d { when late bearer \"b\" must late }";
    let errors = policy(&text).errors();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].0.id(), errors[0].1.as_str()), ("GJ214", "p20000"));
}
