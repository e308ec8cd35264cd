//! What platforms give back.

use super::*;

#[test]
fn a_refund_of_the_platform_is_booked_once_and_never_above_what_is_left() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let line = made.body["line_items"][0]["id"].clone();
    let post = |body: Value| call(&client, "POST", &path, body);
    let one = json!({ "line_items": [{ "id": line, "quantity": 1 }], "amount": "75.00",
        "meta_data": [{ "key": "_return_id", "value": "R-1" }] });
    let first = post(one.clone());
    assert_eq!((first.status, &first.body["amount"]), (201, &json!("75.00")), "{}", first.body);
    let again = post(one);
    assert_eq!((again.status, &again.body), (200, &first.body));
    for (body, code) in [
        (json!({ "line_items": [{ "id": line, "quantity": 3 }] }), "koppel_over_refund"),
        (json!({ "amount": "150.01" }), "koppel_over_refund"),
        (json!({ "amount": "10,50" }), "rest_invalid_param"),
        (json!({ "amount": 10.5 }), "rest_invalid_param"),
        (
            json!({ "line_items": [{ "id": line, "quantity": 1 }], "amount": "1.00" }),
            "rest_invalid_param",
        ),
        (
            json!({ "line_items": [{ "id": 99, "quantity": 1 }] }),
            "woocommerce_rest_invalid_item_id",
        ),
        (json!({ "line_items": "x" }), "rest_invalid_param"),
    ] {
        let answer = post(body);
        assert_eq!((answer.status, answer.code()), (400, code), "{}", answer.body);
    }
    assert_eq!(post(json!({ "amount": "10.00" })).status, 201);
    assert_eq!(post(json!({ "amount": "140.00" })).body["amount"], "140.00");
    let list = get(&client, &path);
    assert_eq!(list.header("X-WP-Total"), "3");
    let shown = get(&client, &format!("{path}/{}", list.body[2]["id"]));
    assert_eq!(shown.body, first.body);
    assert_eq!(
        get(&client, &format!("/orders/{}", made.body["id"])).body["refunds"][2]["total"],
        "-75.00"
    );
}

#[test]
fn a_refund_shows_what_came_back_below_nothing_and_whose_line_it_is() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(3, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let sold = &made.body["line_items"][0];
    let body = json!({ "line_items": [{ "id": sold["id"], "quantity": 2 }] });
    let refund = call(&client, "POST", &path, body).body;
    let line = &refund["line_items"][0];
    assert_eq!(refund["amount"], "150.00");
    let shown = ["quantity", "subtotal", "total", "total_tax", "price"].map(|name| &line[name]);
    let third = |name: &str| {
        let whole: f64 = sold[name].as_str().expect("a text").parse().expect("a decimal");
        format!("-{:.2}", whole / 3.0 * 2.0)
    };
    let (net, tax) = (json!(third("total")), json!(third("total_tax")));
    assert_eq!(shown, [&json!(-2), &net, &net, &tax, &sold["price"]]);
    assert_eq!(line["product_id"], sold["product_id"]);
    assert_eq!(line["meta_data"][0]["key"], "_refunded_item_id");
    assert_eq!(line["meta_data"][0]["value"], sold["id"].to_string());
    assert_eq!(refund["tax_lines"][0]["tax_total"], tax);
    assert_eq!(refund["shipping_lines"], json!([]));
    let all = get(&client, "/refunds").body;
    assert_eq!(all[0]["parent_id"], made.body["id"], "among those of all orders");
}

#[test]
fn a_refund_of_an_amount_is_booked_once_however_often_it_is_posted() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    for return_id in ["R-1", "R-2"] {
        let mut body = json!({ "meta_data": [{ "key": "_return_id", "value": return_id }] });
        let unsaid = call(&client, "POST", &path, body.clone());
        assert_eq!(unsaid.status, 400, "nothing is said to come back: {}", unsaid.body);
        body["amount"] = "75.00".into();
        let first = call(&client, "POST", &path, body.clone());
        assert_eq!((first.status, &first.body["amount"]), (201, &json!("75.00")), "{}", first.body);
        let again = call(&client, "POST", &path, body.clone());
        assert_eq!((again.status, &again.body), (200, &first.body), "{return_id}");
        body["amount"] = "12.00".into();
        assert!(call(&client, "POST", &path, body).status >= 400);
    }
}

#[test]
fn a_refund_is_read_with_ids_as_texts_and_amounts_as_numbers_as_woocommerce_shows_them() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let id = made.body["line_items"][0]["id"].to_string();
    let line = json!({ "id": id, "refund_total": 7.79, "refund_tax": [{ "id": "900", "refund_total": 0.7 }] });
    let body = json!({ "line_items": [line], "meta_data": [{ "key": "weight", "value": 1.5 }] });
    let answer = call(&client, "POST", &path, body);
    assert_eq!((answer.status, &answer.body["amount"]), (201, &json!("8.49")), "{}", answer.body);
    let odd = json!({ "line_items": [{ "id": id, "refund_total": true }] });
    let refused = call(&client, "POST", &path, odd);
    assert_eq!(refused.status, 400);
    let message = refused.body["message"].to_string() + &refused.body["data"].to_string();
    assert!(message.contains("/line_items/0/refund_total"), "{message}");
}

#[test]
fn what_a_refund_adds_up_to_is_never_more_than_a_number_can_be() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let taxes = vec![json!({ "id": 1, "refund_total": "999999999999999" }); 200];
    let line = json!({ "id": made.body["line_items"][0]["id"], "refund_tax": taxes });
    assert_eq!(call(&client, "POST", &path, json!({ "line_items": [line] })).status, 400);
}

#[test]
fn a_refund_is_of_what_the_platform_says_that_it_paid_back() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(2, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let post = |total: &str, tax: &str| {
        let line = json!({ "id": made.body["line_items"][0]["id"], "quantity": 1,
            "refund_total": total, "refund_tax": [{ "id": 1, "refund_total": tax }] });
        call(&client, "POST", &path, json!({ "line_items": [line] }))
    };
    assert_eq!(post("10.00", "2.10").status, 400, "12.10 is not what a piece of 75.00 is worth");
    assert_eq!(post("61.983", "13.0165").status, 400, "no sum of cents");
    let whole = post("61.98", "13.02");
    assert_eq!((whole.status, &whole.body["amount"]), (201, &json!("75.00")), "{}", whole.body);
    // As WooCommerce has them: each with six decimals, and cents together.
    let exact = post("61.983471", "13.016529");
    assert_eq!((exact.status, &exact.body["amount"]), (201, &json!("75.00")), "{}", exact.body);
}

#[test]
fn refunds_without_an_id_that_come_at_once_are_all_booked_or_refused() {
    let (client, ..) = stocked();
    let made = call(&client, "POST", "/orders", order(8, "CB-1"));
    let path = format!("/orders/{}/refunds", made.body["id"]);
    let body = json!({ "line_items": [{ "id": made.body["line_items"][0]["id"], "quantity": 1 }] });
    let (client, path, body) = (&client, &path, &body);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let post = || scope.spawn(move || call(client, "POST", path, body.clone()).status);
        let posts: Vec<_> = (0..8).map(|_| post()).collect();
        posts.into_iter().map(|post| post.join().expect("an answer")).collect()
    });
    assert!(statuses.iter().all(|status| [201, 503].contains(status)), "{statuses:?}");
    let booked = get(client, path).body.as_array().map_or(0, Vec::len);
    assert_eq!(booked, statuses.iter().filter(|status| **status == 201).count());
}
