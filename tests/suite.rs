//! Runs the behaviour suite: every Markdown file under `tests/suite` is a page of the manual whose examples are tests.
//!
//! A page begins with prose and a policy in a `guiju` block. Each `##` heading is a case: one or more `csv` blocks (the info
//! string may name the file, `csv staff.csv`; without a name it is `log.csv`) and one `verdicts` block, which lists every
//! obligation in the order of the report:
//!
//! ```text
//! violated call_back_soon by li due 2024-05-06 09:20: fine 50 CNY
//! ```
//!
//! A line may end with reasons in brackets. Other blocks:
//!
//! - `set` binds parameters, `as of` sets the horizon, `from` says from when on occasions are judged.
//! - `guiju` in a case is a policy of its own; the case then brings all its tables as well. `guiju zh`, of a case or of the page,
//!   is the same policy in Chinese, of which the same verdicts are expected.
//! - `policy`, instead of the page's own, names a file of the repository (`policy zh` the same in Chinese), and `norm` the only norm that the page is about.
//! - `instead` in a case holds declarations that take the place of the policy's of the same name, or are added to it: how another
//!   reading would be written. `instead zh` is the same for the policy in Chinese, which is left out without it.
//! - `names` says what the policy in Chinese calls things, `alarm = 报警`, and what stands in cells, `"platform" = "平台"`: its tables and
//!   verdicts are those of the page in these words.
//! - `problems` lists the codes of what was wrong with the input as a whole, in order; without one, nothing may be wrong
//!   with it but single rows and cells.
//!
//! Tables that stand before the first case belong to every case. The pages of `docs/reference` are read in the same way; there
//! a heading without `verdicts` is no case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

mod renamed;

use guiju::analysis::model::Model;
use guiju::check::{self, CheckOptions, Checked, Input};
use guiju::engine::{Bearer, Finding, Occasion, Reason, Status};
use guiju::ledger::{Posting, Role, Sanction, Total};
use guiju::source::Sources;
use guiju::time::{Bound, Instant, Stamp, Zone};
use guiju::world::Memory;
use renamed::Renaming;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block: its info string and its text.
struct Block {
    info: String,
    text: String,
    line: usize,
}

/// A case of a page.
#[derive(Default)]
struct Case {
    title: String,
    blocks: Vec<Block>,
}

/// Splits a page into what stands before the first case, and the cases.
fn read_page(text: &str) -> Vec<Case> {
    let mut cases = vec![Case::default()];
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match &mut open {
            Some(block) if line.trim_end() == "```" => {
                let _ = block;
                cases.last_mut().unwrap().blocks.extend(open.take());
            }
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {
                if let Some(info) = line.strip_prefix("```") {
                    open = Some(Block { info: info.trim().into(), text: String::new(), line: number + 1 });
                } else if let Some(title) = line.strip_prefix("## ") {
                    cases.push(Case { title: title.into(), ..Case::default() });
                }
            }
        }
    }
    assert!(open.is_none(), "a block is not closed");
    cases
}

fn model(policy: &str, set: &[(String, String)]) -> Result<Model, String> {
    let world = Memory::new().with("policy.guiju", policy);
    let mut sources = Sources::default();
    let loaded = guiju::analysis::load(&world, "policy.guiju", &mut sources);
    let analysis = guiju::analysis::analyze(&loaded, set, &world);
    if !loaded.complete() {
        return Err(format!("{:?} {:?}", loaded.syntax, loaded.problems));
    }
    analysis.model.ok_or_else(|| format!("the policy is not valid: {:#?}", analysis.problems))
}

/// What was wrong with the inputs as a whole, and with the calendar: one code each. Rejected rows show in the verdicts.
fn problems(checked: &Checked) -> String {
    let inputs = checked.ingested.problems.iter().map(|p| p.code());
    let times = checked.outcome.time_errors.iter().map(|e| e.code());
    inputs.chain(times).map(|code| format!("{code}\n")).collect()
}

/// Every obligation, or every one of a norm, one line each.
fn verdicts(model: &Model, checked: &Checked, only: Option<&str>) -> String {
    let mut out = String::new();
    let wanted = |finding: &&Finding| only.is_none_or(|name| model.norms[finding.norm].name == name);
    for (index, finding) in checked.outcome.findings.iter().enumerate().filter(|(_, f)| wanted(f)) {
        let _ = writeln!(out, "{}", verdict(model, checked, index, finding));
    }
    out
}

fn verdict(model: &Model, checked: &Checked, index: usize, finding: &Finding) -> String {
    let norm = &model.norms[finding.norm];
    let mut line = format!("{} {}", finding.status.id(), norm.name);
    if let (Some(check), guiju::analysis::model::Conduct::Check(checks)) = (finding.check, &norm.conduct)
        && let (Some(field), Occasion::Event(event)) = (checks[check].field, &finding.occasion)
    {
        let _ = write!(line, " {}", model.schema.kind(event.kind).fields[field].name);
    }
    match &finding.bearer {
        Bearer::Named(sym) => {
            let _ = write!(line, " by {}", checked.interner.text(sym));
        }
        Bearer::Unassigned(_) => line.push_str(" by nobody known"),
        Bearer::NotStated => {}
    }
    if let Occasion::Period { period, .. } = &finding.occasion {
        let _ = write!(line, " for {}", period.label());
    }
    if let Occasion::Interval { interval, begins, slot } = &finding.occasion {
        let until = slot.map(|slot| slot.end).or(interval.until.map(|until| until.start));
        let until = until.map_or(String::new(), |until| civil(&checked.zone, until, false));
        let _ = write!(line, " for {}..{until}", civil(&checked.zone, begins.start, false));
    }
    if let Some(due) = finding.window.as_ref().and_then(|w| w.due) {
        // The end of a day is written as 24:00 of that day.
        let (stated, bound) = due.stated(&checked.zone);
        let end = bound == Bound::Exclusive;
        let at = if end { stated.plus_micros(-1) } else { stated };
        let midnight = civil(&checked.zone, at, end).ends_with(" 24:00");
        if end && !midnight {
            // The end of an interval is too late.
            let _ = write!(line, " due before {}", civil(&checked.zone, stated, false));
        } else {
            let _ = write!(line, " due {}", civil(&checked.zone, at, end));
        }
    }
    let proposals: Vec<String> = checked.ledger.of(index).map(|p| proposal(checked, p)).collect();
    if !proposals.is_empty() {
        let _ = write!(line, ": {}", proposals.join(", "));
    }
    let mut reasons: Vec<String> = finding.reasons.iter().filter_map(reason).collect();
    reasons.dedup();
    if !reasons.is_empty() {
        let _ = write!(line, " [{}]", reasons.join("; "));
    }
    line
}

/// One posting: what, how it came about where it is not stated, for whom if not the bearer, and what was cut off.
fn proposal(checked: &Checked, posting: &Posting) -> String {
    let whom = |whom: Option<guiju::event::Sym>| {
        whom.map_or_else(|| "nobody known".to_string(), |sym| checked.interner.text(&sym).to_string())
    };
    let amount = match posting.total {
        Total::Money(amount) => format!(" {amount}"),
        Total::Points(points) => format!(" {points}"),
        Total::Act => String::new(),
        Total::Untold(_) => " unknown".to_string(),
    };
    let word = match &posting.sanction {
        Sanction::Fine => "fine",
        Sanction::Deduct => "deduct",
        Sanction::Demerit => "demerit",
        Sanction::Warn => "warn",
        Sanction::Suspend => "suspend",
        Sanction::Dismiss => "dismiss",
        Sanction::Notify(sym) => &format!("notify {}", whom(*sym)),
        Sanction::Named(name) => name,
        Sanction::Reward => "reward",
    };
    let mut text = format!("{word}{amount}");
    if let Some(range) = posting.between() {
        let _ = write!(text, " in {}..{}", range.low.value.normalize(), range.high);
    }
    if posting.times > 1 || posting.running {
        let _ = write!(text, " (x{}{})", posting.times, if posting.running { " so far" } else { "" });
    }
    if let Some(nth) = posting.time {
        let _ = write!(text, " (time {nth})");
    }
    match (posting.role, &posting.payer) {
        (Role::Bearer, _) => {}
        (_, Bearer::Named(sym)) => {
            let _ = write!(text, " for {}", checked.interner.text(sym));
        }
        (_, Bearer::Unassigned(_) | Bearer::NotStated) => text.push_str(" for nobody known"),
    }
    for cut in &posting.cuts {
        match cut.amount {
            Some(amount) => {
                let _ = write!(text, " (cut {amount})");
            }
            None => text.push_str(" (cut)"),
        }
    }
    text
}

fn civil(zone: &Zone, at: Instant, end: bool) -> String {
    let civil = zone.civil(at);
    if end && civil.hour() == 23 && civil.minute() == 59 {
        return format!("{} 24:00", civil.date());
    }
    let format = if civil.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    civil.strftime(format).to_string()
}

/// Reasons that a verdict alone does not say.
fn reason(reason: &Reason) -> Option<String> {
    let line = |row: &guiju::event::RowRef| format!("line {}", row.line);
    Some(match reason {
        Reason::OpenParam(_) => "a parameter is open".into(),
        Reason::OccasionUndecided(_) => "whether it applies is undecided".into(),
        Reason::WindowUndecided(_) => "the limit is undecided".into(),
        Reason::ConditionUndecided(_) => "the condition is undecided".into(),
        Reason::Time(_) => "no due time".into(),
        Reason::Candidate(event, _) => format!("undecided: {}", line(&event.row)),
        Reason::Rejected(row) => format!("rejected: {}", line(row)),
        Reason::BeforeLog { .. } => "before the log".into(),
        Reason::NoSource(_) => "no source".into(),
        Reason::NoShift => "no shift".into(),
        Reason::SourceEnds { .. } => "the source ends".into(),
        Reason::ExcuseOpen(_) => "an excuse is open".into(),
        Reason::ReparationOpen(_) => "a reparation is open".into(),
        Reason::GapsTooLong(count) => format!("{count} too long"),
        Reason::NotHeld(count) => format!("{count} not held"),
        Reason::TooFew(found, needed) if *needed > 1 => format!("{found} of {needed}"),
        Reason::TooFewPeople(found, needed) => format!("{found} of {needed} people"),
        Reason::InOrder(seen, of) => format!("{seen} of {of} in order"),
        Reason::TooMany(found, allowed) => format!("{found} where {allowed} are allowed"),
        Reason::TooFew(..) | Reason::WindowOpen | Reason::ConditionFailed | Reason::Forbidden => return None,
    })
}

fn stamp(text: &str, zone: &Zone) -> Stamp {
    let civil = text.trim().replace(' ', "T").parse().unwrap_or_else(|_| panic!("`{text}` is no time"));
    Stamp::exact(zone.instant(civil).0)
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_string(), value.trim().to_string()))
        .collect()
}

/// Runs a case with its policy, and again with the policy in Chinese if there is one.
fn run_case(policy: &str, shared: &[Block], case: &Case) -> Result<(), String> {
    let find = |info: &str| case.blocks.iter().find(|b| b.info == info).map(|b| b.text.as_str());
    let instead = find("instead").unwrap_or("");
    run_policy(&reread(find("guiju").unwrap_or(policy), instead), shared, case)?;
    let names = shared.iter().find(|b| b.info == "names").map_or(Vec::new(), |b| pairs(&b.text));
    let names = Renaming::of(names);
    let blocks = |blocks: &[Block]| blocks.iter().map(|block| names.block(block)).collect::<Vec<_>>();
    let in_chinese = Case { title: case.title.clone(), blocks: blocks(&case.blocks) };
    let of_page = |info: &str| {
        shared.iter().find(|b| b.info == info).filter(|_| find("guiju").is_none()).map(|b| b.text.trim())
    };
    let file = of_page("policy zh").map(|file| fs::read_to_string(file).unwrap());
    let instead_zh = if instead.is_empty() { Some("") } else { find("instead zh") };
    let of_page = instead_zh
        .and_then(|instead| of_page("guiju zh").or(file.as_deref()).map(|policy| reread(policy, instead)));
    let Some(policy) = find("guiju zh").map(String::from).or(of_page) else { return Ok(()) };
    run_policy(&policy, &blocks(shared), &in_chinese).map_err(|why| format!("in Chinese: {why}"))
}

/// The policy with other declarations in the place of those of the same name. A declaration begins at the margin.
fn reread(policy: &str, instead: &str) -> String {
    let declarations = |text: &str| -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match found.last_mut() {
                Some(last) if line.starts_with([' ', '}']) => *last += line,
                _ => found.push(line.to_string()),
            }
            found.last_mut().unwrap().push('\n');
        }
        found
    };
    let name = |text: &str| {
        text.split_whitespace().nth(1).unwrap_or_default().trim_end_matches([':', '：']).to_string()
    };
    let (mut old, new) = (declarations(policy), declarations(instead));
    old.retain(|declaration| new.iter().all(|other| name(other) != name(declaration)));
    [old, new].concat().concat()
}

fn run_policy(policy: &str, shared: &[Block], case: &Case) -> Result<(), String> {
    let find = |info: &str| case.blocks.iter().find(|b| b.info == info);
    let only = shared.iter().find(|b| b.info == "norm").map(|b| b.text.trim());
    let set = find("set").map_or(Vec::new(), |b| pairs(&b.text));
    let model = model(policy, &set).map_err(|why| format!("## {}\n{why}\n", case.title))?;
    let inputs: Vec<Input> = shared
        .iter()
        // A table of the case stands in for the page's table of that name.
        .filter(|block| case.blocks.iter().all(|own| own.info != block.info && own.info != "guiju"))
        .chain(&case.blocks)
        .filter_map(|block| {
            let rest = ["csv", "json", "xes"].iter().find_map(|kind| block.info.strip_prefix(kind))?;
            let name = if rest.trim().is_empty() { "log.csv" } else { rest.trim() };
            Some(Input::new(name, block.text.clone()))
        })
        .collect();
    let sources = check::sources(&model, &inputs).map_err(|p| format!("{p:?}"))?;
    let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
    let as_of = find("as of").map(|b| stamp(&b.text, &zone));
    let from = find("from").map(|b| stamp(&b.text, &zone).start);
    let checked = check::check(&model, &sources, CheckOptions { from, as_of, all: true, sums: false });
    for (counts, norm) in checked.outcome.counts.iter().zip(0..) {
        let listed = checked.outcome.findings.iter().filter(|f| f.norm == norm).count() as u64;
        assert_eq!(counts.total(), listed, "counts add up");
    }
    let problems = problems(&checked);
    let listed = find("problems").map_or("", |b| &b.text);
    if problems != listed {
        return Err(format!("## {}\nexpected problems:\n{listed}found:\n{problems}", case.title));
    }
    let found = verdicts(&model, &checked, only);
    let wanted = &find("verdicts").ok_or("the case has no `verdicts` block")?.text;
    if &found == wanted {
        return if as_of.is_some() { Ok(()) } else { cuts(&model, &sources, from, &checked, &case.title) };
    }
    let line = find("verdicts").map_or(0, |b| b.line);
    Err(format!("## {} (line {line})\nexpected:\n{wanted}found:\n{found}", case.title))
}

/// Cuts the log after every one of its times: a verdict that has fallen must be the same in the whole log.
fn cuts(
    model: &Model,
    sources: &[guiju::ingest::Source<'_>],
    from: Option<Instant>,
    whole: &Checked,
    title: &str,
) -> Result<(), String> {
    let mut times: Vec<Stamp> = whole.ingested.events.iter().map(|event| event.at).collect();
    times.dedup();
    for as_of in times {
        let part =
            check::check(model, sources, CheckOptions { from, as_of: Some(as_of), all: true, sums: false });
        for (index, finding) in part.outcome.findings.iter().enumerate() {
            if matches!(finding.status, Status::Pending | Status::Unknown) {
                continue;
            }
            let same = |other: &&Finding| other.id == finding.id && other.check == finding.check;
            let later = whole.outcome.findings.iter().find(same).map(|other| other.status);
            if later != Some(finding.status) {
                let line = verdict(model, &part, index, finding);
                return Err(format!(
                    "## {title}\ncut at {as_of:?}: {line}\nbut {later:?} in the whole log\n"
                ));
            }
        }
    }
    Ok(())
}

/// Runs all cases of a page: how many there were, and how they failed.
fn run_page(path: &Path) -> (usize, String) {
    let mut parts = read_page(&fs::read_to_string(path).unwrap());
    let mut first = parts.remove(0);
    let is_policy = |b: &Block| matches!(b.info.as_str(), "guiju" | "policy");
    let policy = first.blocks.iter().position(is_policy).map(|at| first.blocks.remove(at));
    let policy = policy.map_or(String::new(), |block| match block.info.as_str() {
        "policy" => fs::read_to_string(block.text.trim()).unwrap(),
        _ => block.text,
    });
    let is_case = |case: &&Case| case.blocks.iter().any(|b| b.info == "verdicts");
    let mut failures = String::new();
    for case in parts.iter().filter(is_case) {
        if let Err(failure) = run_case(&policy, &first.blocks, case) {
            let _ = writeln!(failures, "{}: {failure}", path.display());
        }
    }
    (parts.iter().filter(is_case).count(), failures)
}

fn pages(folder: &str) -> Vec<PathBuf> {
    let mut pages: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

#[test]
fn every_page_of_the_suite_holds() {
    let mut failures = String::new();
    for path in pages("tests/suite") {
        let headings = fs::read_to_string(&path).unwrap().lines().filter(|l| l.starts_with("## ")).count();
        let (cases, failed) = run_page(&path);
        assert!(cases > 0 && cases == headings, "{}: a heading without `verdicts`", path.display());
        failures += &failed;
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_hard_norm_holds() {
    let pages = pages("policies/hard");
    let mut failures = String::new();
    for path in pages.iter().filter(|path| !path.ends_with("README.md")) {
        let (cases, failed) = run_page(path);
        assert!(cases > 0, "{}: no cases", path.display());
        failures += &failed;
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_handling_of_findings_holds() {
    let (cases, failed) = run_page(Path::new("policies/casework/cases.md"));
    assert!(cases > 0 && failed.is_empty(), "{failed}");
}

#[test]
fn every_example_of_the_reference_holds() {
    let results: Vec<_> = pages("docs/reference").iter().map(|path| run_page(path)).collect();
    let failures: String = results.iter().map(|(_, failed)| failed.as_str()).collect();
    assert!(failures.is_empty(), "{failures}");
    assert!(results.iter().map(|(cases, _)| cases).sum::<usize>() > 0, "the reference has examples");
}

/// The pages of the suite together, for a row of the table of features: a case of each verdict, and one in Chinese.
#[test]
fn every_feature_has_a_case_of_each_kind() {
    let table = fs::read_to_string("docs/reference/features.md").unwrap();
    let mut missing = String::new();
    for row in table.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| |")) {
        let links = row.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        let read = |link: &str| fs::read_to_string(Path::new("docs/reference").join(link)).unwrap();
        let (suite, reference): (Vec<&str>, Vec<&str>) = links
            .filter(|link| link.ends_with(".md") && !link.contains("policies/"))
            .partition(|link| link.contains("tests/suite/"));
        let blocks = |pages: &[&str], which: &str| -> Vec<String> {
            let cases = pages.iter().flat_map(|page| read_page(&read(page)));
            let blocks = cases.flat_map(|case| case.blocks);
            blocks.filter(|block| block.info == which).map(|block| block.text).collect()
        };
        let verdicts = blocks(&suite, "verdicts").concat();
        let has = |word: &str| verdicts.lines().any(|line| line.split(' ').next() == Some(word));
        // Nobody breaks anything by not earning a reward.
        let broken = if row.contains("tests/suite/reward.md") { "unearned" } else { "violated" };
        for word in ["fulfilled", broken, "pending", "unknown"] {
            if !has(word) {
                let _ = writeln!(missing, "no case that is {word}: {row}");
            }
        }
        let chinese = |text: &String| text.contains("制度");
        if !blocks(&suite, "guiju zh").iter().chain(&blocks(&suite, "guiju")).any(chinese) {
            let _ = writeln!(missing, "no case in Chinese: {row}");
        }
        if blocks(&reference, "verdicts").is_empty() {
            let _ = writeln!(missing, "no example on a page of the reference: {row}");
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

#[test]
fn every_feature_names_pages_that_exist() {
    let table = fs::read_to_string("docs/reference/features.md").unwrap();
    let rows: Vec<&str> = table.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| |")).collect();
    let numbers: Vec<String> = rows.iter().map(|row| row[2..].split(' ').next().unwrap().into()).collect();
    assert_eq!(numbers, (1..=41).map(|n| n.to_string()).collect::<Vec<_>>());
    for row in rows {
        let mut links: Vec<&str> =
            row.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
        assert!(links.len() >= 2, "a page of the reference and one of the suite: {row}");
        links.retain(|link| !Path::new("docs/reference").join(link).exists());
        assert!(links.is_empty(), "{row}: {links:?}");
    }
}
