//! A return reaches a platform over a real socket: the store on disk, the wire, the outbox, through the methods' own door.

use koppel::client::Client;
use koppel::config::Config;
use koppel::methods::{self, Run};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A platform on loopback: it books each credit and, the first time, is silent for longer than anybody waits.
fn platform() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    let booked = Arc::new(Mutex::new(Vec::new()));
    let seen = booked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = seen.clone();
            std::thread::spawn(move || serve(stream, &seen));
        }
    });
    (address, booked)
}

fn serve(mut stream: TcpStream, booked: &Mutex<Vec<String>>) {
    let (mut held, mut piece) = (Vec::new(), [0; 8192]);
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        held.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&held).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_lowercase();
        let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        if body.len() < length {
            continue;
        }
        let answer = if head.starts_with("POST ") {
            let is_first = booked.lock().expect("booked").is_empty();
            booked.lock().expect("booked").push(body.to_owned());
            if is_first {
                std::thread::sleep(Duration::from_secs(4));
                return;
            }
            body.to_owned()
        } else {
            format!("[{}]", booked.lock().expect("booked").join(","))
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", answer.len());
        let _ = stream.write_all((head + &answer).as_bytes());
        held.clear();
    }
}

fn call(client: &Client, method: &str, request: Value) -> Value {
    let method = methods::find(method).expect("a method");
    let Run::Client(run) = method.run else { panic!("{} needs no client", method.name) };
    let reply = run(client, request.to_string().as_bytes()).expect(method.name);
    serde_json::from_slice(&reply).expect("JSON")
}

#[test]
fn a_return_survives_a_silent_platform_and_is_credited_once() {
    let (address, booked) = platform();
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!({
        "store": format!("sqlite:{}", folder.path().join("own/shop.db").display()),
        "shop": { "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true },
        "platforms": [{ "platform_id": "p", "environment": "test", "key": "k", "secret": "s",
            "profile": { "extends": "ohis", "timeout_ms": 1000 }, "base_url": format!("http://{address}") }],
        "wire": { "allow_addresses": [address.to_string()] },
    });
    let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
    let client = Client::new(config, koppel::open::world);
    let order = json!({
        "currency": "EUR", "status": "processing", "platform_order_id": "P-1", "total_amount": "49.95",
        "lines": [{ "line_id": "1", "kind": "product", "gross_amount": "49.95", "vat_rate": "21" }],
        "tenders": [{ "tender_id": "card", "kind": "multi_purpose", "amount": "49.95" }],
    });
    call(&client, "order_record", json!({ "platform_id": "p", "order": order }));
    let refund = call(
        &client,
        "return_credit",
        json!({ "platform_id": "p", "platform_order_id": "P-1",
        "return_id": "R-1", "lines": [{ "line_id": "1", "quantity": 1 }], "send": "now" }),
    );
    assert_eq!(
        (&refund["amount"], &refund["entries"][0]["state"]),
        (&json!("49.95"), &json!("due"))
    );
    assert_eq!(booked.lock().expect("booked").len(), 1);

    // The schedule waits some seconds; then the platform is asked, and nothing is sent a second time.
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let drained = call(&client, "outbox_drain", json!({}));
        if drained["sent"] == 1 {
            break;
        }
        assert!(Instant::now() < until, "{drained}");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(booked.lock().expect("booked").len(), 1);
}
