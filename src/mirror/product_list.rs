//! Which products a list shows, in which order: tests that must all hold, made into one query. It must not know how they
//! are asked for.

use super::ids::Kind;
use super::places;
use crate::error::Result;
use crate::world::{Instant, Row, Transaction, Value};

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
            Column::Number => "f.number",
            Column::Name => "p.name",
            Column::Slug => "p.slug",
            Column::Sku => "p.sku",
            Column::Status => "p.status",
            Column::Kind => "p.kind",
            Column::Created => "f.created_at",
            Column::Modified => "f.modified_at",
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

    /// Whether it lies beside the facets, with the product itself.
    fn is_of_product(self) -> bool {
        self.sql().starts_with("p.")
    }
}

/// A product as lists show it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub number: i64,
    pub created_at: Instant,
    pub modified_at: Instant,
    /// Its document, as a template.
    pub shown: String,
}

const COLUMNS: &str = "f.number, f.created_at, f.modified_at, f.shown";

fn read(row: &dyn Row) -> Listed {
    Listed {
        number: row.integer(0),
        created_at: Instant(row.integer(1)),
        modified_at: Instant(row.integer(2)),
        shown: row.text(3).to_owned(),
    }
}

/// The product of this number.
pub fn find(tx: &mut dyn Transaction, shop_id: &str, number: i64) -> Result<Option<Listed>> {
    let sql =
        format!("SELECT {COLUMNS} FROM product_facets f WHERE f.shop_id = ? AND f.number = ?");
    let mut found = None;
    tx.query(&sql, &[shop_id.into(), number.into()], &mut |row| {
        found = Some(read(row));
        Ok(())
    })?;
    Ok(found)
}

/// The products of exactly this SKU, the newest first. A list that tests it follows its own order, through all products.
pub fn of_sku(tx: &mut dyn Transaction, shop_id: &str, sku: &str) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    tx.query(
        "SELECT number FROM products WHERE shop_id = ? AND sku = ? AND is_deleted = 0 \
         ORDER BY created_at DESC, number DESC",
        &[shop_id.into(), sku.into()],
        &mut |row| {
            found.push(row.integer(0));
            Ok(())
        },
    )?;
    Ok(found)
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
    /// It is in the list of all, and not in the trash.
    Listed,
    /// It has one of these terms.
    Term(Kind, Vec<i64>),
}

/// A query that grows.
#[derive(Default)]
struct Condition<'a> {
    sql: String,
    values: Vec<Value<'a>>,
    uses_products: bool,
}

impl<'a> Condition<'a> {
    fn and(&mut self, column: Column, test: &str, value: Value<'a>) {
        self.uses_products |= column.is_of_product();
        self.sql.push_str(&format!(" AND {} {test}", column.sql()));
        self.values.push(value);
    }

    fn among(&mut self, column: Column, test: &str, words: &[&'a str]) {
        self.uses_products |= column.is_of_product();
        let marks = vec!["?"; words.len()].join(", ");
        self.sql.push_str(&format!(" AND {} {test} ({marks})", column.sql()));
        self.values.extend(words.iter().map(|word| Value::from(*word)));
    }

    fn among_numbers(&mut self, column: Column, test: &str, numbers: &[i64]) {
        self.uses_products |= column.is_of_product();
        self.sql.push_str(&format!(" AND {} {test} ({})", column.sql(), joined(numbers)));
    }

    fn add(&mut self, test: &'a Test, patterns: &'a [String]) {
        match test {
            Test::Is(column, value) => self.and(*column, "= ?", (*value).into()),
            Test::Costs(least, most) => {
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
                for pattern in patterns {
                    self.sql.push_str(" AND f.search LIKE ? ESCAPE '!'");
                    self.values.push(pattern.into());
                }
            }
            Test::Listed => self.sql.push_str(" AND f.is_listed = 1"),
            Test::Term(kind, numbers) => {
                self.sql.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM product_terms pt WHERE pt.shop_id = f.shop_id \
                     AND pt.product_id = f.product_id AND pt.kind = ? AND pt.number IN ({}))",
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
) -> Result<(Vec<Listed>, i64)> {
    if let ([Test::Listed], Column::Created) = (tests, order) {
        return listed(tx, shop_id, ascending, (offset, size));
    }
    let patterns: Vec<Vec<String>> = tests.iter().map(patterns).collect();
    let mut condition = Condition::default();
    condition.values.push(shop_id.into());
    for (test, patterns) in tests.iter().zip(&patterns) {
        condition.add(test, patterns);
    }
    let joined = match condition.uses_products || order.is_of_product() {
        true => {
            "product_facets f JOIN products p ON p.shop_id = f.shop_id \
             AND p.product_id = f.product_id"
        }
        false => "product_facets f",
    };
    let Condition { sql: narrowed, mut values, .. } = condition;
    let from = format!("FROM {joined} WHERE f.shop_id = ?{narrowed}");
    let mut total = 0;
    tx.query(&format!("SELECT COUNT(*) {from}"), &values, &mut |row| {
        total = row.integer(0);
        Ok(())
    })?;
    let direction = if ascending { "ASC" } else { "DESC" };
    let column = order.sql();
    let sql = format!(
        "SELECT {COLUMNS} {from} ORDER BY {column} {direction}, f.number {direction} \
         LIMIT ? OFFSET ?"
    );
    values.extend([Value::from(size), Value::from(offset)]);
    Ok((rows(tx, &sql, &values, size)?, total))
}

fn rows(tx: &mut dyn Transaction, sql: &str, values: &[Value], size: i64) -> Result<Vec<Listed>> {
    let mut found = Vec::with_capacity(usize::try_from(size.min(100)).unwrap_or_default());
    tx.query(sql, values, &mut |row| {
        found.push(read(row));
        Ok(())
    })?;
    Ok(found)
}

/// The same of all products by when they were made: found in the same time wherever it begins, however many there are.
fn listed(
    tx: &mut dyn Transaction,
    shop_id: &str,
    ascending: bool,
    (offset, size): (i64, i64),
) -> Result<(Vec<Listed>, i64)> {
    let part = places::find(tx, shop_id, offset, ascending)?;
    if offset >= part.total {
        return Ok((Vec::new(), part.total));
    }
    let (direction, side) = if ascending { ("ASC", ">=") } else { ("DESC", "<") };
    let mut values: Vec<Value> = vec![shop_id.into()];
    let bound = match part.from {
        None => String::new(),
        Some(place) => {
            let (bound, places) = places::beside(side, place);
            values.extend(places);
            format!(" AND {bound}")
        }
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM product_facets f WHERE f.shop_id = ? AND f.is_listed = 1{bound} \
         ORDER BY f.created_at {direction}, f.number {direction} LIMIT ? OFFSET ?"
    );
    values.extend([Value::from(size), Value::from(part.skipped)]);
    Ok((rows(tx, &sql, &values, size)?, part.total))
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
