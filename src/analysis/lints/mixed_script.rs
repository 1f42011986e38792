//! A name with letters of scripts that look alike, such as a Cyrillic `а` in `alarm`. A Chinese name beside a Latin one is fine.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::source::Span;

impl Checker<'_> {
    pub(super) fn lint_mixed_script(&mut self) {
        let words = self.names.words.iter().map(|(name, (_, span))| (name.to_string(), *span));
        let norms = self.names.norms.iter().map(|(name, span)| (name.to_string(), *span));
        let names: Vec<(String, Span)> = words.chain(norms).collect();
        for (name, span) in &names {
            let strangers: String = name.chars().filter(|c| look_alike(*c).is_some()).collect();
            if strangers.is_empty() {
                continue;
            }
            let plain: String = name.chars().map(|c| look_alike(c).unwrap_or(c)).collect();
            let twin = names.iter().find(|(other, _)| *other == plain).cloned();
            let latin = name.chars().any(|c| c.is_ascii_alphabetic());
            // A name that is wholly of the other script is somebody's language, unless it has a Latin twin.
            if latin || twin.is_some() {
                let (name, span) = (name.clone(), *span);
                self.report(LintProblem::MixedScript { name, span, strangers, twin });
            }
        }
    }
}

/// The Latin letter that a Cyrillic, Greek or full-width one is easily taken for.
fn look_alike(letter: char) -> Option<char> {
    const PAIRS: &[(char, char)] = &[
        ('а', 'a'),
        ('с', 'c'),
        ('е', 'e'),
        ('һ', 'h'),
        ('і', 'i'),
        ('ј', 'j'),
        ('о', 'o'),
        ('р', 'p'),
        ('ѕ', 's'),
        ('х', 'x'),
        ('у', 'y'),
        ('А', 'A'),
        ('В', 'B'),
        ('С', 'C'),
        ('Е', 'E'),
        ('Н', 'H'),
        ('І', 'I'),
        ('К', 'K'),
        ('М', 'M'),
        ('О', 'O'),
        ('Р', 'P'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('ο', 'o'),
        ('α', 'a'),
        ('ν', 'v'),
        ('ι', 'i'),
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ε', 'E'),
        ('Ζ', 'Z'),
        ('Η', 'H'),
        ('Ι', 'I'),
        ('Κ', 'K'),
        ('Μ', 'M'),
        ('Ν', 'N'),
        ('Ο', 'O'),
        ('Ρ', 'P'),
        ('Τ', 'T'),
        ('Υ', 'Y'),
        ('Χ', 'X'),
    ];
    if let Some((_, latin)) = PAIRS.iter().find(|(other, _)| *other == letter) {
        return Some(*latin);
    }
    let wide = u32::from(letter).checked_sub(0xFF01 - 0x21)?;
    char::from_u32(wide).filter(|c| c.is_ascii_alphanumeric())
}
