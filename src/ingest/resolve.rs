//! Looks up every name that a mapping, or the policy's own names, asks of a file, before its first row is read.

use super::account::RuleColumns;
use super::columns::{Columns, Slot};
use super::condition::Test;
use super::decode::Decoder;
use super::digest::Digest;
use super::place::AtHand;
use super::plan::{FieldAt, FieldSource, KindColumn, Place, Plan, Rule, Table, TimeAt, Watched};
use super::problem::{IngestProblem, Wanted};
use super::raw::Raw;
use super::steps::{short_blanks, steps};
use super::switch::Switch;
use super::timeformat::{Purpose, TimeFormat};
use super::{Role, formats};
use crate::event::{
    Cell, CellSource, EachOf, EntityId, EntityRule, EventRule, Field, InputId, Interner, KindId, LogMapping,
    Schema, TimeSpec, Type,
};
use crate::source::Span;
use crate::time::Zone;

/// Columns that hold the kind of event in a file without a mapping.
pub(super) const KIND_COLUMNS: [&str; 2] = ["event", "事件"];
/// Columns that hold the time in a file without a mapping.
pub(super) const TIME_COLUMNS: [&str; 4] = ["time", "timestamp", "at", "时间"];
/// Columns that hold the first day of validity in reference data.
pub(super) const VALID_FROM: [&str; 2] = ["valid_from", "有效自"];
/// Columns that hold the last day of validity in reference data.
pub(super) const VALID_TO: [&str; 2] = ["valid_to", "有效至"];

/// What is known while a file's names are looked up.
pub(super) struct Resolver<'a> {
    pub input: InputId,
    pub name: &'a str,
    pub schema: &'a Schema,
    pub columns: &'a mut Columns,
    pub interner: &'a mut Interner,
    pub problems: &'a mut Vec<IngestProblem>,
    /// Something is missing without which no row can be read.
    pub fatal: bool,
    pub plan: Plan,
    /// The time of a block that says nothing of its events, with the block's place.
    pub block_time: Option<(TimeSpec, Span)>,
    /// The column at hand, while a rule is looked up for each of several.
    pub at_hand: Option<AtHand>,
    /// The split cell of the rule at hand: its column, and the names of its pieces.
    pub split: Option<(String, Vec<String>)>,
}

impl Resolver<'_> {
    /// Makes the plan; `None` if no row can be read. Every problem is reported, not just the first.
    pub fn resolve(
        mut self,
        role: Role,
        mapping: Option<&LogMapping>,
        default_zone: Option<&str>,
    ) -> Option<Plan> {
        let own_zone = mapping.and_then(|m| m.zone.as_deref());
        if let Some(zone) = own_zone.or(default_zone) {
            self.plan.zone = Zone::named(zone);
            if self.plan.zone.is_none() {
                let span = mapping.filter(|_| own_zone.is_some()).map(|m| m.span);
                self.fatal = true;
                self.report(IngestProblem::UnknownZone { zone: zone.to_string(), span });
            }
        }
        match (mapping, role) {
            (Some(mapping), role) if mapping.events.is_empty() && mapping.entities.is_empty() => {
                self.settings_only(mapping, role);
            }
            (Some(mapping), _) => self.mapped(mapping),
            (None, Role::Table(entity)) => self.own_table(entity),
            (None, Role::Log) => self.unmapped(),
        }
        self.plan.switch = Switch::of(&self.plan);
        self.plan.short_blanks = short_blanks(&self.plan);
        for rule in &mut self.plan.rules {
            rule.steps = steps(rule, &self.schema.kind(rule.kind).fields, self.interner);
        }
        (!self.fatal).then_some(self.plan)
    }

    pub(super) fn report(&mut self, problem: IngestProblem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// A block without events and entities only says how a file is written and what it covers; its columns have the names
    /// of the policy.
    fn settings_only(&mut self, mapping: &LogMapping, role: Role) {
        self.plan.blanks.clone_from(&mapping.blanks);
        for test in &mapping.ignore {
            let test = self.test(test, mapping.span);
            self.plan.ignore.extend(test);
        }
        self.block_time = mapping.time.clone().map(|time| (time, mapping.span));
        match role {
            Role::Table(entity) => self.own_table(entity),
            Role::Log => self.unmapped(),
        }
    }

    fn mapped(&mut self, mapping: &LogMapping) {
        self.plan.blanks.clone_from(&mapping.blanks);
        for test in &mapping.ignore {
            let test = self.test(test, mapping.span);
            self.plan.ignore.extend(test);
        }
        for rule in &mapping.events {
            self.event_rule(rule, mapping.time.as_ref());
        }
        for rule in &mapping.entities {
            self.entity_rule(rule);
        }
        // A block that only fills one entity makes its file a table: each row must then give one.
        if let ([], [only]) = (mapping.events.as_slice(), mapping.entities.as_slice()) {
            self.plan.own_table = only.distinct_by.is_none();
        }
    }

    fn event_rule(&mut self, rule: &EventRule, block_time: Option<&TimeSpec>) {
        match &rule.each {
            None => self.one_rule(rule, block_time),
            Some(EachOf::Column(pattern)) => self.rule_of_each_column(rule, block_time, pattern),
            Some(EachOf::Part { column, by, shapes }) => {
                self.rule_of_parts(rule, block_time, column, by, shapes);
            }
        }
    }

    pub(super) fn one_rule(&mut self, rule: &EventRule, block_time: Option<&TimeSpec>) {
        let index = self.plan.rules.len();
        let test = rule.test.as_ref().and_then(|test| self.test(test, rule.span));
        let kind = self.schema.kind(rule.kind);
        let time = match rule.time.as_ref().or(block_time) {
            Some(spec) => self.time(spec, rule.span),
            None => self.usual_time(),
        };
        let Some((mut time, time_columns)) = time else { return };
        time.may_be_blank = rule.time.is_some();
        let owner = Owner { name: &kind.name, fields: &kind.fields, key: kind.key, rule: Some(index) };
        let made = self.fields(&owner, Some((&rule.fields, rule.span)));
        self.report_missing(&owner, &made, Some(rule.span));
        let mut rule = self.rule(rule.kind, test, time, time_columns, made);
        rule.only_with = self.at_hand.as_ref().map(|hand| hand.slot);
        self.plan.rules.push(rule);
    }

    fn rule(
        &self,
        id: KindId,
        test: Option<Test>,
        time: TimeAt,
        time_columns: Vec<String>,
        made: Fields,
    ) -> Rule {
        let kind = self.schema.kind(id);
        Rule {
            kind: id,
            only_with: None,
            trail: None,
            test,
            time,
            clock: None,
            fields: made.fields,
            steps: Box::default(),
            screen: None,
            key: kind.key,
            read: kind.read,
            columns: RuleColumns { kind: id, time: time_columns, fields: made.columns },
            seed: Digest::new(&kind.name),
            missing: Vec::new(),
        }
    }

    fn entity_rule(&mut self, rule: &EntityRule) {
        let entity = self.schema.entity(rule.entity);
        let test = rule.test.as_ref().and_then(|test| self.test(test, rule.span));
        let owner = Owner { name: &entity.name, fields: &entity.fields, key: Some(entity.key), rule: None };
        let made = self.fields(&owner, Some((&rule.fields, rule.span)));
        self.report_missing(&owner, &made, Some(rule.span));
        let mut valid_column = |name: &Option<String>| {
            let name = name.as_ref()?;
            Some((self.column(name, Wanted::Validity, Some(rule.span))?, name.clone()))
        };
        let (valid_from, valid_to) = (valid_column(&rule.valid.0), valid_column(&rule.valid.1));
        let distinct_by =
            rule.distinct_by.as_ref().and_then(|name| self.column(name, Wanted::DistinctBy, Some(rule.span)));
        self.plan.tables.push(Table {
            entity: rule.entity,
            test,
            key: entity.key,
            key_column: made.columns.get(entity.key).cloned().flatten(),
            fields: made.fields,
            valid_from,
            valid_to,
            distinct_by,
        });
    }

    /// A file of reference data whose columns have the names of the attributes.
    fn own_table(&mut self, id: EntityId) {
        let entity = self.schema.entity(id);
        let owner = Owner { name: &entity.name, fields: &entity.fields, key: Some(entity.key), rule: None };
        let made = self.fields(&owner, None);
        self.report_missing(&owner, &made, None);
        let (valid_from, valid_to) = (self.usual_column(&VALID_FROM), self.usual_column(&VALID_TO));
        self.plan.own_table = true;
        self.plan.tables.push(Table {
            entity: id,
            test: None,
            key: entity.key,
            key_column: made.columns.get(entity.key).cloned().flatten(),
            fields: made.fields,
            valid_from,
            valid_to,
            distinct_by: None,
        });
    }

    /// The one of a few names that the file has.
    fn usual_column(&mut self, names: &[&str]) -> Option<(usize, String)> {
        let present: Vec<String> =
            names.iter().filter(|n| self.columns.has(n)).map(|n| (*n).to_string()).collect();
        if present.len() > 1 {
            self.fatal = true;
            let columns = present.clone();
            self.report(IngestProblem::AmbiguousColumns {
                input: self.input,
                columns,
                wanted: Wanted::Validity,
            });
        }
        let name = present.into_iter().next()?;
        Some((self.column(&name, Wanted::Validity, None)?, name))
    }

    /// A log that speaks the policy's own names: a column tells the kind, or the file is named after it.
    fn unmapped(&mut self) {
        let named = self.schema.kind_named(formats::stem(self.name));
        let present: Vec<String> =
            KIND_COLUMNS.iter().filter(|n| self.columns.has(n)).map(|n| (*n).to_string()).collect();
        let is_field = |id: KindId, name: &String| self.schema.kind(id).field(name).is_some();
        match (present.as_slice(), named) {
            (columns, Some(kind)) if columns.iter().all(|c| is_field(kind, c)) => self.unmapped_rule(kind),
            ([], _) => {
                self.fatal = true;
                let near = KIND_COLUMNS.iter().flat_map(|n| self.columns.near(n)).collect();
                self.report(IngestProblem::NoEventColumn { input: self.input, near });
            }
            ([column], _) => {
                let slot = self.column(column, Wanted::Kind, None);
                for index in 0..self.schema.kinds.len() {
                    self.unmapped_rule(KindId(index as u16));
                }
                let rules = self.plan.rules.iter().enumerate();
                let rules = rules.map(|(i, r)| (self.schema.kind(r.kind).name.clone(), i as u16)).collect();
                self.plan.kinds = slot.map(|slot| KindColumn { slot, name: column.clone(), rules });
            }
            (columns, _) => {
                self.fatal = true;
                let columns = columns.to_vec();
                self.report(IngestProblem::AmbiguousColumns {
                    input: self.input,
                    columns,
                    wanted: Wanted::Kind,
                });
            }
        }
    }

    fn unmapped_rule(&mut self, id: KindId) {
        let kind = self.schema.kind(id);
        let Some((time, time_columns)) = self.usual_time() else { return };
        let rule = Some(self.plan.rules.len());
        let owner = Owner { name: &kind.name, fields: &kind.fields, key: kind.key, rule };
        let mut made = self.fields(&owner, None);
        let missing = std::mem::take(&mut made.missing);
        let mut rule = self.rule(id, None, time, time_columns, made);
        rule.missing = missing;
        self.plan.rules.push(rule);
    }

    /// The time of a kind for which no column is stated. A column that some kind declares as a field counts only if no
    /// other is there.
    fn usual_time(&mut self) -> Option<(TimeAt, Vec<String>)> {
        if let Some((spec, span)) = self.block_time.clone() {
            return self.time(&spec, span);
        }
        let is_field = |name: &str| self.schema.kinds.iter().any(|kind| kind.field(name).is_some());
        let present: Vec<&str> = TIME_COLUMNS.into_iter().filter(|n| self.columns.has(n)).collect();
        let own: Vec<&str> = present.iter().copied().filter(|n| !is_field(n)).collect();
        let choice = if own.is_empty() { present } else { own };
        match choice.as_slice() {
            [] => {
                self.fatal = true;
                let near = TIME_COLUMNS.iter().flat_map(|n| self.columns.near(n)).collect();
                self.report(IngestProblem::NoTimeColumn { input: self.input, near });
                None
            }
            [one] => {
                let slot = self.column(one, Wanted::Time, None)?;
                let places = vec![Place::Slot(slot)];
                Some((
                    TimeAt { places, format: None, may_be_blank: false, alike: 0 },
                    vec![(*one).to_string()],
                ))
            }
            several => {
                self.fatal = true;
                let columns = several.iter().map(|n| (*n).to_string()).collect();
                self.report(IngestProblem::AmbiguousColumns {
                    input: self.input,
                    columns,
                    wanted: Wanted::Time,
                });
                None
            }
        }
    }

    fn time(&mut self, spec: &TimeSpec, span: Span) -> Option<(TimeAt, Vec<String>)> {
        let format = spec.format.as_ref().map(|format| self.format(format, Purpose::Timestamp, span));
        let (places, columns) = self.places(&spec.places, Wanted::Time, span);
        // A part that is missing or wrong has reported itself and stopped the file.
        Some((TimeAt { places: places?, format: format.flatten(), may_be_blank: false, alike: 0 }, columns))
    }

    pub(super) fn format(&mut self, format: &str, purpose: Purpose, span: Span) -> Option<TimeFormat> {
        match TimeFormat::new(format, purpose) {
            Ok(format) => Some(format),
            Err(fault) => {
                self.fatal = true;
                self.report(IngestProblem::BadFormat { format: format.to_string(), fault, span });
                None
            }
        }
    }

    /// A column without which no row can be read.
    pub(super) fn column(&mut self, name: &str, wanted: Wanted, span: Option<Span>) -> Option<usize> {
        if let Some(piece) = self.piece(name) {
            return Some(piece);
        }
        match self.columns.slot(name) {
            Slot::Found(slot) => {
                if self.columns.are_members() {
                    self.plan.watched.push(Watched { slot, name: name.to_string(), wanted, rule: None });
                }
                Some(slot)
            }
            Slot::Missing => {
                self.fatal = true;
                self.missing(name, wanted, span);
                None
            }
            Slot::Twice => {
                self.fatal = true;
                self.report(IngestProblem::ColumnTwice { input: self.input, column: name.to_string() });
                None
            }
        }
    }

    fn missing(&mut self, name: &str, wanted: Wanted, span: Option<Span>) {
        let near = self.columns.near(name);
        let column = name.to_string();
        self.report(IngestProblem::MissingColumn { input: self.input, column, wanted, near, span });
    }

    fn report_missing(&mut self, owner: &Owner<'_>, made: &Fields, span: Option<Span>) {
        for index in &made.missing {
            let name = &owner.fields[*index].name;
            // A row of reference data without a key is none.
            self.fatal |= owner.rule.is_none() && owner.key == Some(*index);
            self.missing(name, owner.wanted(*index), span);
        }
    }

    /// The fields of a kind or the attributes of an entity, from where a mapping says, else from columns of their names.
    fn fields(&mut self, owner: &Owner<'_>, mapped: Option<(&[Option<CellSource>], Span)>) -> Fields {
        let mut made = Fields { fields: Vec::new(), columns: Vec::new(), missing: Vec::new() };
        for (index, field) in owner.fields.iter().enumerate() {
            let decode = field.read || owner.key == Some(index);
            let stated =
                mapped.and_then(|(sources, span)| sources.get(index)?.as_ref().map(|source| (source, span)));
            let mut format = None;
            let (source, column) = match stated {
                None => {
                    let source = self.field_by_name(owner, index, decode);
                    if matches!(source, FieldSource::Nothing) && decode && !field.optional {
                        made.missing.push(index);
                    }
                    let found = matches!(source, FieldSource::Slot(_));
                    (source, found.then(|| self.shown(&field.name)))
                }
                Some((CellSource::Cell(cell), span)) => {
                    let stated = cell.format.as_ref().zip(purpose(&field.ty));
                    format = stated.and_then(|(stated, purpose)| self.format(stated, purpose, span));
                    self.cell(cell, field, owner.wanted(index), format.as_ref(), span)
                }
                Some((CellSource::Constant(text), span)) => (self.constant(field, text, span), None),
                Some((CellSource::Test(test), span)) => {
                    (self.test(test, span).map_or(FieldSource::Nothing, FieldSource::Test), None)
                }
            };
            let name = Digest::new(&field.name).finish();
            made.fields.push(FieldAt { name, source, format, decode });
            made.columns.push(column);
        }
        made
    }

    /// A field for which no column is stated: the column of its own name, if the file has it.
    fn field_by_name(&mut self, owner: &Owner<'_>, index: usize, decode: bool) -> FieldSource {
        let field = &owner.fields[index];
        if let Some(piece) = self.piece(&field.name) {
            return FieldSource::Slot(piece);
        }
        match self.columns.slot(&field.name) {
            Slot::Found(slot) => {
                if self.columns.are_members() && decode && !field.optional {
                    let (name, wanted) = (field.name.clone(), owner.wanted(index));
                    self.plan.watched.push(Watched { slot, name, wanted, rule: owner.rule });
                }
                FieldSource::Slot(slot)
            }
            Slot::Missing => FieldSource::Nothing,
            Slot::Twice => {
                if decode {
                    self.fatal = true;
                    let column = field.name.clone();
                    self.report(IngestProblem::ColumnTwice { input: self.input, column });
                }
                FieldSource::Nothing
            }
        }
    }

    pub(super) fn constant(&mut self, field: &Field, text: &str, span: Span) -> FieldSource {
        let blanks = std::mem::take(&mut self.plan.blanks);
        let zone = self.plan.zone.as_ref();
        let mut decoder = Decoder { interner: self.interner, zone, blanks: &blanks };
        let cell = decoder.cell(&Raw::text(text), &field.ty, None);
        self.plan.blanks = blanks;
        if matches!(cell, Cell::Unreadable(_)) {
            self.fatal = true;
            let (field, text) = (field.name.clone(), text.to_string());
            self.report(IngestProblem::BadConstant { field, text, span });
        }
        FieldSource::Constant(cell)
    }
}

/// A kind or entity whose fields are looked up.
struct Owner<'a> {
    name: &'a str,
    fields: &'a [Field],
    key: Option<usize>,
    /// The rule that makes its events; none for an entity.
    rule: Option<usize>,
}

impl Owner<'_> {
    fn wanted(&self, index: usize) -> Wanted {
        let field = self.fields[index].name.clone();
        Wanted::Field { owner: self.name.to_string(), field, key: self.key == Some(index) }
    }
}

struct Fields {
    fields: Vec<FieldAt>,
    columns: Vec<Option<String>>,
    missing: Vec<usize>,
}

/// What a timestamp format must give for a field of a type; `None` for types that are not read by one.
fn purpose(ty: &Type) -> Option<Purpose> {
    match ty {
        Type::Instant => Some(Purpose::Timestamp),
        Type::Date => Some(Purpose::Date),
        Type::TimeOfDay => Some(Purpose::TimeOfDay),
        Type::List(item) => purpose(item),
        Type::Text
        | Type::Number
        | Type::Money(_)
        | Type::Percent
        | Type::Bool
        | Type::Duration
        | Type::Period
        | Type::Enum(_)
        | Type::Ref(_) => None,
    }
}
