//! A simulated shop: what its system answers to a request, over a catalogue that can change. Its arithmetic is its own.

use super::Held;
use crate::world::{Instant, Reply, Request};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub mod graphql;
mod lightspeed;
mod magento;

pub struct Shop {
    pub system: &'static str,
    pub products: BTreeMap<u64, Product>,
    /// What was taken out, where a system tells that.
    removed: BTreeMap<u64, Product>,
    /// The access that is good now.
    pub token: String,
    /// What renews it, once, and how often that was done.
    pub refresh: String,
    pub renewals: u32,
    next: u64,
    version: u64,
    /// Products per page, whatever is asked for.
    pub page: usize,
}

#[derive(Clone)]
pub struct Product {
    pub variants: Vec<(u64, i64, i64)>,
    pub changed_at: Instant,
    pub version: u64,
}

impl Shop {
    pub fn new(system: &'static str, count: u64) -> Shop {
        let (products, removed) = Default::default();
        let (token, refresh, renewals) = ("t0ken".into(), "r0".into(), 0);
        let (next, version, page) = (10, 100, 4);
        let mut shop =
            Shop { system, products, removed, token, refresh, renewals, next, version, page };
        (0..count).for_each(|nth| shop.add(nth % 3 == 1, Instant(super::NOON - 86_400_000)));
        shop
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub fn add(&mut self, is_variable: bool, now: Instant) {
        let id = self.number();
        let count = if is_variable { 2 } else { 1 };
        let variants = (0..count).map(|nth| (self.number(), 1_000 + id as i64 + nth, 5)).collect();
        self.version += 1;
        self.products.insert(id, Product { variants, changed_at: now, version: self.version });
    }

    /// Something happens in the shop.
    pub fn change(&mut self, seed: u64, now: Instant) {
        let nth = (seed / 4) as usize % self.products.len().max(1);
        let id = self.products.keys().nth(nth).copied();
        self.version += 1;
        match (seed % 4, id) {
            (0, _) | (_, None) => self.add(seed.is_multiple_of(8), now),
            (1, Some(id)) => {
                let gone = self.products.remove(&id).expect("a product");
                let gone = Product { changed_at: now, version: self.version, ..gone };
                self.removed.insert(id, gone);
            }
            (_, Some(id)) => {
                let product = self.products.get_mut(&id).expect("a product");
                let variant = product.variants.first_mut().expect("a variant");
                (variant.1, variant.2) = (variant.1 + 1, (seed % 17) as i64);
                (product.changed_at, product.version) = (now, self.version);
            }
        }
    }

    /// What the mirror is to hold.
    pub fn held(&self) -> Held {
        let is_simple = |product: &Product| product.variants.len() == 1;
        let of = |(id, product): (&u64, &Product)| {
            let variant = |(variant, price, stock): &(u64, i64, i64)| {
                let own = ["woocommerce", "magento"].contains(&self.system) && is_simple(product);
                let name = if own { *id } else { *variant };
                (name.to_string(), money(*price), Some(*stock))
            };
            let mut variants: Vec<_> = product.variants.iter().map(variant).collect();
            variants.sort();
            // Where variants come one by one, the first of them is the product.
            let is_first = ["lightspeed-r", "lightspeed-x"].contains(&self.system);
            let first = product.variants.first().map_or(0, |variant| variant.0);
            (if is_first { first } else { *id }.to_string(), variants)
        };
        self.products.iter().map(of).collect()
    }

    /// OAuth 2: the token that was renewed is worth nothing after that, nor is what renewed it.
    pub fn renew(&mut self, request: &Request) -> Reply {
        let form: BTreeMap<String, String> =
            url::form_urlencoded::parse(&request.body).into_owned().collect();
        let is = |name: &str, value: &str| form.get(name).is_some_and(|given| given == value);
        let is_good = is("grant_type", "refresh_token")
            && is("client_id", "key")
            && is("client_secret", "s3cret")
            && is("refresh_token", &self.refresh);
        if !is_good {
            return reply(400, &[], json!({ "error": "invalid_grant" }));
        }
        self.renewals += 1;
        (self.token, self.refresh) =
            (format!("renewed-{}", self.renewals), format!("r{}", self.renewals));
        let (token, refresh) = (&self.token, &self.refresh);
        reply(
            200,
            &[],
            json!({ "access_token": token, "refresh_token": refresh, "expires_in": 1800 }),
        )
    }

    pub fn answer(&self, request: &Request) -> Reply {
        let url = url::Url::parse(&request.url).expect("an address");
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let header = |name: &str| {
            let found = request.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let is_known = match self.system {
            "shopify" | "shopify-graphql" => header("X-Shopify-Access-Token") == self.token,
            "magento" | "lightspeed-r" | "lightspeed-x" => {
                header("Authorization") == format!("Bearer {}", self.token)
            }
            _ => header("Authorization") == "Basic a2V5OnMzY3JldA==",
        };
        match (is_known, self.system) {
            (false, _) => reply(401, &[], json!({ "errors": "no" })),
            (_, "shopify-graphql") if request.method == "POST" => self.graphql(&request.body),
            (_, "shopify" | "shopify-graphql") => self.shopify(url.path(), &query),
            (_, "magento") => self.magento(url.path(), &query),
            (_, "lightspeed-c") => self.lightspeed_c(url.path(), &query),
            (_, "lightspeed-r") => self.lightspeed_r(url.path(), &query),
            (_, "lightspeed-x") => self.lightspeed_x(url.path(), &query),
            (_, _) => self.woocommerce(url.path(), &query),
        }
    }

    fn shopify(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        let since = query.get("updated_at_min").map(|at| at.replace(' ', "+"));
        let since = since.and_then(|at| chrono::DateTime::parse_from_rfc3339(&at).ok());
        let since = since.map_or(i64::MIN, |at| at.timestamp_millis());
        match path {
            "/admin/api/2026-10/products.json" => {}
            "/admin/api/2026-10/locations.json" => {
                return reply(200, &[], json!({ "locations": [{ "id": 1 }, { "id": 2 }] }));
            }
            "/admin/api/2026-10/inventory_levels.json" => {
                assert_eq!(query.get("location_ids").map(String::as_str), Some("1,2"));
                let changed = self.products.values().filter(|one| one.changed_at.0 >= since);
                let levels = changed.flat_map(|one| &one.variants);
                let levels = levels
                    .map(|one| json!({ "inventory_item_id": one.0 + 5_000, "available": one.2 }));
                return reply(200, &[], json!({ "inventory_levels": levels.collect::<Vec<_>>() }));
            }
            _ => return reply(404, &[], json!({})),
        }
        if let Some(ids) = query.get("ids") {
            let ids = ids.split(',').filter_map(|id| id.parse().ok());
            let found = ids.filter_map(|id: u64| Some(shopify(id, self.products.get(&id)?)));
            return reply(200, &[], json!({ "products": found.collect::<Vec<_>>() }));
        }
        let (after, since): (u64, i64) = match query.get("page_info") {
            Some(info) => {
                assert!(!query.contains_key("updated_at_min"), "only a limit beside page_info");
                let (after, since) = info.split_once('_').expect("a cursor");
                (after.parse().expect("a number"), since.parse().expect("a number"))
            }
            None => (0, since),
        };
        let all = self.products.range(after + 1..).filter(|(_, one)| one.changed_at.0 >= since);
        let page: Vec<_> = all.take(self.page).collect();
        let link = page.last().filter(|_| page.len() == self.page).map(|(last, _)| {
            let info = format!("{last}_{since}");
            format!("<https://hosted.example{path}?limit=250&page_info={info}>; rel=\"next\"")
        });
        let headers: Vec<(&str, &str)> = link
            .iter()
            .map(|link| ("link", link.as_str()))
            .chain([("x-shopify-shop-api-call-limit", "39/40")])
            .collect();
        let page: Vec<Value> = page.into_iter().map(|(id, one)| shopify(*id, one)).collect();
        reply(200, &headers, json!({ "products": page }))
    }

    fn woocommerce(&self, path: &str, query: &BTreeMap<String, String>) -> Reply {
        let products = "/wp-json/wc/v3/products";
        let number = |name: &str| query.get(name).and_then(|value| value.parse::<usize>().ok());
        let (from, most) = (number("offset").unwrap_or(0), number("per_page").unwrap_or(10));
        if let Some(below) =
            path.strip_prefix(products).and_then(|path| path.strip_suffix("/variations"))
        {
            let id: u64 = below.trim_matches('/').parse().expect("a number");
            let Some(product) = self.products.get(&id) else { return reply(404, &[], json!({})) };
            let rows = product.variants.iter().skip(from).take(most);
            let rows: Vec<Value> = rows.map(|one| variation(id, one)).collect();
            return reply(200, &[], rows.into());
        }
        if path != products {
            return reply(404, &[], json!({}));
        }
        if let Some(ids) = query.get("include") {
            let ids = ids.split(',').filter_map(|id| id.parse().ok());
            let found = ids.filter_map(|id: u64| Some(woocommerce(id, self.products.get(&id)?)));
            return reply(200, &[], found.collect::<Vec<_>>().into());
        }
        let since = query.get("modified_after").map(|at| plain(at, "%Y-%m-%dT%H:%M:%S"));
        let all = self
            .products
            .iter()
            .filter(|(_, one)| since.is_none_or(|since| one.changed_at.0 > since));
        let rows: Vec<Value> =
            all.skip(from).take(most).map(|(id, one)| woocommerce(*id, one)).collect();
        reply(200, &[], rows.into())
    }
}

fn reply(status: u16, headers: &[(&str, &str)], body: Value) -> Reply {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Reply { status, headers: headers.collect(), body: body.to_string().into_bytes() }
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A time without its zone, which is UTC.
fn plain(at: &str, form: &str) -> i64 {
    let at = chrono::NaiveDateTime::parse_from_str(at, form).expect("a time");
    at.and_utc().timestamp_millis()
}

fn at(instant: Instant) -> String {
    let at = chrono::DateTime::from_timestamp_millis(instant.0).expect("a time");
    at.format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

fn shopify(id: u64, product: &Product) -> Value {
    let names: Vec<String> =
        (0..product.variants.len()).map(|nth| format!("Kleur {nth}")).collect();
    let variants = product.variants.iter().zip(&names).map(|((variant, price, stock), name)| {
        json!({ "id": variant, "product_id": id, "sku": format!("S{variant}"), "price": money(*price),
            "option1": name, "inventory_item_id": variant + 5_000, "inventory_quantity": stock,
            "inventory_management": "shopify", "inventory_policy": "deny", "taxable": true })
    });
    let variants: Vec<Value> = variants.collect();
    json!({ "id": id, "title": format!("Lamp {id}"), "status": "active", "tags": "", "images": [],
        "updated_at": at(product.changed_at), "options": [{ "name": "Kleur", "position": 1, "values": names }],
        "variants": variants })
}

fn woocommerce(id: u64, product: &Product) -> Value {
    let mut document = crate::mirror::tests::woocommerce(id as i64, "", "", 0);
    let changed_at = at(product.changed_at);
    document["date_modified_gmt"] = changed_at[..19].into();
    match product.variants.as_slice() {
        [(_, price, stock)] => {
            document["sku"] = format!("S{id}").into();
            document["regular_price"] = money(*price).into();
            document["price"] = money(*price).into();
            document["stock_quantity"] = (*stock).into();
        }
        several => {
            let names: Vec<String> = several.iter().map(|one| format!("Kleur {}", one.0)).collect();
            document["type"] = "variable".into();
            document["manage_stock"] = false.into();
            document["stock_quantity"] = Value::Null;
            document["attributes"][0]["variation"] = true.into();
            document["attributes"][0]["options"] = json!(names);
            document["variations"] = several.iter().map(|one| one.0).collect::<Vec<_>>().into();
        }
    }
    document
}

fn variation(parent: u64, (id, price, stock): &(u64, i64, i64)) -> Value {
    let mut document =
        crate::mirror::tests::woocommerce(*id as i64, &format!("S{id}"), &money(*price), *stock);
    document["type"] = "variation".into();
    document["parent_id"] = parent.into();
    document["attributes"] = json!([{ "id": 2, "name": "Kleur", "option": format!("Kleur {id}") }]);
    document
}
