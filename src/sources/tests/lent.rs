//! Calls of the host's own, by the source's access.

use super::*;

fn call(client: &Client, request: Value) -> crate::error::Result<CallReply> {
    let mut asked = json!({ "source": "hosted", "method": "GET", "path": "/x" });
    let given = request.as_object().expect("an object").clone();
    asked.as_object_mut().expect("an object").extend(given);
    source_call(client, asked.to_string().as_bytes())
}

#[test]
fn a_call_bears_the_sources_access_and_its_answer_is_given_whatever_it_is() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    let path = "/admin/api/2026-10/products.json?limit=4";
    let reply = call(&client, json!({ "path": path })).expect("an answer");
    assert_eq!((reply.status, reply.text), (200, None));
    assert_eq!(reply.document["products"].as_array().map(Vec::len), Some(3));
    assert_eq!(reply.headers["x-shopify-shop-api-call-limit"], "39/40");
    assert!(!format!("{:?} {:?}", reply.headers, reply.document).contains("t0ken"));
    let document = json!({ "order": { "total": 0.10 } });
    let asked = json!({ "method": "POST", "path": "/orders.json", "document": document });
    assert_eq!(call(&client, asked).expect("an answer").status, 404);
    let sent = line.asked.lock().expect("the lock").clone().expect("a request");
    assert_eq!((sent.method, sent.url.as_str()), ("POST", "https://hosted.example/orders.json"));
    assert_eq!(sent.body, br#"{"order":{"total":0.1}}"#);
    let has = |name: &str, value: &str| {
        sent.headers.iter().any(|(own, held)| own == name && held == value)
    };
    assert!(has("X-Shopify-Access-Token", "t0ken") && has("Content-Type", "application/json"));
    *line.faults.lock().expect("the lock") = vec![Trouble::CutOff];
    let reply = call(&client, json!({ "path": path })).expect("an answer");
    assert!(reply.document.is_null() && reply.text.is_some_and(|text| text.contains("products")));
}

#[test]
fn what_was_refused_for_its_number_is_asked_again_and_what_was_not_answered_is_not() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    let post = || json!({ "method": "POST", "path": "/orders.json", "document": {} });
    let calls = || line.calls.load(Ordering::Relaxed);
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(429); 2];
    assert_eq!((call(&client, post()).expect("an answer").status, calls()), (404, 3));
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(429); 9];
    let mut hasty = post();
    hasty["max_ms"] = 1_000.into();
    let error = call(&client, hasty).expect_err("no time");
    assert_eq!(error.code.as_str(), "source.unavailable");
    for (request, code) in [(post(), "source.unanswered"), (json!({}), "source.unavailable")] {
        let before = calls();
        *line.faults.lock().expect("the lock") = vec![Trouble::Silence];
        assert_eq!(call(&client, request).expect_err("no answer").code.as_str(), code);
        assert_eq!(calls() - before, 1, "{code}");
    }
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(503)];
    assert_eq!(call(&client, post()).expect("an answer").status, 503);
}

#[test]
fn an_address_of_another_host_and_an_unknown_source_are_not_called() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    for (change, path) in [
        (json!({ "path": "https://other.example/x" }), "/path"),
        (json!({ "path": "x" }), "/path"),
        (json!({ "source": "nobody" }), "/source"),
        (json!({ "method": "TRACE" }), "/method"),
    ] {
        assert_eq!(call(&client, change).expect_err("refused").path, path);
    }
    assert_eq!(line.calls.load(Ordering::Relaxed), 0);
}

#[test]
fn a_token_that_has_ended_is_renewed_for_the_hosts_call_too() {
    let line = coupled(Shop::new("lightspeed-x", 3), |_| ()).1;
    let client = beside(&line, |config| {
        config["sources"]["hosted"]["refresh_token"] = "r0".into();
        config["sources"]["hosted"]["token_url"] = "https://hosted.example/token".into();
    });
    line.shop.lock().expect("the lock").token = "another".into();
    assert_eq!(call(&client, json!({ "path": "/y" })).expect("an answer").status, 404);
    assert_eq!(line.shop.lock().expect("the lock").renewals, 1);
    let (client, _) = coupled(Shop::new("shopify", 1), |config| {
        config["sources"]["hosted"]["token"] = "0ther".into();
    });
    let error = call(&client, json!({})).expect_err("denied");
    assert_eq!(
        (error.code.as_str(), error.path.as_str()),
        ("source.denied", "/sources/hosted/token")
    );
}
