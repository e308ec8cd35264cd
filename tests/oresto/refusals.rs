//! What is refused before anything is sent, and how the gaps of the document are borne.

use super::server::{Server, oresto};
use koppel::client::Client;
use koppel::error::{Code, Error};
use serde_json::{Value, json};

fn refused(client: &Client, operation: &str, given: Value) -> Error {
    let mut request = given;
    request["operation"] = operation.into();
    oresto(client, request.clone()).expect_err(&format!("{operation}: {request}"))
}

#[test]
fn nothing_that_would_take_away_everything_is_sent_unconfirmed() {
    let Some(server) = Server::start() else { return };
    let client = server.client(|_| ());
    for (operation, given) in [
        ("client_locations_delete_all", json!({ "parameters": { "ClientNumber": "K1" } })),
        (
            "client_location_delivery_dates_replace",
            json!({ "body": { "ClientLocationId": 1, "DeliveryDates": [] } }),
        ),
        ("client_location_delivery_dates_replace", json!({ "body": { "ClientLocationId": 1 } })),
        (
            "orderlist_items_replace",
            json!({ "body": { "ClientNumber": "K1", "WholesalerArticleNumbers": [] } }),
        ),
        ("client_products_delete_all", json!({ "parameters": { "ClientNumber": "K1" } })),
        ("client_products_delete_all", json!({})),
        ("client_products_delete_all", json!({ "confirm": "client_products_delete_all" })),
        ("client_orders_process", json!({ "body": { "ClientNumber": "K1", "OrderNumbers": [] } })),
        ("client_orders_process", json!({ "body": { "ClientNumber": "K1" } })),
    ] {
        let error = refused(&client, operation, given.clone());
        assert_eq!(
            (error.code, error.path.as_str()),
            (Code::OrestoConfirmationMissing, "/confirm"),
            "{given}"
        );
        assert!(error.message.contains(operation), "{error}");
    }
    // An empty key is never "all".
    for (operation, name) in [
        ("client_products_delete_all", "ClientNumber"),
        ("client_locations_delete_all", "ClientNumber"),
    ] {
        let given = json!({ "parameters": { name: "" }, "confirm": operation });
        assert_eq!(refused(&client, operation, given).code, Code::JsonWrongType);
    }
    assert!(server.log().is_empty());
    let all = json!({ "operation": "client_products_delete_all", "confirm": "client_products_delete_all of all clients" });
    oresto(&client, all).expect("confirmed");
    assert_eq!(server.log()[0]["target"], "/api/ClientProducts");
}

#[test]
fn which_path_ends_a_link_is_configured_and_the_printed_one_is_confirmed() {
    let Some(server) = Server::start() else { return };
    let given = || json!({ "parameters": { "WholesalerArticleNumber": "A" } });
    let undecided = server
        .client(|oresto| drop(oresto.as_object_mut().expect("an object").remove("operations")));
    assert_eq!(refused(&undecided, "link_product_delete", given()).code, Code::OrestoPathUndecided);
    let printed = server.client(|oresto| {
        oresto["operations"]["link_product_delete"]["path"] = "api/Products".into()
    });
    assert_eq!(
        refused(&printed, "link_product_delete", given()).code,
        Code::OrestoConfirmationMissing
    );
    assert!(server.log().is_empty());
    let mut confirmed = given();
    confirmed["confirm"] = "link_product_delete".into();
    assert_eq!(refused(&printed, "link_product_delete", confirmed).code, Code::OrestoNotFound);
    assert_eq!(server.log()[0]["target"], "/api/Products?WholesalerArticleNumber=A");
}

#[test]
fn products_and_photos_that_oresto_would_not_take_are_not_sent() {
    let Some(server) = Server::start() else { return };
    let client = server.client(|_| ());
    let product = |change: Value| {
        let mut body =
            json!({ "WholesalerArticleNumber": "A-1", "CategoryId": 2, "StorageConditionId": 1 });
        for (name, value) in change.as_object().expect("members") {
            body[name] = value.clone();
        }
        json!({ "body": body })
    };
    for letter in "\\+<>?#%@&*:./".chars() {
        let given = json!({ "WholesalerArticleNumber": format!("A{letter}1") });
        let error = refused(&client, "product_create", product(given.clone()));
        assert_eq!(
            (error.code, error.path.as_str()),
            (Code::OrestoArticleNumber, "/body/WholesalerArticleNumber")
        );
        let link = json!({ "body": { "WholesalerArticleNumber": given["WholesalerArticleNumber"], "EanCode": "1" } });
        assert_eq!(refused(&client, "link_product_create", link).code, Code::OrestoArticleNumber);
    }
    for (change, code) in [
        (json!({ "WholesalerArticleNumber": "x".repeat(51) }), Code::OrestoArticleNumber),
        (json!({ "CategoryId": 1 }), Code::OrestoCategory),
        (json!({ "StorageConditionId": null }), Code::OrestoStorageCondition),
        (json!({ "StorageConditionIds": [1, 2] }), Code::OrestoStorageCondition),
        (json!({ "Suppliers": [{ "Id": 1 }, { "Id": 2 }] }), Code::OrestoSecondSupplier),
        (json!({ "Supplier": { "Id": 1 }, "SupplierIds": [2] }), Code::OrestoSecondSupplier),
    ] {
        let error = refused(&client, "product_create", product(change.clone()));
        assert_eq!(error.code, code, "{change}");
        if code != Code::OrestoArticleNumber {
            assert_eq!(refused(&client, "product_update", product(change.clone())).code, code);
        }
        assert!(code != Code::OrestoStorageCondition || error.message.contains("Alle"), "{error}");
    }
    let photo = |bytes: &[u8]| {
        use base64::Engine;
        let photo = base64::engine::general_purpose::STANDARD.encode(bytes);
        json!({ "body": { "WholesalerArticleNumber": "A-1", "PhotoName": "a.jpg", "Photo": photo } })
    };
    let mut large = b"\xff\xd8\xff".to_vec();
    large.resize((3 << 20) + 1, 0);
    for bytes in [&b"<svg></svg>"[..], b"%PDF-1.7", b"x", &large] {
        let error = refused(&client, "product_photo_create", photo(bytes));
        assert_eq!((error.code, error.path.as_str()), (Code::OrestoPhoto, "/body/Photo"));
    }
    let twice = json!({ "body": [{ "WholesalerArticleNumber": "A", "ClientNumber": "K" }, { "WholesalerArticleNumber": "A", "ClientNumber": "K" }] });
    let error = refused(&client, "client_products_add_or_update_multiple", twice);
    assert_eq!((error.code, error.path.as_str()), (Code::OrestoPairTwice, "/body/1"));
    // The categories are asked for once, and nothing else.
    let targets: Vec<Value> = server.log().iter().map(|call| call["target"].clone()).collect();
    assert_eq!(targets, ["/api/Categories"]);
}

#[test]
fn a_batch_says_what_became_of_each_and_no_error_is_lost() {
    let Some(server) = Server::start() else { return };
    server.seed(json!({ "clients": [{ "ClientNumber": "K" }], "products": [{ "WholesalerArticleNumber": "A" }, { "WholesalerArticleNumber": "B" }] }));
    let client = server.client(|_| ());
    let item = |article: &str, client: &str| json!({ "WholesalerArticleNumber": article, "ClientNumber": client, "SalesPrice": "1.25" });
    let body = json!([item("A", "K"), item("B", "nobody"), item("none", "K"), item("B", "K")]);
    let reply = oresto(
        &client,
        json!({ "operation": "client_products_add_or_update_multiple", "body": body }),
    )
    .expect("sent");
    let saved: Vec<&Value> =
        reply["items"].as_array().expect("items").iter().map(|item| &item["is_saved"]).collect();
    assert_eq!(saved, [true, false, false, true]);
    assert_eq!(reply["items"][1]["message"], "The client does not exist.");
    assert_eq!(server.state()["clientProducts"].as_array().map(Vec::len), Some(2));
    // An error without keys may be about any of them: nothing counts as saved.
    server.fault(json!({ "kind": "errors" }));
    let error =
        refused(&client, "client_products_create_multiple", json!({ "body": [item("A", "K")] }));
    assert_eq!(error.code, Code::OrestoRefused);
}

#[test]
fn there_is_none_is_known_in_every_form_and_no_fault_is_taken_for_it() {
    let Some(server) = Server::start() else { return };
    let client = server.client(|_| ());
    let ask = || {
        oresto(
            &client,
            json!({ "operation": "central_product_get_by_ean", "parameters": { "EanCode": "5412345000013" } }),
        )
    };
    for absent in ["404", "null", "errors"] {
        server.settings(json!({ "absent": absent }));
        assert_eq!(ask().expect(absent)["data"], Value::Null, "{absent}");
    }
    for kind in ["error", "busy", "denied", "errors", "page", "drop", "moved"] {
        server.fault(json!({ "kind": kind, "times": 2 }));
        assert!(ask().is_err(), "{kind}");
    }
    server.fault(json!({}));
    // A path that does not exist is no answer either.
    let elsewhere = server.client(|oresto| {
        oresto["operations"]["central_product_get_by_ean"] = json!({ "path": "api/Nowhere" })
    });
    let error = refused(
        &elsewhere,
        "central_product_get_by_ean",
        json!({ "parameters": { "EanCode": "1" } }),
    );
    assert_eq!(error.code, Code::OrestoNoPath);
    for wrapper in ["bare", "Result", "CentralProduct"] {
        server.settings(json!({ "wrapper": wrapper }));
        server.seed(json!({ "central": [{ "EanCode": "5412345000013", "Name": "Melk" }] }));
        assert_eq!(ask().expect(wrapper)["data"]["Name"], "Melk", "{wrapper}");
    }
}

#[test]
fn a_path_that_is_printed_oddly_is_tried_first_and_its_siblings_pattern_after_it() {
    let Some(server) = Server::start() else { return };
    let parameters = json!({ "VatNumber": "0123456789", "VatCountryCode": "BE" });
    let reply = oresto(
        &server.client(|_| ()),
        json!({ "operation": "supplier_get_by_vat", "parameters": parameters }),
    );
    assert_eq!(reply.expect("found")["data"]["Name"], "Vaartland");
    let targets: Vec<Value> = server.log().iter().map(|call| call["target"].clone()).collect();
    let query = "?VatNumber=0123456789&VatCountryCode=BE";
    assert_eq!(
        targets,
        [format!("/api/Supplier/GetByVat{query}"), format!("/api/Suppliers/GetByVat{query}")]
    );
}

#[test]
fn pages_end_at_a_short_an_empty_and_a_repeated_one() {
    let Some(server) = Server::start() else { return };
    let central: Vec<Value> =
        (0..25).map(|nth| json!({ "EanCode": format!("54{nth:011}") })).collect();
    server.seed(json!({ "central": central }));
    for (size, repeats, calls) in [
        (10, false, 3),
        (25, false, 2),
        (5, false, 6),
        (5, true, 6),
        (100, true, 2),
        (40, false, 3),
    ] {
        server.forget();
        // One that gives less than it is asked for loses nobody anything.
        let max = if size == 40 { 10 } else { 1_000 };
        server.settings(json!({ "repeatLastPage": repeats, "pageSizeMax": max }));
        let client = server.client(|oresto| oresto["page_size"] = size.into());
        let reply =
            oresto(&client, json!({ "operation": "central_products_list", "all_pages": true }))
                .expect("all");
        let codes: Vec<&Value> =
            reply["data"].as_array().expect("a list").iter().map(|one| &one["EanCode"]).collect();
        let expected: Vec<&Value> = central.iter().map(|one| &one["EanCode"]).collect();
        assert_eq!((codes, server.log().len()), (expected, calls), "{size} {repeats}");
    }
}

#[test]
fn a_body_that_could_not_be_read_is_explained() {
    let Some(server) = Server::start() else { return };
    let body = json!({ "ClientNumber": "K", "Name": "x", "A": { "b": 1 } });
    for (format, hint) in [("json", "a type or a name"), ("xml", "the alphabetical order")] {
        let client = server.client(|oresto| oresto["format"] = format.into());
        server.fault(json!({ "kind": "body_null" }));
        let error = refused(&client, "client_create", json!({ "body": body }));
        assert_eq!((error.code, error.path.as_str()), (Code::OrestoBodyUnread, "/body"));
        assert!(error.message.contains(hint), "{error}");
    }
    let client = server.client(|oresto| oresto["format"] = "xml".into());
    let error = refused(
        &client,
        "client_create",
        json!({ "body": { "ClientNumber": "K", "Name": "\u{1}" } }),
    );
    assert_eq!((error.code, error.path.as_str()), (Code::OrestoNotXml, "/body/Name"));
}

#[test]
fn a_kept_table_is_fetched_once_a_day_and_only_tables_are_kept() {
    let Some(server) = Server::start() else { return };
    let client = server.client(|_| ());
    let ask =
        || oresto(&client, json!({ "operation": "brands_list", "cached": true })).expect("brands");
    let (first, second) = (ask(), ask());
    assert_eq!((&first["calls"], &second["calls"]), (&json!(1), &json!(0)));
    assert_eq!((&first["data"], &first["fetched_at"]), (&second["data"], &second["fetched_at"]));
    assert_eq!(refused(&client, "clients_list", json!({ "cached": true })).path, "/cached");
    assert_eq!(refused(&client, "brands_list", json!({ "all_pages": true })).path, "/all_pages");
}

#[test]
fn the_configuration_is_checked_when_a_client_is_opened() {
    let with = |change: Value| {
        let mut oresto = json!({ "environment": "test", "login": "demo", "password": "test" });
        for (name, value) in change.as_object().expect("members") {
            oresto[name] = value.clone();
        }
        let config = json!({ "store": "sqlite::memory:", "oresto": oresto,
            "shop": { "shop_id": "g", "currency": "EUR", "country": "BE", "prices_include_vat": false } });
        koppel::config::Config::read(config.to_string().as_bytes())
            .map(drop)
            .map_err(|error| error.path)
    };
    assert_eq!(with(json!({})), Ok(()));
    let production = "https://api.grossier.example/api";
    assert_eq!(with(json!({ "environment": "production", "base_url": production })), Ok(()));
    for (change, path) in [
        (json!({ "login": "de:mo" }), "/oresto/login"),
        (json!({ "environment": "production" }), "/oresto/base_url"),
        (json!({ "base_url": production }), "/oresto/base_url"),
        (json!({ "base_url": "http://api-test.orestofoodpartners.be" }), "/oresto/base_url"),
        (json!({ "environment": "acceptance" }), "/oresto/environment"),
        (json!({ "timeout_ms": 5 }), "/oresto/timeout_ms"),
        (json!({ "batch_size": 0 }), "/oresto/batch_size"),
        (
            json!({ "operations": { "brands_list": { "path": "/x y" } } }),
            "/oresto/operations/brands_list/path",
        ),
        (
            json!({ "operations": { "brands_list": { "method": "PATCH" } } }),
            "/oresto/operations/brands_list/method",
        ),
    ] {
        assert_eq!(with(change.clone()), Err(path.to_owned()), "{change}");
    }
}
