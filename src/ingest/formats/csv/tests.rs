use super::*;
use crate::ingest::dice::Dice;

/// Every row as `line:start-end cells`, or its fault.
fn rows(text: &str) -> Vec<String> {
    let mut rows = CsvRows::new(text, b',');
    let mut out = Vec::new();
    while let Some((at, row)) = rows.next() {
        let what = match row {
            Ok(row) => row.texts().join("|"),
            Err(fault) => format!("{fault:?}"),
        };
        out.push(format!("{}:{}-{} {what}", at.line, at.start, at.end));
    }
    out
}

#[test]
fn rows_know_their_bytes_and_lines() {
    assert_eq!(rows("a,b\nc,d"), ["1:0-3 a|b", "2:4-7 c|d"]);
    assert_eq!(rows("a,b\r\nc,d\r\n"), ["1:0-3 a|b", "2:5-8 c|d"]);
    assert_eq!(rows("a,b\n\n  \r\nc,d\n"), ["1:0-3 a|b", "4:9-12 c|d"]);
    assert_eq!(rows(",\n"), ["1:0-1 |"]);
}

#[test]
fn quoted_cells_hold_delimiters_quotes_and_line_ends() {
    assert_eq!(rows("\"a,\"\"b\"\"\",c\n1,2"), ["1:0-11 a,\"b\"|c", "2:12-15 1|2"]);
    assert_eq!(rows("a,\"x\r\ny\"\r\nb,c"), ["1:0-8 a|x\r\ny", "3:10-13 b|c"]);
    assert_eq!(rows("\"a\"\r\n\"b\",\"\"\r\n"), ["1:0-3 a", "2:5-11 b|"]);
    assert_eq!(rows("x,5\" pipe\n"), ["1:0-9 x|5\" pipe"]);
    assert_eq!(rows("a, \"b, c\" ,d"), ["1:0-12 a|b, c|d"]);
}

#[test]
fn a_stray_quote_costs_one_line() {
    assert_eq!(rows("a,\"b\nc,d\ne,f"), ["1:0-4 UnclosedQuote(2)", "2:5-8 c|d", "3:9-12 e|f"]);
    assert_eq!(rows("\"a\" b,c\nd,e"), ["1:0-7 AfterQuote(4)", "2:8-11 d|e"]);
    assert_eq!(rows("\"a\nb\"x\nd"), ["1:0-6 AfterQuote(5)", "3:7-8 d"]);
}

#[test]
fn rows_past_the_limit_are_not_taken_apart() {
    let long = format!("a\n{}\nb\n", "x".repeat(MAX_ROW + 1));
    let rows = rows(&long);
    assert_eq!(rows.len(), 3);
    assert!(rows[1].ends_with("TooLong"));
    assert!(rows[2].starts_with("3:"));
}

#[test]
fn the_quick_and_the_careful_reader_take_rows_apart_alike() {
    let pieces =
        ["a", ",", ",", "\"", "\"\"", "\n", "\r\n", " ", "bcdefghijklmnopqrstuvwxyz0123456789", "的"];
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
    let mut taken = 0;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            text.push_str(pieces[dice.below(pieces.len())]);
        }
        let mut quick = CsvRows::new(&text, b',');
        let mut careful = CsvRows::new(&text, b',');
        let Some(len) = quick.scanner.row(text.as_bytes(), &mut quick.ends) else { continue };
        taken += 1;
        let (expected, fault) = careful.careful_row(text.as_bytes());
        assert!(fault.is_none(), "{text:?}");
        assert_eq!((len, quick.ends.as_slice()), (expected, careful.ends.as_slice()), "{text:?}");
    }
    assert!(taken > 5_000, "{taken}");
}

#[test]
fn rows_found_many_at_a_time_are_those_found_one_by_one() {
    let pieces = [
        "a",
        ",",
        ",",
        "\"",
        "\n",
        "\n",
        "\r\n",
        " ",
        "\n\"x,y\",",
        "\"z\"\n",
        ",\"\"\r\n",
        "的,bcdefghijklm",
    ];
    let mut dice = Dice::new(0x2545_f491_4f6c_dd1d);
    let mut indexed = 0;
    for _ in 0..5_000 {
        let mut text = String::new();
        // Some have no stray quotes, so that they are walked over to their ends.
        let most = if dice.below(2) == 0 { 12 } else { 3 };
        for _ in 0..80 {
            let piece = dice.below(pieces.len());
            text.push_str(pieces[if piece == 3 { most } else { piece }.min(pieces.len() - 1)]);
        }
        let walk = |alone: bool| {
            let mut rows = CsvRows::new(&text, b',');
            if alone {
                rows.index = Index::unused();
            }
            let mut out = Vec::new();
            while let Some((at, row)) = rows.next() {
                let row = row.map(|row| {
                    let cells = (0..row.len()).map(|i| (row.between(i).map(|b| b.len()), row.place(i)));
                    (row.texts(), row.start() > 0, cells.collect::<Vec<_>>())
                });
                out.push((at, row));
            }
            out
        };
        let (many, alone) = (walk(false), walk(true));
        assert_eq!(many.len(), alone.len(), "{text:?}");
        for ((at, row), (at_alone, row_alone)) in many.into_iter().zip(alone) {
            assert_eq!(
                (at.start, at.end, at.line),
                (at_alone.start, at_alone.end, at_alone.line),
                "{text:?}"
            );
            match (row, row_alone) {
                (Ok((texts, from_index, cells)), Ok((texts_alone, _, cells_alone))) => {
                    indexed += u32::from(from_index);
                    assert_eq!((texts, cells), (texts_alone, cells_alone), "{text:?}");
                }
                (row, row_alone) => assert_eq!(format!("{row:?}"), format!("{row_alone:?}"), "{text:?}"),
            }
        }
    }
    assert!(indexed > 20_000, "{indexed}");
}

#[test]
fn cells_are_found_for_underlining() {
    let mut rows = CsvRows::new("a , \"b\",  ,d", b',');
    let (_, row) = rows.next().unwrap();
    let row = row.unwrap();
    let places: Vec<Range<usize>> = (0..4).filter_map(|i| row.place(i)).collect();
    assert_eq!(places, [0..1, 4..7, 8..10, 11..12]);
}

#[test]
fn the_header_tells_the_delimiter() {
    assert_eq!(guess_delimiter("a,b;c,d\n;;;;"), b',');
    assert_eq!(guess_delimiter("a;b\n"), b';');
    assert_eq!(guess_delimiter("\"a,b,c\"\td\n"), b'\t');
    assert_eq!(guess_delimiter("a|b|c"), b'|');
    assert_eq!(guess_delimiter("alone\n"), b',');
}
