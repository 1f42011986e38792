//! Small writers: one table of texts in each format.

use std::io::Write;

/// A header and rows. A blank cell is empty.
pub struct Table {
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<&'static str>>,
}

/// The columns that hold times.
pub const TIMES: [&str; 1] = ["time"];

impl Table {
    pub fn csv(&self, delimiter: &str) -> String {
        let line = |cells: &[&str]| {
            let quoted = |cell: &&str| {
                if cell.contains([',', ';', '"', '\n', '\t', '|']) {
                    format!("\"{}\"", cell.replace('"', "\"\""))
                } else {
                    (*cell).to_string()
                }
            };
            cells.iter().map(quoted).collect::<Vec<_>>().join(delimiter) + "\n"
        };
        std::iter::once(line(&self.header)).chain(self.rows.iter().map(|r| line(r))).collect()
    }

    fn object(&self, row: &[&str]) -> String {
        let member = |(name, cell): (&&str, &&str)| {
            let value = if cell.is_empty() { "null".into() } else { serde_json::to_string(cell).unwrap() };
            format!("{}: {value}", serde_json::to_string(name).unwrap())
        };
        format!("{{{}}}", self.header.iter().zip(row).map(member).collect::<Vec<_>>().join(", "))
    }

    pub fn ndjson(&self) -> String {
        self.rows.iter().map(|row| self.object(row) + "\n").collect()
    }

    pub fn json(&self) -> String {
        format!("[\n{}\n]\n", self.rows.iter().map(|r| self.object(r)).collect::<Vec<_>>().join(",\n"))
    }

    /// Each row an event of a trace of its own; times as dates.
    pub fn xes(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"2.0\">\n");
        for row in &self.rows {
            out += "  <trace>\n    <event>\n";
            for (name, cell) in self.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let tag = if TIMES.contains(name) { "date" } else { "string" };
                let escape = |t: &str| {
                    t.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
                };
                out += &format!("      <{tag} key=\"{}\" value=\"{}\"/>\n", escape(name), escape(cell));
            }
            out += "    </event>\n  </trace>\n";
        }
        out + "</log>\n"
    }

    /// Each row an event whose attributes are the cells.
    pub fn ocel(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let event = |(number, row): (usize, &Vec<&str>)| {
            let cells = self.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let cells: Vec<String> = cells
                .map(|(name, cell)| format!("{{\"name\": {}, \"value\": {}}}", quoted(name), quoted(cell)))
                .collect();
            format!(
                "{{\"id\": \"e{number}\", \"type\": \"row\", \"time\": \"2024-05-06T00:00:00Z\", \"attributes\": [{}]}}",
                cells.join(", ")
            )
        };
        let events: Vec<String> = self.rows.iter().enumerate().map(event).collect();
        format!(
            "{{\"eventTypes\": [], \"objectTypes\": [], \"events\": [{}], \"objects\": []}}",
            events.join(",\n")
        )
    }

    /// Times as dates of the workbook, everything else as text.
    pub fn ods(&self) -> Vec<u8> {
        let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;");
        let cell = |(name, cell): (&&str, &&str)| {
            if cell.is_empty() {
                return "<table:table-cell/>".to_string();
            }
            let lines: String =
                cell.split('\n').map(|line| format!("<text:p>{}</text:p>", escape(line))).collect();
            if TIMES.contains(name) && *cell != *name {
                let date = cell.replace(' ', "T");
                return format!(
                    "<table:table-cell office:value-type=\"date\" office:date-value=\"{date}\">{lines}</table:table-cell>"
                );
            }
            format!("<table:table-cell office:value-type=\"string\">{lines}</table:table-cell>")
        };
        let line = |row: &Vec<&str>| {
            let cells: String = self.header.iter().zip(row).map(cell).collect();
            format!("<table:table-row>{cells}</table:table-row>")
        };
        let rows: String = std::iter::once(&self.header).chain(&self.rows).map(line).collect();
        let spaces: String = ["office", "table", "text"]
            .map(|name| format!(" xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
            .concat();
        let content = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content{spaces}><office:body><office:spreadsheet>\
             <table:table table:name=\"1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        let kind = "application/vnd.oasis.opendocument.spreadsheet";
        let manifest = format!(
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
             <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/></manifest:manifest>"
        );
        let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in
            [("mimetype", kind), ("META-INF/manifest.xml", &manifest), ("content.xml", &content)]
        {
            book.start_file(name, options).unwrap();
            book.write_all(text.as_bytes()).unwrap();
        }
        book.finish().unwrap().into_inner()
    }

    /// Times as dates of the workbook, everything else as text.
    pub fn xlsx(&self) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let seconds = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let sheet = book.add_worksheet();
        for (column, name) in self.header.iter().enumerate() {
            sheet.write_string(0, column as u16, *name).unwrap();
        }
        for (r, row) in self.rows.iter().enumerate() {
            for (c, (name, cell)) in
                self.header.iter().zip(row).enumerate().filter(|(_, (_, cell))| !cell.is_empty())
            {
                let (r, c) = (r as u32 + 1, c as u16);
                if TIMES.contains(name) {
                    let time = rust_xlsxwriter::ExcelDateTime::parse_from_str(cell).unwrap();
                    sheet.write_datetime_with_format(r, c, &time, &seconds).unwrap();
                } else {
                    sheet.write_string(r, c, *cell).unwrap();
                }
            }
        }
        book.save_to_buffer().unwrap()
    }

    /// All columns as texts, times as local timestamps in microseconds.
    pub fn parquet(&self) -> Vec<u8> {
        use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
        use parquet::file::writer::SerializedFileWriter;
        let fields: String = self
            .header
            .iter()
            .map(|name| {
                if TIMES.contains(name) {
                    format!("OPTIONAL INT64 {name} (TIMESTAMP(MICROS,false));")
                } else {
                    format!("OPTIONAL BINARY {name} (STRING);")
                }
            })
            .collect();
        let schema =
            parquet::schema::parser::parse_message_type(&format!("message t {{ {fields} }}")).unwrap();
        let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), Default::default()).unwrap();
        // Two groups of rows, so that both are read.
        for part in self.rows.chunks(self.rows.len().div_ceil(2)) {
            let mut group = writer.next_row_group().unwrap();
            for (c, name) in self.header.iter().enumerate() {
                let cells: Vec<&str> = part.iter().map(|row| row[c]).collect();
                let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
                let filled = cells.into_iter().filter(|cell| !cell.is_empty());
                let mut column = group.next_column().unwrap().unwrap();
                if TIMES.contains(name) {
                    let micros: Vec<i64> = filled
                        .map(|t| t.parse::<jiff::civil::DateTime>().unwrap().in_tz("UTC").unwrap())
                        .map(|t| t.timestamp().as_microsecond())
                        .collect();
                    column.typed::<Int64Type>().write_batch(&micros, Some(&levels), None).unwrap();
                } else {
                    let texts: Vec<ByteArray> = filled.map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
                }
                column.close().unwrap();
            }
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub fn encoded(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let (bytes, _, replaced) = encoding.encode(text);
    assert!(!replaced, "{} cannot say it all", encoding.name());
    bytes.into_owned()
}

pub fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
}
