//! Types as written become types as meant.

use super::checker::Checker;
use super::names::near;
use super::{NameProblem, Thing};
use crate::event::Type;
use crate::syntax::ast::{self, FieldType};

/// The built-in types by their English and Chinese names. `money` and `one of` have a syntax of their own.
const BUILTIN: &[(&str, &str, Type)] = &[
    ("text", "文本", Type::Text),
    ("number", "数值", Type::Number),
    ("percent", "百分比", Type::Percent),
    ("bool", "是否", Type::Bool),
    ("date", "日期", Type::Date),
    ("time", "时刻", Type::TimeOfDay),
    ("instant", "时间", Type::Instant),
    ("duration", "时长", Type::Duration),
    ("period", "期限", Type::Period),
];

/// What other languages call the built-in types.
const FOREIGN: &[(&str, &str)] = &[
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("boolean", "bool"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("字符串", "文本"),
    ("字符", "文本"),
    ("数字", "数值"),
    ("整数", "数值"),
    ("小数", "数值"),
    ("布尔", "是否"),
    ("日期时间", "时间"),
    ("时间戳", "时间"),
];

/// The built-in type of a name.
pub(super) fn builtin(name: &str) -> Option<Type> {
    BUILTIN.iter().find(|(en, zh, _)| *en == name || *zh == name).map(|(_, _, ty)| ty.clone())
}

impl Checker<'_> {
    /// What a written type means; `None` if that has been reported.
    pub(super) fn field_type(&mut self, ty: &FieldType) -> Option<Type> {
        match ty {
            FieldType::Named(name) => self.named_type(name),
            FieldType::Money(Some(currency)) => Some(Type::Money(Some(currency.node))),
            FieldType::Money(None) => Some(Type::Money(self.header.currency.map(|c| c.node))),
            FieldType::OneOf(words) => Some(Type::Enum(words.iter().map(|w| w.node.clone()).collect())),
            FieldType::ListOf(inner) => Some(Type::List(Box::new(self.field_type(inner)?))),
        }
    }

    fn named_type(&mut self, name: &ast::Name) -> Option<Type> {
        if let Some(ty) = builtin(&name.node) {
            return Some(ty);
        }
        if let Some(id) = self.schema.entity_named(&name.node) {
            return Some(Type::Ref(id));
        }
        let builtins = BUILTIN.iter().flat_map(|(en, zh, _)| [*en, *zh]).chain(["money", "金额"]);
        let known: Vec<&str> = builtins.chain(self.names.of(Thing::Entity)).collect();
        let foreign = FOREIGN.iter().find(|(other, _)| name.node.eq_ignore_ascii_case(other));
        let near = match foreign {
            Some((_, ours)) => vec![ours.to_string()],
            None => near(&name.node, known),
        };
        let but = self.names.words.get(name.node.as_str()).copied();
        self.unknown(NameProblem::Unknown {
            thing: Thing::Type,
            name: name.node.clone(),
            span: name.span,
            near,
            but,
        });
        None
    }
}
