//! Growth: the first page of a period, asked over HTTP from token to answer, from a shop with a thousand sales and from one
//! with a million. Prints `bench accounting period page: <ratio>x a shop of 1,000 sales`; beyond 2 it fails.

use koppel::client::Client;
use koppel::config::Config;
use koppel::world::{Value, transaction};
use std::time::Instant;

const FEW: i64 = 1_000;
const MANY: i64 = 1_000_000;
const ROUNDS: usize = 41;
const NOVEMBER_MS: i64 = 1_793_487_600_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let shops = [FEW, MANY].map(|sales| Shop::open(folder.path(), sales));
    let mut times = [const { Vec::new() }; 2];
    // Rounds alternate, for the machine's speed drifts.
    for _ in 0..ROUNDS {
        for (shop, times) in shops.iter().zip(&mut times) {
            let begun = Instant::now();
            let answer =
                shop.http("GET", "/sales?from=2026-11-10&until=2026-11-20", &shop.token, "");
            times.push(begun.elapsed());
            assert!(answer.contains("\"next_cursor\":\""), "a whole page");
        }
    }
    let [few, many] = times.map(|mut times| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64()
    });
    let ratio = many / few;
    println!(
        "bench accounting period page: {ratio:.2}x a shop of {FEW} sales ({:.2} ms, {:.2} ms)",
        many * 1e3,
        few * 1e3
    );
    assert!(ratio < 2.0, "a period of a large shop takes {ratio:.2} times as long");
}

struct Shop {
    client: Client,
    token: String,
}

impl Shop {
    fn open(folder: &std::path::Path, sales: i64) -> Shop {
        let config = format!(
            r#"{{ "store": "sqlite:{}/{sales}/books.db", "rest": {{ "public_url": "http://127.0.0.1" }},
              "shop": {{ "shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": true }},
              "accounting": {{ "quota": {{ "requests": 1000000 }}, "clients": [{{ "client_id": "books", "name": "Books",
                "client_secret": "0123456789abcdef", "scopes": ["sales.read"] }}] }} }}"#,
            folder.display()
        );
        let config = Config::read(config.as_bytes()).expect("a configuration");
        let mut shop =
            Shop { client: Client::new(config, koppel::open::world), token: String::new() };
        shop.fill(sales);
        let form = "grant_type=client_credentials&client_id=books&client_secret=0123456789abcdef";
        let given = shop.http("POST", "/oauth/token", "", form);
        let token =
            given.split("\"access_token\":\"").nth(1).and_then(|rest| rest.split('"').next());
        shop.token = format!("Bearer {}", token.expect("a token"));
        shop
    }

    /// Sales spread evenly over November, so that the period holds a third of them.
    fn fill(&self, sales: i64) {
        let store = &*self.client.world().expect("a world").store;
        let lines = r#"{"line_id":"1","kind":"product","gross_amount":"12.95","vat_rate":"21","vat_amount":"2.25"}"#;
        for from in (0..sales).step_by(50_000) {
            transaction(store, |tx| {
                for nth in from..sales.min(from + 50_000) {
                    let id = format!("order-{nth}");
                    let document = format!(r#"{{"sale_id":"{id}","total_amount":"12.95","lines":[{lines}]}}"#);
                    let place = NOVEMBER_MS + nth * (30 * 86_400_000 / sales);
                    let values: [Value; 6] =
                        ["x".into(), "sale".into(), (&id).into(), place.into(), (&b"h"[..]).into(), (&document).into()];
                    tx.execute(
                        "INSERT INTO records (shop_id, kind, record_id, place, revision, modified_at, content_hash, document) \
                         VALUES (?, ?, ?, ?, 1, 0, ?, ?)",
                        &values,
                    )?;
                }
                Ok(())
            })
            .expect("filled");
        }
    }

    fn http(&self, method: &str, path: &str, token: &str, body: &str) -> String {
        let head = format!(
            r#"{{"method":"{method}","target":"/koppel/v1{path}","scheme":"http","headers":[["Authorization","{token}"],
              ["Content-Type","application/x-www-form-urlencoded"]]}}"#
        );
        // An empty header is none.
        let head = head.replace(r#"["Authorization",""],"#, "");
        let (head, body) =
            koppel::front::respond_json(&self.client, head.as_bytes(), body.as_bytes())
                .expect("an answer");
        let head = String::from_utf8(head).expect("text");
        assert!(head.contains("\"status\":200"), "{head}");
        String::from_utf8(body).expect("text")
    }
}
