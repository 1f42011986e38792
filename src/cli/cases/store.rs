//! The case file: a history in SQLite, one table that only grows.
//!
//! A run is one transaction. SQLite writes its journal and the file to the disk before a transaction counts as done, and rolls back
//! what a killed process has left, so an entry is there whole or not at all.

use crate::cases::{CaseProblem, Entry, FileCause, GENESIS};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// Tells a case file from other SQLite files: `GuiJ`.
const APPLICATION: i32 = 0x4775_694a;
/// The layout.
const VERSION: i32 = 1;
/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The layout. Entries are never changed; `verify` finds whoever does so all the same.
const LAYOUT: &str = "
CREATE TABLE IF NOT EXISTS entry (
  number   INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  body     TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
";

/// An open case file.
pub struct Store {
    connection: Connection,
    name: String,
}

/// How adding entries ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// They are in the file.
    Done,
    /// Another process has added entries meanwhile; nothing was written.
    Moved,
}

impl Store {
    /// Opens a case file; makes it, if asked to.
    ///
    /// # Errors
    ///
    /// There is none, it is something else, or it cannot be opened.
    pub fn open(path: &Path, create: bool) -> Result<Store, CaseProblem> {
        let name = path.display().to_string();
        if !create && !path.exists() {
            return Err(CaseProblem::File { name, cause: FileCause::Missing });
        }
        let opened = Store::connect(path, create);
        let (connection, (application, version, tables)) = opened.map_err(|error| failed(&name, &error))?;
        let foreign = application != APPLICATION && (tables > 0 || !create);
        if foreign || (application == 0 && version != 0) {
            return Err(CaseProblem::File { name, cause: FileCause::NotACaseFile });
        }
        if version > VERSION {
            return Err(CaseProblem::File { name, cause: FileCause::Newer });
        }
        let mut store = Store { connection, name };
        if application != APPLICATION {
            store.make().map_err(|error| failed(&store.name, &error))?;
        }
        Ok(store)
    }

    fn connect(path: &Path, create: bool) -> rusqlite::Result<(Connection, (i32, i32, i64))> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // The journal is deleted last of all, and that reaches the disk too.
        connection.pragma_update(None, "synchronous", "EXTRA")?;
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
        let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let kind = (number("application_id")?, number("user_version")?, tables);
        Ok((connection, kind))
    }

    fn make(&mut self) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(LAYOUT)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()
    }

    /// The whole history.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn read(&self) -> Result<Vec<Entry>, CaseProblem> {
        let read = || -> rusqlite::Result<Vec<Entry>> {
            let mut query = self
                .connection
                .prepare("SELECT number, at, body, previous, hash FROM entry ORDER BY number")?;
            let rows = query.query_map([], |row| {
                Ok(Entry {
                    number: row.get::<_, i64>(0)?.cast_unsigned(),
                    at: row.get(1)?,
                    body: row.get(2)?,
                    previous: row.get(3)?,
                    hash: row.get(4)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| failed(&self.name, &error))
    }

    /// Adds entries, all or none, if the last digest is still the expected one.
    ///
    /// # Errors
    ///
    /// The file cannot be written; then nothing is.
    pub fn append(&mut self, head: &str, entries: &[Entry]) -> Result<Appended, CaseProblem> {
        let name = self.name.clone();
        let mut append = || -> rusqlite::Result<Appended> {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last: Option<String> = transaction
                .query_row("SELECT hash FROM entry ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
                .optional()?;
            if last.as_deref().unwrap_or(GENESIS) != head {
                return Ok(Appended::Moved);
            }
            {
                let mut insert = transaction.prepare(
                    "INSERT INTO entry (number, at, body, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?;
                for entry in entries {
                    let number = entry.number.cast_signed();
                    insert.execute((number, &entry.at, &entry.body, &entry.previous, &entry.hash))?;
                }
            }
            transaction.commit()?;
            Ok(Appended::Done)
        };
        append().map_err(|error| failed(&name, &error))
    }
}

fn failed(name: &str, error: &rusqlite::Error) -> CaseProblem {
    let cause = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FileCause::Busy,
        Some(ErrorCode::DiskFull) => FileCause::Full,
        Some(ErrorCode::NotADatabase) => FileCause::NotACaseFile,
        Some(ErrorCode::DatabaseCorrupt) => FileCause::Damaged,
        Some(_) => FileCause::System(error.to_string()),
        // The system had no part in it: what the table holds is not what was written.
        None => FileCause::Damaged,
    };
    CaseProblem::File { name: name.to_string(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Act, Deed, entry, verify};

    fn entries(from: u64, n: u64, previous: &str, size: usize) -> Vec<Entry> {
        let mut all: Vec<Entry> = Vec::new();
        for number in from..from + n {
            let previous = all.last().map_or(previous, |e: &Entry| &e.hash).to_string();
            let act = Act::Published { month: "2024-05".into() };
            let deed = Deed { by: "x".repeat(size), reason: None, evidence: Vec::new(), act };
            all.push(entry(number, "2024-06-01T09:00:00+08:00", &deed, &previous));
        }
        all
    }

    #[test]
    fn a_full_disk_loses_nothing_and_leaves_nothing_half_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.db");
        let mut store = Store::open(&path, true).unwrap();
        let first = entries(1, 3, GENESIS, 10);
        assert_eq!(store.append(GENESIS, &first), Ok(Appended::Done));
        // The file may not grow beyond what it has and a little: as when the disk is full in the middle of a run.
        store.connection.pragma_update(None, "max_page_count", 8).unwrap();
        let head = first[2].hash.clone();
        let large = entries(4, 200, &head, 1_000);
        let full = CaseProblem::File { name: path.display().to_string(), cause: FileCause::Full };
        assert_eq!(store.append(&head, &large), Err(full));
        assert_eq!(store.read().unwrap(), first);
        // With room again the same run goes through.
        store.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        assert_eq!(store.append(&head, &large), Ok(Appended::Done));
        let all = store.read().unwrap();
        assert_eq!((all.len(), verify(&all, None)), (203, Ok(())));
    }

    #[test]
    fn two_writers_never_write_after_the_same_entry() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.db");
        let mut one = Store::open(&path, true).unwrap();
        let mut other = Store::open(&path, true).unwrap();
        assert_eq!(one.append(GENESIS, &entries(1, 2, GENESIS, 10)), Ok(Appended::Done));
        assert_eq!(other.append(GENESIS, &entries(1, 1, GENESIS, 10)), Ok(Appended::Moved));
        assert_eq!(other.read().unwrap().len(), 2);
    }

    #[test]
    fn other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "not a database, and long enough to be looked at as one: ".repeat(20)).unwrap();
        let other = folder.path().join("other.db");
        let connection = Connection::open(&other).unwrap();
        connection.execute_batch("CREATE TABLE mine (x)").unwrap();
        drop(connection);
        for path in [&text, &other] {
            let before = std::fs::read(path).unwrap();
            for create in [true, false] {
                let problem = Store::open(path, create).err();
                let name = path.display().to_string();
                let cause = FileCause::NotACaseFile;
                assert_eq!(problem, Some(CaseProblem::File { name, cause }));
            }
            assert_eq!(std::fs::read(path).unwrap(), before);
        }
        let none = folder.path().join("none.db");
        assert!(Store::open(&none, false).is_err());
        assert!(!none.exists());
    }

    #[test]
    fn entries_cannot_be_changed_through_sqlite_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cases.db");
        let mut store = Store::open(&path, true).unwrap();
        store.append(GENESIS, &entries(1, 2, GENESIS, 10)).unwrap();
        assert!(store.connection.execute("UPDATE entry SET at = 'x'", []).is_err());
        assert!(store.connection.execute("DELETE FROM entry WHERE number = 2", []).is_err());
    }
}
