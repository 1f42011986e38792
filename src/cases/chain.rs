//! The history: entries of which each carries the digest of the one before.
//!
//! A digest covers number, time and body of its entry and the digest of the entry before. Whoever changes, removes, inserts or
//! reorders entries must rewrite every digest after them. Only who also keeps the last digest elsewhere can tell a history that was
//! rewritten as a whole, or cut at its end: `verify` takes such a digest and looks for it.

use super::act::Deed;
use super::book::Book;
use super::step::allowed;
use crate::time::Date;
use sha2::{Digest, Sha256};

/// What stands before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the history, from 1.
    pub number: u64,
    /// When it was written: RFC 3339.
    pub at: String,
    /// A [`Deed`] as JSON, in one line.
    pub body: String,
    /// The digest of the entry before.
    pub previous: String,
    /// Its own digest.
    pub hash: String,
}

impl Entry {
    /// What it says; `None` if it is no deed.
    pub fn deed(&self) -> Option<Deed> {
        serde_json::from_str(&self.body).ok()
    }
}

/// Makes an entry. None of its parts may hold a line break, so that no two entries share the text that is digested.
pub fn entry(number: u64, at: &str, deed: &Deed, previous: &str) -> Entry {
    // Plain data always becomes JSON, and JSON escapes line breaks.
    let body = serde_json::to_string(deed).unwrap_or_default();
    let hash = digest(number, at, &body, previous);
    Entry { number, at: at.to_string(), body, previous: previous.to_string(), hash }
}

fn digest(number: u64, at: &str, body: &str, previous: &str) -> String {
    let text = format!("guiju case file 1\n{number}\n{previous}\n{at}\n{body}\n");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why an entry does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An entry is missing before it, or it stands twice.
    Number {
        /// The number that was expected.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// It does not carry the digest of the entry before.
    Previous(u64),
    /// Its own digest does not fit its content.
    Content(u64),
    /// Its time lies before that of the entry before.
    Time(u64),
    /// It says nothing that this version knows.
    Body(u64),
    /// It does something that the state of the case did not allow.
    Step(u64),
    /// The digest that was kept elsewhere does not occur.
    Head(String),
}

/// Checks a history from the first entry on. Says the first fault. `head`: a digest that was kept elsewhere and must occur.
///
/// # Errors
///
/// The first entry that does not fit.
pub fn verify(entries: &[Entry], head: Option<&str>) -> Result<(), Fault> {
    let mut previous = GENESIS;
    let mut last: Option<jiff::Timestamp> = None;
    let mut book = Book::default();
    for (entry, expected) in entries.iter().zip(1_u64..) {
        if entry.number != expected {
            return Err(Fault::Number { expected, found: entry.number });
        }
        if entry.previous != previous {
            return Err(Fault::Previous(entry.number));
        }
        let lines = entry.body.contains('\n') || entry.at.contains('\n');
        if lines || digest(entry.number, &entry.at, &entry.body, previous) != entry.hash {
            return Err(Fault::Content(entry.number));
        }
        let at = entry.at.parse::<jiff::Timestamp>().ok();
        match (at, last) {
            (None, _) => return Err(Fault::Body(entry.number)),
            (Some(at), Some(last)) if at < last => return Err(Fault::Time(entry.number)),
            (Some(_), _) => last = at,
        }
        let Some(deed) = entry.deed() else { return Err(Fault::Body(entry.number)) };
        // What runs add is checked by what it says; steps of people by what the case allowed on that day.
        if let Some(number) = deed.act.case() {
            let on: Option<Date> = entry.at.get(..10).and_then(|day| day.parse().ok());
            let fits = book
                .cases
                .get(&number)
                .zip(on)
                .is_some_and(|(case, on)| allowed(case, &deed.act, on).is_ok());
            if !fits {
                return Err(Fault::Step(entry.number));
            }
        }
        book.take(entry);
        previous = &entry.hash;
    }
    match head {
        Some(head) if head != GENESIS && !entries.iter().any(|entry| entry.hash == head) => {
            Err(Fault::Head(head.to_string()))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::act::Act;
    use super::*;

    fn history(n: u64) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for number in 1..=n {
            let previous = entries.last().map_or(GENESIS, |e| &e.hash).to_string();
            let act = Act::Published { month: format!("2024-{number:02}") };
            let deed = Deed { by: "chen".into(), reason: None, evidence: Vec::new(), act };
            entries.push(entry(number, &format!("2024-06-01T09:00:{number:02}+08:00"), &deed, &previous));
        }
        entries
    }

    #[test]
    fn an_untouched_history_fits() {
        assert_eq!(verify(&history(5), None), Ok(()));
        assert_eq!(verify(&[], None), Ok(()));
        let head = history(5)[2].hash.clone();
        assert_eq!(verify(&history(5), Some(&head)), Ok(()));
    }

    #[test]
    fn every_touch_is_found_at_its_entry() {
        let mut changed = history(5);
        changed[2].body = changed[2].body.replace("chen", "wang");
        assert_eq!(verify(&changed, None), Err(Fault::Content(3)));
        let mut redated = history(5);
        redated[3].at = "2024-06-01T09:00:09+08:00".into();
        assert_eq!(verify(&redated, None), Err(Fault::Content(4)));
        let mut removed = history(5);
        removed.remove(1);
        assert_eq!(verify(&removed, None), Err(Fault::Number { expected: 2, found: 3 }));
        let mut swapped = history(5);
        swapped.swap(1, 2);
        assert_eq!(verify(&swapped, None), Err(Fault::Number { expected: 2, found: 3 }));
    }

    #[test]
    fn a_digest_kept_elsewhere_finds_a_cut_and_a_rewritten_history() {
        let whole = history(5);
        let head = whole[4].hash.clone();
        assert_eq!(verify(&whole[..4], Some(&head)), Err(Fault::Head(head.clone())));
        let mut rewritten: Vec<Entry> = Vec::new();
        for old in &whole {
            let mut deed = old.deed().unwrap();
            deed.by = "wang".into();
            let previous = rewritten.last().map_or(GENESIS, |e| &e.hash).to_string();
            rewritten.push(entry(old.number, &old.at, &deed, &previous));
        }
        assert_eq!(verify(&rewritten, None), Ok(()));
        assert_eq!(verify(&rewritten, Some(&head)), Err(Fault::Head(head)));
    }
}
