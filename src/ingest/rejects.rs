//! The rejected rows as a table, so that they can be mended and read again.

use super::excerpt::whole_text;
use super::problem::words_of_rejection;
use super::{Ingested, Source};
use crate::locale::Lang;
use std::fmt::Write;

impl Ingested {
    /// All rejected rows as CSV: file, row, line, columns at fault, code, reason, and the row as it stands in the file. Of a file
    /// that could not be read at all there is one line, without a row.
    pub fn rejects_csv(&self, sources: &[Source<'_>], lang: Lang) -> String {
        self.rejects_under(None, sources, lang)
    }

    /// The same as they were rejected under one of several versions of a policy, which is named in the first column.
    pub fn rejects_under(&self, version: Option<&str>, sources: &[Source<'_>], lang: Lang) -> String {
        let under = version.map(|version| format!("{},", cell(version))).unwrap_or_default();
        let mut out = String::from(if version.is_some() { "version," } else { "" });
        out.push_str("file,row,line,column,code,reason,text\n");
        for rejection in &self.rejections {
            let index = rejection.row.input.0 as usize;
            let name = self.files.get(index).map_or("", |file| &file.name);
            let text = sources.get(index).zip(self.files.get(index));
            let text = text.and_then(|(source, file)| whole_text(source, file, &rejection.row));
            let _ = writeln!(
                out,
                "{under}{},{},{},{},{},{},{}",
                cell(name),
                rejection.row.row,
                rejection.row.line,
                cell(&rejection.columns.join("; ")),
                rejection.reason.code(),
                cell(&words_of_rejection(self, rejection, lang)),
                cell(&text.unwrap_or_default()),
            );
        }
        for file in self.files.iter().filter(|file| !file.usable) {
            let reason = match file.rows {
                // Nothing is known of its rows.
                0 => lang.pick("the file could not be read", "文件无法读取").to_string(),
                rows => lang.pick(
                    format!("the file could not be read; none of its {rows} rows was"),
                    format!("文件无法读取，其中 {rows} 行都没有读入"),
                ),
            };
            let _ = writeln!(out, "{under}{},,,,,{},", cell(&file.name), cell(&reason));
        }
        out
    }
}

/// A cell of CSV, in quotes where it needs them.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_stand_in_quotes_where_they_must() {
        assert_eq!(cell("a b"), "a b");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"a\""), "\"say \"\"a\"\"\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
    }
}
