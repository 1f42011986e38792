//! Gaps in a finding: where an act did not come again in time, or a state did not hold.

use super::context::Context;
use super::rows::Rows;
use crate::analysis::model::{Acts, Conduct, Hold};
use crate::engine::{Continuity, Finding, Gap, GapEdge};
use crate::report::Part;
use crate::report::model::{self as report, EvidenceRole, How, LabelRole};
use crate::report::words::{GapPhrase, GapWords, Remark};
use crate::time::{self, Length, Precision, Stamp};
use rust_decimal::Decimal;

/// Gaps shown one by one.
const SHOWN: usize = 8;

impl Context<'_> {
    /// The verdict in a sentence, if gaps make it.
    pub fn gap_headline(&self, finding: &Finding) -> Option<String> {
        let found = finding.continuity.as_ref()?;
        let longest = self.longest(found)?;
        let phrase = match &self.norm(finding.norm).conduct {
            Conduct::Every(acts, length) => GapPhrase::TooLong {
                kind: self.kind_of_acts(acts),
                limit: length.words(self.lang()),
                count: found.count,
                longest,
            },
            Conduct::Hold(Hold { condition, .. }) if condition.forbidden().is_some() => {
                GapPhrase::Held { what: self.policy_text(condition.span), count: found.count, longest }
            }
            Conduct::Hold(hold) => GapPhrase::NotHeld {
                what: self.policy_text(hold.condition.span),
                count: found.count,
                longest,
                share: hold.share.and_then(|wanted| self.shares(found, wanted)),
            },
            Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Never | Conduct::Check(_) => return None,
        };
        Some(phrase.words(self.lang()))
    }

    /// The kind of the act that is asked for again and again.
    fn kind_of_acts(&self, acts: &Acts) -> String {
        acts.each().next().map_or_else(String::new, |act| self.names.kind(act.kind).to_string())
    }

    /// Of those that are too long the longest; else the longest of all.
    fn longest(&self, found: &Continuity) -> Option<GapWords> {
        let too_long = found.gaps.iter().max_by_key(|gap| (gap.micros(), std::cmp::Reverse(gap.from.at)));
        too_long.or(found.longest.as_ref()).map(|gap| self.gap_words(gap))
    }

    fn shares(&self, found: &Continuity, wanted: Decimal) -> Option<(String, String)> {
        let (held, total) = found.held?;
        let share = Decimal::from(held).checked_div(Decimal::from(total))?;
        // Cut, not rounded: 94.99% is not shown as 95%.
        let percent = |share: Decimal| {
            let percent = share * Decimal::ONE_HUNDRED;
            format!("{}%", percent.trunc_with_scale(2).normalize())
        };
        Some((percent(share), percent(wanted)))
    }

    fn gap_words(&self, gap: &Gap) -> GapWords {
        let fine = |edge: &GapEdge| self.stamp_text(shown(edge.at));
        GapWords {
            from: fine(&gap.from),
            until: fine(&gap.to),
            length: time::Amount::Elapsed(gap.micros()).words(self.lang()),
            missing: gap.missing,
        }
    }

    /// Every gap as something that happened, with the acts that bound it.
    pub fn gap_lines(&self, finding: &Finding, rows: &mut Rows) -> Vec<report::Happened> {
        let Some(found) = &finding.continuity else { return Vec::new() };
        let mut lines = Vec::new();
        let words = |phrase: GapPhrase| phrase.words(self.lang());
        let name = match &self.norm(finding.norm).conduct {
            Conduct::Every(acts, _) => self.kind_of_acts(acts),
            Conduct::Hold(hold) => self.policy_text(hold.condition.span),
            Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Never | Conduct::Check(_) => return Vec::new(),
        };
        let conduct = &self.norm(finding.norm).conduct;
        let acts = matches!(conduct, Conduct::Every(..));
        for gap in found.gaps.iter().take(SHOWN) {
            let (what, gap_words) = (name.clone(), self.gap_words(gap));
            let text = words(match conduct {
                Conduct::Every(..) => GapPhrase::Gap { kind: what, gap: gap_words },
                Conduct::Hold(hold) if hold.condition.forbidden().is_some() => {
                    GapPhrase::With { what, gap: gap_words }
                }
                _ => GapPhrase::Without { what, gap: gap_words },
            });
            for edge in [&gap.from, &gap.to] {
                if let Some(event) = &edge.event {
                    let kind = self.names.kind(event.kind).to_string();
                    let at = self.stamp_text(event.at);
                    let remark = self.words.remark(&Remark::Occasion { kind, at });
                    rows.event(event, EvidenceRole::Conduct, Part::Time, (LabelRole::Happened, remark));
                }
            }
            lines.push(report::Happened {
                how: How::Gap,
                event: name.clone(),
                at: Some(self.moment(gap.from.at)),
                text,
                evidence: None,
            });
        }
        if let (true, true, Some(longest)) = (acts, found.gaps.is_empty(), &found.longest) {
            lines.push(report::Happened {
                how: How::Met,
                event: name.clone(),
                at: Some(self.moment(longest.from.at)),
                text: words(GapPhrase::Longest { kind: name, gap: self.gap_words(longest) }),
                evidence: None,
            });
        }
        lines
    }

    /// What would have complied with a longest gap.
    pub fn comply_every(&self, finding: &Finding, length: &Length) -> String {
        let acts = self.acts_of(finding.norm, crate::plan::Role::Conduct);
        GapPhrase::Comply { acts, limit: length.words(self.lang()) }.words(self.lang())
    }

    /// What would have complied with a state that must hold.
    pub fn comply_hold(&self, hold: &Hold) -> String {
        if let Some(forbidden) = hold.condition.forbidden() {
            return GapPhrase::Avoid { what: self.policy_text(forbidden.span) }.words(self.lang());
        }
        let share = hold.share.map(|share| format!("{}%", (share * Decimal::ONE_HUNDRED).normalize()));
        GapPhrase::Keep { what: self.policy_text(hold.condition.span), share }.words(self.lang())
    }
}

/// A full minute is shown without seconds.
fn shown(at: Stamp) -> Stamp {
    let full = at.precision == Precision::Exact && at.start.micros() % 60_000_000 == 0;
    if full { Stamp { precision: Precision::Minute, ..at } } else { at }
}
