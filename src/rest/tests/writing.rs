//! What a client writes in a shop that lets it: the assertions that WooCommerce's current tests make.

use super::*;

/// An empty shop that clients may write, by a key of no platform.
pub(super) fn writable() -> (Client, Hand, Kept) {
    shop(|config| {
        config["rest"]["writes"] = "mirror".into();
        config["rest"]["keys"][0]["platform_id"] = Value::Null;
    })
}

pub(super) fn post(client: &Client, path: &str, body: Value) -> Value {
    let answer = call(client, "POST", path, body);
    assert!([200, 201].contains(&answer.status), "{path}: {}", answer.body);
    answer.body
}

#[test]
fn what_is_posted_is_shown_and_money_as_it_was_written() {
    let (client, ..) = writable();
    let made = call(&client, "POST", "/products", json!({ "regular_price": "15" }));
    assert_eq!((made.status, &made.body["name"]), (201, &json!("Product")));
    assert_eq!((&made.body["price"], &made.body["slug"]), (&json!("15"), &json!("product")));
    let id = made.body["id"].as_i64().expect("an id");
    let path = format!("/products/{id}");
    assert!(made.header("Location").ends_with(&path));
    let sale = call(&client, "PUT", &path, json!({ "sale_price": "12.50" })).body;
    assert_eq!((&sale["price"], &sale["on_sale"]), (&json!("12.50"), &json!(true)));
    let none = call(&client, "PUT", &path, json!({ "sale_price": "15" })).body;
    assert_eq!((&none["price"], &none["sale_price"]), (&json!("15"), &json!("")));
    for price in [json!(12.5), json!("10,50"), json!("-1"), json!("1e3")] {
        let refused = call(&client, "PUT", &path, json!({ "regular_price": price }));
        assert_eq!((refused.status, refused.code()), (400, "rest_invalid_param"), "{price}");
    }
    assert_eq!(call(&client, "PUT", "/products/999", json!({})).status, 400);
    let twice = call(&client, "POST", "/products", json!({ "id": id }));
    assert_eq!(twice.code(), "woocommerce_rest_product_exists");
    assert_eq!(call(&client, "DELETE", &path, Value::Null).body["status"], "publish");
    assert_eq!(get(&client, &path).body["status"], "trash");
    assert_eq!(get(&client, "/products").ids(), [0; 0]);
    assert_eq!(get(&client, "/products?status=trash").ids(), [id]);
    let again = call(&client, "DELETE", &path, Value::Null);
    assert_eq!((again.status, again.code()), (410, "woocommerce_rest_already_trashed"));
    assert_eq!(call(&client, "DELETE", &path, json!({ "force": true })).status, 200);
    assert_eq!(get(&client, &path).status, 404);
}

#[test]
fn categories_are_a_tree_and_a_list_of_one_holds_what_lies_under_it() {
    let (client, ..) = writable();
    let above = post(&client, "/products/categories", json!({ "name": "Home" }));
    let below = json!({ "name": "Lamps", "parent": above["id"] });
    let below = post(&client, "/products/categories", below);
    assert_eq!(below["parent"], above["id"]);
    let lamp = json!({ "name": "Lamp", "categories": [{ "id": below["id"] }, { "id": 999 }] });
    let lamp = post(&client, "/products", lamp);
    assert_eq!(lamp["categories"].as_array().map(Vec::len), Some(1));
    let of = |id: &Value| get(&client, &format!("/products?category={id}")).ids();
    assert_eq!(of(&above["id"]), of(&below["id"]));
    assert_eq!(of(&below["id"]).len(), 1);
    let path = format!("/products/categories/{}", above["id"]);
    let ring = call(&client, "PUT", &path, json!({ "parent": below["id"] }));
    assert_eq!(ring.code(), "rest_invalid_param", "no category lies under itself");
    assert_eq!(call(&client, "DELETE", &path, Value::Null).status, 501);
}

#[test]
fn many_changes_at_once_are_each_answered_for_themselves() {
    let (client, ..) = writable();
    let batch = json!({ "create": [{ "name": "A" }, { "regular_price": 1 }], "delete": [777] });
    let done = post(&client, "/products/batch", batch);
    assert_eq!(done["create"][0]["name"], "A");
    assert_eq!(done["create"][1]["error"]["code"], "rest_invalid_param");
    assert_eq!((&done["delete"][0]["id"], done.get("update")), (&json!(777), None));
    let many: Vec<Value> = (0..101).map(|_| json!({})).collect();
    let refused = call(&client, "POST", "/products/batch", json!({ "create": many }));
    assert_eq!(
        (refused.status, refused.code()),
        (413, "woocommerce_rest_request_entity_too_large")
    );
}

/// As measured: prices include 21 %, 3 of 16.00, 1 of 20.00, shipping 4.95, a fee of 1.00.
#[test]
fn an_order_comes_to_what_was_measured() {
    let (client, ..) = writable();
    let rate = json!({ "country": "NL", "rate": "21", "name": "BTW" });
    assert_eq!(post(&client, "/taxes", rate)["rate"], "21.0000");
    let cap = post(&client, "/products", json!({ "name": "Cap", "regular_price": "16" }));
    let shirt = post(&client, "/products", json!({ "name": "Shirt", "regular_price": "20" }));
    let order = json!({
        "line_items": [{ "product_id": cap["id"], "quantity": 3 }, { "product_id": shirt["id"] }],
        "shipping_lines": [{ "method_id": "flat_rate", "total": "4.95" }],
        "fee_lines": [{ "name": "Wrapping", "total": "1.00" }],
    });
    let order = post(&client, "/orders", order);
    for (name, amount) in [
        ("cart_tax", "12.01"),
        ("shipping_tax", "1.04"),
        ("total_tax", "13.05"),
        ("total", "75.20"),
    ] {
        assert_eq!(order[name], amount, "{name}");
    }
    let line = &order["line_items"][0];
    assert_eq!((&line["subtotal"], &line["total_tax"]), (&json!("39.67"), &json!("8.33")));
    assert_eq!(order["tax_lines"][0]["rate_code"], "NL-BTW-1");
    let path = format!("/orders/{}", order["id"]);
    let fine = get(&client, &format!("{path}?dp=4")).body;
    assert_eq!(fine["line_items"][0]["taxes"][0]["total"], "8.3306");
    let id = &order["line_items"][1]["id"];
    let fewer = call(&client, "PUT", &path, json!({ "line_items": [{ "id": id, "quantity": 0 }] }));
    assert_eq!((&fewer.body["total"], &fewer.body["cart_tax"]), (&json!("55.20"), &json!("8.54")));
    let unknown = json!({ "line_items": [{ "id": 99, "quantity": 1 }] });
    assert_eq!(call(&client, "PUT", &path, unknown).code(), "woocommerce_rest_invalid_item_id");
    let none = call(&client, "POST", "/orders", json!({ "line_items": [{ "quantity": 1 }] }));
    assert_eq!(none.code(), "woocommerce_rest_required_product_reference");
}

#[test]
fn notes_customers_taxes_gateways_and_the_state_of_the_system_answer_as_woocommerces() {
    let (client, ..) = writable();
    let order = post(&client, "/orders", json!({}));
    let notes = format!("/orders/{}/notes", order["id"]);
    let note = post(&client, &notes, json!({ "note": "Ring twice", "customer_note": true }));
    let note_path = format!("{notes}/{}", note["id"]);
    let unchanged = call(&client, "PUT", &note_path, json!({ "note": "x" }));
    assert_eq!((unchanged.status, unchanged.code()), (404, "rest_no_route"));
    assert_eq!(get(&client, &format!("{notes}?type=internal")).body, json!([]));
    assert!(note["_links"]["up"][0]["href"].as_str().is_some_and(|up| up.contains("/orders/")));
    assert_eq!(get(&client, "/orders/99/notes").code(), "woocommerce_rest_order_invalid_id");
    let customer = json!({ "email": "a@example.nl", "password": "s3cret-canary" });
    let made = post(&client, "/customers", customer.clone());
    assert_eq!((&made["role"], &made["username"]), (&json!("customer"), &json!("a")));
    assert!(!get(&client, "/customers").body.to_string().contains("canary"));
    let twice = call(&client, "POST", "/customers", customer);
    assert_eq!((twice.status, twice.code()), (400, "registration-error-email-exists"));
    assert_eq!(call(&client, "POST", "/customers", json!({ "email": "no" })).status, 400);
    let classes = get(&client, "/taxes/classes").body;
    assert_eq!(classes[0]["slug"], "standard");
    let unknown = get(&client, "/taxes/classes/none");
    assert_eq!((unknown.status, unknown.code()), (404, "woocommerce_rest_tax_class_invalid_slug"));
    let gateway = call(&client, "PUT", "/payment_gateways/cod", json!({ "enabled": true })).body;
    assert_eq!(gateway["enabled"], true);
    let unknown = get(&client, "/payment_gateways/none");
    assert_eq!(unknown.code(), "woocommerce_rest_payment_gateway_invalid");
    let status = get(&client, "/system_status").body;
    assert!(status["environment"]["version"].is_string());
    assert_eq!(status["settings"]["currency"], "EUR");
}

#[test]
fn a_schema_says_what_every_member_may_be() {
    let (client, ..) = writable();
    let of = |path: &str| ask(&client, head("OPTIONS", path, Scheme::Http, &[]), b"").body;
    let folder = std::path::Path::new("../shared/woocommerce/schemas");
    for (file, path) in [
        ("products", "/products"),
        ("products_1_variations", "/products/1/variations"),
        ("products_categories", "/products/categories"),
        ("orders", "/orders"),
        ("customers", "/customers"),
        ("taxes", "/taxes"),
        ("webhooks", "/webhooks"),
    ] {
        let ours = of(path);
        assert!(ours["schema"]["properties"]["id"]["readonly"] == true || path == "/x", "{path}");
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{file}.json"))) else {
            super::products::say_that_it_is_skipped();
            continue;
        };
        let theirs: Value = serde_json::from_str(&text).expect("JSON");
        let properties = theirs["schema"]["properties"].as_object().expect("members");
        // Those are only for editors of posts, or for writing.
        let others = ["permalink_template", "generated_slug", "set_paid", "manual_update"];
        for (name, property) in
            properties.iter().filter(|(name, _)| !others.contains(&name.as_str()))
        {
            let own = &ours["schema"]["properties"][name];
            assert!(!own.is_null(), "{path}: {name}");
            if let (Some(theirs), false) =
                (property.get("enum"), ["currency", "class"].contains(&name.as_str()))
            {
                let all = own["enum"].as_array().expect(name);
                let known = theirs.as_array().expect("a list").iter().all(|one| all.contains(one));
                assert!(known, "{path}: {name}");
            }
        }
    }
}

#[test]
fn an_answer_can_come_in_an_envelope_and_dates_in_either_time() {
    let (client, ..) = writable();
    let made = post(&client, "/products", json!({ "date_created": "2026-07-01T10:00:00" }));
    assert_eq!(
        (&made["date_created"], &made["date_created_gmt"]),
        (&json!("2026-07-01T12:00:00"), &json!("2026-07-01T10:00:00"))
    );
    let sheet = get(&client, "/products?_envelope&_fields=id").body;
    assert_eq!((&sheet["status"], &sheet["body"]), (&json!(200), &json!([{ "id": made["id"] }])));
    assert_eq!(sheet["headers"]["X-WP-Total"], "1");
}

#[test]
fn any_page_of_the_list_is_the_one_that_counting_through_it_gives() {
    let (client, hand, _) = writable();
    // Many at one moment, so that numbers decide, and some before and after it.
    for nth in 0..40i64 {
        hand.set(NOON + nth / 8);
        let create: Vec<Value> =
            (0..60).map(|one| json!({ "name": format!("x {nth} {one}") })).collect();
        post(&client, "/products/batch", json!({ "create": create }));
    }
    let whole: Vec<i64> = (1..=24)
        .flat_map(|page| {
            get(&client, &format!("/products?per_page=100&page={page}&_fields=id")).ids()
        })
        .collect();
    assert_eq!(whole.len(), 2400);
    assert!(whole.windows(2).all(|pair| pair[0] > pair[1]), "the newest first, each once");
    for offset in [0, 1, 99, 1023, 1024, 1025, 1999, 2390] {
        let path = format!("/products?per_page=20&offset={offset}&_fields=id");
        let part: Vec<i64> = whole.iter().skip(offset).take(20).copied().collect();
        assert_eq!(get(&client, &path).ids(), part, "{offset}");
        let mut rising = whole.clone();
        rising.reverse();
        let part: Vec<i64> = rising.iter().skip(offset).take(20).copied().collect();
        assert_eq!(get(&client, &format!("{path}&order=asc")).ids(), part, "{offset} rising");
    }
    let gone = json!({ "delete": whole[..100] });
    post(&client, "/products/batch", gone);
    let left = get(&client, "/products?per_page=20&offset=1000&_fields=id");
    assert_eq!(left.header("X-WP-Total"), "2300");
    assert_eq!(left.ids(), whole[1100..1120]);
}

/// Makes two changes to what lies at `path` at once, again and again, and gives what is held after each.
fn at_once(client: &Client, path: &str, one: Change, other: Change, held: impl Fn(i32, Value)) {
    let together = std::sync::Barrier::new(2);
    let change = |body: Value| {
        together.wait();
        let answer = call(client, "PUT", path, body);
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    for nth in 0..100 {
        std::thread::scope(|scope| {
            scope.spawn(|| change(one(nth)));
            change(other(nth));
        });
        held(nth, get(client, path).body);
    }
}

/// A change, by the round that it is made in.
type Change<'a> = &'a (dyn Fn(i32) -> Value + Sync);

#[test]
fn of_two_changes_at_once_to_one_document_neither_is_lost() {
    let (client, ..) = writable();
    for (list, first, names) in [
        ("/customers", json!({ "email": "a@example.nl" }), ["first_name", "last_name"]),
        ("/products/categories", json!({ "name": "Lamps" }), ["name", "description"]),
        ("/products/attributes", json!({ "name": "Colour" }), ["name", "slug"]),
    ] {
        let made = post(&client, list, first);
        let path = format!("{list}/{}", made["id"]);
        let named = |name: &'static str| move |nth: i32| json!({ name: format!("n{nth}") });
        at_once(&client, &path, &named(names[0]), &named(names[1]), |nth, held| {
            let held = names.map(|name| {
                held[name].as_str().map(|held| held.trim_start_matches("pa_").to_owned())
            });
            assert_eq!(held, [Some(format!("n{nth}")), Some(format!("n{nth}"))], "{list}");
        });
    }
}

#[test]
fn an_order_whose_status_and_note_change_at_once_has_both_and_takes_its_stock_once() {
    let (client, ..) = writable();
    let lamp = json!({ "name": "Lamp", "regular_price": "10.00", "manage_stock": true, "stock_quantity": 1000 });
    let lamp = post(&client, "/products", lamp);
    let order = json!({ "line_items": [{ "product_id": lamp["id"], "quantity": 1 }] });
    let order = post(&client, "/orders", order);
    let path = format!("/orders/{}", order["id"]);
    let of = |nth: i32| if nth % 2 == 0 { ("processing", 999) } else { ("pending", 1000) };
    let status = |nth: i32| json!({ "status": of(nth).0 });
    let note = |nth: i32| json!({ "customer_note": nth.to_string() });
    at_once(&client, &path, &status, &note, |nth, held| {
        let (status, left) = of(nth);
        assert_eq!(held["status"], status);
        assert_eq!(held["customer_note"], nth.to_string());
        let lamp = get(&client, &format!("/products/{}", lamp["id"])).body;
        assert_eq!(lamp["stock_quantity"], left);
    });
}

#[test]
fn an_order_of_a_variation_lowers_the_stock_that_others_share() {
    let (client, hand, _) = writable();
    let mut product = variable(30);
    product["manage_stock"] = true.into();
    product["stock_quantity"] = 7.into();
    for nth in 0..2 {
        product["variations"][nth]["manage_stock"] = "parent".into();
        product["variations"][nth]["stock_quantity"] = Value::Null;
    }
    sync(&client, "upsert", json!([product]));
    hand.set(NOON + 1_000);
    let line = json!({ "product_id": 30, "variation_id": 31, "quantity": 3 });
    post(&client, "/orders", json!({ "status": "processing", "line_items": [line] }));
    let left = [31, 32].map(|id| {
        get(&client, &format!("/products/30/variations/{id}")).body["stock_quantity"].clone()
    });
    assert_eq!(left, [json!(4), json!(4)]);
    assert_eq!(get(&client, "/products/30").body["stock_quantity"], 4);
}
