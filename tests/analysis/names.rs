//! What names mean: in acts, in rosters, over several files.

use super::{only, policy, with_words};
use guiju::analysis::model::{Conduct, Expr, ExprKind, Occasion, Var};
use guiju::diagnostics::Code;

/// The variables that an expression reads fields of or stands for, in order.
fn vars(expr: &Expr) -> Vec<Var> {
    match &expr.kind {
        ExprKind::EventField(var, _) | ExprKind::EventTime(var) | ExprKind::Var(var) => vec![*var],
        ExprKind::Attribute { of, .. } | ExprKind::Not(of) | ExprKind::Predicate(of, _) => vars(of),
        ExprKind::Part(_, of) | ExprKind::Like(of, ..) => vars(of),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) | ExprKind::InList(a, b) => {
            [vars(a), vars(b)].concat()
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().flat_map(vars).collect(),
        ExprKind::OneOf(value, list) => vars(value).into_iter().chain(list.iter().flat_map(vars)).collect(),
        ExprKind::Measure(measure) => vars(&measure.value),
        ExprKind::Rank(rank) => vars(&rank.of),
        ExprKind::Aggregate(_) => Vec::new(),
        ExprKind::Between(value, ..) => vars(value),
        ExprKind::Literal(_) | ExprKind::OpenParam(_) => vec![],
        ExprKind::CountState { number, .. } => vars(number),
        ExprKind::InState { subject, .. } => subject.iter().flat_map(|of| vars(of)).collect(),
        ExprKind::RowField(..) | ExprKind::IntervalStart | ExprKind::IntervalEnd => vec![Var::Occasion],
    }
}

/// The condition of the act of a duty.
fn act_condition(norm: &str) -> Expr {
    let model = with_words(norm).model();
    let Conduct::Must(acts) = &only(&model).conduct else { panic!("an act") };
    let act = acts.single().unwrap();
    act.filter.clone().unwrap()
}

#[test]
fn a_bare_name_in_an_act_is_a_field_of_the_act() {
    let condition =
        act_condition(r#"duty d { when alarm bearer "x" must arrive where fault = alarm.fault }"#);
    assert_eq!(vars(&condition), [Var::Candidate, Var::Occasion]);
}

#[test]
fn an_act_can_be_named_by_its_event_or_by_an_alias() {
    for act in ["arrive where arrive.fault = alarm.fault", "arrive as b where b.fault = alarm.fault"] {
        let condition = act_condition(&format!(r#"duty d {{ when alarm bearer "x" must {act} }}"#));
        assert_eq!(vars(&condition), [Var::Candidate, Var::Occasion], "{act}");
    }
}

#[test]
fn where_occasion_and_act_are_of_one_kind_the_name_is_the_occasions() {
    let condition =
        act_condition(r#"duty d { when arrive bearer "x" must arrive where note != arrive.note }"#);
    assert_eq!(vars(&condition), [Var::Candidate, Var::Occasion]);
}

#[test]
fn elsewhere_a_bare_name_is_a_field_of_the_occasion() {
    let model = with_words(
        r#"duty d { when alarm where easy bearer owner must arrive same fault within 1 hour if easy otherwise 2 hours }"#,
    )
    .model();
    let norm = only(&model);
    assert_eq!(norm.bearer.as_ref().map(vars).unwrap(), [Var::Occasion]);
    assert_eq!(norm.time[0].condition.as_ref().map(vars).unwrap(), [Var::Occasion]);
}

#[test]
fn a_roster_member_is_compared_as_its_key_and_navigates() {
    let model = with_words(
        r#"duty d { each day for s in staff where role = "op" bearer s.team.leader must arrive where staff = s }"#,
    )
    .model();
    let norm = only(&model);
    let Occasion::Each(each) = &norm.occasion else { panic!("a period") };
    assert_eq!(each.roster.as_ref().unwrap().filter.as_ref().map(vars).unwrap(), [Var::Member]);
    let Some(ExprKind::Attribute { of, as_of, .. }) = norm.bearer.as_ref().map(|b| &b.kind) else {
        panic!("an attribute")
    };
    assert!(matches!(of.kind, ExprKind::Attribute { .. }), "the leader of the team of the member");
    assert_eq!(*as_of, Var::Member, "as of the period's start");
}

#[test]
fn attributes_are_as_of_the_event_that_names_them() {
    let condition =
        act_condition(r#"duty d { when alarm bearer "x" must arrive where staff.role = alarm.owner.role }"#);
    let ExprKind::Compare(left, _, right) = condition.kind else { panic!("a comparison") };
    let as_of = |expr: Expr| match expr.kind {
        ExprKind::Attribute { as_of, .. } => as_of,
        _ => panic!("an attribute"),
    };
    assert_eq!([as_of(*left), as_of(*right)], [Var::Candidate, Var::Occasion]);
}

#[test]
fn every_event_has_a_time_unless_it_declares_a_field_of_that_name() {
    for name in ["at", "发生时间"] {
        let text = format!(r#"duty d {{ when alarm bearer "x" must arrive where {name} > alarm.{name} }}"#);
        let condition = act_condition(&text);
        let ExprKind::Compare(left, ..) = &condition.kind else { panic!("a comparison") };
        assert_eq!(left.kind, ExprKind::EventTime(Var::Candidate));
    }
    let own = policy(r#"event a { at: text } duty d { when a where a.at = "x" bearer "b" must a }"#).model();
    let Occasion::Event { filter: Some(filter), .. } = &only(&own).occasion else { panic!("an event") };
    let ExprKind::Compare(left, ..) = &filter.kind else { panic!("a comparison") };
    assert!(matches!(left.kind, ExprKind::EventField(..)));
}

#[test]
fn a_name_with_two_meanings_is_never_guessed() {
    let errors =
        with_words(r#"duty d { each day for staff in staff bearer staff must arrive where staff = staff }"#)
            .errors();
    assert!(errors.iter().all(|(code, place, _)| (*code, place.as_str()) == (Code::AmbiguousName, "staff")));
    assert!(!errors.is_empty());
    let param =
        with_words(r#"param note = "x" duty d { when alarm bearer "x" must arrive where note = "y" }"#);
    assert_eq!(param.errors()[0].0, Code::AmbiguousName);
    let list = with_words(
        r#"param level = ["low"] duty d { when alarm bearer "x" must arrive where level in level }"#,
    );
    assert!(list.errors().iter().all(|(code, ..)| *code == Code::AmbiguousName));
    assert!(!list.errors().is_empty());
}

#[test]
fn same_reads_the_occasions_field_or_the_roster_member() {
    let value = |norm: &str| {
        let model = with_words(norm).model();
        let Conduct::Must(acts) = only(&model).conduct.clone() else { panic!("an act") };
        let act = acts.single().unwrap().clone();
        act.same[0].value.clone()
    };
    let field = value(r#"duty d { when alarm bearer "x" must arrive same fault }"#);
    assert!(matches!(field.kind, ExprKind::EventField(Var::Occasion, _)));
    // By the entity's name, whatever the member is called.
    let member = value(r#"duty d { each day for s in staff bearer s must arrive same staff }"#);
    assert_eq!(member.kind, ExprKind::Var(Var::Member));
    let attribute = value(r#"duty d { each day for s in staff bearer s must alarm same team }"#);
    assert!(matches!(attribute.kind, ExprKind::Attribute { .. }));
}

#[test]
fn same_needs_both_sides_and_one_type() {
    let errors = with_words(r#"duty d { when alarm bearer "x" must arrive same faullt }"#).errors();
    assert_eq!((errors[0].0, errors[0].1.as_str()), (Code::NotShared, "faullt"));
    let errors = with_words(r#"duty d { when arrive bearer "x" must alarm same note }"#).errors();
    assert_eq!(errors[0].0, Code::NotShared);
    let text = r#"event a { k: text } event b { k: number } duty d { when a bearer "x" must b same k }"#;
    assert_eq!(policy(text).errors()[0].0, Code::TypeMismatch);
}

#[test]
fn an_unknown_name_is_told_once_and_hides_nothing_else() {
    let errors = with_words(
        r#"duty d { when alrm as a bearer a.owner must arive same fault within 1 day 2 hours
            else fine 50 EUR }
           duty e { when alarm where nothing bearer alarm.owner must arrive where alarm.nobody = "x" }"#,
    )
    .errors();
    let found: Vec<(&str, &str)> =
        errors.iter().map(|(code, place, _)| (code.id(), place.as_str())).collect();
    assert!(found.contains(&("GJ202", "alrm")) && found.contains(&("GJ202", "arive")), "{found:?}");
    assert!(found.contains(&("GJ304", "50 EUR")), "{found:?}");
    // The unsound condition of the occasion does not hide the unknown field behind it.
    assert!(found.contains(&("GJ205", "nothing")) && found.contains(&("GJ203", "nobody")), "{found:?}");
    assert!(!found.iter().any(|(_, place)| place.starts_with("a.")), "{found:?}");
}

#[test]
fn files_share_their_words_and_one_header() {
    let model = policy(r#"use "words/all.guiju" duty d { when a within 2 days bearer "b" must a }"#)
        .file("words/all.guiju", r#"use "../main.guiju" use "more.guiju" policy p { timezone UTC }"#)
        .file("words/more.guiju", "event a { x: text }")
        .model();
    assert_eq!((model.header.name.as_str(), model.norms.len()), ("p", 1));
    let two = policy(r#"use "b.guiju" policy p { }"#).file("b.guiju", "policy q { }");
    assert_eq!(two.errors()[0].0, Code::TwoHeaders);
}

#[test]
fn files_stay_inside_the_root() {
    for path in ["../x.guiju", "/etc/passwd", "a/../../x.guiju", "C:/x.guiju"] {
        let errors = policy(&format!("use \"{path}\"")).errors();
        assert_eq!(errors[0].0, Code::OutsideRoot, "{path}");
    }
    let missing = policy(r#"use "wrods.guiju""#).file("words.guiju", "").errors();
    assert_eq!((missing[0].0, missing[0].1.as_str()), (Code::UnreadableFile, "\"wrods.guiju\""));
    for pattern in ["../*.csv", "/var/log/*.csv", "a/../../b.csv"] {
        let errors = with_words(&format!("log \"{pattern}\" {{ }}")).errors();
        assert_eq!(errors[0].0, Code::OutsideRoot, "{pattern}");
    }
}

#[test]
fn what_may_stand_in_an_unreadable_part_is_not_called_unknown() {
    let missing = policy(
        r#"use "gone.guiju" duty d { when alarm bearer alarm.owner must arrive within 2 working days }"#,
    );
    let errors = missing.errors();
    assert_eq!(errors.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [Code::UnreadableFile]);
}

#[test]
fn an_attestation_is_there_when_it_is_asked_for() {
    let norm = r#"duty d { when alarm bearer "x" must arrive unless attestation where norm = "d" and arrive.by.role = "boss" }"#;
    assert_eq!(with_words(norm).errors()[0].0, Code::UnknownName, "the act is named by its own event");
    let norm = norm.replace("arrive.by", "attestation.by");
    let asked = with_words(&norm).model();
    assert!(asked.schema.kind_named("attestation").is_some());
    let silent = with_words(r#"duty d { when alarm bearer "x" must arrive }"#).model();
    assert!(silent.schema.kind_named("attestation").is_none());
}

#[test]
fn an_attestation_may_be_called_by_its_chinese_name() {
    let unknown = |text: &str| with_words(text).errors().iter().any(|error| error.0 == Code::UnknownEvent);
    let norm = r#"duty d { when alarm bearer "x" must 认定 where 事项 = "d" and 认定人.role = "boss" }"#;
    let found = with_words(norm).model();
    let kind = found.schema.kind_named("认定").unwrap();
    assert!(
        found.schema.kind_named("attestation").is_none()
            && found.schema.kinds[kind.0 as usize].fields.len() == 5
    );
    let both = format!(r#"{norm} duty e {{ when attestation bearer "x" must arrive }}"#);
    assert!(unknown(&both), "a policy keeps to one name");
    let both = format!(r#"duty e {{ when attestation bearer "x" must arrive }} {norm}"#);
    assert!(unknown(&both), "whichever comes first");
    let own = format!("event 认定 {{ 事项: number }} {norm}");
    assert_ne!(with_words(&own).errors(), [], "an event of the policy's own is that one");
    let counted = r#"duty d { each month bearer "x" must count(认定) >= 1 }"#;
    assert!(with_words(counted).model().schema.kind_named("认定").is_some());
    let silent = with_words(r#"duty d { when alarm bearer "x" must arrive }"#).model();
    assert!(silent.schema.kind_named("认定").is_none() && silent.schema.kind_named("attestation").is_none());
}
