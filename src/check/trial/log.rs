//! A test's log as a file that ingest can read, so that tests go the way of every other log.

use crate::analysis::model::{Given, Literal, Model, Record, Recorded, Test};
use crate::event::{CellSource, ColumnTest, EntityId, EntityRule, EventRule, FormatHint, KindId};
use crate::event::{LogMapping, TestValue, TimeSpec};
use crate::time::{Instant, Length, Precision, Stamp, Zone};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// The name of the file in messages.
pub(super) const NAME: &str = "(test)";
/// What a line is.
const WHAT: &str = "what";
/// When it happened.
const AT: &str = "at";
/// The days on which reference data holds.
const VALID: [&str; 2] = ["from", "to"];

/// The file: one JSON object for each record of the test, in its order.
pub(super) fn text(test: &Test, zone: &Zone) -> String {
    test.records.iter().map(|record| format!("{}\n", Value::Object(line(record, zone)))).collect()
}

fn line(record: &Record, zone: &Zone) -> Map<String, Value> {
    let mut line = Map::new();
    let word = match record.what {
        Recorded::Event(kind, at) => {
            line.insert(AT.into(), Value::String(stamp(at, zone)));
            event_word(kind)
        }
        Recorded::Entity(entity) => entity_word(entity),
    };
    line.insert(WHAT.into(), Value::String(word));
    for (name, day) in VALID.iter().zip([&record.valid.0, &record.valid.1]) {
        let day = day.as_ref().map_or(Value::Null, |day| Value::String(literal(day, zone)));
        line.insert((*name).into(), day);
    }
    for (index, cell) in record.cells.iter().enumerate() {
        let value = match cell {
            None => Value::Null,
            Some(Given::One(one)) => Value::String(literal(one, zone)),
            Some(Given::Many(many)) => {
                Value::Array(many.iter().map(|one| Value::String(literal(one, zone))).collect())
            }
        };
        line.insert(column(index), value);
    }
    line
}

/// How ingest is to read the file. All kinds are named, so that the log is observed for all of them.
pub(super) fn mapping(model: &Model, test: &Test) -> LogMapping {
    let source = |index| Some(CellSource::column(&column(index)));
    let is = |word: String| Some(ColumnTest::OneOf(WHAT.into(), vec![TestValue::Text(word)]));
    let events = (0..).zip(&model.schema.kinds).map(|(id, kind)| EventRule {
        kind: KindId(id),
        each: None,
        test: is(event_word(KindId(id))),
        time: None,
        fields: (0..kind.fields.len()).map(source).collect(),
        span: test.span,
    });
    let entities = (0..).zip(&model.schema.entities).map(|(id, entity)| EntityRule {
        entity: EntityId(id),
        test: is(entity_word(EntityId(id))),
        fields: (0..entity.fields.len()).map(source).collect(),
        valid: (Some(VALID[0].into()), Some(VALID[1].into())),
        distinct_by: None,
        span: test.span,
    });
    LogMapping {
        format: Some(FormatHint::Ndjson),
        zone: model.header.zone.as_ref().map(|zone| zone.name().to_string()),
        observed: test.observed,
        time: Some(TimeSpec { places: vec![AT.into()], format: None }),
        events: events.collect(),
        entities: entities.collect(),
        ..LogMapping::new(NAME, test.span)
    }
}

fn event_word(kind: KindId) -> String {
    format!("event {}", kind.0)
}

fn entity_word(entity: EntityId) -> String {
    format!("entity {}", entity.0)
}

fn column(index: usize) -> String {
    format!("cell{index}")
}

/// A value as logs write it.
fn literal(literal: &Literal, zone: &Zone) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        Literal::Number(number) => number.to_string(),
        Literal::Percent(share) => {
            let hundred = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*share);
            format!("{}%", hundred.normalize())
        }
        Literal::Money(value, currency) => format!("{value} {currency}"),
        Literal::Bool(yes) => yes.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => time.to_string(),
        Literal::Stamp(at) => stamp(*at, zone),
        // Logs hold elapsed time only; a length counted on a calendar does not pass the check of types.
        Literal::Length(length) => match length {
            Length::Elapsed { micros, .. } => elapsed(*micros),
            _ => String::new(),
        },
    }
}

/// Elapsed time in the form of ISO 8601.
fn elapsed(micros: i64) -> String {
    jiff::SignedDuration::from_micros(micros).to_string()
}

/// A timestamp with its offset, as finely as it was given.
fn stamp(at: Stamp, zone: &Zone) -> String {
    let (start, precision): (Instant, Precision) = (at.start, at.precision);
    match precision {
        Precision::Day => zone.date(start).to_string(),
        Precision::Minute => format!("{}+00:00", Zone::utc().civil(start).strftime("%Y-%m-%dT%H:%M")),
        Precision::Exact => format!("{}+00:00", Zone::utc().civil(start).strftime("%Y-%m-%dT%H:%M:%S%.f")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_keeps_its_precision() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let start = zone.start_of_day("2024-05-06".parse().unwrap());
        let shown = |precision| stamp(Stamp { start, precision }, &zone);
        assert_eq!(shown(Precision::Day), "2024-05-06");
        assert_eq!(shown(Precision::Minute), "2024-05-05T16:00+00:00");
        assert_eq!(shown(Precision::Exact), "2024-05-05T16:00:00+00:00");
    }

    #[test]
    fn elapsed_time_is_read_back() {
        assert_eq!(elapsed(5_400_000_000), "PT1H30M");
    }
}
