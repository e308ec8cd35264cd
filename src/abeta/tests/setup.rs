//! `setup-request`.

use super::*;
use crate::ask::Ask;

/// As the document prints it, without the numbers of its lines.
const DOCUMENT: &str = r#"{
  "username": "John Doe",
  "password": "john.doe@example.com",
  "session_id": "123-123",
  "return_url": "https://www.abeta.io",
  "api_key": "ABC123"
}"#;

#[test]
fn the_documents_login_is_answered_with_a_one_time_url() {
    let shop = shop();
    let headers = [("Content-Type", "application/json"), ("Authorization", "Bearer <token>")];
    let asked = shop.call("POST", "/abeta/setup-request", &headers, DOCUMENT);
    assert_eq!((asked.status(), asked.body.as_str()), (0, ""));
    let Some(Ask::Login { data, .. }) = &asked.head.ask else { panic!("{asked:?}") };
    assert_eq!(
        (data.username.as_str(), data.password.as_str()),
        ("John Doe", "john.doe@example.com")
    );
    let answered = shop.answer(&asked, json!({ "accept": true, "user_id": "7" }));
    assert_eq!(answered.status(), 200);
    let reply = answered.json();
    assert_eq!(reply.as_object().map(serde_json::Map::len), Some(1));
    let url = reply["one_time_url"].as_str().expect("a URL");
    let token = url.strip_prefix("https://example.com/abeta/login/").expect(url);
    assert_eq!(token.len(), 43, "256 bits in base64");
    assert_eq!(answered.header("Cache-Control"), "no-store");
    assert!(!answered.header("X-Request-Id").is_empty());
}

#[test]
fn the_documentations_configuration_and_cart_are_taken_as_they_are_printed() {
    let page = include_str!("../../../docs/abeta.md");
    let mut blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let config = Config::read(blocks.next().expect("a configuration").as_bytes());
    assert_eq!(config.map(|config| config.abeta.connections.len()), Ok(1));
    let cart = blocks.next().expect("a cart").as_bytes();
    let cart = crate::json::read::<crate::abeta::ReturnCartRequest>(cart);
    assert_eq!(cart.map(|asked| asked.cart.lines.len()), Ok(3));
}

#[test]
fn abeta_is_told_exactly_one_of_three_words() {
    let shop = shop();
    let refused = |body: &str, status: u16, word: &str| {
        let answer = shop.post("/abeta/setup-request", body);
        let expected = format!(r#"{{"error":"{word}"}}"#);
        assert_eq!((answer.status(), answer.body.as_str()), (status, expected.as_str()), "{body}");
    };
    refused(&DOCUMENT.replace("ABC123", "ABC124"), 401, "invalid_api_key");
    for key in
        [r#""""#, "null", "[]", r#"["ABC123"]"#, "123", "true", r#"{"a":"ABC123"}"#, r#"" ABC123""#]
    {
        refused(&DOCUMENT.replace(r#""ABC123""#, key), 401, "invalid_api_key");
    }
    for body in ["", "{}", r#"{"username": "a"}"#] {
        refused(body, 401, "invalid_api_key");
    }
    refused(&DOCUMENT.replace("\"ABC123\"\n", "\"ABC123\",\n"), 400, "unknown_error");
    for body in [
        "[1]",
        "null",
        "\"ABC123\"",
        "\u{feff}{}",
        "{\"api_key\":\"ABC123\",\"api_key\":\"ABC123\"}",
    ] {
        refused(body, 400, "unknown_error");
    }
    for member in ["username", "password", "session_id", "return_url"] {
        let without = DOCUMENT.replace(&format!("\"{member}\""), "\"other\"");
        refused(&without, 400, "unknown_error");
    }
    refused(&DOCUMENT.replace("123-123", ""), 400, "unknown_error");
    refused(&DOCUMENT.replace("123-123", &"x".repeat(1_025)), 400, "unknown_error");
    refused(&DOCUMENT.replace("john.doe@example.com", ""), 401, "invalid_credentials");
    let answer = shop.call("GET", "/abeta/setup-request", &[], "");
    assert_eq!((answer.status(), answer.body.as_str()), (405, r#"{"error":"unknown_error"}"#));
    assert_eq!(shop.post("/abeta", "{}").status(), 404);
}

#[test]
fn what_the_shop_answers_decides_and_an_unknown_user_looks_like_a_wrong_password() {
    let shop = shop_with(|config| {
        config["abeta"]["statuses"] = json!({ "invalid_credentials": 403, "unknown_error": 502 });
    });
    let answered = |answer: Value| {
        let asked = shop.post("/abeta/setup-request", DOCUMENT);
        let answered = shop.answer(&asked, answer);
        (answered.status(), answered.body)
    };
    let refused = (403, r#"{"error":"invalid_credentials"}"#.to_owned());
    assert_eq!(answered(json!({ "accept": false })), refused);
    assert_eq!(answered(json!({ "accept": false, "user_id": "7" })), refused);
    let failed = (502, r#"{"error":"unknown_error"}"#.to_owned());
    assert_eq!(answered(json!({ "accept": false, "unavailable": true })), failed);
}

#[test]
fn unknown_members_of_public_modules_are_let_be_and_a_bearer_token_counts_only_where_it_is_set() {
    let shop = shop_with(|config| {
        config["abeta"]["connections"][0]["bearer_token"] = "canary-bearer".into();
    });
    let body = DOCUMENT.replace("\"username\"", "\"meta\": {\"a\": [1]}, \"username\"");
    for (header, status) in [
        ("", 401),
        ("Bearer other", 401),
        ("Basic canary-bearer", 401),
        ("Bearer canary-bearer", 0),
        ("bearer  canary-bearer", 0),
    ] {
        let headers = [("authorization", header)];
        let asked = shop.call("POST", "/abeta/setup-request", &headers, &body);
        assert_eq!(asked.status(), status, "{header}");
    }
}

#[test]
fn the_path_is_configured_and_what_lies_elsewhere_is_not_answered_by_it() {
    let shop = shop_with(|config| config["abeta"]["path"] = "/inkoop/punchout".into());
    assert_eq!(shop.post("/inkoop/punchout/setup-request", DOCUMENT).status(), 0);
    assert_eq!(shop.post("/below/inkoop/punchout/setup-request?x=1", DOCUMENT).status(), 0);
    let elsewhere = shop.post("/abeta/setup-request", DOCUMENT);
    assert_eq!(
        (elsewhere.status(), elsewhere.json()["code"].as_str()),
        (404, Some("rest_no_route"))
    );
}

/// The forms of security-threats: however an inner address is spelt, and whoever's host it is not.
const REFUSED: [&str; 62] = [
    "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://168.63.129.16/",
    "https://2852039166/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[fec0::1]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1%25eth0]/",
    "https://127.0.0.1./",
    "https://localhost/",
    "https://localhost:443/",
    "https://metadata.google.internal/",
    "https://www.abeta.io:8443/",
    "https://www.abeta.io:80/",
    "http://www.abeta.io/",
    "https://user@www.abeta.io/",
    "https://user:word@www.abeta.io/",
    "https://www.abeta.io@127.0.0.1/",
    "https://abeta.io.evil.example/",
    "https://evilabeta.io/",
    "https://evil.example/?abeta.io",
    "https://evil.example/#@abeta.io",
    "https://abeta.io%2eevil.example/",
    "https://xn--beta-5qa.io/",
    "https://\u{e0}beta.io/",
    "https://www.abeta.io\\@evil.example/",
    "https:\\\\www.abeta.io/",
    "//www.abeta.io/",
    "www.abeta.io",
    "",
    "https://",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "gopher://www.abeta.io/",
    "ftp://www.abeta.io/",
    "data:text/plain,x",
    "https://www.abeta.io/\r\nx",
    "https://www.abeta.io/ x",
    " https://www.abeta.io/",
    "https://www.abeta.io/\u{0}",
    "https://www.abeta.io/\u{e9}",
    "https://www.abeta.io:0/",
    "https://www.abeta.io:99999/",
];

#[test]
fn a_return_address_that_leads_elsewhere_is_refused_before_the_shop_is_asked() {
    let shop = shop();
    for url in REFUSED {
        let body = json!({ "username": "a", "password": "b", "session_id": "s", "return_url": url, "api_key": KEY });
        let answer = shop.post("/abeta/setup-request", &body.to_string());
        assert_eq!(
            (answer.status(), answer.body.as_str()),
            (400, r#"{"error":"unknown_error"}"#),
            "{url}"
        );
    }
    let long = format!("https://www.abeta.io/{}", "x".repeat(4_096));
    assert_eq!(shop.post("/abeta/setup-request", &setup_request(&long)).status(), 400);
    for url in ["https://abeta.io/", "https://www.abeta.io", "https://a.b.abeta.io:443/r?x=y#z"] {
        assert_eq!(shop.post("/abeta/setup-request", &setup_request(url)).status(), 0, "{url}");
    }
    assert!(shop.sent().is_empty());
}

#[test]
fn passwords_are_tried_less_and_less_often_for_one_name_and_the_right_one_ends_that() {
    let shop = shop();
    let wrong = |shop: &Shop| {
        let asked = shop.post("/abeta/setup-request", DOCUMENT);
        match asked.status() {
            0 => shop.answer(&asked, json!({ "accept": false })),
            _ => asked,
        }
    };
    for _ in 0..5 {
        assert_eq!(wrong(&shop).status(), 401);
    }
    let held = wrong(&shop);
    assert_eq!((held.status(), held.body.as_str()), (429, r#"{"error":"unknown_error"}"#));
    assert_eq!(held.header("Retry-After"), "2");
    // Another name is another matter, and so is the same one elsewhere.
    assert_eq!(
        shop.post("/abeta/setup-request", &DOCUMENT.replace("John Doe", "Jane")).status(),
        0
    );
    assert_eq!(
        shop.post("/abeta/setup-request", &DOCUMENT.replace("ABC123", "123321123")).status(),
        0
    );
    shop.hand.set(NOON + 1_001);
    assert_eq!(wrong(&shop).status(), 401);
    shop.hand.set(NOON + 2_002);
    assert_eq!(wrong(&shop).status(), 429);
    shop.hand.set(NOON + 4_000);
    let asked = shop.post("/abeta/setup-request", DOCUMENT);
    assert_eq!(shop.answer(&asked, json!({ "accept": true, "user_id": "7" })).status(), 200);
    for _ in 0..5 {
        assert_eq!(wrong(&shop).status(), 401);
    }
}

#[test]
fn a_shop_that_cannot_tell_does_not_use_up_attempts() {
    let shop = shop();
    for _ in 0..20 {
        let asked = shop.post("/abeta/setup-request", DOCUMENT);
        let answered = shop.answer(&asked, json!({ "accept": false, "unavailable": true }));
        assert_eq!(answered.status(), 500);
    }
}

#[test]
fn a_key_that_cannot_be_read_shuts_out_its_own_connection_only() {
    let shop = shop_with(|config| {
        config["abeta"]["connections"][1]["api_key"] = json!({ "env": "KOPPEL_NO_SUCH_VARIABLE" });
    });
    assert_eq!(shop.post("/abeta/setup-request", DOCUMENT).status(), 0);
    let twice = shop_with(|config| config["abeta"]["connections"][1]["api_key"] = "ABC123".into());
    assert_eq!(twice.post("/abeta/setup-request", DOCUMENT).status(), 500);
}
