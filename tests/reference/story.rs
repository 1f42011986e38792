//! A small log told in minutes, for cases that are written by hand.

use crate::build::{self, cell, row};
use crate::case::{Case, Line, Owed, Said, difference};
use crate::mutation::Mutation;
use crate::naive;
use crate::random::written::read;
use guiju::analysis::model::{Act, CompareOp, Conduct, Limit, Norm, Occasion, Reparation, Stage, Var};
use guiju::engine::{Coverage, Declared, Options, Status};
use guiju::event::{Cell, EntityRow, Interner, KindId, LostRow, Value};
use guiju::time::{ClockUnit, Date, Instant, Length, Precision, Stamp, Zone};

pub const ALARM: usize = 0;
pub const ARRIVE: usize = 1;
pub const INFORM: usize = 2;

/// A policy of one norm over a log that covers all times up to its horizon.
pub struct Story {
    pub case: Case,
    rows: u64,
}

/// So many minutes after 08:00 on Friday, 10 May 2024.
pub fn at(minutes: i64) -> Stamp {
    let zone = Zone::named("Asia/Shanghai").expect("it is a zone");
    let start = zone.instant(Date::constant(2024, 5, 10).at(8, 0, 0, 0)).0;
    Stamp::exact(start.plus_micros(minutes * ClockUnit::Minute.micros()))
}

/// The whole day of that moment.
pub fn day_of(minutes: i64) -> Stamp {
    let zone = Zone::named("Asia/Shanghai").expect("it is a zone");
    Stamp { start: zone.floor(at(minutes).start, Precision::Day), precision: Precision::Day }
}

pub fn minutes(n: i64) -> Length {
    Length::elapsed(n, ClockUnit::Minute)
}

pub fn within(n: i64) -> Vec<guiju::analysis::model::Branch> {
    vec![build::branch(Limit::Within(minutes(n), None))]
}

/// `when alarm …`
pub fn when_alarm(conduct: Conduct) -> Norm {
    build::norm(Occasion::Event { kind: KindId(ALARM as u16), filter: None }, conduct)
}

/// An act with the alarm's fault.
pub fn same_fault(kind: usize) -> Act {
    Act { same: vec![build::same(build::FAULT, ALARM)], ..build::act(kind) }
}

/// `where level > n` of a candidate.
pub fn level_above(act: Act, n: u32) -> Act {
    let level = build::of_event(Var::Candidate, act.kind.0.into(), build::LEVEL);
    Act { filter: Some(build::compare(level, CompareOp::Gt, build::number(n))), ..act }
}

/// `unless …`
pub fn unless(act: Act, time: Vec<guiju::analysis::model::Branch>) -> guiju::analysis::model::Excuse {
    guiju::analysis::model::Excuse::Act { acts: act.into(), time, span: build::span() }
}

/// `else must … else fine 100 CNY`
pub fn repair(act: Act, time: Vec<guiju::analysis::model::Branch>) -> Vec<Stage> {
    let span = build::span();
    vec![
        Stage { reparations: vec![Reparation { acts: act.into(), time }], consequences: Vec::new(), span },
        Stage { reparations: Vec::new(), consequences: vec![build::fine(100)], span },
    ]
}

impl Story {
    /// A log that ends so many minutes after eight.
    pub fn new(norm: Norm, horizon: i64) -> Story {
        Story::with(norm, horizon, [0; 4])
    }

    /// The same, with optional fields: a set of bits for each kind, then one for staff.
    pub fn with(norm: Norm, horizon: i64, optional: [u8; 4]) -> Story {
        let zone = Zone::named("Asia/Shanghai").expect("it is a zone");
        let model = build::model(build::schema(optional), &zone, Some("weekdays"), vec![norm]);
        let ever = Some(Declared { begin: None, end: None });
        let begin: Option<Instant> = Some(at(0).start);
        let case = Case {
            model,
            zone,
            entities: vec![Vec::new()],
            events: Vec::new(),
            lost: Vec::new(),
            coverage: Coverage { begin, kinds: vec![ever; 3] },
            horizon: Some(at(horizon)),
            options: Options { all: true, ..Options::default() },
            interner: Interner::default(),
        };
        Story { case, rows: 0 }
    }

    /// A policy that is written out: states and norms over events and staff as they are built.
    pub fn written(text: &str, horizon: i64) -> Story {
        let event =
            "fault: text, actor staff: staff, level: number, flag: bool, due: instant, day: date, to: text";
        let model = read(&format!(
            "policy case {{ timezone Asia/Shanghai calendar cn currency CNY }}
entity staff {{ key id: text, role: text, boss: staff, active: bool, rank: number }}
event alarm {{ {event} }}
event arrive {{ {event} }}
event inform {{ {event} }}
{text}"
        ));
        let mut story = Story::new(when_alarm(Conduct::Never), horizon);
        story.case.coverage.kinds.resize(model.schema.kinds.len(), Some(Declared { begin: None, end: None }));
        story.case.model = model;
        story
    }

    fn cells(&mut self, cells: &mut [Cell], told: &[(usize, &str)]) {
        for (field, word) in told {
            cells[*field] = match *word {
                "" => Cell::Blank,
                "?" => Cell::Unreadable(self.case.interner.intern("?")),
                word if word.parse::<u32>().is_ok() => {
                    Cell::Value(Value::Number(word.parse().expect("a number")))
                }
                word => cell(&mut self.case.interner, word),
            };
        }
    }

    /// An event; `?` is unreadable, what is not told is blank.
    pub fn event(&mut self, kind: usize, at: Stamp, told: &[(usize, &str)]) -> &mut Self {
        self.rows += 1;
        let mut event = build::event(self.rows, kind, at);
        let mut cells = event.cells.to_vec();
        self.cells(&mut cells, told);
        event.cells = cells.into();
        self.case.events.push(event);
        self
    }

    /// A rejected row of a kind; what is not told is not known, `""` is blank.
    pub fn lost(&mut self, kind: usize, at: Option<Stamp>, told: &[(usize, &str)]) -> &mut Self {
        self.rows += 1;
        let mut known = vec![Cell::Blank; 7];
        self.cells(&mut known, told);
        let is_told = |i: usize| told.iter().any(|(field, _)| *field == i);
        let cells = known.into_iter().enumerate().map(|(i, c)| is_told(i).then_some(c)).collect();
        self.case.lost.push(LostRow { row: row(self.rows), kind: Some(KindId(kind as u16)), at, cells });
        self
    }

    /// A line of staff, valid from a day of May 2024 to another.
    pub fn staff(
        &mut self,
        key: &str,
        from: Option<i8>,
        to: Option<i8>,
        told: &[(usize, &str)],
    ) -> &mut Self {
        self.rows += 1;
        let mut cells = vec![Cell::Blank; 5];
        let key = self.case.interner.intern(key);
        self.cells(&mut cells, told);
        cells[0] = Cell::Value(Value::Text(key));
        let day = |day: i8| Date::constant(2024, 5, day);
        self.case.entities[0].push(EntityRow {
            key,
            valid_from: from.map(day),
            valid_to: to.map(day),
            cells: cells.into(),
            row: row(self.rows),
        });
        self
    }

    /// The engine must say this, one status for each obligation: of what the other evaluator does not read.
    pub fn says(&mut self, statuses: &[Status]) -> Said {
        self.case.events.sort_by_key(|e| e.at);
        let engine = self.case.engine();
        let said: Vec<Status> = engine.lines.iter().map(|line| line.status).collect();
        assert_eq!(said, statuses, "the engine\n{}", self.case);
        engine
    }

    /// A wrong reading must be noticed here: of what random logs seldom hold.
    pub fn notices(&mut self, wrong: Mutation) {
        self.case.events.sort_by_key(|e| e.at);
        let engine = self.case.engine();
        assert_eq!(difference(&naive::judge(&self.case, None), &engine), None, "{}", self.case);
        let noticed = difference(&naive::judge(&self.case, Some(wrong)), &engine);
        assert!(noticed.is_some(), "{wrong:?} is not noticed\n{}", self.case);
    }

    /// Both evaluators must say this, one status for each obligation.
    pub fn expect(&mut self, statuses: &[Status]) -> Vec<Line> {
        let engine = self.says(statuses);
        let naive = naive::judge(&self.case, None);
        assert_eq!(difference(&naive, &engine), None, "{}", self.case);
        engine.lines
    }
}

/// Who owes a line.
pub fn by(name: &str) -> Owed {
    Owed::By(name.to_string())
}
