//! `test` blocks.

use super::{Low, Lower, Pair};
use crate::syntax::ast::{Status, Test, TestEntry};
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn test(&mut self, pair: Pair<'_>) -> Low<Test> {
        let mut kids = self.kids(pair);
        let title = self.need(&mut kids, Rule::string)?;
        Ok(Test { title: self.text(title)?, entries: self.all_spanned(kids, Self::test_entry)? })
    }

    pub(super) fn test_entry(&mut self, pair: Pair<'_>) -> Low<TestEntry> {
        let rule = pair.as_rule();
        if rule == Rule::test_observed {
            return self.date_range_of(pair).map(TestEntry::Observed);
        }
        let mut kids = self.kids(pair);
        Ok(match rule {
            Rule::expect_nothing => {
                let status = self.need(&mut kids, Rule::status)?;
                TestEntry::ExpectNothing(self.status(status)?)
            }
            Rule::expect => {
                let times = kids.get(Rule::integer);
                let status = self.need(&mut kids, Rule::status)?;
                let norm = self.need(&mut kids, Rule::name)?;
                let by = kids.get(Rule::operand);
                TestEntry::Expect {
                    times: self.maybe(times, Self::count)?,
                    status: self.status(status)?,
                    norm: self.name(norm)?,
                    by: self.maybe(by, Self::operand)?,
                    consequences: self.all_spanned(kids, Self::consequence)?,
                }
            }
            Rule::test_set => {
                let name = self.need(&mut kids, Rule::name)?;
                let value = self.need(&mut kids, Rule::expr)?;
                TestEntry::Set(self.name(name)?, self.expr(value)?)
            }
            _ => {
                let at = kids.get(Rule::datetime).or_else(|| kids.get(Rule::date));
                let name = self.need(&mut kids, Rule::name)?;
                TestEntry::Record {
                    at: self.maybe(at, Self::when)?,
                    name: self.name(name)?,
                    cells: self.all(kids, |this, cell| {
                        let mut kids = this.kids(cell);
                        let field = this.need(&mut kids, Rule::any_name)?;
                        let value = this.need(&mut kids, Rule::expr)?;
                        Ok((this.name(field)?, this.expr(value)?))
                    })?,
                }
            }
        })
    }

    fn status(&mut self, pair: Pair<'_>) -> Low<Status> {
        let mut kids = self.kids(pair);
        let which = self.need_any(&mut kids)?;
        Ok(match which.as_rule() {
            Rule::st_fulfilled => Status::Fulfilled,
            Rule::st_violated => Status::Violated,
            Rule::st_repaired => Status::Repaired,
            Rule::st_excused => Status::Excused,
            Rule::st_waived => Status::Waived,
            Rule::st_unearned => Status::Unearned,
            Rule::st_pending => Status::Pending,
            Rule::st_unknown => Status::Unknown,
            _ => return self.odd(&which),
        })
    }
}
