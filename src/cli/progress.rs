//! How far a long read has come: a line on standard error, only where somebody sees it, gone when the work is done.

use crate::check::Input;
use crate::ingest::{Packed, Recoded, Scratch, Store};
use crate::locale::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What takes no longer shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);

/// Watches how far large inputs have been read, for as long as it lives. Nothing is drawn where standard error is no terminal.
pub struct Progress {
    line: Arc<Line>,
}

/// Tells how far something has come, if anybody wants to know.
#[derive(Clone, Debug, Default)]
pub struct Watch(Option<Arc<Line>>);

impl Watch {
    /// So many bytes more will be read.
    pub fn expect(&self, bytes: u64) {
        if let Some(line) = &self.0 {
            line.bar.inc_length(bytes);
        }
    }

    /// So many bytes have been read.
    pub fn moved(&self, bytes: u64) {
        if let Some(line) = &self.0 {
            line.moved(bytes);
        }
    }
}

impl Progress {
    /// Nothing has been read yet.
    pub fn new(lang: Lang) -> Progress {
        // A hidden bar if standard error is no terminal.
        Progress::drawn_on(lang, ProgressDrawTarget::stderr())
    }

    fn drawn_on(lang: Lang, target: ProgressDrawTarget) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        let words = lang.pick("read", "已读");
        let shape = format!("{words} {{bytes}} / {{total_bytes}} [{{bar:30}}] {{bytes_per_sec}}, {{eta}}");
        bar.set_style(ProgressStyle::with_template(&shape).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { line: Arc::new(Line { bar, target: Mutex::new(Some(target)), began: Instant::now() }) }
    }

    /// For those who read something else than inputs in stores.
    pub fn line(&self) -> Watch {
        Watch(Some(Arc::clone(&self.line)))
    }

    /// Watches the inputs that lie in stores. Others have been read already, and those that are unpacked tell it themselves.
    pub fn watch(&self, inputs: &mut [Input]) {
        for input in inputs {
            let plain = input.store.take_if(|store| store.packed().is_none());
            if let Some(store) = plain {
                self.line().expect(store.size().unwrap_or(0));
                let line = Arc::clone(&self.line);
                input.store = Some(Arc::new(Watched { store, line, read: AtomicU64::new(0) }));
            }
        }
    }

    /// Takes the line away, because something else is to be said.
    pub fn pause(&self) {
        self.line.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.pause();
    }
}

/// The line that is drawn, once it is worth it.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    target: Mutex<Option<ProgressDrawTarget>>,
    began: Instant,
}

impl Line {
    fn moved(&self, by: u64) {
        self.bar.inc(by);
        if self.began.elapsed() < PATIENCE {
            return;
        }
        let mut target = self.target.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(target) = target.take() {
            self.bar.set_draw_target(target);
        }
    }
}

/// A store whose reading is watched.
#[derive(Debug)]
struct Watched {
    store: Arc<dyn Store>,
    line: Arc<Line>,
    /// How far it has been read. What is read again, for a second pass or to be shown, does not count.
    read: AtomicU64,
}

impl Store for Watched {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let read = self.store.read_at(at, into)?;
        let to = at.saturating_add(read as u64);
        let before = self.read.fetch_max(to, Ordering::Relaxed);
        self.line.moved(to.saturating_sub(before));
        Ok(read)
    }

    fn size(&self) -> io::Result<u64> {
        self.store.size()
    }

    fn packed(&self) -> Option<&Packed> {
        self.store.packed()
    }

    fn recoded(&self) -> Option<&Recoded> {
        self.store.recoded()
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        self.store.scratch()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Bytes(usize);

    impl Store for Bytes {
        fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
            Ok(into.len().min(self.0.saturating_sub(at as usize)))
        }

        fn size(&self) -> io::Result<u64> {
            Ok(self.0 as u64)
        }
    }

    #[test]
    fn what_is_read_for_the_first_time_counts() {
        let mut inputs = [
            Input::stored("a", Arc::new(Bytes(100))),
            Input::new("b", "in memory"),
            Input::stored("c", Arc::new(Bytes(50))),
        ];
        let progress = Progress::drawn_on(Lang::En, ProgressDrawTarget::hidden());
        progress.watch(&mut inputs);
        progress.line().expect(7);
        assert_eq!(progress.line.bar.length(), Some(157));
        let read = |input: &Input, at: u64, most: usize| {
            input.store.as_ref().unwrap().read_at(at, &mut vec![0; most]).unwrap()
        };
        for (input, at, most, read_now, position) in [
            (0, 0, 60, 60, 60),
            (0, 60, 60, 40, 100),
            (0, 10, 20, 20, 100),
            (2, 0, 60, 50, 150),
            (2, 0, 60, 50, 150),
        ] {
            assert_eq!(read(&inputs[input], at, most), read_now);
            assert_eq!(progress.line.bar.position(), position);
        }
        assert!(inputs[1].store.is_none());
    }
}
