//! Couples the platform to a shop before anything is ordered: waits until it answers, loads its
//! catalogue page by page and registers the webhooks that keep the copy fresh.

use crate::catalogue::{Article, Catalogue};
use crate::money::Cents;
use crate::platform::Platform;
use crate::shop::{Answer, Shop, Trouble};
use crate::subscription::{Subscription, new_secret};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

const PER_PAGE: usize = 100;
/// The articles of the ways are named so. Another one's price is changed: a shop that restates
/// the whole article with its price would restate the stock too.
const OF_THE_WAYS: &str = "KP-";
/// What a price goes up, and down again.
const PRICE_STEP: Cents = Cents(50);
/// A catalogue of more pages than this is taken for an endless one.
const PAGES_MAX: usize = 500;
const TOPICS: [&str; 4] =
    ["product.created", "product.updated", "product.deleted", "order.updated"];
/// A shop that has just been started gets this long to listen.
const START_MAX: Duration = Duration::from_secs(60);

/// What coupling to one shop brought, for the report.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Coupling {
    pub supplier: String,
    pub address: String,
    pub products: usize,
    pub articles: usize,
    pub categories: usize,
    pub webhooks: usize,
    /// Whether a changed price arrived by webhook; none where no route lets us change one.
    pub follows_prices: Option<bool>,
    pub pings: usize,
    /// Counted when all ways have run.
    pub deliveries: usize,
    pub deliveries_standard: usize,
}

pub fn couple(platform: &Platform, shop: &Shop) -> Result<Coupling, Trouble> {
    let catalogue = load(platform, shop)?;
    let mut coupling = Coupling {
        supplier: shop.supplier.clone(),
        address: shop.address.clone(),
        products: catalogue.products,
        articles: catalogue.articles(),
        categories: catalogue.categories,
        ..Coupling::default()
    };
    platform.state().catalogues.insert(shop.supplier.clone(), catalogue);
    remove_our_webhooks(platform, shop)?;
    for topic in TOPICS {
        let (answer, _) = register(platform, shop, topic)?;
        answer.done(&format!("POST /webhooks {topic} at {}", shop.supplier))?;
        coupling.webhooks += 1;
    }
    Ok(coupling)
}

/// Lets the shop's staff change a price and change it back: whether the platform's copy, kept by
/// webhooks alone, followed both times.
pub fn follows_prices(
    platform: &Platform,
    shop: &Shop,
    patience: Duration,
) -> Result<bool, Trouble> {
    let other = {
        let state = platform.state();
        let catalogue = state.catalogues.get(&shop.supplier);
        catalogue.and_then(|catalogue| repriced(catalogue)).cloned()
    };
    let none = || Trouble(format!("Shop {} has no article to reprice.", shop.supplier));
    let Article { sku, price, .. } = other.ok_or_else(none)?;
    let copied = || {
        let state = platform.state();
        state.catalogues.get(&shop.supplier)?.article(&sku).map(|article| article.price)
    };
    let mut follows = true;
    for wanted in [price + PRICE_STEP, price] {
        let body = json!({"sku": sku, "gross_amount": wanted});
        shop.staff(&platform.calls, "price", Some(&body))?.done("price")?;
        let started = Instant::now();
        while copied() != Some(wanted) && started.elapsed() < patience {
            if shop.has("drain") {
                shop.staff(&platform.calls, "drain", Some(&json!({})))?.done("drain")?;
            }
            refresh(platform, shop)?;
            thread::sleep(Duration::from_millis(20));
        }
        follows &= copied() == Some(wanted);
    }
    Ok(follows)
}

/// An article that no way of the sample catalogue orders, else any.
fn repriced(catalogue: &Catalogue) -> Option<&Article> {
    let is_other = |own: &&Article| !own.sku.starts_with(OF_THE_WAYS);
    catalogue.all().find(is_other).or_else(|| catalogue.all().next())
}

/// Adds up what the webhooks of a shop brought.
pub fn count_webhooks(platform: &Platform, coupling: &mut Coupling) {
    let state = platform.state();
    let own = |one: &&Subscription| one.supplier == coupling.supplier;
    let (mut pings, mut deliveries, mut standard) = (0, 0, 0);
    for subscription in state.subscriptions.iter().filter(own) {
        pings += subscription.pings;
        deliveries += subscription.deliveries.len();
        standard += subscription.deliveries.iter().filter(|one| one.is_standard).count();
    }
    coupling.pings = pings;
    coupling.deliveries = deliveries;
    coupling.deliveries_standard = standard;
}

/// Fetches again what webhooks left stale: the variations of changed products.
pub fn refresh(platform: &Platform, shop: &Shop) -> Result<(), Trouble> {
    let stale = match platform.state().catalogues.get_mut(&shop.supplier) {
        Some(catalogue) => catalogue.take_stale(),
        None => return Ok(()),
    };
    for id in stale {
        let path = format!("/products/{id}");
        let parent = shop.rest(&platform.calls, "GET", &path, &[], None)?;
        let variations = match parent.status {
            404 | 410 => Vec::new(),
            _ => pages(platform, shop, &format!("{path}/variations"), &[])?,
        };
        let mut state = platform.state();
        let Some(catalogue) = state.catalogues.get_mut(&shop.supplier) else { return Ok(()) };
        catalogue.forget(id);
        for variation in &variations {
            catalogue.put_variation(id, Some(&parent.body), variation);
        }
    }
    Ok(())
}

fn load(platform: &Platform, shop: &Shop) -> Result<Catalogue, Trouble> {
    let published = [("status", "publish".to_owned())];
    let products = pages(platform, shop, "/products", &published)?;
    let categories = pages(platform, shop, "/products/categories", &[])?;
    let mut catalogue = Catalogue::default();
    catalogue.products = products.len();
    catalogue.categories = categories.len();
    for product in &products {
        catalogue.put(product);
        if product["type"] == "variable" {
            let id = product["id"].as_i64().unwrap_or_default();
            let path = format!("/products/{id}/variations");
            for variation in &pages(platform, shop, &path, &[])? {
                catalogue.put_variation(id, Some(product), variation);
            }
        }
    }
    catalogue.take_stale();
    Ok(catalogue)
}

/// Every page of a list.
fn pages(
    platform: &Platform,
    shop: &Shop,
    path: &str,
    query: &[(&str, String)],
) -> Result<Vec<Value>, Trouble> {
    let mut items = Vec::new();
    for page in 1..=PAGES_MAX {
        let mut asked = query.to_vec();
        asked.extend([("per_page", PER_PAGE.to_string()), ("page", page.to_string())]);
        let answer = shop.rest(&platform.calls, "GET", path, &asked, None)?;
        let pages = answer.pages;
        match answer.done(&format!("GET {path} at {}", shop.supplier))? {
            Value::Array(found) => items.extend(found),
            other => return Err(Trouble(format!("GET {path} gave no list but {other}"))),
        }
        if page >= pages {
            return Ok(items);
        }
    }
    Err(Trouble(format!("GET {path}: more than {PAGES_MAX} pages.")))
}

pub fn wait_until_it_answers(platform: &Platform, shop: &Shop) -> Result<(), Trouble> {
    let started = Instant::now();
    loop {
        match shop.rest(&platform.calls, "GET", "", &[], None) {
            // What it answers is for the checks to say.
            Ok(answer) if answer.status < 500 => return Ok(()),
            Err(trouble) if started.elapsed() > START_MAX => return Err(trouble),
            _ if started.elapsed() > START_MAX => {
                return Err(Trouble(format!("Shop {} stays down.", shop.supplier)));
            }
            _ => thread::sleep(Duration::from_millis(200)),
        }
    }
}

/// Takes the platform's webhooks back: a shop must not go on delivering to one that has left. It
/// also clears up what an earlier run has left behind.
pub fn remove_our_webhooks(platform: &Platform, shop: &Shop) -> Result<(), Trouble> {
    let ours = format!("{}/webhooks/", platform.address);
    for webhook in pages(platform, shop, "/webhooks", &[])? {
        let delivery_url = webhook["delivery_url"].as_str().unwrap_or_default();
        if let (true, Some(id)) = (delivery_url.starts_with(&ours), webhook["id"].as_i64()) {
            let force = [("force", "true".to_owned())];
            let path = format!("/webhooks/{id}");
            shop.rest(&platform.calls, "DELETE", &path, &force, None)?.done("DELETE a webhook")?;
        }
    }
    Ok(())
}

/// Registers a webhook; gives the shop's answer and the webhook's number here.
pub fn register(
    platform: &Platform,
    shop: &Shop,
    topic: &'static str,
) -> Result<(Answer, usize), Trouble> {
    let secret = new_secret();
    let number = {
        let mut state = platform.state();
        state.subscriptions.push(Subscription {
            supplier: shop.supplier.clone(),
            topic,
            secret: secret.clone(),
            pings: 0,
            deliveries: Vec::new(),
        });
        state.subscriptions.len() - 1
    };
    let request = json!({
        "name": format!("{} {topic}", platform.profile.name),
        "topic": topic,
        "delivery_url": format!("{}/webhooks/{number}", platform.address),
        "secret": secret,
    });
    let answer = shop.rest(&platform.calls, "POST", "/webhooks", &[], Some(&request))?;
    Ok((answer, number))
}
