//! Whoever changes a case file is found.

use crate::processes::{Folder, guiju};
use rusqlite::Connection;

/// A file with some entries.
fn file() -> Folder {
    let folder = Folder::calls(3);
    assert_eq!(folder.check("c.db").code, 1);
    let decided =
        guiju(&folder, &["cases", "confirm", "2", "--case-file", "c.db", "--by", "chen", "--reason", "seen"]);
    assert_eq!(decided.code, 0, "{}", decided.err);
    folder
}

fn tamper(folder: &Folder, sql: &str) {
    let connection = Connection::open(folder.path("c.db")).unwrap();
    connection
        .execute_batch(
            "PRAGMA writable_schema = OFF; DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted;",
        )
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn verify_names_the_first_entry_that_does_not_fit() {
    for (sql, entry) in [
        ("UPDATE entry SET body = replace(body, 'chen', 'wang') WHERE number = 5", "entry 5"),
        ("UPDATE entry SET at = '2020-01-01T00:00:00+08:00' WHERE number = 3", "entry 3"),
        ("UPDATE entry SET body = replace(body, '50', '5') WHERE number = 2", "entry 2"),
        ("DELETE FROM entry WHERE number = 3", "entry 4 stands where entry 3 belongs"),
        ("UPDATE entry SET hash = lower(hex(randomblob(32))) WHERE number = 1", "entry 1"),
        ("UPDATE entry SET number = 9 WHERE number = 5", "entry 9 stands where entry 5 belongs"),
    ] {
        let folder = file();
        tamper(&folder, sql);
        let run = guiju(&folder, &["cases", "verify", "--case-file", "c.db"]);
        assert_eq!(run.code, 1, "{sql}: {}", run.err);
        assert!(run.err.contains("GJ756") && run.err.contains(entry), "{sql}: {}", run.err);
        // Nothing is added to such a file, and nothing is shown as if it were sound.
        let run = folder.check("c.db");
        assert_eq!(run.code, 3, "{}", run.err);
        assert_eq!(guiju(&folder, &["cases", "list", "--case-file", "c.db"]).code, 3);
    }
}

#[test]
fn a_cut_at_the_end_is_found_by_a_digest_kept_elsewhere() {
    let folder = file();
    let whole = guiju(&folder, &["cases", "verify", "--case-file", "c.db"]);
    assert_eq!(whole.code, 0);
    let head = whole.out.trim().rsplit(' ').next().unwrap().to_string();
    assert_eq!(guiju(&folder, &["cases", "verify", "--case-file", "c.db", "--head", &head]).code, 0);
    tamper(&folder, "DELETE FROM entry WHERE number = 5");
    assert_eq!(guiju(&folder, &["cases", "verify", "--case-file", "c.db"]).code, 0, "the rest fits");
    let cut = guiju(&folder, &["cases", "verify", "--case-file", "c.db", "--head", &head]);
    assert_eq!(cut.code, 1, "{}", cut.err);
}

#[test]
fn a_history_that_cannot_be_read_as_a_log_says_so_in_one_language() {
    let folder = file();
    tamper(&folder, "UPDATE entry SET body = replace(body, 'chen', 'wang') WHERE number = 5");
    std::fs::write(folder.path("other.db"), b"SQLite format 3\0 and then something else").unwrap();
    for (log, english, chinese) in
        [("c.db", "entry 5", "第 5 条"), ("other.db", "not a case file", "不是案件文件")]
    {
        let run = guiju(&folder, &["check", "calls.guiju", log]);
        assert_eq!(run.code, 3, "{}", run.err);
        assert!(run.err.contains(english), "{}", run.err);
        let run = guiju(&folder, &["check", "calls.guiju", log, "--lang", "zh"]);
        assert_eq!(run.code, 3, "{}", run.err);
        assert!(run.err.contains(chinese) && !run.err.contains(english), "{}", run.err);
    }
}
