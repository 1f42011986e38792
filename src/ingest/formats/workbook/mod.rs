//! Workbooks of spreadsheet programs: `.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`.
//!
//! Such a file cannot be read in one pass, and its cells have types of their own. So each sheet is written out as rows of
//! text first, one for each row that holds something, and then read as such. A date or time is written as finely as its
//! cell shows it, or its value is; what stands in merged cells stands in each of them.

#[cfg(feature = "spreadsheets")]
mod cell;
mod read;
#[cfg(feature = "spreadsheets")]
mod render;
mod show;

pub(in crate::ingest) use show::shown;

/// The sheets of a workbook as text.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Book {
    /// All rows of all sheets, comma-separated.
    pub text: String,
    /// The sheets, in the order of the workbook.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Sheet {
    pub name: String,
    /// Its rows that hold something, from the top.
    pub rows: Vec<SheetRow>,
}

/// One row of a sheet.
#[derive(Clone, Copy, Debug)]
pub(in crate::ingest) struct SheetRow {
    /// Its number in the sheet, from 1.
    pub number: u32,
    /// Its bytes in the text of the book.
    pub start: usize,
    pub end: usize,
}

#[cfg(not(feature = "spreadsheets"))]
impl Book {
    /// Says that this program was built without the reader.
    pub fn open(_: &[u8], _: u64) -> Result<Book, crate::ingest::open::OpenFault> {
        Err(crate::ingest::open::OpenFault::NotBuilt { feature: "spreadsheets" })
    }
}

/// The letters of a column, from 0: `A`, …, `Z`, `AA`, ….
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        match (column / 26).checked_sub(1) {
            Some(next) => column = next,
            None => break,
        }
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_have_letters() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16383].map(super::letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
