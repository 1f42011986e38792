//! The examples on the pages of the syntax codes: the bad one has exactly that problem, the good one has none.

use guiju::diagnostics::{Code, Problem};
use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax::parse;

/// The block of a page that begins with this line.
fn block<'a>(page: &'a str, kind: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```{kind}\n"))?;
    rest.split_once("```").map(|(block, _)| block)
}

#[test]
fn bad_examples_have_the_problem_and_good_ones_have_none() {
    let mut pages = 0;
    for code in Code::ALL.iter().filter(|code| ("GJ101".."GJ120").contains(&code.id())) {
        let (en, zh) = code.pages();
        for page in [en, zh] {
            assert!(page.starts_with(&format!("# {code}")), "{code} has no page");
            let (Some(bad), Some(good)) = (block(page, "guiju,bad"), block(page, "guiju,good")) else {
                assert_eq!(*code, Code::TooLarge, "{code} has no example");
                continue;
            };
            let codes: Vec<Code> =
                parse(FileId(0), bad).problems.iter().map(|p| p.diagnostic(Lang::En).code).collect();
            assert_eq!(codes, [*code], "{bad}");
            assert_eq!(parse(FileId(0), good).problems, [], "{code}");
            pages += 1;
        }
    }
    assert!(pages >= 20);
}
