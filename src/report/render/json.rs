//! JSON for programs: the report model as it stands, in a stable order of keys.

use crate::report::Report;
use schemars::generate::SchemaSettings;

/// The report as indented JSON with a line break at its end.
pub fn json(report: &Report) -> String {
    // Nothing in the model can fail to be written: keys are texts and numbers are whole.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of the report (draft 2020-12), as published in `docs/schema/report-1.json`.
pub fn schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.root_schema_for::<Report>();
    schema.insert("title".into(), "Guiju report".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
