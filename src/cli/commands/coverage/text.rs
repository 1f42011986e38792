//! What a policy encodes, for people.

use crate::analysis::coverage::{ClauseCover, Coverage, Document, clause_in_chinese};
use crate::locale::{Lang, display_width, pad_right, printable};

/// Document by document: its clauses with the norms that cite them, and the sentences that none cites.
pub(super) fn text(coverage: &Coverage, lang: Lang) -> String {
    let mut out = String::new();
    for document in &coverage.documents {
        if !out.is_empty() {
            out.push('\n');
        }
        out += &of_document(document, lang);
    }
    if !coverage.without_citation.is_empty() {
        let names = lang.list_and(&coverage.without_citation);
        out += &lang.pick(
            format!("\nnorms that cite nothing: {names}\n"),
            format!("\n没有写明依据的规范：{names}\n"),
        );
    }
    out
}

fn of_document(document: &Document, lang: Lang) -> String {
    let title =
        document.title.as_deref().map_or(lang.pick("no regulation named", "未写明制度").into(), printable);
    let mut out = match &document.file {
        Some(file) => {
            let (file, cited, all) = (printable(file), document.cited, document.sentences);
            lang.pick(
                format!("{title} ({file}): {cited} of {all} sentences are cited\n"),
                format!("{title}（{file}）：共 {all} 句，已引用 {cited} 句\n"),
            )
        }
        None => lang.pick(format!("{title}: its text is not at hand\n"), format!("{title}：没有文本\n")),
    };
    let name = |cover: &ClauseCover| match &cover.clause {
        Some(clause) => {
            let clause = printable(clause);
            lang.pick(format!("clause {clause}"), clause_in_chinese(&clause))
        }
        None => lang.pick("as a whole", "整体").to_string(),
    };
    let width = document.clauses.iter().map(|cover| display_width(&name(cover))).max().unwrap_or(0);
    for cover in &document.clauses {
        let norms = match cover.norms.is_empty() {
            true => lang.pick("no norm", "没有规范").to_string(),
            false => cover.norms.iter().map(|norm| printable(norm)).collect::<Vec<_>>().join(", "),
        };
        let unmarked = document.file.is_some() && !cover.in_text && cover.clause.is_some();
        let unmarked =
            if unmarked { lang.pick(" (not marked in the text)", "（文本中没有标明）") } else { "" };
        out += &format!("  {}  {norms}{unmarked}\n", pad_right(&name(cover), width));
    }
    if !document.uncited.is_empty() {
        out += lang.pick("  sentences that no norm cites\n", "  没有规范引用的句子\n");
    }
    for sentence in &document.uncited {
        out += &format!("    {}: {}\n", sentence.line, printable(&sentence.text));
    }
    out
}
