//! In English.

use super::Label;
use crate::cases::act::{Act, Answer, ImposedLine, WhyWithdrawn};
use crate::cases::book::State;
use crate::cases::merge::Merged;
use crate::report::model::Status;
use crate::time::Date;

pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Case => "case",
        Label::Finding => "finding",
        Label::State => "state",
        Label::Person => "person",
        Label::Norm => "norm",
        Label::Happened => "happened",
        Label::Proposed => "proposed",
        Label::Imposed => "imposed",
        Label::Waived => "waived",
        Label::Withdrawn => "withdrawn",
        Label::Dropped => "closed without",
        Label::Rewards => "rewards",
        Label::Month => "month",
        Label::Cases => "cases",
        Label::Total => "total",
        Label::Approver => "approver",
        Label::Waivers => "waivers",
        Label::InForce => "in force",
        Label::Unassigned => "unassigned",
        Label::Policy => "policy",
        Label::Clause => "clause",
        Label::Occasion => "occasion",
        Label::Due => "due",
        Label::WhatHappened => "found",
        Label::Evidence => "evidence",
        Label::Paper => "paper",
        Label::Line => "line",
        Label::History => "history",
        Label::Reason => "reason",
        Label::StatementTitle => "Statement",
        Label::Preface => {
            "This statement lists what the records show, what the rules propose, and what people have decided. A proposal is not a \
             decision. Where no decision is stated, none has been taken."
        }
        Label::Appeal => {
            "Whoever sees a matter differently can object; the evidence named here can be inspected."
        }
        Label::Nothing => "Nothing is recorded for this month.",
        Label::ToLookAt => "later evidence speaks against it; a person must look at it again",
        Label::NoCases => "no cases",
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Proposed => "proposed",
        State::Confirmed => "confirmed",
        State::Imposed => "imposed",
        State::Appealed => "appealed",
        State::Waived => "waived",
        State::Withdrawn => "withdrawn",
        State::Closed => "closed",
    }
}

pub(super) fn stands(state: State, overturned: bool) -> &'static str {
    match state {
        _ if overturned && state != State::Withdrawn => {
            "later evidence speaks against this finding; it is being looked at again"
        }
        State::Proposed => "proposed by the rule; nobody has decided yet",
        State::Confirmed => "the finding was confirmed; nothing is imposed yet",
        State::Imposed => "decided",
        State::Appealed => "an objection is open",
        State::Waived => "let off",
        State::Withdrawn => "withdrawn: nothing is held against you here",
        State::Closed => "closed",
    }
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Upheld => "upheld",
        Answer::Amended => "amended",
        Answer::Lifted => "lifted",
    }
}

fn verdict(status: Status) -> &'static str {
    match status {
        Status::Fulfilled => "fulfilled",
        Status::Violated => "violated",
        Status::Repaired => "repaired",
        Status::Excused => "excused",
        Status::Waived => "waived",
        Status::Unearned => "not earned",
        Status::Pending => "pending",
        Status::Unknown => "unknown",
    }
}

fn why(why: &WhyWithdrawn) -> String {
    match why {
        WhyWithdrawn::Verdict(status) => format!("with later evidence the verdict is: {}", verdict(*status)),
        WhyWithdrawn::Gone => "with later evidence there is no such occasion".to_string(),
    }
}

fn amounts(lines: &[ImposedLine]) -> String {
    let lines = lines.iter().map(|line| match &line.amount {
        Some(amount) => format!("line {}: {} {}", line.line, amount.value, amount.currency),
        None => format!("line {}", line.line),
    });
    lines.collect::<Vec<_>>().join(", ")
}

pub(super) fn act(act: &Act) -> String {
    match act {
        Act::Run(run) => {
            let range = run.observed.as_ref().map_or(String::new(), |(from, to)| format!(", {from} to {to}"));
            format!("checked {} over {} logs{range}", run.policy, run.inputs.len())
        }
        Act::Recorded { was: None, .. } => "recorded".to_string(),
        Act::Recorded { was: Some(status), .. } => format!("recorded; it had been {}", verdict(*status)),
        Act::Revised { .. } => "revised: a longer log says more".to_string(),
        Act::Restated { finding, .. } => {
            format!("found again as {finding} under another limit; nothing more is proposed")
        }
        Act::Withdrawn { why: Some(cause), .. } => format!("withdrawn: {}", why(cause)),
        Act::Withdrawn { why: None, .. } => "withdrawn".to_string(),
        Act::Overturned { why: cause, .. } => format!("to be looked at again: {}", why(cause)),
        Act::Restored { .. } => "found again, so it stands once more".to_string(),
        Act::Confirmed { .. } => "confirmed".to_string(),
        Act::Imposed { lines, .. } => format!("imposed: {}", amounts(lines)),
        Act::Waived { approver, expires: Some(day), .. } => {
            format!("waived until {day}, approved by {approver}")
        }
        Act::Waived { approver, expires: None, .. } => format!("waived, approved by {approver}"),
        Act::Appealed { appellant: Some(who), .. } => format!("appealed by {who}"),
        Act::Appealed { appellant: None, .. } => "appealed".to_string(),
        Act::Answered { answer: how, lines, .. } if lines.is_empty() => {
            format!("appeal answered: {}", answer(*how))
        }
        Act::Answered { answer: how, lines, .. } => {
            format!("appeal answered: {}: {}", answer(*how), amounts(lines))
        }
        Act::Closed { .. } => "closed".to_string(),
        Act::Published { month } => format!("statements of {month} published"),
    }
}

pub(super) fn waived(approver: &str, reason: &str, expires: Option<Date>) -> String {
    let until = expires.map_or(String::new(), |day| format!(" until {day}"));
    format!("waived{until}, approved by {approver}: {reason}")
}

pub(super) fn withdrawn_by_hand(entry: u64) -> String {
    format!("withdrawn by a person: entry {entry} of the case file")
}

pub(super) fn lifted(case: u64) -> String {
    format!("lifted on appeal: case #{case} of the case file")
}

pub(super) fn merged(merged: &Merged) -> Vec<String> {
    let cases = |n: usize| if n == 1 { "1 case".to_string() } else { format!("{n} cases") };
    let mut parts = vec![
        match merged.decided_now {
            0 => format!("{} new", merged.recorded),
            n => format!("{} new ({n} had been open)", merged.recorded),
        },
        format!("{} seen again", merged.seen),
    ];
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    };
    add(merged.revised, "revised");
    add(merged.restated, "restated under another limit");
    add(merged.restored, "found again after withdrawal");
    add(merged.withdrawn, "withdrawn");
    add(merged.waived, "waived by register");
    let mut lines = vec![format!("cases: {}", parts.join(", "))];
    if merged.overturned > 0 {
        lines.push(format!(
            "cases: {} already decided on must be looked at again: later evidence speaks against them",
            cases(merged.overturned)
        ));
    }
    if !merged.missed.is_empty() {
        let numbers: Vec<String> = merged.missed.iter().map(|number| format!("#{number}")).collect();
        lines.push(format!(
            "cases: {} not found again, and it cannot be told why; nothing is withdrawn: {}",
            cases(merged.missed.len()),
            numbers.join(", ")
        ));
    }
    if let Some(from) = &merged.next_from {
        lines.push(format!(
            "cases: the next logs should reach back to {from}: obligations that are open, and norms that look back, need it"
        ));
    }
    if !merged.further.is_empty() {
        lines.push(format!(
            "cases: without limit look back {}: the next logs should hold what they look at",
            merged.further.iter().map(|norm| format!("`{norm}`")).collect::<Vec<_>>().join(", ")
        ));
    }
    lines
}

pub(super) fn fits(entries: u64, cases: usize, head: &str) -> String {
    format!("{entries} entries, {cases} cases: every entry fits\nlast digest {head}\n")
}
