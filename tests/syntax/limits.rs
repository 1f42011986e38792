//! The stated limits hold, and no text makes the parser hang or fall over.

use guiju::source::FileId;
use guiju::syntax::{FormatOptions, MAX_BYTES, MAX_DEPTH, MAX_NESTING, SyntaxProblem, format, parse};
use std::time::Instant;

fn problems(text: &str) -> Vec<SyntaxProblem> {
    parse(FileId(0), text).problems
}

#[test]
fn a_file_of_the_largest_size_is_read_and_one_byte_more_is_not() {
    let mut text = "param a = 1\n".to_string();
    text.push_str(&" ".repeat(MAX_BYTES - text.len()));
    assert_eq!(problems(&text), []);
    text.push(' ');
    assert!(matches!(problems(&text)[..], [SyntaxProblem::TooLarge { bytes, .. }] if bytes == MAX_BYTES + 1));
}

#[test]
fn brackets_nest_up_to_the_limit() {
    let nested = |n: usize| format!("param a = {}1{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(problems(&nested(MAX_NESTING)), []);
    assert!(matches!(problems(&nested(MAX_NESTING + 1))[..], [SyntaxProblem::TooDeep { .. }]));
}

#[test]
fn brackets_in_texts_names_and_comments_do_not_count() {
    let many = "([{".repeat(MAX_NESTING);
    assert_eq!(problems(&format!("use \"{many}\"\nparam `{many}` = 1 # {many}")), []);
}

#[test]
fn operations_nest_up_to_the_limit_and_chains_are_not_nested() {
    let depth = MAX_DEPTH as usize;
    assert_eq!(problems(&format!("param a = 1{}", " + 1".repeat(depth - 1))), []);
    assert!(matches!(
        problems(&format!("param a = 1{}", " + 1".repeat(depth)))[..],
        [SyntaxProblem::ExpressionTooDeep(_)]
    ));
    assert_eq!(problems(&format!("param a = x{}", " and x".repeat(10_000))), []);
}

/// A text of about so many bytes.
fn fill(head: &str, unit: &str, tail: &str, bytes: usize) -> String {
    format!("{head}{}{tail}", unit.repeat((bytes / unit.len()).max(1)))
}

/// The worst texts we can think of.
fn worst(bytes: usize) -> Vec<(&'static str, String)> {
    let f = |head, unit, tail| fill(head, unit, tail, bytes);
    vec![
        ("open parens", f("param a = ", "(", "")),
        ("open braces", f("", "{", "")),
        ("mixed open brackets", f("param a = ", "([{", "")),
        ("wrong closings", f("param a = [", "(", &")]".repeat(bytes / 4))),
        ("closing brackets", f("", ")]}", "")),
        ("nested to the limit", f("", &format!("param a = {}1{}\n", "(".repeat(64), ")".repeat(64)), "")),
        (
            "nested calls to the limit",
            f("", &format!("param a = {}1{}\n", "count(".repeat(64), ")".repeat(64)), ""),
        ),
        (
            "nested calls that fail",
            f("", &format!("param a = {}1, ,{}\n", "count(".repeat(64), ")".repeat(64)), ""),
        ),
        (
            "nested lists that fail",
            f("", &format!("duty a {{ must x {}1 1{}\n}}", "[".repeat(62), "]".repeat(62)), ""),
        ),
        (
            "nested groups in acts",
            f("", &format!("duty a {{ when x where {}y y{} }}", "(".repeat(60), ")".repeat(60)), ""),
        ),
        ("open quotes", f("", "\"a\n", "")),
        ("open curly quotes", f("param a = ", "“", "")),
        ("backticks", f("", "`a\n", "")),
        ("not not not", f("param a = ", "not ", "x")),
        ("minus minus", f("param a = ", "- ", "x")),
        ("and", f("param a = x", " and x", "")),
        ("or or", f("param a = ", "or ", "")),
        ("plus", f("param a = x", " + x", "")),
        ("fields", f("param a = a", ".a", "")),
        ("fields in an act", f("duty a { must a", ".a", " }")),
        ("calls", f("param a = a", "()", "")),
        ("ranges", f("param a = a", "..a", "")),
        ("comparisons", f("param a = a", " = a", "")),
        ("long list", f("param a = [1", ", 1", "]")),
        ("long list of sums", f("param a = [1", ", 1 + x.y", "]")),
        ("commas", f("param a = [", ",", "]")),
        ("where where", f("duty a { when x ", "where x ", "}")),
        ("before before", f("duty a { must x ", "before a ", "}")),
        ("by by", f("duty a { must x ", "by 08:20 ", "}")),
        ("if otherwise", f("duty a { within 1 day ", "if x otherwise 1 day ", "}")),
        ("within or", f("duty a { must x ", "within 1 day or x ", "}")),
        ("then then", f("duty a { must x", ", then x same y where z", "}")),
        ("same same", f("duty a { must x same y", ", y", "}")),
        ("unless", f("duty a { ", "unless x or y = 1 ", "}")),
        ("of of", f("param a = a ", "of a ", "")),
        ("的 的", f("param a = a ", "的 a ", "")),
        ("list of", f("param a: ", "list of ", "text")),
        ("quantities", f("param a = ", "1 hour ", "")),
        ("escalate", f("duty a { else ", "escalate { 1st: ", "")),
        ("else", f("duty a { else warn", ", warn", "}")),
        ("wrong clauses", f("duty a {\n", "wen b\n", "}")),
        ("wrong clauses on one line", f("duty a { ", "when ", "}")),
        ("wrong lines everywhere", f("policy a {\n", "must b\n", "}")),
        ("wrong declarations", f("", "dty b { }\n", "")),
        ("wrong fields", f("entity a { ", "b, ", "}")),
        ("wrong records", f("test \"a\" {\n", "b { c = 1 }\n", "}")),
        ("foreign characters", f("", "～", "")),
        ("full-width digits", f("param a = ", "３ ", "")),
        ("declarations", f("", "event a { b: text }\n", "")),
        (
            "norms",
            f("", "duty a {\n  when b\n  must c same d\n  within 30 minutes\n  else fine 5 CNY\n}\n", ""),
        ),
        (
            "clauses",
            f("duty a {\n", "  when b\n  must c same d\n  within 30 minutes\n  else fine 5 CNY\n", "}\n"),
        ),
        ("comments", f("", "# a\n", "")),
        ("a long word", f("param ", "a", " = 1")),
        ("a long number", f("param a = ", "1", "")),
        ("a long text", f("use \"", "a", "\"")),
        ("blanks", f("param a ", " ", "= 1")),
        ("line ends", f("duty a {", "\n", "}")),
    ]
}

/// None of them overflows the stack of a test thread (2 MiB), neither when it is read, compared, printed, nor dropped.
#[test]
fn the_worst_texts_are_read_or_refused() {
    for (name, text) in worst(20_000) {
        let parsed = parse(FileId(0), &text);
        assert_eq!(parsed.file.clone(), parsed.file, "{name}");
        assert!(parsed.problems.len() <= 101, "{name}");
        if parsed.problems.is_empty() {
            let formatted = format(&parsed.file, &text, FormatOptions::default());
            assert_eq!(problems(&formatted), [], "{name}");
        }
    }
}

/// Twice the text takes about twice the time. Run by hand, in release:
/// `cargo test --release --test syntax proportional -- --ignored --nocapture`
#[test]
#[ignore = "measures time"]
fn time_is_proportional_to_the_text() {
    let mebibyte = 1 << 20;
    let time = |text: &str| {
        let start = Instant::now();
        let parsed = parse(FileId(0), text);
        let read = start.elapsed();
        if parsed.problems.is_empty() {
            format(&parsed.file, text, FormatOptions::default());
        }
        (read, start.elapsed() - read)
    };
    println!("{:<28} {:>10} {:>10} {:>7} {:>10}", "text", "half MiB", "one MiB", "ratio", "format");
    for ((name, half), (_, whole)) in worst(mebibyte / 2).into_iter().zip(worst(mebibyte)) {
        let ((half, _), (whole, formatted)) = (time(&half), time(&whole));
        let ratio = whole.as_micros() / half.as_micros().max(1);
        println!(
            "{name:<28} {:>8}ms {:>8}ms {ratio:>7} {:>8}ms",
            half.as_millis(),
            whole.as_millis(),
            formatted.as_millis()
        );
    }
}
