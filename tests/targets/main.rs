//! What the targets write, through `product_map`: every shape that another system gets.

mod abeta;
mod oresto;

use koppel::catalog::map_json;
use serde_json::{Value as Json, json};
use std::fs;
use std::path::Path;

/// A shop whose prices include VAT.
fn shop() -> Json {
    json!({ "currency": "EUR", "prices_include_vat": true, "vat": { "standard": "21", "reduced-rate": "9" } })
}

/// Maps WooCommerce products, with `more` members of the request.
fn map(to: &str, more: Json, items: Json) -> Json {
    let mut request = json!({ "from": "woocommerce", "to": to, "shop": shop(),
        "calculated_at": "2026-11-21T12:00:00+01:00" });
    for (name, value) in more.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    request["items"] = items;
    let reply = map_json(request.to_string().as_bytes());
    let reply = reply.unwrap_or_else(|error| panic!("{error}: {request}"));
    serde_json::from_slice(&reply).expect("the reply is JSON")
}

/// Why `more` is refused: the code and the path.
fn refused(to: &str, more: Json) -> (&'static str, String) {
    let mut request = json!({ "from": "woocommerce", "to": to, "shop": shop(), "items": [] });
    for (name, value) in more.as_object().into_iter().flatten() {
        request[name] = value.clone();
    }
    let error = map_json(request.to_string().as_bytes()).expect_err("is refused");
    (error.code.as_str(), error.path)
}

/// The codes and paths of what was told.
fn told(reply: &Json) -> Vec<(String, String)> {
    let text = |one: &Json, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    told.map(|one| (text(one, "code"), text(one, "path"))).collect()
}

/// A simple product as a shop's REST interface gives it.
fn lamp() -> Json {
    json!({ "id": 7, "name": "Ledlamp E27", "type": "simple", "status": "publish", "sku": "LED-E27",
        "description": "<p>Warm wit</p>", "regular_price": "12.95", "sale_price": "", "tax_status": "taxable",
        "tax_class": "", "manage_stock": true, "stock_quantity": 12, "stock_status": "instock", "weight": "0.05",
        "brands": [{ "id": 3, "name": "Lumo" }], "images": [{ "id": 9, "src": "https://shop.example/led.jpg" }],
        "categories": [{ "id": 15, "name": "Lampen", "slug": "lampen" }],
        "attributes": [
            { "id": 0, "name": "UNSPSC", "options": ["39101628"], "variation": false, "visible": false },
            { "id": 0, "name": "MPN", "options": ["L-27"], "variation": false, "visible": true }] })
}

#[test]
fn each_request_of_the_documentation_gives_the_reply_that_stands_under_it() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/targets.md");
    let page = fs::read_to_string(page).expect("docs/targets.md");
    let blocks: Vec<&str> = page
        .split("```json\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect();
    assert!(blocks.len() >= 2 && blocks.len().is_multiple_of(2), "{} blocks", blocks.len());
    for pair in blocks.chunks(2) {
        let reply =
            map_json(pair[0].as_bytes()).unwrap_or_else(|error| panic!("{error}: {}", pair[0]));
        let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
        let expected: Json = serde_json::from_str(pair[1]).expect(pair[1]);
        assert_eq!(reply, expected);
    }
}
