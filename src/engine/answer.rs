//! How a question about a window stands, and how several of them stand together.

use super::Reason;

/// How a question about a window stands.
pub(super) enum Answer {
    Yes,
    No(Vec<Reason>),
    /// The log cannot tell.
    Unclear(Vec<Reason>),
    /// The window is still open.
    Open(Vec<Reason>),
}

/// Several answers, with the reasons of each sort.
#[derive(Default)]
pub(super) struct Answers {
    no: Vec<Reason>,
    /// None if nothing is unclear: what is unclear for no reason that can be named is so nevertheless.
    unclear: Option<Vec<Reason>>,
    open: Option<Vec<Reason>>,
}

impl Answers {
    /// Takes one more in; a yes has nothing to say.
    pub fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Yes => {}
            Answer::No(why) => self.no.extend(why),
            Answer::Unclear(why) => self.unclear.get_or_insert_default().extend(why),
            Answer::Open(why) => self.open.get_or_insert_default().extend(why),
        }
    }

    /// Where all are asked for: one that has failed for good settles the matter, whatever the others do.
    pub fn all(self) -> Answer {
        if self.no.is_empty() { self.undecided_or(|_| Answer::Yes) } else { Answer::No(self.no) }
    }

    /// Where one is enough and none is a yes.
    pub fn any(self) -> Answer {
        self.undecided_or(Answer::No)
    }

    /// What is open comes before what is unclear: it may still be decided.
    fn undecided_or(self, decided: impl FnOnce(Vec<Reason>) -> Answer) -> Answer {
        match (self.open, self.unclear) {
            (Some(why), _) => Answer::Open(why),
            (None, Some(why)) => Answer::Unclear(why),
            (None, None) => decided(self.no),
        }
    }
}
