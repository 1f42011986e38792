//! Where text goes and how it may look: the only place that prints.

use super::args::{ColorWhen, OutputArgs};
use crate::diagnostics::{Diagnostic, DrawOptions, draw_all};
use crate::locale::Lang;
use crate::source::Sources;
use std::io::{self, IsTerminal, Write};

/// The width of pages that go to a file or a pipe.
const PLAIN_WIDTH: usize = 100;

/// How to talk to the user.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// The language.
    pub lang: Lang,
    color: ColorWhen,
}

impl Terminal {
    /// From the arguments and the system.
    pub fn new(args: &OutputArgs) -> Self {
        let system = || sys_locale::get_locale().map_or(Lang::En, |tag| Lang::from_tag(&tag));
        Terminal { lang: args.lang.unwrap_or_else(system), color: args.color }
    }

    /// How to draw for standard output.
    pub fn out_options(&self) -> DrawOptions {
        self.options(std::io::stdout().is_terminal())
    }

    /// How to draw for standard error.
    pub fn err_options(&self) -> DrawOptions {
        self.options(std::io::stderr().is_terminal())
    }

    /// How to draw for a file.
    pub fn file_options(&self) -> DrawOptions {
        DrawOptions { lang: self.lang, color: false, unicode: true, width: PLAIN_WIDTH }
    }

    fn options(&self, terminal: bool) -> DrawOptions {
        let color = match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        let width = if terminal { terminal_width() } else { PLAIN_WIDTH };
        DrawOptions { lang: self.lang, color, unicode: true, width }
    }

    /// Prints to standard output. A reader that has gone away is no error.
    pub fn print(&self, text: &str) {
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }

    /// The same, piece by piece.
    pub fn print_by(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let _ = write(&mut out).and_then(|()| out.flush());
    }

    /// Prints to standard error.
    pub fn complain(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Draws messages on standard error.
    pub fn show(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        if !diagnostics.is_empty() {
            self.complain(&draw_all(diagnostics, sources, &self.err_options()));
        }
    }
}

/// The width that the user's terminal says it has, within reason.
fn terminal_width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(PLAIN_WIDTH).clamp(60, 140)
}
