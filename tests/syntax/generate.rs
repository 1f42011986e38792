//! Random trees over the whole language, as the parser would build them.
//!
//! Only shapes that a text can have are made. Where a shape is left out, the reason stands beside it.

use guiju::money::{Amount, Currency, Round};
use guiju::source::{FileId, Span, Spanned};
use guiju::syntax::ast::*;
use guiju::time::{Date, DateTime, Precision, Time, Weekday};
use proptest::collection::vec;
use proptest::option::of as maybe;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

type Gen<T> = BoxedStrategy<T>;

fn here() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn at<T>(node: T) -> Spanned<T> {
    Spanned::new(node, here())
}

fn placed<T: std::fmt::Debug + 'static>(inner: Gen<T>) -> Gen<Spanned<T>> {
    inner.prop_map(at).boxed()
}

/// Ordinary names, names that look like keywords, and names that need backticks.
fn raw_name() -> Gen<String> {
    select(vec![
        "alarm",
        "a",
        "x1",
        "_y",
        "fault_open",
        "报警",
        "当班",
        "每日检查",
        "限时任务",
        "三十分钟",
        "一百",
        "到场2",
        "Größe",
        "when",
        "then",
        "hold",
        "violated",
        "field",
        "fine",
        "warn",
        "month",
        "Friday",
        "money",
        "count",
        "sum",
        "column",
        "reading",
        "effective",
        "end",
        "at",
        "valid",
        "filled",
        "reward",
        "key",
        "actor",
        "optional",
        "expect",
        "set",
        "policy",
        "event",
        "log",
        "from",
        "until",
        "of",
        "by",
        "责任人",
        "每",
        "为",
        "下月末",
        "上周",
        "本月",
        "最近",
        "两 个 词",
        "a-b",
        "100",
        "each day",
        "next",
        "last",
        "the",
        "its",
        "nothing",
        "throughout",
        "instead",
        "day",
        "CNY",
        "m",
    ])
    .prop_map(str::to_string)
    .boxed()
}

fn name() -> Gen<Name> {
    placed(raw_name())
}

fn raw_text() -> Gen<String> {
    prop_oneof![
        4 => select(vec!["", "director", "平台", "say \"no\"", "back\\slash", "two\nlines", "tab\there", "# no comment", "“”", "{", "`"])
            .prop_map(str::to_string),
        1 => "[a-z，。 \"\\\\{}#]{0,12}",
    ]
    .boxed()
}

fn text() -> Gen<Text> {
    placed(raw_text())
}

fn number() -> Gen<Decimal> {
    (0i64..100_000, 0u32..4).prop_map(|(n, scale)| Decimal::new(n, scale)).boxed()
}

fn small() -> Gen<u32> {
    (0u32..50).boxed()
}

fn currency() -> Gen<Currency> {
    select(vec![Currency::CNY, Currency::parse("EUR").unwrap(), Currency::parse("JPY").unwrap()]).boxed()
}

fn amount() -> Gen<Amount> {
    (number(), currency()).prop_map(|(value, currency)| Amount::new(value, currency)).boxed()
}

fn day() -> Gen<Date> {
    (2000i16..2100, 1i8..13, 1i8..29).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap()).boxed()
}

fn time_of_day() -> Gen<TimeOfDay> {
    (0i8..25, 0i8..60, maybe(0i8..60))
        .prop_map(|(hour, minute, second)| {
            let next_day = hour == 24;
            let precision = if second.is_some() { Precision::Exact } else { Precision::Minute };
            let time = if next_day {
                Time::midnight()
            } else {
                Time::new(hour, minute, second.unwrap_or(0), 0).unwrap()
            };
            TimeOfDay { time, precision, next_day }
        })
        .boxed()
}

fn date_time() -> Gen<DateTimeLit> {
    (day(), time_of_day(), maybe(select(vec![0, 8 * 3600, -5 * 3600 - 1800])))
        .prop_map(|(day, time, offset)| DateTimeLit {
            civil: DateTime::from_parts(day, time.time),
            precision: time.precision,
            offset,
        })
        .boxed()
}

fn when() -> Gen<Spanned<When>> {
    prop_oneof![day().prop_map(When::Date), date_time().prop_map(When::DateTime)].prop_map(at).boxed()
}

fn date_range() -> Gen<DateRange> {
    (maybe(when()), maybe(when())).prop_map(|(from, to)| DateRange { from, to }).boxed()
}

fn weekday() -> Gen<Weekday> {
    use Weekday::*;
    select(vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]).boxed()
}

fn time_unit() -> Gen<TimeUnit> {
    use TimeUnit::*;
    select(vec![Second, Minute, Hour, WorkingHour, Day, WorkingDay, Week, Month, Quarter, Year]).boxed()
}

fn quantity() -> Gen<Quantity> {
    vec((number(), time_unit()), 1..3).boxed()
}

fn length() -> Gen<Length> {
    prop_oneof![
        3 => quantity().prop_map(|q| Length::Quantity(at(q))),
        1 => name().prop_map(Length::Param),
    ]
    .boxed()
}

fn calendar_unit() -> Gen<CalendarUnit> {
    use CalendarUnit::*;
    select(vec![Day, Week, Month, Quarter, Year]).boxed()
}

// ---------------------------------------------------------------------------------------------- expressions

fn boxed(node: ExprKind) -> Box<Expr> {
    Box::new(at(node))
}

/// Puts an expression in brackets unless it binds at least this tightly (see [`strength`]).
fn tight(expr: Expr, least: u8) -> Expr {
    if strength(&expr.node) >= least { expr } else { at(ExprKind::Group(Box::new(expr))) }
}

fn strength(node: &ExprKind) -> u8 {
    match node {
        ExprKind::Or(_) => 1,
        ExprKind::And(_) => 2,
        ExprKind::Not(_) => 3,
        ExprKind::Binary(_, op, _) if op.compares() => 4,
        ExprKind::Range(..) => 5,
        ExprKind::Binary(_, op, _) if matches!(op.node, BinaryOp::Add | BinaryOp::Sub) => 6,
        ExprKind::Binary(..) => 7,
        ExprKind::Negate(_) => 8,
        ExprKind::Predicate(..) | ExprKind::Like(..) => 9,
        ExprKind::StateOf(..) | ExprKind::PartOf(..) | ExprKind::PayFor(..) => 10,
        ExprKind::ShareOf(..) | ExprKind::Aggregate(_) | ExprKind::Over(..) => 10,
        // Only a name, a text or brackets, with what is attached to them, can have a state or a wage.
        ExprKind::Name(_) | ExprKind::Text(_) | ExprKind::Group(_) => 12,
        ExprKind::Field(inner, _) | ExprKind::Fields(inner, _) | ExprKind::Call(inner, _) => {
            strength(&inner.node)
        }
        _ => 11,
    }
}

fn leaf() -> Gen<ExprKind> {
    prop_oneof![
        4 => raw_name().prop_map(ExprKind::Name),
        1 => Just(ExprKind::Name("bearer".into())),
        2 => raw_text().prop_map(ExprKind::Text),
        1 => number().prop_map(ExprKind::Number),
        1 => (0i64..1000, 2u32..5).prop_map(|(n, scale)| ExprKind::Percent(Decimal::new(n, scale))),
        1 => amount().prop_map(ExprKind::Money),
        1 => any::<bool>().prop_map(ExprKind::Bool),
        1 => quantity().prop_map(ExprKind::Quantity),
        1 => day().prop_map(ExprKind::Date),
        1 => date_time().prop_map(ExprKind::DateTime),
        1 => time_of_day().prop_map(ExprKind::TimeOfDay),
        1 => weekday().prop_map(ExprKind::Weekday),
        1 => text().prop_map(ExprKind::Column),
        1 => select(vec![ExprKind::ThisHeader, ExprKind::ThisCell]),
    ]
    .boxed()
}

fn binary_op() -> Gen<BinaryOp> {
    use BinaryOp::*;
    select(vec![Eq, Ne, Lt, Le, Gt, Ge, In, NotIn, Add, Sub, Mul, Div]).boxed()
}

fn aggregate_kind() -> Gen<AggregateKind> {
    use AggregateKind::*;
    select(vec![Sum, Count, Average, Min, Max, Distinct, Last, Rank]).boxed()
}

fn over() -> Gen<Over> {
    prop_oneof![
        Just(Over::SoFar),
        calendar_unit().prop_map(Over::Previous),
        calendar_unit().prop_map(Over::This),
        length().prop_map(Over::Rolling),
    ]
    .boxed()
}

/// Any expression.
pub fn expr() -> Gen<Expr> {
    let inner = leaf().prop_map(at).boxed();
    inner
        .prop_recursive(4, 24, 4, |e| {
            let e = e.boxed();
            prop_oneof![
                vec(e.clone(), 2..4)
                    .prop_map(|all| ExprKind::Or(all.into_iter().map(|x| tight(x, 2)).collect())),
                vec(e.clone(), 2..4)
                    .prop_map(|all| ExprKind::And(all.into_iter().map(|x| tight(x, 3)).collect())),
                e.clone().prop_map(|x| ExprKind::Not(Box::new(tight(x, 3)))),
                e.clone().prop_map(|x| ExprKind::Negate(Box::new(tight(x, 8)))),
                (e.clone(), binary_op(), e.clone()).prop_map(|(l, op, r)| {
                    let own = match op {
                        BinaryOp::Add | BinaryOp::Sub => 6,
                        BinaryOp::Mul | BinaryOp::Div => 7,
                        _ => 4,
                    };
                    let left = if op.compares() { own + 1 } else { own };
                    ExprKind::Binary(Box::new(tight(l, left)), at(op), Box::new(tight(r, own + 1)))
                }),
                (e.clone(), e.clone())
                    .prop_map(|(l, r)| ExprKind::Range(Box::new(tight(l, 5)), Box::new(tight(r, 6)))),
                (
                    e.clone(),
                    select(vec![
                        Predicate::Filled,
                        Predicate::Valid,
                        Predicate::FilledAndValid,
                        Predicate::Blank
                    ])
                )
                    .prop_map(|(x, p)| ExprKind::Predicate(Box::new(tight(x, 10)), p)),
                (e.clone(), select(vec![Like::Contains, Like::StartsWith, Like::EndsWith]), text())
                    .prop_map(|(x, like, text)| ExprKind::Like(Box::new(tight(x, 10)), like, text)),
                vec(e.clone(), 0..3).prop_map(ExprKind::List),
                (e.clone(), name()).prop_map(|(x, f)| ExprKind::Field(Box::new(tight(x, 11)), f)),
                (e.clone(), vec(name(), 1..4)).prop_map(|(x, f)| ExprKind::Fields(Box::new(tight(x, 11)), f)),
                // A call of a name that is an aggregate is that aggregate; in backticks it is a call again.
                (e.clone(), vec(e.clone(), 0..3))
                    .prop_map(|(x, a)| ExprKind::Call(Box::new(tight(x, 11)), a)),
                (select(vec![TimePart::Date, TimePart::Time, TimePart::Weekday]), e.clone())
                    .prop_map(|(p, x)| ExprKind::PartOf(p, Box::new(tight(x, 12)))),
                (name(), e.clone()).prop_map(|(s, x)| ExprKind::StateOf(s, Box::new(tight(x, 12)))),
                ((0i64..1000, 2u32..5).prop_map(|(n, scale)| Decimal::new(n, scale)), e.clone())
                    .prop_map(|(p, x)| ExprKind::ShareOf(at(p), Box::new(tight(x, 12)))),
                (quantity(), e.clone()).prop_map(|(q, x)| ExprKind::PayFor(at(q), Box::new(tight(x, 12)))),
                (e.clone(), over()).prop_map(|(x, over)| ExprKind::Over(Box::new(tight(x, 11)), over)),
                (aggregate_kind(), e.clone(), maybe(e.clone()), name()).prop_map(
                    |(kind, of, filter, among)| {
                        let (by, among, over) = (Vec::new(), Some(among), None);
                        ExprKind::Aggregate(Box::new(Aggregate { kind, of, filter, by, among, over }))
                    }
                ),
                (aggregate_kind(), e.clone(), maybe(e.clone()), vec(e.clone(), 0..3), maybe(over()))
                    .prop_map(|(kind, of, filter, by, over)| {
                        let by = by.into_iter().map(|x| tight(x, 12)).collect();
                        let among = None;
                        ExprKind::Aggregate(Box::new(Aggregate { kind, of, filter, by, among, over }))
                    }),
                e.prop_map(|x| ExprKind::Group(Box::new(x))),
            ]
            .prop_map(at)
        })
        .boxed()
}

/// An expression where the grammar wants a single operand.
fn operand() -> Gen<Expr> {
    expr().prop_map(|x| tight(x, 10)).boxed()
}

/// A name, a text or brackets, with what is attached to them.
fn subject() -> Gen<Expr> {
    expr().prop_map(|x| tight(x, 12)).boxed()
}

/// A condition where an act could stand as well: it must not begin like an act.
fn condition() -> Gen<Expr> {
    expr()
        .prop_map(|x| match begins_like_act(&x) {
            true => at(ExprKind::Group(Box::new(x))),
            false => x,
        })
        .boxed()
}

/// Only a state can hold throughout. (After a condition, `valid throughout` would say who owes a period.)
fn is_state(what: &Excuse) -> bool {
    match what {
        Excuse::Acts(acts) => acts.rest.is_empty() && acts.first.parts.is_empty(),
        Excuse::Condition(condition) => matches!(condition.node, ExprKind::StateOf(..)),
    }
}

fn begins_with_not(expr: &Expr) -> bool {
    match &expr.node {
        ExprKind::Not(_) => true,
        ExprKind::And(all) | ExprKind::Or(all) => begins_with_not(&all[0]),
        _ => false,
    }
}

/// A bare name, alone or before `or`, is an act; so is a name that the grammar could read as one.
fn begins_like_act(expr: &Expr) -> bool {
    match &expr.node {
        ExprKind::Name(_) | ExprKind::Weekday(_) => true,
        ExprKind::Or(all) => begins_like_act(&all[0]),
        // `when 3 x`, `when 2 days within …` count events.
        ExprKind::Number(_) | ExprKind::Quantity(_) => true,
        _ => false,
    }
}

// ---------------------------------------------------------------------------------------------- time

fn point() -> Gen<Spanned<Point>> {
    prop_oneof![
        time_of_day().prop_map(Point::TimeOfDay),
        (weekday(), maybe(time_of_day())).prop_map(|(d, t)| Point::Weekday(d, t)),
        (maybe(1u32..24), any::<bool>(), calendar_unit(), any::<bool>(), maybe(time_of_day()))
            .prop_map(|(n, working, unit, next, time)| Point::NthDay { n, working, unit, next, time }),
        (calendar_unit(), any::<bool>()).prop_map(|(unit, next)| Point::EndOf { unit, next }),
        Just(Point::EndOfShift),
        maybe(time_of_day()).prop_map(Point::NextWorkingDay),
        // A field of a record; a time of day would be a point of its own.
        (raw_name(), name())
            .prop_map(|(of, field)| Point::Field(at(ExprKind::Field(boxed(ExprKind::Name(of)), field)))),
        raw_name().prop_map(|n| Point::Field(at(ExprKind::Name(n)))),
    ]
    .prop_map(at)
    .boxed()
}

fn limit() -> Gen<Spanned<Limit>> {
    prop_oneof![
        (length(), maybe(subject())).prop_map(|(l, since)| Limit::Within(l, since)),
        point().prop_map(|p| Limit::By(p.node)),
        (raw_name(), name(), maybe(quantity())).prop_map(|(of, field, less)| {
            let field = at(ExprKind::Field(boxed(ExprKind::Name(of)), field));
            Limit::BeforeField(match less {
                None => field,
                Some(less) => {
                    at(ExprKind::Binary(Box::new(field), at(BinaryOp::Sub), boxed(ExprKind::Quantity(less))))
                }
            })
        }),
        (maybe(plain_act()), maybe(length()), maybe(length())).prop_map(|(act, at_least, at_most)| {
            Limit::Before { act: act.map(Box::new), at_least, at_most }
        }),
    ]
    .prop_map(at)
    .boxed()
}

fn time_clause() -> Gen<TimeClause> {
    (vec((limit(), expr()), 0..2), limit())
        .prop_map(|(conditional, last)| {
            let mut branches: Vec<TimeBranch> = conditional
                .into_iter()
                .map(|(limit, condition)| TimeBranch { limit, condition: Some(condition) })
                .collect();
            branches.push(TimeBranch { limit: last, condition: None });
            TimeClause { branches }
        })
        .boxed()
}

// ---------------------------------------------------------------------------------------------- norms

/// An act inside a limit: no times of its own.
fn plain_act() -> Gen<Act> {
    let part = prop_oneof![vec(name(), 1..3).prop_map(ActPart::Same), expr().prop_map(ActPart::Where),];
    (name(), maybe(name()), vec(placed(part.boxed()), 0..3))
        .prop_map(|(event, alias, parts)| Act { own: false, event, alias, parts, span: here() })
        .boxed()
}

fn people() -> Gen<People> {
    prop_oneof![operand().prop_map(People::OtherThan), small().prop_map(People::Different)].boxed()
}

fn bound() -> Gen<Bound> {
    select(vec![Bound::AtLeast, Bound::AtMost, Bound::Exactly]).boxed()
}

fn act_part() -> Gen<ActPart> {
    prop_oneof![
        vec(name(), 1..3).prop_map(ActPart::Same),
        expr().prop_map(ActPart::Where),
        (bound(), small()).prop_map(|(b, n)| ActPart::Count(b, n)),
        (name(), expr()).prop_map(|(n, e)| ActPart::Everyone(n, e)),
        (name(), name(), expr()).prop_map(|(n, m, e)| ActPart::Members(n, m, e)),
        people().prop_map(ActPart::People),
        length().prop_map(ActPart::Every),
    ]
    .boxed()
}

fn act() -> Gen<Act> {
    (any::<bool>(), name(), maybe(name()), vec(placed(act_part()), 0..3))
        .prop_map(|(own, event, alias, parts)| Act { own, event, alias, parts, span: here() })
        .boxed()
}

/// `then within 2 hours …`
fn after() -> Gen<TimeClause> {
    length()
        .prop_map(|length| TimeClause {
            branches: vec![TimeBranch { limit: at(Limit::Within(length, None)), condition: None }],
        })
        .boxed()
}

fn acts() -> Gen<Acts> {
    let joiner = select(vec![Joiner::Then, Joiner::Or]);
    (act(), vec((joiner, act(), maybe(time_clause()), maybe(after())), 0..3))
        .prop_map(|(mut first, more)| {
            let mut last = &mut first;
            let mut rest: Vec<NextAct> = Vec::new();
            for (joiner, act, time, after) in more {
                // The time of the last act is the norm's; an act has its own only before another.
                if let Some(time) = time {
                    last.parts.push(at(ActPart::Time(Box::new(time))));
                }
                // Only `then` counts from the act before.
                let after = after.filter(|_| joiner == Joiner::Then).map(Box::new);
                rest.push(NextAct { joiner, after, act });
                last = &mut rest.last_mut().unwrap().act;
            }
            Acts { first, rest }
        })
        .boxed()
}

fn privileged() -> Gen<Privileged> {
    prop_oneof![
        operand().prop_map(Privileged::One),
        (name(), expr()).prop_map(|(entity, filter)| Privileged::Members(entity, filter)),
    ]
    .boxed()
}

fn member() -> Gen<Member> {
    (name(), name(), maybe(expr())).prop_map(|(name, entity, filter)| Member { name, entity, filter }).boxed()
}

fn membership() -> Gen<Membership> {
    use Membership::*;
    select(vec![AtStart, AtEnd, Throughout, AtAnyTime]).boxed()
}

fn occasion() -> Gen<Occasion> {
    let period = prop_oneof![Just(Period::WorkingDay), calendar_unit().prop_map(Period::Calendar)]
        .prop_map(at)
        .boxed();
    let lasting = prop_oneof![point().prop_map(Lasting::Until), length().prop_map(Lasting::For)];
    prop_oneof![
        (name(), maybe(name()), maybe(expr()), maybe(operand()))
            .prop_map(|(event, alias, filter, during)| Occasion::Event { event, alias, filter, during }),
        condition().prop_map(Occasion::Condition),
        (name(), maybe(name()), maybe(expr())).prop_map(|(norm, alias, filter)| Occasion::Violated {
            norm,
            alias,
            filter
        }),
        (small(), name(), maybe(name()), vec(name(), 0..3), maybe(expr()), length()).prop_map(
            |(n, event, alias, same, filter, within)| Occasion::Count {
                n,
                event,
                alias,
                same,
                filter,
                within
            }
        ),
        (name(), maybe(name()), maybe(expr()), lasting)
            .prop_map(|(state, alias, filter, until)| Occasion::Lasts { state, alias, filter, until }),
        (period, maybe(member()), maybe(membership()))
            .prop_map(|(period, member, membership)| Occasion::Each { period, member, membership }),
        (length(), operand(), maybe(name())).prop_map(|(length, state, alias)| Occasion::EachSlot {
            length,
            state,
            alias
        }),
        (operand(), maybe(name()), maybe(expr())).prop_map(|(state, alias, filter)| Occasion::During {
            state,
            alias,
            filter
        }),
    ]
    .boxed()
}

fn per() -> Gen<Spanned<Per>> {
    prop_oneof![
        Just(Per::Field),
        Just(Per::Occurrence),
        Just(Per::Missing),
        Just(Per::Slot),
        Just(Per::StartedHourLate),
        Just(Per::Bearer),
        calendar_unit().prop_map(Per::Period),
        name().prop_map(Per::Entity),
    ]
    .prop_map(at)
    .boxed()
}

fn consequence() -> Gen<Spanned<Consequence>> {
    let flat = prop_oneof![
        (acts(), maybe(time_clause()))
            .prop_map(|(a, t)| Consequence::Reparation(Box::new(a), t.map(Box::new))),
        (money(), vec(per(), 0..3)).prop_map(|(e, p)| Consequence::Fine(e, p)),
        (money(), vec(per(), 0..2)).prop_map(|(e, p)| Consequence::Deduct(e, p)),
        (number(), vec(per(), 0..2)).prop_map(|(n, p)| Consequence::Demerit(n, p)),
        Just(Consequence::Warn),
        Just(Consequence::Suspend),
        Just(Consequence::Dismiss),
        expr().prop_map(Consequence::Notify),
        text().prop_map(Consequence::Sanction),
    ]
    .boxed();
    let step = (1u32..5, maybe(0u32..4), placed(flat.clone())).prop_map(|(from, more, consequence)| Step {
        from,
        to: more.map(|more| from + more),
        consequence,
    });
    prop_oneof![
        6 => flat,
        1 => (vec(per(), 0..3), maybe(length()), vec(step, 0..4)).prop_map(|(p, l, s)| Consequence::Escalate(p, l, s)),
    ]
    .prop_map(at)
    .boxed()
}

/// An amount: never a bare number, which would have no currency.
fn money() -> Gen<Expr> {
    expr()
        .prop_map(|x| match &x.node {
            ExprKind::Number(_) | ExprKind::Range(..) => at(ExprKind::Group(Box::new(x))),
            _ => x,
        })
        .boxed()
}

fn cap() -> Gen<Cap> {
    (money(), vec(per(), 0..3)).prop_map(|(amount, per)| Cap { amount, per }).boxed()
}

fn clause() -> Gen<Clause> {
    let number = prop_oneof![
        select(vec!["8", "8.2", "IV", "8(3)", "12-1", "十二"]).prop_map(str::to_string),
        raw_text(),
    ];
    let conduct = prop_oneof![
        acts().prop_map(Conduct::Acts),
        (expr(), maybe(expr())).prop_map(|(s, share)| Conduct::Hold(s, share)),
        // `must` and a condition that begins with `not` would be `must not`.
        condition()
            .prop_map(|x| if begins_with_not(&x) { at(ExprKind::Group(Box::new(x))) } else { x })
            .prop_map(Conduct::Condition),
    ];
    let excuse = prop_oneof![acts().prop_map(Excuse::Acts), condition().prop_map(Excuse::Condition)];
    let reward_to = prop_oneof![expr().prop_map(RewardTo::One), member().prop_map(RewardTo::Each)];
    prop_oneof![
        // An anchor without a clause number needs a source before it.
        (maybe(text()), placed(number.boxed()), maybe(text()))
            .prop_map(|(source, clause, anchor)| Clause::Cite(Cite { source, clause: Some(clause), anchor })),
        (text(), maybe(text())).prop_map(|(source, anchor)| Clause::Cite(Cite {
            source: Some(source),
            clause: None,
            anchor
        })),
        text().prop_map(Clause::Reading),
        date_range().prop_map(Clause::Effective),
        vec(name(), 1..3).prop_map(Clause::Overrides),
        occasion().prop_map(Clause::Occasion),
        expr().prop_map(Clause::Bearer),
        (any::<bool>(), conduct).prop_map(|(not, conduct)| Clause::Must(Must { not, conduct })),
        (privileged(), act()).prop_map(|(who, act)| Clause::Only(who, act)),
        people().prop_map(Clause::People),
        length().prop_map(Clause::Every),
        time_clause().prop_map(Clause::Time),
        (excuse, any::<bool>(), maybe(time_clause())).prop_map(|(what, throughout, time)| {
            let throughout = throughout && is_state(&what);
            Clause::Unless(Unless { what, throughout, time })
        }),
        vec(consequence(), 1..4).prop_map(Clause::Else),
        (expr(), any::<bool>(), vec(consequence(), 1..3)).prop_map(|(who, instead, consequences)| {
            Clause::Liable(Liable { who, instead, consequences })
        }),
        cap().prop_map(Clause::Cap),
        (money(), maybe(reward_to), maybe((1u32..5, calendar_unit())))
            .prop_map(|(amount, to, at_most)| Clause::Then(Reward { amount, to, at_most })),
    ]
    .boxed()
}

fn norm() -> Gen<Norm> {
    let kind = select(vec![NormKind::Duty, NormKind::Prohibition, NormKind::Reward]);
    (kind, name(), maybe(text()), vec(placed(clause()), 0..6))
        .prop_map(|(kind, name, title, clauses)| Norm { kind, name, title, clauses: apart(clauses) })
        .boxed()
}

/// Keeps apart clauses of which the second would belong to the first.
fn apart(clauses: Vec<Spanned<Clause>>) -> Vec<Spanned<Clause>> {
    let mut out = Vec::new();
    for clause in clauses {
        let joins = matches!(
            clause.node,
            Clause::People(_)
                | Clause::Every(_)
                | Clause::Time(_)
                | Clause::Occasion(Occasion::During { .. })
        );
        if joins {
            out.push(at(Clause::Reading(at("apart".to_string()))));
        }
        out.push(clause);
    }
    out
}

// ---------------------------------------------------------------------------------------------- declarations

fn policy() -> Gen<Policy> {
    let entry = prop_oneof![
        (text(), maybe(text())).prop_map(|(t, f)| PolicyEntry::Source(t, f)),
        text().prop_map(PolicyEntry::Version),
        date_range().prop_map(PolicyEntry::Effective),
        zone().prop_map(PolicyEntry::Timezone),
        name().prop_map(PolicyEntry::Calendar),
        placed(currency()).prop_map(PolicyEntry::Currency),
        select(vec![CountFrom::NextDay, CountFrom::SameDay]).prop_map(PolicyEntry::CountFrom),
        select(vec![DaysEnd::Midnight, DaysEnd::CloseOfBusiness]).prop_map(PolicyEntry::DaysEnd),
        select(vec![RestDays::Stay, RestDays::MoveOn]).prop_map(PolicyEntry::RestDays),
        weekday().prop_map(PolicyEntry::WeekStart),
        select(vec![Overlap::Sum, Overlap::Highest, Overlap::Special]).prop_map(PolicyEntry::Overlap),
        (select(vec![Round::HalfUp, Round::HalfEven, Round::Down, Round::Up]), maybe(placed(amount())),)
            .prop_map(|(round, to)| PolicyEntry::Rounding(round, to)),
        placed(number()).prop_map(PolicyEntry::PaidDays),
        select(vec![Discretion::Lowest, Discretion::Middle, Discretion::Highest])
            .prop_map(PolicyEntry::Discretion),
        cap().prop_map(PolicyEntry::Cap),
    ];
    (name(), maybe(text()), vec(placed(entry.boxed()), 0..6))
        .prop_map(|(name, title, entries)| Policy { name, title, entries })
        .boxed()
}

fn zone() -> Gen<Name> {
    select(vec!["Asia/Shanghai", "UTC", "+08:00", "America/Argentina/Buenos_Aires"])
        .prop_map(|z| at(z.to_string()))
        .boxed()
}

fn field_type() -> Gen<Spanned<FieldType>> {
    let base = prop_oneof![
        name().prop_map(FieldType::Named),
        maybe(placed(currency())).prop_map(FieldType::Money),
        vec(text(), 1..4).prop_map(FieldType::OneOf),
    ];
    (base, 0..3)
        .prop_map(|(base, lists)| (0..lists).fold(at(base), |ty, _| at(FieldType::ListOf(Box::new(ty)))))
        .boxed()
}

fn record() -> Gen<Record> {
    let range = (number(), number(), any::<bool>())
        .prop_map(|(a, b, negative)| at((if negative { -a } else { a }, b)));
    let field = (any::<bool>(), any::<bool>(), name(), field_type(), maybe(range), any::<bool>()).prop_map(
        |(key, actor, name, ty, range, optional)| FieldDecl { key, actor, name, ty, range, optional },
    );
    (name(), maybe(text()), vec(placed(field.boxed()), 0..6))
        .prop_map(|(name, title, fields)| Record { name, title, fields })
        .boxed()
}

fn state() -> Gen<State> {
    let body = prop_oneof![
        (act(), act()).prop_map(|(from, until)| StateBody::From { from, until }),
        (operand(), operand(), maybe(expr())).prop_map(|(from, to, filter)| StateBody::Over {
            from,
            to,
            filter
        }),
    ];
    (name(), maybe(text()), maybe(name()), body)
        .prop_map(|(name, title, subject, body)| State { name, title, subject, body })
        .boxed()
}

fn calendar() -> Gen<CalendarDecl> {
    let interval = (time_of_day(), time_of_day());
    let entry = prop_oneof![
        text().prop_map(CalendarEntry::File),
        (weekday(), weekday()).prop_map(|(a, b)| CalendarEntry::Week(a, b)),
        (vec(interval.clone(), 1..3), vec(weekday(), 0..3)).prop_map(|(i, d)| CalendarEntry::Hours(i, d)),
        (day(), maybe(day()), maybe(text())).prop_map(|(a, b, t)| CalendarEntry::Holiday(a, b, t)),
        (day(), maybe(day()), maybe(text())).prop_map(|(a, b, t)| CalendarEntry::Workday(a, b, t)),
        (name(), interval).prop_map(|(n, i)| CalendarEntry::Shift(n, i)),
        date_range().prop_map(CalendarEntry::Valid),
    ];
    (name(), maybe(text()), maybe(name()), vec(placed(entry.boxed()), 0..6))
        .prop_map(|(name, title, extends, entries)| CalendarDecl { name, title, extends, entries })
        .boxed()
}

// ---------------------------------------------------------------------------------------------- logs and tests

fn time_cells() -> Gen<TimeCells> {
    (places(), maybe(text())).prop_map(|(places, format)| TimeCells { places, format }).boxed()
}

fn places() -> Gen<Vec<Spanned<Place>>> {
    let place = prop_oneof![
        3 => raw_text().prop_map(Place::Column),
        1 => raw_text().prop_map(Place::Constant),
        1 => Just(Place::Header),
        1 => Just(Place::Cell),
    ];
    vec(place.prop_map(at), 1..4).boxed()
}

fn each_of() -> Gen<EachOf> {
    prop_oneof![
        text().prop_map(EachOf::Column),
        (text(), text(), vec(text(), 1..3)).prop_map(|(column, by, shapes)| EachOf::Part {
            column,
            by,
            shapes
        }),
    ]
    .boxed()
}

fn cells() -> Gen<Vec<CellDecl>> {
    let source = prop_oneof![
        text().prop_map(CellFrom::Constant),
        (places(), maybe(text()), maybe(text()), vec((text(), text()), 0..3)).prop_filter_map(
            "a constant alone is no column",
            |(places, format, unit, map)| {
                let constant = matches!(places.as_slice(), [only] if matches!(only.node, Place::Constant(_)));
                (!constant).then_some(CellFrom::Column(CellColumn { places, format, unit, map }))
            }
        ),
        // A test that begins with a text would be a column.
        expr().prop_map(|e| CellFrom::Test(at(ExprKind::Group(Box::new(e))))),
    ];
    vec((name(), source).prop_map(|(field, source)| CellDecl { field, source }), 0..4).boxed()
}

fn log() -> Gen<Log> {
    let event = (name(), maybe(expr()), maybe(each_of()), maybe(time_cells()), cells())
        .prop_map(|(event, filter, each, time, cells)| LogEvent { event, filter, each, time, cells });
    let entity = (name(), maybe(text()), maybe(expr()), maybe(text()), maybe((text(), text())), cells())
        .prop_map(|(entity, from, filter, distinct_by, valid, cells)| LogEntity {
            entity,
            from,
            filter,
            distinct_by,
            valid,
            cells,
        });
    let entry = prop_oneof![
        name().prop_map(LogEntry::Format),
        text().prop_map(LogEntry::Encoding),
        text().prop_map(LogEntry::Delimiter),
        small().prop_map(LogEntry::Skip),
        text().prop_map(LogEntry::Records),
        zone().prop_map(LogEntry::Timezone),
        date_range().prop_map(LogEntry::Observed),
        vec(text(), 1..3).prop_map(LogEntry::Blank),
        time_cells().prop_map(LogEntry::Time),
        event.prop_map(LogEntry::Event),
        entity.prop_map(LogEntry::Entity),
        expr().prop_map(LogEntry::Ignore),
    ];
    (text(), vec(placed(entry.boxed()), 0..5)).prop_map(|(pattern, entries)| Log { pattern, entries }).boxed()
}

fn status() -> Gen<Status> {
    use Status::*;
    select(vec![Fulfilled, Violated, Repaired, Excused, Waived, Unearned, Pending, Unknown]).boxed()
}

fn test() -> Gen<Test> {
    // A test expects postings, not duties; `before` at the end of a duty would reach for the next line.
    let posting = consequence()
        .prop_map(|c| if matches!(c.node, Consequence::Reparation(..)) { at(Consequence::Warn) } else { c });
    let entry = prop_oneof![
        (maybe(when()), name(), vec((name(), expr()), 0..4))
            .prop_map(|(at, name, cells)| TestEntry::Record { at, name, cells }),
        (maybe(small()), status(), name(), maybe(operand()), vec(posting, 0..2)).prop_map(
            |(times, status, norm, by, consequences)| TestEntry::Expect {
                times,
                status,
                norm,
                by,
                consequences
            }
        ),
        status().prop_map(TestEntry::ExpectNothing),
        (name(), expr()).prop_map(|(n, e)| TestEntry::Set(n, e)),
        date_range().prop_map(TestEntry::Observed),
    ];
    (text(), vec(placed(entry.boxed()), 0..5)).prop_map(|(title, entries)| Test { title, entries }).boxed()
}

/// Any declaration.
pub fn item() -> Gen<Item> {
    prop_oneof![
        1 => policy().prop_map(Item::Policy),
        1 => text().prop_map(Item::Use),
        1 => (name(), maybe(field_type()), maybe(expr()))
            .prop_map(|(name, ty, value)| Item::Param(Param { name, ty, value })),
        1 => record().prop_map(Item::Entity),
        1 => record().prop_map(Item::Event),
        2 => state().prop_map(Item::State),
        2 => (name(), maybe(text()), vec((name(), name()), 0..3), expr())
            .prop_map(|(name, title, params, value)| Item::Measure(Measure { name, title, params, value })),
        8 => norm().prop_map(Item::Norm),
        1 => calendar().prop_map(Item::Calendar),
        2 => log().prop_map(Item::Log),
        2 => test().prop_map(Item::Test),
    ]
    .boxed()
}

/// Any file.
pub fn file() -> Gen<File> {
    vec(placed(item()), 0..4).prop_map(|items| File { items, comments: Comments::default() }).boxed()
}
