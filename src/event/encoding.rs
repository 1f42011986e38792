//! The encodings of text files, by the names people give them.

use std::fmt;

/// How the characters of a text file are encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(Inner);

#[cfg(feature = "encodings")]
type Inner = &'static encoding_rs::Encoding;
/// Without the library there is UTF-8 alone.
#[cfg(not(feature = "encodings"))]
type Inner = ();

impl TextEncoding {
    /// UTF-8.
    #[cfg(feature = "encodings")]
    pub const UTF_8: TextEncoding = TextEncoding(encoding_rs::UTF_8);
    /// UTF-8.
    #[cfg(not(feature = "encodings"))]
    pub const UTF_8: TextEncoding = TextEncoding(());

    /// The encoding of a name such as `gbk`, `GB18030`, `big5`, `utf-16le`; letter case does not matter. `gbk` and `gb2312`
    /// mean GB18030, which holds both. `None` if there is no such encoding.
    pub fn named(name: &str) -> Option<TextEncoding> {
        #[cfg(feature = "encodings")]
        {
            let encoding = encoding_rs::Encoding::for_label_no_replacement(name.as_bytes())?;
            Some(TextEncoding(if encoding == encoding_rs::GBK { encoding_rs::GB18030 } else { encoding }))
        }
        #[cfg(not(feature = "encodings"))]
        {
            ["utf-8", "utf8"].contains(&name.trim().to_ascii_lowercase().as_str()).then_some(Self::UTF_8)
        }
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        #[cfg(feature = "encodings")]
        {
            self.0.name()
        }
        #[cfg(not(feature = "encodings"))]
        {
            "UTF-8"
        }
    }

    /// The tables by which it is decoded.
    #[cfg(feature = "encodings")]
    pub(crate) fn tables(self) -> &'static encoding_rs::Encoding {
        self.0
    }

    /// The encoding of some tables.
    #[cfg(feature = "encodings")]
    pub(crate) fn of(tables: &'static encoding_rs::Encoding) -> TextEncoding {
        TextEncoding(tables)
    }
}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
