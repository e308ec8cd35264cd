//! Who may call, by key and by signature.

use super::*;
use crate::rest::oauth;
use crate::rest::query::{self, Query};

#[test]
fn keys_are_taken_over_https_only_and_may_only_do_what_they_may() {
    let (client, ..) = stocked();
    let basic = |pair: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    let with = |method: &str, scheme, pair: &str, path: &str| {
        let value = basic(pair);
        ask(&client, head(method, path, scheme, &[("authorization", &value)]), b"{}")
    };
    assert_eq!(with("GET", Scheme::Https, "ck_r:cs_r", "/products").status, 200);
    let plain = with("GET", Scheme::Http, "ck_r:cs_r", "/products");
    assert_eq!((plain.status, plain.code()), (401, "woocommerce_rest_cannot_view"));
    assert!(plain.body["message"].as_str().is_some_and(|text| text.contains("OAuth")));
    let wrong = with("GET", Scheme::Https, "ck_r:cs_x", "/products");
    assert_eq!((wrong.status, wrong.code()), (401, "woocommerce_rest_authentication_error"));
    assert!(wrong.header("WWW-Authenticate").starts_with("Basic"));
    assert_eq!(
        with("GET", Scheme::Https, "ck_x:cs_r", "/products").code(),
        "woocommerce_rest_cannot_view"
    );
    assert_eq!(with("GET", Scheme::Https, ":", "/products").status, 401);
    let denied = with("POST", Scheme::Https, "ck_r:cs_r", "/webhooks");
    assert_eq!(denied.body["message"], "The API key provided does not have write permissions.");
    let denied = with("GET", Scheme::Https, "ck_w:cs_w", "/webhooks");
    assert_eq!(denied.body["message"], "The API key provided does not have read permissions.");
    for value in ["Basic", "Basic ***", "Bearer x", "Basic Og==", ""] {
        let head = head("GET", "/products", Scheme::Https, &[("Authorization", value)]);
        assert_eq!(ask(&client, head, b"").status, 401, "{value}");
    }
    for path in ["", "/"] {
        let index = ask(&client, head("GET", path, Scheme::Http, &[]), b"");
        assert_eq!((index.status, &index.body["namespace"]), (200, &json!("wc/v3")));
        assert!(index.body["routes"].get("/wc/v3/products/(?P<id>[\\d]+)").is_some());
    }
}

/// A query as a client signs it: each parameter once.
fn signed(method: &str, url: &str, path: &str, query: &str, nonce: &str, at: i64) -> String {
    let all = format!(
        "{query}&oauth_consumer_key=ck_rw&oauth_nonce={nonce}&oauth_signature_method=HMAC-SHA256&oauth_timestamp={at}"
    );
    let signature = oauth::signature_of(
        method,
        &format!("{url}/wp-json/wc/v3{path}"),
        &Query::parse(&all),
        b"cs_rw",
    );
    format!("{path}?{all}&oauth_signature={}", query::encoded(&signature))
}

#[test]
fn a_signed_request_is_good_once_and_for_a_quarter_of_an_hour() {
    let (client, hand, _) = stocked();
    let now = NOON / 1000 + 60;
    let ask_at = |target: &str| ask(&client, head("GET", target, Scheme::Http, &[]), b"");
    let good = signed("GET", "http://shop.example", "/products", "per_page=2", "n1", now);
    assert_eq!(ask_at(&good).status, 200);
    let again = ask_at(&good);
    assert_eq!(
        (again.status, again.body["message"].as_str()),
        (401, Some("Invalid nonce - nonce has already been used."))
    );
    // The official clients append the parameters a second time.
    let doubled =
        signed("GET", "http://shop.example", "/products", "per_page=2&search=a", "n2", now);
    assert_eq!(ask_at(&format!("{doubled}&per_page=2&search=a")).status, 200);
    let lists = signed(
        "GET",
        "http://shop.example",
        "/products",
        "include%5B0%5D=12&include%5B1%5D=13",
        "n3",
        now,
    );
    assert_eq!(ask_at(&lists).ids(), [13, 12]);
    let old = signed("GET", "http://shop.example", "/products", "a=1", "n4", now - 901);
    assert_eq!(ask_at(&old).body["message"], "Invalid timestamp.");
    let coming = signed("GET", "http://shop.example", "/products", "a=1", "n5", now + 899);
    assert_eq!(ask_at(&coming).status, 200);
    let other = signed("POST", "http://shop.example", "/products", "a=1", "n6", now);
    assert_eq!(
        ask_at(&other).body["message"],
        "Invalid signature - provided signature does not match."
    );
    let changed = good.replace("per_page=2", "per_page=3");
    assert_eq!(ask_at(&changed).status, 401);
    let unknown = good.replace("ck_rw", "ck_no");
    assert_eq!(ask_at(&unknown).body["message"], "Consumer key is invalid.");
    let part = ask_at("/products?oauth_nonce=1");
    assert_eq!(part.code(), "woocommerce_rest_authentication_missing_parameter");
    // Nonces are kept as long as their signatures are good, and no longer.
    hand.set(NOON + 60_000 + 1_900_000);
    let later = signed("GET", "http://shop.example", "/products", "a=1", "n1", now + 1_900);
    assert_eq!(ask_at(&later).status, 200);
}
