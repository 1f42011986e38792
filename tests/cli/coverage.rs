//! Which clauses a policy encodes.

use super::{Case, both};

const POLICY: &str = r#"
policy rules "rules of the office" {
  source   "office" file "office.txt"
  source   "运营制度"
  source   "charter"
  timezone Asia/Shanghai
}
event alarm  { fault: text, actor owner: text }
event arrive { fault: text }
event note   { fault: text }
duty arrive_soon   { cite clause 8 "within 30 minutes" when alarm bearer alarm.owner must arrive same fault within 30 minutes }
duty write_it_down { cite clause 9 when alarm bearer alarm.owner must note same fault by end of day }
duty say_why       { cite "运营制度" clause 2 "３０ 分钟内说明" when alarm bearer alarm.owner must note same fault within 30 minutes }
duty be_orderly    { cite "运营制度" clause "总则" "井井有条" when alarm bearer alarm.owner must note same fault }
duty keep_it       { cite "charter" clause 2 when alarm bearer alarm.owner must note same fault }
duty of_its_own    { when alarm bearer alarm.owner must note same fault within 3 days }
"#;
const OFFICE: &str = "\
Rules of the office

Article 8. Whoever is called arrives within 30 minutes. The door is
locked again.
Article 9. All of it is written down. On the same day.
Article 10. Nobody sleeps.
";
const ZH: &str = "第一章总则第一条为使工作井井有条，制定本制度。第二条 故障后 30分钟内 说明；按照第三条处理。第三条罚款 50 元。";

fn case() -> Case {
    let case = Case::new().file("rules.guiju", POLICY).file("texts/office.txt", OFFICE);
    case.file("texts/运营制度.md", ZH)
}

#[test]
fn what_is_cited_and_what_is_not() {
    let arguments = ["coverage", "rules.guiju", "--sources", "texts"];
    assert_eq!(case().run(&arguments).code(), 0);
    insta::assert_snapshot!(both(&case(), &arguments));
    // Without the texts: what norms cite.
    insta::assert_snapshot!(both(&case(), &["coverage", "rules.guiju"]));
}

#[test]
fn every_sentence_is_cited_or_listed() {
    let run = case().run(&["coverage", "rules.guiju", "--sources", "texts", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(report["schema"], "guiju.coverage/1");
    let office = &report["documents"][0];
    let uncited = office["uncited"].as_array().unwrap();
    assert_eq!(
        office["sentences"].as_u64().unwrap(),
        office["cited"].as_u64().unwrap() + uncited.len() as u64
    );
    let lines: Vec<_> = uncited.iter().map(|s| (s["line"].as_u64().unwrap(), s["clause"].as_str())).collect();
    assert_eq!(lines, [(1, None), (3, Some("8")), (6, Some("10"))]);
    assert_eq!(report["documents"][2]["file"], serde_json::Value::Null, "no text of the charter");
    assert_eq!(report["without_citation"], serde_json::json!(["of_its_own"]));
}

#[test]
fn a_regulation_that_changed_under_the_policy_is_an_error() {
    let changed = OFFICE.replace("within 30 minutes", "within 20 minutes").replace("Article 9", "Article 11");
    let case = case().file("texts/office.txt", &changed);
    let case = case.file("texts/运营制度.md", &format!("{ZH}再说一遍，30分钟内说明，井井有条。"));
    let arguments = ["coverage", "rules.guiju", "--sources", "texts"];
    assert_eq!(case.run(&arguments).code(), 2);
    insta::assert_snapshot!(both(&case, &arguments));
    // The words stand, but in another clause.
    let moved = OFFICE.replace("Article 8.", "Article 7.").replace("Article 10.", "Article 8.");
    let case = case.file("texts/office.txt", &moved);
    assert!(case.run(&arguments).err().contains("the words stand in clause 7"));
}

#[test]
fn a_text_that_is_not_there_is_an_error() {
    assert_eq!(case().run(&["coverage", "rules.guiju", "--sources", "nowhere"]).code(), 2);
    let empty = Case::new().file("rules.guiju", POLICY).file("texts/other.txt", "x");
    let run = empty.run(&["coverage", "rules.guiju", "--sources", "texts"]);
    assert_eq!(run.code(), 2, "the policy names a file that the folder does not hold");
    assert!(run.err().contains("office.txt"), "{}", run.err());
}
