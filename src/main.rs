//! The command line: see `guiju --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    guiju::cli::main()
}
