//! Event logs of process mining: XES and OCEL.

use crate::common::*;
use guiju::event::{ColumnTest, Field, LogMapping, Schema, TestValue, Type};
use guiju::ingest::{Source, excerpt};

/// `event step { case, name, who, activity }`
fn steps() -> Schema {
    let fields: Vec<Field> = vec![
        field("case", Type::Text),
        field("name", Type::Text),
        optional("who", Type::Text),
        optional("activity", Type::Text),
    ];
    Schema { kinds: vec![kind("step", fields)], entities: Vec::new() }
}

fn xes_mapping() -> LogMapping {
    let columns = ["case:concept:name", "concept:name", "org:resource", "classifier:Activity classifier"];
    LogMapping {
        time: Some(time("time:timestamp", None)),
        events: vec![event(ALARM, None, columns.map(column).into())],
        ..mapping()
    }
}

fn read<'a>(mapping: &'a LogMapping, text: &'a str) -> Run<'a> {
    run_with(steps(), &[("a.xes", text.as_bytes(), Some(mapping))], None)
}

const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Time" prefix="time" uri="x"/>
  <global scope="event"><date key="time:timestamp" value="1970-01-01T00:00:00+01:00"/></global>
  <classifier name="Activity classifier" keys="concept:name 'lifecycle:transition'"/>
  <trace>
    <string key="concept:name" value="case &amp; 1"/>
    <event>
      <string key="concept:name" value="Receive"/>
      <string key="lifecycle:transition" value="complete"/>
      <date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
      <string key="org:resource" value="Resource21"><string key="team" value="A"/></string>
      <list key="tags"><values><string key="x" value="1"/><string key="x" value="2"/></values></list>
    </event>
    <event>
      <string key="concept:name" value="Send"/>
      <date key="time:timestamp" value="not yet"/>
    </event>
    <string key="late" value="attributes may follow events"/>
  </trace>
  <event>
    <string key="concept:name" value="Alone"/>
    <date key="time:timestamp" value="2011-10-12T00:00:00Z"/>
  </event>
</log>
"#;

#[test]
fn traces_events_and_classifiers_are_columns() {
    let mapping = xes_mapping();
    let run = read(&mapping, XES);
    assert_eq!(
        run.events(),
        [
            "2011-10-11T11:45:40.276Z step case=case & 1 name=Receive who=Resource21 activity=Receive+complete",
            "2011-10-12T00:00:00Z step name=Alone",
        ]
    );
    assert_eq!(run.counts(), ["3 = 2 + 0 + 0 + 1"]);
    assert_eq!(run.codes(), ["GJ624"]);
    let first = &run.out.events[0].row;
    assert_eq!(first.line, 9);
    let shown =
        excerpt(&run.sources[0], &run.out.files[0], first, &["org:resource", "case:concept:name"]).unwrap();
    assert_eq!(&shown.text[shown.cells[0].clone().unwrap()], "Resource21");
    assert_eq!(shown.cells[1], None);
    let columns: Vec<&str> = run.out.files[0].columns.iter().map(String::as_str).collect();
    for name in ["classifier:Activity classifier", "org:resource.team", "tags", "case:late"] {
        assert!(columns.contains(&name), "{name} in {columns:?}");
    }
}

#[test]
fn nested_values_and_lists_can_be_asked_for() {
    let mut mapping = xes_mapping();
    mapping.events[0].fields = ["org:resource.team", "tags", "case:late", "org:resource"].map(column).into();
    let mut schema = steps();
    schema.kinds[0].fields[1].ty = Type::List(Box::new(Type::Number));
    let run = run_with(schema, &[("a.xes", XES.as_bytes(), Some(&mapping))], None);
    assert_eq!(
        run.event(&run.out.events[0]),
        "2011-10-11T11:45:40.276Z step case=A name=[1,2] who=attributes may follow events activity=Resource21"
    );
}

#[test]
fn a_log_that_is_cut_off_leaves_open_what_may_be_missing() {
    let mapping = xes_mapping();
    for end in (0..XES.trim_end().len()).filter(|end| XES.is_char_boundary(*end)) {
        let text = &XES[..end];
        let source = Source::new("a.xes", text.as_bytes(), Some(&mapping), &steps());
        let run = read(&mapping, source.text().unwrap());
        let file = &run.out.files[0];
        assert!(file.adds_up());
        assert!(run.codes().iter().any(|code| ["GJ642", "GJ602"].contains(code)), "{end}: {:?}", run.codes());
        // Whatever could have followed is missing.
        assert!(text.trim().is_empty() || !run.out.lost.is_empty() || file.rows == 0, "{end}");
    }
}

#[test]
fn entities_are_never_expanded_and_nesting_has_a_limit() {
    let mapping = xes_mapping();
    let bomb = format!(
        "<!DOCTYPE log [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}",
        XES.split_once("-->").unwrap().1
    );
    let run = read(&mapping, &bomb);
    assert_eq!((run.codes(), run.counts()), (vec!["GJ642"], vec!["0 = 0 + 0 + 0 + 0".to_string()]));
    let unknown = XES.replace("&amp;", "&b;");
    let run = read(&mapping, &unknown);
    assert_eq!(run.counts(), ["3 = 1 + 0 + 0 + 2"]);
    assert!(run.codes().contains(&"GJ622"));
    let deep = format!("{}{}", "<container key=\"a\">".repeat(70), "</container>".repeat(70));
    let deep = XES.replace("<list key=\"tags\">", &format!("{deep}<list key=\"tags\">"));
    let run = read(&mapping, &deep);
    assert!(["GJ610", "GJ624"].iter().all(|code| run.codes().contains(code)), "{:?}", run.codes());
    assert_eq!(read(&mapping, "<html/>").codes(), ["GJ642"]);
}

/// Spaces and quotes that change nothing but how the document is taken apart.
fn otherwise(text: &str) -> [String; 3] {
    [
        text.replace(" key=", "  key="),
        text.replace("\"/>", "\"\n/>"),
        text.replace("<string key=", "<string\tkey=").replace("<date key=", "<date\tkey="),
    ]
}

#[test]
fn attributes_mean_the_same_however_they_are_spaced() {
    let mapping = xes_mapping();
    let twice = "<string key=\"org:resource\" value=\"x\"/><string key=\"org:resource\" value=\"y\"/>";
    let twice = XES.replace("<date key=\"time:timestamp\" value=\"2011-10-12", &format!("{twice}$0"));
    let twice = twice.replace("$0", "<date key=\"time:timestamp\" value=\"2011-10-12");
    for text in [XES, &twice] {
        let run = read(&mapping, text);
        let expected = (run.events(), run.counts(), run.codes());
        for text in otherwise(text) {
            let run = read(&mapping, &text);
            assert_eq!((run.events(), run.counts(), run.codes()), expected, "{text}");
        }
    }
    assert_eq!(read(&mapping, &twice).counts(), ["3 = 1 + 0 + 0 + 2"]);
}

#[test]
fn nothing_is_read_after_a_tag_that_is_too_long() {
    let mapping = xes_mapping();
    let long = format!("<string key=\"x\" value='{}'/>", "x".repeat(16 << 20));
    for text in [
        XES.replace("<event>\n    <string key=\"concept:name\" value=\"Alone\"", &format!("<event>{long}")),
        XES.replace("</log>", &format!("{long}</log>")),
    ] {
        assert!(text.len() > XES.len());
        let run = read(&mapping, &text);
        assert!(run.codes().contains(&"GJ610"), "{:?}", run.codes());
        assert_eq!(run.events()[0], read(&mapping, XES).events()[0]);
        assert!(!run.out.lost.is_empty());
    }
}

const OCEL: &str = r#"{
  "objectTypes": [{"name": "Order", "attributes": [{"name": "price", "type": "float"}]}, {"name": "Item"}],
  "eventTypes": [{"name": "Place Order", "attributes": [{"name": "by", "type": "string"}]}],
  "objects": [
    {"id": "O1", "type": "Order", "attributes": [
      {"name": "price", "value": 10.5, "time": "1970-01-01T00:00:00Z"},
      {"name": "price", "value": 12, "time": "2023-05-02T23:30:00Z"}]},
    {"id": "I1", "type": "Item", "relationships": [{"objectId": "O1", "qualifier": "part of"}]},
    {"id": "I2", "type": "Item"}
  ],
  "events": [
    {"id": "e1", "type": "Place Order", "time": "2023-05-01T08:00:00.000Z",
     "attributes": [{"name": "by", "value": "li"}],
     "relationships": [{"objectId": "O1", "qualifier": "order"}, {"objectId": "I1", "qualifier": "item"},
                       {"objectId": "I2", "qualifier": "item"}]},
    {"id": "e2", "type": "Pay", "time": "2023-05-03T08:00:00Z", "relationships": [{"objectId": "O1"}]}
  ]
}"#;

fn is_one(name: &str, text: &str) -> Option<ColumnTest> {
    Some(ColumnTest::OneOf(name.into(), vec![TestValue::Text(text.into())]))
}

#[test]
fn events_and_objects_of_ocel_are_records() {
    let text = optional("items", Type::List(Box::new(Type::Text)));
    let order = vec![field("id", Type::Text), field("order", Type::Text), text, optional("by", Type::Text)];
    let mut schema = Schema { kinds: vec![kind("place", order)], entities: schema().entities };
    schema.entities[0].fields = vec![field("id", Type::Text), field("role", Type::Number)];
    let source = column;
    let fields = ["ocel:eid", "ocel:type:Order", "ocel:qualifier:item", "by"].map(source).into();
    let mut orders = staff(vec![source("ocel:oid"), source("price")], None);
    orders.test = is_one("ocel:type", "Order");
    orders.valid = (Some("ocel:valid_from".into()), Some("ocel:valid_to".into()));
    let mapping = LogMapping {
        time: Some(time("ocel:timestamp", None)),
        events: vec![event(ALARM, is_one("ocel:activity", "Place Order"), fields)],
        entities: vec![orders],
        ..mapping()
    };
    let run = run_with(schema, &[("a.json", OCEL.as_bytes(), Some(&mapping))], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), [""; 0]);
    assert_eq!(run.out.files[0].format.id(), "ocel");
    assert_eq!(run.events(), ["2023-05-01T08:00:00Z place id=e1 order=O1 items=[I1,I2] by=li"]);
    // The price changes on the third of May in Shanghai.
    assert_eq!(run.entities(), ["O1: O1 10.5 [..2023-05-02]", "O1: O1 12 [2023-05-03..]"]);
    assert_eq!(run.counts(), ["6 = 3 + 3 + 0 + 0"]);
    let row = &run.out.events[0].row;
    let shown = excerpt(&run.sources[0], &run.out.files[0], row, &["ocel:timestamp", "by"]).unwrap();
    let cells: Vec<&str> = shown.cells.into_iter().map(|cell| &shown.text[cell.unwrap()]).collect();
    assert_eq!(cells, ["\"2023-05-01T08:00:00.000Z\"", "\"li\""]);
}
