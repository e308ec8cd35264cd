//! Categories, tags, brands and attributes, as the products name them. A term that no product has any more stays, so
//! that its number does.

use super::ids::{self, Kind};
use crate::error::{Code, Error, Result};
use crate::world::{Transaction, Value};

/// A term, and how many products have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub number: i64,
    pub name: String,
    pub slug: String,
    /// Of an attribute's value: the attribute. Of a category: the one above. Else 0.
    pub parent: i64,
    /// JSON: what else the REST interface shows of it; "" is nothing.
    pub details: String,
    pub count: i64,
}

/// A term as a product names it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub kind: Kind,
    /// The source's own id; its name where it has none.
    pub external_id: &'a str,
    pub name: &'a str,
    /// "" where the source has none.
    pub slug: &'a str,
    pub parent: i64,
    /// The source numbers its terms as WooCommerce does.
    pub keeps_number: bool,
}

/// The number of a term, which is stored or renamed where needed.
pub fn put(tx: &mut dyn Transaction, shop_id: &str, named: &Named) -> Result<i64> {
    let (kind, parent) = (named.kind, named.parent);
    let external_id = match parent {
        0 => named.external_id.to_owned(),
        parent => format!("{parent}:{}", named.external_id),
    };
    let external_id = bounded(&external_id);
    let number = match named.keeps_number {
        true => ids::kept(tx, shop_id, kind, &external_id)?,
        false => ids::number(tx, shop_id, kind, &external_id)?,
    };
    let slug = if named.slug.is_empty() { slug(named.name) } else { named.slug.to_owned() };
    let mut held = false;
    let key: [Value; 3] = [shop_id.into(), kind.as_str().into(), number.into()];
    tx.query(
        "SELECT name, slug FROM terms WHERE shop_id = ? AND kind = ? AND number = ?",
        &key,
        &mut |row| {
            held = row.text(0) == named.name && row.text(1) == slug;
            Ok(())
        },
    )?;
    if !held {
        tx.execute(
            "INSERT INTO terms (shop_id, kind, number, parent, name, slug, details) \
             VALUES (?, ?, ?, ?, ?, ?, '') ON CONFLICT (shop_id, kind, number) DO UPDATE SET \
             name = excluded.name, slug = excluded.slug",
            &[
                shop_id.into(),
                kind.as_str().into(),
                number.into(),
                parent.into(),
                named.name.into(),
                (&slug).into(),
            ],
        )?;
    }
    Ok(number)
}

/// States a category and the one above it, by the shop's own ids: products name their categories, but not where these lie.
pub fn place(
    tx: &mut dyn Transaction,
    shop_id: &str,
    (category_id, name): (&str, &str),
    above: Option<&str>,
) -> Result<()> {
    let kind = Kind::Category;
    let number = ids::kept(tx, shop_id, kind, &bounded(category_id))?;
    let parent = match above {
        Some(above) => ids::kept(tx, shop_id, kind, &bounded(above))?,
        None => 0,
    };
    if parent != 0 && below(tx, shop_id, number)?.contains(&parent) {
        let message = "A category does not lie under itself, nor under one of those below it.";
        return Err(Error::new(Code::RecordInvalid, message).at("/parent_id"));
    }
    // The one above may be stated later; until then its id is all that is known of it.
    if let Some(above) = above {
        let slug = slug(above);
        tx.execute(
            "INSERT INTO terms (shop_id, kind, number, parent, name, slug, details) \
             VALUES (?, 'category', ?, 0, ?, ?, '') \
             ON CONFLICT (shop_id, kind, number) DO NOTHING",
            &[shop_id.into(), parent.into(), above.into(), (&slug).into()],
        )?;
    }
    let slug = slug(name);
    tx.execute(
        "INSERT INTO terms (shop_id, kind, number, parent, name, slug, details) \
         VALUES (?, 'category', ?, ?, ?, ?, '') ON CONFLICT (shop_id, kind, number) \
         DO UPDATE SET parent = excluded.parent, name = excluded.name",
        &[shop_id.into(), number.into(), parent.into(), name.into(), (&slug).into()],
    )?;
    Ok(())
}

/// An id that fits a key; a longer one is known by its hash.
pub fn bounded(external_id: &str) -> String {
    use sha2::Digest;
    match external_id.len() <= crate::limits::ID_BYTES_MAX {
        true => external_id.to_owned(),
        false => format!("sha256:{:x}", sha2::Sha256::digest(external_id)),
    }
}

/// Says which terms a product has.
pub fn set(
    tx: &mut dyn Transaction,
    shop_id: &str,
    product_id: &str,
    terms: &[(Kind, i64)],
) -> Result<()> {
    tx.execute(
        "DELETE FROM product_terms WHERE shop_id = ? AND product_id = ?",
        &[shop_id.into(), product_id.into()],
    )?;
    for (kind, number) in terms {
        tx.execute(
            "INSERT INTO product_terms (shop_id, product_id, kind, number) VALUES (?, ?, ?, ?) \
             ON CONFLICT (shop_id, product_id, kind, number) DO NOTHING",
            &[shop_id.into(), product_id.into(), kind.as_str().into(), (*number).into()],
        )?;
    }
    Ok(())
}

/// Stores a term as it is, with its number.
pub fn store(tx: &mut dyn Transaction, shop_id: &str, kind: Kind, term: &Term) -> Result<()> {
    tx.execute(
        "INSERT INTO terms (shop_id, kind, number, parent, name, slug, details) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop_id, kind, number) DO UPDATE SET \
         parent = excluded.parent, name = excluded.name, slug = excluded.slug, \
         details = excluded.details",
        &[
            shop_id.into(),
            kind.as_str().into(),
            term.number.into(),
            term.parent.into(),
            (&term.name).into(),
            (&term.slug).into(),
            (&term.details).into(),
        ],
    )?;
    Ok(())
}

/// Takes a term away, also from the products that have it. Its number stays its own.
pub fn delete(tx: &mut dyn Transaction, shop_id: &str, kind: Kind, number: i64) -> Result<()> {
    let key: [Value; 3] = [shop_id.into(), kind.as_str().into(), number.into()];
    tx.execute("DELETE FROM terms WHERE shop_id = ? AND kind = ? AND number = ?", &key)?;
    tx.execute("DELETE FROM product_terms WHERE shop_id = ? AND kind = ? AND number = ?", &key)?;
    Ok(())
}

/// All terms of a kind, by their names; with `parent` those that lie under it.
pub fn list(
    tx: &mut dyn Transaction,
    shop_id: &str,
    kind: Kind,
    parent: Option<i64>,
) -> Result<Vec<Term>> {
    let mut found = Vec::new();
    let narrowed = if parent.is_some() { " AND t.parent = ?" } else { "" };
    let sql = format!(
        "SELECT t.number, t.name, t.slug, t.parent, t.details, \
           (SELECT COUNT(*) FROM product_terms pt \
           JOIN products p ON p.shop_id = pt.shop_id AND p.product_id = pt.product_id \
           WHERE pt.shop_id = t.shop_id AND pt.kind = t.kind AND pt.number = t.number \
           AND p.is_deleted = 0) \
         FROM terms t WHERE t.shop_id = ? AND t.kind = ?{narrowed} ORDER BY t.name, t.number"
    );
    let mut values: Vec<Value> = vec![shop_id.into(), kind.as_str().into()];
    values.extend(parent.map(Value::from));
    tx.query(&sql, &values, &mut |row| {
        found.push(Term {
            number: row.integer(0),
            name: row.text(1).to_owned(),
            slug: row.text(2).to_owned(),
            parent: row.integer(3),
            details: row.text(4).to_owned(),
            count: row.integer(5),
        });
        Ok(())
    })?;
    Ok(found)
}

/// The numbers of a category and of all that lie under it.
pub fn below(tx: &mut dyn Transaction, shop_id: &str, category: i64) -> Result<Vec<i64>> {
    let mut pairs = Vec::new();
    tx.query(
        "SELECT number, parent FROM terms WHERE shop_id = ? AND kind = 'category' AND parent <> 0",
        &[shop_id.into()],
        &mut |row| {
            pairs.push((row.integer(0), row.integer(1)));
            Ok(())
        },
    )?;
    let mut found = vec![category];
    let mut at = 0;
    while let Some(&above) = found.get(at) {
        let below = pairs.iter().filter(|(number, parent)| *parent == above && *number != above);
        let new: Vec<i64> =
            below.map(|(number, _)| *number).filter(|number| !found.contains(number)).collect();
        found.extend(new);
        at += 1;
    }
    Ok(found)
}

/// A name as addresses have it: lower case, words joined by hyphens.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter.is_alphanumeric() {
            true => slug.push(letter),
            false if slug.ends_with('-') || slug.is_empty() => {}
            false => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}
