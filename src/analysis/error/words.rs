use crate::event::{Schema, Type};
use crate::locale::Lang;
use crate::money::Currency;

/// What a name can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// An event kind.
    Event,
    /// Reference data.
    Entity,
    /// A type of fields.
    Type,
    /// A state.
    State,
    /// A measure.
    Measure,
    /// A parameter.
    Param,
    /// A duty, prohibition or reward.
    Norm,
    /// A calendar.
    Calendar,
    /// A time zone.
    Zone,
    /// A field of an event or entity.
    Field,
    /// Another name for an occasion, act or roster member.
    Alias,
    /// Any of those an expression can use.
    Name,
}

impl Thing {
    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Thing::Event => lang.pick("event", "事件"),
            Thing::Entity => lang.pick("entity", "实体"),
            Thing::Type => lang.pick("type", "类型"),
            Thing::State => lang.pick("state", "状态"),
            Thing::Measure => lang.pick("measure", "指标"),
            Thing::Param => lang.pick("parameter", "参数"),
            Thing::Norm => lang.pick("norm", "规范"),
            Thing::Calendar => lang.pick("calendar", "日历"),
            Thing::Zone => lang.pick("time zone", "时区"),
            Thing::Field => lang.pick("field", "字段"),
            Thing::Alias => lang.pick("alias", "别名"),
            Thing::Name => lang.pick("name", "名称"),
        }
    }

    /// In words with the English article.
    pub fn with_article(self, lang: Lang) -> String {
        let words = self.words(lang);
        match lang {
            Lang::En if words.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {words}"),
            Lang::En => format!("a {words}"),
            Lang::Zh => words.to_string(),
        }
    }
}

/// A type, or what stands where a value should, in words.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeWord {
    /// A type of the language; references already have their entity's name.
    Plain(Type),
    /// A reference to an entity.
    Reference(String),
    /// A list of references.
    References(String),
    /// An event as a whole.
    Event(String),
    /// A list of values.
    List,
    /// A range.
    Range,
    /// Any single value.
    Value,
}

impl TypeWord {
    /// The words for a type of a schema.
    pub fn of(ty: &Type, schema: &Schema) -> TypeWord {
        match ty {
            Type::Ref(id) => TypeWord::Reference(schema.entity(*id).name.clone()),
            Type::List(inner) => match inner.as_ref() {
                Type::Ref(id) => TypeWord::References(schema.entity(*id).name.clone()),
                Type::Text | Type::Number | Type::Money(_) | Type::Percent | Type::Bool | Type::Date => {
                    TypeWord::Plain(ty.clone())
                }
                Type::TimeOfDay | Type::Instant | Type::Duration | Type::Period => {
                    TypeWord::Plain(ty.clone())
                }
                Type::Enum(_) | Type::List(_) => TypeWord::Plain(ty.clone()),
            },
            Type::Text | Type::Number | Type::Money(_) | Type::Percent | Type::Bool | Type::Date => {
                TypeWord::Plain(ty.clone())
            }
            Type::TimeOfDay | Type::Instant | Type::Duration | Type::Period | Type::Enum(_) => {
                TypeWord::Plain(ty.clone())
            }
        }
    }

    /// In words.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            TypeWord::Plain(ty) => plain(ty, lang),
            TypeWord::Reference(entity) => {
                lang.pick(format!("reference to `{entity}`"), format!("对 `{entity}` 的引用"))
            }
            TypeWord::References(entity) => {
                lang.pick(format!("list of references to `{entity}`"), format!("对 `{entity}` 的引用的列表"))
            }
            TypeWord::Event(event) => {
                lang.pick(format!("the whole event `{event}`"), format!("整个事件 `{event}`"))
            }
            TypeWord::List => lang.pick("list", "列表").to_string(),
            TypeWord::Range => lang.pick("range", "区间").to_string(),
            TypeWord::Value => lang.pick("a single value", "单个值").to_string(),
        }
    }
}

impl TypeWord {
    /// In words as they stand in a sentence: with the English article.
    pub fn phrase(&self, lang: Lang) -> String {
        let words = self.words(lang);
        let bare = match self {
            TypeWord::Plain(Type::Money(None)) => return lang.pick("an amount".into(), words),
            TypeWord::Plain(Type::Money(Some(currency))) => {
                return lang.pick(format!("an amount in {currency}"), words);
            }
            TypeWord::Plain(Type::Bool | Type::Enum(_)) | TypeWord::Event(_) | TypeWord::Value => true,
            TypeWord::Plain(_) | TypeWord::Reference(_) | TypeWord::References(_) => false,
            TypeWord::List | TypeWord::Range => false,
        };
        if bare { words } else { lang.pick(format!("a {words}"), words.clone()) }
    }
}

fn plain(ty: &Type, lang: Lang) -> String {
    let words = match ty {
        Type::Text => lang.pick("text", "文本"),
        Type::Number => lang.pick("number", "数值"),
        Type::Money(None) => lang.pick("money", "金额"),
        Type::Money(Some(currency)) => return money(*currency, lang),
        Type::Percent => lang.pick("percent", "百分比"),
        Type::Bool => lang.pick("yes or no", "是否"),
        Type::Date => lang.pick("date", "日期"),
        Type::TimeOfDay => lang.pick("time of day", "时刻"),
        Type::Instant => lang.pick("point of time", "时间点"),
        Type::Duration => lang.pick("duration (elapsed time)", "时长（实际经过的时间）"),
        Type::Period => lang.pick("period (counted on a calendar)", "期间（按日历计算）"),
        Type::Enum(_) => lang.pick("one of a list of words", "词表中的一个词"),
        // An entity's name needs the schema; `TypeWord::of` has already put it in.
        Type::Ref(_) => lang.pick("reference", "引用"),
        Type::List(inner) => {
            return lang
                .pick(format!("list of {}", plain(inner, lang)), format!("{}的列表", plain(inner, lang)));
        }
    };
    words.to_string()
}

fn money(currency: Currency, lang: Lang) -> String {
    lang.pick(format!("money in {currency}"), format!("{currency} 金额"))
}

/// How many names a message lists at most.
pub const MANY: usize = 8;

/// `did you mean …?` for the names that come close, if any do.
pub fn near(names: &[String], lang: Lang) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let listed = lang.list_or(&quoted);
    Some(lang.pick(format!("did you mean {listed}?"), format!("是否想写 {listed}？")))
}

/// Names in backticks, joined as the language does.
pub fn quoted(names: &[String], lang: Lang) -> String {
    lang.list_and(&ticked(names))
}

/// Names in backticks.
pub fn ticked(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}
