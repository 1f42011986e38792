//! Figures in the plan: `sum of act.received of reading by key [act.station = member] over the period`.

use super::Show;
use crate::analysis::model::{Function, Over};
use crate::locale::Lang;
use crate::plan::{Counted, Expr, Figure, FigureOf};
use std::fmt::Write;

impl Show<'_> {
    /// A figure of the norm at hand.
    pub(super) fn figure(&self, at: usize) -> String {
        let figures = &self.plan.norms[self.norm.get()].figures;
        figures.get(at).map_or_else(|| "?".to_string(), |figure| self.figure_text(figure))
    }

    fn figure_text(&self, figure: &Figure) -> String {
        match &figure.of {
            FigureOf::Counted(counted) => self.counted_text(counted),
            FigureOf::Rank(ranking) => {
                let figures: Vec<String> = ranking.figures.iter().map(|f| self.figure_text(f)).collect();
                let of = self.ranked_text(&ranking.of, &figures);
                format!(
                    "rank of {} by {of} among each of {}",
                    self.expr(&ranking.subject),
                    self.entity(ranking.entity)
                )
            }
        }
    }

    /// What is ranked, with its own figures.
    fn ranked_text(&self, of: &Expr, figures: &[String]) -> String {
        match of {
            Expr::Figure(at) => figures.get(*at).cloned().unwrap_or_default(),
            Expr::Arith(a, op, b) => {
                let (a, b) = (self.ranked_text(a, figures), self.ranked_text(b, figures));
                format!("({a} {} {b})", super::arith(*op))
            }
            _ => self.expr(of),
        }
    }

    fn counted_text(&self, figure: &Counted) -> String {
        let tally = self.plan.tally(figure.tally);
        let function = match tally.function {
            Function::Sum => "sum",
            Function::Count => "count",
            Function::Average => "average",
            Function::Min => "min",
            Function::Max => "max",
            Function::Distinct => "distinct",
            Function::Last => "last",
        };
        let kind = self.kind(tally.kind);
        let mut text = match &tally.of {
            None => format!("{function}({kind}"),
            Some(of) => format!("{function}({} of {kind}", self.expr(of)),
        };
        if let Some(filter) = &tally.filter {
            let _ = write!(text, " where {}", self.expr(filter));
        }
        if !tally.key.is_empty() {
            let parts = tally.key.iter().zip(&figure.key);
            let parts: Vec<String> = parts
                .map(|(part, own)| format!("{} = {}", self.expr(&part.counted), self.expr(own)))
                .collect();
            let _ = write!(text, " by key [{}]", parts.join(", "));
        }
        let over = match &figure.over {
            Over::Period => ", this period".to_string(),
            Over::Previous(unit) => format!(", previous {}", super::unit(*unit)),
            Over::This(unit) => format!(", this {} so far", super::unit(*unit)),
            Over::Last(length) => format!(", last {}", length.words(Lang::En)),
            Over::SoFar => ", so far".to_string(),
        };
        text.push_str(&over);
        text.push(')');
        text
    }
}
