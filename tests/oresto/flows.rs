//! The flows end in the right state: by themselves, with any single fault at any call, and with a crash between any two.

use super::rig::{Death, Rig, to_the_end};
use super::server::{Server, call};
use koppel::client::Client;
use koppel::error::Code;
use serde_json::{Value, json};

/// A flow with all that it needs.
struct Scenario {
    flow: &'static str,
    seed: fn(&Server),
    /// What the host does first; it is durable when it returns.
    given: fn(&Client),
    /// What the host does once the flow has run.
    meanwhile: fn(&Client),
}

fn nothing(_: &Client) {}

fn give(client: &Client, flow: &str, items: Value) {
    let request = json!({ "flow": flow, "items": items, "max_ms": 0 });
    call(client, "oresto_sync", request).expect(flow);
}

fn settle(client: &Client) {
    let handed_out = call(client, "inbox_next", json!({ "kinds": ["oresto_order"], "max": 100 }))
        .expect("handed out");
    for entry in handed_out["entries"].as_array().expect("entries") {
        let order = &entry["oresto_order"]["order"];
        assert_eq!(order["FreeSample"][0]["Name"], "Proefje", "the free samples come along");
        call(
            client,
            "inbox_settle",
            json!({ "id": entry["id"], "lease": entry["lease"], "host_id": order["OrderNumber"] }),
        )
        .expect("settled");
    }
}

fn product(id: &str, sku: &str, ean: Option<&str>, price: &str) -> Value {
    json!({ "external_id": id, "name": format!("Melk {id}"), "brand": "Polderzuivel", "status": "active",
        "categories": [{ "external_id": "zuivel", "name": "Zuivel" }],
        "variants": [{ "external_id": id, "sku": sku, "gtin": ean, "price": { "regular": price },
            "tax": { "rate_percent": "6", "class": "reduced-rate" }, "weight": { "value": "1", "unit": "kg" } }] })
}

fn state_catalogue(client: &Client, products: Value) {
    call(
        client,
        "catalog_sync",
        json!({ "from": "canonical", "mode": "upsert", "items": products }),
    )
    .expect("the catalogue");
}

const SCENARIOS: [Scenario; 7] = [
    Scenario {
        flow: "clients",
        seed: |server| server.seed(json!({ "users": [{ "Email": "Chef@resto.example" }] })),
        given: |client| {
            give(
                client,
                "clients",
                json!([
                    { "client": { "ClientNumber": "K1", "Name": "Resto X", "ClientSegmentId": 2 },
                      "users": [{ "Email": "chef@resto.example" }, { "Email": "y+2@resto.example", "Name": "Y" }],
                      "representative": { "Email": "v@grossier.example" } },
                    { "client": { "ClientNumber": "K2" }, "users": [] },
                ]),
            )
        },
        meanwhile: nothing,
    },
    Scenario {
        flow: "orders",
        seed: |server| {
            let order = |number: u32, client: &str| {
                json!({ "OrderNumber": format!("O-{number}"), "Client": { "ClientNumber": client },
                "FreeSample": [{ "Name": "Proefje" }], "Lines": [{ "WholesalerArticleNumber": "A-1", "Quantity": 2 }] })
            };
            server.seed(json!({ "orders": [order(1, "K1"), order(2, "K1"), order(3, "K2"), order(4, "K1"), order(5, "K2")] }));
        },
        given: nothing,
        meanwhile: settle,
    },
    Scenario {
        flow: "locations",
        seed: |server| {
            server.seed(json!({ "clients": [{ "ClientNumber": "K1" }], "locations": [{ "Id": 7, "ClientNumber": "K1", "Street": "Dorpsstraat 1" }] }))
        },
        given: |client| {
            give(
                client,
                "locations",
                json!([
                    { "ClientNumber": "K1", "Street": "Dorpsstraat 1" },
                    { "ClientNumber": "K1", "Street": "Kade 2", "City": "Gent" },
                    { "ClientNumber": "K1", "Id": 7, "Street": "Dorpsstraat 1", "City": "Brugge" },
                ]),
            )
        },
        meanwhile: nothing,
    },
    Scenario {
        flow: "delivery_days",
        seed: |server| {
            server.seed(json!({ "clients": [{ "ClientNumber": "K1" }], "locations": [{ "Id": 7, "ClientNumber": "K1", "Street": "Dorpsstraat 1" }, { "Id": 8, "ClientNumber": "K1", "Street": "Kade 2" }] }))
        },
        given: |client| {
            give(
                client,
                "delivery_days",
                json!([
                    { "ClientNumber": "K1", "location": { "Street": "Kade 2" }, "DeliveryDates": ["2026-12-01", "2026-12-03"] },
                    { "ClientLocationId": 7, "DeliveryDates": [], "confirm_empty": true },
                ]),
            )
        },
        meanwhile: nothing,
    },
    Scenario {
        flow: "nightly",
        seed: |server| {
            server.seed(json!({ "clients": [{ "ClientNumber": "K1" }],
            "central": [{ "EanCode": "5412345000013", "Name": "Melk" }] }))
        },
        given: |client| {
            state_catalogue(
                client,
                json!([
                    product("p1", "A-1", Some("5412345000013"), "1.25"),
                    product("p2", "A-2", Some("5412345000020"), "2.50"),
                    product("p3", "A-3", None, "3.75")
                ]),
            );
            give(
                client,
                "client_products",
                json!([{ "WholesalerArticleNumber": "A-1", "ClientNumber": "K1", "SalesPrice": "1.10" }]),
            );
        },
        meanwhile: |client| {
            state_catalogue(client, json!([product("p1", "A-1", Some("5412345000013"), "1.35")]));
            call(
                client,
                "catalog_sync",
                json!({ "from": "canonical", "mode": "delete", "items": ["p3"] }),
            )
            .expect("deleted");
        },
    },
    Scenario {
        flow: "own_to_central",
        seed: |server| {
            let own = |number: &str, ean: &str| {
                json!({ "WholesalerArticleNumber": number, "EanCode": ean, "BrandId": 1, "CategoryId": 2,
                "StorageConditionId": 1, "ContentType": "KG", "UnitSalesPrice": "ST", "SalesPriceList": 1.25, "Active": true })
            };
            server.seed(json!({ "products": [own("A-1", "5412345000013"), own("A-2", "5412345000020"), own("A-3", "5412345000037")],
                "central": [{ "EanCode": "5412345000013" }, { "EanCode": "5412345000037" }] }));
        },
        given: nothing,
        meanwhile: nothing,
    },
    Scenario {
        flow: "client_products",
        seed: |server| {
            server.seed(json!({ "clients": [{ "ClientNumber": "K1" }, { "ClientNumber": "K2" }], "products": [{ "WholesalerArticleNumber": "A-1" }, { "WholesalerArticleNumber": "A-2" }] }))
        },
        given: |client| {
            give(
                client,
                "client_products",
                json!([
                    { "WholesalerArticleNumber": "A-1", "ClientNumber": "K1", "SalesPrice": "1.10" },
                    { "WholesalerArticleNumber": "A-2", "ClientNumber": "K1", "SalesPrice": "2.10" },
                    { "WholesalerArticleNumber": "A-2", "ClientNumber": "K2", "SalesPrice": "2.20" },
                ]),
            )
        },
        meanwhile: nothing,
    },
];

fn scenario(flow: &str) -> &'static Scenario {
    SCENARIOS.iter().find(|one| one.flow == flow).expect(flow)
}

/// What the webshop holds, in an order that does not depend on the way there; null is nothing.
fn shown(server: &Server) -> Value {
    let mut state = server.state();
    for (_, list) in state.as_object_mut().expect("an object").iter_mut() {
        if let Some(list) = list.as_array_mut() {
            for members in list.iter_mut().filter_map(Value::as_object_mut) {
                members.retain(|_, value| !value.is_null());
            }
            list.sort_by_key(Value::to_string);
        }
    }
    state
}

/// Runs a scenario to its end; the state, and how many calls it took. With a death the host dies once and another goes on.
fn run(
    server: &Server,
    scenario: &Scenario,
    fault: Option<Value>,
    death: Option<Death>,
) -> (Value, usize) {
    let mut rig = Rig::new(server);
    (scenario.seed)(server);
    if fault.as_ref().is_some_and(|fault| fault["kind"] == "timeout_after") {
        rig.timeout_ms = 1_000;
    }
    let client = rig.client(None);
    (scenario.given)(&client);
    server.forget();
    if let Some(fault) = fault {
        server.fault(fault);
    }
    if death.is_some() {
        let dying = rig.client(death);
        for _ in 0..3 {
            let request = json!({ "flow": scenario.flow, "max_ms": 20_000 });
            if call(&dying, "oresto_sync", request).is_err() {
                break;
            }
        }
        rig.wait_s(100);
    }
    // A shop looks for orders again and again.
    for _ in 0..if scenario.flow == "orders" { 2 } else { 1 } {
        to_the_end_with(&rig, scenario, &client);
        (scenario.meanwhile)(&client);
    }
    to_the_end_with(&rig, scenario, &client);
    (shown(server), server.log().len())
}

/// Orders are left until the shop has settled them, so for them the end of the first part is no end.
fn to_the_end_with(rig: &Rig, scenario: &Scenario, client: &Client) {
    if scenario.flow == "orders" {
        for _ in 0..10 {
            let reply =
                call(client, "oresto_sync", json!({ "flow": "orders", "retry_failed": true }))
                    .expect("orders");
            if reply["stopped"].is_null() && reply["problems"] == json!([]) {
                break;
            }
            rig.wait_s(2_000);
        }
        return;
    }
    to_the_end(rig, client, scenario.flow);
}

fn ends_right(flow: &str) {
    let Some(server) = Server::start() else { return };
    let scenario = scenario(flow);
    let (right, calls) = run(&server, scenario, None, None);
    expected(flow, &right);
    let is_right = |state: &Value, what: &str| assert_eq!(state, &right, "{what}");
    for nth in 1..=calls {
        for kind in [
            "error",
            "busy",
            "drop",
            "drop_after",
            "error_after",
            "timeout_after",
            "again",
            "denied",
            "page",
            "errors",
            "model_state",
        ] {
            let fault = json!({ "at": nth, "kind": kind });
            is_right(
                &run(&server, scenario, Some(fault), None).0,
                &format!("{flow}: {kind} at call {nth}"),
            );
        }
        for death in [Death::Before(nth as u32), Death::After(nth as u32)] {
            is_right(&run(&server, scenario, None, Some(death)).0, &format!("{flow}: {death:?}"));
        }
    }
}

/// The end itself, so that "the same as without a fault" means something.
fn expected(flow: &str, state: &Value) {
    let count = |of: &str| state[of].as_array().map_or(0, Vec::len);
    match flow {
        "clients" => {
            assert_eq!((count("clients"), count("users"), count("representatives")), (2, 2, 1));
            assert_eq!(state["representatives"][0]["ClientNumbers"], json!(["K1"]));
            let users = state["users"].as_array().expect("users");
            assert!(users.iter().all(|user| user["ClientNumbers"] == json!(["K1"])), "{users:?}");
        }
        "orders" => assert!(
            state["orders"]
                .as_array()
                .expect("orders")
                .iter()
                .all(|order| order["Processed"] == true)
        ),
        "locations" => {
            assert_eq!(count("locations"), 2);
            assert!(
                state["locations"]
                    .as_array()
                    .expect("locations")
                    .iter()
                    .any(|one| one["City"] == "Brugge" && one["Id"] == 7)
            );
        }
        "delivery_days" => assert_eq!(
            state["deliveryDates"],
            json!({ "7": [], "8": ["2026-12-01", "2026-12-03"] })
        ),
        "nightly" => {
            assert_eq!((count("links"), count("products"), count("clientProducts")), (1, 1, 1));
            assert_eq!(state["links"][0]["SalesPriceList"].to_string(), "1.35");
            assert_eq!(state["products"][0]["WholesalerArticleNumber"], "A-2");
        }
        "own_to_central" => {
            assert_eq!((count("links"), count("products")), (2, 1));
            assert_eq!(state["links"][0]["SalesPriceList"].to_string(), "1.25");
        }
        _ => assert_eq!(count("clientProducts"), 3),
    }
}

macro_rules! ends_right {
    ($($name:ident $flow:literal)*) => { $(#[test] fn $name() { ends_right($flow); })* };
}

ends_right! {
    clients_and_users_end_right_whatever_single_fault_and_wherever_it_crashes "clients"
    orders_end_right_whatever_single_fault_and_wherever_it_crashes "orders"
    locations_end_right_whatever_single_fault_and_wherever_it_crashes "locations"
    delivery_days_end_right_whatever_single_fault_and_wherever_it_crashes "delivery_days"
    the_night_ends_right_whatever_single_fault_and_wherever_it_crashes "nightly"
    a_conversion_ends_right_whatever_single_fault_and_wherever_it_crashes "own_to_central"
    client_products_end_right_whatever_single_fault_and_wherever_it_crashes "client_products"
}

#[test]
fn no_order_is_ticked_off_before_the_shop_has_settled_it_and_none_comes_twice() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    (scenario("orders").seed)(&server);
    let client = rig.client(None);
    let sync = || call(&client, "oresto_sync", json!({ "flow": "orders" })).expect("orders");
    assert_eq!((sync()["left"].clone(), sync()["left"].clone()), (json!(5), json!(5)));
    let is_untouched = || server.log().iter().all(|call| call["method"] == "GET");
    assert!(is_untouched(), "something was ticked off");
    let next = |max: u32| {
        call(&client, "inbox_next", json!({ "max": max })).expect("handed out")["entries"]
            .as_array()
            .expect("entries")
            .clone()
    };
    let one = next(1);
    assert_eq!(
        (one[0]["kind"].clone(), one[0]["platform_id"].clone()),
        (json!("oresto_order"), json!("oresto"))
    );
    sync();
    assert!(is_untouched(), "handed out is not settled");
    let refused =
        json!({ "id": one[0]["id"], "lease": one[0]["lease"], "refuse": { "message": "no" } });
    assert_eq!(call(&client, "inbox_settle", refused).expect_err("refused").path, "/refuse");
    call(
        &client,
        "inbox_settle",
        json!({ "id": one[0]["id"], "lease": one[0]["lease"], "host_id": "1" }),
    )
    .expect("settled");
    let reply = sync();
    assert_eq!((&reply["done"], &reply["left"]), (&json!(1), &json!(4)));
    let ticked: Vec<Value> = server.state()["orders"]
        .as_array()
        .expect("orders")
        .iter()
        .map(|order| order["Processed"].clone())
        .collect();
    assert_eq!(ticked.iter().filter(|it| **it == true).count(), 1);
    // Offered again, for whatever reason, it is not handed out again but ticked off again.
    server
        .seed(json!({ "orders": [{ "OrderNumber": "O-1", "Client": { "ClientNumber": "K1" } }] }));
    sync();
    assert_eq!(next(100).len(), 4);
}

#[test]
fn a_night_without_news_makes_no_call_and_a_change_makes_the_least() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    (scenario("nightly").seed)(&server);
    let client = rig.client(None);
    (scenario("nightly").given)(&client);
    to_the_end(&rig, &client, "nightly");
    let night = || {
        server.forget();
        let reply = call(&client, "oresto_sync", json!({ "flow": "nightly" })).expect("a night");
        let log: Vec<String> = server
            .log()
            .iter()
            .map(|call| {
                format!(
                    "{} {}",
                    call["method"].as_str().expect("text"),
                    call["target"].as_str().expect("text")
                )
            })
            .collect();
        assert_eq!(reply["calls"], log.len());
        log
    };
    assert_eq!(night(), Vec::<String>::new());
    // Stated again, nothing has changed.
    state_catalogue(&client, json!([product("p1", "A-1", Some("5412345000013"), "1.25")]));
    assert_eq!(night(), Vec::<String>::new());
    state_catalogue(
        &client,
        json!([
            product("p1", "A-1", Some("5412345000013"), "1.30"),
            product("p2", "A-2", Some("5412345000020"), "2.60")
        ]),
    );
    assert_eq!(night(), ["PUT /api/LinkProducts/Sales", "PUT /api/Products/Sales"]);
    let mut renamed = product("p2", "A-2", Some("5412345000020"), "2.60");
    renamed["name"] = "Karnemelk".into();
    state_catalogue(&client, json!([renamed]));
    assert_eq!(night(), ["PUT /api/Products"]);
    let mut renumbered = product("p2", "B-2", Some("5412345000020"), "2.60");
    renumbered["name"] = "Karnemelk".into();
    state_catalogue(&client, json!([renumbered]));
    assert_eq!(
        night(),
        [
            "GET /api/CentralProducts/GetByEan?EanCode=5412345000020",
            "POST /api/Products",
            "DELETE /api/Products?WholesalerArticleNumber=A-2"
        ]
    );
}

#[test]
fn what_cannot_be_sent_is_reported_and_holds_nothing_else_up() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let client = rig.client(None);
    let mut without_category = product("p3", "A-3", None, "1.00");
    without_category["categories"] = json!([]);
    let mut on_a_parent = product("p5", "A-5", None, "1.00");
    on_a_parent["categories"] = json!([{ "external_id": "food", "name": "Food" }]);
    state_catalogue(
        &client,
        json!([
            product("p1", "A/1", None, "1.00"),
            product("p2", "", None, "1.00"),
            without_category,
            // Oresto's category 1 has subcategories.
            on_a_parent,
            product("p4", "A-4", None, "1.00")
        ]),
    );
    let reply = call(&client, "oresto_sync", json!({ "flow": "nightly" })).expect("a night");
    let mut problems: Vec<&str> = reply["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|one| one["item"].as_str().expect("an item"))
        .collect();
    problems.sort_unstable();
    assert_eq!(problems, ["A-3", "A-5", "A/1", "p2"], "{reply}");
    assert_eq!((&reply["left"], &reply["failed"]), (&json!(0), &json!(3)));
    assert_eq!(server.state()["products"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_store_that_somebody_else_holds_is_no_fault_of_the_webshop() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    (scenario("orders").seed)(&server);
    let client = rig.client(Some(Death::Locked(1)));
    let refused = call(&client, "oresto_sync", json!({ "flow": "orders" })).expect_err("refused");
    assert_eq!(refused.code, Code::StoreBusy);
}

#[test]
fn an_expired_password_stops_at_once_and_the_next_call_goes_on() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let client = rig.client(None);
    let scenario = scenario("clients");
    (scenario.given)(&client);
    server.forget();
    server.password("changed");
    let reply = call(&client, "oresto_sync", json!({ "flow": "clients" })).expect("a reply");
    assert_eq!((&reply["stopped"]["code"], &reply["left"]), (&json!("oresto.denied"), &json!(2)));
    assert_eq!(server.log().len(), 1);
    server.password("test");
    to_the_end(&rig, &client, "clients");
    assert_eq!(server.state()["clients"].as_array().map(Vec::len), Some(2));
}

#[test]
fn two_workers_share_a_flow_and_nothing_is_made_twice() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let clients: Vec<Value> = (0..40).map(|nth| json!({ "client": { "ClientNumber": format!("K{nth}"), "ClientSegmentId": 1 }, "users": [{ "Email": format!("u{nth}@resto.example") }] })).collect();
    give(&rig.client(None), "clients", json!(clients));
    server.forget();
    // Slow enough that neither has done all before the other has begun.
    server.settings(json!({ "delayMs": 10 }));
    let (workers, start) = ([rig.client(None), rig.client(None)], std::sync::Barrier::new(2));
    let work = |client: &Client| {
        start.wait();
        call(client, "oresto_sync", json!({ "flow": "clients", "max_ms": 20_000 })).expect("worked")
            ["done"]
            .as_u64()
            .expect("a count")
    };
    let done: Vec<u64> = std::thread::scope(|scope| {
        let begun: Vec<_> = workers.iter().map(|client| scope.spawn(|| work(client))).collect();
        begun.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    assert_eq!(done.iter().sum::<u64>(), 40, "{done:?}");
    assert!(done.iter().all(|count| *count > 0), "{done:?}");
    let creations = server.log().iter().filter(|call| call["method"] == "POST").count();
    assert_eq!((creations, server.state()["clients"].as_array().map(Vec::len)), (80, Some(40)));
}

#[test]
fn a_user_whom_two_workers_are_to_make_is_made_by_one_and_linked_by_the_other() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let clients: Vec<Value> = (0..24).map(|nth| json!({ "client": { "ClientNumber": format!("K{nth}"), "ClientSegmentId": 1 }, "users": [{ "Email": format!("u{}@resto.example", nth % 2) }] })).collect();
    give(&rig.client(None), "clients", json!(clients));
    server.settings(json!({ "delayMs": 10 }));
    let (workers, start) = ([rig.client(None), rig.client(None)], std::sync::Barrier::new(2));
    let problems: Vec<Value> = std::thread::scope(|scope| {
        let work = |client: &Client| {
            start.wait();
            let request = json!({ "flow": "clients", "max_ms": 20_000 });
            call(client, "oresto_sync", request).expect("worked")["problems"].clone()
        };
        let begun: Vec<_> =
            workers.iter().map(|client| scope.spawn(move || work(client))).collect();
        begun.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    assert_eq!(problems, [json!([]), json!([])]);
    let state = server.state();
    let linked: Vec<usize> = state["users"]
        .as_array()
        .expect("users")
        .iter()
        .map(|user| user["ClientNumbers"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!((linked, state["clients"].as_array().map(Vec::len)), (vec![12, 12], Some(24)));
}

#[test]
fn the_tables_are_fetched_once_a_day() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let client = rig.client(None);
    let fetch = || {
        server.forget();
        let reply = call(&client, "oresto_sync", json!({ "flow": "lookups" })).expect("fetched");
        assert_eq!((&reply["left"], &reply["stopped"]), (&json!(0), &Value::Null));
        server.log().len()
    };
    let all = koppel::oresto::OPERATIONS.iter().filter(|operation| operation.is_lookup).count();
    assert_eq!((fetch(), fetch()), (all, 0));
    rig.wait_s(23 * 3_600);
    assert_eq!(fetch(), 0);
    rig.wait_s(3_601);
    assert_eq!(fetch(), all);
}

#[test]
fn a_batch_that_is_refused_whole_is_halved_until_the_culprit_stands_alone() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let client = rig.client(None);
    let articles: Vec<Value> =
        (0..8).map(|nth| json!({ "WholesalerArticleNumber": format!("A-{nth}") })).collect();
    server.seed(json!({ "clients": [{ "ClientNumber": "K1" }], "products": articles }));
    let items: Vec<Value> = (0..8).map(|nth| json!({ "WholesalerArticleNumber": format!("A-{nth}"), "ClientNumber": if nth == 5 { "none" } else { "K1" } })).collect();
    give(&client, "client_products", json!(items));
    server.fault(json!({ "kind": "errors", "times": 1 }));
    let reply =
        call(&client, "oresto_sync", json!({ "flow": "client_products" })).expect("a reply");
    assert_eq!(
        (&reply["done"], &reply["failed"], &reply["calls"]),
        (&json!(7), &json!(1), &json!(3)),
        "{reply}"
    );
    assert_eq!(reply["problems"][0]["item"], "A-5 / none");
}

#[test]
fn a_client_without_segment_or_user_is_warned_about_and_wrong_items_store_nothing() {
    let Some(server) = Server::start() else { return };
    let rig = Rig::new(&server);
    let client = rig.client(None);
    let reply = call(
        &client,
        "oresto_sync",
        json!({ "flow": "clients", "items": [{ "client": { "ClientNumber": "K1" } }] }),
    )
    .expect("a reply");
    assert_eq!(reply["problems"].as_array().map(Vec::len), Some(2));
    for (flow, items, path) in [
        (
            "clients",
            json!([{ "client": { "ClientNumber": "K1" } }, { "client": {} }]),
            "/items/1/client/ClientNumber",
        ),
        (
            "clients",
            json!([{ "client": { "ClientNumber": "K1" }, "users": [{}] }]),
            "/items/0/users/0/Email",
        ),
        ("locations", json!([{}]), "/items/0/ClientNumber"),
        (
            "delivery_days",
            json!([{ "ClientNumber": "K1", "DeliveryDates": [] }]),
            "/items/0/confirm_empty",
        ),
        ("delivery_days", json!([{ "DeliveryDates": ["2026-12-01"] }]), "/items/0/ClientNumber"),
        (
            "delivery_days",
            json!([{ "ClientNumber": "K1", "DeliveryDates": ["2026-12-01+01:00"] }]),
            "/items/0/DeliveryDates",
        ),
        ("client_products", json!([{ "ClientNumber": "K1" }]), "/items/0/WholesalerArticleNumber"),
        ("products", json!([{ "product_id": "none" }]), "/items/0"),
        ("orders", json!([{}]), "/items/0"),
    ] {
        let error =
            call(&client, "oresto_sync", json!({ "flow": flow, "items": items, "max_ms": 0 }))
                .expect_err(flow);
        assert_eq!(error.path, path, "{flow}: {error}");
    }
    assert_eq!(
        call(&client, "oresto_sync", json!({ "flow": "locations" })).expect("a reply")["left"],
        0
    );
}
