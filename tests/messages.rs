//! What people read: every message about a policy, drawn in both languages, as the pages' bad examples bring it about.
//!
//! Review a change line by line: lower case start, no full stop, the places labelled, the remedy in the help.

mod pages;

use guiju::locale::Lang;
use pages::pages;

/// The messages of all codes of one hundred, the English and the Chinese example of each.
fn messages(hundred: &str) -> String {
    let mut out = String::new();
    for (code, lang, page) in pages().filter(|(code, ..)| code.id().starts_with(hundred)) {
        for example in page.examples.iter().filter(|example| example.bad) {
            let drawn = example.drawn(lang);
            if !drawn.is_empty() {
                out += &format!("──── {code}.{lang}\n{drawn}\n");
            }
        }
    }
    out
}

#[test]
fn about_names_and_structure() {
    insta::assert_snapshot!(messages("GJ2"));
}

#[test]
fn about_types_and_units() {
    insta::assert_snapshot!(messages("GJ3"));
}

#[test]
fn about_time() {
    insta::assert_snapshot!(messages("GJ4"));
}

#[test]
fn about_what_is_probably_not_meant() {
    insta::assert_snapshot!(messages("GJ5"));
}

#[test]
fn messages_keep_the_house_style() {
    for (code, _, page) in pages() {
        for example in page.examples.iter().filter(|example| example.bad) {
            for lang in Lang::ALL {
                for diagnostic in example.check().diagnostics(lang) {
                    let texts = diagnostic.labels.iter().map(|label| label.text.clone());
                    let texts = texts.chain([diagnostic.message.clone()]).chain(diagnostic.help.clone());
                    for text in texts {
                        let full_stop = text.ends_with(['.', '。']) && !text.ends_with("..");
                        assert!(!full_stop, "{code}: no full stop: {text}");
                        let capital = text.starts_with(|c: char| c.is_ascii_uppercase());
                        assert!(!capital, "{code}: lower case start: {text}");
                        assert!(!text.contains("  "), "{code}: two blanks: {text}");
                        assert!(
                            !text.ends_with(' ') && !text.starts_with(' '),
                            "{code}: blank at an end: {text}"
                        );
                    }
                }
            }
        }
    }
}

/// Policies for messages that no page shows, each of them the lines that differ from an ordinary policy.
///
/// A line that begins with a keyword takes the place of the ordinary norm's line of that keyword; other lines are
/// declarations before it.
const VARIANTS: &[&[&str]] = &[
    // Names.
    &["when staff"],
    &["when nobody"],
    &["bearer nobody"],
    &["bearer alarm"],
    &["each day for s in person", "must check_in where staff = s"],
    &["calendar office extends offise { }"],
    &["calendar a extends b { }", "calendar b extends a { }"],
    &["calendar office { file \"days.csv\" }"],
    // Structure.
    &["when -"],
    &["must not report at least 2 times"],
    &["else fine 10 CNY", "else warn"],
    &["must alarm.level > 2 ", "within -", "by someone other than alarm.staff"],
    &["else fine 10 CNY per field"],
    &["must report same fault for every x in [1, 2]"],
    &["must report same fault for every x in []"],
    &["must report same fault for every x in staff where fault = \"1\""],
    &["must its own report same fault for every x in staff where staff = x"],
    &["must report same fault, then report for every x in (staff where id = \"li\") where staff = x"],
    &["each day valid at start", "bearer -", "must report"],
    &["must report same fault same fault"],
    &["each day for s in staff", "bearer s", "must report same level"],
    &["each day", "bearer -", "must report same fault"],
    // Types.
    &["when alarm where level in 3 .. 1"],
    &["when alarm where level in 3"],
    &["when alarm where staff = alarm.fault"],
    &["when alarm where level = 50%"],
    &["when alarm where level / 0 > 1"],
    &["when alarm where at > 24:00"],
    &["when alarm where kind = \"c\""],
    &["must (alarm.level + 1) filled", "within -"],
    &["param limit: duration = 1 day", "within limit"],
    &["within 99999999999999 hours"],
    &["by 30 minutes", "within -"],
    &["must rank(alarm.level) = 1", "within -"],
    &["must rank(alarm.level) among staff = 1", "within -"],
    &["must rank(alarm.fault where level = 1) among staff = 1", "within -"],
    // Time.
    &["before", "within -", "each day", "bearer -", "must report"],
    &["else must report same fault before", "else warn"],
    &["must not alarm"],
    &["at least 3 months, at most 1 month before", "within -"],
    &["at least 1 day before check_in", "within -", "must report same fault, then report same fault"],
    &[
        "each day for s in staff",
        "at least 1 day, at most 3 days before check_in",
        "within -",
        "bearer s",
        "must report where staff = s",
    ],
    &["at least 3 days, at most 1 day before check_in where staff = \"li\"", "within -"],
    &["must report same fault before check_in, then report same fault", "within -"],
    &["must report same fault, then by alarm.at report same fault", "within -"],
    &["must report same fault every 30 minutes", "within -"],
    &[
        "state ill of staff: from report until check_in same staff",
        "when ill as i lasts until end of shift",
        "bearer i.staff",
    ],
    &[
        "state ill of staff: from report until check_in same staff",
        "must not hold ill of alarm.staff for at least 50%",
    ],
    // States that build on themselves.
    &["state ill of staff: from report where ill of report.staff until check_in same staff"],
    &[
        "state ill of staff: from report where well of report.staff until check_in same staff",
        "state well of staff: from check_in where ill of check_in.staff until report same staff",
    ],
    // Where no figure can stand.
    &["each day for s in staff", "bearer s", "must report where staff = s and count(alarm) for s > 1"],
    &[
        "measure many(s: staff) = count(alarm) for s over the last 1 day",
        "must report same fault where many(report.staff) > 1",
    ],
    &[
        "state ill of staff: from report until check_in same staff",
        "during ill as i where count(alarm) for i.staff > 1",
        "bearer i.staff",
    ],
    &[
        "state many of staff: from report where count(alarm) over the last 1 day > 1 until check_in same staff",
    ],
    &[
        "each day for s in staff",
        "bearer s",
        "must report where staff = s",
        "within 1 day if count(alarm) for s > 1 otherwise 2 days",
    ],
    &["when alarm where count(report where staff != alarm.staff) over the last 1 day > 1"],
    &["by alarm.at + (count(report) over the last 1 day) * 1 day", "within -"],
    &["must count(alarm) among staff > 1", "within -"],
    &["calendar office { hours 12:00..08:00 }"],
    &["calendar office { hours 08:00..12:00 on Friday }"],
    &["calendar office { holiday 2024-01-01 .. 9999-12-31 }"],
    &["calendar office { hours 08:00..12:00 hours 09:00..12:00 }"],
    &["log \"a.csv\" { observed 2024-02-01 .. 2024-01-01 }"],
    &["log \"../a.csv\" { }"],
    &["effective 2024-01-01 10:00 .."],
];

/// The ordinary norm, with the lines of a variant in place of its own.
fn variant(lines: &[&str]) -> pages::Example {
    let mut norm = vec!["when alarm", "bearer alarm.staff", "must report same fault", "within 30 minutes"];
    let mut text = String::from(
        "policy rules { timezone Asia/Shanghai currency CNY }\nentity staff { key id: text }\n\
         event alarm { actor staff: staff, fault: text, level: number, kind: one of [\"a\", \"b\"] }\n\
         event report { actor staff: staff, fault: text }\nevent check_in { actor staff: staff }\n",
    );
    for line in lines {
        let word = |line: &str| match line.split(' ').next().unwrap_or_default() {
            "each" | "during" => "when".to_string(),
            word => word.to_string(),
        };
        let clause = |word: &str| {
            ["when", "bearer", "must", "within", "else", "by", "before", "at", "effective"].contains(&word)
        };
        match norm.iter().position(|own| word(own) == word(line)) {
            Some(at) if word(line) != "else" => norm[at] = line,
            _ if clause(&word(line)) => norm.push(line),
            _ => text += &format!("{line}\n"),
        }
    }
    norm.retain(|line| !line.ends_with(" -"));
    text += &format!("duty d {{\n  {}\n}}\n", norm.join("\n  "));
    pages::Example { bad: true, text, bindings: Vec::new(), files: Vec::new() }
}

#[test]
fn that_no_page_shows() {
    let mut out = String::new();
    for lines in VARIANTS {
        let example = variant(lines);
        out += &format!("──── {}\n", lines.join(" | "));
        for lang in Lang::ALL {
            out += &example.drawn(lang);
        }
        assert!(!example.check().diagnostics(Lang::En).is_empty(), "{lines:?} brings about no message");
    }
    insta::assert_snapshot!(out);
}
