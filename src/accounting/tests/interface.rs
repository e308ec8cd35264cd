//! What is served, and to whom.

use super::books::{order, put, receipt};
use crate::accounting::{METADATA, PART};
use crate::ask::Ask;
use crate::client::Client;
use crate::http::{Head, ReplyHead, Scheme};
use crate::mirror::tests::{Hand, NOON, shop};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

struct Read {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
    text: String,
}

impl Read {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str())
    }
    fn ids(&self, name: &str) -> Vec<&str> {
        let list = self.body["data"].as_array().expect("a list");
        list.iter().map(|one| one[name].as_str().expect("an id")).collect()
    }
}

const SECRET: &str = "0123456789abcdef";

fn books(change: impl FnOnce(&mut Value)) -> (Client, Hand) {
    let scopes =
        ["sales.read", "receipts.read", "customers.read", "products.read", "settings.read"];
    let (client, hand, _) = shop(|config| {
        config["accounting"] = json!({ "day_cut_off": "04:00", "clients": [
            { "client_id": "books", "name": "Boekhouder <b>", "client_secret": SECRET, "scopes": scopes,
              "redirect_uris": ["https://books.example/cb"] },
            { "client_id": "few", "name": "Few", "client_secret": SECRET, "scopes": ["sales.read"] },
            { "client_id": "app", "name": "App", "scopes": ["sales.read"], "redirect_uris": ["https://app.example/cb"] }] });
        change(config);
    });
    (client, hand)
}

fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> Head {
    Head {
        method: method.into(),
        target: format!("/koppel/v1{path}"),
        scheme: Scheme::Https,
        remote_address: "192.0.2.1:5000".into(),
        headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
    }
}

fn read((head, body): (ReplyHead, Vec<u8>)) -> Read {
    let text = String::from_utf8(body).expect("text");
    let body = serde_json::from_str(&text).unwrap_or_default();
    Read { status: head.status, headers: head.headers, body, text }
}

fn send(client: &Client, head: &Head, body: &str) -> Read {
    read((PART.respond)(client, head, body.as_bytes()).expect("an answer"))
}

fn post(client: &Client, path: &str, form: &[(&str, &str)], basic: Option<&str>) -> Read {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let basic = basic.map(|id| {
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{SECRET}"));
        format!("Basic {pair}")
    });
    let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
    headers.extend(basic.as_deref().map(|basic| ("Authorization", basic)));
    send(client, &head("POST", path, &headers), &body)
}

fn token(client: &Client, id: &str) -> String {
    let given = post(client, "/oauth/token", &[("grant_type", "client_credentials")], Some(id));
    assert_eq!(given.status, 200, "{}", given.text);
    given.body["access_token"].as_str().expect("a token").to_owned()
}

fn get(client: &Client, token: &str, path: &str) -> Read {
    send(client, &head("GET", path, &[("Authorization", &format!("Bearer {token}"))]), "")
}

#[test]
fn a_list_goes_on_where_it_stopped_whatever_is_added_or_changed_meanwhile() {
    let (client, hand) = books(|_| ());
    let day = |nth: usize| format!("2026-11-{:02}T12:00:00+01:00", nth % 28 + 1);
    let all: Vec<Value> = (0..10).map(|nth| order(&format!("o{nth}"), &day(nth))).collect();
    put(&client, "orders", all.into()).expect("stored");
    let token = token(&client, "books");
    let (mut seen, mut path, mut round) = (Vec::new(), "/sales?limit=3".to_owned(), 0);
    loop {
        let page = get(&client, &token, &path);
        assert_eq!((page.status, &page.body["success"]), (200, &json!(true)), "{}", page.text);
        seen.extend(page.ids("sale_id").iter().map(|id| (*id).to_owned()));
        // Before and behind where it is, and one that was seen is changed.
        round += 1;
        hand.set(NOON + round * 1000);
        put(&client, "orders", json!([order(&format!("before{round}"), &day(0))])).expect("added");
        let mut changed = order("o1", &day(1));
        changed["reference"] = format!("tr_{round}").into();
        put(&client, "orders", json!([changed])).expect("changed");
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        assert!(
            page.header("Link")
                .starts_with("<https://shop.example/koppel/v1/sales?limit=3&cursor=")
        );
        path = format!("/sales?limit=3&cursor={cursor}");
    }
    let first: Vec<String> = (0..10).map(|nth| format!("o{nth}")).collect();
    assert_eq!(seen.iter().filter(|id| id.starts_with('o')).cloned().collect::<Vec<_>>(), first);
    // What changed is found by change, the latest last.
    let since = crate::calendar::utc(NOON + round * 1000);
    let changed = get(&client, &token, &format!("/sales?modified_since={since}"));
    assert_eq!(changed.ids("sale_id"), [format!("before{round}").as_str(), "o1"]);
    let revisions = get(&client, &token, "/sales/o1/revisions?limit=2");
    assert_eq!(revisions.body["data"][0]["revision"], 1);
    assert!(revisions.body["next_cursor"].is_string());
}

#[test]
fn a_period_is_of_the_shops_own_days_on_both_nights_on_which_the_clock_changes() {
    let (client, _) = books(|_| ());
    let at = [
        ("a", "2026-03-28T23:59:59+01:00"),
        ("b", "2026-03-29T00:00:00+01:00"),
        ("c", "2026-03-29T23:59:59+02:00"),
        ("d", "2026-03-30T00:00:00+02:00"),
        ("e", "2026-10-24T23:59:59+02:00"),
        ("f", "2026-10-25T00:00:00+02:00"),
        ("g", "2026-10-25T23:59:59+01:00"),
        ("h", "2026-10-26T00:00:00+01:00"),
    ];
    for (id, at) in at {
        put(&client, "orders", json!([order(id, at)])).expect("stored");
        put(&client, "receipts", json!([receipt(id, at, "1.00")])).expect("stored");
    }
    let token = token(&client, "books");
    let of = |path: &str, name: &str| get(&client, &token, path).ids(name).join("");
    assert_eq!(of("/sales?from=2026-03-29&until=2026-03-29", "sale_id"), "bc");
    assert_eq!(of("/sales?from=2026-10-25&until=2026-10-25", "sale_id"), "fg");
    assert_eq!(of("/sales?from=2026-10-26", "sale_id"), "h");
    // The till's day ends at four.
    assert_eq!(of("/receipts?from=2026-03-29&until=2026-03-29", "receipt_id"), "cd");
    assert_eq!(of("/receipts?until=2026-03-28", "receipt_id"), "ab");
    assert_eq!(get(&client, &token, "/day_totals/2026-10-25").body["data"]["receipt_count"], 2);
}

#[test]
fn sales_are_found_by_number_and_reference_customers_by_address_in_any_case() {
    let (client, _) = books(|_| ());
    put(
        &client,
        "orders",
        json!([order("1", "2026-11-20T10:00:00Z"), order("2/x", "2026-11-20T10:00:00Z")]),
    )
    .expect("stored");
    put(&client, "customers", json!([{ "customer_id": "7", "email": "Jan@Example.nl" }]))
        .expect("stored");
    let token = token(&client, "books");
    assert_eq!(get(&client, &token, "/sales?number=W-1").ids("sale_id"), ["1"]);
    assert_eq!(get(&client, &token, "/sales?reference=tr_2%2Fx").ids("sale_id"), ["2/x"]);
    assert_eq!(get(&client, &token, "/sales/2%2Fx").body["data"]["sale_id"], "2/x");
    assert_eq!(get(&client, &token, "/customers?email=JAN@example.NL").ids("customer_id"), ["7"]);
    let rates = get(&client, &token, "/vat_rates");
    assert_eq!(rates.ids("vat_rate"), ["21", "9"]);
    let unknown = get(&client, &token, "/sales/none");
    assert_eq!((unknown.status, &unknown.body["code"]), (400, &json!("unknown_record")));
    assert_eq!(unknown.body["reference"], unknown.header("X-Request-Id"));
}

#[test]
fn a_client_sees_its_own_shop_and_what_its_scopes_cover() {
    let file = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}/s/books.db", file.path().display());
    let (one, _) = books(|config| config["store"] = store.as_str().into());
    let (other, _) = books(|config| {
        config["store"] = store.as_str().into();
        config["shop"]["shop_id"] = "y".into();
    });
    put(&one, "orders", json!([order("1", "2026-11-20T10:00:00Z")])).expect("stored");
    put(&other, "orders", json!([order("2", "2026-11-20T10:00:00Z")])).expect("stored");
    let token_one = token(&one, "books");
    assert_eq!(get(&one, &token_one, "/sales").ids("sale_id"), ["1"]);
    assert_eq!(get(&one, &token_one, "/sales/2").status, 400);
    assert_eq!(get(&other, &token_one, "/sales").status, 401);
    let few = token(&one, "few");
    assert_eq!(get(&one, &few, "/sales").status, 200);
    let denied = get(&one, &few, "/customers");
    assert_eq!((denied.status, &denied.body["success"]), (403, &json!(false)));
    assert!(denied.header("WWW-Authenticate").contains("insufficient_scope"));
    let plain = Head {
        scheme: Scheme::Http,
        ..head("GET", "/sales", &[("Authorization", &format!("Bearer {few}"))])
    };
    assert_eq!(send(&one, &plain, "").status, 403);
}

#[test]
fn the_limit_is_counted_for_each_client_and_told_on_every_answer() {
    let (client, hand) =
        books(|config| config["accounting"]["quota"] = json!({ "requests": 5, "window_s": 60 }));
    let (books, few) = (token(&client, "books"), token(&client, "few"));
    // Asking for a token counts, too.
    for left in (0..4).rev() {
        let answer = get(&client, &books, "/sales?limit=0");
        assert_eq!(
            (answer.status, answer.header("RateLimit")),
            (400, format!("\"default\";r={left};t=60").as_str())
        );
        assert_eq!(answer.header("RateLimit-Policy"), "\"default\";q=5;w=60");
    }
    let over = get(&client, &books, "/sales");
    assert_eq!(
        (over.status, over.header("Retry-After"), &over.body["code"]),
        (429, "60", &json!("quota_exceeded"))
    );
    assert_eq!(get(&client, &few, "/sales").status, 200);
    for _ in 0..5 {
        assert_eq!(get(&client, "wrong", "/sales").status, 401);
    }
    assert_eq!(get(&client, "wrong", "/sales").status, 429);
    assert_eq!(get(&client, &few, "/sales").status, 200);
    hand.set(NOON + 60_000);
    assert_eq!(get(&client, &books, "/sales").status, 200);
}

#[test]
fn what_a_caller_has_already_is_not_sent_again() {
    let (client, hand) = books(|_| ());
    put(&client, "orders", json!([order("1", "2026-11-20T10:00:00Z")])).expect("stored");
    let bearer = format!("Bearer {}", token(&client, "books"));
    let ask = |name: &str, value: &str| {
        send(&client, &head("GET", "/sales", &[("Authorization", &bearer), (name, value)]), "")
    };
    let first = ask("X", "");
    let (tag, modified) =
        (first.header("ETag").to_owned(), first.header("Last-Modified").to_owned());
    assert_eq!(
        (ask("If-None-Match", &tag).status, ask("If-Modified-Since", &modified).status),
        (304, 304)
    );
    assert_eq!(ask("If-None-Match", &"x".repeat(5000)).status, 400);
    hand.set(NOON + 1500);
    put(&client, "orders", json!([order("2", "2026-11-20T11:00:00Z")])).expect("stored");
    assert_eq!(
        (ask("If-None-Match", &tag).status, ask("If-Modified-Since", &modified).status),
        (200, 200)
    );
}

#[test]
fn every_failure_can_be_400_and_says_what_is_wrong() {
    let (client, _) = books(|config| config["accounting"]["all_failures_are_400"] = true.into());
    let token = token(&client, "few");
    for (token, path) in [
        ("wrong", "/sales"),
        (token.as_str(), "/customers"),
        (token.as_str(), "/nowhere"),
        (token.as_str(), "/sales?from=x"),
    ] {
        let answer = get(&client, token, path);
        assert_eq!((answer.status, &answer.body["status"]), (400, &json!(400)), "{path}");
        assert_eq!(answer.header("Content-Type"), "application/problem+json");
    }
    for (path, id) in [("/oauth/token", "nobody"), ("/oauth/nowhere", "few")] {
        let answer = post(&client, path, &[("grant_type", "client_credentials")], Some(id));
        assert_eq!(answer.status, 400, "{path}");
    }
    let (client, _) = books(|_| ());
    assert_eq!(get(&client, "wrong", "/nowhere").status, 404);
    let posted = send(&client, &head("POST", "/sales", &[]), "");
    assert_eq!((posted.status, posted.header("Allow")), (405, "GET, HEAD, OPTIONS"));
}

#[test]
fn the_description_has_every_field_described_and_says_whom_to_turn_to() {
    let (client, _) = books(|config| {
        config["support"] = json!({ "email": "help@shop.example", "contact": "Anna" })
    });
    let document = get(&client, "", "/openapi.json").body;
    assert_eq!(
        (&document["openapi"], &document["info"]["contact"]["email"]),
        (&json!("3.1.0"), &json!("help@shop.example"))
    );
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let described = property["description"].is_string()
                || property.get("$ref").is_some()
                || property.get("anyOf").is_some();
            assert!(described, "{name}.{field} is not described");
            assert!(property["examples"][0] != Value::Null, "{name}.{field} has no example");
        }
    }
    let page = get(&client, "", "/docs").text;
    assert!(
        page.contains("id=\"list_sales\"")
            && page.contains("Anna")
            && !page.contains("<script")
            && !page.contains("http-equiv")
    );
    assert!(!page.contains("src=") && !page.contains("<link"));
    let metadata = (METADATA.respond)(&client, &head("GET", "", &[]), b"").expect("metadata");
    let metadata = read(metadata);
    assert_eq!(metadata.body["issuer"], "https://shop.example/koppel/v1");
    assert!(metadata.header("RateLimit").starts_with("\"default\";r="));
}

/// The browser of the shop's owner: asks for the page, or posts it; the host says who is logged in.
fn browse(client: &Client, head: &Head, body: &str, user: Option<&str>) -> Read {
    let (asked, body) = (PART.respond)(client, head, body.as_bytes()).expect("an answer");
    let Some(Ask::Consent { ask_id, data }) = asked.ask else { return read((asked, body)) };
    assert!(!data.client_name.is_empty());
    let answer = json!({ "ask_id": ask_id, "accept": user.is_some(), "user_id": user });
    let answer = crate::json::read(answer.to_string().as_bytes()).expect("an answer");
    read(crate::http::resume(client, &[&PART], &answer).expect("resumed"))
}

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn page(client: &Client, id: &str, more: &[(&str, &str)], user: Option<&str>) -> Read {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let uri = format!("https://{id}.example/cb");
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", &uri),
        ("state", "s&1"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    browse(client, &head("GET", &format!("/oauth/authorize?{query}"), &[]), "", user)
}

fn decide(client: &Client, page: &Read, decision: &str, user: Option<&str>) -> Read {
    let state =
        page.text.split("name=\"state\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let body = format!("state={}&decision={decision}", state.expect("a state"));
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    browse(client, &head("POST", "/oauth/authorize", &[kind]), &body, user)
}

fn code(answer: &Read) -> String {
    let location = url::Url::parse(answer.header("Location")).expect("a location");
    let found =
        location.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    assert!(location.query_pairs().any(|pair| pair == ("state".into(), "s&1".into())));
    found
}

fn exchange(client: &Client, code: &str, verifier: &str) -> Read {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://books.example/cb"),
        ("code_verifier", verifier),
    ];
    post(client, "/oauth/token", &form, Some("books"))
}

#[test]
fn the_owner_agrees_on_a_page_that_is_good_once_and_for_the_same_user() {
    let (client, hand) = books(|config| {
        config["accounting"]["consent"] = json!({ "heading": "Kantoor", "introduction": "Wie mag <lezen>?",
            "style": "h1 { color: teal }" });
    });
    let shown = page(&client, "books", &[("scope", "sales.read")], Some("anna"));
    assert_eq!(shown.status, 200);
    assert!(shown.header("RateLimit").starts_with("\"default\";r="));
    for part in ["<h1>Kantoor</h1>", "<p>Wie mag &lt;lezen&gt;?</p>", "h1 { color: teal }"] {
        assert!(shown.text.contains(part), "{part}");
    }
    assert!(
        shown.text.contains("Boekhouder &lt;b&gt;")
            && shown.header("Content-Security-Policy").contains("frame-ancestors 'none'")
    );
    assert_eq!(page(&client, "books", &[], None).status, 403);
    assert_eq!(decide(&client, &shown, "allow", Some("bob")).status, 403);
    let done = decide(&client, &shown, "allow", Some("anna"));
    assert_eq!((done.status, decide(&client, &shown, "allow", Some("anna")).status), (303, 400));
    let tokens = exchange(&client, &code(&done), VERIFIER);
    assert_eq!(
        (tokens.status, &tokens.body["scope"]),
        (200, &json!("sales.read")),
        "{}",
        tokens.text
    );
    assert_eq!(tokens.header("Cache-Control"), "no-store");
    let denied = decide(&client, &page(&client, "books", &[], Some("anna")), "deny", Some("anna"));
    assert!(denied.header("Location").contains("error=access_denied"));
    let late = page(&client, "books", &[], Some("anna"));
    hand.set(NOON + 601_000);
    assert_eq!(decide(&client, &late, "allow", Some("anna")).status, 400);
}

#[test]
fn a_wrong_client_or_address_is_sent_nowhere_and_other_faults_go_back_to_the_client() {
    let (client, _) = books(|_| ());
    for wrong in [
        ("client_id", "nobody"),
        ("redirect_uri", "https://books.example/cb/"),
        ("redirect_uri", ""),
    ] {
        let answer = page(&client, "books", &[wrong], Some("anna"));
        assert_eq!((answer.status, answer.header("Location")), (400, ""), "{wrong:?}");
    }
    for (wrong, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "sales.write"), "invalid_scope"),
    ] {
        let answer = page(&client, "books", &[wrong], Some("anna"));
        let location = answer.header("Location");
        assert!(
            location.starts_with("https://books.example/cb?")
                && location.contains(&format!("error={error}")),
            "{wrong:?} {location}"
        );
    }
}

#[test]
fn a_code_and_a_refresh_token_are_good_once_and_a_second_use_ends_what_came_of_them() {
    let (client, hand) = books(|_| ());
    let fresh = || {
        code(&decide(&client, &page(&client, "books", &[], Some("anna")), "allow", Some("anna")))
    };
    let refresh = |token: &str, id: &str| {
        post(
            &client,
            "/oauth/token",
            &[("grant_type", "refresh_token"), ("refresh_token", token)],
            Some(id),
        )
    };
    let text = |answer: &Read, name: &str| answer.body[name].as_str().expect(name).to_owned();
    let one = fresh();
    // A wrong verifier uses the code up.
    let wrong = exchange(&client, &one, &VERIFIER.replace('d', "e"));
    assert_eq!((wrong.status, &wrong.body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(exchange(&client, &one, VERIFIER).body["error"], "invalid_grant");

    let two = fresh();
    let tokens = exchange(&client, &two, VERIFIER);
    let access = text(&tokens, "access_token");
    assert_eq!(get(&client, &access, "/sales").status, 200);
    assert_eq!(exchange(&client, &two, VERIFIER).status, 400);
    assert_eq!(get(&client, &access, "/sales").status, 401, "the code was used twice");

    let tokens = exchange(&client, &fresh(), VERIFIER);
    let first = text(&tokens, "refresh_token");
    let again = refresh(&first, "books");
    assert_eq!(get(&client, &text(&again, "access_token"), "/sales").status, 200);
    assert_eq!(refresh(&first, "books").status, 400);
    assert_eq!(get(&client, &text(&again, "access_token"), "/sales").status, 401);
    assert_eq!(refresh(&text(&again, "refresh_token"), "books").status, 400);

    let foreign = text(&exchange(&client, &fresh(), VERIFIER), "refresh_token");
    assert_eq!(refresh(&foreign, "few").body["error"], "invalid_grant");
    let late = fresh();
    hand.set(NOON + 61_000);
    assert_eq!(exchange(&client, &late, VERIFIER).body["error"], "invalid_grant");
}

#[test]
fn a_token_ends_by_time_by_revocation_and_with_its_client_and_is_in_no_table() {
    let (client, hand) = books(|_| ());
    let access = token(&client, "books");
    let revoke = |token: &str, id: &str| {
        post(&client, "/oauth/revoke", &[("token", token)], Some(id)).status
    };
    assert_eq!((revoke(&access, "few"), get(&client, &access, "/sales").status), (200, 200));
    assert_eq!((revoke("unknown", "books"), revoke(&access, "nobody")), (200, 401));
    assert_eq!((revoke(&access, "books"), get(&client, &access, "/sales").status), (200, 401));
    let access = token(&client, "books");
    hand.set(NOON + 3_600_001);
    assert_eq!(get(&client, &access, "/sales").status, 401);
    let mut held = String::new();
    crate::world::transaction(&*client.world().expect("a world").store, |tx| {
        tx.query("SELECT token_hash, family_id FROM oauth_tokens", &[], &mut |row| {
            held.push_str(row.text(0));
            held.push_str(row.text(1));
            Ok(())
        })
    })
    .expect("read");
    assert!(!held.contains(&access));
}

#[test]
fn a_client_is_known_by_its_secret_in_one_way_and_gets_no_more_than_it_may_have() {
    let (client, _) = books(|_| ());
    let ask = |form: &[(&str, &str)], basic| post(&client, "/oauth/token", form, basic);
    let own = ("grant_type", "client_credentials");
    let by_form = ask(&[own, ("client_id", "few"), ("client_secret", SECRET)], None);
    assert_eq!(by_form.body["scope"], "sales.read");
    let wrong = ask(&[own, ("client_id", "few"), ("client_secret", "wrong-wrong-wrong")], None);
    assert_eq!((wrong.status, &wrong.body["error"]), (401, &json!("invalid_client")));
    assert!(wrong.header("WWW-Authenticate").starts_with("Basic"));
    assert_eq!(ask(&[own, ("client_id", "few")], None).status, 401);
    assert_eq!(ask(&[own, ("client_id", "app")], None).body["error"], "unauthorized_client");
    assert_eq!(
        ask(&[own, ("client_secret", SECRET)], Some("few")).body["error"],
        "invalid_request"
    );
    assert_eq!(ask(&[own, own], Some("few")).body["error"], "invalid_request");
    assert_eq!(
        ask(&[own, ("scope", "customers.read")], Some("few")).body["error"],
        "invalid_scope"
    );
    assert_eq!(
        ask(&[("grant_type", "password")], Some("few")).body["error"],
        "unsupported_grant_type"
    );
    assert_eq!(send(&client, &head("GET", "/oauth/token", &[]), "").status, 405);
}
