//! Snapshots are what a person sees; underlines must stand under what they mean.

use super::*;
use crate::diagnostics::{Code, diagnostics_json};
use insta::assert_snapshot;

fn span_of(sources: &Sources, file: FileId, needle: &str) -> Span {
    let start = sources.get(file).text.find(needle).unwrap();
    Span::new(file, start, start + needle.len())
}

fn zh() -> DrawOptions {
    DrawOptions { lang: Lang::Zh, ..DrawOptions::default() }
}

#[test]
fn a_message_has_a_first_line_a_place_and_help() {
    let mut sources = Sources::default();
    let file = sources.add("alarms.guiju", "duty arrive {\n  when   alarm\n  must   arive same fault\n}\n");
    let message = Diagnostic::new(Code::Syntax, "there is no event `arive`")
        .label(span_of(&sources, file, "arive"), "not declared")
        .help("did you mean `arrive`?");
    assert_snapshot!(draw(&message, &sources, &DrawOptions::default()));
}

#[test]
fn chinese_and_tabs_are_underlined_in_the_right_columns() {
    let mut sources = Sources::default();
    let file = sources.add("报警.guiju", "义务 到场时限 {\n\t当\t报警\n\t应当\t到厂 同 故障号\n}\n");
    let message = Diagnostic::new(Code::Syntax, "没有名为 `到厂` 的事件")
        .label(span_of(&sources, file, "到厂"), "未声明")
        .label(span_of(&sources, file, "故障号"), "故障号在此使用")
        .help("是否想写 `到场`？");
    assert_snapshot!(draw(&message, &sources, &zh()));
}

#[test]
fn several_files_get_a_block_each_and_excerpts_keep_their_line_numbers() {
    let mut sources = Sources::default();
    let policy = sources.add("a.guiju", "event alarm { level: number }\n");
    let log = sources.add_excerpt("alarms.csv", "2024-05-06 09:00,F1,很高\n", 40_213);
    let message = Diagnostic::new(Code::Syntax, "`很高` is not a number")
        .label(span_of(&sources, log, "很高"), "unreadable")
        .label(span_of(&sources, policy, "level: number"), "declared a number here");
    assert_snapshot!(draw(&message, &sources, &DrawOptions::default()));
}

#[test]
fn a_mark_over_several_lines_and_one_at_the_end_of_the_text() {
    let mut sources = Sources::default();
    let file = sources.add("a.guiju", "duty x {\n  when alarm\n  must arrive\n");
    let message = Diagnostic::new(Code::Unbalanced, "`{` is never closed")
        .label(Span::new(file, 0, sources.get(file).text.len()), "this norm")
        .label(Span::new(file, 10_000, 10_000), "the text ends here");
    assert_snapshot!(draw(&message, &sources, &DrawOptions::default()));
}

#[test]
fn empty_texts_and_missing_places_are_no_obstacle() {
    let mut sources = Sources::default();
    let file = sources.add("empty.guiju", "");
    let nowhere = Diagnostic::new(Code::Syntax, "nothing to read");
    let somewhere = nowhere.clone().label(Span::new(file, 0, 0), "an empty file");
    assert_snapshot!(draw_all(&[nowhere, somewhere], &sources, &DrawOptions::default()));
}

#[test]
fn marks_far_apart_stand_in_boxes_of_their_own() {
    let mut sources = Sources::default();
    let text = format!("first\n{}last\n", "filler\n".repeat(30));
    let file = sources.add("a.guiju", text);
    let message = Diagnostic::new(Code::Syntax, "declared twice")
        .label(span_of(&sources, file, "last"), "again here")
        .label(span_of(&sources, file, "first"), "first here");
    assert_snapshot!(draw(&message, &sources, &DrawOptions::default()));
}

#[test]
fn long_messages_wrap_in_both_languages() {
    let sources = Sources::default();
    let narrow = DrawOptions { width: 40, ..DrawOptions::default() };
    let en =
        Diagnostic::new(Code::Syntax, "expected the time by which the conduct is due, found `otherwise`")
            .help("write `within 30 minutes`, `by 08:20` or another time before `otherwise`");
    let zh = Diagnostic::new(Code::Syntax, "此处应写明行为的时限，却遇到了 `否则`，无法继续读取本条规范")
        .help("请在 `否则` 之前写上 `限时 30 分钟`、`不迟于 08:20` 或其他时限");
    let drawn = format!(
        "{}\n{}",
        draw(&en, &sources, &narrow),
        draw(&zh, &sources, &DrawOptions { lang: Lang::Zh, ..narrow })
    );
    assert!(drawn.lines().all(|line| display_width(line) <= 40), "{drawn}");
    assert_snapshot!(drawn);
}

#[test]
fn ascii_is_enough_where_it_must_be() {
    let mut sources = Sources::default();
    let file = sources.add("a.guiju", "must arive\n");
    let message = Diagnostic::new(Code::Syntax, "no such event")
        .label(span_of(&sources, file, "arive"), "not declared");
    assert_snapshot!(draw(&message, &sources, &DrawOptions { unicode: false, ..DrawOptions::default() }));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let mut sources = Sources::default();
    let file = sources.add("a.guiju", "duty 到场 {\n  must arive\n}\n");
    let message = Diagnostic::new(Code::Syntax, "no such event")
        .label(span_of(&sources, file, "arive"), "not declared")
        .label(span_of(&sources, file, "到场"), "in this norm")
        .help("declare it");
    let plain = draw(&message, &sources, &DrawOptions::default());
    let coloured = draw(&message, &sources, &DrawOptions { color: true, ..DrawOptions::default() });
    assert!(coloured.contains("\u{1b}[1;31merror[GJ101]\u{1b}[0m"), "{coloured}");
    assert_eq!(strip(&coloured), plain);
}

#[test]
fn a_log_row_cannot_colour_the_report() {
    let mut sources = Sources::default();
    let file = sources.add("a.csv", "\u{1b}[32mall is well\u{1b}[0m,F1\n");
    let message = Diagnostic::new(Code::Syntax, "bad row \u{1b}[2J").label(span_of(&sources, file, "F1"), "");
    let drawn = draw(&message, &sources, &DrawOptions::default());
    assert!(!drawn.contains('\u{1b}'), "{drawn:?}");
}

#[test]
fn programs_get_lines_and_columns() {
    let mut sources = Sources::default();
    let file = sources.add("a.guiju", "义务 到场 {\n  must arive\n}\n");
    let message = Diagnostic::new(Code::Syntax, "no such event")
        .label(span_of(&sources, file, "arive"), "not declared")
        .help("declare it");
    let json = serde_json::to_string_pretty(&diagnostics_json(&[message], &sources)).unwrap();
    assert_snapshot!(json);
}

/// The text without ANSI sequences.
fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(|c| *c == 'm');
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn a_line_as_long_as_a_book_is_clipped_to_what_is_pointed_at() {
    let mut sources = Sources::default();
    let text = format!("short\n{}HERE{}\nafter", "x".repeat(70_000), "y".repeat(70_000));
    let at = text.find("HERE").unwrap();
    let file = sources.add("long.guiju", text);
    let message = Diagnostic::new(Code::Syntax, "something")
        .label(Span::new(file, at, at + 4), "this")
        .label(Span::new(file, 0, 5), "that");
    let drawn = draw(&message, &sources, &DrawOptions::default());
    assert!(drawn.lines().all(|line| line.chars().count() < 1_000), "{drawn}");
    assert!(drawn.contains("HERE") && drawn.contains("this") && drawn.contains(" 2 │ …x"), "{drawn}");
    let (marked, line) = (drawn.find("┬").unwrap(), drawn.find("this").unwrap());
    assert!(marked < line);
}
