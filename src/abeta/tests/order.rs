//! `order-confirmation`.

use super::*;

/// As the document prints it, commas that lead nowhere and all.
const PRINTED: &str = r#"{
  "api_key": "123321123",
  "cart_id": "12345",
  "total": 250.50,
  "currency": "EUR",
  "delivery_datetime": "2024-12-24 10:00:00",
  "order_reference": "ORD-001",
  "customer_reference": "CUST-REF-001",
  "billing": {
    "first_name": "John",
    "last_name": "Doe",
    "company": "Tech Corp",
    "address_1": "123 Main Street",
    "address_2": "Suite 200",
    "city": "San Francisco",
    "state": "CA",
    "postcode": "94105",
    "country": "USA",
    "email": "john.doe@example.com",
    "phone": "+123456789"
  },
  "shipping": {
    "first_name": "Jane",
    "last_name": "Smith",
    "company": "Global Tech",
    "address_1": "456 Market Street",
    "address_2": "Floor 10",
    "city": "Los Angeles",
    "state": "CA",
    "postcode": "90001",
    "country": "USA",
    "email": "jane.smith@example.com",
    "phone": "+987654321"
  },
  "products": [
    {
      "id": 1,
      "sku": "PROD-001",
      "name": "Product A",
      "price_ex_vat": 50.00,
      "price_inc_vat": 55.00,
      "vat_percentage": 10.00,
      "quantity": 2,
      "price_unit": null,
      "unit": "pcs",
      "weight": 1.00,
    },
    {
      "id": 2,
      "sku": "PROD-002",
      "name": "Product B",
      "price_ex_vat": 75.00,
      "price_inc_vat": 82.50,
      "vat_percentage": 10.00,
      "quantity": 1,
      "price_unit": null,
      "unit": null,
      "weight": 2.0,
    }
  ]
}"#;

fn document() -> String {
    PRINTED.replace("1.00,\n    }", "1.00\n    }").replace("2.0,\n    }", "2.0\n    }")
}

fn order(shop: &Shop, body: &str) -> (u16, Value) {
    let answer = shop.post("/abeta/order-confirmation", body);
    (answer.status(), answer.json())
}

fn confirmed() -> (u16, Value) {
    (200, json!({ "status": "success", "message": "Order confirmed successfully." }))
}

fn refused(status: u16, message: &str) -> (u16, Value) {
    (status, json!({ "status": "error", "message": message }))
}

#[test]
fn the_documents_order_is_confirmed_once_it_lies_in_the_inbox_with_what_is_odd_about_it() {
    let shop = shop();
    let answer = shop.post("/abeta/order-confirmation", &document());
    assert_eq!(answer.body, r#"{"status":"success","message":"Order confirmed successfully."}"#);
    assert_eq!((answer.status(), answer.head.wake), (200, vec!["inbox"]));
    let inbox = shop.inbox();
    assert_eq!((inbox.len(), inbox[0]["kind"].as_str()), (1, Some("purchase_order")));
    let order = &inbox[0]["purchase_order"];
    assert_eq!(order["connection_id"], "orders");
    assert_eq!(
        (&order["cart_id"], &order["order_reference"]),
        (&json!("12345"), &json!("ORD-001"))
    );
    assert_eq!(order["customer_reference"], "CUST-REF-001");
    assert_eq!((&order["total_amount"], &order["currency"]), (&json!("250.5"), &json!("EUR")));
    assert_eq!(order["delivery_at"], "2024-12-24T10:00:00+01:00");
    assert_eq!(order["billing"]["country"], "USA");
    assert_eq!(order["shipping"]["address_2"], "Floor 10");
    assert_eq!(order["punchout_id"], Value::Null);
    let line = &order["lines"][1];
    assert_eq!(
        (&line["number"], &line["sku"], &line["quantity"]),
        (&json!(2), &json!("PROD-002"), &json!("1"))
    );
    assert_eq!(
        (&line["net_price"], &line["gross_price"], &line["vat_rate"]),
        (&json!("75"), &json!("82.5"), &json!("10"))
    );
    assert_eq!((&line["price_unit"], &line["unit"]), (&Value::Null, &Value::Null));
    let problems: Vec<_> = order["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["code"].clone())
        .collect();
    assert_eq!(
        problems,
        ["order.does_not_add_up", "order.unknown_product", "order.unknown_product"]
    );
    assert_eq!(order["document"]["total"].to_string(), "250.50", "as it came");
    assert_eq!(order["document"].get("api_key"), None);
}

#[test]
fn the_same_order_twice_is_one_and_another_under_its_references_is_refused() {
    let shop = shop();
    assert_eq!(order(&shop, &document()), confirmed());
    let again = shop.post("/abeta/order-confirmation", &document());
    assert_eq!((again.status(), again.head.wake.len()), (200, 0));
    let turned: Value = serde_json::from_str(&document()).expect("JSON");
    let turned: serde_json::Map<_, _> =
        turned.as_object().expect("an object").clone().into_iter().rev().collect();
    assert_eq!(order(&shop, &Value::Object(turned).to_string()), confirmed());
    let other = document().replace("\"quantity\": 1", "\"quantity\": 9");
    let message = "An order with these references came in before, with other content.";
    assert_eq!(order(&shop, &other), refused(409, message));
    assert_eq!(order(&shop, &document().replace("ORD-001", "ORD-002")), confirmed());
    assert_eq!(order(&shop, &document().replace("\"12345\"", "\"12346\"")), confirmed());
    // The same references of another buyer are another order.
    assert_eq!(order(&shop, &document().replace("123321123", "ABC123")), confirmed());
    assert_eq!(shop.inbox().len(), 4);
}

#[test]
fn variations_of_public_modules_are_taken_and_kept() {
    let shop = shop();
    let varied = document()
        .replace(
            "\"order_reference\"",
            "\"remark\": \"Bel aan\", \"meta\": {\"a\": [null]}, \"order_reference\"",
        )
        .replace("\"address_1\": \"456 Market Street\"", "\"street\": \"456 Market Street\"")
        .replace("10:00:00", "10:00")
        .replace("\"quantity\": 2", "\"quantity\": \"2.5\"")
        .replace("\"weight\": 1.00", "\"weight\": null, \"type\": \"product\"");
    assert_eq!(order(&shop, &varied), confirmed());
    let order = &shop.inbox()[0]["purchase_order"];
    assert_eq!(order["document"]["remark"], "Bel aan");
    assert_eq!(order["shipping"]["street"], "456 Market Street");
    assert_eq!(order["delivery_at"], "2024-12-24T10:00:00+01:00");
    assert_eq!(order["lines"][0]["quantity"], "2.5");
}

#[test]
fn abeta_is_told_truthfully_why_an_order_is_not_taken() {
    let shop = shop();
    let wrong = document().replace("123321123", "123321124");
    assert_eq!(order(&shop, &wrong), refused(401, "Api key is invalid"));
    assert_eq!(order(&shop, "{}"), refused(401, "Api key is invalid"));
    let (status, answer) = order(&shop, PRINTED);
    assert_eq!((status, answer["status"].as_str()), (400, Some("error")));
    assert!(
        answer["message"].as_str().is_some_and(|said| said.contains("/products/0")),
        "{answer}"
    );
    let broken = r#"{"api_key": "123321123", "cart_id": "1" "products""#;
    let (_, answer) = order(&shop, broken);
    let said = answer["message"].as_str().expect("a sentence");
    assert!(
        said.starts_with("The body cannot be read") && said.contains("no valid JSON"),
        "{said}"
    );
    let empty = r#"{"api_key": "123321123", "cart_id": "1", "products": []}"#;
    assert_eq!(order(&shop, empty), refused(400, "The order has no products."));
    let nameless = r#"{"api_key": "123321123", "products": [{"id": 1}]}"#;
    assert_eq!(
        order(&shop, nameless),
        refused(400, "The order has neither a cart_id nor an order_reference.")
    );
    assert_eq!(shop.call("GET", "/abeta/order-confirmation", &[], "").status(), 405);
    assert!(shop.inbox().is_empty());
}

#[test]
fn an_order_is_not_confirmed_when_the_store_cannot_keep_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("no-folder");
    std::fs::write(&file, "x").expect("written");
    let store = format!("sqlite:{}", file.join("shop.db").display());
    let shop = shop_with(|config| config["store"] = store.into());
    let head = crate::json::read(
        br#"{"method": "POST", "target": "/abeta/order-confirmation", "scheme": "https"}"#,
    );
    let answer = front::respond(&shop.client, &head.expect("a head"), document().as_bytes());
    assert!(answer.is_err(), "without a store there is not even a reference");
}
