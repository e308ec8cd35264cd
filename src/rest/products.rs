//! Products, as REST v3 gives them: what the mirror keeps, with ids, links, dates, and the stock and price of this moment.

use super::answer::{Answer, Answered};
use super::arguments::Arguments;
use super::call::Call;
use super::fault::Fault;
use super::page::Page;
use super::product_write;
use super::resource;
use super::variations;
use super::view::View;
use crate::error::Result;
use crate::mirror::ids::{self, Kind};
use crate::mirror::product_list::{self, Column, Listed, Test};
use crate::mirror::products::{self, Variant, Which};
use crate::mirror::shown::Members;
use crate::mirror::{facets, sale_times, template, terms};
use crate::moment;
use crate::world::{Instant, Transaction, transaction};
use serde_json::{Value, json};

enum Found {
    Product(Listed),
    Variation(Variant),
}

pub fn list(call: &Call) -> Answered {
    let page = Page::of(&call.arguments);
    let shop_id = call.shop_id();
    let (found, total) = match call.arguments.text("sku") {
        Some(skus) => {
            let found = transaction(&*call.world.store, |tx| by_sku(tx, shop_id, skus))?;
            page.cut(found)
        }
        None => call.transact(|tx| listed(tx, call, page))?,
    };
    let mut text = vec![b'['];
    let mut sheet = Sheet::new(call);
    for (nth, one) in found.iter().enumerate() {
        if nth > 0 {
            text.push(b',');
        }
        sheet.write(one, &mut text);
    }
    text.push(b']');
    let headers = page.headers(total, &call.link("/products"), call.query);
    Ok(Answer { headers, ..Answer::of_text(text) })
}

/// Writes documents one after the other; what they share is made once.
struct Sheet<'v, 'a> {
    view: &'v View<'a>,
    home: String,
    links: String,
    /// The dates that were written last: products that were taken in together share them.
    last: Option<((Instant, Instant), String)>,
}

impl<'v, 'a> Sheet<'v, 'a> {
    fn new(view: &'v View<'a>) -> Sheet<'v, 'a> {
        let within = |text: String| Value::from(text).to_string().trim_matches('"').to_owned();
        let (home, links) = (within(view.home().to_owned()), within(view.link("/products")));
        Sheet { view, home, links, last: None }
    }

    fn write(&mut self, found: &Found, out: &mut Vec<u8>) {
        let one = match found {
            Found::Product(one) => one,
            Found::Variation(one) => {
                let document = variations::document(self.view, one);
                return out.extend_from_slice(document.to_string().as_bytes());
            }
        };
        let at = (one.created_at, one.modified_at);
        if self.last.as_ref().is_none_or(|(held, _)| *held != at) {
            let mut members = Members::new();
            dates(self.view, &mut members, one.created_at, one.modified_at);
            let text = Value::Object(members).to_string();
            self.last = Some((at, format!(",{}", text.trim_matches(['{', '}']))));
        }
        let dates = self.last.as_ref().map_or("", |(_, dates)| dates);
        let (number, links) = (one.number, &self.links);
        out.extend_from_slice(format!("{{\"id\":{number}{dates},").as_bytes());
        template::fill(&one.shown, dates, &self.home, out);
        let links = format!(
            ",\"_links\":{{\"self\":[{{\"href\":\"{links}/{number}\"}}],\
             \"collection\":[{{\"href\":\"{links}\"}}]}}}}"
        );
        out.extend_from_slice(links.as_bytes());
    }
}

fn listed(
    tx: &mut dyn Transaction,
    call: &Call,
    page: Page,
) -> std::result::Result<(Vec<Found>, i64), Fault> {
    let (arguments, shop_id) = (&call.arguments, call.shop_id());
    let mut tests = tests(arguments)?;
    tests.extend(of_terms(tx, shop_id, arguments)?);
    let ascending = arguments.text("order") == Some("asc");
    let order = match arguments.text("orderby") {
        Some("id") => Column::Number,
        Some("title") => Column::Name,
        Some("slug") => Column::Slug,
        Some("modified") => Column::Modified,
        Some("popularity" | "sales") => Column::TotalSales,
        Some("rating") => Column::Rating,
        Some("price") if ascending => Column::PriceMin,
        Some("price") => Column::PriceMax,
        Some("menu_order") => Column::MenuOrder,
        _ => Column::Created,
    };
    sale_times::tell_all(tx, shop_id)?;
    let as_included = matches!(arguments.text("orderby"), Some("include" | "post__in"));
    let (products, total) = match arguments.integers("include").filter(|_| as_included) {
        None => {
            product_list::list(tx, shop_id, &tests, (order, ascending), (page.offset, page.size))?
        }
        Some(include) => {
            let all = (0, i64::try_from(include.len()).unwrap_or(i64::MAX));
            let (mut found, _) = product_list::list(tx, shop_id, &tests, (order, true), all)?;
            found.sort_by_key(|one| include.iter().position(|number| *number == one.number));
            page.cut(found)
        }
    };
    Ok((products.into_iter().map(Found::Product).collect(), total))
}

/// What the parameters ask of a product itself.
fn tests(arguments: &Arguments) -> std::result::Result<Vec<Test<'_>>, Fault> {
    let mut tests = Vec::new();
    let words =
        |name: &str| arguments.words(name).map(|all| all.iter().map(String::as_str).collect());
    match arguments.text("status").unwrap_or("any") {
        "any" if arguments.words("include_status").is_none() => {
            tests.push(Test::Listed);
        }
        "any" => {}
        status => tests.push(Test::Among(Column::Status, vec![status])),
    }
    for (name, column) in [("include_status", Column::Status), ("include_types", Column::Kind)] {
        let wanted: Option<Vec<&str>> = words(name);
        tests.extend(wanted.filter(|it| !it.contains(&"any")).map(|it| Test::Among(column, it)));
    }
    for (name, column) in [("exclude_status", Column::Status), ("exclude_types", Column::Kind)] {
        tests.extend(words(name).map(|unwanted| Test::NotAmong(column, unwanted)));
    }
    for (name, column) in
        [("type", Column::Kind), ("slug", Column::Slug), ("stock_status", Column::StockStatus)]
    {
        tests.extend(arguments.text(name).map(|word| Test::Among(column, vec![word])));
    }
    let class =
        arguments.text("tax_class").map(|class| if class == "standard" { "" } else { class });
    tests.extend(class.map(|class| Test::Among(Column::TaxClass, vec![class])));
    for (name, column) in [
        ("featured", Column::Featured),
        ("virtual", Column::Virtual),
        ("downloadable", Column::Downloadable),
        ("on_sale", Column::OnSale),
    ] {
        tests.extend(arguments.truth(name).map(|wanted| Test::Is(column, wanted.into())));
    }
    tests.extend(arguments.integers("include").map(|it| Test::AmongNumbers(Column::Number, it)));
    tests.extend(arguments.integers("exclude").map(|it| Test::NotAmongNumbers(Column::Number, it)));
    tests.extend(arguments.integers("parent").map(|it| Test::AmongNumbers(Column::Parent, it)));
    let orphans = arguments.integers("parent_exclude");
    tests.extend(orphans.map(|it| Test::NotAmongNumbers(Column::Parent, it)));
    tests.extend(arguments.text("search").map(Test::Search));
    tests.extend(arguments.text("search_name_or_sku").map(Test::Search));
    tests.extend(arguments.text("search_sku").map(|text| Test::Contains(Column::Sku, text)));
    for (name, column) in [("after", Column::Created), ("modified_after", Column::Modified)] {
        tests.extend(arguments.instant(name).map(|at| Test::After(column, at)));
    }
    for (name, column) in [("before", Column::Created), ("modified_before", Column::Modified)] {
        tests.extend(arguments.instant(name).map(|at| Test::Before(column, at)));
    }
    let (least, most) = (amount(arguments, "min_price")?, amount(arguments, "max_price")?);
    if least.is_some() || most.is_some() {
        tests.push(Test::Costs(least.unwrap_or_default(), most.unwrap_or(i64::MAX)));
    }
    Ok(tests)
}

fn amount(arguments: &Arguments, name: &str) -> std::result::Result<Option<i64>, Fault> {
    let Some(text) = arguments.text(name) else { return Ok(None) };
    let refused = || {
        let message = format!("{name} is a plain decimal such as 17.90.");
        super::fault::invalid(name, "rest_invalid_param", message)
    };
    facets::millionths(text).map(Some).ok_or_else(refused)
}

/// What the parameters ask of a product's terms. A category holds what lies under it, too.
fn of_terms(
    tx: &mut dyn Transaction,
    shop_id: &str,
    arguments: &Arguments,
) -> Result<Vec<Test<'static>>> {
    let mut tests = Vec::new();
    for (name, kind) in [
        ("category", Kind::Category),
        ("tag", Kind::Tag),
        ("brand", Kind::Brand),
        ("shipping_class", Kind::ShippingClass),
        ("attribute_term", Kind::AttributeTerm),
    ] {
        let Some(text) = arguments.text(name) else { continue };
        // What is no number finds nothing.
        let asked = text.split(',').map(|part| part.trim().parse().unwrap_or(0));
        let mut numbers: Vec<i64> = Vec::new();
        for number in asked {
            match kind {
                Kind::Category => numbers.extend(terms::below(tx, shop_id, number)?),
                _ => numbers.push(number),
            }
        }
        tests.push(Test::Term(kind, numbers));
    }
    Ok(tests)
}

/// Products and variations of exactly these SKUs.
fn by_sku(tx: &mut dyn Transaction, shop_id: &str, skus: &str) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for sku in skus.split(',').map(str::trim).filter(|sku| !sku.is_empty()) {
        for number in product_list::of_sku(tx, shop_id, sku)? {
            let tests = [Test::AmongNumbers(Column::Number, &[number]), Test::Listed];
            let order = (Column::Created, false);
            let product = product_list::list(tx, shop_id, &tests, order, (0, 1))?.0;
            found.extend(product.into_iter().map(Found::Product));
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
    transaction(&*view.world.store, |tx| shown_now(tx, view, number))
}

/// The same, within a transaction.
pub fn shown_now(tx: &mut dyn Transaction, view: &View, number: i64) -> Result<Option<Value>> {
    let shop_id = view.shop_id();
    sale_times::tell_all(tx, shop_id)?;
    let found = match product_list::find(tx, shop_id, number)? {
        Some(product) => Found::Product(product),
        None => match products::variants(tx, shop_id, Which::Number(number))?.into_iter().next() {
            Some(variation) => Found::Variation(variation),
            None => return Ok(None),
        },
    };
    let mut text = Vec::new();
    Sheet::new(view).write(&found, &mut text);
    Ok(serde_json::from_slice(&text).ok())
}

/// The id in front, the links behind.
pub fn finished(view: &View, number: i64, members: Members, list: &str, up: Option<&str>) -> Value {
    let mut links = resource::links(view, list, number);
    if let Some(up) = up {
        links["up"] = json!([{ "href": view.link(up) }]);
    }
    let id = ("id".to_owned(), Value::from(number));
    let links = ("_links".to_owned(), links);
    Value::Object([id].into_iter().chain(members).chain([links]).collect())
}

pub fn dates(view: &View, members: &mut Members, created: Instant, modified: Instant) {
    let dates = [("date_created", created), ("date_modified", modified)].map(|(name, at)| {
        (name, moment::local(at, view.zone), format!("{name}_gmt"), moment::gmt(at))
    });
    let put = |members: &mut Members| {
        for (name, local, name_gmt, gmt) in &dates {
            members.insert((*name).into(), local.clone().into());
            members.insert(name_gmt.clone(), gmt.clone().into());
        }
    };
    put(members);
    let images = members.get_mut("images").and_then(Value::as_array_mut);
    images.into_iter().flatten().filter_map(Value::as_object_mut).for_each(put);
    members.get_mut("image").and_then(Value::as_object_mut).map(put);
}

pub fn create(call: &Call) -> Answered {
    if call.names_one() {
        let message = "Cannot create existing product.";
        return Err(Fault::new(400, "woocommerce_rest_product_exists", message));
    }
    if let Some(proposed) = product_write::proposed(call, "create", None)? {
        return Ok(proposed);
    }
    let document = call.transact(|tx| {
        let number = ids::fresh(tx, call.shop_id(), Kind::Product)?;
        product_write::create(tx, call, number)?;
        Ok(shown_now(tx, call, number)?.unwrap_or_default())
    })?;
    let address = call.link(&format!("/products/{}", document["id"]));
    Ok(Answer { wakes_outbox: true, ..Answer::created(document, address) })
}

pub fn update(call: &Call) -> Answered {
    let number = call.number(0);
    if let Some(proposed) = product_write::proposed(call, "update", Some(number))? {
        return Ok(proposed);
    }
    let document = call.transact(|tx| {
        let held = products::find(tx, call.shop_id(), number)?;
        let held = held.ok_or_else(|| Fault::invalid_id("product", true))?;
        product_write::update(tx, call, &held)?;
        Ok(shown_now(tx, call, number)?.unwrap_or_default())
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(document) })
}

/// Without force it is put into the trash, where it can still be read. What is answered is what it was.
pub fn delete(call: &Call) -> Answered {
    let number = call.number(0);
    let forced = call.arguments.truth("force") == Some(true);
    if let Some(proposed) = product_write::proposed(call, "delete", Some(number))? {
        return Ok(proposed);
    }
    let document = call.transact(|tx| {
        let held = products::find(tx, call.shop_id(), number)?;
        let held = held.ok_or_else(|| Fault::invalid_id("product", false))?;
        let before = shown_now(tx, call, number)?.unwrap_or_default();
        match forced {
            true => drop(crate::mirror::staged::delete(tx, call.shop_id(), &held.product_id)?),
            false if before["status"] == "trash" => {
                let message = "The product has already been deleted.";
                return Err(Fault::new(410, "woocommerce_rest_already_trashed", message));
            }
            false => product_write::trash(tx, call, &held)?,
        }
        Ok(before)
    })?;
    Ok(Answer { wakes_outbox: true, ..Answer::of(document) })
}
