//! Requests of every kind, good and bad.

use super::*;

#[test]
fn whatever_comes_is_answered_as_woocommerce_would() {
    let (client, ..) = stocked();
    let long = "a".repeat(100_000);
    let targets = [
        "",
        "/",
        "*",
        "?",
        "/wp-json",
        "/wp-json/wc/v3/products/%00",
        "/wp-json/wc/v3/products/-1",
        "/wp-json/wc/v3/../../etc/passwd",
        "/wp-json/wc/v3/products?per_page=%FF",
        "\u{0}\r\n",
        "/wp-json/wc/v3/products?include[][][]=1",
        "/wp-json/wc/v3/products?sku[]=1",
        "?rest_route=/wc/v3/products",
        "/wp-json/wc/v3/products?page=9223372036854775807&per_page=100",
        long.as_str(),
        "/wp-json/wc/v3/products?offset=9223372036854775807",
        "/wp-json/wc/v3/products?_fields[]=id&_fields[x][y]=1",
        "/wp-json/wc/v3/products/12?context=edit",
        "/wp-json/wc/v3/orders?include=1&search=%25",
        "/wp-json/wc/v3/products?modified_after=9999-99-99",
        "/wp-json/wc/v3/products?_method=DELETE",
    ];
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"[1,2]",
        b"\xff\xfe",
        b"{\"a\":{\"a\":1,\"a\":2}}",
        b"null",
        b"{\"status\":[]}",
        b"a=1&a[]=2",
    ];
    let methods =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "", "TRACE", "\u{0}"];
    for target in targets {
        for method in methods {
            for (nth, body) in bodies.iter().enumerate() {
                let kind = if nth % 2 == 0 {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let basic = ("Authorization", "Basic Y2tfcnc6Y3Nfcnc=");
                let headers = [
                    basic,
                    ("Content-Type", kind),
                    ("X-\u{0}", "\r\nSet-Cookie: a=b"),
                    ("Host", "\r\nX: y"),
                ];
                let mut head = head(method, "", Scheme::Https, &headers);
                head.target = target.into();
                let answer = ask(&client, head, body);
                assert!(
                    answer.status < 500 || answer.status == 501,
                    "{method} {target}: {}",
                    answer.body
                );
                if answer.status >= 400 && method != "HEAD" {
                    assert!(answer.body["data"]["status"] == answer.status, "{}", answer.body);
                    assert!(!answer.code().is_empty());
                }
                assert_eq!(answer.header("X-Request-Id").len(), 32);
                assert!(answer.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
            }
        }
    }
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(call(&client, "POST", "/orders", Value::Null).status, 400);
    let deep_head =
        head("POST", "/orders", Scheme::Https, &[("Authorization", "Basic Y2tfcnc6Y3Nfcnc=")]);
    assert_eq!(ask(&client, deep_head.clone(), deep.as_bytes()).code(), "rest_invalid_json");
    let large = vec![b' '; crate::limits::HTTP_BODY_BYTES_MAX + 1];
    assert_eq!(ask(&client, deep_head, &large).status, 413);
}

#[test]
fn head_and_options_answer_for_what_exists() {
    let (client, ..) = stocked();
    let seen = call(&client, "HEAD", "/products", Value::Null);
    assert_eq!((seen.status, seen.header("X-WP-Total"), &seen.body), (200, "6", &Value::Null));
    let options = ask(&client, head("OPTIONS", "/webhooks/1", Scheme::Http, &[]), b"");
    assert_eq!((options.status, options.header("Allow")), (200, "GET, POST, PUT, PATCH, DELETE"));
    assert_eq!(options.body["endpoints"][1]["args"]["status"]["enum"][0], "active");
    assert_eq!(options.body["schema"]["title"], "webhook");
    assert_eq!(call(&client, "DELETE", "/orders", Value::Null).code(), "rest_no_route");
}

#[test]
fn a_document_with_the_body_in_it_answers_the_same() {
    let (client, ..) = stocked();
    let request = json!({ "method": "GET", "target": "/wp-json/wc/v3/products/12?_fields=id", "scheme": "https",
        "headers": [["Authorization", "Basic Y2tfcnc6Y3Nfcnc="]], "body_base64": "" });
    let reply =
        crate::front::http_respond(&client, request.to_string().as_bytes()).expect("a reply");
    let reply: Value = serde_json::from_slice(&reply).expect("JSON");
    assert_eq!((&reply["status"], &reply["body"]), (&json!(200), &json!("{\"id\":12}")));
    let wrong =
        crate::front::http_respond(&client, br#"{"method":"GET","target":"/","scheme":"ftp"}"#);
    assert_eq!(wrong.expect_err("refused").path, "/scheme");
}
