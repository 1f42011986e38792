//! The command line: see `guiju --help`.

use std::process::ExitCode;

/// Records are read on one thread and let go of on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    guiju::cli::main()
}
