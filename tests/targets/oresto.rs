//! Oresto's own products, link products and sales data.

use super::{lamp, map, refused, told};
use serde_json::{Value as Json, json};

fn options() -> Json {
    json!({ "brands": { "Zuivelhoeve": 12 }, "categories": { "41": 7, "Kaas": 8 }, "unit": "ST",
        "storage_conditions": { "koel": 3 }, "storage_attribute": "Bewaren", "storage_condition": 1,
        "content_attribute": "Inhoud", "producers": { "De Hoeve": 5 }, "producer_attribute": "Producent",
        "abbreviations": ["Kg", "G", "L", "ML", "ST"] })
}

fn with(more: Json) -> Json {
    let mut options = options();
    for (name, value) in more.as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    json!({ "oresto": options })
}

/// Cheese in pieces of 5 kg, with VAT at the reduced rate.
fn cheese() -> Json {
    let attribute = |name: &str, value: &str| json!({ "id": 0, "name": name, "options": [value], "variation": false, "visible": true });
    json!({ "id": 90, "name": "Boerenkaas", "type": "simple", "status": "publish", "sku": "KAAS 5",
        "description": "Belegen", "regular_price": "54.50", "sale_price": "49.05",
        "date_on_sale_from_gmt": "2026-11-20T23:00:00", "date_on_sale_to_gmt": "2026-11-30T23:00:00",
        "tax_status": "taxable", "tax_class": "reduced-rate", "manage_stock": true, "stock_quantity": 4,
        "stock_status": "instock", "global_unique_id": "8712345678906",
        "brands": [{ "id": 2, "name": "Zuivelhoeve" }], "categories": [{ "id": 41, "name": "Kaas" }],
        "attributes": [attribute("Inhoud", "5 kg"), attribute("Bewaren", "koel"), attribute("Producent", "De Hoeve")] })
}

#[test]
fn an_own_product_has_its_content_its_multiplier_and_the_ids_of_orestos_tables() {
    let reply = map("oresto", with(json!({})), json!([cheese()]));
    assert_eq!(
        reply["items"],
        json!([{ "Active": true, "BrandId": 12, "CategoryId": 7, "ContentType": "Kg", "EanCode": "8712345678906",
            "Localizations": [{ "Description": "Belegen", "LanguageCode": "nl", "Name": "Boerenkaas" }],
            "MultiplierAbbreviation": "Kg", "MultiplierAmount": 5, "OnOrder": false, "ProducerId": 5,
            "PromoValidFromUtc": "2026-11-20T23:00:00Z", "PromoValidUntilUtc": "2026-11-30T23:00:00Z",
            "SalesPriceList": 50, "SalesPriceListPromo": 45, "StorageConditionId": 3,
            "TemporarilyUnavailable": false, "TotalContent": 5, "UnitSalesPrice": "ST", "VatPercentage": 9,
            "WholesalerArticleNumber": "KAAS 5" }])
    );
    assert_eq!(told(&reply), []);
}

#[test]
fn members_stand_in_alphabetical_order_in_every_form() {
    for form in ["product", "link_product", "sales"] {
        let mut request = json!({ "from": "woocommerce", "to": "oresto", "shop": super::shop(), "items": [cheese()] });
        request["oresto"] = with(json!({ "form": form }))["oresto"].clone();
        let reply = koppel::catalog::map_json(request.to_string().as_bytes()).expect("maps");
        let text = String::from_utf8(reply).expect("UTF-8");
        let mut names = Vec::new();
        let mut rest = text.split("\"diagnostics\"").next().unwrap_or_default();
        while let Some(at) = rest.find("\":") {
            let name = rest[..at].rsplit('"').next().unwrap_or_default();
            names.push(name.to_owned());
            rest = &rest[at + 2..];
        }
        let outer = ["items", "Description", "LanguageCode", "Name"];
        names.retain(|name| !outer.contains(&name.as_str()));
        let mut sorted = names.clone();
        sorted.sort();
        assert!(names.len() >= 5, "{form}: {names:?}");
        assert_eq!(names, sorted, "{form}");
    }
}

#[test]
fn a_link_product_is_known_by_its_ean_or_by_its_supplier_and_by_nothing_else() {
    let by_ean = map("oresto", with(json!({ "form": "link_product" })), json!([cheese()]));
    let linked = &by_ean["items"][0];
    assert_eq!(linked["EanCode"], "8712345678906", "{by_ean}");
    assert_eq!(linked.get("Supplier"), None);
    assert_eq!(linked["UnitSalesPrice"], "ST");
    let mut book = cheese();
    book["global_unique_id"] = json!("978-3-16-148410-0");
    let book = map("oresto", with(json!({ "form": "link_product" })), json!([book]));
    assert_eq!(book["items"][0]["EanCode"], "9783161484100", "an ISBN without its dashes");

    let mut boxed = cheese();
    boxed["global_unique_id"] = json!("");
    let attributes = boxed["attributes"].as_array_mut().expect("a list");
    attributes.push(json!({ "id": 0, "name": "Artikelcode", "options": ["ZH-77"] }));
    attributes.push(json!({ "id": 0, "name": "Per doos", "options": ["6"] }));
    let supplier = json!({ "form": "link_product", "supplier_id": 31,
        "supplier_code_attribute": "Artikelcode", "package_attribute": "Per doos" });
    let reply = map("oresto", with(supplier), json!([boxed.clone()]));
    let expected = json!({ "ArticleCode": "ZH-77", "Id": 31, "IsPackageProduct": true });
    assert_eq!(reply["items"][0]["Supplier"], expected, "{reply}");

    let neither = map("oresto", with(json!({ "form": "link_product" })), json!([boxed]));
    assert_eq!(neither["items"], json!([]));
    let expected = ("product.incomplete".to_owned(), "/global_unique_id".to_owned());
    assert!(told(&neither).contains(&expected), "{neither}");
}

#[test]
fn sales_data_are_prices_and_availability() {
    let reply = map("oresto", with(json!({ "form": "sales" })), json!([cheese()]));
    assert_eq!(
        reply["items"],
        json!([{ "OnOrder": false, "PromoValidFrom": "2026-11-20T23:00:00Z",
            "PromoValidUntil": "2026-11-30T23:00:00Z", "SalesPriceList": 50, "SalesPriceListPromo": 45,
            "WholesalerArticleNumber": "KAAS 5" }])
    );
}

#[test]
fn an_article_number_that_oresto_would_stop_is_left_out_before_any_call() {
    for letter in "\\+<>?#%@&*:./".chars() {
        let mut product = cheese();
        product["sku"] = json!(format!("KAAS{letter}5"));
        let reply = map("oresto", with(json!({})), json!([product]));
        assert_eq!(reply["items"], json!([]), "{letter}");
        let expected = ("product.text_refused".to_owned(), "/sku".to_owned());
        assert_eq!(told(&reply), [expected], "{letter}");
    }
    let mut long = cheese();
    long["sku"] = json!("K".repeat(51));
    assert_eq!(map("oresto", with(json!({})), json!([long]))["items"], json!([]));
}

#[test]
fn what_oresto_requires_and_its_tables_do_not_hold_is_named() {
    let reply = map("oresto", with(json!({ "unit": "DOOS" })), json!([cheese()]));
    assert!(reply["diagnostics"][0]["message"].to_string().contains("UnitSalesPrice"), "{reply}");
    for (option, missing) in [
        ("brands", "BrandId"),
        ("categories", "CategoryId"),
        ("storage_conditions", "StorageConditionId"),
    ] {
        let none = json!({ option: {}, "storage_condition": null });
        let reply = map("oresto", with(none), json!([cheese()]));
        assert_eq!(reply["items"], json!([]), "{option}");
        let message = reply["diagnostics"][0]["message"].to_string();
        assert!(message.contains(missing), "{option}: {message}");
    }
}

#[test]
fn what_is_not_to_be_had_is_said_to_be_unavailable_and_not_inactive() {
    let mut sold_out = cheese();
    sold_out["stock_quantity"] = json!(0);
    sold_out["stock_status"] = json!("outofstock");
    let mut later = sold_out.clone();
    later["backorders"] = json!("notify");
    later["stock_status"] = json!("onbackorder");
    let mut hidden = cheese();
    hidden["status"] = json!("private");
    let reply = map("oresto", with(json!({})), json!([sold_out, later, hidden]));
    let state = |nth: usize| {
        let one = &reply["items"][nth];
        ["Active", "OnOrder", "TemporarilyUnavailable"].map(|name| one[name] == true)
    };
    assert_eq!(state(0), [true, false, true], "{reply}");
    assert_eq!(state(1), [true, true, false]);
    assert_eq!(state(2), [false, false, false]);
}

#[test]
fn options_of_oresto_that_cannot_be_are_refused_with_their_path() {
    let refused = |options: Json| refused("oresto", json!({ "oresto": options })).1;
    assert_eq!(refused(json!({ "supplier_id": 3 })), "/oresto/supplier_id");
    assert_eq!(refused(json!({ "order_quantity": "-1" })), "/oresto/order_quantity");
    assert_eq!(refused(json!({ "brand": {} })), "/oresto/brand");
    let reply = map("oresto", json!({}), json!([lamp()]));
    assert_eq!(reply["items"], json!([]));
}

/// Cheese of which each variant chooses its content; the last leaves it open.
fn cheese_of_two_sizes() -> Json {
    let mut cheese = cheese();
    cheese["type"] = json!("variable");
    cheese["attributes"][0]["options"] = json!(["250 g", "1 kg"]);
    cheese["attributes"][0]["variation"] = json!(true);
    let variation = |id: u32, size: &str| {
        json!({ "id": id, "sku": format!("KAAS {id}"), "regular_price": "5.45", "tax_status": "taxable",
            "tax_class": "reduced-rate", "stock_status": "instock", "weight": "",
            "attributes": [{ "id": 0, "name": "Inhoud", "option": size }] })
    };
    cheese["variations"] =
        json!([variation(91, "250 g"), variation(92, "1 kg"), variation(93, "")]);
    cheese
}

#[test]
fn each_variant_has_the_content_that_it_chose_and_none_has_that_of_another() {
    let reply = map("oresto", with(json!({ "unit": "ST" })), json!([cheese_of_two_sizes()]));
    let content = |nth: usize| {
        let one = &reply["items"][nth];
        json!([one["TotalContent"], one["ContentType"], one["MultiplierAmount"]])
    };
    assert_eq!((content(0), content(1)), (json!([250, "G", 0.25]), json!([1, "Kg", 1])), "{reply}");
    assert_eq!(content(2), json!([1, "ST", null]), "{reply}");
    assert_eq!(reply["items"][1]["StorageConditionId"], 3, "one value holds for all: {reply}");
    let mut of_two = cheese();
    of_two["attributes"][2]["options"] = json!(["De Hoeve", "De Dijk"]);
    let reply = map("oresto", with(json!({})), json!([of_two]));
    assert_eq!(reply["items"][0].get("ProducerId"), None, "it is not known which: {reply}");
}

#[test]
fn a_content_that_could_be_read_in_two_ways_is_told_and_not_guessed() {
    for (said, content) in
        [("1.5 l", json!(1.5)), ("0.750 l", json!(0.75)), ("1500 ml", json!(1500))]
    {
        let mut product = cheese();
        product["attributes"][0]["options"] = json!([said]);
        let reply = map("oresto", with(json!({})), json!([product]));
        assert_eq!(reply["items"][0]["TotalContent"], content, "{said}");
    }
    for said in ["1.500 ml", "1.000 g", "5 stuks"] {
        let mut product = cheese();
        product["attributes"][0]["options"] = json!([said]);
        let reply = map("oresto", with(json!({})), json!([product]));
        assert_eq!((&reply["items"], told(&reply).len()), (&json!([]), 1), "{reply}");
        let message = reply["diagnostics"][0]["message"].to_string();
        assert!(message.contains(said) && message.contains("TotalContent"), "{message}");
    }
}

#[test]
fn sales_data_takes_a_promotion_away_in_so_many_words() {
    let mut over = cheese();
    over["sale_price"] = json!("");
    let reply = map("oresto", with(json!({ "form": "sales" })), json!([over]));
    assert_eq!(
        reply["items"],
        json!([{ "OnOrder": false, "PromoValidFrom": null, "PromoValidUntil": null, "SalesPriceList": 50,
            "SalesPriceListPromo": null, "WholesalerArticleNumber": "KAAS 5" }])
    );
}
