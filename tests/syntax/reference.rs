//! The two columns of every table in `docs/reference/syntax.md` read, and read as the same tree.

use guiju::source::FileId;
use guiju::syntax::ast::File;
use guiju::syntax::parse;

const REFERENCE: &str = include_str!("../../docs/reference/syntax.md");

fn read(text: &str) -> File {
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.problems, [], "{text}");
    assert_eq!(parsed.file.items.len(), 1, "{text}");
    parsed.file
}

#[test]
fn both_columns_of_every_row_mean_the_same() {
    let mut frame = "…";
    let mut rows = 0;
    for line in REFERENCE.lines() {
        if let Some(next) = line.strip_prefix("<!-- as: ") {
            frame = next.trim_end_matches(" -->");
        }
        let Some(cells) = line.strip_prefix("| `") else { continue };
        let (en, rest) = cells.split_once("` | `").unwrap();
        let (zh, _) = rest.split_once("` |").unwrap();
        let [en, zh] = [en, zh].map(|code| frame.replace('…', code));
        assert_eq!(read(&en), read(&zh), "\n{en}\n{zh}");
        rows += 1;
    }
    assert!(rows > 150, "{rows} rows");
}
