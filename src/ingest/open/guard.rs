//! Libraries that read foreign formats may stop short at damaged files. That must cost the file, not the run.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a library gives; none if it gave up without saying why. What it was working on must not be used any more then.
pub(in crate::ingest) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}
