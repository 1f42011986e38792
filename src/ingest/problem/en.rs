//! Problems and rejections in English.

use super::open;
use super::show::Files;
use super::{COLUMNS_LISTED, Emptiness, IngestProblem, ROWS_LISTED, UnknownKind, Wanted, Words, quoted};
use crate::event::InputId;
use crate::ingest::account::{Reason, Rejection};
use crate::ingest::formats::json::ArrayFault;
use crate::ingest::timeformat::FormatFault;
use crate::locale::Lang;

const LANG: Lang = Lang::En;

/// The words of a problem.
pub(super) fn problem(problem: &IngestProblem, files: &Files<'_>) -> Words {
    match problem {
        IngestProblem::Unread { input, fault } => open::fault(files.name(*input), fault, LANG),
        IngestProblem::GuessedEncoding { input, encoding } => {
            open::guessed(files.name(*input), *encoding, LANG)
        }
        IngestProblem::BrokenXml { input, why, .. } => open::broken_xml(files.name(*input), *why, LANG),
        IngestProblem::NoSuchSheet { input, sheet, sheets } => {
            open::no_such_sheet(files.name(*input), sheet, sheets, LANG)
        }
        IngestProblem::SheetNotRead { input, sheet, rows } => {
            open::sheet_not_read(files.name(*input), sheet, *rows, LANG)
        }
        IngestProblem::Empty { input, what } => empty(files.name(*input), *what),
        IngestProblem::BrokenArray { input, why, .. } => broken_array(files.name(*input), *why),
        IngestProblem::BrokenHeader { row, reason } => {
            let Words { labels, help, .. } = self::reason(reason, &[], "the header");
            Words {
                message: format!("the header of `{}` cannot be read", files.name(row.input)),
                labels,
                help,
            }
        }
        IngestProblem::MissingColumn { input, column, wanted: purpose, near, span } => {
            missing_column(files, *input, column, purpose, near, span.is_some())
        }
        IngestProblem::NeverSeen { input, column, wanted: purpose, near } => {
            let name = files.name(*input);
            let mut words = Words::new(format!("no record of `{name}` has `{column}`, {}", wanted(purpose)));
            words.help = Some(missing_help(files, *input, near, purpose, false));
            words
        }
        IngestProblem::ColumnTwice { input, column } => {
            Words::new(format!("`{}` has several columns named `{column}`", files.name(*input)))
                .help("rename all but one, or name it by its number in a `log` block, such as `\"#3\"` for the third column")
        }
        IngestProblem::AmbiguousColumns { input, columns, wanted } => {
            ambiguous_columns(files.name(*input), columns, wanted)
        }
        IngestProblem::NoEventColumn { input, near } => {
            let words = Words::new(format!(
                "nothing tells what kind of event the rows of `{}` are",
                files.name(*input)
            ));
            let words = if near.is_empty() { words } else { words.label("perhaps this one") };
            words.help(
                "add a column `event`, name the file after the kind of event (`alarm.csv`), or write a `log` block",
            )
        }
        IngestProblem::NoTimeColumn { input, near } => {
            let words =
                Words::new(format!("nothing tells when the rows of `{}` happened", files.name(*input)));
            let words = if near.is_empty() { words } else { words.label("perhaps this one") };
            words.help(
                "name the column `time`, `timestamp` or `at`, or state it in a `log` block: `time \"…\"`",
            )
        }
        IngestProblem::BadFormat { format, fault, .. } => {
            Words::new(format!("the timestamp format `{format}` cannot be used")).label(format_fault(fault))
        }
        IngestProblem::UnknownZone { zone, .. } => Words::new(format!("there is no time zone `{zone}`"))
            .help("use a name of the IANA table, such as `Asia/Shanghai` or `Europe/Berlin`"),
        IngestProblem::TooManyColumns { input, found } => {
            let name = files.name(*input);
            Words::new(format!("`{name}` has {found} columns, more than the 10000 that are read"))
                .help("check that the header stands in one row and that the delimiter is the right one")
        }
        IngestProblem::UnknownKinds { input, names, .. } => unknown_kinds(files.name(*input), names),
        IngestProblem::NothingUsed { input, rows } => {
            Words::new(format!("`{}` has {}, and none was used", files.name(*input), count(*rows, "row")))
                .help("nothing in this file was checked: see whether its `log` block, or its columns, fit it")
        }
        IngestProblem::Unmatched { input, rows, .. } => unmatched(files.name(*input), *rows),
        IngestProblem::KeyConflict { kind, key, first, .. } => {
            Words::new(format!("two events `{kind}` have the key `{key}` and differ"))
                .label("this one is rejected")
                .label("this one was read first")
                .help(format!(
                    "correct the log, or the row at {}: a key belongs to one event",
                    files.place(*first)
                ))
        }
        IngestProblem::EntityConflict { entity, key, .. } => Words::new(format!(
            "two rows of `{entity}` have the key `{key}`, are valid at the same time, and differ"
        ))
        .label("this one does not count")
        .label("this one was read first")
        .help("correct the data, or give each row its own validity (`valid_from`, `valid_to`)"),
        IngestProblem::Duplicates { input, rows, .. } => duplicates(files.name(*input), *rows),
        IngestProblem::BadConstant { field, text, .. } => {
            Words::new(format!("the constant `{text}` does not fit the field `{field}`"))
                .label("not of the field's type")
        }
        IngestProblem::NoColumnLike { input, pattern, .. } => {
            Words::new(format!("no column of `{}` has a name like `{pattern}`", files.name(*input)))
                .label("wanted here")
                .help("`*` stands for any characters, `?` for one; without such a column there would be no event")
        }
        IngestProblem::BadHeader { input, field, text, .. } => {
            let name = files.name(*input);
            Words::new(format!("the column name `{text}` of `{name}` does not fit the field `{field}`"))
                .label("not of the field's type")
                .help("state how the names are written (`the header as \"%d/%m/%Y\"`), or make the pattern narrower")
        }
        IngestProblem::AmbiguousMapping { name, .. } => {
            Words::new(format!("several `log` blocks are for `{name}`"))
                .label("this one")
                .label("and this one")
                .help("make the patterns narrower, or name the file itself in one of them")
        }
    }
}

fn empty(name: &str, what: Emptiness) -> Words {
    let message = match what {
        Emptiness::NoBytes => format!("`{name}` is empty"),
        Emptiness::OnlyHeader => format!("`{name}` has a header but no rows"),
        Emptiness::NoRecords => format!("`{name}` holds no records"),
    };
    Words::new(message).help("an empty file proves nothing: check that the export is complete")
}

fn missing_column(
    files: &Files<'_>,
    input: InputId,
    column: &str,
    purpose: &Wanted,
    near: &[String],
    mapped: bool,
) -> Words {
    let mut words =
        Words::new(format!("`{}` has no column `{column}`, {}", files.name(input), wanted(purpose)));
    words.help = Some(missing_help(files, input, near, purpose, !mapped));
    if mapped {
        words = words.label("named here");
    }
    if near.is_empty() { words } else { words.label("perhaps this one") }
}

fn ambiguous_columns(name: &str, columns: &[String], wanted: &Wanted) -> Words {
    let (what, example) = match wanted {
        Wanted::Time => ("the time", format!("`time \"{}\"`", first(columns))),
        Wanted::Kind => ("the kind of event", "`event … where column … = …`".to_string()),
        Wanted::Validity => ("the validity", "`valid \"…\" .. \"…\"`".to_string()),
        Wanted::Test | Wanted::Field { .. } | Wanted::DistinctBy => ("a value", "`log`".to_string()),
    };
    let list = LANG.list_and(&quoted(columns));
    Words::new(format!("several columns of `{name}` could hold {what}: {list}"))
        .help(format!("say which is meant in a `log` block: {example}"))
}

fn unmatched(name: &str, rows: u64) -> Words {
    let (fit, label) = if rows == 1 { ("fits", "this one") } else { ("fit", "the first of them") };
    let rows = count(rows, "row");
    Words::new(format!("{rows} of `{name}` {fit} neither an `event` nor an `ignore` of the `log` block"))
        .label(label)
        .help("add an `event` or an `ignore`, so that nothing is overlooked")
}

fn duplicates(name: &str, rows: u64) -> Words {
    let message = if rows == 1 {
        format!("1 record of `{name}` had been read before and counts once")
    } else {
        format!("{rows} records of `{name}` had been read before and count once")
    };
    Words::new(message)
        .label(if rows == 1 { "this one" } else { "the first of them" })
        .label("read here before")
}

fn broken_array(name: &str, why: ArrayFault) -> Words {
    match why {
        ArrayFault::NoArray => Words::new(format!("`{name}` is not a JSON array"))
            .label("expected `[`")
            .help("a file with one object per line is named `.ndjson`"),
        ArrayFault::CutOff => Words::new(format!("the array in `{name}` is never closed"))
            .label("the file ends here")
            .help("export it again: it was probably cut off"),
        ArrayFault::NoComma => {
            Words::new(format!("the array in `{name}` is broken")).label("expected a record, a comma or `]`")
        }
        ArrayFault::NotThere => Words::new(format!("`{name}` has no array of records where it should stand"))
            .label("looked for from here on")
            .help(
                "`records at` names the members that lead to the array, such as `records at \"data.items\"`",
            ),
        ArrayFault::Trailing => {
            Words::new(format!("`{name}` goes on after its array")).label("expected the end of the file")
        }
    }
}

fn unknown_kinds(name: &str, kinds: &[UnknownKind]) -> Words {
    let listed: Vec<String> = kinds
        .iter()
        .take(COLUMNS_LISTED)
        .map(|kind| format!("`{}` ({})", kind.name, count(kind.rows, "row")))
        .collect();
    let more = kinds.len() - listed.len();
    let mut list = LANG.list_and(&listed);
    if more > 0 {
        list = format!("{}, and {more} more", listed.join(", "));
    }
    let what = if kinds.len() == 1 { "a kind of event" } else { "kinds of event" };
    let mut words = Words::new(format!("`{name}` names {what} that the policy does not declare: {list}"))
        .help("these rows are ignored; declare the kind, or correct the name");
    words.labels = kinds
        .iter()
        .map(|kind| match kind.near.as_slice() {
            [] => String::new(),
            near => format!("did you mean {}?", LANG.list_or(&quoted(near))),
        })
        .collect();
    words
}

fn format_fault(fault: &FormatFault) -> String {
    match fault {
        FormatFault::Directive(directive) => format!("`{directive}` cannot be read"),
        FormatFault::NoDate => "it does not say year, month and day".into(),
        FormatFault::NoTime => "it does not say the time of day".into(),
        FormatFault::NoMinute => "it says the hour but not the minute".into(),
        FormatFault::NoHalfOfDay => "a 12-hour clock needs `%p`".into(),
    }
}

/// What a missing column was wanted for, as a clause.
fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Time => "which is to hold the time".into(),
        Wanted::Kind => "which is to hold the kind of event".into(),
        Wanted::Test => "which a condition asks for".into(),
        Wanted::Field { owner, field, .. } => format!("which is needed for `{owner}.{field}`"),
        Wanted::Validity => "which is to hold the validity".into(),
        Wanted::DistinctBy => "which is to tell repeated rows".into(),
    }
}

fn missing_help(
    files: &Files<'_>,
    input: InputId,
    near: &[String],
    wanted: &Wanted,
    by_name: bool,
) -> String {
    let mut help = if near.is_empty() {
        let columns = files.columns(input);
        let listed = quoted(&columns[..columns.len().min(COLUMNS_LISTED)]).join(", ");
        let more = if columns.len() > COLUMNS_LISTED { ", …" } else { "" };
        let what = if files.has_columns(input) { "its columns are" } else { "its records have" };
        format!("{what} {listed}{more}; ")
    } else {
        format!("did you mean {}? ", LANG.list_or(&quoted(near)))
    };
    if by_name {
        help.push_str("a `log` block can say which column is meant");
        if matches!(wanted, Wanted::Field { key: false, .. }) {
            help.push_str(", and a field may be `optional`");
        }
    }
    help.trim_end_matches([' ', ';']).to_string()
}

/// The words of a rejection and of others like it, given by their row numbers.
pub(super) fn rejection(rejection: &Rejection, others: &[u64], files: &Files<'_>) -> Words {
    let name = files.name(rejection.row.input);
    let row = format!("row {} of `{name}`", rejection.row.row);
    let mut words = reason(&rejection.reason, &rejection.columns, &row);
    if !others.is_empty() {
        let listed: Vec<String> = others.iter().take(ROWS_LISTED).map(u64::to_string).collect();
        let more = if others.len() > ROWS_LISTED { ", …" } else { "" };
        let rows =
            if others.len() == 1 { "1 more row".into() } else { format!("{} more rows", others.len()) };
        words.message = format!("{} (likewise {rows}: {}{more})", words.message, listed.join(", "));
    }
    words
}

fn reason(reason: &Reason, columns: &[String], row: &str) -> Words {
    const QUOTES: &str = "a cell that holds the delimiter, a quote or a line break stands in quotes, with quotes inside doubled";
    match reason {
        Reason::TooFewCells { found, expected } => {
            Words::new(format!("{row} has {} where the header has {expected}", count(*found as u64, "cell")))
                .help("a blank cell still needs its delimiter; a line break inside a cell needs quotes")
        }
        Reason::TooManyCells { found, expected } => {
            Words::new(format!("{row} has {} where the header has {expected}", count(*found as u64, "cell")))
                .help(QUOTES)
        }
        Reason::UnclosedQuote { .. } => {
            Words::new(format!("a quote in {row} is never closed")).label("opened here").help(QUOTES)
        }
        Reason::AfterQuote { .. } => Words::new(format!("text follows a closing quote in {row}"))
            .label("expected the delimiter or the end of the row")
            .help(QUOTES),
        Reason::NotJson { .. } => {
            Words::new(format!("{row} is not valid JSON")).label("it cannot be read from here on")
        }
        Reason::NotXml { at } => {
            let words = Words::new(format!("{row} is not valid XML"));
            match at {
                Some(_) => words.label("it cannot be read from here on"),
                None => words.help("the fault may lie in the trace around it, which its events share"),
            }
        }
        Reason::Undecodable { at } => {
            let words = Words::new(format!("{row} holds a character that cannot be decoded"));
            let words = if at.is_some() { words.label("not a character of this encoding") } else { words };
            words.help("state the right encoding in the `log` block or by `--encoding`, or correct the file")
        }
        Reason::CellTooLong => Words::new(format!("{row} has a cell longer than 1 MiB"))
            .help("a missing closing quote may have run rows together"),
        Reason::CutOff => Words::new(format!("{row} ends before its JSON does"))
            .label("it ends here")
            .help("if the file is one JSON document, say where its records stand: `records at \"path\"`; if it was cut off, export it again"),
        Reason::NotAnObject => Words::new(format!("{row} is not a JSON object"))
            .help("a record is an object, such as `{\"event\": \"alarm\", \"time\": \"2024-05-06 09:00\"}`"),
        Reason::NameTwice { name } => Words::new(format!("{row} has the name `{name}` twice"))
            .help("it cannot be told which of the two values is meant"),
        Reason::TooLong => Words::new(format!("{row} is longer than 16 MiB"))
            .help("a missing closing quote or bracket may have run rows together"),
        Reason::TooDeep => Words::new(format!("{row} is nested deeper than 64 levels")),
        Reason::BlankKind => {
            Words::new(format!("{row} does not say what kind of event it is")).label("blank")
        }
        Reason::BlankTime => {
            let column = columns.first().map_or("…", String::as_str);
            Words::new(format!("{row} has no time")).label("blank").help(format!(
                "if a blank means that it did not happen, give the event a time of its own in the `log` block: `at \"{column}\"`"
            ))
        }
        Reason::UnreadableTime { text, format } => {
            let words = Words::new(format!("the time of {row} cannot be read"));
            match format {
                Some(format) => words.label(format!("`{text}` does not fit `{format}`")),
                None => words.label(format!("`{text}` is not a timestamp that is read without a format")).help(format!(
                    "write `2024-05-06 09:00`, or state the format in a `log` block: `time \"{}\" as \"%d/%m/%Y %H:%M\"`",
                    first(columns)
                )),
            }
        }
        Reason::NoZone { .. } => {
            Words::new(format!("the time of {row} has no offset, and no zone is stated"))
                .label("no offset such as `+08:00`")
                .help(
                    "state the zone in the policy's header (`timezone Asia/Shanghai`) or in the `log` block",
                )
        }
        Reason::SkippedTime { zone, .. } => Words::new(format!("the time of {row} does not exist in {zone}"))
            .label("skipped when the clocks were put forward")
            .help("export the log with offsets, such as `+02:00`"),
        Reason::RepeatedTime { zone, .. } => {
            Words::new(format!("the time of {row} occurred twice in {zone}"))
                .label("repeated when the clocks were put back")
                .help("export the log with offsets, such as `+02:00`")
        }
        Reason::UnfitPart { text } => Words::new(format!("a part of a cell in {row} cannot be taken apart"))
            .label(format!("`{text}` does not look as the mapping says"))
            .help("add its shape to the others: `as [\"{who}|{act}|{when}\", \"{who}|{when}\"]`"),
        Reason::UndecidedTest { text } => {
            Words::new(format!("it cannot be told whether a condition holds for {row}"))
                .label(format!("`{text}` is no number"))
                .help("the column is compared with a number; list texts that mean nothing: `blank [\"-\"]`")
        }
        Reason::UnreadableKey { .. } => {
            Words::new(format!("the key of {row} cannot be read")).label("not of the declared type")
        }
        Reason::BlankKey => Words::new(format!("{row} has no key")).label("blank"),
        Reason::UnreadableValidity { text } => Words::new(format!("the validity of {row} cannot be read"))
            .label(format!("`{text}` is not a date"))
            .help("write `2024-05-06`, or leave the cell blank for no limit"),
        Reason::EmptyValidity => Words::new(format!("the validity of {row} ends before it begins"))
            .label("the first day")
            .label("the last day"),
        Reason::KeyConflict { key, .. } => {
            Words::new(format!("{row} contradicts another with the key `{key}`"))
        }
    }
}

/// `1 row`, `2 rows`.
fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn first(columns: &[String]) -> &str {
    columns.first().map_or("…", String::as_str)
}
