//! What a client of the interface writes to products. In a shop that keeps its catalogue itself it is a proposal, which
//! waits in the inbox; else (for test-suites) it is written into the mirror.

use super::answer::Answer;
use super::call::Call;
use super::fault::{Fault, invalid};
use super::fields::{self, Members, is_true, list, number, text};
use super::product_fields::{PRODUCT, VARIATION};
use super::product_terms;
use super::staging::{Draft, Variation};
use crate::config::{Unsafe, Writes};
use crate::hex;
use crate::inbox;
use crate::mirror::changes::{self, Event, Resource};
use crate::mirror::ids::{self, Kind};
use crate::mirror::products::{self, Product, Variant, Which};
use crate::mirror::{product_list, staged, terms};
use crate::moment;
use crate::money::Amount;
use crate::store::next_number;
use crate::world::Transaction;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// In a shop that keeps its catalogue itself: puts the change before it, and says so. None where it is to be made here.
pub fn proposed(call: &Call, action: &str, target: Option<i64>) -> Result<Option<Answer>, Fault> {
    if call.client.config.rest.writes == Writes::Mirror {
        return Ok(None);
    }
    let document = fields::given(&call.given, call.route.fields, call.zone)?;
    prices_are_plain(call, &mut document.clone())?;
    let shop_id = call.shop_id();
    let product_number = if call.numbers.is_empty() { None } else { Some(call.number(0)) };
    let platform_id = call.key.and_then(|key| key.platform_id.clone()).unwrap_or_default();
    let key = call.transact(|tx| {
        let product = match product_number {
            Some(number) => products::find(tx, shop_id, number)?,
            None => None,
        };
        if product_number.is_some() && product.is_none() {
            return Err(Fault::invalid_id("product", action == "update"));
        }
        let variation = target.filter(|_| call.numbers.len() > 1);
        let variant = match variation {
            Some(number) => products::variants(tx, shop_id, Which::Number(number))?.pop(),
            None => None,
        };
        if variation.is_some() && variant.is_none() {
            return Err(Fault::invalid_id("product_variation", action == "update"));
        }
        let nth = next_number(tx, shop_id, "proposals")?;
        let digest = Sha256::digest(format!("product_proposal:{shop_id}:{nth}"));
        let key = hex::digits(&digest);
        let product_id = product.map(|product| product.product_id);
        let content = json!({
            "action": action,
            "resource": if call.route.title == "product" { "product" } else { "variation" },
            "product_id": product_id, "variant_id": variant.map(|variant| variant.variant_id),
            "document": document,
        });
        let content = content.to_string();
        let draft = inbox::Draft {
            kind: inbox::Kind::ProductProposal,
            platform_id: &platform_id,
            key: &key,
            reference: product_id.as_deref().unwrap_or_default(),
            content: content.as_bytes(),
        };
        inbox::put(tx, shop_id, &draft)?;
        Ok(key)
    })?;
    let message = "The shop decides on this change; until then nothing is changed.";
    let data = json!({ "status": 202, "proposal": key });
    let body = json!({ "code": "koppel_proposed", "message": message, "data": data });
    Ok(Some(Answer { status: 202, wakes_inbox: true, ..Answer::of(body) }))
}

/// Makes a new product of this number.
pub fn create(tx: &mut dyn Transaction, call: &Call, number: i64) -> Result<(), Fault> {
    let mut members = fields::blank(PRODUCT);
    let given = fields::given(&call.given, PRODUCT, call.zone)?;
    fields::put_over(&mut members, given.clone());
    if text(&members, "name").is_empty() {
        members.insert("name".into(), "Product".into());
    }
    let id = number.to_string();
    let draft =
        Draft { variant_id: id.clone(), product_id: id, number, members, variations: Vec::new() };
    finish(tx, call, draft, &given)
}

/// Changes a product as the call says.
pub fn update(tx: &mut dyn Transaction, call: &Call, held: &Product) -> Result<(), Fault> {
    let mut draft = draft(tx, call, held)?;
    let given = fields::given(&call.given, PRODUCT, call.zone)?;
    let was_trashed = text(&draft.members, "status") == "trash";
    fields::put_over(&mut draft.members, given.clone());
    let is_trashed = text(&draft.members, "status") == "trash";
    finish(tx, call, draft, &given)?;
    let event = match (was_trashed, is_trashed) {
        (true, false) => Event::Restored,
        (false, true) => Event::Deleted,
        _ => return Ok(()),
    };
    Ok(changes::record(tx, call.shop_id(), Resource::Product, held.number, event)?)
}

fn draft(tx: &mut dyn Transaction, call: &Call, held: &Product) -> Result<Draft, Fault> {
    let variants = products::variants(tx, call.shop_id(), Which::Of(&held.product_id))?;
    Ok(Draft::of(held, &variants))
}

/// Puts a product into the trash: it is still there, but in no list.
pub fn trash(tx: &mut dyn Transaction, call: &Call, held: &Product) -> Result<(), Fault> {
    amend(tx, call, held, |members| {
        let slug = format!("{}__trashed", text(members, "slug"));
        members.insert("slug".into(), slug.into());
        members.insert("status".into(), "trash".into());
    })?;
    Ok(changes::record(tx, call.shop_id(), Resource::Product, held.number, Event::Deleted)?)
}

/// Changes what is shown of a product, as no client may.
pub fn amend(
    tx: &mut dyn Transaction,
    call: &Call,
    held: &Product,
    change: impl FnOnce(&mut Members),
) -> Result<(), Fault> {
    let mut draft = draft(tx, call, held)?;
    change(&mut draft.members);
    store(tx, call, &draft)
}

fn store(tx: &mut dyn Transaction, call: &Call, draft: &Draft) -> Result<(), Fault> {
    let terms = product_terms::of(tx, call.shop_id(), &draft.members)?;
    staged::put_apart(tx, call.shop_id(), &draft.staged(call.client, terms)?)?;
    Ok(())
}

/// Checks and completes what was given for a product, and stores it.
fn finish(
    tx: &mut dyn Transaction,
    call: &Call,
    mut draft: Draft,
    given: &Members,
) -> Result<(), Fault> {
    let members = &mut draft.members;
    prices_are_plain(call, members)?;
    dates(call, members, given);
    product_terms::complete(tx, call, members)?;
    let sku = text(members, "sku").to_owned();
    is_free(tx, call, &sku, draft.number)?;
    let status = text(members, "status");
    let slug = match (text(members, "slug"), status) {
        ("", "draft" | "pending" | "auto-draft") => String::new(),
        ("", _) => free_slug(tx, call, &terms::slug(text(members, "name")), draft.number)?,
        (slug, _) => terms::slug(slug),
    };
    members.insert("slug".into(), slug.into());
    sold(members);
    let is_goods = !is_true(members, "virtual");
    let kind = text(members, "type").to_owned();
    members.insert("shipping_required".into(), is_goods.into());
    members.insert("shipping_taxable".into(), is_goods.into());
    members.insert("has_options".into(), (kind == "variable").into());
    if kind == "variable" && draft.variations.is_empty() {
        members.insert("stock_status".into(), "outofstock".into());
    }
    if kind == "grouped" {
        let price = lowest(tx, call, members)?;
        members.insert("price".into(), price.into());
    }
    store(tx, call, &draft)
}

/// A grouped product is shown with the lowest price of what is in it.
fn lowest(tx: &mut dyn Transaction, call: &Call, members: &Members) -> Result<String, Fault> {
    let mut lowest: Option<(Amount, String)> = None;
    let grouped = members.get("grouped_products").and_then(Value::as_array);
    for number in grouped.into_iter().flatten().filter_map(Value::as_i64) {
        let shown = super::products::shown_now(tx, call, number)?.unwrap_or_default();
        let text = shown["price"].as_str().unwrap_or_default();
        let Some(price) = Amount::read(text.as_bytes()) else { continue };
        let is_lower = |held: &(Amount, String)| price.compare(held.0).is_some_and(|it| it.is_lt());
        if lowest.as_ref().is_none_or(is_lower) {
            lowest = Some((price, text.to_owned()));
        }
    }
    Ok(lowest.map(|(_, text)| text).unwrap_or_default())
}

/// What follows from prices and stock, for a product and for a variation.
fn sold(members: &mut Members) {
    let (regular, sale) = (text(members, "regular_price"), text(members, "sale_price"));
    let amount = |text: &str| Amount::read(text.as_bytes());
    // A sale that lowers nothing is none.
    let is_lower =
        amount(sale).zip(amount(regular)).and_then(|(sale, regular)| sale.compare(regular));
    if !is_lower.is_some_and(|order| order.is_lt()) {
        members.insert("sale_price".into(), "".into());
    }
    let regular = text(members, "regular_price").to_owned();
    members.insert("purchasable".into(), (!regular.is_empty()).into());
    members.insert("price".into(), regular.into());
    members.insert("on_sale".into(), false.into());
    let allowed = text(members, "backorders") != "no";
    members.insert("backorders_allowed".into(), allowed.into());
    if !is_true(members, "manage_stock") {
        members.insert("stock_quantity".into(), Value::Null);
    } else if number(members, "stock_quantity") == 0 {
        members.insert("stock_quantity".into(), 0.into());
    }
}

/// A price is a plain decimal. WooCommerce reads "10,50" as 1050; who wants that says `compat`.
fn prices_are_plain(call: &Call, members: &mut Members) -> Result<(), Fault> {
    for name in ["regular_price", "sale_price"] {
        let price = text(members, name);
        if price.is_empty() {
            continue;
        }
        let price = match call.client.config.rest.compat.allows(Unsafe::CommaPrice) {
            true => price.replace(',', ""),
            false => price.to_owned(),
        };
        let amount = Amount::read(price.as_bytes()).filter(|amount| amount.units >= 0);
        if amount.is_none() {
            let message = format!("{name} is a plain decimal such as 17.90, not '{price}'.");
            return Err(invalid(name, "rest_invalid_param", message));
        }
        members.insert(name.into(), price.into());
    }
    Ok(())
}

/// Dates come in the shop's time or in UTC; what is written of one is written of the other.
fn dates(call: &Call, members: &mut Members, given: &Members) {
    for name in ["date_on_sale_from", "date_on_sale_to"] {
        let name_gmt = format!("{name}_gmt");
        let gmt = moment::read_gmt(text(given, &name_gmt));
        let Some(at) = gmt.or_else(|| moment::read(text(given, name), call.zone)) else { continue };
        members.insert(name.into(), moment::local(at, call.zone).into());
        members.insert(name_gmt, moment::gmt(at).into());
    }
    // A date of making without a zone is one in UTC, as WooCommerce reads it.
    let made = ["date_created_gmt", "date_created"].map(|name| text(given, name));
    let made = made.into_iter().find_map(moment::read_gmt);
    members.insert("date_created_gmt".into(), made.and_then(moment::gmt).into());
}

/// Whether nobody else has this SKU.
fn is_free(tx: &mut dyn Transaction, call: &Call, sku: &str, own: i64) -> Result<(), Fault> {
    if sku.is_empty() {
        return Ok(());
    }
    let shop_id = call.shop_id();
    let same = product_list::of_sku(tx, shop_id, sku)?;
    let taken = same.into_iter().find(|number| *number != own);
    let variations = products::variants(tx, shop_id, Which::Sku(sku))?;
    let taken =
        taken.or_else(|| variations.iter().map(|one| one.number).find(|number| *number != own));
    match taken {
        None => Ok(()),
        Some(number) => {
            let message = format!("The SKU ({sku}) you are trying to insert is already present.");
            let fault = Fault::new(400, "product_invalid_sku", message);
            Err(fault.with("resource_id", number).with("unique_sku", format!("{sku}-1")))
        }
    }
}

/// A slug that no other product has: with a number behind it where needed.
fn free_slug(
    tx: &mut dyn Transaction,
    call: &Call,
    wanted: &str,
    own: i64,
) -> Result<String, Fault> {
    for nth in 1u32.. {
        let slug = if nth == 1 { wanted.to_owned() } else { format!("{wanted}-{nth}") };
        let same = [product_list::Test::Among(product_list::Column::Slug, vec![&slug])];
        let order = (product_list::Column::Number, true);
        let found = product_list::list(tx, call.shop_id(), &same, order, (0, 2))?.0;
        if found.iter().all(|one| one.number == own) {
            return Ok(slug);
        }
    }
    Ok(wanted.to_owned())
}

/// Makes a variation of a product, and gives its number.
pub fn create_variation(
    tx: &mut dyn Transaction,
    call: &Call,
    parent: &Product,
) -> Result<i64, Fault> {
    let mut draft = draft(tx, call, parent)?;
    let given = fields::given(&call.given, VARIATION, call.zone)?;
    let mut members = fields::blank(VARIATION);
    fields::put_over(&mut members, given.clone());
    let keeps_numbers = draft.product_id == draft.number.to_string();
    let own = ids::fresh(tx, call.shop_id(), Kind::Product)?;
    let variant_id = own.to_string();
    let number = match keeps_numbers {
        true => own,
        false => {
            let key = ids::variation_key(&draft.product_id, &variant_id, false);
            ids::number(tx, call.shop_id(), Kind::Product, &key)?
        }
    };
    complete_variation(tx, call, &draft, &mut members, &given, number)?;
    draft.variations.push(Variation { variant_id, members });
    store(tx, call, &draft)?;
    changes::record(tx, call.shop_id(), Resource::Product, number, Event::Created)?;
    Ok(number)
}

pub fn update_variation(
    tx: &mut dyn Transaction,
    call: &Call,
    parent: &Product,
    held: &Variant,
) -> Result<(), Fault> {
    let mut draft = draft(tx, call, parent)?;
    let given = fields::given(&call.given, VARIATION, call.zone)?;
    let found = draft.variations.iter().find(|one| one.variant_id == held.variant_id);
    let mut members = found.map(|found| found.members.clone()).unwrap_or_default();
    fields::put_over(&mut members, given.clone());
    complete_variation(tx, call, &draft, &mut members, &given, held.number)?;
    if let Some(one) = draft.variations.iter_mut().find(|one| one.variant_id == held.variant_id) {
        one.members = members;
    }
    store(tx, call, &draft)?;
    changes::record(tx, call.shop_id(), Resource::Product, held.number, Event::Updated)?;
    Ok(())
}

pub fn delete_variation(
    tx: &mut dyn Transaction,
    call: &Call,
    parent: &Product,
    held: &Variant,
) -> Result<(), Fault> {
    let mut draft = draft(tx, call, parent)?;
    draft.variations.retain(|one| one.variant_id != held.variant_id);
    store(tx, call, &draft)?;
    changes::record(tx, call.shop_id(), Resource::Product, held.number, Event::Deleted)?;
    Ok(())
}

fn complete_variation(
    tx: &mut dyn Transaction,
    call: &Call,
    parent: &Draft,
    members: &mut Members,
    given: &Members,
    number: i64,
) -> Result<(), Fault> {
    prices_are_plain(call, members)?;
    dates(call, members, given);
    let sku = text(members, "sku").to_owned();
    is_free(tx, call, &sku, number)?;
    product_terms::choices(tx, call, &parent.members, members)?;
    let chosen: Vec<&str> = list(members, "attributes").map(|one| text(one, "option")).collect();
    let name = chosen.join(", ");
    members.insert("name".into(), name.into());
    members.insert("type".into(), "variation".into());
    sold(members);
    Ok(())
}
