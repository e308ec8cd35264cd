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
