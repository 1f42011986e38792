//! Parquet files: columns, read a batch of rows at a time, and only those that are wanted.
//!
//! A nested value is a column `outer.inner`, a list of simple values is a list. Timestamps without a zone are local times;
//! the old 96-bit ones do not say which they are, so they are not read as times.

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod flat;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod place;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod runs;
#[cfg(feature = "parquet")]
mod value;
#[cfg(feature = "parquet")]
mod words;

#[cfg(feature = "parquet")]
pub(in crate::ingest) use columns::Table;
#[cfg(feature = "parquet")]
pub(in crate::ingest) use read::Walk;

#[cfg(not(feature = "parquet"))]
pub(in crate::ingest) use without::Table;

#[cfg(not(feature = "parquet"))]
mod without {
    use crate::ingest::file::{File, Target};
    use crate::ingest::formats::cells::Shown;
    use crate::ingest::open::OpenFault;
    use crate::ingest::store::Store;
    use std::sync::Arc;

    /// Stands for a file that this program cannot read.
    #[derive(Clone, Debug)]
    pub(in crate::ingest) struct Table {}

    impl Table {
        /// Says that this program was built without the reader.
        pub fn open(_: Vec<u8>) -> Result<Table, OpenFault> {
            Err(OpenFault::NotBuilt { feature: "parquet" })
        }

        /// The same.
        pub fn stored(_: &Arc<dyn Store>, _: usize) -> Result<Table, OpenFault> {
            Table::open(Vec::new())
        }

        /// Nowhere.
        pub fn store(&self) -> Option<(&dyn Store, usize)> {
            None
        }

        /// Nothing.
        pub fn shown(&self, _: u64) -> Option<Shown> {
            None
        }
    }

    impl File<'_> {
        /// Never called, because no table can be opened.
        pub(in crate::ingest) fn parquet(&self, _: &Table, _: &mut Target<'_>) {}
    }
}
