//! Products and variations, as REST v3 gives them: what the mirror keeps, with ids, links, dates, and the stock and
//! price of this moment. Platforms read here; what they would change is not theirs.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is};
use super::fault::Fault;
use super::page::Page;
use super::routes::Call;
use super::view::View;
use crate::error::Result;
use crate::mirror::ids::Kind;
use crate::mirror::products::{self, Filter, Order, Product, Variant, Which};
use crate::mirror::sale_runs;
use crate::moment;
use crate::money::Amount;
use crate::world::{Instant, Transaction, transaction};
use serde_json::{Map, Value, json};

/// What the list of products takes beside what every list takes.
pub const LIST: &[Argument] = &[
    Argument::new(
        "orderby",
        Is::Word(&["date", "id", "include", "title", "slug", "modified", "menu_order"]),
    )
    .or("date"),
    Argument::new("slug", Is::Text),
    Argument::new(
        "status",
        Is::Word(&["any", "future", "trash", "draft", "pending", "private", "publish"]),
    )
    .or("any"),
    Argument::new("type", Is::Word(&["simple", "grouped", "external", "variable"])),
    Argument::new("sku", Is::Text),
    Argument::new("category", Is::Text),
    Argument::new("tag", Is::Text),
    Argument::new("brand", Is::Text),
];

/// What the list of variations takes besides.
pub const VARIATIONS: &[Argument] = &[Argument::new("sku", Is::Text)];

type Shown = Map<String, Value>;

/// A product with what is needed to show it.
struct Whole {
    product: Product,
    variants: Vec<Variant>,
}

enum Found {
    Product(Whole),
    Variation(Variant),
}

pub fn list(call: &Call) -> Answered {
    let page = Page::of(&call.arguments);
    let arguments = &call.arguments;
    let shop_id = call.shop_id();
    let (found, total) = match arguments.text("sku") {
        Some(skus) => {
            let found = transaction(&*call.world.store, |tx| by_sku(tx, shop_id, skus))?;
            page.cut(found)
        }
        None => transaction(&*call.world.store, |tx| listed(tx, call, page))?,
    };
    let documents: Vec<Value> = found.iter().map(|one| document(call, one)).collect();
    let address = call.link("/products");
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

fn listed(tx: &mut dyn Transaction, call: &Call, page: Page) -> Result<(Vec<Found>, i64)> {
    let arguments = &call.arguments;
    let status = arguments.text("status").filter(|status| *status != "any").map(str::to_owned);
    let kind = arguments.text("type").map(str::to_owned);
    let terms: Vec<(Kind, Vec<i64>)> =
        [("category", Kind::Category), ("tag", Kind::Tag), ("brand", Kind::Brand)]
            .into_iter()
            .filter_map(|(name, kind)| Some((kind, numbers(arguments.text(name)?))))
            .collect();
    let (statuses, kinds) = (status.map(|one| [one]), kind.map(|one| [one]));
    let filter = Filter {
        statuses: statuses.as_ref().map(|one| &one[..]),
        kinds: kinds.as_ref().map(|one| &one[..]),
        slug: arguments.text("slug"),
        search: arguments.text("search"),
        include: arguments.integers("include"),
        exclude: arguments.integers("exclude"),
        terms: terms.iter().map(|(kind, numbers)| (*kind, numbers.as_slice())).collect(),
        created_after: arguments.instant("after"),
        created_before: arguments.instant("before"),
        modified_after: arguments.instant("modified_after"),
        modified_before: arguments.instant("modified_before"),
        order: match arguments.text("orderby") {
            Some("id" | "include") => Order::Number,
            Some("title") => Order::Name,
            Some("slug") => Order::Slug,
            Some("modified") => Order::Modified,
            _ => Order::Created,
        },
        ascending: arguments.text("order") == Some("asc"),
        sku: None,
    };
    let (products, total) = products::list(tx, call.shop_id(), &filter, (page.offset, page.size))?;
    let whole = products.into_iter().map(|product| whole(tx, call.shop_id(), product));
    Ok((whole.collect::<Result<_>>()?, total))
}

/// A list of numbers in a text; what is none finds nothing.
fn numbers(text: &str) -> Vec<i64> {
    text.split(',').map(|part| part.trim().parse().unwrap_or(0)).collect()
}

fn whole(tx: &mut dyn Transaction, shop_id: &str, product: Product) -> Result<Found> {
    let variants = products::variants(tx, shop_id, Which::Of(&product.product_id))?;
    Ok(Found::Product(Whole { product, variants }))
}

/// Products and variations of exactly these SKUs.
fn by_sku(tx: &mut dyn Transaction, shop_id: &str, skus: &str) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for sku in skus.split(',').map(str::trim).filter(|sku| !sku.is_empty()) {
        let filter = Filter { sku: Some(sku), ..Filter::default() };
        for product in products::list(tx, shop_id, &filter, (0, 100))?.0 {
            found.push(whole(tx, shop_id, product)?);
        }
        let variations = products::variants(tx, shop_id, Which::Sku(sku))?;
        found.extend(variations.into_iter().map(Found::Variation));
    }
    Ok(found)
}

pub fn get(call: &Call) -> Answered {
    let document = by_number(call, call.number(0))?;
    document.map(Answer::of).ok_or_else(|| Fault::invalid_id("product", false))
}

/// The document of a product or a variation, as it is now.
pub fn by_number(view: &View, number: i64) -> Result<Option<Value>> {
    let shop_id = view.shop_id();
    let found = transaction(&*view.world.store, |tx| match products::find(tx, shop_id, number)? {
        Some(product) => whole(tx, shop_id, product).map(Some),
        None => {
            let variations = products::variants(tx, shop_id, Which::Number(number))?;
            Ok(variations.into_iter().next().map(Found::Variation))
        }
    })?;
    Ok(found.map(|found| document(view, &found)))
}

pub fn list_variations(call: &Call) -> Answered {
    let (page, number) = (Page::of(&call.arguments), call.number(0));
    let mut variations = variations(call, number)?;
    if let Some(skus) = call.arguments.text("sku") {
        let wanted: Vec<&str> = skus.split(',').map(str::trim).collect();
        let sku = |one: &Variant| shown(&one.woocommerce).get("sku").cloned().unwrap_or_default();
        variations.retain(|one| wanted.iter().any(|wanted| sku(one) == *wanted));
    }
    if let Some(wanted) = call.arguments.integers("include") {
        variations.retain(|one| wanted.contains(&one.number));
    }
    let (variations, total) = page.cut(variations);
    let documents: Vec<Value> = variations.iter().map(|one| variation(call, one)).collect();
    let address = call.link(&format!("/products/{number}/variations"));
    let headers = page.headers(total, &address, call.query);
    Ok(Answer { headers, ..Answer::of(documents.into()) })
}

pub fn get_variation(call: &Call) -> Answered {
    let variations = variations(call, call.number(0))?;
    let found = variations.iter().find(|one| one.number == call.number(1));
    let found = found.ok_or_else(|| Fault::invalid_id("product_variation", false))?;
    Ok(Answer::of(variation(call, found)))
}

fn variations(call: &Call, number: i64) -> Result<Vec<Variant>> {
    let shop_id = call.shop_id();
    transaction(&*call.world.store, |tx| {
        let Some(product) = products::find(tx, shop_id, number)? else { return Ok(Vec::new()) };
        let mut all = products::variants(tx, shop_id, Which::Of(&product.product_id))?;
        all.retain(|one| one.number != 0);
        Ok(all)
    })
}

fn document(view: &View, found: &Found) -> Value {
    match found {
        Found::Product(whole) => product(view, whole),
        Found::Variation(one) => variation(view, one),
    }
}

/// What is stored, read again.
fn shown(stored: &str) -> Shown {
    serde_json::from_str(stored).unwrap_or_default()
}

fn product(view: &View, whole: &Whole) -> Value {
    let Whole { product, variants } = whole;
    let mut members = shown(&product.woocommerce);
    let now = view.world.clock.now();
    price(&mut members, now);
    if product.kind == "variable" {
        range(&mut members, variants, now);
    } else if let Some(only) = variants.first() {
        stock(&mut members, only.published);
    }
    let numbers: Vec<i64> = variants.iter().map(|one| one.number).filter(|one| *one != 0).collect();
    members.insert("variations".into(), numbers.into());
    if members.get("permalink").is_none() {
        let home = view.home();
        let slug = members.get("slug").and_then(Value::as_str).unwrap_or_default();
        members.insert("permalink".into(), format!("{home}/product/{slug}/").into());
    }
    dates(view, &mut members, product.created_at, product.modified_at);
    let path = format!("/products/{}", product.number);
    finished(view, product.number, members, &path, "/products", None)
}

fn variation(view: &View, one: &Variant) -> Value {
    let mut members = shown(&one.woocommerce);
    price(&mut members, view.world.clock.now());
    stock(&mut members, one.published);
    let parent = format!("/products/{}", one.product_number);
    let home = view.home();
    let permalink = format!("{home}/?post_type=product_variation&p={}", one.number);
    members.insert("permalink".into(), permalink.into());
    members.insert("parent_id".into(), one.product_number.into());
    dates(view, &mut members, one.created_at, one.modified_at);
    let list = format!("{parent}/variations");
    finished(view, one.number, members, &format!("{list}/{}", one.number), &list, Some(&parent))
}

/// The id in front, the links behind.
fn finished(
    view: &View,
    number: i64,
    members: Shown,
    own: &str,
    list: &str,
    up: Option<&str>,
) -> Value {
    let mut links = json!({
        "self": [{ "href": view.link(own) }],
        "collection": [{ "href": view.link(list) }],
    });
    if let Some(up) = up {
        links["up"] = json!([{ "href": view.link(up) }]);
    }
    let id = ("id".to_owned(), Value::from(number));
    let links = ("_links".to_owned(), links);
    Value::Object([id].into_iter().chain(members).chain([links]).collect())
}

fn dates(view: &View, members: &mut Shown, created: Instant, modified: Instant) {
    let dates = [("date_created", created), ("date_modified", modified)];
    for (name, at) in dates {
        members.insert(name.into(), moment::local(at, view.zone).into());
        members.insert(format!("{name}_gmt"), moment::gmt(at).into());
    }
    let images = members.get_mut("images").and_then(Value::as_array_mut);
    for image in images.into_iter().flatten().filter_map(Value::as_object_mut) {
        image.entry("id").or_insert(0.into());
        for (name, at) in dates {
            image.insert(name.into(), moment::local(at, view.zone).into());
            image.insert(format!("{name}_gmt"), moment::gmt(at).into());
        }
    }
}

/// What it costs now: a sale begins and ends without the shop stating anything.
fn price(members: &mut Shown, now: Instant) {
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    let (regular, sale) = (text("regular_price").to_owned(), text("sale_price").to_owned());
    if regular.is_empty() {
        return;
    }
    let at = |name: &str| Some(text(name)).filter(|at| !at.is_empty()).map(|at| format!("{at}Z"));
    let (from, to) = (at("date_on_sale_from_gmt"), at("date_on_sale_to_gmt"));
    let on_sale = !sale.is_empty() && sale_runs(from.as_deref(), to.as_deref(), now);
    members.insert("on_sale".into(), on_sale.into());
    members.insert("price".into(), if on_sale { sale } else { regular }.into());
}

/// What may be published, where the shop counts it.
fn stock(members: &mut Shown, published: Option<i64>) {
    let Some(published) = published else { return };
    let allowed = members.get("backorders_allowed") == Some(&Value::Bool(true));
    let status = match (published > 0, allowed) {
        (true, _) => "instock",
        (false, true) => "onbackorder",
        (false, false) => "outofstock",
    };
    members.insert("manage_stock".into(), true.into());
    members.insert("stock_quantity".into(), published.into());
    members.insert("stock_status".into(), status.into());
    members.insert("backordered".into(), (allowed && published < 0).into());
}

/// A variable product shows the lowest of its prices, and whether anything of it can be had.
fn range(members: &mut Shown, variants: &[Variant], now: Instant) {
    let (mut lowest, mut on_sale, mut statuses) = (None::<(Amount, String)>, false, Vec::new());
    for one in variants {
        let mut own = shown(&one.woocommerce);
        price(&mut own, now);
        stock(&mut own, one.published);
        on_sale |= own.get("on_sale") == Some(&Value::Bool(true));
        let text = |name: &str| own.get(name).and_then(Value::as_str).unwrap_or_default();
        statuses.push(text("stock_status").to_owned());
        let price = Amount::read(text("price").as_bytes());
        let is_lower = |price: Amount| match &lowest {
            Some((held, _)) => price.compare(*held).is_some_and(|order| order.is_lt()),
            None => true,
        };
        if let Some(price) = price.filter(|price| is_lower(*price)) {
            lowest = Some((price, text("price").to_owned()));
        }
    }
    let best =
        ["instock", "onbackorder"].into_iter().find(|best| statuses.iter().any(|it| it == best));
    members.insert("stock_status".into(), best.unwrap_or("outofstock").into());
    members.insert("price".into(), lowest.map(|(_, text)| text).unwrap_or_default().into());
    members.insert("on_sale".into(), on_sale.into());
}
