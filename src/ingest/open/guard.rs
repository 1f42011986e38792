//! Libraries that read foreign formats may stop short at damaged files. That must cost the file, not the run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// How many guarded calls are under way on this thread.
    static GUARDED: Cell<u32> = const { Cell::new(0) };
}

/// What a library gives; none if it gave up without saying why. What it was working on must not be used any more then.
pub(in crate::ingest) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    GUARDED.set(GUARDED.get() + 1);
    let given = catch_unwind(AssertUnwindSafe(read)).ok();
    GUARDED.set(GUARDED.get() - 1);
    given
}

/// Whether a panic on this thread will be told as a problem of a file, so that nothing else need be said of it.
pub fn is_guarded() -> bool {
    GUARDED.get() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_may_stop_short() {
        assert!(!is_guarded());
        assert_eq!(guarded(is_guarded), Some(true));
        let inner = guarded(|| guarded(|| std::panic::resume_unwind(Box::new(()))).is_none());
        assert_eq!((inner, is_guarded()), (Some(true), false));
    }
}
