use crate::money::Currency;

/// Index of an event kind in a [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub u16);

/// Index of an entity in a [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u16);

/// The type of a field or expression. There is no implicit conversion between any two.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any text.
    Text,
    /// An exact decimal.
    Number,
    /// An amount; the currency that a bare number in a log means, if the field or the header names one.
    Money(Option<Currency>),
    /// A share, written `80%`.
    Percent,
    /// Yes or no.
    Bool,
    /// A civil date.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A timestamp.
    Instant,
    /// Elapsed time.
    Duration,
    /// A length counted on a calendar. Only policies have such values, never logs.
    Period,
    /// One of a list of words.
    Enum(Vec<String>),
    /// The key of an entity.
    Ref(EntityId),
    /// Several values of one type.
    List(Box<Type>),
}

/// One field of an event kind or entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// A blank compares as false instead of undecided.
    pub optional: bool,
    /// Values outside are not `valid` (both ends included).
    pub range: Option<(rust_decimal::Decimal, rust_decimal::Decimal)>,
    /// Whether the plan reads it; ingest decodes nothing else.
    pub read: bool,
}

/// One kind of event.
#[derive(Clone, Debug, PartialEq)]
pub struct KindSchema {
    /// Its name.
    pub name: String,
    /// Its fields, in the order of an event's cells.
    pub fields: Vec<Field>,
    /// The field that identifies an event, if declared.
    pub key: Option<usize>,
    /// The field that names the actor, if declared.
    pub actor: Option<usize>,
    /// Whether any norm reads this kind.
    pub read: bool,
}

/// One kind of reference data.
#[derive(Clone, Debug, PartialEq)]
pub struct EntitySchema {
    /// Its name.
    pub name: String,
    /// Its attributes, in the order of a row's cells.
    pub fields: Vec<Field>,
    /// The attribute that is the key.
    pub key: usize,
}

/// Everything a log can hold, as the policy declares it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Event kinds.
    pub kinds: Vec<KindSchema>,
    /// Entities.
    pub entities: Vec<EntitySchema>,
}

impl Schema {
    /// The kind behind an id of this schema.
    pub fn kind(&self, id: KindId) -> &KindSchema {
        &self.kinds[id.0 as usize]
    }

    /// The entity behind an id of this schema.
    pub fn entity(&self, id: EntityId) -> &EntitySchema {
        &self.entities[id.0 as usize]
    }

    /// The id of a kind by name.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        self.kinds.iter().position(|k| k.name == name).map(|i| KindId(i as u16))
    }

    /// The id of an entity by name.
    pub fn entity_named(&self, name: &str) -> Option<EntityId> {
        self.entities.iter().position(|e| e.name == name).map(|i| EntityId(i as u16))
    }
}

impl KindSchema {
    /// The position of a field by name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}

impl EntitySchema {
    /// The position of an attribute by name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}
