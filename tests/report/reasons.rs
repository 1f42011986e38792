//! Why something cannot be told. Nobody is accused on a guess, so these sentences carry as much weight as the verdicts.

use crate::assert_report;
use crate::scene::{Policy, Run};
use guiju::analysis::model::ParamId;
use guiju::engine::{Occasion, Reason, Why};
use guiju::event::{EntityId, KindId};
use guiju::locale::Lang;
use guiju::time::{Instant, Precision, Stamp, TimeError};

#[test]
fn a_parameter_that_the_regulation_leaves_open() {
    let run = Run::new(
        Policy::monitoring().only(&["report_outage"]),
        &[("outages.csv", "time,event,outage,staff\n2024-05-06 09:00,outage,O1,li\n")],
    );
    assert_report!("open_param", run);
}

#[test]
fn a_rejected_row_that_could_be_the_missing_one() {
    let run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner,national,drill,staff,to\n\
             2024-05-06 09:00,alarm,F1,li,false,,,\n\
             2024-05-06 9.20 Uhr,arrive,F1,,,,li,\n\
             2024-05-06 18:00,arrive,F0,,,,li,\n",
        )],
    );
    assert_report!("rejected", run);
}

#[test]
fn a_log_too_coarse_for_the_deadline() {
    let run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner,national,drill,staff,to\n\
             2024-05-06,alarm,F1,li,false,,,\n\
             2024-05-06,arrive,F1,,,,li,\n\
             2024-05-09,arrive,F0,,,,li,\n",
        )],
    );
    assert_report!("too_coarse", run);
}

#[test]
fn a_blank_cell_decides_which_limit_applies() {
    let run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner,national,drill,staff,to\n\
             2024-05-06 09:00,alarm,F1,li,,,,\n\
             2024-05-06 18:00,arrive,F0,,,,li,\n",
        )],
    );
    assert_report!("limit_undecided", run);
}

#[test]
fn what_may_have_happened_before_the_log_begins() {
    let run = Run::new(
        Policy::monitoring().only(&["plan_a_month_ahead"]),
        &[(
            "plans.csv",
            "time,event,enterprise,subject\n\
             2024-06-01 00:00,plan,E0,comparison\n\
             2024-06-15 09:00,comparison,E1,\n\
             2024-06-20 11:00,plan,E0,comparison\n",
        )],
    );
    assert_report!("before_log", run);
}

/// Every reason and every cause, with its sentence. A finding that carries them all is no real one; it is made here so
/// that the sentences can be read side by side.
#[test]
fn every_reason_in_words() {
    let mut run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner,national,drill,staff,to\n\
             2024-05-06 09:00,alarm,F1,li,false,,,\n\
             2024-05-06 18:00,arrive,F0,,,,li,\n",
        )],
    );
    let finding = &mut run.checked.outcome.findings[0];
    let Occasion::Event(event) = finding.occasion.clone() else { panic!("an event") };
    let li = run.checked.interner.get("li").unwrap();
    let at = Instant::from_micros(1_714_957_200_000_000);
    let row = event.row;
    let causes = [
        Why::Blank { row, kind: KindId(0), field: 1 },
        Why::Unreadable { row, kind: KindId(3), field: 1, text: li },
        Why::Unreadable { row, kind: KindId(0), field: 2, text: li },
        Why::Attribute { entity: EntityId(0), key: li, field: 0 },
        Why::UnreadableLine { row, entity: EntityId(0), field: 0, text: li },
        Why::NoEntity { entity: EntityId(0), key: li, on: guiju::time::Date::constant(2024, 5, 6) },
        Why::OpenParam(ParamId(0)),
        Why::NotCovered(2031),
        Why::NoDate,
        Why::TooCoarse,
        Why::Arithmetic,
        Why::Currency,
        Why::Nothing,
    ];
    let arrive = KindId(1);
    let mut reasons: Vec<Reason> = causes.iter().map(|why| Reason::ConditionUndecided(*why)).collect();
    reasons.extend([
        Reason::OpenParam(ParamId(0)),
        Reason::OccasionUndecided(Why::TooCoarse),
        Reason::WindowUndecided(Why::TooCoarse),
        Reason::Time(TimeError::NoCalendar),
        Reason::Candidate(event, Why::TooCoarse),
        Reason::Rejected(row),
        Reason::BeforeLog { kind: arrive, from: at },
        Reason::WindowOpen,
        Reason::SourceEnds { kind: arrive, until: Stamp { start: at, precision: Precision::Day } },
        Reason::ExcuseOpen(0),
        Reason::ReparationOpen(0),
        Reason::TooFew(1, 2),
        Reason::TooMany(3, 2),
        Reason::GapsTooLong(1),
        Reason::GapsTooLong(3),
        Reason::NotHeld(2),
        Reason::ConditionFailed,
        Reason::Forbidden,
    ]);
    finding.reasons = reasons;
    let mut lines = Vec::new();
    for lang in Lang::ALL {
        let report = run.report(lang);
        lines.extend(report.findings[0].reasons.iter().map(|r| format!("{:19} {}", r.id, r.text)));
        lines.push(String::new());
    }
    insta::assert_snapshot!("every_reason", lines.join("\n"));
}
