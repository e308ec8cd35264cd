//! What shop systems send that no sample of ours had: each case is one that a catalogue of a real shop can hold.

use super::{map, one};
use serde_json::{Value as Json, json};

/// Members of `changes` in place of those of `whole`.
fn with(mut whole: Json, changes: Json) -> Json {
    for (name, value) in changes.as_object().into_iter().flatten() {
        whole[name] = value.clone();
    }
    whole
}

fn x_series(id: &str, changes: Json) -> Json {
    let product = json!({"id": id, "name": "Hemd", "handle": "hemd", "sku": id, "is_active": true, "deleted_at": null,
        "price_including_tax": 12.1, "price_excluding_tax": 10.0});
    with(product, changes)
}

#[test]
fn of_a_family_what_is_deleted_is_not_sold() {
    let gone = json!({"deleted_at": "2026-10-01T00:00:00+00:00"});
    let page = json!({"data": [x_series("a", json!({})), x_series("b", gone)]});
    let reply = map("lightspeed-x", "canonical", &page.to_string());
    let variants = &reply["items"][0]["variants"];
    assert_eq!(
        (&variants[0]["status"], &variants[1]["status"]),
        (&json!("active"), &json!("archived"))
    );
    let old = x_series("c", json!({"deleted_at": "", "is_active": null, "active": true}));
    assert_eq!(one("lightspeed-x", "canonical", old).0["variants"][0]["status"], "active");
}

fn magento(id: u32, changes: Json) -> Json {
    let product = json!({"id": id, "sku": format!("S-{id}"), "name": "Lamp", "price": 12.1, "status": 1, "visibility": 4,
        "type_id": "simple", "custom_attributes": [{"attribute_code": "tax_class_id", "value": "2"}],
        "extension_attributes": {"stock_item": {"qty": 9, "is_in_stock": true, "manage_stock": true}}});
    with(product, changes)
}

#[test]
fn what_is_out_of_stock_at_a_source_is_not_counted_there() {
    let quantity = |sources: Json| {
        let page = json!({"source_items": sources, "items": [magento(1, json!({}))]});
        let reply = map("magento", "canonical", &page.to_string());
        let stock = &reply["items"][0]["variants"][0]["stock"];
        (stock["quantity"].clone(), stock["status"].clone())
    };
    let level = |source: &str, quantity: i32, status: Json| json!({"sku": "S-1", "source_code": source, "quantity": quantity, "status": status});
    let some =
        json!([level("a", 5, json!(1)), level("b", 100, json!(0)), level("c", 7, json!("0"))]);
    assert_eq!(quantity(some), (json!("5"), json!("in_stock")));
    let none = json!([level("a", 100, json!(0))]);
    assert_eq!(
        quantity(none),
        (json!("0"), json!("out_of_stock")),
        "and not what a stock_item says"
    );
    assert_eq!(quantity(json!([])), (json!("9"), json!("in_stock")));
}
