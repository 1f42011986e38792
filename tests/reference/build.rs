//! Small pieces of policies and logs, for regression cases and for random ones.

use guiju::analysis::model::{
    Act, Branch, CompareOp, Conduct, Consequence, Count, Expr, ExprKind, FieldRef, Header, Limit, Literal,
    Model, Norm, NormKind, Occasion, Penalty, Per, SameKey, Spans, Var,
};
use guiju::event::{
    Cell, EntityId, EntitySchema, Event, Field, InputId, Interner, KindId, KindSchema, RowRef, Schema, Type,
    Value,
};
use guiju::money::{Amount, Currency};
use guiju::source::{FileId, Span};
use guiju::time::{Calendar, Conventions, Stamp, Zone};
use std::sync::Arc;

/// The event kinds of every case. All have the same fields.
pub const KINDS: [&str; 3] = ["alarm", "arrive", "inform"];

/// The fields of every kind.
pub const FAULT: usize = 0;
pub const STAFF: usize = 1;
pub const LEVEL: usize = 2;
pub const FLAG: usize = 3;
pub const DUE: usize = 4;
pub const DAY: usize = 5;
pub const TO: usize = 6;

/// The attributes of the only entity, `staff`.
pub const ROLE: usize = 1;
pub const BOSS: usize = 2;
pub const ACTIVE: usize = 3;
pub const RANK: usize = 4;

/// The only entity.
pub const PEOPLE: EntityId = EntityId(0);

/// No place in any text.
pub fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn field(name: &str, ty: Type, optional: bool) -> Field {
    let range = (ty == Type::Number).then(|| (0.into(), 3.into()));
    Field { name: name.to_string(), ty, optional, range, read: true }
}

/// The schema; `optional` says which fields may be blank: a set of bits for each kind, then one for the entity.
pub fn schema(optional: [u8; 4]) -> Schema {
    let bit = |i: usize, n: usize| optional[i] & (1 << n) != 0;
    let kinds = KINDS
        .iter()
        .enumerate()
        .map(|(i, name)| KindSchema {
            name: (*name).to_string(),
            fields: vec![
                field("fault", Type::Text, bit(i, FAULT)),
                field("staff", Type::Ref(PEOPLE), bit(i, STAFF)),
                field("level", Type::Number, bit(i, LEVEL)),
                field("flag", Type::Bool, bit(i, FLAG)),
                field("due", Type::Instant, bit(i, DUE)),
                field("day", Type::Date, bit(i, DAY)),
                field("to", Type::Text, bit(i, TO)),
            ],
            key: None,
            actor: Some(STAFF),
            read: true,
        })
        .collect();
    let staff = EntitySchema {
        name: "staff".to_string(),
        fields: vec![
            field("id", Type::Text, false),
            field("role", Type::Text, bit(3, ROLE)),
            field("boss", Type::Ref(PEOPLE), bit(3, BOSS)),
            field("active", Type::Bool, bit(3, ACTIVE)),
            field("rank", Type::Number, bit(3, RANK)),
        ],
        key: 0,
    };
    Schema { kinds, entities: vec![staff] }
}

/// A policy of some norms.
pub fn model(schema: Schema, zone: &Zone, calendar: Option<&'static str>, norms: Vec<Norm>) -> Model {
    let kinds = schema.kinds.len();
    Model {
        header: Header {
            name: "case".to_string(),
            title: None,
            sources: Vec::new(),
            version: None,
            effective: (None, None),
            zone: Some(zone.clone()),
            calendar: calendar.and_then(Calendar::builtin).map(|c| Arc::new(c.clone())),
            currency: Some(Currency::CNY),
            conventions: Conventions::default(),
            accounts: guiju::analysis::model::Accounts::default(),
        },
        schema,
        kind_spans: vec![span(); kinds],
        params: vec![guiju::analysis::model::Param {
            name: "timely".to_string(),
            ty: Type::Duration,
            span: span(),
            bound: false,
            shown: None,
        }],
        states: Vec::new(),
        norms,
        logs: Vec::new(),
        tests: Vec::new(),
        violations: Vec::new(),
    }
}

/// A norm about every event of a kind.
pub fn norm(occasion: Occasion, conduct: Conduct) -> Norm {
    Norm {
        name: "norm".to_string(),
        title: None,
        kind: NormKind::Duty,
        cite: None,
        reading: None,
        effective: (None, None),
        occasion,
        pattern: None,
        overrides: Vec::new(),
        bearer: None,
        conduct,
        time: Vec::new(),
        excuses: Vec::new(),
        stages: Vec::new(),
        terms: guiju::analysis::model::Terms::default(),
        open_params: Vec::new(),
        spans: Spans {
            name: span(),
            whole: span(),
            cite: None,
            occasion: span(),
            bearer: None,
            conduct: span(),
            time: None,
        },
    }
}

/// An event of a kind, whatever its cells.
pub fn act(kind: usize) -> Act {
    Act {
        kind: KindId(kind as u16),
        same: Vec::new(),
        filter: None,
        count: Count { min: 1, max: None },
        every_of: None,
        each_of: None,
        own: false,
        quorum: Vec::new(),
        span: span(),
    }
}

/// `same` with the occasion's field of the same name.
pub fn same(field: usize, occasion: usize) -> SameKey {
    SameKey { field, value: of_event(Var::Occasion, occasion, field) }
}

/// An unconditional branch.
pub fn branch(limit: Limit) -> Branch {
    Branch { condition: None, limit, span: span() }
}

/// `fine n CNY`.
pub fn fine(n: u32) -> Consequence {
    Consequence {
        penalty: Penalty::Fine(Amount::new(n.into(), Currency::CNY)),
        per: Per::Occurrence,
        span: span(),
    }
}

/// An expression of a type.
pub fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: span() }
}

/// A condition.
pub fn condition(kind: ExprKind) -> Expr {
    expr(kind, Type::Bool)
}

/// The type of an event's field.
pub fn type_of(field: usize) -> Type {
    [Type::Text, Type::Ref(PEOPLE), Type::Number, Type::Bool, Type::Instant, Type::Date, Type::Text][field]
        .clone()
}

/// A field of an event.
pub fn of_event(var: Var, kind: usize, index: usize) -> Expr {
    expr(ExprKind::EventField(var, FieldRef { kind: KindId(kind as u16), index }), type_of(index))
}

/// A text.
pub fn text(text: &str) -> Expr {
    expr(ExprKind::Literal(Literal::Text(text.to_string())), Type::Text)
}

/// A number.
pub fn number(n: u32) -> Expr {
    expr(ExprKind::Literal(Literal::Number(n.into())), Type::Number)
}

/// A comparison.
pub fn compare(a: Expr, op: CompareOp, b: Expr) -> Expr {
    condition(ExprKind::Compare(Box::new(a), op, Box::new(b)))
}

/// The place of a row.
pub fn row(n: u64) -> RowRef {
    RowRef { input: InputId(0), row: n, line: n as u32 + 1, start: n * 100, len: 99 }
}

/// An event with blank cells.
pub fn event(n: u64, kind: usize, at: Stamp) -> Event {
    Event {
        kind: KindId(kind as u16),
        at,
        row: row(n),
        rule: 0,
        digest: n.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        cells: vec![Cell::Blank; 7].into(),
    }
}

/// A text cell.
pub fn cell(interner: &mut Interner, text: &str) -> Cell {
    Cell::Value(Value::Text(interner.intern(text)))
}
