//! Norms that yield to others, and violations that are occasions.

use super::Violation;
use crate::analysis::model::{Conduct, Model, Norm, Occasion};
use crate::event::Interner;

/// The norms that override one, directly or through others, by their places.
pub(super) fn yields_to(norms: &[Norm], general: &Norm) -> Vec<usize> {
    let mut specials: Vec<usize> = Vec::new();
    let mut names: Vec<&str> = vec![&general.name];
    while let Some(name) = names.pop() {
        for (at, norm) in norms.iter().enumerate() {
            let direct = norm.overrides.iter().any(|(other, _)| other == name);
            if direct && norm.name != general.name && !specials.contains(&at) {
                specials.push(at);
                names.push(&norm.name);
            }
        }
    }
    specials.sort_unstable();
    specials
}

/// By norm, its violations as events.
pub(super) fn violations(model: &Model, interner: &mut Interner) -> Vec<Option<Violation>> {
    let mut all: Vec<Option<Violation>> = vec![None; model.norms.len()];
    for violation in &model.violations {
        let norm = &model.norms[violation.norm];
        let failed = match &norm.conduct {
            Conduct::Check(checks) => checks
                .iter()
                .map(|check| Some(interner.intern(field_name(model, norm, check.field?)?)))
                .collect(),
            Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Never => Vec::new(),
            Conduct::Every(..) | Conduct::Hold(_) => Vec::new(),
        };
        all[violation.norm] = Some(Violation {
            kind: violation.kind,
            fields: violation.fields.clone(),
            norm: interner.intern(&norm.name),
            failed,
            unnamed: interner.intern("\u{0}"),
        });
    }
    all
}

fn field_name<'m>(model: &'m Model, norm: &Norm, field: usize) -> Option<&'m str> {
    match &norm.occasion {
        Occasion::Event { kind, .. } => {
            model.schema.kind(*kind).fields.get(field).map(|field| field.name.as_str())
        }
        Occasion::Each(_) | Occasion::During(_) => None,
    }
}
