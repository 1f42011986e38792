//! What each construct becomes.

use super::{only, policy, with_words};
use guiju::analysis::model::{Act, Conduct, Each, Excuse, Limit, Norm, Occasion, Per, Quorum, Validity};
use guiju::diagnostics::Code;
use guiju::time::{Length, Nth, Point, Unit};

/// A duty with this conduct and what follows it.
fn duty(rest: &str) -> Norm {
    let model = with_words(&format!(r#"duty d {{ when alarm bearer alarm.owner {rest} }}"#)).model();
    only(&model).clone()
}

fn act(norm: &Norm) -> &Act {
    match &norm.conduct {
        Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => acts.single().unwrap(),
        Conduct::Never | Conduct::Check(_) | Conduct::Hold(_) => panic!("an act"),
    }
}

#[test]
fn how_often() {
    let count = |times: &str| {
        let norm = duty(&format!("must arrive {times}"));
        (act(&norm).count.min, act(&norm).count.max)
    };
    assert_eq!(count(""), (1, None));
    assert_eq!(count("at least 2 times"), (2, None));
    assert_eq!(count("at most 2 times"), (0, Some(2)));
    assert_eq!(count("exactly 2 times"), (2, Some(2)));
    assert_eq!(count("at least 2 times at most 3 times"), (2, Some(3)));
}

#[test]
fn who_must_have_acted() {
    for text in
        ["must arrive by someone other than alarm.owner", "must arrive\n by someone other than alarm.owner"]
    {
        assert!(matches!(act(&duty(text)).quorum[..], [Quorum::OtherThan(_)]));
    }
}

#[test]
fn what_is_forbidden() {
    assert!(matches!(duty("must not arrive same fault").conduct, Conduct::MustNot(_)));
    // The occasion itself, unless anything is asked of it.
    assert_eq!(duty("must not alarm").conduct, Conduct::Never);
    assert!(matches!(duty("must not alarm same fault").conduct, Conduct::MustNot(_)));
    assert!(matches!(duty("must not alarm as b").conduct, Conduct::MustNot(_)));
}

#[test]
fn a_list_of_fields_is_a_check_for_each() {
    let model =
        with_words("duty d { when record bearer record.staff must record.[ph, signed] filled and valid else fine 5 CNY per field }")
            .model();
    let Conduct::Check(checks) = &only(&model).conduct else { panic!("checks") };
    assert_eq!(checks.iter().map(|check| check.field).collect::<Vec<_>>(), [Some(1), Some(3)]);
    assert_eq!(only(&model).stages[0].consequences[0].per, Per::Field);
}

#[test]
fn a_bare_field_is_a_condition_on_the_occasion() {
    for text in ["must easy", "must not easy", "must alarm.easy"] {
        assert!(matches!(duty(text).conduct, Conduct::Check(_)), "{text}");
    }
}

#[test]
fn periods_and_rosters() {
    let each = |text: &str| {
        let model = with_words(&format!(
            "duty d {{ each {text} bearer \"x\" must arrive where staff.role = \"a\" }}"
        ))
        .model();
        let Occasion::Each(each) = only(&model).occasion.clone() else { panic!("a period") };
        each
    };
    for (word, unit) in [
        ("day", Unit::Day),
        ("working day", Unit::WorkingDay),
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("quarter", Unit::Quarter),
        ("year", Unit::Year),
    ] {
        assert_eq!(each(word), Each { unit, roster: None, condition: None });
    }
    for (word, validity) in [
        ("", Validity::Throughout),
        ("valid throughout", Validity::Throughout),
        ("valid at start", Validity::AtStart),
        ("valid at end", Validity::AtEnd),
        ("valid at any time", Validity::AtAnyTime),
    ] {
        assert_eq!(each(&format!("month for s in staff {word}")).roster.unwrap().validity, validity);
    }
}

#[test]
fn limits() {
    let limit = |text: &str| duty(&format!("must arrive {text}")).time[0].limit.clone();
    assert_eq!(limit("within 2 working days"), Limit::Within(Length::WorkingDays(2), None));
    assert!(matches!(limit("within 2 days of alarm.at"), Limit::Within(Length::Days(2), Some(_))));
    assert!(matches!(limit("by 08:20"), Limit::By(Point::TimeOfDay(_))));
    assert_eq!(limit("by 24:00"), Limit::By(Point::EndOf { unit: Unit::Day, next: false }));
    assert_eq!(limit("by end of next week"), Limit::By(Point::EndOf { unit: Unit::Week, next: true }));
    assert_eq!(
        limit("by the 5th working day of the next month"),
        Limit::By(Point::NthDay { n: Nth::Nth(5), working: true, of: Unit::Month, next: true, time: None })
    );
    assert_eq!(limit("by end of the next working day"), Limit::By(Point::NextWorkingDay { time: None }));
    assert!(matches!(limit("by Friday 18:00"), Limit::By(Point::Weekday { time: Some(_), .. })));
    assert!(matches!(limit("by alarm.due"), Limit::ByField(_)));
    assert_eq!(limit("before"), Limit::Before { act: None, at_least: None, at_most: None });
    assert_eq!(
        limit("at least 1 month, at most 3 months before"),
        Limit::Before { act: None, at_least: Some(Length::Months(1)), at_most: Some(Length::Months(3)) }
    );
    assert!(matches!(limit("before inform same fault"), Limit::Before { act: Some(_), .. }));
}

#[test]
fn branches_end_with_one_that_always_applies() {
    let norm = duty(
        r#"must arrive within 1 hour if alarm.easy otherwise 2 hours if alarm.level = "low" otherwise by 18:00"#,
    );
    assert_eq!(norm.time.iter().map(|b| b.condition.is_some()).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn excuses_are_alternatives_in_the_order_written() {
    let norm = duty("must arrive unless inform same fault within 1 hour unless alarm.easy unless inform");
    let times: Vec<Option<usize>> = norm
        .excuses
        .iter()
        .map(|excuse| match excuse {
            Excuse::Act { time, .. } => Some(time.len()),
            Excuse::Condition { .. } | Excuse::Throughout { .. } => None,
        })
        .collect();
    assert_eq!(times, [Some(1), None, Some(0)]);
    // A bare word that is a field is a condition.
    assert!(matches!(duty("must arrive unless easy").excuses[0], Excuse::Condition { .. }));
}

#[test]
fn a_chain_of_reparations() {
    let norm = duty(
        "must arrive within 1 hour else must inform same fault within 30 minutes else must arrive within 1 day else fine 5 CNY, warn",
    );
    let stages: Vec<(bool, usize)> =
        norm.stages.iter().map(|stage| (!stage.reparations.is_empty(), stage.consequences.len())).collect();
    assert_eq!(stages, [(true, 0), (true, 0), (false, 2)]);
}

#[test]
fn only_what_is_read_is_marked() {
    let model = with_words(
        "duty d { when alarm bearer alarm.owner.team.leader must arrive same fault by someone other than alarm.owner }",
    )
    .model();
    let read = |kind: &str| {
        let kind = model.schema.kind(model.schema.kind_named(kind).unwrap());
        kind.fields.iter().filter(|field| field.read).map(|field| field.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(read("alarm"), ["fault", "owner"]);
    assert_eq!(read("arrive"), ["staff", "fault"], "the actor, because it is asked who acted");
    assert_eq!(read("inform"), [""; 0]);
    let staff = &model.schema.entities[model.schema.entity_named("staff").unwrap().0 as usize];
    assert_eq!(staff.fields.iter().map(|field| field.read).collect::<Vec<_>>(), [true, false, true, false]);
}

#[test]
fn norms_stand_in_the_order_of_the_files_and_the_header_says_when_they_hold() {
    let model = policy(
        r#"use "b.guiju" policy p { timezone UTC effective 2024-01-01 .. } event a { x: text }
        duty first { when a bearer "b" must a }
        duty second { effective 2025-01-01 .. 2025-12-31 when a bearer "b" must a }"#,
    )
    .file("b.guiju", r#"duty third { when a bearer "b" must a }"#)
    .model();
    assert_eq!(
        model.norms.iter().map(|norm| norm.name.as_str()).collect::<Vec<_>>(),
        ["first", "second", "third"]
    );
    let from = |at: usize| model.norms[at].effective.0.unwrap().to_string();
    assert_eq!([from(0), from(1), from(2)], ["2024-01-01", "2025-01-01", "2024-01-01"]);
}

/// Gaps and states are asked over a window with two ends, and only states can be.
#[test]
fn gaps_and_states_need_a_window_and_a_state() {
    for (norm, code) in [
        ("must hold open", Code::TimeMisfit),
        ("must arrive every 30 minutes", Code::TimeMisfit),
        ("must arrive every 30 minutes before alarm.due", Code::TimeMisfit),
        ("must arrive unless alarm.easy throughout", Code::Senseless),
        ("must hold alarm.easy within 1 hour", Code::Senseless),
        ("must not arrive every 30 minutes within 1 day", Code::Senseless),
        ("must arrive unless inform every 30 minutes", Code::Senseless),
        ("must arrive every 0 minutes within 1 day", Code::NotPositive),
        ("must hold open for at least 120% within 1 day", Code::NotPositive),
    ] {
        let words = "state open of staff: from alarm until arrive same fault ";
        let errors = with_words(&format!("{words}duty d {{ when alarm bearer \"x\" {norm} }}")).errors();
        assert!(errors.iter().any(|(found, ..)| *found == code), "{norm}: {errors:?}");
    }
}

/// How early acts came is weighed when the event comes, each act by itself; also in an excuse that shares the window.
#[test]
fn a_lead_time_before_an_event_is_asked_of_plain_acts_only() {
    let lead = "at least 1 day before inform same fault";
    for (norm, sound) in [
        (format!("must arrive same fault {lead}"), true),
        (format!("must arrive same fault {lead} unless arrive where staff = \"x\" at least 2 times"), true),
        (format!("must arrive same fault, then arrive same fault {lead}"), false),
        (format!("must its own arrive same fault {lead}"), false),
        (format!("must arrive same fault {lead} unless arrive same fault, then arrive same fault"), false),
        (format!("must arrive same fault within 2 days unless arrive, then arrive {lead}"), false),
    ] {
        let checked = with_words(&format!("duty d {{ when alarm bearer \"x\" {norm} }}"));
        if sound {
            assert_eq!(checked.model().norms.len(), 1, "{norm}");
        } else {
            let errors = checked.errors();
            assert!(errors.iter().any(|(found, ..)| *found == Code::TimeMisfit), "{norm}: {errors:?}");
        }
    }
}

#[test]
fn a_declaration_that_no_norm_uses_is_no_error() {
    let model = with_words(
        r#"state open of staff: from alarm until arrive same fault
           measure rate(s: staff) = count(alarm)
           duty d { when alarm bearer alarm.owner must arrive same fault }"#,
    )
    .model();
    assert_eq!(model.norms.len(), 1);
}
