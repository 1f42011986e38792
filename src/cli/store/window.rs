//! The part of an unpacked file that is read at the moment, handed from the thread that unpacks to the one that reads.

use std::collections::VecDeque;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What has been unpacked last.
#[derive(Debug, Default)]
pub(super) struct Window {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// What is held, and where it begins and ends.
    blocks: VecDeque<Vec<u8>>,
    first: u64,
    end: u64,
    /// How far it has been read.
    reached: u64,
    /// Nothing more follows; whether all went well.
    ended: Option<bool>,
    /// Nobody reads it any more.
    abandoned: bool,
}

/// How much may be unpacked before it is read.
const AHEAD: u64 = 1 << 20;
/// How much is held: more than that, so that the beginning of a file can be looked at before it is read.
const HELD: u64 = 2 << 20;

impl Window {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what has been unpacked, once there is room.
    ///
    /// # Errors
    ///
    /// A broken pipe if nobody reads it any more.
    fn push(&self, block: &[u8]) -> io::Result<()> {
        let full = |state: &mut State| !state.abandoned && state.end.saturating_sub(state.reached) > AHEAD;
        let waited = self.changed.wait_while(self.state(), full);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.abandoned {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        state.blocks.push_back(block.to_vec());
        state.end += block.len() as u64;
        while let Some(first) = state.blocks.front().map(|block| block.len() as u64)
            && state.end - state.first - first >= HELD
        {
            state.blocks.pop_front();
            state.first += first;
        }
        self.changed.notify_all();
        Ok(())
    }

    /// Says that nothing more follows, and whether all went well.
    pub fn end(&self, well: bool) {
        self.state().ended = Some(well);
        self.changed.notify_all();
    }

    /// Says that nobody reads it any more.
    pub fn abandon(&self) {
        self.state().abandoned = true;
        self.changed.notify_all();
    }

    /// How much there is, once all of it has been unpacked.
    pub fn size(&self) -> Option<u64> {
        let state = self.state();
        (state.ended == Some(true)).then_some(state.end)
    }

    /// Reads from a place on, as soon as it has been unpacked; none if it is held no more.
    pub fn read_at(&self, at: u64, into: &mut [u8]) -> Option<io::Result<usize>> {
        let mut state = self.state();
        while at >= state.end && state.ended.is_none() && !state.abandoned {
            state.reached = state.reached.max(at);
            self.changed.notify_all();
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if at < state.first || state.abandoned {
            return None;
        }
        if at >= state.end {
            return Some(if state.ended == Some(true) {
                Ok(0)
            } else {
                Err(io::ErrorKind::InvalidData.into())
            });
        }
        let mut skip = usize::try_from(at - state.first).ok()?;
        let mut read = 0;
        for block in &state.blocks {
            let part = block.get(skip..).unwrap_or_default();
            skip -= skip.min(block.len());
            let now = part.len().min(into.len() - read);
            into[read..read + now].copy_from_slice(&part[..now]);
            read += now;
        }
        state.reached = state.reached.max(at + read as u64);
        self.changed.notify_all();
        Some(Ok(read))
    }
}

impl io::Write for &Window {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::Arc;
    use std::thread;

    const STEP: usize = 100_000;
    const STEPS: usize = 60;

    /// A window onto so many steps, each of its own bytes, that are being written.
    fn written(well: bool) -> (Arc<Window>, thread::JoinHandle<bool>) {
        let window = Arc::new(Window::default());
        let to = Arc::clone(&window);
        let writes = thread::spawn(move || {
            let all = (0..STEPS).all(|step| (&*to).write_all(&[step as u8; STEP]).is_ok());
            to.end(well);
            all
        });
        (window, writes)
    }

    #[test]
    fn what_is_read_in_order_is_all_there() {
        let (window, writes) = written(true);
        let mut bytes = vec![0; 70_000];
        let mut all = Vec::new();
        while let Some(Ok(read @ 1..)) = window.read_at(all.len() as u64, &mut bytes) {
            all.extend_from_slice(&bytes[..read]);
            // The beginning is looked at twice.
            assert!(all.len() > 500_000 || window.read_at(0, &mut [0]).is_some());
        }
        assert!(writes.join().unwrap());
        assert_eq!(all.len(), STEP * STEPS);
        assert!(all.iter().enumerate().all(|(at, byte)| usize::from(*byte) == at / STEP));
        assert_eq!(window.size(), Some(all.len() as u64));
        assert!(window.read_at(0, &mut bytes).is_none());
        assert!(matches!(window.read_at(all.len() as u64, &mut bytes), Some(Ok(0))));
    }

    #[test]
    fn what_ends_badly_is_read_up_to_there() {
        let (window, writes) = written(false);
        let end = (STEP * STEPS) as u64;
        assert!(window.read_at(end, &mut [0]).unwrap().is_err());
        assert!(writes.join().unwrap());
        assert!(matches!(window.read_at(end - 1, &mut [0]), Some(Ok(1))));
        assert_eq!(window.size(), None);
    }

    #[test]
    fn nobody_waits_for_what_nobody_reads() {
        let (window, writes) = written(true);
        assert!(matches!(window.read_at(0, &mut [0]), Some(Ok(1))));
        window.abandon();
        assert!(!writes.join().unwrap());
        assert!(window.read_at(0, &mut [0]).is_none());
    }
}
