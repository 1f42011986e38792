//! Every word a report says, in both languages. A language is one implementation of [`Words`], so a missing translation does
//! not compile, and each match over an engine enum is exhaustive, so neither does a new reason without words.
//!
//! The words are careful: the tool proposes under a clause; people decide.

mod en;
mod gaps;
pub(super) mod ledger;
mod limits;
mod reasons;
mod states;
mod zh;

pub(super) use gaps::{GapPhrase, GapWords};
pub(super) use limits::{before, figure_over, limit_after, own_limit};
pub(super) use states::{Span, StatePhrase};

pub(super) use reasons::{Reasons, reason_id};

use super::model::{ExcuseVerdict, Status};
use crate::analysis::model::{Cite, Model, ParamId, Predicate};
use crate::event::{EntityId, Interner, KindId, RowRef, Sym, Type};
use crate::locale::Lang;
use crate::money::Amount;
use crate::time::{DateTime, Precision, Unit, Zone};
use rust_decimal::Decimal;

/// The words of a language.
pub(super) fn words(lang: Lang) -> &'static dyn Words {
    match lang {
        Lang::En => &en::English,
        Lang::Zh => &zh::Chinese,
    }
}

/// What the ids of a run are called.
pub(super) struct Names<'a> {
    pub model: &'a Model,
    pub interner: &'a Interner,
    pub zone: &'a Zone,
    pub inputs: &'a [super::InputFacts],
    pub words: &'static dyn Words,
}

impl Names<'_> {
    pub fn kind(&self, kind: KindId) -> &str {
        self.model.schema.kinds.get(kind.0 as usize).map_or("?", |k| &k.name)
    }

    pub fn field(&self, kind: KindId, field: usize) -> &str {
        let kind = self.model.schema.kinds.get(kind.0 as usize);
        kind.and_then(|k| k.fields.get(field)).map_or("?", |f| &f.name)
    }

    pub fn field_type(&self, kind: KindId, field: usize) -> Option<&Type> {
        let kind = self.model.schema.kinds.get(kind.0 as usize);
        kind.and_then(|k| k.fields.get(field)).map(|f| &f.ty)
    }

    pub fn attribute_type(&self, entity: EntityId, field: usize) -> Option<&Type> {
        let entity = self.model.schema.entities.get(entity.0 as usize);
        entity.and_then(|e| e.fields.get(field)).map(|f| &f.ty)
    }

    pub fn entity(&self, entity: EntityId) -> &str {
        self.model.schema.entities.get(entity.0 as usize).map_or("?", |e| &e.name)
    }

    pub fn attribute(&self, entity: EntityId, field: usize) -> &str {
        let entity = self.model.schema.entities.get(entity.0 as usize);
        entity.and_then(|e| e.fields.get(field)).map_or("?", |f| &f.name)
    }

    pub fn param(&self, param: ParamId) -> &str {
        self.model.params.get(param.0 as usize).map_or("?", |p| &p.name)
    }

    pub fn text<'b>(&'b self, sym: &'b Sym) -> &'b str {
        self.interner.text(sym)
    }

    pub fn row(&self, row: &RowRef) -> String {
        let name = self.inputs.get(row.input.0 as usize).map_or("?", |i| &i.name);
        self.words.row(name, row.row, row.line)
    }

    pub fn stamp(&self, stamp: crate::time::Stamp) -> String {
        let civil = self.zone.civil(stamp.start);
        // A violation falls right after its window has closed.
        if stamp.precision == Precision::Exact && civil.subsec_nanosecond() == 1_000 {
            let before = self.zone.civil(stamp.start.plus_micros(-1));
            return limits::just_after(self.words.lang(), &self.words.moment(before, stamp.precision));
        }
        self.words.moment(civil, stamp.precision)
    }
}

/// An act that is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct ActPhrase {
    pub kind: String,
    /// Fields that must be the same as the occasion's.
    pub same: Vec<String>,
    /// Further conditions, as the policy writes them.
    pub conditions: Vec<String>,
    /// `for every …` as the policy writes it, where the data give the values.
    pub every: Option<String>,
    /// The value of `for every`; several if one act is asked for each of them.
    pub each: Vec<String>,
    /// Not by this person, as the policy writes it.
    pub other_than: Option<String>,
    /// By so many different people at least; 0: that is not asked.
    pub different: u32,
    /// One act for each obligation.
    pub own: bool,
    pub min: u32,
    pub max: Option<u32>,
}

/// When an act is, or was, to be done.
#[derive(Clone, Debug)]
pub(super) enum WhenPhrase {
    /// By a due time.
    By(String),
    /// From a time on, and by a due time.
    Between(String, String),
    /// Before another act.
    Before(String),
    /// Not limited.
    Ever,
}

/// A verdict in one sentence.
#[derive(Clone, Debug)]
pub(super) enum Headline {
    /// `kind` came `by` too late.
    Late { kind: String, by: Option<String> },
    /// `kind` came too early.
    Early { kind: String, by: Option<String> },
    /// The act was done by the person who must not.
    WrongPerson { kind: String },
    /// The act was done but fails its condition.
    Condition { kind: String, conditions: Vec<String> },
    /// Nothing was seen.
    Missing { act: String, when: WhenPhrase },
    /// Fewer than needed.
    TooFew { kind: String, found: u32, needed: u32 },
    /// By fewer different people than needed.
    TooFewPeople { kind: String, found: u32, needed: u32 },
    /// It came before what must come before it.
    OutOfOrder { kind: String, after: String },
    /// It counted for another obligation.
    Given { kind: String },
    /// It is missing after what came before it.
    MissingAfter { act: String, after: String, when: WhenPhrase },
    /// More than allowed.
    TooMany { kind: String, found: u32, allowed: u32 },
    /// The act is forbidden in the window.
    Forbidden { kind: String, at: String },
    /// The occasion itself is forbidden.
    Never { kind: String },
    /// A condition on the occasion fails, or holds and is forbidden; what its cells say.
    Check { condition: String, cells: Vec<String>, forbidden: bool },
    /// A cell is not as it should be, which says it all.
    Cell(String),
    /// A cell is as it must not be.
    ForbiddenCell(String),
    /// The window is open.
    Open { due: Option<String> },
    /// Broken; an excuse is still possible.
    ExcuseOpen,
    /// Broken; the reparation is open.
    ReparationOpen { due: Option<String> },
    /// The reparation was met.
    Repaired,
    /// An excuse held.
    Excused,
    /// A waiver covers it.
    Waived,
    /// A reward was not earned.
    Unearned,
    /// The conduct was seen.
    Fulfilled,
    /// Why it cannot be told.
    Unknown { why: String },
}

/// A heading or small word of the human report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Policy,
    Inputs,
    Observed,
    Parameters,
    Open,
    ThisRun,
    Clause,
    Reading,
    Bearer,
    Occasion,
    Due,
    Until,
    Why,
    Happened,
    Excuse,
    Reparation,
    Proposed,
    WouldComply,
    StillPossible,
    Finding,
    Warning,
    Ledger,
    Unassigned,
    Norm,
    Occasions,
    Total,
    Vacuous,
    Yielded,
    Unread,
    Unseen,
    From,
    NoFindings,
    CountsOnly,
    Row,
}

/// A remark under an underline.
#[derive(Clone, Debug)]
pub(super) enum Remark {
    Due(String),
    Until(String),
    Expected,
    Forbidden,
    Failed,
    CheckFails { field: Option<String>, forbidden: bool },
    ExcuseVerdict(ExcuseVerdict),
    Occasion { kind: String, at: String },
    Counted { at: String },
    CountedAsExcuse { at: String },
    ForbiddenAct { at: String },
    Late { by: Option<String> },
    Early { by: Option<String> },
    ConditionFails,
    WrongPerson,
    OutOfOrder { after: String },
    Given,
    Undecided,
    Blank,
    Unreadable,
    OutOfRange { low: String, high: String },
    Rejected,
    Proposed(String),
    ReparationMet,
    ReparationOpen,
    ReparationMissed,
    Unassigned,
}

/// The words of one language.
pub(super) trait Words: Reasons + Sync {
    fn lang(&self) -> Lang;
    fn status(&self, status: Status) -> &'static str;
    fn verdict(&self, verdict: ExcuseVerdict) -> &'static str;
    fn label(&self, label: Label) -> &'static str;
    /// A time that is only known to lie between two.
    fn between(&self, from: &str, to: &str) -> String;
    /// How far two moments lie apart; long times in days as well.
    fn apart(&self, amount: &crate::time::Amount) -> String;
    /// A point of time, as fine as it is known.
    fn moment(&self, civil: DateTime, precision: Precision) -> String;
    fn money(&self, amount: &Amount) -> String;
    fn points(&self, points: &Decimal) -> String;
    fn warnings(&self, count: u64) -> String;
    fn row(&self, input: &str, row: u64, line: u32) -> String;
    fn clause(&self, cite: &Cite) -> Option<String>;
    fn unit(&self, unit: Unit) -> &'static str {
        unit.words(self.lang())
    }

    fn occasion_event(&self, kind: &str, at: &str) -> String;
    fn occasion_pattern(&self, count: usize, kind: &str, first: &str, last: &str) -> String;
    fn occasion_violation(&self, norm: &str, at: &str) -> String;
    fn occasion_period(&self, unit: Unit, label: &str, member: Option<&str>) -> String;
    fn act(&self, act: &ActPhrase) -> String;
    /// Acts in order, as one phrase.
    fn in_order(&self, acts: &[String]) -> String;
    /// Ways of which one is enough, some of them several acts in order.
    fn or_else(&self, ways: &[String]) -> String;
    fn act_when(&self, act: &str, when: &WhenPhrase) -> String;
    fn headline(&self, headline: &Headline) -> String;
    fn remark(&self, remark: &Remark) -> String;

    /// Something that happened: the act, its time, and how it stands to what was asked.
    fn met(&self, kind: &str, at: &str) -> String;
    fn more(&self, count: u64, kind: &str) -> String;
    fn late(&self, kind: &str, at: &str, by: Option<&str>) -> String;
    fn early(&self, kind: &str, at: &str, by: Option<&str>) -> String;
    fn fails(&self, kind: &str, at: &str, conditions: &[String]) -> String;
    fn wrong_person(&self, kind: &str, at: &str, who: Option<&str>) -> String;
    fn given(&self, kind: &str, at: &str) -> String;
    fn out_of_order(&self, kind: &str, at: &str, after: &str) -> String;
    fn undecided(&self, kind: &str, at: &str, why: &str) -> String;
    /// The kind of an act, with its addressee if it is one of several.
    fn named(&self, kind: &str, each: Option<&str>) -> String;
    fn never_until(&self, act: &str, horizon: &str) -> String;
    fn never_for_certain(&self, act: &str) -> String;
    fn never_in_window(&self, act: &str) -> String;
    fn never_so_far(&self, act: &str) -> String;
    /// What a cell says: a value, something unreadable, or nothing.
    fn cell_is(&self, field: &str, value: &str) -> String;
    fn cell_unreadable(&self, field: &str, text: &str, ty: Option<&Type>) -> String;
    fn cell_out_of_range(&self, field: &str, value: &str, low: &str, high: &str) -> String;
    fn cell_blank(&self, field: &str) -> String;
    /// A figure as the policy asks for it, in quotes, what it comes to (`= 79`), and from how many events.
    fn figure(&self, asked: &str, value: &str, events: u64, kind: &str) -> String;
    fn rank(&self, asked: &str, value: &str, members: u64, entity: &str) -> String;

    /// The steps of a due time that are not arithmetic.
    fn branch_holds(&self, condition: &str, limit: &str) -> String;
    fn branch_otherwise(&self, conditions: &[String], limit: &str) -> String;
    fn counted_from(&self, expression: &str, at: &str) -> String;
    fn field_due(&self, expression: &str, due: &str) -> String;
    fn before_occasion(&self, at: &str) -> String;
    fn until_act(&self, act: &str) -> String;
    fn period_ends(&self, unit: Unit, label: &str, due: &str) -> String;
    fn not_before(&self, at: &str) -> String;

    /// Why nobody could be made out.
    fn bearer_not_stated(&self) -> &'static str;

    /// What would have complied.
    fn comply_none(&self, act: &str, when: &WhenPhrase) -> String;
    fn comply_never(&self, kind: &str) -> String;
    fn comply_condition(&self, condition: &str, forbidden: bool) -> String;
    fn comply_cell(&self, field: &str, asked: Predicate, range: Option<(&str, &str)>) -> String;
    fn comply_excuse(&self, excuse: &str) -> String;
    fn under(&self, proposal: &str, clause: Option<&Cite>) -> String;
    fn warn(&self) -> &'static str;
    /// How a total was worked out, for `times` occurrences or (of a list of fields) for one field.
    fn arithmetic(&self, single: &str, times: u32, field: Option<&str>, total: &str) -> String;
    fn overflow(&self) -> &'static str;

    /// The human report.
    fn input_account(&self, input: &super::model::Input) -> String;
    fn range(&self, from: &str, to: &str) -> String;
    fn observed_nothing(&self) -> &'static str;
    fn more_findings(&self, count: usize, status: &str, norm: &str) -> String;
    /// How a reparation ended, or stands.
    fn reparation(&self, met: bool, pending: bool) -> &'static str;
    fn counts(&self, counts: &super::model::Counts) -> String;
    fn findings_of(&self, count: u64) -> String;
    fn yielded(&self, norm: &str, count: u64, specials: &[String]) -> String;
    fn read_by(&self, kind: &str, norms: &[String]) -> String;
    fn events_of(&self, kind: &str, count: u64) -> String;
    fn only_from(&self, at: &str) -> String;
    fn as_of(&self, at: &str) -> String;
    fn rejected_rows(&self, rows: u64) -> String;
    fn time_error(&self, error: &str) -> String;
    fn disclaimer(&self) -> &'static str;
}

/// An exact decimal as people write it: no superfluous zeros.
fn plain(number: &Decimal) -> String {
    number.normalize().to_string()
}

/// A clock time as short as it can be told.
fn clock(civil: DateTime, precision: Precision) -> String {
    let time = civil.time();
    let whole = time.second() == 0 && time.subsec_nanosecond() == 0;
    crate::time::clock_text(time, !(whole || precision == Precision::Minute))
}

/// Whole days of 24 hours in a long time, and whether that is all of it; none if it is short.
fn days_in(amount: &crate::time::Amount) -> Option<(i64, bool)> {
    const DAY: i64 = 86_400_000_000;
    match amount {
        crate::time::Amount::Elapsed(micros) if *micros >= 2 * DAY => Some((micros / DAY, micros % DAY == 0)),
        crate::time::Amount::Elapsed(_) | crate::time::Amount::Days(_) => None,
    }
}

/// User text between backticks.
fn ticked(items: &[String]) -> Vec<String> {
    items.iter().map(|item| format!("`{item}`")).collect()
}

/// A delimiter as people see it.
fn parted(delimiter: &str, tab: &str) -> String {
    if delimiter == "\t" { tab.to_string() } else { format!("`{delimiter}`") }
}
