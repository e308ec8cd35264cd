//! Which products a list shows, in which order: tests that must all hold, made into one query. It must not know how they
//! are asked for.

use super::ids::Kind;
use super::products::{COLUMNS, Product, read};
use crate::error::Result;
use crate::world::{Instant, Transaction, Value};

/// What is tested, and what can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Name,
    Slug,
    Sku,
    Status,
    Kind,
    Created,
    Modified,
    Parent,
    Featured,
    Virtual,
    Downloadable,
    OnSale,
    TaxClass,
    StockStatus,
    PriceMin,
    PriceMax,
    Rating,
    TotalSales,
    MenuOrder,
}

impl Column {
    fn sql(self) -> &'static str {
        match self {
            Column::Number => "p.number",
            Column::Name => "p.name",
            Column::Slug => "p.slug",
            Column::Sku => "p.sku",
            Column::Status => "p.status",
            Column::Kind => "p.kind",
            Column::Created => "p.created_at",
            Column::Modified => "p.modified_at",
            Column::Parent => "f.parent",
            Column::Featured => "f.featured",
            Column::Virtual => "f.is_virtual",
            Column::Downloadable => "f.is_downloadable",
            Column::OnSale => "f.on_sale",
            Column::TaxClass => "f.tax_class",
            Column::StockStatus => "f.stock_status",
            Column::PriceMin => "COALESCE(f.price_min, 0)",
            Column::PriceMax => "COALESCE(f.price_max, 0)",
            Column::Rating => "f.rating",
            Column::TotalSales => "f.total_sales",
            Column::MenuOrder => "f.menu_order",
        }
    }

    /// Whether it is one of the facets, which lie beside the products.
    fn is_facet(self) -> bool {
        self.sql().contains("f.")
    }
}

/// One test of a product.
#[derive(Clone, Debug)]
pub enum Test<'a> {
    Is(Column, i64),
    /// Its lowest or its highest price lies within, in millionths.
    Costs(i64, i64),
    /// Later than, and not at.
    After(Column, Instant),
    Before(Column, Instant),
    Among(Column, Vec<&'a str>),
    NotAmong(Column, Vec<&'a str>),
    AmongNumbers(Column, &'a [i64]),
    NotAmongNumbers(Column, &'a [i64]),
    /// The text lies in the column, whatever its case where the database has none.
    Contains(Column, &'a str),
    /// All words of the text lie in what is searched.
    Search(&'a str),
    /// It has one of these terms.
    Term(Kind, Vec<i64>),
}

/// A query that grows.
#[derive(Default)]
struct Condition<'a> {
    sql: String,
    values: Vec<Value<'a>>,
    uses_facets: bool,
}

impl<'a> Condition<'a> {
    fn and(&mut self, column: Column, test: &str, value: Value<'a>) {
        self.uses_facets |= column.is_facet();
        self.sql.push_str(&format!(" AND {} {test}", column.sql()));
        self.values.push(value);
    }

    fn among(&mut self, column: Column, test: &str, words: &[&'a str]) {
        self.uses_facets |= column.is_facet();
        let marks = vec!["?"; words.len()].join(", ");
        self.sql.push_str(&format!(" AND {} {test} ({marks})", column.sql()));
        self.values.extend(words.iter().map(|word| Value::from(*word)));
    }

    fn among_numbers(&mut self, column: Column, test: &str, numbers: &[i64]) {
        self.uses_facets |= column.is_facet();
        self.sql.push_str(&format!(" AND {} {test} ({})", column.sql(), joined(numbers)));
    }

    fn add(&mut self, test: &'a Test, patterns: &'a [String]) {
        match test {
            Test::Is(column, value) => self.and(*column, "= ?", (*value).into()),
            Test::Costs(least, most) => {
                self.uses_facets = true;
                self.sql
                    .push_str(" AND (f.price_min BETWEEN ? AND ? OR f.price_max BETWEEN ? AND ?)");
                self.values.extend([*least, *most, *least, *most].map(Value::from));
            }
            Test::After(column, at) => self.and(*column, "> ?", (*at).into()),
            Test::Before(column, at) => self.and(*column, "< ?", (*at).into()),
            Test::Among(column, words) => self.among(*column, "IN", words),
            Test::NotAmong(column, words) => self.among(*column, "NOT IN", words),
            Test::AmongNumbers(column, numbers) => self.among_numbers(*column, "IN", numbers),
            Test::NotAmongNumbers(column, numbers) => {
                self.among_numbers(*column, "NOT IN", numbers);
            }
            Test::Contains(column, _) => {
                for pattern in patterns {
                    self.and(*column, "LIKE ? ESCAPE '!'", pattern.into());
                }
            }
            Test::Search(_) => {
                self.uses_facets = true;
                for pattern in patterns {
                    self.sql.push_str(" AND f.search LIKE ? ESCAPE '!'");
                    self.values.push(pattern.into());
                }
            }
            Test::Term(kind, numbers) => {
                self.sql.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM product_terms pt WHERE pt.shop_id = p.shop_id \
                     AND pt.product_id = p.product_id AND pt.kind = ? AND pt.number IN ({}))",
                    joined(numbers)
                ));
                self.values.push(kind.as_str().into());
            }
        }
    }
}

/// The part of the list that begins at `offset`, and how long the list is.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    tests: &[Test],
    (order, ascending): (Column, bool),
    (offset, size): (i64, i64),
) -> Result<(Vec<Product>, i64)> {
    let patterns: Vec<Vec<String>> = tests.iter().map(patterns).collect();
    let mut condition = Condition::default();
    condition.values.push(shop_id.into());
    for (test, patterns) in tests.iter().zip(&patterns) {
        condition.add(test, patterns);
    }
    let joined = match condition.uses_facets || order.is_facet() {
        true => {
            "products p JOIN product_facets f ON f.shop_id = p.shop_id \
             AND f.product_id = p.product_id"
        }
        false => "products p",
    };
    let Condition { sql: narrowed, mut values, .. } = condition;
    let from = format!("FROM {joined} WHERE p.shop_id = ? AND p.is_deleted = 0{narrowed}");
    let mut total = 0;
    tx.query(&format!("SELECT COUNT(*) {from}"), &values, &mut |row| {
        total = row.integer(0);
        Ok(())
    })?;
    let direction = if ascending { "ASC" } else { "DESC" };
    let column = order.sql();
    let sql = format!(
        "SELECT {COLUMNS} {from} ORDER BY {column} {direction}, p.number {direction} \
         LIMIT ? OFFSET ?"
    );
    values.extend([Value::from(size), Value::from(offset)]);
    let mut found = Vec::new();
    tx.query(&sql, &values, &mut |row| {
        found.push(read(row));
        Ok(())
    })?;
    Ok((found, total))
}

fn joined(numbers: &[i64]) -> String {
    // An empty list finds nothing; 0 is no number of anything.
    match numbers {
        [] => "0".into(),
        numbers => numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// What `LIKE` takes for "contains", whatever signs the text has: of a search one for each of its words.
fn patterns(test: &Test) -> Vec<String> {
    let pattern = |text: &str| {
        let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        format!("%{escaped}%")
    };
    match test {
        Test::Search(text) => text.to_lowercase().split_whitespace().map(pattern).collect(),
        Test::Contains(_, text) => vec![pattern(text)],
        _ => Vec::new(),
    }
}
