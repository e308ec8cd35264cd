//! One test for each row of the table: what the server sees of it, and what becomes of every fault. What is expected
//! stands in rows.jsonl, which was written from the document and not from the table.

use super::server::{Server, oresto};
use koppel::client::Client;
use koppel::error::{Code, Status};
use koppel::oresto::operation::{Operation, Retry};
use koppel::oresto::{Kind, OPERATIONS, find};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn expected(name: &str) -> Value {
    let rows = include_str!("rows.jsonl").lines();
    let mut rows = rows.map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    rows.find(|row| row["operation"] == name).expect(name)
}

fn request(row: &Value) -> Value {
    let mut request = row.clone();
    for member in ["method", "target"] {
        request.as_object_mut().expect("an object").remove(member);
    }
    request
}

fn row(name: &str) {
    let Some(server) = Server::start() else { return };
    let (operation, row) = (find(name).expect(name), expected(name));
    arrives_as_printed(&server, operation, &row);
    what_is_missing_or_wrong_is_not_sent(&server, operation, &row);
    every_fault_is_told_for_what_it_is(&server, operation, &row);
}

/// A client that has asked for the categories already: a product is not sent before they are known.
fn client(server: &Server, change: impl FnOnce(&mut Value)) -> Client {
    let client = server.client(change);
    oresto(&client, json!({ "operation": "categories_list", "cached": true })).expect("categories");
    server.forget();
    client
}

fn arrives_as_printed(server: &Server, operation: &Operation, row: &Value) {
    // Whether the webshop takes it depends on what it holds; what it was asked does not.
    let _ = oresto(&client(server, |_| ()), request(row));
    let log = server.log();
    let first = log.first().expect("a call");
    assert_eq!(first["method"], row["method"]);
    assert_eq!(first["target"], row["target"]);
    let headers = &first["headers"];
    assert_eq!(headers["authorization"], "Basic ZGVtbzp0ZXN0");
    assert_eq!(headers["accept"], "application/json");
    match row.get("body") {
        None => assert!(first["body"] == "" && headers.get("content-type").is_none(), "{first}"),
        Some(body) => {
            assert_eq!(headers["content-type"], "application/json; charset=utf-8");
            let sent: Value =
                serde_json::from_str(first["body"].as_str().expect("text")).expect("JSON");
            assert_eq!(&sent, body);
            let xml = client(server, |oresto| oresto["format"] = "xml".into());
            oresto_in_order(server, &xml, operation, row);
        }
    }
}

/// The same in XML: a body that is out of order the simulation refuses with the document's own words.
fn oresto_in_order(server: &Server, xml: &Client, operation: &Operation, row: &Value) {
    server.forget();
    let answered = oresto(xml, request(row));
    let log = server.log();
    assert_eq!(log[0]["headers"]["content-type"], "application/xml; charset=utf-8");
    assert!(log[0]["body"].as_str().expect("text").starts_with("<?xml"), "{}", operation.name);
    assert_ne!(answered.err().map(|error| error.code), Some(Code::OrestoBodyUnread));
}

fn what_is_missing_or_wrong_is_not_sent(server: &Server, operation: &Operation, row: &Value) {
    let client = client(server, |_| ());
    let refused = |change: &dyn Fn(&mut Value), what: &str| {
        let mut request = request(row);
        change(&mut request);
        let error = oresto(&client, request.clone()).expect_err(&format!("{what}: {request}"));
        assert!(matches!(error.status(), Status::Invalid | Status::Rejected), "{what}: {error}");
        assert_ne!(error.path, "", "{what}");
    };
    for field in operation.query {
        let name = field.name;
        if field.is_required {
            refused(
                &|request| {
                    drop(request["parameters"].as_object_mut().expect("parameters").remove(name))
                },
                name,
            );
        }
        for wrong in wrong_values(field.kind) {
            refused(&|request| request["parameters"][name] = wrong.clone(), name);
        }
    }
    refused(&|request| request["parameters"]["NoSuchParameter"] = 1.into(), "unknown");
    for field in operation.body.fields() {
        let name = field.name;
        fn element(request: &mut Value) -> &mut Value {
            match &mut request["body"] {
                Value::Array(list) => &mut list[0],
                one => one,
            }
        }
        if field.is_required {
            refused(
                &|request| drop(element(request).as_object_mut().expect("a body").remove(name)),
                name,
            );
            refused(&|request| element(request)[name] = Value::Null, name);
        }
        for wrong in wrong_values(field.kind) {
            refused(&|request| element(request)[name] = wrong.clone(), name);
        }
    }
    match row.get("body") {
        Some(Value::Array(_)) => refused(&|request| request["body"] = json!({}), "no list"),
        Some(_) => refused(&|request| request["body"] = json!([]), "no object"),
        None => refused(&|request| request["body"] = json!({}), "a body"),
    }
    if row.get("body").is_some() {
        refused(
            &|request| drop(request.as_object_mut().expect("a request").remove("body")),
            "no body",
        );
    }
    if row.get("confirm").is_some() {
        refused(
            &|request| drop(request.as_object_mut().expect("a request").remove("confirm")),
            "unconfirmed",
        );
        refused(&|request| request["confirm"] = "yes".into(), "confirmed in other words");
    }
    assert_eq!(server.log(), Vec::<Value>::new(), "{}: something was sent", operation.name);
}

fn wrong_values(kind: Kind) -> Vec<Value> {
    let (text, number, list) = (json!("x"), json!(7), json!([]));
    match kind {
        Kind::Text | Kind::Bytes => vec![number, list, "".into(), "  ".into(), true.into()],
        Kind::Id => vec![text, list, 0.into(), (-1).into(), json!(1.5)],
        Kind::Number => vec![text, list, (-1).into(), json!(1.5)],
        Kind::Truth => vec![text, number, "true".into()],
        Kind::Date => vec![text, number, "01/07/2026".into(), "2026-02-30".into()],
        Kind::Days => vec![text, list, json!(["2026-07-01+02:00"]), json!(["2026-07-01T00:00:00"])],
        Kind::Texts => vec![text, list, json!([""]), json!([7])],
        Kind::Object => vec![text, number, list],
    }
}

fn every_fault_is_told_for_what_it_is(server: &Server, operation: &Operation, row: &Value) {
    let client = client(server, |oresto| oresto["timeout_ms"] = 200.into());
    let lost = match operation.retry {
        Retry::Once => Status::Unknown,
        Retry::Reads | Retry::Repeats => Status::Retry,
    };
    for (kind, status) in [
        ("error", lost),
        ("page", lost),
        ("timeout", lost),
        ("drop", lost),
        ("drop_after", lost),
        ("busy", Status::Retry),
        ("denied", Status::Denied),
        ("moved", Status::Rejected),
        ("errors", Status::Rejected),
        ("model_state", Status::Rejected),
    ] {
        server.forget();
        server.fault(json!({ "kind": kind, "times": 9 }));
        let error = oresto(&client, request(row)).expect_err(kind);
        assert_eq!(error.status(), status, "{kind}: {error}");
        assert!(!error.message.contains("ZGVtb"), "{kind} tells a secret");
        // What only reads is asked a second time where that can help; nothing else ever is.
        let again = operation.retry == Retry::Reads && status == Status::Retry;
        assert_eq!(server.log().len(), 1 + usize::from(again), "{kind}");
    }
    server.fault(json!({}));
}

macro_rules! rows {
    ($($name:ident)*) => {
        $(#[test] fn $name() { row(stringify!($name)); })*

        #[test]
        fn every_operation_of_the_table_has_its_test() {
            let tested = BTreeSet::from([$(stringify!($name)),*]);
            let held: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
            assert_eq!(tested, held);
            assert_eq!(held.len(), 82);
        }
    };
}

rows! {
    brands_list
    categories_list
    categories_list_concatenated
    central_product_get_by_ean
    central_product_get_by_supplier
    central_products_list
    central_products_list_articlecodes_by_supplier
    central_products_list_ean
    client_create
    client_delete
    client_link_representative
    client_link_users
    client_location_create
    client_location_delete
    client_location_delivery_dates_get
    client_location_delivery_dates_replace
    client_location_update
    client_locations_delete_all
    client_locations_list
    client_orders_list
    client_orders_process
    client_product_create
    client_product_delete
    client_product_update
    client_products_add_or_update_multiple
    client_products_create_multiple
    client_products_delete_all
    client_products_list
    client_products_update_multiple
    client_segments_list
    client_unlink_representative
    client_unlink_users
    client_update
    clients_list
    content_types_list
    error_logs_get_by_day
    error_logs_get_page
    link_product_create
    link_product_delete
    link_product_get_by_ean
    link_product_get_by_supplier
    link_product_get_by_wholesaler_article_number
    link_product_update
    link_product_update_sales
    link_products_list
    link_products_list_ean
    link_products_list_wholesaler_article_numbers
    multiplier_types_list
    orderlist_item_delete
    orderlist_items_add
    orderlist_items_list
    orderlist_items_replace
    producers_list
    product_create
    product_delete
    product_get_by_ean
    product_get_by_supplier
    product_get_by_wholesaler_article_number
    product_photo_create
    product_photo_delete
    product_photos_list
    product_update
    product_update_sales
    products_list
    products_list_ean
    products_list_wholesaler_article_numbers
    representative_create
    representative_delete
    representative_link_clients
    representative_unlink_clients
    representative_update
    representatives_list
    storage_conditions_list
    supplier_get_by_vat
    suppliers_list
    unit_sales_prices_list
    user_create
    user_delete
    user_link_client
    user_unlink_client
    user_update
    users_list
}
