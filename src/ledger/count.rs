//! How often a consequence counts in one finding.

use super::Setup;
use crate::analysis::model::{Norm, Occasion, Per};
use crate::engine::{Finding, GoalResult, MissKind, Occasion as Finished, Reason};
use crate::event::{EntityId, KindId};
use crate::plan::Expect;
use crate::time::{Due, Instant, Stamp};

const HOUR: i64 = 3_600_000_000;

/// The range that the log covers.
type Observed = Option<(Instant, Stamp)>;

/// A count; while it is running, at least so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub times: u32,
    pub running: bool,
    /// From when on hours are counted, if it is hours that count.
    pub since: Option<Instant>,
}

/// How often a consequence counts.
pub(super) fn count(setup: &Setup<'_>, observed: Observed, finding: &Finding, per: Per) -> Count {
    let fixed = |times| Count { times, running: false, since: None };
    match per {
        Per::Occurrence | Per::Field | Per::Slot | Per::Period(_) => fixed(1),
        Per::Missing => fixed(missing(setup, finding)),
        Per::Entity(entity) => fixed(of_entity(setup, &setup.model.norms[finding.norm], finding, entity)),
        Per::StartedHourLate => started_hours(setup, observed, finding),
    }
}

/// How many acts are certainly missing: between two that are too far apart, as many as would have filled the gap; of each goal, what
/// is needed less what was found or may have been it; of several ways, the one that lacks the fewest; else what the reasons say.
fn missing(setup: &Setup<'_>, finding: &Finding) -> u32 {
    if let Expect::Every { .. } = &setup.plan.norms[finding.norm].expect {
        return finding.continuity.as_ref().map_or(0, |found| found.missing);
    }
    let way_of = |goal: &GoalResult| setup.plan.goal(goal.goal).place.way;
    let of_way = |way: usize| {
        let goals = finding.goals.iter().filter(|goal| way_of(goal) == way);
        goals.map(|goal| certainly_lacking(setup, goal)).fold(0_u32, u32::saturating_add)
    };
    let last = finding.goals.iter().map(way_of).max();
    let lacking = last.and_then(|last| (0..=last).map(of_way).min()).unwrap_or(0);
    if lacking > 0 {
        return lacking;
    }
    let said = finding.reasons.iter().map(|reason| match reason {
        Reason::TooFew(found, needed) => needed.saturating_sub(*found),
        _ => 0,
    });
    said.fold(0, u32::saturating_add)
}

/// What was needed, less what came or may have come. Nothing of somebody of whom it cannot be told whether anything was asked.
fn certainly_lacking(setup: &Setup<'_>, goal: &GoalResult) -> u32 {
    if goal.each_doubt.is_some() {
        return 0;
    }
    let doubtful = u32::try_from(goal.maybes.len()).unwrap_or(u32::MAX).saturating_add(goal.lost);
    lacking(setup, goal).saturating_sub(doubtful)
}

fn lacking(setup: &Setup<'_>, goal: &GoalResult) -> u32 {
    setup.plan.goal(goal.goal).min.saturating_sub(goal.hit_count)
}

/// For how many members of an entity the conduct failed: the one whom the period is for, or the addressees who were left out.
fn of_entity(setup: &Setup<'_>, norm: &Norm, finding: &Finding, entity: EntityId) -> u32 {
    match &norm.occasion {
        Occasion::Each(each) if each.roster.as_ref().is_some_and(|roster| roster.entity == entity) => 1,
        _ => {
            // Whose act may be among those of which it cannot be told is not left out for certain.
            let left_out = finding.goals.iter().filter(|goal| certainly_lacking(setup, goal) > 0).count();
            u32::try_from(left_out).unwrap_or(u32::MAX)
        }
    }
}

/// Hours begun after the due time, up to the act. If it has not come, up to where nothing is known any more: the end of the log or
/// of its source, or something that may have been the act.
fn started_hours(setup: &Setup<'_>, observed: Observed, finding: &Finding) -> Count {
    let zone = setup.rules.zone;
    let Some(due) = finding.window.as_ref().and_then(|window| window.due) else {
        return Count { times: 1, running: false, since: None };
    };
    let mut all = Count { times: 1, running: false, since: None };
    for goal in finding.goals.iter().filter(|goal| lacking(setup, goal) > 0) {
        let late = goal.misses.iter().find(|miss| miss.why == MissKind::Late).map(|miss| miss.event.at);
        // Of several acts that are missing, the first one ends nothing.
        let done = late.is_some() && lacking(setup, goal) == 1;
        let until = known_until(setup, observed, (goal, late), &due);
        let overrun = until.and_then(|at| due.overrun(at, zone)).unwrap_or(0);
        // What is owed for a period is owed no longer than that.
        let (overrun, done) = match &finding.occasion {
            Finished::Period { period, .. } => {
                let most = due.overrun(Stamp::exact(period.end), zone).unwrap_or(0);
                let kind = setup.plan.goal(goal.goal).kind;
                let is_over = seen_until(setup, observed, kind).is_some_and(|at| at.start >= period.end);
                (overrun.min(most), done || is_over || overrun >= most)
            }
            Finished::Event(_) | Finished::Interval { .. } => (overrun, done),
        };
        let hours = u32::try_from(overrun.saturating_add(HOUR - 1) / HOUR).unwrap_or(u32::MAX);
        if hours > all.times || all.since.is_none() {
            all.since = until.map(|_| due.overrun_from(zone));
        }
        all.times = all.times.max(hours);
        all.running |= !done;
    }
    all
}

/// Up to when it is certain that the act had not come; `late`: when it came for certain.
fn known_until(
    setup: &Setup<'_>,
    observed: Observed,
    (goal, late): (&GoalResult, Option<Stamp>),
    due: &Due,
) -> Option<Stamp> {
    let kind = setup.plan.goal(goal.goal).kind;
    let mut until = late.or(seen_until(setup, observed, kind))?;
    let mut no_later = |at: Stamp| {
        if at.start < until.start {
            until = at;
        }
    };
    goal.doubtful_after.into_iter().for_each(&mut no_later);
    for row in setup.lost.iter().filter(|row| row.kind.is_none_or(|k| k == kind)) {
        match row.at {
            Some(at) if at.start > due.last() => no_later(at),
            Some(_) => {}
            None => return None,
        }
    }
    Some(until)
}

/// Up to when events of a kind were seen: the end of the log, or of their source.
fn seen_until(setup: &Setup<'_>, observed: Observed, kind: KindId) -> Option<Stamp> {
    let (_, horizon) = observed?;
    let end = setup.coverage.end_of(kind).filter(|end| end.start < horizon.start);
    Some(end.unwrap_or(horizon))
}
