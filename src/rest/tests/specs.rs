//! What WooCommerce's current specifications of its API assert of webhooks, tax rates and classes, customers, gateways and
//! the state of the system.

use super::writing::{post, writable};
use super::*;

/// A document, the types of whose members are asserted.
fn has_types(document: &Value, types: &[(&str, &str)]) {
    for (names, kinds) in types {
        for name in names.split_whitespace() {
            let value = &document[name];
            let is = |kind: &str| match kind {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                "array" => value.is_array(),
                "null" => value.is_null() && document.get(name).is_some(),
                _ => value.is_object(),
            };
            assert!(kinds.split('|').any(is), "{name} is {value}, no {kinds}");
        }
    }
}

fn holds(document: &Value, members: Value) {
    for (name, value) in members.as_object().expect("members") {
        assert_eq!(&document[name], value, "{name} of {document}");
    }
}

#[test]
fn webhooks_are_made_read_paused_and_ended_alone_and_in_batches() {
    let (client, ..) = writable();
    let address = "http://requestb.in/1g0sxmo1";
    let hook =
        |name: &str, topic: &str| json!({ "name": name, "topic": topic, "delivery_url": address });
    let made = call(&client, "POST", "/webhooks", hook("Order updated", "order.updated"));
    assert_eq!(made.status, 201);
    let path = format!("/webhooks/{}", made.body["id"]);
    for shown in [made.body, get(&client, &path).body] {
        assert!(shown["id"].is_number());
        holds(
            &shown,
            json!({ "name": "Order updated", "status": "active", "topic": "order.updated",
                "resource": "order", "event": "updated", "delivery_url": address,
                "hooks": ["woocommerce_update_order", "woocommerce_order_refunded"] }),
        );
    }
    assert_eq!(get(&client, "/webhooks").ids().len(), 1);
    let paused = call(&client, "PUT", &path, json!({ "status": "paused" }));
    assert_eq!((paused.status, &paused.body["status"]), (200, &json!("paused")));
    assert_eq!(call(&client, "DELETE", &path, json!({ "force": true })).status, 200);
    assert_eq!(get(&client, &path).status, 404);
    let create = [hook("Round toe", "coupon.created"), hook("Gone", "customer.deleted")];
    let batch = post(&client, "/webhooks/batch", json!({ "create": create }));
    let ids: Vec<&Value> = (0..2).map(|nth| &batch["create"][nth]["id"]).collect();
    assert_eq!(batch["create"][0]["name"], "Round toe");
    assert_eq!(batch["create"][1]["hooks"], json!(["delete_user"]));
    let second = json!({ "create": [hook("Order Created", "order.created")],
        "update": [{ "id": ids[0], "name": "Square toe" }], "delete": [ids[1]] });
    let second = post(&client, "/webhooks/batch", second);
    holds(&second["create"][0], hook("Order Created", "order.created"));
    holds(&second["update"][0], json!({ "id": ids[0], "name": "Square toe" }));
    let gone = [ids[0], &second["create"][0]["id"]];
    post(&client, "/webhooks/batch", json!({ "delete": gone }));
    for id in [ids[0], ids[1], gone[1]] {
        assert_eq!(get(&client, &format!("/webhooks/{id}")).status, 404);
    }
}

#[test]
fn tax_rates_are_made_changed_and_ended_alone_and_by_forty_eight() {
    let (client, ..) = writable();
    let rate = json!({ "country": "US", "state": "AL", "cities": ["Alpine", "Brookside", "Cardiff"],
        "postcodes": ["35014", "35036", "35041"], "rate": "4", "name": "State Tax", "shipping": false });
    let made = call(&client, "POST", "/taxes", rate);
    assert_eq!(made.status, 201);
    let path = format!("/taxes/{}", made.body["id"]);
    for shown in [&made.body, &get(&client, &path).body] {
        holds(
            shown,
            json!({ "class": "standard", "country": "US", "state": "AL", "name": "State Tax",
                "priority": 1, "compound": false, "shipping": false, "order": 0, "rate": "4.0000" }),
        );
        let city = shown["city"].as_str().unwrap_or_default();
        assert!(["ALPINE", "BROOKSIDE", "CARDIFF"].contains(&city), "{city}");
        let postcode = shown["postcode"].as_str().unwrap_or_default();
        assert!(["35014", "35036", "35041"].contains(&postcode), "{postcode}");
    }
    let renamed = call(&client, "PUT", &path, json!({ "name": "Not State Tax" }));
    let id = &made.body["id"];
    let kept = json!({ "id": id, "name": "Not State Tax", "priority": 1, "compound": false,
        "shipping": false, "order": 0, "rate": "4.0000" });
    holds(&renamed.body, kept);
    assert_eq!(get(&client, &path).body["name"], "Not State Tax");
    assert_eq!(call(&client, "DELETE", &path, json!({ "force": true })).status, 200);
    assert_eq!(get(&client, &path).status, 404);
    let many: Vec<Value> = (0..48)
        .map(|nth| json!({ "country": "US", "rate": format!("{}.{nth:04}", nth % 9), "name": "Tax" }))
        .collect();
    let made = post(&client, "/taxes/batch", json!({ "create": many }))["create"].clone();
    let made = made.as_array().expect("a list");
    assert_eq!(made.len(), 48);
    assert!(made.iter().zip(&many).all(|(made, asked)| made["rate"] == asked["rate"]));
    let update = json!([{ "id": made[0]["id"], "rate": "4.1111" },
        { "id": made[1]["id"], "order": 49, "rate": "5.6111" }]);
    let updated = post(&client, "/taxes/batch", json!({ "update": update }))["update"].clone();
    holds(&updated[0], update[0].clone());
    holds(&updated[1], update[1].clone());
    let ids: Vec<&Value> = made.iter().map(|one| &one["id"]).collect();
    let gone = post(&client, "/taxes/batch", json!({ "delete": ids }))["delete"].clone();
    let gone: Vec<&Value> = gone.as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(json!(gone), json!(ids));
    assert!(ids.iter().all(|id| get(&client, &format!("/taxes/{id}")).status == 404));
}

#[test]
fn tax_classes_are_made_and_ended_and_never_changed() {
    let (client, ..) = writable();
    let setting = "/settings/general/woocommerce_calc_taxes";
    let setting = call(&client, "PUT", setting, json!({ "value": "yes" }));
    assert_eq!(setting.status, 200);
    let said = json!({ "id": "woocommerce_calc_taxes", "label": "Enable taxes",
        "type": "checkbox", "value": "yes", "group_id": "general" });
    holds(&setting.body, said);
    let made = call(&client, "POST", "/taxes/classes", json!({ "name": "Test Tax Class" }));
    assert_eq!(made.status, 201);
    holds(&made.body, json!({ "name": "Test Tax Class", "slug": "test-tax-class" }));
    let path = "/taxes/classes/test-tax-class";
    let found = get(&client, path).body;
    assert_eq!((found.as_array().map(Vec::len), &found[0]["name"]), (Some(1), &made.body["name"]));
    assert!(get(&client, "/taxes/classes").body.as_array().is_some_and(|all| all.len() > 1));
    let changed = call(&client, "PUT", path, json!({ "name": "Another" }));
    assert_eq!((changed.status, changed.code()), (404, "rest_no_route"));
    let message = "No route was found matching the URL and request method.";
    assert_eq!(changed.body["message"], message);
    assert_eq!(call(&client, "DELETE", path, json!({ "force": true })).status, 200);
    let gone = get(&client, path);
    assert_eq!((gone.status, gone.code()), (404, "woocommerce_rest_tax_class_invalid_slug"));
}

#[test]
fn customers_are_made_changed_and_ended_alone_and_in_batches() {
    let (client, ..) = writable();
    let customer = |name: &str, last: &str, country: &str, postcode: &str| {
        let address = json!({ "first_name": name, "last_name": last, "company": "",
            "address_1": "969 Market", "address_2": "", "city": "San Francisco", "state": "CA",
            "postcode": postcode, "country": country });
        let mut billing = address.clone();
        billing["email"] = format!("{last}@example.com").into();
        billing["phone"] = "(555) 555-5555".into();
        json!({ "email": format!("{last}@example.com"), "first_name": name, "last_name": last,
            "username": last, "billing": billing, "shipping": address })
    };
    let nobody = get(&client, "/customers/0");
    assert_eq!((nobody.status, nobody.code()), (404, "wc_user_invalid_id"));
    assert_eq!(nobody.body["message"], "Invalid user ID.");
    let made = call(&client, "POST", "/customers", customer("John", "doe", "US", "94103"));
    assert_eq!(made.status, 201);
    let path = format!("/customers/{}", made.body["id"]);
    for shown in [&made.body, &get(&client, &path).body] {
        holds(
            shown,
            json!({ "id": made.body["id"], "is_paying_customer": false, "role": "customer" }),
        );
    }
    assert_eq!(get(&client, "/customers?role=all").ids().len(), 1);
    let jack = json!({ "first_name": "Jack", "billing": { "first_name": "Jack" },
        "shipping": { "first_name": "Jack" } });
    let changed = call(&client, "PUT", &path, jack);
    for shown in [&changed.body, &get(&client, &path).body] {
        assert_eq!(shown["first_name"], "Jack");
        assert_eq!(shown["billing"]["first_name"], "Jack");
        assert_eq!(shown["shipping"]["first_name"], "Jack");
        assert_eq!(shown["billing"]["city"], "San Francisco", "what was not named stays");
    }
    assert_eq!(call(&client, "DELETE", &path, json!({ "force": true })).status, 200);
    assert_eq!(get(&client, &path).status, 404);
    let pair =
        [customer("John", "doe", "US", "94103"), customer("Jo\u{e3}o", "silva", "BR", "12345-000")];
    let made = post(&client, "/customers/batch", json!({ "create": pair }))["create"].clone();
    assert_eq!(
        (&made[0]["first_name"], &made[1]["first_name"]),
        (&json!("John"), &json!("Jo\u{e3}o"))
    );
    let update = json!([{ "id": made[0]["id"], "email": "new@example.com" },
        { "id": made[1]["id"], "billing": { "address_1": "123 Addressupdate Street" } }]);
    let updated = post(&client, "/customers/batch", json!({ "update": update }))["update"].clone();
    holds(&updated[0], json!({ "id": made[0]["id"], "email": "new@example.com" }));
    assert_eq!(updated[1]["billing"]["address_1"], "123 Addressupdate Street");
    let ids = [&made[0]["id"], &made[1]["id"]];
    let gone = post(&client, "/customers/batch", json!({ "delete": ids }))["delete"].clone();
    assert_eq!([&gone[0]["id"], &gone[1]["id"]], ids);
    assert!(ids.iter().all(|id| get(&client, &format!("/customers/{id}")).status == 404));
}

#[test]
fn gateways_are_listed_read_and_switched() {
    let (client, ..) = writable();
    let all = get(&client, "/payment_gateways").body;
    for (id, title) in [
        ("bacs", "Direct bank transfer"),
        ("cheque", "Check payments"),
        ("cod", "Cash on delivery"),
    ] {
        let listed = all.as_array().expect("a list").iter().find(|one| one["id"] == id).expect(id);
        let alone = get(&client, &format!("/payment_gateways/{id}")).body;
        assert_eq!(&alone, listed);
        holds(
            listed,
            json!({ "title": title, "order": "", "enabled": false, "method_title": title,
                "method_supports": ["products"] }),
        );
        has_types(listed, &[("description method_description", "string"), ("settings", "object")]);
        for (name, kind) in [("title", "safe_text"), ("instructions", "textarea")] {
            let setting = &listed["settings"][name];
            holds(setting, json!({ "id": name, "type": kind, "placeholder": "" }));
            has_types(setting, &[("label description value default tip", "string")]);
        }
        assert_eq!(listed["settings"]["title"]["value"], title);
    }
    let cod = get(&client, "/payment_gateways/cod").body["settings"].clone();
    holds(&cod["enable_for_virtual"], json!({ "type": "checkbox", "value": "yes" }));
    holds(&cod["enable_for_methods"], json!({ "type": "multiselect", "value": "" }));
    for enabled in [true, false] {
        let set = call(&client, "PUT", "/payment_gateways/bacs", json!({ "enabled": enabled }));
        assert_eq!((set.status, &set.body["enabled"]), (200, &json!(enabled)));
    }
}

#[test]
fn the_state_of_the_system_has_every_member_in_its_type() {
    let (client, ..) = writable();
    let all = get(&client, "/system_status").body;
    has_types(
        &all["environment"],
        &[
            (
                "home_url site_url version log_directory wp_version language server_info php_version \
                 curl_version mysql_version mysql_version_string default_timezone",
                "string",
            ),
            (
                "wp_memory_limit php_post_max_size php_max_execution_time php_max_input_vars \
                 max_upload_size",
                "number",
            ),
            (
                "log_directory_writable wp_multisite wp_debug_mode wp_cron suhosin_installed \
                 fsockopen_or_curl_enabled soapclient_enabled domdocument_enabled gzip_enabled \
                 mbstring_enabled remote_post_successful remote_get_successful",
                "boolean",
            ),
            ("remote_post_response remote_get_response", "boolean|string|number"),
            ("external_object_cache", "boolean|null"),
        ],
    );
    let database = &all["database"];
    has_types(
        database,
        &[("wc_database_version database_prefix maxmind_geoip_database", "string")],
    );
    has_types(&database["database_size"], &[("data index", "number")]);
    let tables = &database["database_tables"];
    for (group, count, one) in
        [("woocommerce", 14, "wp_woocommerce_order_items"), ("other", 32, "wp_wc_webhooks")]
    {
        assert_eq!(tables[group].as_object().map(|all| all.len()), Some(count), "{group}");
        has_types(&tables[group][one], &[("data index engine", "string")]);
    }
    let plugin = [("plugin name version version_latest url author_name author_url", "string")];
    has_types(&all["active_plugins"][0], &plugin);
    has_types(&all["active_plugins"][0], &[("network_activated", "boolean")]);
    has_types(&all["dropins_mu_plugins"], &[("dropins mu_plugins", "array")]);
    has_types(
        &all["theme"],
        &[
            ("name version version_latest author_url parent_name parent_version", "string"),
            ("parent_version_latest parent_author_url", "string"),
            ("is_child_theme is_block_theme has_woocommerce_support", "boolean"),
            ("has_woocommerce_file has_outdated_templates", "boolean"),
            ("overrides", "array"),
        ],
    );
    let settings = &all["settings"];
    has_types(
        settings,
        &[
            ("force_ssl geolocation_enabled", "boolean"),
            ("currency currency_symbol currency_position thousand_separator", "string"),
            ("decimal_separator woocommerce_com_connected", "string"),
            ("number_of_decimals", "number"),
        ],
    );
    has_types(&settings["taxonomies"], &[("external grouped simple variable", "string")]);
    has_types(
        &settings["product_visibility_terms"],
        &[(
            "exclude-from-catalog exclude-from-search featured outofstock rated-1 rated-2 rated-3 \
             rated-4 rated-5",
            "string",
        )],
    );
    has_types(&all["security"], &[("secure_connection hide_errors", "boolean")]);
    let pages = all["pages"].as_array().expect("pages");
    assert!(!pages.is_empty());
    for page in pages {
        has_types(
            page,
            &[
                ("page_name page_id", "string"),
                (
                    "page_set page_exists page_visible shortcode_required shortcode_present",
                    "boolean",
                ),
                ("block_present block_required", "boolean"),
                ("shortcode block", "boolean|string"),
            ],
        );
    }
    has_types(&all["post_type_counts"][0], &[("type count", "string")]);
}

#[test]
fn the_tools_of_the_system_are_listed_read_and_run() {
    let (client, ..) = writable();
    let list = get(&client, "/system_status/tools").body;
    let ids: Vec<&Value> = list.as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    let wanted = [
        "clear_transients",
        "clear_expired_transients",
        "clear_expired_download_permissions",
        "regenerate_product_lookup_tables",
    ];
    assert_eq!(json!(ids), json!(wanted));
    let path = "/system_status/tools/clear_transients";
    let said = json!({ "id": "clear_transients", "name": "WooCommerce transients",
        "action": "Clear transients" });
    holds(&get(&client, path).body, said);
    let run = call(&client, "PUT", path, Value::Null);
    assert_eq!(run.status, 200);
    holds(&run.body, json!({ "success": true, "message": "Product transients cleared" }));
    assert_eq!(get(&client, "/system_status/tools/none").status, 404);
}
