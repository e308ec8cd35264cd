//! The one-time URL.

use super::*;
use std::sync::Barrier;

#[test]
fn the_first_who_opens_the_url_is_logged_in_and_nobody_after() {
    let shop = shop();
    let link = shop.link();
    let look = shop.call("HEAD", &link, &[], "");
    assert_eq!((look.status(), look.body.as_str()), (200, ""), "a program's look takes nothing");
    assert_eq!(shop.call("OPTIONS", &link, &[], "").status(), 405);
    let first = shop.call("GET", &link, &[], "");
    assert_eq!((first.status(), first.header("Location")), (303, "https://example.com/"));
    let login = first.login();
    assert_eq!((login.user_id.as_str(), login.session_id.as_str()), ("7", "123-123"));
    assert_eq!(login.connection_id, "university");
    assert!(login.abeta_punchout_user);
    assert_eq!(login.frame_ancestors, ["https://*.abeta.io"]);
    assert_eq!(first.header("Referrer-Policy"), "no-referrer");
    assert_eq!(first.header("Cache-Control"), "no-store");
    assert!(
        first.header("Content-Security-Policy").ends_with("frame-ancestors https://*.abeta.io")
    );
    for (method, link) in [
        ("GET", link.as_str()),
        ("POST", &link),
        ("GET", "/abeta/login/x"),
        ("GET", "/abeta/login/"),
    ] {
        let again = shop.call(method, link, &[], "");
        assert_eq!(again.status(), 410, "{method} {link}");
        assert!(again.head.login.is_none());
        assert!(again.body.contains("al gebruikt of verlopen"), "{}", again.body);
        assert!(again.body.contains("Winkel &lt;&amp;&gt;"));
    }
}

#[test]
fn the_url_is_good_for_as_long_as_is_configured() {
    let shop = shop_with(|config| {
        config["abeta"]["connections"][2]["login"] =
            json!({ "link_seconds": 60, "landing": "https://b2b.example/{punchout_id}/start" });
    });
    let (good, late) = (shop.link(), shop.link());
    shop.hand.set(NOON + 60_000);
    let opened = shop.call("GET", &good, &[], "");
    let place = format!("https://b2b.example/{}/start", opened.login().punchout_id);
    assert_eq!(opened.header("Location"), place);
    shop.hand.set(NOON + 60_001);
    assert_eq!(shop.call("GET", &late, &[], "").status(), 410);
}

#[test]
fn where_it_is_to_be_confirmed_only_the_button_logs_in() {
    let shop = shop_with(|config| {
        config["abeta"]["connections"][2]["login"] =
            json!({ "confirm": true, "landing": "https://b2b.example/" });
        config["shop"]["language"] = "en".into();
    });
    let link = shop.link();
    for _ in 0..3 {
        let page = shop.call("GET", &link, &[], "");
        assert_eq!(page.status(), 200);
        assert!(page.head.login.is_none());
        assert!(
            page.body
                .contains("<form method=\"post\"><button autofocus>Go on to the shop</button>")
        );
        assert!(!page.body.contains("<script"));
        let policy = page.header("Content-Security-Policy");
        assert!(policy.contains("form-action 'self' https://b2b.example;"), "{policy}");
    }
    let opened = shop.call("POST", &link, &[], "");
    assert_eq!((opened.status(), opened.login().user_id.as_str()), (303, "7"));
    assert_eq!(shop.call("POST", &link, &[], "").status(), 410);
    assert_eq!(shop.call("GET", &link, &[], "").status(), 410);
}

#[test]
fn of_fifty_who_open_the_url_at_once_one_is_logged_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = shop_in(&folder);
    for _ in 0..3 {
        let link = shop.link();
        let start = Barrier::new(50);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let open = |_| {
                scope.spawn(|| {
                    start.wait();
                    shop.call("GET", &link, &[], "").status()
                })
            };
            let all: Vec<_> = (0..50).map(open).collect();
            all.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 410).count(), 49, "{statuses:?}");
    }
}

#[test]
fn a_login_whose_connection_is_gone_or_whose_store_fails_is_told_as_a_page_with_a_reference() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own/shop.db");
    let store = |config: &mut Value| config["store"] = format!("sqlite:{}", path.display()).into();
    let link = shop_with(store).link();
    let without = shop_with(|config| {
        store(config);
        config["abeta"]["connections"].as_array_mut().expect("a list").pop();
    });
    let answer = without.call("GET", &link, &[], "");
    assert_eq!(answer.status(), 503);
    assert!(answer.body.contains(answer.header("X-Request-Id")));
    assert!(without.logged().contains(answer.header("X-Request-Id")));
}

#[test]
fn secrets_are_in_no_log_and_in_no_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = shop_in(&folder);
    let link = shop.link();
    let token = link.rsplit('/').next().expect("a token").to_owned();
    let punchout_id = shop.call("GET", &link, &[], "").login().punchout_id.clone();
    shop.call("GET", &link, &[], "");
    let refused = shop.post("/abeta/setup-request", &setup_request("https://canary-host.example/"));
    assert_eq!(refused.status(), 400);
    shop.post(
        "/abeta/setup-request",
        "{\"api_key\": \"canary-wrong\", \"password\": \"canary-word\"}",
    );
    let line = json!({ "product_id": "p", "quantity": 1, "sku": "S", "name": "N", "gross_price": "1", "vat_rate": 21 });
    shop.will_answer(Ok(said(
        200,
        &json!({ "success": false, "message": RETURN_URL }).to_string(),
    )));
    let cart = json!({ "punchout_id": punchout_id, "cart": { "cart_id": "c", "lines": [line] } });
    let error = shop.return_cart(cart.clone()).expect_err("refused");
    assert!(!error.to_string().contains("canary"), "{error}");
    shop.return_cart(cart).expect("returned");
    let order = json!({ "api_key": KEY, "cart_id": "c", "order_reference": "o", "products": [{ "id": 1, "quantity": 1 }] });
    assert_eq!(shop.post("/abeta/order-confirmation", &order.to_string()).status(), 200);
    assert!(!shop.inbox()[0].to_string().contains("canary"));
    let logged = shop.logged();
    assert!(logged.lines().count() >= 5, "{logged}");
    let mut stored = shop.rows();
    assert!(stored.windows(7).any(|bytes| bytes == b"123-123"), "the rows are read");
    if Kind::chosen() == Kind::Sqlite {
        for file in std::fs::read_dir(folder.path().join("own")).expect("a folder") {
            stored.extend(std::fs::read(file.expect("a file").path()).expect("bytes"));
        }
    }
    for secret in ["canary", token.as_str()] {
        assert!(!logged.contains(secret), "{secret}: {logged}");
        let found = stored.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{secret} is in the store");
    }
}
