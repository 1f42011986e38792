//! What a report says, in both languages. Read the snapshots as an auditor would: each finding must be understandable, true
//! and fair.

mod constructs;
mod findings;
mod json;
mod ledger;
mod page;
mod reasons;
#[expect(clippy::panic, clippy::unwrap_used, reason = "a scene that cannot be set up fails its test")]
mod scene;

/// Snapshots both languages of a run, one file each.
#[macro_export]
macro_rules! assert_report {
    ($name:literal, $run:expr) => {{
        let run = $run;
        insta::assert_snapshot!(concat!($name, ".en"), run.human(guiju::locale::Lang::En));
        insta::assert_snapshot!(concat!($name, ".zh"), run.human(guiju::locale::Lang::Zh));
    }};
}
