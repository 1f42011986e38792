//! A policy put together by hand, so that the report is tested apart from the language, and logs that are really run.

use guiju::analysis::model::{
    Act, Branch, Check, Cite, CompareOp, Conduct, Consequence, Count, Each, Excuse, Expr, ExprKind, FieldRef,
    Header, Limit, Literal, Model, Norm, NormKind, Occasion, Param, ParamId, Penalty, Per, Predicate, Quorum,
    Roster, SameKey, Spans, Stage, Validity, Var,
};
use guiju::check::{CheckOptions, Checked, Input, check};
use guiju::diagnostics::DrawOptions;
use guiju::event::{EntityId, EntitySchema, Field, KindId, KindSchema, RowRef, Schema, Type};
use guiju::ingest::{self, Ingested};
use guiju::locale::Lang;
use guiju::money::{Amount, Currency};
use guiju::report::{self, InputFacts, Part, Report, ReportInput, RowText, RowTexts, RunFacts};
use guiju::source::{FileId, Sources, Span};
use guiju::time::{ClockTime, ClockUnit, Conventions, Length, Point, Rules, Unit, Zone};

/// The kinds of event, each with its fields; `!` marks the key, `@` the actor, `?` an optional one.
const KINDS: &[(&str, &str)] = &[
    ("alarm", "!fault owner national drill?"),
    ("arrive", "fault @staff"),
    ("inform", "fault to"),
    ("record", "@staff ph flow"),
    ("shutdown", "fault"),
    ("check_in", "@staff"),
    ("explain", "@staff"),
    ("comparison", "enterprise"),
    ("plan", "enterprise subject"),
    ("draft", "!doc @author"),
    ("review", "doc @staff"),
    ("outage", "!outage staff"),
    ("outage_report", "outage"),
    ("delete", "@staff approved?"),
    ("training", "subject?"),
    ("coffee", "cups"),
];

/// A policy file and the norms made from it.
pub struct Policy {
    pub sources: Sources,
    pub model: Model,
    file: FileId,
    /// Where the norm being built begins.
    from: usize,
    bool_fields: Vec<&'static str>,
}

fn type_of(field: &str) -> Type {
    match field {
        "national" | "drill" => Type::Bool,
        "ph" | "flow" | "cups" => Type::Number,
        _ => Type::Text,
    }
}

fn kind_schema(name: &str, fields: &str) -> KindSchema {
    let mut kind =
        KindSchema { name: name.into(), fields: vec![], key: None, actor: None, read: name != "coffee" };
    for (i, field) in fields.split(' ').enumerate() {
        kind.key = kind.key.or(field.starts_with('!').then_some(i));
        kind.actor = kind.actor.or(field.starts_with('@').then_some(i));
        let name = field.trim_matches(['!', '@', '?']);
        let range = (name == "ph").then(|| (0.into(), 14.into()));
        kind.fields.push(Field {
            name: name.into(),
            ty: type_of(name),
            optional: field.ends_with('?'),
            range,
            read: true,
        });
    }
    kind
}

impl Policy {
    fn empty(name: &str, text: &str, kinds: &[(&str, &str)]) -> Policy {
        let mut sources = Sources::default();
        let file = sources.add(name, text);
        let staff = EntitySchema {
            name: "staff".into(),
            fields: vec![Field {
                name: "id".into(),
                ty: Type::Text,
                optional: false,
                range: None,
                read: true,
            }],
            key: 0,
        };
        let model = Model {
            header: Header {
                name: "online_monitoring".into(),
                title: Some("operation of online pollution monitoring".into()),
                sources: vec!["运营工作标准".into()],
                version: None,
                effective: (None, None),
                zone: Zone::named("Asia/Shanghai"),
                calendar: None,
                currency: Some(Currency::CNY),
                conventions: Conventions::default(),
            },
            schema: Schema {
                kinds: kinds.iter().map(|(name, fields)| kind_schema(name, fields)).collect(),
                entities: vec![staff],
            },
            kind_spans: vec![],
            params: vec![],
            norms: vec![],
            logs: vec![],
        };
        Policy { sources, model, file, from: 0, bool_fields: vec![] }
    }

    /// Where a text stands, from the current norm on.
    fn span(&self, needle: &str) -> Span {
        let text = &self.sources.get(self.file).text;
        let start = self.from + text[self.from..].find(needle).unwrap_or_else(|| panic!("no `{needle}`"));
        Span::new(self.file, start, start + needle.len())
    }

    /// From one text to the end of another.
    fn spans(&self, first: &str, last: &str) -> Span {
        self.span(first).to(self.span(last))
    }

    fn kind(&self, name: &str) -> KindId {
        self.model.schema.kind_named(name).unwrap()
    }

    fn field(&self, var: Var, kind: &str, field: &str, written: &str) -> Expr {
        let id = self.kind(kind);
        let index = self.model.schema.kind(id).field(field).unwrap();
        let ty = self.model.schema.kind(id).fields[index].ty.clone();
        Expr { kind: ExprKind::EventField(var, FieldRef { kind: id, index }), ty, span: self.span(written) }
    }

    fn text(&self, text: &str, written: &str) -> Expr {
        Expr { kind: ExprKind::Literal(Literal::Text(text.into())), ty: Type::Text, span: self.span(written) }
    }

    fn equal(&self, a: Expr, b: Expr, written: &str) -> Expr {
        let kind = ExprKind::Compare(Box::new(a), CompareOp::Eq, Box::new(b));
        Expr { kind, ty: Type::Bool, span: self.span(written) }
    }

    fn act(&self, kind: &str, same: &[(&str, &str)], written: &str) -> Act {
        let id = self.kind(kind);
        let same = same
            .iter()
            .map(|(field, of)| SameKey {
                field: self.model.schema.kind(id).field(field).unwrap(),
                value: self.field(Var::Occasion, of, field, written),
            })
            .collect();
        Act {
            kind: id,
            same,
            filter: None,
            count: Count { min: 1, max: None },
            every_of: None,
            quorum: None,
            span: self.span(written),
        }
    }

    /// A norm without time, excuse and consequence.
    fn norm(&mut self, name: &str, title: Option<&str>, cite: Option<Cite>, when: &str) -> Norm {
        let text = self.sources.get(self.file).text.clone();
        let head = text.find(&format!(" {name} ")).unwrap() + 1;
        self.from = text[..head].rfind('\n').map_or(0, |i| i + 1);
        let end = self.from + text[self.from..].find("\n}").unwrap() + 2;
        let conduct_word = if text[self.from..end].contains("应当") { "应当" } else { "must" };
        let conduct = self.span(conduct_word);
        let line = text[conduct.start as usize..].find('\n').unwrap();
        Norm {
            name: name.into(),
            title: title.map(Into::into),
            kind: if text[self.from..].starts_with("prohibition") {
                NormKind::Prohibition
            } else {
                NormKind::Duty
            },
            cite,
            reading: None,
            effective: (None, None),
            occasion: Occasion::Event {
                kind: self.model.schema.kind_named(when).unwrap_or(KindId(0)),
                filter: None,
            },
            bearer: None,
            conduct: Conduct::Never,
            time: vec![],
            excuses: vec![],
            stages: vec![],
            open_params: vec![],
            spans: Spans {
                name: self.span(name),
                whole: Span::new(self.file, self.from, end),
                cite: None,
                occasion: self.span(when),
                bearer: None,
                conduct: Span::new(self.file, conduct.start as usize, conduct.start as usize + line),
                time: None,
            },
        }
    }

    fn within(&self, length: Length, written: &str) -> Branch {
        Branch { condition: None, limit: Limit::Within(length, None), span: self.span(written) }
    }

    fn stage(&self, consequences: &[(Penalty, Per, &str)]) -> Stage {
        let list: Vec<Consequence> = consequences
            .iter()
            .map(|(penalty, per, written)| Consequence {
                penalty: penalty.clone(),
                per: *per,
                span: self.span(written),
            })
            .collect();
        Stage { reparation: None, span: list[0].span, consequences: list }
    }
}

fn clause(source: &str, clause: &str, anchor: Option<&str>) -> Option<Cite> {
    Some(Cite { source: Some(source.into()), clause: Some(clause.into()), anchor: anchor.map(Into::into) })
}

fn fine(amount: i64, currency: &str) -> Penalty {
    Penalty::Fine(Amount::new(amount.into(), Currency::parse(currency).unwrap()))
}

fn minutes(n: i64) -> Length {
    Length::elapsed(n, ClockUnit::Minute)
}

const STANDARD: &str = "运营工作标准";

impl Policy {
    /// The norms of `policy.guiju`.
    pub fn monitoring() -> Policy {
        let mut p = Policy::empty("policy.guiju", include_str!("policy.guiju"), KINDS);
        p.bool_fields = vec!["national", "drill"];
        p.model.params.push(Param {
            name: "report_within".into(),
            ty: Type::Duration,
            span: p.span("report_within"),
            bound: false,
            shown: None,
        });
        let norms = [
            Policy::arrive_on_site,
            Policy::complete_records,
            Policy::no_shutdown,
            Policy::report_in_the_morning,
            Policy::plan_a_month_ahead,
            Policy::review_by_another,
            Policy::report_outage,
            Policy::never_delete,
            Policy::two_trainings,
        ];
        for norm in norms {
            let norm = norm(&mut p);
            p.model.norms.push(norm);
        }
        p
    }

    fn arrive_on_site(&mut self) -> Norm {
        let cite = clause(STANDARD, "8", Some("30 分钟内到达现场"));
        let mut n = self.norm("arrive_on_site", Some("on site in time after an alarm"), cite, "alarm");
        n.reading = Some("the clock starts with the alarm".into());
        n.bearer = Some(self.field(Var::Occasion, "alarm", "owner", "alarm.owner"));
        n.spans.bearer = Some(self.span("alarm.owner"));
        n.conduct = Conduct::Must(self.act("arrive", &[("fault", "alarm")], "arrive same fault"));
        let national = self.field(Var::Occasion, "alarm", "national", "alarm.national");
        n.time = vec![
            Branch { condition: Some(national), ..self.within(minutes(30), "30 minutes if alarm.national") },
            self.within(minutes(40), "40 minutes"),
        ];
        let written = "inform same fault for every to in [\"platform\", \"director\"]";
        let mut inform = self.act("inform", &[("fault", "alarm")], written);
        let to = self.field(Var::Candidate, "inform", "to", "to in");
        let each = Expr { kind: ExprKind::Var(Var::Each), ty: Type::Text, span: self.span("to in") };
        inform.filter = Some(self.equal(to, each, "to in"));
        inform.every_of =
            Some(vec![self.text("platform", "\"platform\""), self.text("director", "\"director\"")]);
        let drill = self.field(Var::Occasion, "alarm", "drill", "alarm.drill");
        n.excuses = vec![
            Excuse::Act { act: inform, time: vec![], span: self.span(written) },
            Excuse::Condition { condition: drill, span: self.span("alarm.drill") },
        ];
        n.stages = vec![self.stage(&[(fine(100, "CNY"), Per::Occurrence, "fine 100 CNY")])];
        n
    }

    fn complete_records(&mut self) -> Norm {
        let mut n = self.norm(
            "complete_records",
            Some("records are complete"),
            clause(STANDARD, "2", None),
            "record",
        );
        n.bearer = Some(self.field(Var::Occasion, "record", "staff", "record.staff"));
        let check = |p: &Policy, field: &str| {
            let cell = p.field(Var::Occasion, "record", field, field);
            let field = p.model.schema.kind(p.kind("record")).field(field);
            Check {
                condition: Expr {
                    kind: ExprKind::Predicate(Box::new(cell), Predicate::FilledAndValid),
                    ty: Type::Bool,
                    span: p.span("record.[ph, flow] filled and valid"),
                },
                field,
            }
        };
        n.conduct = Conduct::Check(vec![check(self, "ph"), check(self, "flow")]);
        n.stages = vec![self.stage(&[
            (fine(50, "CNY"), Per::Field, "fine 50 CNY per field"),
            (Penalty::Demerit(1.into()), Per::Occurrence, "demerit 1 points"),
        ])];
        n
    }

    fn no_shutdown(&mut self) -> Norm {
        let cite = clause(STANDARD, "5", Some("不得停机"));
        let mut n = self.norm("no_shutdown", Some("no shutdown while a fault is open"), cite, "alarm");
        n.bearer = Some(self.field(Var::Occasion, "alarm", "owner", "alarm.owner"));
        n.conduct = Conduct::MustNot(self.act("shutdown", &[("fault", "alarm")], "shutdown same fault"));
        n.time = vec![self.within(Length::elapsed(2, ClockUnit::Hour), "2 hours")];
        n.stages = vec![self.stage(&[
            (Penalty::Warn, Per::Occurrence, "warn"),
            (Penalty::Demerit(2.into()), Per::Occurrence, "demerit 2 points"),
        ])];
        n
    }

    fn member_act(&self, kind: &str, written: &str) -> Act {
        let mut act = self.act(kind, &[], written);
        let staff = self.field(Var::Candidate, kind, "staff", "staff = s");
        let member = Expr { kind: ExprKind::Var(Var::Member), ty: Type::Text, span: self.span("staff = s") };
        act.filter = Some(self.equal(staff, member, "staff = s"));
        act
    }

    fn report_in_the_morning(&mut self) -> Norm {
        let cite = clause(STANDARD, "10", Some("每天早晨 8:20"));
        let mut n = self.norm("report_in_the_morning", Some("at the bureau by 8:20"), cite, "each");
        n.spans.occasion = self.span("each    day for s in staff");
        n.occasion = Occasion::Each(Each {
            unit: Unit::Day,
            roster: Some(Roster { entity: EntityId(0), filter: None, validity: Validity::Throughout }),
        });
        n.bearer =
            Some(Expr { kind: ExprKind::Var(Var::Member), ty: Type::Text, span: self.span("bearer  s") });
        n.conduct = Conduct::Must(self.member_act("check_in", "check_in where staff = s"));
        n.time = vec![Branch {
            condition: None,
            limit: Limit::By(Point::TimeOfDay(ClockTime::minute(8, 20).unwrap())),
            span: self.span("08:20"),
        }];
        let explain = self.member_act("explain", "explain where staff = s");
        let mut repair = self.stage(&[(fine(20, "CNY"), Per::Occurrence, "fine 20 CNY")]);
        repair.consequences.clear();
        repair.reparation = Some((explain, vec![self.within(Length::Days(1), "1 day")]));
        n.stages = vec![repair, self.stage(&[(fine(20, "CNY"), Per::Occurrence, "fine 20 CNY")])];
        n
    }

    fn plan_a_month_ahead(&mut self) -> Norm {
        let mut n = self.norm("plan_a_month_ahead", None, None, "comparison");
        let mut act = self.act(
            "plan",
            &[("enterprise", "comparison")],
            "plan same enterprise where subject = \"comparison\"",
        );
        let subject = self.field(Var::Candidate, "plan", "subject", "subject");
        let written = "subject = \"comparison\"";
        act.filter = Some(self.equal(subject, self.text("comparison", "\"comparison\""), written));
        n.conduct = Conduct::Must(act);
        n.time = vec![Branch {
            condition: None,
            limit: Limit::Before {
                act: None,
                at_least: Some(Length::Months(1)),
                at_most: Some(Length::Months(3)),
            },
            span: self.span("at least 1 month, at most 3 months before"),
        }];
        n.stages = vec![self.stage(&[(fine(200, "EUR"), Per::Occurrence, "fine 200 EUR")])];
        n
    }

    fn review_by_another(&mut self) -> Norm {
        let mut n = self.norm("review_by_another", None, clause("公文办法", "3", None), "draft");
        n.bearer = Some(self.field(Var::Occasion, "draft", "author", "draft.author"));
        let mut act =
            self.act("review", &[("doc", "draft")], "review same doc by someone other than draft.author");
        let mut author = self.field(Var::Occasion, "draft", "author", "draft.author");
        author.span = self.spans("draft.author", "draft.author");
        act.quorum = Some(Quorum::OtherThan(author));
        n.conduct = Conduct::Must(act);
        n.time = vec![self.within(Length::Days(3), "3 days")];
        n.stages = vec![self.stage(&[(Penalty::Warn, Per::Occurrence, "warn")])];
        n
    }

    fn report_outage(&mut self) -> Norm {
        let mut n = self.norm("report_outage", None, None, "outage");
        n.bearer = Some(self.field(Var::Occasion, "outage", "staff", "outage.staff"));
        n.conduct =
            Conduct::Must(self.act("outage_report", &[("outage", "outage")], "outage_report same outage"));
        let limit = Limit::WithinOpen(ParamId(0));
        n.time = vec![Branch { condition: None, limit, span: self.span("report_within") }];
        n.open_params = vec![ParamId(0)];
        n
    }

    fn never_delete(&mut self) -> Norm {
        let mut n = self.norm("never_delete", None, None, "delete");
        n.bearer = Some(self.field(Var::Occasion, "delete", "staff", "delete.staff"));
        let approved = self.field(Var::Occasion, "delete", "approved", "delete.approved");
        let written = "delete.approved = \"yes\"";
        let condition = self.equal(approved, self.text("yes", "\"yes\""), written);
        n.excuses = vec![Excuse::Condition { condition, span: self.span(written) }];
        n.stages = vec![self.stage(&[(fine(500, "CNY"), Per::Occurrence, "fine 500 CNY")])];
        n
    }

    fn two_trainings(&mut self) -> Norm {
        let mut n = self.norm("two_trainings", None, None, "month");
        n.spans.occasion = self.span("each    month");
        n.occasion = Occasion::Each(Each { unit: Unit::Month, roster: None });
        let mut act = self.act("training", &[], "training at least 2 times");
        act.count = Count { min: 2, max: None };
        n.conduct = Conduct::Must(act);
        n
    }

    /// The norm of `报警.guiju`: Chinese names throughout.
    pub fn chinese() -> Policy {
        let kinds = [("报警", "!故障号 负责人"), ("到场", "故障号 @员工")];
        let mut p = Policy::empty("报警.guiju", include_str!("报警.guiju"), &kinds);
        p.model.header.name = "在线监测".into();
        p.model.header.title = Some("污染源在线监测运营".into());
        let cite = clause("运营管理制度", "8", Some("30 分钟内到达现场"));
        let mut n = p.norm("到场时限", Some("报警后按时到场"), cite, "报警");
        n.bearer = Some(p.field(Var::Occasion, "报警", "负责人", "报警.负责人"));
        n.conduct = Conduct::Must(p.act("到场", &[("故障号", "报警")], "到场 同 故障号"));
        n.time = vec![p.within(minutes(30), "30 分钟\n")];
        n.time[0].span.end -= 1;
        n.stages = vec![p.stage(&[(fine(100, "CNY"), Per::Occurrence, "罚款 100 元")])];
        p.model.norms.push(n);
        p
    }

    /// Only some of its norms.
    pub fn only(mut self, names: &[&str]) -> Policy {
        self.model.norms.retain(|n| names.contains(&n.name.as_str()));
        self
    }
}

/// A run of a policy over logs.
pub struct Run {
    pub policy: Policy,
    pub inputs: Vec<Input>,
    pub checked: Checked,
    pub facts: RunFacts,
}

impl Run {
    pub fn new(policy: Policy, logs: &[(&str, &str)]) -> Run {
        Run::with(policy, logs, CheckOptions::default())
    }

    pub fn with(policy: Policy, logs: &[(&str, &str)], options: CheckOptions) -> Run {
        let inputs: Vec<Input> = logs
            .iter()
            .map(|(name, text)| Input { name: (*name).into(), bytes: text.as_bytes().to_vec() })
            .collect();
        let sources = guiju::check::sources(&policy.model, &inputs).unwrap();
        let checked = check(&policy.model, &sources, options);
        let facts =
            RunFacts { policy_files: vec![("policy.guiju".into(), "0".repeat(64))], ..RunFacts::default() };
        Run { policy, inputs, checked, facts }
    }

    pub fn report(&self, lang: Lang) -> Report {
        let accounts: Vec<InputFacts> = self.checked.ingested.files.iter().map(facts).collect();
        let evidence = Rows { inputs: &self.inputs, ingested: &self.checked.ingested };
        report::build(&ReportInput {
            model: &self.policy.model,
            plan: &self.checked.plan,
            outcome: &self.checked.outcome,
            interner: &self.checked.interner,
            sources: &self.policy.sources,
            rules: Rules::new(&self.checked.zone, None),
            inputs: &accounts,
            evidence: &evidence,
            run: &RunFacts { lang, ..self.facts.clone() },
        })
    }

    pub fn human(&self, lang: Lang) -> String {
        report::human(&self.report(lang), &DrawOptions::default(), None)
    }
}

fn facts(file: &ingest::FileAccount) -> InputFacts {
    InputFacts {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
        format: file.format.id().into(),
        rows: file.rows,
        used: file.used,
        ignored: file.ignored,
        duplicate: file.duplicate,
        rejected: file.rejected,
        earliest: file.earliest,
        latest: file.latest,
        kinds: file.kinds.iter().map(|k| (k.kind, k.events)).collect(),
    }
}

struct Rows<'a> {
    inputs: &'a [Input],
    ingested: &'a Ingested,
}

impl RowTexts for Rows<'_> {
    fn show(&self, row: &RowRef, kind: Option<KindId>, rule: Option<u16>, parts: &[Part]) -> Option<RowText> {
        let account = &self.ingested.files[row.input.0 as usize];
        let rule = rule.map_or_else(
            || account.rules.iter().find(|r| Some(r.kind) == kind),
            |rule| account.rules.get(usize::from(rule)),
        );
        let column = |part: &Part| match part {
            Part::Time => rule?.time.last().map(String::as_str),
            Part::Field(index) => rule?.fields.get(*index)?.as_deref(),
        };
        let named: Vec<Option<&str>> = parts.iter().map(column).collect();
        let asked: Vec<&str> = named.iter().flatten().copied().collect();
        let shown = ingest::excerpt(&self.inputs[row.input.0 as usize].bytes, account, row, &asked)?;
        let mut places = shown.cells.into_iter();
        let parts = named.iter().map(|name| name.and_then(|_| places.next().flatten())).collect();
        Some(RowText { text: shown.text, begin: shown.begin, parts })
    }
}
