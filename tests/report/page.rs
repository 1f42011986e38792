//! The page as a whole: header, summary, width, colour, limits.

use crate::assert_report;
use crate::scene::{Policy, Run};
use guiju::check::CheckOptions;
use guiju::diagnostics::DrawOptions;
use guiju::locale::{Lang, display_width};
use guiju::report::{human, json};
use guiju::time::{Precision, Stamp, Zone};

/// A day with everything: several norms, several statuses, unread and unseen kinds, rejected rows.
pub fn a_day() -> Run {
    let alarms = "time,event,fault,owner,national,drill,staff,to,cups\n\
         2024-05-06 09:00,alarm,F1,li,true,,,,\n\
         2024-05-06 09:25,alarm,F2,wang,false,,,,\n\
         2024-05-06 09:31,arrive,F1,,,,li,,\n\
         2024-05-06 09:35,coffee,,,,,,,2\n\
         2024-05-06 09:40,arrive,F2,,,,wang,,\n\
         2024-05-06 10:00,alarm,F3,li,true,,,,\n\
         2024-05-06 25:00,inform,F9,,,,,platform,\n\
         2024-05-06 17:50,alarm,F4,,true,,,,\n\
         2024-05-06 17:55,shutdown,F4,,,,,,\n";
    let records = "time,event,staff,ph,flow\n\
         2024-05-06 09:00,record,li,7.0,\n\
         2024-05-06 18:00,record,wang,6.8,400\n";
    let mut run = Run::new(Policy::monitoring(), &[("alarms.csv", alarms), ("records.csv", records)]);
    run.policy.model.params[0].bound = true;
    run.policy.model.params[0].shown = Some(["1 hour".into(), "1 小时".into()]);
    run.facts.set = vec!["report_within".into()];
    run
}

#[test]
fn a_whole_report() {
    assert_report!("whole", a_day());
}

#[test]
fn a_judged_range_is_said() {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let start = zone.start_of_day("2024-05-06".parse().unwrap());
    let as_of = Stamp { start: start.plus_micros(12 * 3_600_000_000), precision: Precision::Minute };
    let options = CheckOptions { from: Some(start), as_of: Some(as_of), ..CheckOptions::default() };
    let log = "time,event,outage,staff\n2024-05-05 09:00,outage,O1,li\n2024-05-06 18:00,outage,O2,li\n";
    let mut run = Run::with(Policy::monitoring().only(&["report_outage"]), &[("outages.csv", log)], options);
    run.facts.from = Some(Stamp { start, precision: Precision::Day });
    run.facts.as_of = Some(as_of);
    run.facts.warnings = vec!["`outages.csv` falls silent long before the others".into()];
    assert_report!("judged_range", run);
}

#[test]
fn an_empty_log_proves_nothing() {
    let run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[("alarms.csv", "time,event,fault,owner,national,drill\n")],
    );
    assert_report!("empty", run);
}

#[test]
fn a_limit_says_what_it_leaves_out() {
    let mut rows = String::from("time,event,staff,approved\n");
    for minute in 10..40 {
        rows.push_str(&format!("2024-05-06 09:{minute},delete,li,no\n"));
    }
    let run = Run::new(Policy::monitoring().only(&["never_delete"]), &[("deletes.csv", &rows)]);
    let report = run.report(Lang::En);
    assert_eq!(report.findings.len(), 30, "data holds all");
    let page = human(&report, &DrawOptions::default(), Some(2));
    assert_eq!(page.matches("violated[never_delete]").count(), 2);
    assert!(page.contains("… and 28 more violated of `never_delete`, not shown"), "{page}");
    let page = human(&run.report(Lang::Zh), &DrawOptions::default(), Some(2));
    assert!(page.contains("…… `never_delete` 还有 28 项违反未列出"), "{page}");
}

#[test]
fn a_narrow_page_wraps_words_and_shortens_rows() {
    let run = a_day();
    for lang in Lang::ALL {
        let page = human(&run.report(lang), &DrawOptions { width: 60, ..DrawOptions::default() }, None);
        // What the policy's author wrote on one line stays on one line; all else fits.
        let wide: Vec<&str> = page
            .lines()
            .filter(|line| display_width(line) > 60)
            .filter(|line| !line.contains('│') && !line.contains('╰') && !line.contains(" · "))
            .collect();
        assert!(wide.is_empty(), "{wide:#?}");
        insta::assert_snapshot!(format!("narrow.{lang}"), page);
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let run = a_day();
    for lang in Lang::ALL {
        let report = run.report(lang);
        let plain = human(&report, &DrawOptions::default(), None);
        let coloured = human(&report, &DrawOptions { color: true, ..DrawOptions::default() }, None);
        assert!(coloured.contains("\u{1b}[1;31m"), "violations stand out");
        let stripped: String = strip(&coloured).lines().map(|l| format!("{}\n", l.trim_end())).collect();
        assert_eq!(stripped, plain);
    }
}

#[test]
fn ascii_is_enough_where_it_must_be() {
    let log = "time,event,staff,approved\n2024-05-06 09:00,delete,li,no\n";
    let run = Run::new(Policy::monitoring().only(&["never_delete"]), &[("deletes.csv", log)]);
    let page = human(&run.report(Lang::En), &DrawOptions { unicode: false, ..DrawOptions::default() }, None);
    assert!(
        page.is_ascii() || page.lines().filter(|l| !l.is_ascii()).all(|l| l.contains("clause")),
        "{page}"
    );
    insta::assert_snapshot!("ascii", page);
}

#[test]
fn the_same_input_gives_the_same_page() {
    let (first, second) = (a_day(), a_day());
    assert_eq!(first.human(Lang::Zh), second.human(Lang::Zh));
    assert_eq!(json(&first.report(Lang::En)), json(&second.report(Lang::En)));
}

#[test]
fn a_log_cannot_write_into_the_report() {
    let log = "time,event,staff,approved\n2024-05-06 09:00,delete,\u{1b}[32mall well\u{1b}[0m,no\n";
    let run = Run::new(Policy::monitoring().only(&["never_delete"]), &[("deletes.csv", log)]);
    assert!(!run.human(Lang::En).contains('\u{1b}'));
}

#[test]
fn counts_add_up_in_every_row() {
    let report = a_day().report(Lang::En);
    let mut all = guiju::report::model::Counts::default();
    for counts in report.norms.iter().map(|n| n.counts).chain([report.totals]) {
        let sum: u64 = guiju::report::model::Status::BY_ATTENTION.iter().map(|s| counts.of(*s)).sum();
        assert_eq!(sum, counts.occasions);
    }
    for norm in &report.norms {
        all = all.plus(&norm.counts);
    }
    assert_eq!(all, report.totals);
    assert!(report.totals.occasions > 0);
}

fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(|c| *c == 'm');
        } else {
            out.push(c);
        }
    }
    out
}
