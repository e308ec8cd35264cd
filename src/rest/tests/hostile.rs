//! Hostile requests, a row each: every one gets WooCommerce's error document, and nothing that is there is lost.

use super::writing::{post, writable};
use super::*;

/// Targets, as they stand behind the shop's address.
const TARGETS: &[(&str, u16, &str)] = &[
    ("/wp-json/wc/v3/..%2f..%2fetc/passwd", 404, "rest_no_route"),
    ("/wp-json/wc/v3/../v3/products", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/..%2f1", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/%2e%2e/orders", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/1%00", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/1;x=1", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products;/1", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/%2531", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/%31", 404, "rest_no_route"),
    ("/wp-json/wc/v3/pro%2564ucts", 404, "rest_no_route"),
    ("/wp-json/wc/v3//products", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/0x1", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/1e0", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/+1", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/\u{661}", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/1\\..\\2", 404, "rest_no_route"),
    ("/wp-json/wc/v2/products", 404, "rest_no_route"),
    ("/wp-json/wc/v3/products/99999999999999999999", 404, "woocommerce_rest_product_invalid_id"),
    ("/wp-json/wc/v3/taxes/classes/..%2f..", 404, "rest_no_route"),
    ("/wp-json/wc/v3/taxes/classes/%3Cscript%3E", 404, "rest_no_route"),
    ("/?rest_route=/wc/v3/..%2Fproducts", 404, "rest_no_route"),
    ("/?rest_route[]=/wc/v3/products", 404, "rest_no_route"),
];

/// Parameters of a list of products.
const PARAMETERS: &[&str] = &[
    "page=0",
    "page=-1",
    "page=1.5",
    "page=1e9",
    "page=0x10",
    "page=%31%00",
    "page=99999999999999999999",
    "page[]=1",
    "page=one",
    "per_page=0",
    "per_page=101",
    "per_page=%2531",
    "offset=-1",
    "after=yesterday",
    "after=2026-02-30T00:00:00",
    "after=2026-13-01",
    "after=2026-01-01T25:00:00",
    "before=%00",
    "modified_after=2026-01-01T00:00:00%2B99:00",
    "modified_before='%20OR%201=1",
    "order=sideways",
    "orderby=name;DROP%20TABLE%20products",
    "status=draft,publish",
    "include=1,x",
    "exclude[]=%C3%28",
    "stock_status=%F0%28%8C%28",
    "on_sale=perhaps",
    "min_price=10,50",
];

const BODIES: &[&[u8]] = &[
    b"{",
    b"[1,2]",
    b"\"name\"",
    b"1",
    b"true",
    b"{\"name\":\"\xff\xfe\"}",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b"{\"name\":\"\xc3\x28\"}",
    b"{\"name\":\"\xed\xa0\x80\"}",
    b"{\"name\":\"\\ud800\"}",
    b"{\"name\":\"a\nb\"}",
    b"{\"name\":1,}",
    b"{'name':1}",
    b"{\"name\":1,\"name\":2}",
    b"{\"name\":NaN}",
    b"{\"name\":01}",
    b"{\"name\":1}{}",
    b"name=a",
];

#[test]
fn every_hostile_request_is_answered_as_woocommerce_would_and_nothing_is_lost() {
    let (client, ..) = writable();
    let made = post(&client, "/products", json!({ "name": "Lamp", "regular_price": "10.00" }));
    let order = post(&client, "/orders", json!({ "customer_note": "Kept" }));
    let basic = ("Authorization", "Basic Y2tfcnc6Y3Nfcnc=");
    let asked = |method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]| {
        let mut head = head(method, "", Scheme::Https, headers);
        head.target = target.into();
        ask(&client, head, body)
    };
    let is_error = |answer: &Read, status: u16, code: &str, row: &str| {
        assert_eq!((answer.status, answer.code()), (status, code), "{row}: {}", answer.body);
        assert_eq!(answer.body["data"]["status"], status, "{row}");
        assert!(answer.body["message"].as_str().is_some_and(|text| !text.is_empty()), "{row}");
        assert_eq!(answer.header("Content-Type"), "application/json; charset=UTF-8", "{row}");
    };
    for (target, status, code) in TARGETS {
        for method in ["GET", "DELETE"] {
            let answer = asked(method, target, &[basic], b"{\"force\":true}");
            is_error(&answer, *status, code, target);
        }
    }
    for parameters in PARAMETERS {
        let target = format!("/wp-json/wc/v3/products?{parameters}");
        let answer = asked("GET", &target, &[basic], b"");
        is_error(&answer, 400, "rest_invalid_param", parameters);
        let name = parameters.split(['=', '[']).next().unwrap_or_default();
        assert!(answer.body["data"]["params"][name].is_string(), "{parameters}: {}", answer.body);
    }
    let paths = ["/products", "/orders", "/webhooks", "/customers", "/products/batch", "/taxes"];
    for body in BODIES {
        for path in paths {
            let target = format!("/wp-json/wc/v3{path}");
            let json = ("Content-Type", "application/json");
            let answer = asked("POST", &target, &[basic, json], body);
            is_error(&answer, 400, "rest_invalid_json", &String::from_utf8_lossy(body));
            assert_eq!(answer.body["data"]["json_error_code"], 4);
        }
    }
    let long = format!("Basic {}", "A".repeat(100_000));
    for value in [
        "Basic",
        "Basic \u{0}",
        "Basic ====",
        "Basic Og==",
        "Basic /w==",
        "Bearer x",
        "Digest x=\"y\"",
        "OAuth",
        "OAuth oauth_nonce=\"\r\nX: y\"",
        "basic\tY2s6Y3M=",
        &long,
    ] {
        let answer = asked("GET", "/wp-json/wc/v3/products", &[("Authorization", value)], b"");
        let start: String = value.chars().take(40).collect();
        assert_eq!((answer.status, &answer.body["data"]["status"]), (401, &json!(401)), "{start}");
    }
    // Headers that would say another method, host, scheme or place are not believed.
    for (name, value) in [
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Original-URL", "/wp-json/wc/v3/orders"),
        ("X-Forwarded-Host", "evil.example"),
        ("Host", "evil.example\r\nSet-Cookie: a=b"),
        ("X-Forwarded-Proto", "http"),
        ("Content-Length", "-1"),
        ("Transfer-Encoding", "chunked"),
    ] {
        let answer = asked("GET", "/wp-json/wc/v3/products", &[basic, (name, value)], b"");
        assert_eq!((answer.status, answer.ids()), (200, vec![made["id"].as_i64().expect("an id")]));
        assert!(!answer.body.to_string().contains("evil"), "{name}");
        assert!(answer.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])), "{name}");
    }
    let path = format!("/products/{}", made["id"]);
    assert_eq!(get(&client, &path).body, made);
    assert_eq!(get(&client, &format!("/orders/{}", order["id"])).body, order);
    assert_eq!(get(&client, "/products").ids().len() + get(&client, "/orders").ids().len(), 2);
}
