//! Runs the tests inside the policies of the reference, and holds how they go against the list below each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use guiju::check::trial::{Gap, Trial, Trials};
use guiju::locale::Lang;
use guiju::source::Sources;
use guiju::world::Memory;

fn run(policy: &str) -> Trials {
    let world = Memory::new().with("policy.guiju", policy);
    let mut sources = Sources::default();
    let loaded = guiju::analysis::load(&world, "policy.guiju", &mut sources);
    let analysis = guiju::analysis::analyze(&loaded, &[], &world);
    assert!(loaded.complete(), "{:?}", loaded.syntax);
    let model = analysis.model.unwrap_or_else(|| panic!("{:#?}", analysis.problems));
    let (bindings, lang) = (&[], Lang::En);
    Trial { loaded: &loaded, sources: &sources, bindings, world: &world, model: &model, lang }.run()
}

#[test]
fn every_test_of_the_reference_goes_as_the_page_says() {
    let page = std::fs::read_to_string("docs/reference/tests.md").unwrap();
    let blocks: Vec<(&str, &str)> =
        page.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap()).collect();
    assert!(blocks.len() >= 4 && blocks.len().is_multiple_of(2));
    for pair in blocks.chunks(2) {
        assert_eq!((pair[0].0, pair[1].0), ("guiju", "results"));
        let word = |passed| if passed { "ok" } else { "failed" };
        let results = run(pair[0].1).results;
        let found: String = results.iter().map(|r| format!("{} {}\n", word(r.passed()), r.title)).collect();
        assert_eq!(found, pair[1].1);
    }
}

const POLICY: &str = "
policy p { timezone Asia/Shanghai currency CNY }
event alarm  { key fault: text, easy: bool }
event arrive { fault: text }
event inform { fault: text }
duty come {
  when alarm
  must arrive same fault
  within 30 minutes if alarm.easy otherwise 40 minutes
  unless inform same fault
  else must arrive same fault within 1 hour
  else warn
}
duty never_tested { when alarm where alarm.easy and not alarm.easy must arrive same fault within 1 hour }
";

#[test]
fn gaps_close_one_by_one() {
    let gaps = |tests: &str| -> Vec<String> {
        let shown = |gap: &Gap| match gap {
            Gap::Norm { norm, .. } => format!("{norm} never applies"),
            Gap::NeverKept { .. } => "never kept".into(),
            Gap::NeverViolated { .. } => "never violated".into(),
            Gap::Branch { .. } => "branch".into(),
            Gap::Excuse { .. } => "excuse".into(),
            Gap::Reparation { .. } => "reparation".into(),
        };
        run(&format!("{POLICY}{tests}")).gaps.iter().map(shown).collect()
    };
    assert_eq!(gaps(""), ["come never applies", "never_tested never applies"]);
    let kept = "test \"kept\" {
  2024-05-06 09:00 alarm  { fault: \"F1\", easy: true }
  2024-05-06 09:20 arrive { fault: \"F1\" }
  expect fulfilled come
}
";
    let rest = ["never_tested never applies"];
    assert_eq!(gaps(kept), [&["never violated", "branch", "excuse", "reparation"][..], &rest].concat());
    let repaired = "test \"repaired\" {
  2024-05-06 09:00 alarm  { fault: \"F1\", easy: false }
  2024-05-06 09:50 arrive { fault: \"F1\" }
  expect repaired come
}
";
    assert_eq!(gaps(&format!("{kept}{repaired}")), [&["excuse"][..], &rest].concat());
}

#[test]
fn a_log_that_contradicts_itself_fails_its_test() {
    let results = run(&format!(
        "{POLICY}test \"twice\" {{
  2024-05-06 09:00 alarm  {{ fault: \"F1\", easy: true }}
  2024-05-06 09:00 alarm  {{ fault: \"F1\", easy: false }}
  2024-05-06 09:10 arrive {{ fault: \"F1\" }}
  expect nothing violated
}}
"
    ))
    .results;
    let codes: Vec<&str> = results[0].failures.iter().map(|failure| failure.code.id()).collect();
    assert_eq!(codes, ["GJ614"]);
}

#[test]
fn a_parameter_that_is_set_takes_the_place_of_one_from_outside() {
    let policy = "
policy p { timezone UTC }
event alarm  { fault: text }
event arrive { fault: text }
param limit: duration
duty come { when alarm must arrive same fault within limit }
test \"open\" {
  2024-05-06 09:00 alarm { fault: \"F1\" }
  expect unknown come
}
test \"bound\" {
  set limit = 30 minutes
  2024-05-06 09:00 alarm  { fault: \"F1\" }
  2024-05-06 09:40 arrive { fault: \"F1\" }
  expect violated come
}
";
    assert_eq!(run(policy).failed(), 0);
}
