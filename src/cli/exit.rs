//! Exit codes, the part of the output that scripts read.

use std::process::ExitCode;

/// How a run ended. The worst of what happened wins: a broken call over a broken log over a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing is violated; the policy is valid; the text is formatted.
    Clean,
    /// 1: at least one obligation is violated; `fmt --check` found something to format; a
    /// test failed.
    Violations,
    /// 3: an input cannot be read, or a row of it was rejected. Verdicts are given all the same, but they may be incomplete.
    Input,
    /// 2: the policy or the call is wrong; nothing was checked.
    Usage,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Violations => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
