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
    bar: ProgressBar,
}

impl Progress {
    /// Watches the inputs that lie in stores. Others have been read already.
    pub fn watch(inputs: &mut [Input], lang: Lang) -> Progress {
        // A hidden bar if standard error is no terminal.
        Progress::drawn_on(inputs, lang, ProgressDrawTarget::stderr())
    }

    fn drawn_on(inputs: &mut [Input], lang: Lang, target: ProgressDrawTarget) -> Progress {
        let stores = || inputs.iter().filter_map(|input| input.store.as_ref());
        let total = stores().filter_map(|store| store.size().ok()).sum();
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let words = lang.pick("read", "已读");
        let shape = format!("{words} {{bytes}} / {{total_bytes}} [{{bar:30}}] {{bytes_per_sec}}, {{eta}}");
        bar.set_style(ProgressStyle::with_template(&shape).unwrap_or_else(|_| ProgressStyle::default_bar()));
        let line =
            Arc::new(Line { bar: bar.clone(), target: Mutex::new(Some(target)), began: Instant::now() });
        for input in inputs {
            if let Some(store) = input.store.take() {
                let line = Arc::clone(&line);
                input.store = Some(Arc::new(Watched { store, line, read: AtomicU64::new(0) }));
            }
        }
        Progress { bar }
    }

    /// Takes the line away, because something else is to be said.
    pub fn pause(&self) {
        self.bar.finish_and_clear();
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
        let progress = Progress::drawn_on(&mut inputs, Lang::En, ProgressDrawTarget::hidden());
        assert_eq!(progress.bar.length(), Some(150));
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
            assert_eq!(progress.bar.position(), position);
        }
        assert!(inputs[1].store.is_none());
    }
}
