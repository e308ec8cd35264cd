//! `punchout_return_cart`.

use super::*;
use crate::error::{Code, Status};

/// What the document prints, without its commas that lead nowhere and its comments. Its total does not add up (AB-22), so
/// it is the one thing that is another here.
const DOCUMENT: &str = r#"{
  "general": {
    "cart_id": "12345",
    "total": 120,
    "currency": "EUR",
    "delivery_datetime": "2024-11-10 20:29"
  },
  "products": [
    {
      "id": 1,
      "sku": "PROD-001",
      "name": "Product Name",
      "description": "Product description here",
      "price_ex_vat": 50,
      "price_inc_vat": 60,
      "vat_percentage": 20,
      "quantity": 2,
      "price_unit": 1,
      "unit": "pcs",
      "brand": "Brand Name",
      "weight": 1.5,
      "image_url": "http://example.com/image.jpg",
      "manufacturer_number": "MANUF-001",
      "category_codes": [
        "47101501",
        "47101502"
      ],
      "categories": [
        "Category 1",
        "Category 2"
      ]
    }
  ]
}"#;

/// The same as the shop states it.
fn documents_cart() -> Value {
    json!({ "cart_id": "12345", "delivery_at": "2024-11-10T20:29:00+01:00", "lines": [{
        "product_id": "a4c1", "sku": "PROD-001", "name": "Product Name", "description": "Product description here",
        "net_price": "50", "gross_price": "60.00", "vat_rate": "20", "quantity": "2", "price_unit": "1", "unit": "pcs",
        "brand": "Brand Name", "weight": "1.50", "image_url": "http://example.com/image.jpg",
        "manufacturer_number": "MANUF-001", "category_codes": ["47101501", "47101502"],
        "categories": ["Category 1", "Category 2"] }] })
}

#[test]
fn the_documents_cart_is_posted_to_the_letter_to_the_address_of_its_own_login() {
    let shop = shop();
    let reply = shop
        .return_cart(json!({ "punchout_id": shop.punchout(), "cart": documents_cart() }))
        .expect("returned");
    assert_eq!(reply["redirect_url"], RETURN_URL);
    assert_eq!(reply["replayed"], false);
    let sent = shop.sent();
    assert_eq!((sent.len(), sent[0].method, sent[0].url.as_str()), (1, "POST", RETURN_URL));
    assert!(sent[0].headers.contains(&("Content-Type".into(), "application/json".into())));
    let body = String::from_utf8(sent[0].body.clone()).expect("text");
    let expected: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    assert_eq!(body, expected.to_string());
    assert_eq!(reply["cart"], expected);
}

#[test]
fn the_documents_total_and_price_unit_do_not_add_up_and_that_is_said_before_anything_is_sent() {
    let shop = shop();
    let punchout_id = shop.punchout();
    let mut cart = documents_cart();
    cart["total_amount"] = json!(150);
    let asked = json!({ "punchout_id": punchout_id, "cart": cart });
    let error = shop.return_cart(asked).expect_err("refused");
    assert_eq!(
        (error.code, error.path.as_str()),
        (Code::PunchoutDoesNotAddUp, "/cart/total_amount")
    );
    assert_eq!(error.message, "The lines come to 120.00, the shop says 150.");
    cart["total_amount"] = json!("4.00");
    cart["lines"][0]["price_unit"] = json!(30);
    let asked = json!({ "punchout_id": punchout_id, "cart": cart, "inspect": true });
    let reply = shop.return_cart(asked).expect("inspected");
    assert_eq!(reply["cart"]["general"]["total"].to_string(), "4");
    assert_eq!(reply["redirect_url"], Value::Null);
    assert!(shop.sent().is_empty());
}

/// Four lines that the mirror knows all about: two products, a variation, shipping.
fn known_cart() -> Value {
    json!({ "cart_id": "c-1", "lines": [
        { "product_id": "11", "quantity": 2 },
        { "product_id": "30", "variant_id": "32", "quantity": "1.5", "unit": "KGM" },
        { "kind": "shipping", "name": "Verzending", "quantity": 1, "gross_price": "4.95", "vat_rate": "21" } ] })
}

fn stocked(change: impl FnOnce(&mut Value)) -> Shop {
    let shop = shop_with(change);
    sync(&shop.client, "upsert", json!([woocommerce(11, "S-11", "49.95", 20), variable(30)]));
    shop
}

#[test]
fn what_a_line_does_not_say_the_mirror_does_with_its_integers() {
    let shop = stocked(|config| {
        let connection = &mut config["abeta"]["connections"][2];
        connection["cart"] = json!({ "line_type": true });
        connection["products"] =
            json!({ "units": { "KGM": "KG" }, "category_codes": { "Lampen": ["39101600"] } });
        connection["delivery"] = json!({ "days": 2 });
    });
    let reply = shop
        .return_cart(json!({ "punchout_id": shop.punchout(), "cart": known_cart() }))
        .expect("returned");
    let (general, products) = (&reply["cart"]["general"], &reply["cart"]["products"]);
    // 2 x 49.95 + 1.5 x 75.00 + 4.95; NOON is a Saturday.
    assert_eq!(general["total"].to_string(), "217.35");
    assert_eq!(general["delivery_datetime"], "2026-11-25 12:00");
    assert_eq!((&products[0]["id"], &products[1]["id"]), (&json!(11), &json!(32)));
    assert_eq!(products[0]["sku"], "S-11");
    assert_eq!(products[0]["price_ex_vat"].to_string(), "41.281");
    assert_eq!(products[0]["price_inc_vat"].to_string(), "49.95");
    assert_eq!(products[0]["category_codes"], json!(["39101600"]));
    assert_eq!((&products[0]["unit"], &products[0]["type"]), (&json!("PCE"), &json!("product")));
    assert_eq!(products[1]["name"], "Product 30 - Blauw");
    assert_eq!(products[1]["unit"], "KG");
    assert_eq!(
        (&products[2]["sku"], &products[2]["type"]),
        (&json!("SHIPPING"), &json!("shipping"))
    );
    let number = products[2]["id"].as_i64().expect("a number");
    assert!(![11, 30, 31, 32].contains(&number));
    // The order names it again, and so it is no unknown product.
    let order = json!({ "api_key": KEY, "cart_id": "c-1", "order_reference": "o", "total": 217.35, "currency": "EUR",
        "products": products });
    assert_eq!(shop.post("/abeta/order-confirmation", &order.to_string()).status(), 200);
    let order = &shop.inbox()[0]["purchase_order"];
    assert_eq!(order["problems"], json!([]));
    assert_eq!((&order["user_id"], &order["cart_id"]), (&json!("7"), &json!("c-1")));
    assert_eq!(
        (&order["lines"][0]["product_id"], &order["lines"][1]["variant_id"]),
        (&json!("11"), &json!("32"))
    );
    assert_eq!(order["lines"][2]["product_id"], Value::Null);
}

#[test]
fn the_total_may_be_without_vat_and_a_discount_is_a_fee_below_zero() {
    let shop = stocked(|config| {
        config["abeta"]["connections"][2]["cart"] = json!({ "total": "excluding_vat" });
    });
    let cart = json!({ "cart_id": "c", "total_amount": "98.35", "lines": [
        { "product_id": "11", "quantity": 3, "net_price": "36.12", "price_unit": 1 },
        { "kind": "fee", "sku": "KORTING", "name": "Korting", "quantity": 1, "net_price": "-10.01", "vat_rate": 21 } ] });
    let asked = json!({ "punchout_id": shop.punchout(), "cart": cart });
    let reply = shop.return_cart(asked).expect("returned");
    assert_eq!(reply["cart"]["products"][0]["price_inc_vat"].to_string(), "43.7052");
    assert_eq!(reply["cart"]["products"][1]["price_inc_vat"].to_string(), "-12.1121");
    assert_eq!(reply["cart"]["products"][0].get("type"), None);
}

#[test]
fn what_abeta_requires_and_nobody_knows_is_refused_with_its_path_and_no_rate_is_guessed() {
    let shop = stocked(|config| config["shop"]["vat"] = json!({}));
    let punchout_id = shop.punchout();
    let refused = |line: Value| {
        let cart = json!({ "cart_id": "c", "lines": [{ "kind": "fee", "name": "a", "quantity": 1, "net_price": 1, "vat_rate": 21 }, line] });
        let asked = json!({ "punchout_id": punchout_id, "cart": cart });
        let error = shop.return_cart(asked).expect_err("refused");
        (error.code.as_str(), error.path.replace("/cart/lines/1", ""))
    };
    let incomplete = |path: &str| ("punchout.incomplete", path.to_owned());
    let invalid = |path: &str| ("punchout.line_invalid", path.to_owned());
    assert_eq!(refused(json!({ "product_id": "11", "quantity": 1 })), incomplete("/vat_rate"));
    assert_eq!(
        refused(json!({ "product_id": "99", "quantity": 1, "vat_rate": 9 })),
        incomplete("/net_price")
    );
    assert_eq!(
        refused(json!({ "product_id": "99", "quantity": 1, "vat_rate": 9, "net_price": 1 })),
        incomplete("/sku")
    );
    assert_eq!(
        refused(json!({ "quantity": 1, "vat_rate": 9, "net_price": 1, "sku": "S", "name": "N" })),
        incomplete("/product_id")
    );
    assert_eq!(
        refused(json!({ "kind": "shipping", "quantity": 1, "vat_rate": 9, "net_price": 1 })),
        incomplete("/name")
    );
    assert_eq!(
        refused(json!({ "product_id": "30", "quantity": 1, "vat_rate": 9 })),
        invalid("/variant_id")
    );
    assert_eq!(
        refused(json!({ "product_id": "30", "variant_id": "33", "quantity": 1 })),
        invalid("/variant_id")
    );
    for quantity in [json!(0), json!(-1), json!("0.00")] {
        assert_eq!(
            refused(json!({ "product_id": "11", "quantity": quantity })),
            invalid("/quantity")
        );
    }
    assert_eq!(
        refused(json!({ "product_id": "11", "quantity": 1, "price_unit": 0 })),
        invalid("/price_unit")
    );
    assert_eq!(
        refused(json!({ "product_id": "11", "quantity": 1, "vat_rate": 21, "net_price": -1 })),
        invalid("/net_price")
    );
    let both = json!({ "product_id": "11", "quantity": 1, "vat_rate": 21, "net_price": "10", "gross_price": "12" });
    assert_eq!(refused(both), invalid("/gross_price"));
    assert_eq!(refused(json!({ "product_id": "11", "quantity": "1e3" })).1, "/quantity");
    let with = |member: &str, value: Value| {
        let mut line = json!({ "product_id": "11", "quantity": 1, "vat_rate": 21 });
        line[member] = value;
        refused(line)
    };
    assert_eq!(with("category_codes", json!(["39101600", "12"])), invalid("/category_codes/1"));
    assert_eq!(with("name", json!("Lamp\u{0}")), invalid("/name"));
    assert_eq!(with("categories", json!(["Lamp\u{1}"])), invalid("/categories"));
    let discount = json!({ "kind": "fee", "name": "Discount", "quantity": 1, "vat_rate": 21, "net_price": -2 });
    assert_eq!(refused(discount), ("punchout.line_invalid", "/cart/lines".to_owned()));
    assert!(shop.sent().is_empty());
}

fn asked(punchout_id: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut asked = json!({ "punchout_id": punchout_id, "cart": documents_cart() });
    change(&mut asked);
    asked
}

#[test]
fn a_repeated_return_sends_nothing_and_another_cart_after_it_is_a_conflict() {
    let shop = shop();
    let punchout_id = shop.punchout();
    shop.return_cart(asked(&punchout_id, |_| ())).expect("returned");
    // The next day, and with its figures written otherwise, it is still the same cart.
    shop.hand.set(NOON + 11 * 3_600_000);
    let again = asked(&punchout_id, |asked| asked["cart"]["lines"][0]["quantity"] = json!("2.0"));
    let reply = shop.return_cart(again).expect("returned before");
    assert_eq!((&reply["redirect_url"], &reply["replayed"]), (&json!(RETURN_URL), &json!(true)));
    let other = asked(&punchout_id, |asked| asked["cart"]["lines"][0]["quantity"] = json!(3));
    let error = shop.return_cart(other).expect_err("another cart");
    assert_eq!((error.code, error.status()), (Code::PunchoutConflict, Status::Conflict));
    assert_eq!(shop.sent().len(), 1);
}

#[test]
fn a_refused_cart_may_be_mended_and_returned() {
    let shop = shop();
    let punchout_id = shop.punchout();
    shop.will_answer(Ok(said(200, r#"{"success": false, "message": "... foutmelding ..."}"#)));
    let error = shop.return_cart(asked(&punchout_id, |_| ())).expect_err("refused");
    assert_eq!((error.code, error.status()), (Code::PunchoutRefused, Status::Rejected));
    assert_eq!(error.message, "The purchasing system refused the cart: ... foutmelding ...");
    let mended = asked(&punchout_id, |asked| asked["cart"]["lines"][0]["quantity"] = json!(1));
    assert_eq!(shop.return_cart(mended).expect("returned")["redirect_url"], RETURN_URL);
}

#[test]
fn an_unknown_outcome_is_said_to_be_unknown_until_it_is_sent_again_on_purpose() {
    let shop = shop();
    for answer in [
        Err(Fault::Unknown("connect.abeta.io: no answer in time.".into())),
        Ok(said(502, "<html>")),
        Ok(said(200, "{}")),
        Ok(said(302, "")),
    ] {
        let punchout_id = shop.punchout();
        let before = shop.sent().len();
        shop.will_answer(answer);
        for _ in 0..2 {
            let error = shop.return_cart(asked(&punchout_id, |_| ())).expect_err("unknown");
            assert_eq!(
                (error.code, error.status()),
                (Code::PunchoutOutcomeUnknown, Status::Unknown)
            );
        }
        assert_eq!(shop.sent().len(), before + 1);
        let again = asked(&punchout_id, |asked| asked["resend"] = true.into());
        // What could not be sent now may still have arrived before.
        shop.will_answer(Err(Fault::NotSent("connect.abeta.io: refused.".into())));
        let error = shop.return_cart(again.clone()).expect_err("not sent");
        assert_eq!((error.code, error.status()), (Code::PunchoutUnreachable, Status::Retry));
        let error = shop.return_cart(asked(&punchout_id, |_| ())).expect_err("unknown");
        assert_eq!(error.code, Code::PunchoutOutcomeUnknown);
        assert_eq!(shop.return_cart(again).expect("returned")["redirect_url"], RETURN_URL);
    }
}

#[test]
fn what_was_not_sent_may_be_returned_again_at_once() {
    let shop = shop();
    let punchout_id = shop.punchout();
    for (fault, code) in [
        (Fault::NotSent("connect.abeta.io: refused.".into()), Code::PunchoutUnreachable),
        (
            Fault::Refused("The address does not lie in the public internet.".into()),
            Code::PunchoutAddressRefused,
        ),
        (Fault::Canceled, Code::ClientCanceled),
    ] {
        shop.will_answer(Err(fault));
        assert_eq!(shop.return_cart(asked(&punchout_id, |_| ())).expect_err("not sent").code, code);
    }
    shop.return_cart(asked(&punchout_id, |_| ())).expect("returned");
}

#[test]
fn an_address_that_is_allowed_no_more_is_not_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own/shop.db");
    let store = |config: &mut Value| config["store"] = format!("sqlite:{}", path.display()).into();
    let punchout_id = shop_with(store).punchout();
    let shop = shop_with(|config| {
        store(config);
        config["abeta"]["connections"][2]["return_hosts"] = json!(["other.example"]);
    });
    let error = shop.return_cart(asked(&punchout_id, |_| ())).expect_err("refused");
    assert_eq!((error.code, shop.sent().len()), (Code::PunchoutAddressRefused, 0));
}

#[test]
fn a_call_that_died_leaves_the_outcome_unknown_and_one_under_way_is_waited_for() {
    use crate::world::transaction;
    let shop = shop();
    let punchout_id = shop.punchout();
    let store = &*shop.client.world().expect("a world").store;
    transaction(store, |tx| {
        let held = crate::abeta::punchout::find(tx, "x", &punchout_id)?;
        let until = tx.now().plus_ms(1_000);
        assert!(crate::abeta::punchout::claim(tx, "x", &held, ("c", b"h"), until)?);
        assert!(!crate::abeta::punchout::claim(tx, "x", &held, ("c", b"h"), until)?, "one has it");
        Ok(())
    })
    .expect("claimed");
    let code = |change: fn(&mut Value)| {
        shop.return_cart(asked(&punchout_id, change)).map_err(|error| error.code)
    };
    assert_eq!(code(|asked| asked["resend"] = true.into()), Err(Code::PunchoutReturning));
    shop.hand.set(NOON + 1_001);
    assert_eq!(code(|_| ()), Err(Code::PunchoutOutcomeUnknown));
    assert!(code(|asked| asked["resend"] = true.into()).is_ok());
}

#[test]
fn only_an_open_punchout_returns_a_cart_and_several_in_one_browser_keep_apart() {
    let shop = shop();
    let code = |punchout_id: &str| {
        shop.return_cart(asked(punchout_id, |_| ())).map_err(|error| (error.code, error.path))
    };
    assert_eq!(code("none"), Err((Code::PunchoutUnknown, "/punchout_id".into())));
    let one = shop.call("GET", &shop.link_back_to("https://abeta.io/one"), &[], "");
    let two = shop.call("GET", &shop.link_back_to("https://abeta.io/two"), &[], "");
    let (one, two) = (&one.login().punchout_id, &two.login().punchout_id);
    assert_ne!(one, two);
    assert_eq!(code(two).expect("returned")["redirect_url"], "https://abeta.io/two");
    assert_eq!(code(one).expect("returned")["redirect_url"], "https://abeta.io/one");
    let late = shop.punchout();
    shop.hand.set(NOON + 12 * 3_600_000 + 1);
    assert_eq!(code(&late).map_err(|error| error.0), Err(Code::PunchoutExpired));
    // What was returned in time is still told.
    assert_eq!(code(one).expect("returned")["replayed"], true);
}

#[test]
fn a_host_that_is_listed_and_leads_inside_is_sent_nothing() {
    let inner = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    inner.set_nonblocking(true).expect("set");
    let host = format!("localhost:{}", inner.local_addr().expect("an address").port());
    let shop = shop_over(
        |config| config["abeta"]["connections"][2]["return_hosts"] = json!([host]),
        |config, _| Box::new(crate::wire::Http::open(&config.wire).expect("a wire")),
    );
    // The name is not looked up before there is something to send.
    let link = shop.link_back_to(&format!("https://{host}/return"));
    let punchout_id = shop.call("GET", &link, &[], "").login().punchout_id.clone();
    let error = shop
        .return_cart(json!({ "punchout_id": punchout_id, "cart": documents_cart() }))
        .expect_err("refused");
    assert_eq!(error.code, Code::PunchoutAddressRefused);
    assert!(inner.accept().is_err(), "nothing was sent");
}
