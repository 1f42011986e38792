//! A small writer of the old binary workbooks: the records of one sheet, in a compound file of one stream.

use crate::write::{TIMES, Table};

/// A record of a workbook: its number, its length and its content.
fn record(number: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&number.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}

fn begin(kind: u16) -> Vec<u8> {
    let (version, build, year) = (0x0600_u16, 0x0DBB_u16, 1996_u16);
    let words = [version, kind, build, year, 0, 0, 6, 0];
    record(0x0809, &words.map(u16::to_le_bytes).concat())
}

fn end() -> Vec<u8> {
    record(0x000A, &[])
}

/// A text in sixteen bits a character, after its length.
fn text(text: &str) -> Vec<u8> {
    let signs: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&u16::try_from(signs.len() / 2).unwrap().to_le_bytes()[..], &[1], &signs].concat()
}

/// Days since the end of 1899, as spreadsheets count them.
fn serial(time: &str) -> f64 {
    let time: jiff::civil::DateTime = time.parse().unwrap();
    let since = time.duration_since(jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0));
    since.div_duration_f64(jiff::SignedDuration::from_hours(24))
}

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// A compound file that holds nothing but a stream.
fn compound(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    // Short streams would have to be kept in another way.
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|word| word.to_le_bytes()).collect() };
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(24, 0);
    header.extend([0x3E_u16, 3, 0xFFFE, 9, 6].map(u16::to_le_bytes).concat());
    header.resize(40, 0);
    // One sector of the table, then the directory; no short streams, no more tables.
    header.extend(words(&[0, 1, 1, 0, 4096, END, 0, END, 0, 0]));
    let filled = |mut bytes: Vec<u8>| {
        let rest = (SECTOR - bytes.len()) / 4;
        bytes.extend(words(&vec![FREE; rest]));
        bytes
    };
    let chain = (3..2 + sectors).chain([END]);
    let table: Vec<u32> = [0xFFFF_FFFD, END].into_iter().chain(chain).collect();
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend(words(&[FREE, FREE, child]));
        entry.resize(116, 0);
        entry.extend(words(&[start, u32::try_from(size).unwrap(), 0]));
        entry
    };
    let mut directory = entry("Root Entry", 5, 1, END, 0);
    directory.extend(entry(name, 2, FREE, 2, stream.len()));
    directory.resize(SECTOR, 0);
    [filled(header), filled(words(&table)), directory, stream].concat()
}

impl Table {
    /// Times as dates of the workbook, everything else as text.
    pub fn xls(&self) -> Vec<u8> {
        let mut sheet = begin(0x0010);
        for (r, row) in std::iter::once(&self.header).chain(&self.rows).enumerate() {
            let cells = self.header.iter().zip(row).enumerate();
            for (c, (name, cell)) in cells.filter(|(_, (_, cell))| !cell.is_empty()) {
                let is_time = r > 0 && TIMES.contains(name);
                let place = [r, c, usize::from(is_time)].map(|n| u16::try_from(n).unwrap().to_le_bytes());
                let (number, value) = match is_time {
                    true => (0x0203, serial(cell).to_le_bytes().to_vec()),
                    false => (0x0204, text(cell)),
                };
                sheet.extend(record(number, &[place.concat(), value].concat()));
            }
        }
        sheet.extend(end());
        // How cells look: in no special way, and as dates.
        let looks = |format: u16| record(0x00E0, &[&[0, 0], &format.to_le_bytes()[..], &[0; 16]].concat());
        let before = [
            begin(0x0005),
            record(0x0042, &1200_u16.to_le_bytes()),
            record(0x041E, &[&164_u16.to_le_bytes()[..], &text("yyyy-mm-dd hh:mm:ss")].concat()),
            looks(0),
            looks(164),
        ]
        .concat();
        let named = [&[0, 0, 6, 0][..], b"Sheet1"].concat();
        let length = before.len() + 4 + 4 + named.len() + end().len();
        let place = u32::try_from(length).unwrap().to_le_bytes();
        let list = record(0x0085, &[&place[..], &named].concat());
        compound("Workbook", [before, list, end(), sheet].concat())
    }
}
