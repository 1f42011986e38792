//! Why files cannot be opened, and what is worth knowing about how they were, in both languages.

use super::Words;
use crate::event::TextEncoding;
use crate::ingest::formats::xes::XmlFault;
use crate::ingest::open::OpenFault;
use crate::locale::Lang;

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let whole =
        |(unit, name): &(u64, &str)| bytes.is_multiple_of(*unit).then(|| format!("{} {name}", bytes / unit));
    UNITS.iter().filter(|(unit, _)| bytes >= *unit).find_map(whole).unwrap_or(format!("{bytes} B"))
}

/// Why a file cannot be opened.
pub(super) fn fault(name: &str, fault: &OpenFault, lang: Lang) -> Words {
    match lang {
        Lang::En => fault_en(name, fault),
        Lang::Zh => fault_zh(name, fault),
    }
}

fn fault_en(name: &str, fault: &OpenFault) -> Words {
    match fault {
        OpenFault::TooLarge { limit } => {
            Words::new(format!("`{name}` holds more than {} when it is unpacked", size(*limit)))
                .help("a small file can unpack without end; if this one is what it should be, allow more with `--max-unpacked`")
        }
        OpenFault::Damaged { compression } => {
            Words::new(format!("`{name}` is damaged or cut off ({})", compression.id()))
                .help("nothing of it was read: copy or export it again")
        }
        OpenFault::NotBuilt { feature } => {
            Words::new(format!("this build of guiju cannot read `{name}`"))
                .help(format!("build it with the feature `{feature}`, or export the file as CSV"))
        }
        OpenFault::EndlessLine { looked, .. } => {
            Words::new(format!("no line of `{name}` ends in its first {}", size(*looked)))
                .help("it is no table, and no log of a record a line; records inside a JSON document need `records at`")
        }
        OpenFault::Archive => Words::new(format!("`{name}` is an archive of files"))
            .help("unpack it and name the files, or the folder, that it holds"),
        OpenFault::Packed { how } => {
            Words::new(format!("`{name}` is compressed in a way that is not read ({how})"))
                .help("unpack it first: `.gz` and `.zst` are unpacked, and only once")
        }
        OpenFault::Page => Words::new(format!("`{name}` is a web page, whatever its name says"))
            .help("open it in a spreadsheet program and save it as `.xlsx` or CSV"),
        OpenFault::NotText { encoding, at: None } => {
            Words::new(format!("`{name}` is no text: there are zero bytes in it ({encoding})"))
                .help("state its `format` or `encoding` in a `log` block, or export it as CSV in UTF-8")
        }
        OpenFault::NotText { encoding, at: Some((at, line)) } => {
            Words::new(format!("`{name}` is no text in {encoding}, from byte {} on line {line} on", at + 1))
                .help("state its `encoding` in a `log` block or by `--encoding`, or export it as CSV in UTF-8")
        }
        OpenFault::Locked => Words::new(format!("`{name}` asks for a password"))
            .help("save it without one: guiju asks for no passwords"),
        OpenFault::Workbook { cause } => Words::new(format!("the workbook `{name}` cannot be read: {cause}"))
            .help("open it in a spreadsheet program and save it anew, or export it as CSV"),
        OpenFault::Parquet { cause } => Words::new(format!("`{name}` cannot be read as Parquet: {cause}"))
            .help("it is damaged, cut off, or of another kind: export it again"),
    }
}

fn fault_zh(name: &str, fault: &OpenFault) -> Words {
    match fault {
        OpenFault::TooLarge { limit } => Words::new(format!("`{name}` 解压后超过 {}", size(*limit)))
            .help("很小的文件也可能解压出无穷的内容；如果文件无误，请用 `--max-unpacked` 放宽限制"),
        OpenFault::Damaged { compression } => {
            Words::new(format!("`{name}` 已损坏或不完整（{}）", compression.id()))
                .help("其中内容一概未读取：请重新复制或导出")
        }
        OpenFault::NotBuilt { feature } => Words::new(format!("这一版 guiju 无法读取 `{name}`"))
            .help(format!("请在编译时启用 `{feature}` 功能，或将文件导出为 CSV")),
        OpenFault::EndlessLine { looked, .. } => {
            Words::new(format!("`{name}` 的前 {} 中没有一行结束", size(*looked)))
                .help("它不是表格，也不是每行一条记录的日志；记录在 JSON 文档内部的，请写明 `记录 于`")
        }
        OpenFault::Archive => {
            Words::new(format!("`{name}` 是压缩包")).help("请先解压，再指定其中的文件或文件夹")
        }
        OpenFault::Packed { how } => Words::new(format!("不支持 `{name}` 的压缩方式（{how}）"))
            .help("请先解压：只支持 `.gz` 和 `.zst`，且只解压一层"),
        OpenFault::Page => Words::new(format!("`{name}` 名为表格，实为网页"))
            .help("请用电子表格软件打开，另存为 `.xlsx` 或 CSV"),
        OpenFault::NotText { encoding, at: None } => {
            Words::new(format!("`{name}` 不是文本：其中含有零字节（{encoding}）"))
                .help("请在日志映射块中写明 `格式` 或 `编码`，或导出为 UTF-8 编码的 CSV")
        }
        OpenFault::NotText { encoding, at: Some((at, line)) } => Words::new(format!(
            "`{name}` 不是 {encoding} 编码的文本：从第 {line} 行、第 {} 个字节起无法解码",
            at + 1
        ))
        .help("请在日志映射块中写明 `编码`，或用 `--encoding` 指定，或导出为 UTF-8 编码的 CSV"),
        OpenFault::Locked => {
            Words::new(format!("`{name}` 设有密码")).help("请另存为不设密码的文件：guiju 不会询问密码")
        }
        OpenFault::Workbook { cause } => Words::new(format!("无法读取工作簿 `{name}`：{cause}"))
            .help("请用电子表格软件打开后重新保存，或导出为 CSV"),
        OpenFault::Parquet { cause } => Words::new(format!("`{name}` 无法按 Parquet 读取：{cause}"))
            .help("文件已损坏、不完整或属于其他类型，请重新导出"),
    }
}

/// That the encoding of a text was guessed.
pub(super) fn guessed(name: &str, encoding: TextEncoding, lang: Lang) -> Words {
    match lang {
        Lang::En => {
            Words::new(format!("`{name}` is read as {encoding}, a guess from its characters")).help(format!(
                "if names and words come out right, say so in its `log` block: `encoding \"{encoding}\"`"
            ))
        }
        Lang::Zh => Words::new(format!("`{name}` 按 {encoding} 读取，这是根据字符推测的"))
            .help(format!("如果姓名和文字都正确，请在日志映射块中写明：`编码 \"{encoding}\"`")),
    }
}

/// In which way a document in XML is broken.
pub(super) fn broken_xml(name: &str, why: XmlFault, lang: Lang) -> Words {
    let en = match why {
        XmlFault::Malformed => {
            Words::new(format!("the XML in `{name}` is broken")).label("it cannot be read from here on")
        }
        XmlFault::CutOff => Words::new(format!("the XML in `{name}` is never closed"))
            .label("the file ends here")
            .help("export it again: it was probably cut off"),
        XmlFault::NotXes => Words::new(format!("`{name}` is no XES event log"))
            .label("expected `<log>`")
            .help("of XML only XES is read; a table can be exported as CSV or `.xlsx`"),
        XmlFault::DocType => {
            Words::new(format!("`{name}` declares entities of its own, which are never expanded"))
                .label("declared here")
                .help("an event log needs none: remove the declaration and write out what it stands for")
        }
        XmlFault::TooLong => Words::new(format!("`{name}` has a tag, text or comment longer than 16 MiB"))
            .label("nothing is read from here on")
            .help("a quote or bracket is probably missing"),
    };
    let zh = match why {
        XmlFault::Malformed => Words::new(format!("`{name}` 中的 XML 有误")).label("从这里起无法读取"),
        XmlFault::CutOff => Words::new(format!("`{name}` 中的 XML 没有写完"))
            .label("文件到此为止")
            .help("文件可能被截断，请重新导出"),
        XmlFault::NotXes => Words::new(format!("`{name}` 不是 XES 事件日志"))
            .label("此处应为 `<log>`")
            .help("XML 文件只读取 XES；表格可导出为 CSV 或 `.xlsx`"),
        XmlFault::DocType => Words::new(format!("`{name}` 自行声明了实体，而实体一律不展开"))
            .label("声明在这里")
            .help("事件日志不需要实体：请删去声明，写出其所代表的内容"),
        XmlFault::TooLong => Words::new(format!("`{name}` 中有一处标签、文本或注释超过 16 MiB"))
            .label("从这里起不再读取")
            .help("多半是缺少引号或括号"),
    };
    lang.pick(en, zh)
}

/// That no sheet has the name that is stated.
pub(super) fn no_such_sheet(name: &str, sheet: &str, sheets: &[String], lang: Lang) -> Words {
    let listed = lang.list_and(&super::quoted(sheets));
    match lang {
        Lang::En => {
            Words::new(format!("`{name}` has no sheet `{sheet}`")).help(format!("its sheets are {listed}"))
        }
        Lang::Zh => {
            Words::new(format!("`{name}` 中没有工作表 `{sheet}`")).help(format!("现有的工作表：{listed}"))
        }
    }
}

/// That a sheet was left out.
pub(super) fn sheet_not_read(name: &str, sheet: &str, rows: u64, lang: Lang) -> Words {
    match lang {
        Lang::En => {
            let rows = if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
            Words::new(format!(
                "the sheet `{sheet}` of `{name}` is not read ({rows}): its header does not fit"
            ))
            .help("correct its header, or state which sheets are meant in the `log` block: `sheet \"…\"`")
        }
        Lang::Zh => Words::new(format!("`{name}` 的工作表 `{sheet}` 未读取（{rows} 行）：表头不相符"))
            .help("请更正其表头，或在日志映射块中写明要读哪些工作表：`工作表 \"…\"`"),
    }
}
