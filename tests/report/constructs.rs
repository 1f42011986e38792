//! How a finding of each construct is explained: the nearest thing that happened, the excuses, the arithmetic, the clause, and
//! what would have complied. A scene in `constructs/` is a policy and its logs, each after a line `--- name`.

use crate::scene::{Policy, Run};
use guiju::check::CheckOptions;
use guiju::locale::Lang;
use std::fs;
use std::path::Path;

#[test]
fn every_construct_is_explained_in_both_languages() {
    let folder = Path::new("tests/report/constructs");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let text = fs::read_to_string(folder.join(&name).with_extension("txt")).unwrap();
        let mut parts = text.split("\n--- ");
        let policy = Policy::read("policy.guiju", parts.next().unwrap());
        let logs: Vec<(&str, &str)> = parts.map(|part| part.split_once('\n').unwrap()).collect();
        let options = CheckOptions { all: true, ..CheckOptions::default() };
        let run = Run::with(policy, &logs, options);
        for (lang, suffix) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            insta::assert_snapshot!(format!("{name}.{suffix}"), run.human(lang));
        }
    }
}
