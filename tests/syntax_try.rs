use guiju::locale::Lang;
use guiju::syntax::*;
#[test]
fn try_it() {
    let text = std::fs::read_to_string(std::env::var("F").unwrap()).unwrap();
    let t0 = std::time::Instant::now();
    let p = guiju::syntax::parse(guiju::source::FileId(0), &text);
    println!("{:?} items {}", t0.elapsed(), p.file.items.len());
    for e in p.problems.iter().take(20) {
        println!("{e:?}");
    }
    if std::env::var("D").is_ok() {
        println!("{:#?}", p.file);
    }
    if !p.problems.is_empty() {
        return;
    }
    for k in [None, Some(Lang::En), Some(Lang::Zh)] {
        let o = FormatOptions { keywords: k };
        let t = format(&p.file, &text, o);
        if std::env::var("P").is_ok() && k != Some(Lang::En) {
            println!("======\n{t}");
        }
        let q = parse(guiju::source::FileId(0), &t);
        for e in q.problems.iter().take(20) {
            println!("RE {k:?} {e:?}");
            if let SyntaxProblem::Unexpected { span, .. } = e {
                println!("{}", &t[span.start as usize..].lines().next().unwrap_or(""));
            }
        }
        for (a, b) in p.file.items.iter().zip(&q.file.items) {
            if a != b {
                println!("DIFF {k:?}\n{a:?}\n{b:?}");
            }
        }
        let u = format(&q.file, &t, o);
        if u != t {
            println!("NOT IDEMPOTENT {k:?}");
        }
    }
}
#[path = "syntax/draw.rs"]
mod draw;
#[test]
fn show() {
    let text = std::fs::read_to_string(std::env::var("F").unwrap()).unwrap();
    println!("{}", draw::messages(&text, Lang::En));
    println!("{}", draw::messages(&text, Lang::Zh));
}
