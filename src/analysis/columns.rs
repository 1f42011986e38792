//! What `log` blocks say of single cells: where they stand, how they are written, and conditions on them.

use super::checker::Checker;
use super::error::{Manner, MappingProblem, ShapeFault};
use super::scope::Owner;
use super::{Part, StructureProblem, TypeWord};
use crate::event::{
    CellPlace, CellSource, CellSpec, ColumnTest, EachOf, Field, Shape, Side, TestValue, TextLike, TimeSpec,
    Type,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp, CellFrom};
use crate::time::elapsed_unit;

/// What a rule of a mapping may name besides columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtHand {
    /// `the header` and `the cell`.
    Column,
    /// Only columns.
    Nothing,
}

impl Checker<'_> {
    /// Several events from one row.
    pub(super) fn each_of(&mut self, each: &ast::EachOf) -> Option<EachOf> {
        match each {
            ast::EachOf::Column(pattern) => Some(EachOf::Column(pattern.node.clone())),
            ast::EachOf::Part { column, by, shapes } => {
                if by.node.is_empty() {
                    self.report(MappingProblem::BadShape { span: by.span, fault: ShapeFault::NoSeparator });
                }
                let shapes: Vec<Option<Shape>> = shapes
                    .iter()
                    .map(|text| match shape(&text.node) {
                        Ok(shape) => Some(shape),
                        Err(fault) => {
                            self.report(MappingProblem::BadShape { span: text.span, fault });
                            None
                        }
                    })
                    .collect();
                let shapes = shapes.into_iter().collect::<Option<Vec<Shape>>>()?;
                Some(EachOf::Part { column: column.node.clone(), by: by.node.clone(), shapes })
            }
        }
    }

    /// Parts of a cell.
    fn places(&mut self, places: &[Spanned<ast::Place>], hand: AtHand) -> Vec<CellPlace> {
        places
            .iter()
            .map(|place| match &place.node {
                ast::Place::Column(column) => CellPlace::Column(column.clone()),
                ast::Place::Constant(text) => CellPlace::Constant(text.clone()),
                ast::Place::Header => self.at_hand(CellPlace::Header, place.span, hand),
                ast::Place::Cell => self.at_hand(CellPlace::Cell, place.span, hand),
            })
            .collect()
    }

    fn at_hand(&mut self, place: CellPlace, span: Span, hand: AtHand) -> CellPlace {
        if hand == AtHand::Nothing {
            self.report(MappingProblem::NoColumnAtHand { span });
        }
        place
    }

    /// Where a timestamp is.
    pub(super) fn time_spec(&mut self, cells: &ast::TimeCells, hand: AtHand) -> TimeSpec {
        let format = cells.format.as_ref().map(|format| format.node.clone());
        TimeSpec { places: self.places(&cells.places, hand), format }
    }

    /// Where the fields of an event or entity come from.
    pub(super) fn cells(
        &mut self,
        cells: &[ast::CellDecl],
        owner: Owner,
        hand: AtHand,
    ) -> Vec<Option<CellSource>> {
        let known = match owner {
            Owner::Kind(id) => self.schema.kind(id).fields.clone(),
            Owner::Entity(id) | Owner::Row(id) => self.schema.entity(id).fields.clone(),
        };
        let mut fields: Vec<Option<CellSource>> = vec![None; known.len()];
        let mut taken: Vec<(usize, Span)> = Vec::new();
        for cell in cells {
            let Some(at) = self.find_field(owner, &cell.field) else { continue };
            if let Some((_, first)) = taken.iter().find(|(known, _)| *known == at) {
                let (first, part) = (*first, Part::Field(cell.field.node.clone()));
                self.report(StructureProblem::Repeated { part, first, second: cell.field.span });
                continue;
            }
            taken.push((at, cell.field.span));
            fields[at] = match &cell.source {
                CellFrom::Constant(text) => Some(CellSource::Constant(text.node.clone())),
                CellFrom::Column(cell) => Some(self.cell(cell, &known[at], hand)),
                CellFrom::Test(test) => self.column_test(test, hand).map(CellSource::Test),
            };
        }
        fields
    }

    fn cell(&mut self, cell: &ast::CellColumn, field: &Field, hand: AtHand) -> CellSource {
        let mut misfit = |span: Span, what: Option<Manner>| {
            if let Some(what) = what {
                let ty = TypeWord::of(&field.ty, &self.schema);
                self.report(MappingProblem::Misfit { field: field.name.clone(), ty, span, what });
            }
        };
        if let Some(format) = &cell.format {
            misfit(format.span, (!is_time(&field.ty)).then_some(Manner::Format));
        }
        if let Some(unit) = &cell.unit {
            misfit(unit.span, unit_fault(&field.ty, &unit.node));
        }
        let mut map: Vec<(String, String)> = Vec::new();
        for (i, (theirs, ours)) in cell.map.iter().enumerate() {
            if let Some((first, _)) = cell.map[..i].iter().find(|(known, _)| known.node == theirs.node) {
                let (first, second) = (first.span, theirs.span);
                self.report(MappingProblem::MappedTwice { word: theirs.node.clone(), first, second });
                continue;
            }
            map.push((theirs.node.clone(), ours.node.clone()));
        }
        CellSource::Cell(CellSpec {
            places: self.places(&cell.places, hand),
            format: cell.format.as_ref().map(|format| format.node.clone()),
            unit: cell.unit.as_ref().map(|unit| unit.node.clone()),
            map,
        })
    }

    /// `None`: there is a test, and it has been reported.
    pub(super) fn optional_test(
        &mut self,
        test: Option<&ast::Expr>,
        hand: AtHand,
    ) -> Option<Option<ColumnTest>> {
        match test {
            None => Some(None),
            Some(test) => self.column_test(test, hand).map(Some),
        }
    }

    /// A condition on raw columns, or a report.
    pub(super) fn column_test(&mut self, test: &ast::Expr, hand: AtHand) -> Option<ColumnTest> {
        use ast::{ExprKind, Predicate};
        match &test.node {
            ExprKind::Group(inner) => self.column_test(inner, hand),
            ExprKind::Not(inner) => Some(ColumnTest::Not(Box::new(self.column_test(inner, hand)?))),
            ExprKind::And(parts) => self.joined(parts, ColumnTest::And, hand),
            ExprKind::Or(parts) => self.joined(parts, ColumnTest::Or, hand),
            ExprKind::Predicate(of, Predicate::Filled) => Some(ColumnTest::Filled(self.tested(of, hand)?)),
            ExprKind::Predicate(of, Predicate::Blank) => {
                Some(ColumnTest::Not(Box::new(ColumnTest::Filled(self.tested(of, hand)?))))
            }
            ExprKind::Like(of, like, text) => {
                let like = match like {
                    ast::Like::Contains => TextLike::Contains,
                    ast::Like::StartsWith => TextLike::StartsWith,
                    ast::Like::EndsWith => TextLike::EndsWith,
                };
                Some(ColumnTest::Like(self.tested(of, hand)?, like, text.node.clone()))
            }
            ExprKind::Binary(left, op, right) => self.comparison(test.span, left, op.node, right, hand),
            _ => self.no_test(test.span),
        }
    }

    fn comparison(
        &mut self,
        span: Span,
        left: &ast::Expr,
        op: BinaryOp,
        right: &ast::Expr,
        hand: AtHand,
    ) -> Option<ColumnTest> {
        let place = self.tested(left, hand)?;
        let side = match op {
            BinaryOp::Lt => Some(Side::Below),
            BinaryOp::Le => Some(Side::AtMost),
            BinaryOp::Gt => Some(Side::Above),
            BinaryOp::Ge => Some(Side::AtLeast),
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::In | BinaryOp::NotIn => None,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => return self.no_test(span),
        };
        if let Some(side) = side {
            return match number(right) {
                Some(number) => Some(ColumnTest::Compare(place, side, number)),
                None => self.no_test(right.span),
            };
        }
        let same = match &right.node {
            ast::ExprKind::List(items) => {
                match items.iter().map(test_value).collect::<Option<Vec<TestValue>>>() {
                    Some(values) => ColumnTest::OneOf(place, values),
                    None => return self.no_test(right.span),
                }
            }
            ast::ExprKind::Column(_) | ast::ExprKind::ThisHeader | ast::ExprKind::ThisCell => {
                ColumnTest::Same(place, self.tested(right, hand)?)
            }
            _ => match test_value(right) {
                Some(value) => ColumnTest::OneOf(place, vec![value]),
                None => return self.no_test(right.span),
            },
        };
        Some(match op {
            BinaryOp::Ne | BinaryOp::NotIn => ColumnTest::Not(Box::new(same)),
            _ => same,
        })
    }

    /// The cell that is tested.
    fn tested(&mut self, expr: &ast::Expr, hand: AtHand) -> Option<CellPlace> {
        match &expr.node {
            ast::ExprKind::Column(column) => Some(CellPlace::Column(column.node.clone())),
            ast::ExprKind::ThisHeader => Some(self.at_hand(CellPlace::Header, expr.span, hand)),
            ast::ExprKind::ThisCell => Some(self.at_hand(CellPlace::Cell, expr.span, hand)),
            _ => self.no_test(expr.span),
        }
    }

    fn joined(
        &mut self,
        parts: &[ast::Expr],
        join: fn(Box<ColumnTest>, Box<ColumnTest>) -> ColumnTest,
        hand: AtHand,
    ) -> Option<ColumnTest> {
        let tests: Vec<Option<ColumnTest>> = parts.iter().map(|part| self.column_test(part, hand)).collect();
        let tests: Option<Vec<ColumnTest>> = tests.into_iter().collect();
        tests?.into_iter().reduce(|left, right| join(Box::new(left), Box::new(right)))
    }

    fn no_test<T>(&mut self, span: Span) -> Option<T> {
        self.report(MappingProblem::NoColumnTest { span });
        None
    }
}

fn test_value(expr: &ast::Expr) -> Option<TestValue> {
    match &expr.node {
        ast::ExprKind::Text(text) => Some(TestValue::Text(text.clone())),
        _ => number(expr).map(TestValue::Number),
    }
}

fn number(expr: &ast::Expr) -> Option<rust_decimal::Decimal> {
    match &expr.node {
        ast::ExprKind::Number(number) => Some(*number),
        ast::ExprKind::Negate(inner) => number(inner).map(|n| -n),
        _ => None,
    }
}

fn is_time(ty: &Type) -> bool {
    match ty {
        Type::Date | Type::TimeOfDay | Type::Instant => true,
        Type::List(item) => is_time(item),
        _ => false,
    }
}

fn unit_fault(ty: &Type, unit: &str) -> Option<Manner> {
    match ty {
        Type::Number => None,
        Type::Percent => (!matches!(unit, "%" | "％")).then_some(Manner::UnitOfShare),
        Type::Duration => elapsed_unit(unit).is_none().then_some(Manner::UnitOfTime),
        Type::List(item) => unit_fault(item, unit),
        _ => Some(Manner::Unit),
    }
}

/// Reads `{who}|{act}|{when}`.
fn shape(text: &str) -> Result<Shape, ShapeFault> {
    let mut pieces = text.split('{');
    let lead = pieces.next().unwrap_or_default();
    if lead.contains('}') {
        return Err(ShapeFault::Brace);
    }
    let mut names: Vec<(String, String)> = Vec::new();
    for piece in pieces {
        let (name, after) = piece.split_once('}').ok_or(ShapeFault::Brace)?;
        let name = name.trim();
        if name.is_empty() || after.contains('}') {
            return Err(ShapeFault::Brace);
        }
        if names.iter().any(|(known, _)| known == name) {
            return Err(ShapeFault::NameTwice(name.to_string()));
        }
        if let Some((last, between)) = names.last()
            && between.is_empty()
        {
            return Err(ShapeFault::Touching(last.clone(), name.to_string()));
        }
        names.push((name.to_string(), after.to_string()));
    }
    if names.is_empty() {
        return Err(ShapeFault::NoName);
    }
    Ok(Shape { lead: lead.to_string(), names })
}
