//! How the columns of the lake's tables are made from the columns of a file, worked out once for a file: which field
//! supplies which column, and what is the same for every row.

use std::collections::BTreeSet;

use super::super::definition::{Definition, Field, Origin, Reading, Rows};
use super::super::extract::{Values, read_field, resolve};
use super::super::grid::Grid;
use super::rule::Rules;
use crate::model::{Kind, Table, Value, tables};

/// How rows are made, for whole columns at a time.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// The fields that the file has a column for.
    pub(super) fields: Vec<FieldPlan<'a>>,
    /// The columns that one field supplies.
    pub(super) supplied: Vec<Supplied>,
    /// What rows of which tables are made.
    pub(super) tables: Vec<TablePlan>,
    /// The values of the fields that the file has no column for.
    pub(super) base: Values,
    /// Pairs of supplies that say the same year, or one of them none; other rows go the small path, which doubts them.
    pub(super) same_years: Vec<(Supply, usize)>,
}

/// A field and its column in the file.
#[derive(Debug)]
pub(super) struct FieldPlan<'a> {
    pub(super) field: &'a Field,
    /// Its column, from 0.
    pub(super) column: usize,
    /// What it supplies, by position in [`Plan::supplied`].
    pub(super) supplies: Vec<usize>,
    /// How its texts may be read without the rule.
    pub(super) quick: Quick,
}

/// How the texts of a field may be read without the rule, where they are plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quick {
    /// Not at all.
    No,
    /// As an amount; how many 分 the unit is.
    Amount(i64),
    Code,
    Name,
}

/// A column that one field supplies.
#[derive(Debug)]
pub(super) struct Supplied {
    pub(super) supplier: Supplier,
    pub(super) kind: Kind,
}

/// How the value of a column comes from the values of a field.
#[derive(Debug)]
pub(super) enum Supplier {
    /// The value of the field, or of a part of it.
    Take(String),
    /// Whether there is one.
    Has(String),
    /// The year of the day that it is.
    YearOf(String),
    /// What the definition's origin makes of it.
    Origin(Box<Origin>),
}

/// The rows of one table.
#[derive(Debug)]
pub(super) struct TablePlan {
    pub(super) table: &'static Table,
    /// Where each of its columns comes from, in the table's order.
    pub(super) columns: Vec<Supply>,
    /// Rows are made only where one of these supplies says so; empty: everywhere.
    pub(super) when_any: Vec<usize>,
}

/// Where a column comes from.
#[derive(Clone, Debug)]
pub(super) enum Supply {
    /// The file has no such column.
    Absent,
    /// The same for every row.
    Constant(Option<Value>),
    /// What a field supplies.
    One(usize),
    /// Texts joined by `|`, missing ones left out.
    Joined(Vec<Supply>),
    /// The first that has a value.
    First(Vec<Supply>),
}

impl<'a> Plan<'a> {
    /// The plan for a file; none where its definition asks for something that is not done by whole columns, so that
    /// every row goes the small path.
    pub(super) fn of(rules: &Rules<'a>) -> Option<Self> {
        let definition = rules.context.definition;
        // a code whose levels stand in columns of their own is read from all of them
        if !rules.context.header.levels.is_empty() {
            return None;
        }
        let row = rules.head.len();
        let grid = Grid::window(&rules.head, row, Vec::new());
        let mut sheet = rules.sheet(&grid);
        let mut plan = Self {
            fields: Vec::new(),
            supplied: Vec::new(),
            tables: Vec::new(),
            base: Values::new(),
            same_years: Vec::new(),
        };
        for field in &definition.fields {
            let Some(column) = rules.context.header.columns.get(&field.name).copied() else {
                read_field(&mut sheet, &rules.context, field, row, &mut plan.base).ok()?;
                continue;
            };
            if field.unit_from.as_ref().is_some_and(|other| rules.context.header.columns.contains_key(other)) {
                return None;
            }
            plan.fields.push(FieldPlan { field, column, supplies: Vec::new(), quick: Quick::No });
        }
        if !sheet.out.rejects.is_empty() {
            return None;
        }
        for rows in &definition.rows {
            plan.add_table(rules, rows)?;
        }
        let origins = definition.rows.iter().flat_map(|rows| rows.set.values());
        for name in origins.filter_map(|origin| origin.month_of.as_ref()) {
            if let Some(field) = plan.field_of(name) {
                let day = plan.supply(field, Supplier::YearOf(name.clone()), Kind::Year);
                let year = plan.take("fiscal_year", Kind::Year);
                plan.same_years.push((year, day));
            }
        }
        for position in 0..plan.fields.len() {
            plan.fields[position].quick = plan.quick(rules, &plan.fields[position]);
        }
        Some(plan)
    }

    fn add_table(&mut self, rules: &Rules<'_>, rows: &Rows) -> Option<()> {
        let table = tables::find(&rows.table)?;
        if !rows.each.is_empty() {
            return None;
        }
        let mut when_any = Vec::new();
        let mut is_always = rows.when_any.is_empty();
        for name in &rows.when_any {
            match self.field_of(name) {
                Some(field) => when_any.push(self.supply(field, Supplier::Has(name.clone()), Kind::Flag)),
                None => is_always |= self.base.get(name).is_some_and(Option::is_some),
            }
        }
        if !is_always && when_any.is_empty() {
            return Some(());
        }
        let mut columns = vec![Supply::Absent; table.columns.len()];
        for name in &rows.take {
            let position = table.position(name)?;
            let kind = table.columns[position].kind;
            let supply = self.take(name, kind);
            if !matches!(supply, Supply::Absent) {
                columns[position] = supply;
            }
        }
        for (name, origin) in &rows.set {
            let position = table.position(name)?;
            let supply = self.set(rules, origin, table.columns[position].kind)?;
            if !matches!(supply, Supply::Absent) {
                columns[position] = supply;
            }
        }
        self.tables.push(TablePlan { table, columns, when_any: if is_always { Vec::new() } else { when_any } });
        Some(())
    }

    /// The field that a name is, or a part of; none where the file has no column for it.
    fn field_of(&self, name: &str) -> Option<usize> {
        let whole = name.split('.').next().unwrap_or(name);
        self.fields.iter().position(|known| known.field.name == whole)
    }

    fn supply(&mut self, field: usize, supplier: Supplier, kind: Kind) -> usize {
        if let Supplier::Take(name) = &supplier {
            let is_same = |at: &usize| {
                let known = &self.supplied[*at];
                matches!(&known.supplier, Supplier::Take(other) if other == name)
                    && known.kind.data_type() == kind.data_type()
            };
            if let Some(known) = self.fields[field].supplies.iter().copied().find(is_same) {
                return known;
            }
        }
        let position = self.supplied.len();
        self.supplied.push(Supplied { supplier, kind });
        self.fields[field].supplies.push(position);
        position
    }

    fn take(&mut self, name: &str, kind: Kind) -> Supply {
        match self.field_of(name) {
            Some(field) => Supply::One(self.supply(field, Supplier::Take(name.to_owned()), kind)),
            None => self.base.get(name).map_or(Supply::Absent, |value| Supply::Constant(value.clone())),
        }
    }

    /// Where a column that the definition sets comes from; none where that is more than this plan can.
    fn set(&mut self, rules: &Rules<'_>, origin: &Origin, kind: Kind) -> Option<Supply> {
        let grid = Grid::default();
        let sheet = rules.sheet(&grid);
        if let Some(rule) = &origin.subject {
            // where there is a code it is the subject; rows without one go the small path
            let field = self.field_of(&rule.code)?;
            return Some(Supply::One(self.supply(field, Supplier::Origin(Box::new(origin.clone())), kind)));
        }
        let reads = origin.reads();
        let fields: BTreeSet<usize> = reads.iter().filter_map(|name| self.field_of(name)).collect();
        let mut fields = fields.into_iter();
        match (fields.next(), fields.next()) {
            (None, _) => Some(resolve(&sheet, origin, &self.base, Some(kind)).map_or(Supply::Absent, Supply::Constant)),
            (Some(field), None) => {
                Some(Supply::One(self.supply(field, Supplier::Origin(Box::new(origin.clone())), kind)))
            }
            _ => self.several(rules, origin, kind),
        }
    }

    /// A column made from several fields: the probe sees to it that the origin means what is done here.
    fn several(&mut self, rules: &Rules<'_>, origin: &Origin, kind: Kind) -> Option<Supply> {
        let grid = Grid::default();
        let sheet = rules.sheet(&grid);
        let probe = |missing: Option<&str>| -> Values {
            let values = origin.reads().into_iter().filter(|name| Some(*name) != missing);
            values.map(|name| (name.to_owned(), Some(Value::from(name)))).collect()
        };
        let says = |values: &Values| resolve(&sheet, origin, values, Some(kind)).flatten();
        if let Some(names) = &origin.join {
            let are_texts = names.iter().all(|name| {
                let field = self.field_of(name).map(|field| self.fields[field].field);
                field.is_none_or(|field| matches!(Definition::reading(field), Reading::Name | Reading::Code))
            });
            let joined = names.join("|");
            if !are_texts || says(&probe(None)) != Some(Value::Text(joined)) || kind != Kind::Text {
                return None;
            }
            let supplies = names.iter().map(|name| self.take(name, Kind::Text));
            return Some(Supply::Joined(supplies.collect()));
        }
        let names: Vec<&String> = origin.field.iter().chain(origin.first.iter().flatten()).collect();
        for (at, name) in names.iter().enumerate() {
            // the first that has a value, whichever are missing before it
            let values: Values = names[at..].iter().map(|name| ((*name).clone(), Some(name.as_str().into()))).collect();
            if says(&values) != Some(Value::from(name.as_str())) {
                return None;
            }
        }
        let mut supplies: Vec<Supply> = names.into_iter().map(|name| self.take(name, kind)).collect();
        for name in [&origin.or_year_after, &origin.year_after].into_iter().flatten() {
            let after = Origin { year_after: Some(name.clone()), ..Origin::default() };
            supplies.push(self.set(rules, &after, kind)?);
        }
        (!supplies.is_empty()).then_some(Supply::First(supplies))
    }

    fn quick(&self, rules: &Rules<'_>, field: &FieldPlan<'_>) -> Quick {
        let is_plain = field.field.missing.is_empty()
            && field.field.words.is_empty()
            && field.field.drop_when.is_none()
            && field.supplies.iter().all(
                |supply| matches!(&self.supplied[*supply].supplier, Supplier::Take(name) if *name == field.field.name),
            );
        if !is_plain {
            return Quick::No;
        }
        let quick = match Definition::reading(field.field) {
            Reading::Money => {
                let unit = rules.context.header.units.get(&field.column).copied().unwrap_or(rules.context.unit);
                i64::try_from(unit.as_money().fen()).map_or(Quick::No, Quick::Amount)
            }
            Reading::Code => Quick::Code,
            Reading::Name => Quick::Name,
            _ => Quick::No,
        };
        if self.agrees(rules, field, quick) { quick } else { Quick::No }
    }

    /// Whether the rule says the same as the quick way about a few texts: a definition may have taught it more.
    fn agrees(&self, rules: &Rules<'_>, field: &FieldPlan<'_>, quick: Quick) -> bool {
        let texts = ["0", "1", "2024", "1234.50", "-3.00", "0.05", "100000000", "A1", "城区道路养护"];
        texts.iter().all(|text| {
            let expected = match quick {
                Quick::No => return true,
                Quick::Amount(fen) => {
                    super::rule::plain_amount(text.as_bytes(), fen).map(i128::from).map(Value::Decimal)
                }
                Quick::Code => super::rule::is_plain_code(text.as_bytes()).then(|| Value::from(*text)),
                Quick::Name => Some(Value::from(*text)),
            };
            let Some(expected) = expected else { return true };
            let said = super::rule::said(rules, &self.base, field, &self.supplied, text);
            !said.is_odd && said.values.iter().all(|value| value.as_ref() == Some(&expected))
        })
    }
}

impl TablePlan {
    /// The columns that its rows have, as bits by position.
    pub(super) fn present(&self) -> u64 {
        let has = |(position, supply): (usize, &Supply)| u64::from(!matches!(supply, Supply::Absent)) << position;
        self.columns.iter().enumerate().map(has).sum()
    }
}
