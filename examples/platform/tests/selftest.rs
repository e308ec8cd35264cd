//! The self-test finds what is wrong with a shop, and names it: each planted fault by the checks
//! that must find it, and by no other.

use platform::contract::Outcome;
use platform::http::{Request, Response};
use platform::result::RunResult;
use platform::selftest;
use platform::stand_in::{Defect, Spoil, StandIn};
use serde_json::{Value, json};
use std::net::TcpListener;

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Tests one shop, given as what starts it beside a platform at an address.
fn tested(start: impl Fn(Vec<String>) -> String, more: &str) -> RunResult {
    let listen = free_address();
    let address = start(vec![format!("http://{listen}"); 2]);
    let line = format!(
        "koppel-selftest --listen {listen} --patience 1 --shop {address} --name x \
         --key ck_x_city-butler --secret cs_x_city-butler_0123456789abcdef \
         --platform-key shop-x --platform-secret secret-x-city-butler-0123456789abcdef {more}"
    );
    let arguments = line.split_whitespace().map(std::ffi::OsString::from);
    let options = selftest::parse(arguments).unwrap().unwrap();
    selftest::run(&options, &mut |line| println!("{line}")).unwrap()
}

const CALLS_ONLY: &str = "--test-token test-token-x --calls-only";

fn failed(result: &RunResult) -> Vec<&str> {
    let wrong = result.findings.iter().filter(|one| !one.outcome.is_passed());
    wrong.map(|one| one.check.as_str()).collect()
}

/// Changes the body of an answer.
fn body(response: &mut Response, change: impl Fn(&mut Value)) {
    if let Ok(mut document) = serde_json::from_slice(&response.body) {
        change(&mut document);
        response.body = document.to_string().into_bytes();
    }
}

/// Changes each product in an answer, alone or in a list.
fn each_product(request: &Request, response: &mut Response, change: fn(&mut Value)) {
    if request.path().contains("/products") {
        body(response, |document| match document {
            Value::Array(items) => items.iter_mut().for_each(change),
            one if one.get("sku").is_some() => change(one),
            _ => {}
        });
    }
}

fn is(request: &Request, method: &str, end: &str) -> bool {
    request.method == method && request.path().ends_with(end)
}

fn new_order(request: &Request, response: &mut Response, change: fn(&mut Value)) {
    if is(request, "POST", "/orders") && response.status == 201 {
        body(response, change);
    }
}

fn without(response: &mut Response, header: &str) {
    response.headers.retain(|(name, _)| name != header);
}

/// A fault, how it spoils answers, and the checks that must find it.
const FAULTS: &[(&str, Spoil, &[&str])] = &[
    (
        "a float price",
        |request, response| {
            each_product(request, response, |own| {
                if own["price"].is_string() {
                    own["price"] = json!(17.9);
                }
            });
        },
        &["products.price", "variations.list"],
    ),
    (
        "a price with a comma",
        |request, response| {
            each_product(request, response, |own| {
                if let Some(price) = own["price"].as_str() {
                    own["price"] = price.replace('.', ",").into();
                }
            });
        },
        &["products.price", "variations.list"],
    ),
    (
        "no X-WP-TotalPages",
        |request, response| {
            if request.path().ends_with("/products") {
                without(response, "X-WP-TotalPages");
            }
        },
        &["products.total_pages"],
    ),
    (
        "no X-WP-Total",
        |request, response| {
            if request.path().ends_with("/products") {
                without(response, "X-WP-Total");
            }
        },
        &["products.total"],
    ),
    (
        "JSON that calls itself a web page",
        |_, response| response.headers.retain(|(name, _)| name != "Content-Type"),
        &["products.content_type"],
    ),
    (
        "stock as a text",
        |request, response| {
            each_product(request, response, |own| {
                if own["stock_quantity"].is_i64() {
                    own["stock_quantity"] = own["stock_quantity"].to_string().into();
                }
            });
        },
        &["products.stock"],
    ),
    (
        "a VAT rate of its own",
        |request, response| {
            each_product(request, response, |own| {
                if own["tax_class"] == "reduced-rate" {
                    own["tax_class"] = "laag".into();
                }
            });
        },
        &["products.tax_class"],
    ),
    (
        "a moment without a time",
        |request, response| {
            each_product(request, response, |own| own["date_modified_gmt"] = "2026-11-20".into());
        },
        &["products.modified"],
    ),
    (
        "categories as texts",
        |request, response| {
            each_product(request, response, |own| {
                if own.get("categories").is_some() {
                    own["categories"] = json!(["Besparen"]);
                }
            });
        },
        &["products.categories"],
    ),
    (
        "variations without what is chosen",
        |request, response| {
            each_product(request, response, |own| {
                if own["type"] == "variation" {
                    own["attributes"] = json!([]);
                }
            });
        },
        &["variations.list"],
    ),
    (
        "a web page for an unknown route",
        |_, response| {
            if response.status == 404 {
                *response = Response::html(404, "<h1>Niet gevonden</h1>");
            }
        },
        &["errors.route", "products.unknown", "orders.unknown", "webhooks.delete"],
    ),
    (
        "an unknown product answered with 200",
        |request, response| {
            if request.path().ends_with("/products/99999999") {
                response.status = 200;
            }
        },
        &["products.unknown"],
    ),
    (
        "no brands",
        |request, response| {
            if request.path().ends_with("/brands") {
                response.status = 404;
            }
        },
        &["brands.list"],
    ),
    (
        "a total that is a cent off",
        |request, response| new_order(request, response, |own| own["total"] = "0.01".into()),
        &["orders.total", "orders.read"],
    ),
    (
        "amounts as numbers",
        |request, response| {
            new_order(request, response, |own| {
                let text = own["total_tax"].as_str().unwrap_or_default().to_owned();
                own["total_tax"] = serde_json::from_str(&text).unwrap_or_default();
            });
        },
        &["orders.amounts"],
    ),
    (
        "paid before iDEAL",
        |request, response| {
            new_order(request, response, |own| own["date_paid"] = "2026-11-21T12:00:00".into());
        },
        &["orders.unpaid"],
    ),
    (
        "meta data that are not kept",
        |request, response| {
            new_order(request, response, |own| own["meta_data"] = json!([]));
        },
        &["orders.identity"],
    ),
    (
        "lines without their quantity",
        |request, response| {
            new_order(request, response, |own| {
                own["line_items"][0]["quantity"] = Value::Null;
            });
        },
        &["orders.lines"],
    ),
    (
        "an order that stays unpaid",
        |request, response| {
            if request.method == "GET" && request.path().contains("/orders/") {
                body(response, |own| {
                    if own["status"] == "processing" {
                        own["status"] = "pending".into();
                    }
                });
            }
        },
        &["orders.paid"],
    ),
    (
        "a refund of more than was paid",
        |request, response| {
            if is(request, "POST", "/refunds") {
                *response = Response::json(201, &json!({"id": 1}));
            }
        },
        &["refunds.too_much"],
    ),
    (
        "a webhook that is not active",
        |request, response| {
            if is(request, "POST", "/webhooks") {
                body(response, |own| own["status"] = "paused".into());
            }
        },
        &["webhooks.create"],
    ),
    (
        "data without a key",
        |request, response| {
            if response.status == 401 && request.path().ends_with("/products") {
                *response = Response::json(200, &json!([]));
            }
        },
        &["auth.missing", "auth.wrong"],
    ),
];

#[test]
fn nothing_is_wrong_with_a_shop_that_is_right() {
    let result = tested(|own| StandIn::start("x", own, Defect::None), "--test-token test-token-x");
    assert_eq!(failed(&result), [""; 0]);
    assert!(result.findings.len() >= 48 && result.is_passed());
    assert!(result.findings.iter().all(|one| one.outcome == Outcome::Passed));
    assert_eq!((result.passed(), result.ways.len()), (25, 25));
}

#[test]
fn twenty_planted_faults_are_found_and_named() {
    assert!(FAULTS.len() >= 20);
    for (fault, spoil, checks) in FAULTS {
        let result = tested(|own| StandIn::spoiled("x", own, *spoil), CALLS_ONLY);
        assert_eq!(failed(&result), *checks, "{fault}");
        let named = result.findings.iter().filter(|one| !one.outcome.is_passed());
        assert!(named.into_iter().all(|one| !one.remedy.is_empty()), "{fault}");
    }
}

#[test]
fn faults_of_the_shop_itself_are_found_and_named() {
    for (defect, checks) in [
        (Defect::OrderMadeTwice, &["orders.once", "orders.stock"][..]),
        (Defect::VatOneCentOff, &["orders.vat", "orders.lines"]),
        (Defect::PaidBeforeIdeal, &["orders.unpaid"]),
        (Defect::WebhookUnsigned, &["webhooks.signature"]),
        (Defect::StockNotGivenBack, &["orders.stock_back"]),
    ] {
        let result = tested(|own| StandIn::start("x", own, defect), CALLS_ONLY);
        assert_eq!(failed(&result), checks, "{defect:?}");
    }
}

#[test]
fn a_shop_that_books_after_its_answer_is_given_the_time_for_it() {
    for more in ["--test-token test-token-x --way 2d", "--way 2d"] {
        let result = tested(|own| StandIn::with_cron("x", own, Defect::StockGivenBackLate), more);
        assert_eq!(failed(&result), [""; 0], "{more}");
        assert_eq!(result.passed(), 1, "{more}");
    }
}

#[test]
fn a_shop_that_refuses_the_right_key_is_told_that_and_nothing_else() {
    let spoil: Spoil = |_, response| {
        if response.status == 200 && !response.body.starts_with(b"{\"namespace") {
            *response = Response::json(401, &json!({"code": "no", "message": "no"}));
        }
    };
    let result = tested(|own| StandIn::spoiled("x", own, spoil), CALLS_ONLY);
    assert_eq!(failed(&result), ["auth.right"]);
    let not_checked = |one: &Outcome| matches!(one, Outcome::NotChecked(_));
    assert!(result.findings.iter().filter(|one| not_checked(&one.outcome)).count() > 40);
}

#[test]
fn without_test_routes_the_ways_that_need_them_say_so_and_the_others_run() {
    let result = tested(|own| StandIn::with_cron("x", own, Defect::None), "--language en");
    let not_run: Vec<&str> = result
        .ways
        .iter()
        .filter(|way| way.not_run.is_some())
        .map(|way| way.way.as_str())
        .collect();
    assert_eq!(not_run, ["1g", "3c", "3e", "4a", "4b", "4c", "4d", "4e", "4f"]);
    let reason = result.ways[6].not_run.as_deref().unwrap_or_default();
    assert_eq!(reason, "The test route POST /koppel-test/stock is not mounted.");
    assert_eq!(result.passed(), 16);
    assert!(result.is_passed());
}

#[test]
fn the_report_bears_the_shops_name_and_says_what_to_change_in_either_language() {
    let spoil: Spoil = |request, response| {
        if request.path().ends_with("/products") {
            without(response, "X-WP-TotalPages");
        }
    };
    for (language, header) in [("nl", "Stuur bij elke lijst"), ("en", "Send the header")] {
        let more = format!("{CALLS_ONLY} --language {language}");
        let result = tested(|own| StandIn::spoiled("x", own, spoil), &more);
        let page = platform::report::html(&[result]);
        assert!(page.contains("<h1>x</h1>"), "{language}");
        assert!(page.contains(header) && page.contains("X-WP-TotalPages"), "{language}");
        let english = ["Zelftest", "Aanroep voor aanroep", "Te doen", "Gekregen"];
        assert_eq!(english.iter().any(|word| page.contains(word)), language == "nl");
        assert_eq!(page.contains("cadeaukaart"), language == "nl");
        assert_eq!(page.contains("gift card"), language == "en");
        for secret in ["cs_x_", "secret-x-", "test-token-", "whsec_"] {
            assert!(!page.contains(secret), "the report tells {secret}");
        }
    }
}
