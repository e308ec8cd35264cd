//! What is held of who came in, and for how long.

use super::*;
use crate::person;

fn person() -> person::PersonRequest {
    crate::json::read(br#"{"customer_id": "7"}"#).expect("a person")
}

fn held(shop: &Shop) -> Vec<Value> {
    let reply = person::export(&shop.client, &person()).expect("exported");
    let reply = serde_json::to_value(&reply).expect("JSON");
    reply["held"].as_array().expect("a list").clone()
}

#[test]
fn who_came_in_is_told_and_taken_away_once_the_punch_out_is_over() {
    let shop = shop();
    let punchout_id = shop.punchout();
    let found = held(&shop);
    assert_eq!((found.len(), &found[0]["kind"]), (1, &json!("punchout")));
    assert_eq!(found[0]["id"], json!(punchout_id));
    assert_eq!(found[0]["document"]["customer_id"], "7");
    assert!(!json!(found).to_string().contains("canary"), "{found:?}");
    // Its buyer may still return the cart.
    let early = person::erase(&shop.client, &person()).expect("erased");
    assert_eq!(early.kept.len(), 1);
    shop.hand.set(NOON + 13 * 3_600_000);
    let late = person::erase(&shop.client, &person()).expect("erased");
    assert!(late.kept.is_empty() && held(&shop).is_empty());
}

#[test]
fn a_punch_out_is_kept_for_its_time_and_no_longer() {
    let shop = shop_with(|config| config["retention"] = json!({ "punchouts_days": 30 }));
    shop.punchout();
    shop.hand.set(NOON + 29 * 86_400_000);
    crate::retention::apply(&shop.client).expect("applied");
    assert_eq!(held(&shop).len(), 1);
    shop.hand.set(NOON + 31 * 86_400_000);
    crate::retention::apply(&shop.client).expect("applied");
    assert!(held(&shop).is_empty());
}
