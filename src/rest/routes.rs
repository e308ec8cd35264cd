//! THE TABLE of the interface: which operation answers which method on which route. The index is made from it.

use super::answer::{Answer, Answered};
use super::arguments::{self, Argument, DATED, DELETION, ITEM, LIST};
use super::auth::Right;
use super::call::Call;
use super::resource::Resource;
use super::visit::{Method, NAMESPACE};
use super::{
    attributes, batch, coupons, customers, gateways, notes, orders, product_fields, products,
    refunds, resource, reviews, settings, system_status, taxes, terms, variations, webhooks,
};
use serde_json::{Map, Value, json};

/// A pattern and what can be done there.
pub struct Route {
    /// `<id>` stands for a number, `<word>` for a word.
    pub pattern: &'static str,
    /// What its documents are called, and their members: for its schema.
    pub title: &'static str,
    pub fields: &'static [Argument],
    /// The resource that one engine serves here.
    pub resource: Option<&'static Resource>,
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

macro_rules! operations {
    ($($methods:ident $right:ident [$($arguments:expr),*] $run:expr;)*) => {
        &[$(Operation {
            methods: $methods,
            right: Right::$right,
            arguments: &[$($arguments),*],
            run: $run,
        }),*]
    };
}

macro_rules! routes {
    ($($pattern:literal $title:literal $fields:tt { $($operations:tt)* })*) => {
        static ROUTES: &[Route] = &[$(Route {
            pattern: $pattern,
            title: $title,
            fields: routes!(@fields $fields),
            resource: None,
            operations: operations! { $($operations)* },
        }),*];
    };
    (@fields ()) => { &[] };
    (@fields ($fields:expr)) => { $fields };
}

/// The routes of resources that one engine serves: all of them, one, and many changes at once.
macro_rules! resources {
    ($($pattern:literal $title:literal $resource:path, [$($list:expr),*])*) => {
        static RESOURCES: &[Route] = &[$(
            Route {
                pattern: $pattern, title: $title, fields: $resource.fields,
                resource: Some(&$resource),
                operations: operations! {
                    GET List [$($list,)* LIST, arguments::DATED] resource::list;
                    POST Create [] resource::create;
                },
            },
            Route {
                pattern: concat!($pattern, "/<id>"), title: $title, fields: $resource.fields,
                resource: Some(&$resource),
                operations: operations! {
                    GET View [ITEM] resource::get;
                    CHANGE Edit [] resource::update;
                    DELETE Delete [DELETION] resource::delete;
                },
            },
            Route {
                pattern: concat!($pattern, "/batch"), title: $title, fields: &[],
                resource: Some(&$resource),
                operations: operations! { CHANGE Edit [] batch::run; },
            },
        )*];
    };
}

resources! {
    "/wc/v3/customers" "customer" customers::CUSTOMERS, [customers::LIST]
    "/wc/v3/taxes" "tax" taxes::TAXES, [taxes::LIST]
    "/wc/v3/coupons" "shop_coupon" coupons::COUPONS, [coupons::LIST]
    "/wc/v3/products/reviews" "product_review" reviews::REVIEWS, [reviews::LIST]
}

routes! {
    "" "" () { GET Open [] site; }
    "/wc/v3" "" () { GET Open [] namespace; }
    "/wc/v3/products" "product" (product_fields::PRODUCT) {
        GET List [LIST, DATED, product_fields::LIST] products::list;
        POST Create [] products::create;
    }
    "/wc/v3/products/<id>" "product" (product_fields::PRODUCT) {
        GET View [ITEM] products::get;
        CHANGE Edit [] products::update;
        DELETE Delete [DELETION] products::delete;
    }
    "/wc/v3/products/batch" "product" () { CHANGE Edit [] batch::run; }
    "/wc/v3/products/<product_id>/variations" "product_variation" (product_fields::VARIATION) {
        GET List [LIST, DATED, product_fields::VARIATIONS] variations::list;
        POST Create [] variations::create;
    }
    "/wc/v3/products/<product_id>/variations/<id>" "product_variation" (product_fields::VARIATION) {
        GET View [ITEM] variations::get;
        CHANGE Edit [] variations::update;
        DELETE Delete [DELETION] variations::delete;
    }
    "/wc/v3/products/<product_id>/variations/batch" "product_variation" () {
        CHANGE Edit [] batch::run;
    }
    "/wc/v3/products/categories" "product_cat" (terms::CATEGORY) {
        GET List [LIST, terms::LIST] terms::list;
        POST Create [terms::CREATE] terms::create;
    }
    "/wc/v3/products/categories/<id>" "product_cat" (terms::CATEGORY) {
        GET View [ITEM] terms::get;
        CHANGE Edit [] terms::update;
        DELETE Delete [DELETION] terms::delete;
    }
    "/wc/v3/products/categories/batch" "product_cat" () { CHANGE Edit [] batch::run; }
    "/wc/v3/products/tags" "product_tag" (terms::TAG) {
        GET List [LIST, terms::LIST] terms::list;
        POST Create [terms::CREATE] terms::create;
    }
    "/wc/v3/products/tags/<id>" "product_tag" (terms::TAG) {
        GET View [ITEM] terms::get;
        CHANGE Edit [] terms::update;
        DELETE Delete [DELETION] terms::delete;
    }
    "/wc/v3/products/tags/batch" "product_tag" () { CHANGE Edit [] batch::run; }
    "/wc/v3/products/brands" "product_brand" (terms::CATEGORY) {
        GET List [LIST, terms::LIST] terms::list;
        POST Create [terms::CREATE] terms::create;
    }
    "/wc/v3/products/brands/<id>" "product_brand" (terms::CATEGORY) {
        GET View [ITEM] terms::get;
        CHANGE Edit [] terms::update;
        DELETE Delete [DELETION] terms::delete;
    }
    "/wc/v3/products/brands/batch" "product_brand" () { CHANGE Edit [] batch::run; }
    "/wc/v3/products/shipping_classes" "product_shipping_class" (terms::TAG) {
        GET List [LIST, terms::LIST] terms::list;
        POST Create [terms::CREATE] terms::create;
    }
    "/wc/v3/products/shipping_classes/<id>" "product_shipping_class" (terms::TAG) {
        GET View [ITEM] terms::get;
        CHANGE Edit [] terms::update;
        DELETE Delete [DELETION] terms::delete;
    }
    "/wc/v3/products/shipping_classes/batch" "product_shipping_class" () {
        CHANGE Edit [] batch::run;
    }
    "/wc/v3/products/attributes" "product_attribute" (attributes::FIELDS) {
        GET List [ITEM] attributes::list;
        POST Create [terms::CREATE] attributes::create;
    }
    "/wc/v3/products/attributes/<id>" "product_attribute" (attributes::FIELDS) {
        GET View [ITEM] attributes::get;
        CHANGE Edit [] attributes::update;
        DELETE Delete [DELETION] attributes::delete;
    }
    "/wc/v3/products/attributes/batch" "product_attribute" () { CHANGE Edit [] batch::run; }
    "/wc/v3/products/attributes/<attribute_id>/terms" "product_attribute_term" (terms::VALUE) {
        GET List [LIST, terms::LIST] terms::list;
        POST Create [terms::CREATE] terms::create;
    }
    "/wc/v3/products/attributes/<attribute_id>/terms/<id>" "product_attribute_term" (terms::VALUE) {
        GET View [ITEM] terms::get;
        CHANGE Edit [] terms::update;
        DELETE Delete [DELETION] terms::delete;
    }
    "/wc/v3/products/attributes/<attribute_id>/terms/batch" "product_attribute_term" () {
        CHANGE Edit [] batch::run;
    }
    "/wc/v3/orders" "shop_order" (orders::FIELDS) {
        GET List [LIST, DATED, orders::LIST] orders::list;
        POST Create [orders::CREATE] orders::create;
    }
    "/wc/v3/orders/<id>" "shop_order" (orders::FIELDS) {
        GET View [ITEM, orders::SHOWN] orders::get;
        CHANGE Edit [orders::UPDATE] orders::update;
        DELETE Delete [DELETION] orders::delete;
    }
    "/wc/v3/orders/batch" "shop_order" () { CHANGE Edit [] batch::run; }
    "/wc/v3/orders/statuses" "order_status" () { GET List [] orders::statuses; }
    "/wc/v3/orders/<order_id>/notes" "order_note" (notes::FIELDS) {
        GET List [ITEM, notes::LIST] notes::list;
        POST Create [notes::CREATE] notes::create;
    }
    "/wc/v3/orders/<order_id>/notes/<id>" "order_note" (notes::FIELDS) {
        GET View [ITEM] notes::get;
        DELETE Delete [DELETION] notes::delete;
    }
    "/wc/v3/refunds" "refund" (refunds::FIELDS) {
        GET List [LIST, DATED] refunds::list_all;
    }
    "/wc/v3/orders/<order_id>/refunds" "shop_order_refund" (refunds::FIELDS) {
        GET List [LIST, DATED] refunds::list;
        POST Create [refunds::CREATE] refunds::create;
    }
    "/wc/v3/orders/<order_id>/refunds/<id>" "shop_order_refund" (refunds::FIELDS) {
        GET View [ITEM] refunds::get;
        DELETE Delete [DELETION] refunds::delete;
    }
    "/wc/v3/taxes/classes" "tax_class" (taxes::CLASS) {
        GET List [] taxes::list_classes;
        POST Create [terms::CREATE] taxes::create_class;
    }
    "/wc/v3/taxes/classes/<word>" "tax_class" (taxes::CLASS) {
        GET View [] taxes::get_class;
        DELETE Delete [DELETION] taxes::delete_class;
    }
    "/wc/v3/payment_gateways" "payment_gateway" (gateways::FIELDS) {
        GET List [ITEM] gateways::list;
    }
    "/wc/v3/payment_gateways/<word>" "payment_gateway" (gateways::FIELDS) {
        GET View [ITEM] gateways::get;
        CHANGE Edit [] gateways::update;
    }
    "/wc/v3/settings/general" "setting" (settings::FIELDS) { GET List [] settings::list; }
    "/wc/v3/settings/general/<word>" "setting" (settings::FIELDS) {
        GET View [] settings::get;
        CHANGE Edit [] settings::update;
    }
    "/wc/v3/settings/tax" "setting" (settings::FIELDS) { GET List [] settings::list; }
    "/wc/v3/settings/tax/<word>" "setting" (settings::FIELDS) {
        GET View [] settings::get;
        CHANGE Edit [] settings::update;
    }
    "/wc/v3/system_status" "system_status" () { GET View [ITEM] system_status::get; }
    "/wc/v3/system_status/tools" "system_status_tool" (system_status::TOOL) {
        GET List [] system_status::list_tools;
    }
    "/wc/v3/system_status/tools/<word>" "system_status_tool" (system_status::TOOL) {
        GET View [] system_status::get_tool;
        CHANGE Edit [] system_status::run_tool;
    }
    "/wc/v3/webhooks" "webhook" (webhooks::FIELDS) {
        GET List [LIST, DATED, webhooks::LIST] webhooks::list;
        POST Create [webhooks::UPDATE, webhooks::CREATE] webhooks::create;
    }
    "/wc/v3/webhooks/<id>" "webhook" (webhooks::FIELDS) {
        GET View [ITEM] webhooks::get;
        CHANGE Edit [webhooks::UPDATE] webhooks::update;
        DELETE Delete [DELETION] webhooks::delete;
    }
    "/wc/v3/webhooks/batch" "webhook" () { CHANGE Edit [] batch::run; }
}

fn all() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().chain(RESOURCES)
}

/// The route of a path, with the numbers and the word in it.
pub fn find(path: &str) -> Option<(&'static Route, Vec<i64>, String)> {
    all().find_map(|route| {
        let (numbers, word) = matched(route.pattern, path)?;
        Some((route, numbers, word))
    })
}

/// The route of this very pattern.
pub fn named(pattern: &str) -> Option<&'static Route> {
    all().find(|route| route.pattern == pattern)
}

/// The route of one of a collection's items.
pub fn of_items(collection: &str) -> Option<&'static Route> {
    let below = format!("{collection}/<id>");
    named(&below)
}

fn matched(pattern: &str, path: &str) -> Option<(Vec<i64>, String)> {
    let (mut numbers, mut word) = (Vec::new(), String::new());
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some((numbers, word)),
            (Some("<word>"), Some(given)) => {
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                let is_word = !given.is_empty() && given.bytes().all(is_plain);
                word = is_word.then(|| given.to_owned())?;
            }
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

impl Operation {
    /// What can be given to it: its parameters, and the members of its document where it writes one.
    fn given(&self, route: &Route) -> Map<String, Value> {
        let written = match self.right {
            Right::Create | Right::Edit => route.fields,
            _ => &[],
        };
        let written = written.iter().filter(|field| !field.read_only);
        let own = self.arguments.iter().copied().flatten();
        written.chain(own).map(|one| (one.name.to_owned(), one.schema())).collect()
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

    /// As the index describes it.
    fn description(&self) -> Value {
        let endpoints: Vec<Value> = self
            .operations
            .iter()
            .map(|operation| {
                let methods: Vec<&str> = operation.methods.iter().map(|one| one.as_str()).collect();
                json!({ "methods": methods, "args": operation.given(self) })
            })
            .collect();
        let namespace = if self.pattern.starts_with(NAMESPACE) { "wc/v3" } else { "" };
        json!({ "namespace": namespace, "methods": self.methods(), "endpoints": endpoints })
    }

    /// As `OPTIONS` describes it: with the schema of its documents.
    pub fn options(&self) -> Value {
        let mut description = self.description();
        if !self.fields.is_empty() {
            description["schema"] = json!({
                "$schema": "http://json-schema.org/draft-04/schema#",
                "title": self.title, "type": "object",
                "properties": arguments::properties(self.fields),
            });
        }
        description
    }

    /// The pattern as WordPress writes it.
    fn name(&self) -> String {
        match self.pattern {
            "" => "/".into(),
            pattern => {
                let part = |part: &str| match part.trim_matches(['<', '>']) {
                    name if name.len() == part.len() => part.to_owned(),
                    "word" => "(?P<word>[\\w-]+)".into(),
                    name => format!("(?P<{name}>[\\d]+)"),
                };
                pattern.split('/').map(part).collect::<Vec<_>>().join("/")
            }
        }
    }
}

fn described(call: &Call, below: &str) -> Map<String, Value> {
    let within = |route: &&Route| route.pattern.starts_with(below);
    let each = all().filter(within).map(|route| {
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

    fn numbers(pattern: &str, path: &str) -> Option<Vec<i64>> {
        matched(pattern, path).map(|(numbers, _)| numbers)
    }

    #[test]
    fn a_number_matches_digits_only_and_a_word_no_sign() {
        let pattern = "/wc/v3/products/<product_id>/variations/<id>";
        assert_eq!(numbers(pattern, "/wc/v3/products/12/variations/3"), Some(vec![12, 3]));
        let huge = "/wc/v3/products/12/variations/99999999999999999999";
        assert_eq!(numbers(pattern, huge), Some(vec![12, i64::MAX]));
        for path in ["/wc/v3/products/12/variations", "/wc/v3/products/-1/variations/3", ""] {
            assert_eq!(numbers(pattern, path), None, "{path}");
        }
        assert!(matched("/taxes/classes/<word>", "/taxes/classes/zero-rate").is_some());
        for word in ["", "..", "a b", "a%2fb", "a;b"] {
            assert!(matched("/<word>", &format!("/{word}")).is_none(), "{word}");
        }
    }

    #[test]
    fn no_route_stands_twice_and_each_is_named_as_wordpress_does() {
        let all: Vec<&Route> = all().collect();
        for (nth, route) in all.iter().enumerate() {
            assert!(all.iter().skip(nth + 1).all(|other| other.pattern != route.pattern));
            assert!(!route.name().contains("<id>/") && !route.operations.is_empty());
        }
        let name = |pattern: &str| named(pattern).expect(pattern).name();
        assert_eq!(name("/wc/v3/taxes/<id>"), "/wc/v3/taxes/(?P<id>[\\d]+)");
        assert_eq!(name("/wc/v3/taxes/classes/<word>"), "/wc/v3/taxes/classes/(?P<word>[\\w-]+)");
    }

    #[test]
    fn many_changes_at_once_have_a_route_for_each_of_them() {
        for route in all().filter(|route| route.pattern.ends_with("/batch")) {
            let collection = route.pattern.trim_end_matches("/batch");
            let made = named(collection).and_then(|route| route.operation(Method::Post));
            let item = of_items(collection).expect(collection);
            assert!(made.is_some() && item.operation(Method::Put).is_some(), "{collection}");
            assert!(item.operation(Method::Delete).is_some(), "{collection}");
        }
    }
}
