//! Random policies of one form at a time, as text, over random logs; and what a log lacks, filled in.
//!
//! The text goes through the whole front of the product, so a policy reads here as a person would write it.

use super::dice::Dice;
use super::grid::{Grid, Scale};
use super::log::{self, ADDRESSEES, FAULTS, ROLES, STAFF};
use crate::build::{self, KINDS, cell, row};
use crate::case::Case;
use guiju::analysis;
use guiju::analysis::model::Model;
use guiju::engine::{Coverage, Declared, Options};
use guiju::event::{Cell, EntityRow, Event, Field, Interner, KindId, LostRow, Type, Value};
use guiju::money::Currency;
use guiju::source::Sources;
use guiju::time::{self, ClockUnit, Stamp, Unit};
use guiju::world::Memory;
use proptest::collection::vec;
use proptest::prelude::*;

/// What is written for a case.
pub struct Written {
    /// More of the header.
    pub header: String,
    /// States, measures and norms.
    pub text: String,
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        Written { header: String::new(), text }
    }
}

/// Writes a policy.
pub type Write = fn(&Grid, &mut Dice<'_>) -> Written;

/// What the cases of one form are made of.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub write: Write,
    /// Which kinds of events come, and how often.
    pub kinds: &'static [usize],
    /// Kinds of which what was not observed, or could not be read, may have happened.
    pub unseen: &'static [usize],
    /// So many days after its beginning a log ends that ends long after everything.
    pub far: &'static [i64],
}

/// The choices that make a case. Each part has bytes of its own, so that leaving one event out leaves the others alone.
#[derive(Clone, Debug)]
pub struct Seeds {
    form: Form,
    world: Vec<u8>,
    norm: Vec<u8>,
    events: Vec<Vec<u8>>,
    lost: Vec<Vec<u8>>,
    people: Vec<Vec<u8>>,
    fill: Vec<u8>,
}

/// Choices for any case of a form.
pub fn seeds(form: Form) -> impl Strategy<Value = Seeds> {
    let bytes = |n: usize| vec(any::<u8>(), n);
    let lines = |n: usize, most: usize| vec(bytes(n), 0..=most);
    (bytes(48), bytes(160), lines(40, 12), lines(40, 2), lines(24, 5), bytes(400)).prop_map(
        move |(world, norm, events, lost, people, fill)| Seeds {
            form,
            world,
            norm,
            events,
            lost,
            people,
            fill,
        },
    )
}

impl Seeds {
    /// Whether everything in the log can be told.
    pub fn is_plain(&self) -> bool {
        self.world[47] < 128
    }

    /// The policy that the choices make.
    pub fn text(&self) -> String {
        let mut dice = Dice::new(&self.world);
        let grid = Grid::new(&mut dice);
        policy(self.form, &grid, &mut dice, &mut Dice::new(&self.norm))
    }

    /// The case that the choices make.
    pub fn case(&self) -> Case {
        let plain = self.is_plain();
        let mut dice = Dice::new(&self.world);
        let mut grid = Grid::new(&mut dice);
        grid.mixed = false;
        let text = policy(self.form, &grid, &mut dice, &mut Dice::new(&self.norm));
        let model = read(&text);
        let mut interner = Interner::default();
        let mut events: Vec<Event> = (1..)
            .zip(&self.events)
            .map(|(n, bytes)| {
                let mut dice = Dice::new(bytes);
                let kind = dice.pick(self.form.kinds);
                let at = grid.stamp(&mut dice);
                let mut made = Made { model: &model, grid: &grid, interner: &mut interner, plain };
                Event { cells: made.cells(kind, &mut dice).into(), ..build::event(n, kind, at) }
            })
            .collect();
        events.sort_by_key(|e| e.at.start);
        let lost = (101..)
            .zip(&self.lost)
            .filter(|(_, bytes)| bytes[39] > 100 && !plain)
            .map(|(n, bytes)| {
                let made = Made { model: &model, grid: &grid, interner: &mut interner, plain };
                made.lost(n, self.form, &mut Dice::new(bytes))
            })
            .collect();
        let people = (1..)
            .zip(&self.people)
            .map(|(n, bytes)| {
                let made = Made { model: &model, grid: &grid, interner: &mut interner, plain };
                made.person(n, &mut Dice::new(bytes))
            })
            .collect();
        let coverage = coverage(self.form, &grid, &mut dice, &events, plain);
        let horizon = log::horizon(&grid, &mut dice, self.form.far);
        let options = Options { from: dice.maybe(10, |d| grid.instant(d)), all: true, ..Options::default() };
        Case {
            model,
            zone: grid.zone,
            entities: vec![people],
            events,
            lost,
            coverage,
            horizon,
            options,
            interner,
        }
    }

    /// The same case with everything filled in that its log lacks: what cannot be read, what was rejected, what lies before the
    /// beginning of a source and after its end, and perhaps what came later.
    pub fn filled(&self) -> Case {
        let mut case = self.case();
        let mut dice = Dice::new(&self.world);
        let mut grid = Grid::new(&mut dice);
        grid.mixed = false;
        let mut dice = Dice::new(&self.fill);
        // Periods before the beginning owe nothing that is known, so they take no act.
        let text = self.text();
        if let Some(begin) =
            case.coverage.begin.filter(|_| text.contains("its own") && text.contains("each "))
        {
            let unit = if text.contains("each week") { Unit::Week } else { Unit::Day };
            let first = time::period_containing(&case.rules(), unit, begin).expect("no calendar is asked");
            let first = first.map(|period| case.zone.date(period.start));
            for norm in &mut case.model.norms {
                norm.effective.0 = norm.effective.0.max(first);
            }
        }
        fill(self.form, &grid, &mut dice, &mut case);
        case
    }
}

/// The model of a policy that must be sound.
pub fn read(text: &str) -> Model {
    let mut sources = Sources::default();
    let world = Memory::new().with("policy.guiju", text);
    let loaded = analysis::load(&world, "policy.guiju", &mut sources);
    let analysis = analysis::analyze(&loaded, &[], &world);
    match analysis.model {
        Some(model) => model,
        None => panic!("{:#?}\n{:#?}\n{text}", loaded.syntax, analysis.problems),
    }
}

fn policy(form: Form, grid: &Grid, world: &mut Dice<'_>, dice: &mut Dice<'_>) -> String {
    let zone = grid.zone.name();
    let calendar = world.pick(&["weekdays", "cn"]);
    let mut optional = |of: &str| if world.chance(25) { format!("{of} optional") } else { of.to_string() };
    let record = format!(
        "fault: {}, actor staff: {}, level: {}, flag: bool, due: instant, day: date, to: {}, whom: {}",
        optional("text"),
        optional("staff"),
        optional("number 0..4"),
        optional("text"),
        optional("list of text"),
    );
    let Written { header, text } = (form.write)(grid, dice);
    format!(
        "policy case {{ timezone {zone} calendar {calendar} currency CNY {header} }}
entity staff {{ key id: text, role: text, boss: staff, active: bool, rank: number 0..4, wage: money }}
event alarm {{ {record} }}
event arrive {{ {record} }}
event inform {{ {record} }}
{text}"
    )
}

struct Made<'m> {
    model: &'m Model,
    grid: &'m Grid,
    interner: &'m mut Interner,
    plain: bool,
}

impl Made<'_> {
    fn value(&mut self, field: &Field, dice: &mut Dice<'_>) -> Cell {
        Cell::Value(match &field.ty {
            Type::Number => Value::Number(dice.below(5).into()),
            Type::Bool => Value::Bool(dice.below(4) != 3),
            Type::Instant => Value::Stamp(self.grid.stamp(dice)),
            Type::Date => Value::Date(self.grid.date(dice)),
            Type::Money(_) => Value::Money((1000 * (1 + dice.below(4))).into(), Currency::CNY),
            Type::List(_) => {
                let items =
                    (0..dice.pick(&[2, 1, 0, 2, 3])).map(|_| dice.pick(&["platform", "director", "office"]));
                let items: Vec<Value> = items.map(|word| Value::Text(self.interner.intern(word))).collect();
                Value::List(items.into())
            }
            _ => {
                let pool: &[&str] = match field.name.as_str() {
                    "fault" => &FAULTS,
                    "staff" | "boss" => &STAFF[..3],
                    "role" => &ROLES,
                    _ => &ADDRESSEES,
                };
                let word = dice.pick(pool);
                return cell(self.interner, word);
            }
        })
    }

    fn cells(&mut self, kind: usize, dice: &mut Dice<'_>) -> Vec<Cell> {
        let fields = &self.model.schema.kinds[kind].fields;
        fields.iter().map(|field| self.cell(field, dice)).collect()
    }

    fn cell(&mut self, field: &Field, dice: &mut Dice<'_>) -> Cell {
        match dice.below(if self.plain { 32 } else { 36 }) {
            // A blank that may be is told as well as any value.
            29..=31 if field.optional => Cell::Blank,
            34 | 35 => Cell::Unreadable(self.interner.intern("?")),
            33 if !matches!(field.name.as_str(), "fault" | "staff" | "to") => Cell::Blank,
            _ => self.value(field, dice),
        }
    }

    fn lost(mut self, n: u64, form: Form, dice: &mut Dice<'_>) -> LostRow {
        let kind = (!dice.chance(15) || form.unseen.len() < KINDS.len()).then(|| dice.pick(form.unseen));
        let at = dice.maybe(60, |d| self.grid.stamp(d));
        let cells = kind.map_or(Vec::new(), |kind| self.cells(kind, dice));
        let cells: Vec<Option<Cell>> = cells.into_iter().map(|c| dice.chance(60).then_some(c)).collect();
        LostRow { row: row(n), kind: kind.map(|kind| KindId(kind as u16)), at, cells: cells.into() }
    }

    fn person(mut self, n: u64, dice: &mut Dice<'_>) -> EntityRow {
        let key = self.interner.intern(STAFF[dice.below(3)]);
        let dated = dice.chance(40);
        let valid_from = dice.maybe(if dated { 60 } else { 0 }, |d| self.grid.date(d));
        let valid_to = dice.maybe(if dated { 60 } else { 0 }, |d| self.grid.date(d));
        let fields = &self.model.schema.entities[0].fields;
        let mut cells: Vec<Cell> = fields.iter().map(|field| self.cell(field, dice)).collect();
        cells[0] = Cell::Value(Value::Text(key));
        EntityRow { key, valid_from, valid_to, cells: cells.into(), row: row(n) }
    }
}

fn coverage(form: Form, grid: &Grid, dice: &mut Dice<'_>, events: &[Event], plain: bool) -> Coverage {
    let ever = Declared { begin: None, end: None };
    let mut coverage = log::coverage(grid, dice, events);
    for (kind, declared) in coverage.kinds.iter_mut().enumerate() {
        if plain || !form.unseen.contains(&kind) {
            *declared = Some(ever);
        }
    }
    coverage
}

/// Fills in what a log lacks.
fn fill(form: Form, grid: &Grid, dice: &mut Dice<'_>, case: &mut Case) {
    let model = case.model.clone();
    let mut made = Made { model: &model, grid, interner: &mut case.interner, plain: true };
    let mut refill = |fields: &[Field], cells: &mut [Cell], dice: &mut Dice<'_>| {
        for (cell, field) in cells.iter_mut().zip(fields) {
            let mut own = dice.part(4);
            if matches!(cell, Cell::Unreadable(_)) || *cell == Cell::Blank && !field.optional {
                *cell = made.value(field, &mut own);
            }
        }
    };
    for event in &mut case.events {
        let mut cells = event.cells.to_vec();
        refill(&model.schema.kind(event.kind).fields, &mut cells, &mut dice.part(12));
        event.cells = cells.into();
    }
    for line in case.entities.iter_mut().flatten() {
        let mut cells = line.cells.to_vec();
        refill(&model.schema.entities[0].fields, &mut cells, &mut dice.part(8));
        line.cells = cells.into();
    }
    let mut more = Vec::new();
    for lost in std::mem::take(&mut case.lost) {
        let mut dice = dice.part(24);
        if dice.chance(35) {
            continue;
        }
        let kind = lost.kind.map_or_else(|| dice.pick(form.unseen), |kind| kind.0 as usize);
        let at = lost.at.unwrap_or_else(|| grid.stamp(&mut dice));
        let mut cells = made.cells(kind, &mut dice);
        for (cell, known) in cells.iter_mut().zip(lost.cells.iter()) {
            if let Some(known @ (Cell::Value(_) | Cell::Blank)) = known {
                *cell = known.clone();
            }
        }
        refill_blank(&mut made, &model.schema.kinds[kind].fields, &mut cells, &mut dice);
        more.push(Event { row: lost.row, cells: cells.into(), ..build::event(lost.row.row, kind, at) });
    }
    for &kind in form.unseen {
        let mut dice = dice.part(40);
        let declared = case.coverage.kinds[kind];
        let begin = case.coverage.begin_of(KindId(kind as u16));
        let steps = |dice: &mut Dice<'_>| (1 + dice.below(4) as i64) * grid.step();
        if let Some(begin) = begin.filter(|_| dice.chance(60)) {
            let at = Stamp::exact(begin.plus_micros(-steps(&mut dice)));
            let cells = made.cells(kind, &mut dice).into();
            more.push(Event { cells, ..build::event(301 + kind as u64, kind, at) });
        }
        if let Some(end) = declared.and_then(|d| d.end).filter(|_| dice.chance(60)) {
            let at = Stamp::exact(end.start.plus_micros(steps(&mut dice)));
            let cells = made.cells(kind, &mut dice).into();
            more.push(Event { cells, ..build::event(401 + kind as u64, kind, at) });
        }
    }
    for event in more {
        let place = dice.below(case.events.len() + 1);
        case.events.insert(place, event);
    }
    case.events.sort_by_key(|e| (e.at.start, e.row));
    let ever = Declared { begin: None, end: None };
    case.coverage.kinds = vec![Some(ever); KINDS.len()];
    let earliest = case.events.iter().map(|e| e.at.start).min();
    case.coverage.begin = case.coverage.begin.min(earliest.or(case.coverage.begin));
    if dice.chance(30) && case.horizon.is_some() {
        let day = 24 * ClockUnit::Hour.micros();
        let far = Stamp::exact(grid.base.plus_micros(day * form.far[0]));
        case.horizon = case.horizon.max(Some(far));
    }
}

fn refill_blank(made: &mut Made<'_>, fields: &[Field], cells: &mut [Cell], dice: &mut Dice<'_>) {
    for (cell, field) in cells.iter_mut().zip(fields) {
        if *cell == Cell::Blank && !field.optional {
            *cell = made.value(field, dice);
        }
    }
}

// ------------------------------------------------------------------------------------------------ common pieces of text

/// A length of time.
pub fn length(grid: &Grid, dice: &mut Dice<'_>) -> &'static str {
    match grid.scale {
        Scale::Minutes => dice.pick(&["20 minutes", "10 minutes", "30 minutes", "1 hour", "1 day"]),
        Scale::Days => dice.pick(&["12 hours", "1 day", "6 hours", "1 working day", "2 days", "24 hours"]),
        Scale::Seconds => dice.pick(&["60 seconds", "30 seconds", "90 seconds"]),
    }
}

/// A limit after the occasion.
pub fn limit(grid: &Grid, dice: &mut Dice<'_>) -> String {
    match dice.below(8) {
        5 => "by end of day".to_string(),
        6 => format!("within {} if o.flag otherwise {}", length(grid, dice), length(grid, dice)),
        7 => "by o.due".to_string(),
        _ => format!("within {}", length(grid, dice)),
    }
}
