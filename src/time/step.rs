//! The steps by which a due time was worked out, as data.

use crate::locale::Lang;

/// One step by which a due time was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {}

impl Step {
    /// The step in words.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
