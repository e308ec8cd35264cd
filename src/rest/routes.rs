//! THE TABLE of the interface: which operation answers which method on which route. The index is made from it.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Arguments, DATED, DELETION, ITEM, LIST};
use super::auth::Right;
use super::query::Query;
use super::view::View;
use super::visit::{Method, NAMESPACE};
use super::{orders, products, refunds, terms, webhooks};
use crate::config::RestKey;
use serde_json::{Map, Value, json};
use std::ops::Deref;

/// A request that has found its operation, and may.
pub struct Call<'a> {
    pub view: View<'a>,
    pub key: Option<&'a RestKey>,
    /// The numbers in the route, from left to right.
    pub numbers: Vec<i64>,
    pub arguments: Arguments,
    /// Everything that was given, the body before the query.
    pub given: Map<String, Value>,
    pub query: &'a Query,
    /// The body, where it is JSON.
    pub document: &'a str,
}

/// A call shows what it gives by the view it is made with.
impl<'a> Deref for Call<'a> {
    type Target = View<'a>;
    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl Call<'_> {
    /// The `nth` number of the route.
    pub fn number(&self, nth: usize) -> i64 {
        self.numbers.get(nth).copied().unwrap_or_default()
    }

    /// Whether this key may see what belongs to a platform: a platform's key sees its own only.
    pub fn may_see(&self, platform_id: &str) -> bool {
        let own = self.key.and_then(|key| key.platform_id.as_deref());
        own.is_none_or(|own| own == platform_id)
    }
}

/// A pattern and what can be done there.
pub struct Route {
    /// `<id>` stands for a number.
    pub pattern: &'static str,
    pub operations: &'static [Operation],
}

/// One thing that can be done on a route.
pub struct Operation {
    pub methods: &'static [Method],
    pub right: Right,
    pub arguments: &'static [&'static [Argument]],
    pub run: fn(&Call) -> Answered,
}

const GET: &[Method] = &[Method::Get];
const POST: &[Method] = &[Method::Post];
const CHANGE: &[Method] = &[Method::Post, Method::Put, Method::Patch];
const DELETE: &[Method] = &[Method::Delete];

macro_rules! routes {
    ($($pattern:literal { $($methods:ident $right:ident [$($arguments:expr),*] $run:expr;)* })*) => {
        pub static ROUTES: &[Route] = &[$(Route {
            pattern: $pattern,
            operations: &[$(Operation {
                methods: $methods,
                right: Right::$right,
                arguments: &[$($arguments),*],
                run: $run,
            }),*],
        }),*];
    };
}

routes! {
    "" { GET Open [] site; }
    "/wc/v3" { GET Open [] namespace; }
    "/wc/v3/products" { GET List [LIST, DATED, products::LIST] products::list; }
    "/wc/v3/products/<id>" { GET View [ITEM] products::get; }
    "/wc/v3/products/<product_id>/variations" {
        GET List [LIST, DATED, products::VARIATIONS] products::list_variations;
    }
    "/wc/v3/products/<product_id>/variations/<id>" { GET View [ITEM] products::get_variation; }
    "/wc/v3/products/categories" { GET List [LIST, terms::LIST] terms::list_categories; }
    "/wc/v3/products/categories/<id>" { GET View [ITEM] terms::get_category; }
    "/wc/v3/products/tags" { GET List [LIST, terms::LIST] terms::list_tags; }
    "/wc/v3/products/tags/<id>" { GET View [ITEM] terms::get_tag; }
    "/wc/v3/products/brands" { GET List [LIST, terms::LIST] terms::list_brands; }
    "/wc/v3/products/brands/<id>" { GET View [ITEM] terms::get_brand; }
    "/wc/v3/products/attributes" { GET List [] terms::list_attributes; }
    "/wc/v3/products/attributes/<id>" { GET View [ITEM] terms::get_attribute; }
    "/wc/v3/products/attributes/<attribute_id>/terms" {
        GET List [LIST, terms::LIST] terms::list_attribute_terms;
    }
    "/wc/v3/products/attributes/<attribute_id>/terms/<id>" {
        GET View [ITEM] terms::get_attribute_term;
    }
    "/wc/v3/orders" {
        GET List [LIST, DATED, orders::LIST] orders::list;
        POST Create [orders::CREATE] orders::create;
    }
    "/wc/v3/orders/<id>" {
        GET View [ITEM] orders::get;
        CHANGE Edit [orders::UPDATE] orders::update;
    }
    "/wc/v3/orders/<order_id>/refunds" {
        GET List [LIST, DATED] refunds::list;
        POST Create [refunds::CREATE] refunds::create;
    }
    "/wc/v3/orders/<order_id>/refunds/<id>" { GET View [ITEM] refunds::get; }
    "/wc/v3/webhooks" {
        GET List [LIST, webhooks::LIST] webhooks::list;
        POST Create [webhooks::UPDATE, webhooks::CREATE] webhooks::create;
    }
    "/wc/v3/webhooks/<id>" {
        GET View [ITEM] webhooks::get;
        CHANGE Edit [webhooks::UPDATE] webhooks::update;
        DELETE Delete [DELETION] webhooks::delete;
    }
}

/// The route of a path, and the numbers in it.
pub fn find(path: &str) -> Option<(&'static Route, Vec<i64>)> {
    ROUTES.iter().find_map(|route| Some((route, numbers(route.pattern, path)?)))
}

fn numbers(pattern: &str, path: &str) -> Option<Vec<i64>> {
    let mut numbers = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(numbers),
            (Some(wanted), Some(given)) if wanted.starts_with('<') => {
                let digits = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
                // A number that no resource can have is one that does not exist.
                numbers.push(digits.then(|| given.parse().unwrap_or(i64::MAX))?);
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

impl Route {
    /// The operation that answers `method`; `HEAD` is a `GET` without its body.
    pub fn operation(&self, method: Method) -> Option<&'static Operation> {
        let method = if method == Method::Head { Method::Get } else { method };
        self.operations.iter().find(|operation| operation.methods.contains(&method))
    }

    fn methods(&self) -> Vec<&'static str> {
        let methods = self.operations.iter().flat_map(|operation| operation.methods);
        methods.map(|method| method.as_str()).collect()
    }

    /// The value of `Allow`.
    pub fn allowed(&self) -> String {
        self.methods().join(", ")
    }

    /// As the index and `OPTIONS` describe it.
    pub fn description(&self) -> Value {
        let endpoints: Vec<Value> = self
            .operations
            .iter()
            .map(|operation| {
                let arguments = operation.arguments.iter().copied().flatten();
                let arguments = arguments.map(|one| (one.name.to_owned(), one.schema()));
                let methods: Vec<&str> = operation.methods.iter().map(|one| one.as_str()).collect();
                json!({ "methods": methods, "args": Map::from_iter(arguments) })
            })
            .collect();
        let namespace = if self.pattern.starts_with(NAMESPACE) { "wc/v3" } else { "" };
        json!({ "namespace": namespace, "methods": self.methods(), "endpoints": endpoints })
    }

    /// The pattern as WordPress writes it.
    fn name(&self) -> String {
        match self.pattern {
            "" => "/".into(),
            pattern => pattern.replace('<', "(?P<").replace('>', ">[\\d]+)"),
        }
    }
}

fn described(call: &Call, below: &str) -> Map<String, Value> {
    let within = |route: &&Route| route.pattern.starts_with(below);
    let each = ROUTES.iter().filter(within).map(|route| {
        let mut description = route.description();
        if !route.pattern.contains('<') {
            let address = format!("{}{}", call.address, route.pattern);
            description["_links"] = json!({ "self": [{ "href": address }] });
        }
        (route.name(), description)
    });
    each.collect()
}

/// The index of the shop.
fn site(call: &Call) -> Answered {
    let home = call.home();
    Ok(Answer::of(json!({
        "name": call.client.config.shop.name, "description": "", "url": home, "home": home,
        "timezone_string": call.client.config.shop.time_zone,
        "namespaces": ["wc/v3"], "authentication": {}, "routes": described(call, ""),
    })))
}

/// The index of the interface.
fn namespace(call: &Call) -> Answered {
    Ok(Answer::of(json!({
        "namespace": "wc/v3",
        "routes": described(call, NAMESPACE),
        "_links": { "up": [{ "href": format!("{}/", call.address) }] },
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_matches_digits_only() {
        let pattern = "/wc/v3/products/<product_id>/variations/<id>";
        assert_eq!(numbers(pattern, "/wc/v3/products/12/variations/3"), Some(vec![12, 3]));
        let huge = "/wc/v3/products/12/variations/99999999999999999999";
        assert_eq!(numbers(pattern, huge), Some(vec![12, i64::MAX]));
        for path in ["/wc/v3/products/12/variations", "/wc/v3/products/-1/variations/3", ""] {
            assert_eq!(numbers(pattern, path), None, "{path}");
        }
    }

    #[test]
    fn no_route_stands_twice_and_each_is_named_as_wordpress_does() {
        for (nth, route) in ROUTES.iter().enumerate() {
            assert!(ROUTES.iter().skip(nth + 1).all(|other| other.pattern != route.pattern));
            assert!(!route.name().contains("<id>/") && !route.operations.is_empty());
        }
    }
}
