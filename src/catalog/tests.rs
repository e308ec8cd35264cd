//! What goes in and comes out of `product_map`, its stream, and what the mirror is given.

use super::*;
use crate::error::{Code, Result};
use crate::json::{self, Raw};
use crate::limits;
use crate::shops::{Diagnostics, Tables};
use serde_json::{Value as Json, json};

pub const SHIRT: &str = r#"{"id":7,"title":"Caf\u00e9 \u003cshirt\u003e","body_html":null,"vendor":"B\u00f6hme",
  "product_type":"Shirts","created_at":"2024-01-02T03:04:05+01:00","updated_at":"2024-02-02T03:04:05+01:00",
  "handle":"cafe-shirt","tags":"a, b","status":"active","unknown":{"deep":[1,2,{"x":null}]},
  "options":[{"name":"Maat","position":1,"values":["S","M"]}],
  "images":[{"id":30,"src":"https:\/\/cdn.example\/1.jpg","alt":null,"position":1}],
  "variants":[
   {"id":71,"price":"10.00","compare_at_price":"12.50","inventory_policy":"deny","option1":"S","taxable":true,
    "barcode":null,"grams":250,"inventory_management":"shopify","sku":"S-1","inventory_quantity":0,"image_id":30},
   {"id":72,"price":"10.00","compare_at_price":"9.00","inventory_policy":"continue","option1":"M","taxable":false,
    "barcode":"8712345678906","grams":1500,"inventory_management":null,"sku":"S-2","inventory_quantity":3,
    "image_id":null}]}"#;

const SHOP: &str =
    r#"{"currency":"EUR","prices_include_vat":true,"vat":{"standard":"21","reduced-rate":"9"}}"#;

fn request(from: &str, to: &str, items: &str) -> String {
    format!(r#"{{"from":"{from}","to":"{to}","shop":{SHOP},"items":{items}}}"#)
}

/// A diagnostic: the item, the path, the code.
type Told = (Option<u64>, String, String);

/// The reply's items and diagnostics.
fn map(from: &str, to: &str, items: &str) -> (Vec<Json>, Vec<Told>) {
    let reply = map_json(request(from, to, items).as_bytes()).expect(items);
    let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
    let told = |it: &Json| {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        (it["item"].as_u64(), text("path"), text("code"))
    };
    let list = |name: &str| reply[name].as_array().cloned().unwrap_or_default();
    (list("items"), list("diagnostics").iter().map(told).collect())
}

#[test]
fn a_shopify_product_becomes_a_woocommerce_product_with_variations() {
    for items in [
        format!("[{SHIRT}]"),
        format!("{{\"products\":[{SHIRT}]}}"),
        format!("{{\"product\":{SHIRT}}}"),
    ] {
        let (products, told) = map("shopify", "woocommerce", &items);
        let shirt = &products[0];
        assert_eq!((&shirt["name"], &shirt["type"]), (&json!("Café <shirt>"), &json!("variable")));
        assert_eq!(shirt["images"][0]["src"], "https://cdn.example/1.jpg");
        assert_eq!(shirt["tags"], json!([{"name": "a"}, {"name": "b"}]));
        assert_eq!((&shirt["price"], &shirt["regular_price"]), (&json!("10.00"), &json!("")));
        assert_eq!(shirt["date_created_gmt"], "2024-01-02T02:04:05");
        let (small, medium) = (&shirt["variations"][0], &shirt["variations"][1]);
        assert_eq!(
            (&small["regular_price"], &small["sale_price"]),
            (&json!("12.50"), &json!("10.00"))
        );
        assert_eq!(
            (&medium["regular_price"], &medium["sale_price"]),
            (&json!("10.00"), &json!("")),
            "a dearer 'was' is no sale"
        );
        assert_eq!(
            (&small["stock_status"], &medium["stock_status"]),
            (&json!("outofstock"), &json!("instock"))
        );
        assert_eq!((&small["weight"], &medium["weight"]), (&json!("0.250"), &json!("1.500")));
        assert_eq!(small["attributes"][0]["option"], "S");
        assert_eq!(
            (&small["tax_status"], &medium["tax_status"]),
            (&json!("taxable"), &json!("none"))
        );
        assert!(told.iter().all(|(_, _, code)| code == "product.object_for_list"), "{told:?}");
    }
}

#[test]
fn a_shopify_product_keeps_all_of_it_in_the_model() {
    let (products, _) = map("shopify", "canonical", &format!("[{SHIRT}]"));
    let shirt = &products[0];
    assert_eq!((&shirt["external_id"], &shirt["brand"]), (&json!("7"), &json!("Böhme")));
    let small = &shirt["variants"][0];
    assert_eq!(small["price"]["authority"], "incl");
    assert_eq!(
        small["tax"],
        json!({"is_taxable": true, "class": "standard", "rate_percent": "21", "origin": "config"})
    );
    assert_eq!(
        shirt["variants"][1]["tax"]["rate_percent"],
        Json::Null,
        "what is not taxed has no rate"
    );
    assert_eq!(small["stock"]["quantity"], "0");
    assert_eq!(small["choices"], json!([{"key": "Maat", "name": "Maat", "value": "S"}]));
}

/// A variable product of WooCommerce and its variations, one after the other.
fn hemd(variations: &str) -> String {
    format!(
        r#"{{"id":1,"name":"Hemd","slug":"hemd","type":"variable","status":"publish","description":"","sku":"H",
        "regular_price":"","sale_price":"","tax_status":"taxable","tax_class":"","manage_stock":false,"weight":"0.5",
        "date_created_gmt":"2026-01-02T03:04:05","categories":[{{"id":9,"name":"Hemden","slug":"hemden"}}],
        "brands":[{{"id":3,"name":"Zuiver","slug":"zuiver"}}],"tags":[],"images":[{{"id":5,"src":"http://x/1.jpg","alt":""}}],
        "attributes":[{{"id":0,"name":"Maat","position":0,"visible":true,"variation":true,"options":["S","M"]}},
          {{"id":0,"name":"Stof","position":1,"visible":true,"variation":false,"options":["Katoen"]}}],
        "variations":{variations}}}"#
    )
}
fn variation(id: u32, size: &str, rest: &str) -> String {
    format!(
        r#"{{"id":{id},"type":"variation","parent_id":1,"sku":"H-{size}","regular_price":"20.00","sale_price":"",
        "tax_status":"taxable","tax_class":"reduced-rate","manage_stock":true,"stock_quantity":3,"stock_status":"instock",
        "backorders":"no","weight":"","image":null,"attributes":[{{"id":0,"name":"Maat","option":"{size}"}}]{rest}}}"#
    )
}

#[test]
fn woocommerce_variations_join_their_product_however_they_are_given() {
    let (small, medium) = (variation(11, "S", ""), variation(12, "M", ""));
    let ids = hemd("[11,12]");
    let within = format!("[{}]", hemd(&format!("[{small},{medium}]")));
    let (expected, told) = map("woocommerce", "canonical", &within);
    assert_eq!(told, []);
    assert_eq!(expected[0]["variants"][1]["sku"], "H-M");
    assert_eq!(expected[0]["variants"][0]["tax"]["rate_percent"], "9");
    assert_eq!(
        expected[0]["variants"][0]["weight"]["value"], "0.5",
        "a blank weight is the product's"
    );
    assert_eq!(
        expected[0]["variants"][0]["choices"],
        json!([{"key": "Maat", "name": "Maat", "value": "S"}])
    );
    for items in [
        format!(r#"{{"products":[{ids}],"variations":[{medium},{small}]}}"#),
        format!(r#"{{"variations":[{medium},{small}],"products":[{ids}]}}"#),
        format!(r#"{{"products":[{}],"variations":[{small},{medium}]}}"#, hemd("[]")),
        format!("[{small},{ids},{medium}]"),
    ] {
        let (products, told) = map("woocommerce", "canonical", &items);
        assert_eq!((products, told), (expected.clone(), vec![]), "{items}");
    }
}

#[test]
fn a_variation_that_is_not_there_and_one_that_nobody_wants_are_told() {
    let items = format!(
        r#"{{"products":[{}],"variations":[{}]}}"#,
        hemd("[11,12]"),
        variation(11, "S", "")
    );
    let orphan = variation(13, "L", "").replace("\"parent_id\":1", "\"parent_id\":2");
    let items = items.replace("\"variations\":[{", &format!("\"variations\":[{orphan},{{"));
    let (products, told) = map("woocommerce", "canonical", &items);
    assert_eq!(products[0]["variants"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        told,
        [
            (Some(0), "/variations/1".into(), "product.variant_missing".into()),
            (None, "/variations/0".into(), "product.variant_orphan".into()),
        ]
    );
}

/// What the mirror keeps of one product: its id, its variants' SKUs, its fingerprint.
fn mirrored(from: &str, items: &str) -> Vec<(String, Vec<String>, Fingerprint)> {
    let shop = serde_json::from_str(SHOP).expect("a shop");
    let program = program(from, None).expect("a program");
    let tables = Tables::new(&program, &shop).expect("tables");
    let (mut told, mut seen) = (Diagnostics::default(), Vec::new());
    each_product(
        (&program, &tables),
        (&shop, None),
        Raw(items),
        &mut told,
        &mut |mapped: &Mapped<'_>| {
            let object = |members: &[u8]| [b"{", members, b"}"].concat();
            serde_json::from_slice::<Json>(&object(mapped.woocommerce)).expect("an object");
            serde_json::from_slice::<Json>(mapped.canonical).expect("an object");
            for variant in mapped.variants {
                serde_json::from_slice::<Json>(&object(variant.woocommerce)).expect("an object");
                let canonical: Json = serde_json::from_slice(variant.canonical).expect("an object");
                assert_eq!(canonical["external_id"], variant.external_id);
            }
            let skus = mapped.variants.iter().map(|variant| variant.sku.clone()).collect();
            seen.push((mapped.external_id.to_owned(), skus, mapped.fingerprint));
            Ok(())
        },
    )
    .expect(items);
    seen
}

#[test]
fn a_fingerprint_tells_content_price_and_stock_apart_and_does_not_see_dates() {
    let of = |product: &str| mirrored("shopify", &format!("[{product}]"))[0].2;
    let parts = |old: Fingerprint, new: Fingerprint| {
        (old.content != new.content, old.price != new.price, old.stock != new.stock)
    };
    let old = of(SHIRT);
    assert_eq!(mirrored("shopify", &format!("[{SHIRT}]"))[0].1, ["S-1", "S-2"]);
    let changed = |from: &str, to: &str| {
        assert!(SHIRT.contains(from), "{from}");
        parts(old, of(&SHIRT.replacen(from, to, 1)))
    };
    assert_eq!(parts(old, of(SHIRT)), (false, false, false));
    assert_eq!(changed("2024-02-02T03", "2025-02-02T03"), (false, false, false));
    assert_eq!(changed("\"price\":\"10.00\"", "\"price\":10"), (false, false, false));
    assert_eq!(changed("\"price\":\"10.00\"", "\"price\":\"10.01\""), (false, true, false));
    assert_eq!(changed("\"taxable\":true", "\"taxable\":false"), (false, true, false));
    assert_eq!(
        changed("\"inventory_quantity\":0", "\"inventory_quantity\":1"),
        (false, false, true)
    );
    assert_eq!(changed("\"sku\":\"S-1\"", "\"sku\":\"S-9\""), (true, false, false));
}

fn opening(from: &str, to: &str) -> String {
    format!(r#"{{"from":"{from}","to":"{to}","shop":{SHOP}}}"#)
}

/// The items and diagnostics of a whole stream, fed in chunks.
fn streamed(
    from: &str,
    items: &str,
    window: usize,
    chunk: usize,
) -> Result<(Vec<Json>, Vec<Json>)> {
    let mut stream = Stream::open(opening(from, "canonical").as_bytes())?.with_window(window);
    let (mut products, mut told) = (Vec::new(), Vec::new());
    let mut take = |reply: Vec<u8>| {
        let reply: Json = serde_json::from_slice(&reply).expect("the reply is JSON");
        products.extend(reply["items"].as_array().cloned().unwrap_or_default());
        told.extend(reply["diagnostics"].as_array().cloned().unwrap_or_default());
    };
    for chunk in items.as_bytes().chunks(chunk) {
        take(stream.feed(chunk)?);
    }
    take(stream.finish()?);
    Ok((products, told))
}

#[test]
fn a_stream_gives_the_same_products_and_diagnostics_whatever_its_window() {
    let odd =
        SHIRT.replace("\"taxable\":true", "\"taxable\":\"1\"").replace("\"id\":7,", "\"id\":8,");
    let (small, medium) = (variation(11, "S", ""), variation(12, "M", ""));
    let documents = [
        (
            "shopify",
            format!(
                "{{\"before\":[1],\"products\":[{SHIRT},{odd},{SHIRT}],\"after\":{{\"x\":\"é\"}}}} "
            ),
        ),
        (
            "woocommerce",
            format!(
                r#"{{"n":12,"products":[{},{small}],"variations":[{medium}]}}"#,
                hemd("[11,12,13]")
            ),
        ),
        ("shopify", "[]".to_owned()),
    ];
    for (from, items) in &documents {
        let whole = map_json(request(from, "canonical", items).as_bytes()).expect(items);
        let whole: Json = serde_json::from_slice(&whole).expect("JSON");
        for window in (1..90).chain((90..3000).step_by(41)) {
            let (products, told) = streamed(from, items, window, 7 + window % 90).expect(items);
            assert_eq!(json!({"items": products, "diagnostics": told}), whole, "window {window}");
        }
        let cut = &items[..items.trim_end().len() - 1];
        assert!(streamed(from, cut, 64, 50).is_err(), "a cut document is refused");
        assert!(
            streamed(from, &format!("{items} x"), 64, 50).is_err(),
            "and one with more behind it"
        );
    }
}

#[test]
fn a_product_larger_than_a_stream_may_hold_is_refused() {
    let large = format!(
        "[{{\"id\":1,\"title\":\"{}\"}}]",
        "x".repeat(limits::PRODUCT_BYTES_MAX + limits::STREAM_WINDOW_BYTES * 9)
    );
    let refused = streamed("shopify", &large, 1 << 20, 1 << 20).expect_err("too large");
    assert_eq!(refused.code, Code::ProductTooLarge);
}

#[test]
fn a_request_that_is_wrong_is_refused_with_its_path() {
    let refused = |request: &str| {
        let error = map_json(request.as_bytes()).expect_err(request);
        (error.code.as_str(), error.path)
    };
    let of = |from: &str, items: &str| refused(&request(from, "canonical", items));
    let at = |path: &str| path.to_owned();
    assert_eq!(of("prestashop", "[]"), ("json.wrong_type", at("/from")));
    assert_eq!(of("custom", "[]"), ("json.member_missing", at("/mapping")));
    assert_eq!(of("shopify", "{}"), ("product.no_items", at("/items")));
    assert_eq!(of("shopify", "7"), ("json.syntax", at("/items")));
    assert_eq!(refused(&opening("shopify", "canonical")), ("json.member_missing", at("/items")));
    assert_eq!(refused(&opening("shopify", "abacus")), ("json.wrong_type", at("/to")));
    let twice = r#"[{"id":1,"title":"a","\u0074itle":"b"}]"#;
    assert_eq!(of("shopify", twice), ("json.member_twice", at("/items/0/title")));
    let fed = Stream::open(request("shopify", "canonical", "[]").as_bytes()).err();
    assert_eq!(fed.map(|error| error.path), Some(at("/items")));
}

#[test]
fn what_was_stored_reads_back_as_it_was() {
    let variants = format!("[{},{}]", variation(11, "S", ""), variation(12, "M", ""));
    for (from, items) in [("shopify", SHIRT.to_owned()), ("woocommerce", hemd(&variants))] {
        let (stored, _) = map(from, "canonical", &format!("[{items}]"));
        let again = serde_json::to_string(&stored).expect("JSON");
        assert_eq!(map("canonical", "canonical", &again), (stored, vec![]), "{from}");
    }
}

#[test]
fn the_place_of_the_items_in_a_request_changes_nothing() {
    let items = format!("[{SHIRT}]");
    let last = request("shopify", "canonical", &items);
    let first =
        format!(r#" {{ "items" : {items} , "shop":{SHOP},"from":"shopify","to":"canonical" }} "#);
    assert_eq!(map_json(first.as_bytes()), map_json(last.as_bytes()));
    assert_eq!(
        map_json(last.replace(",\"items\":", " , \"items\" : ").as_bytes()),
        map_json(last.as_bytes())
    );
    let refused = |request: String| {
        map_json(request.as_bytes()).map_err(|error| (error.code, error.path)).err()
    };
    let twice = last.replace("\"items\":", "\"items\":[],\"items\":");
    assert_eq!(refused(twice), Some((Code::JsonMemberTwice, "/items".to_owned())));
    let unknown = last.replace("\"items\":", "\"item\":[],\"items\":");
    assert_eq!(refused(unknown), Some((Code::JsonUnknownMember, "/item".to_owned())));
    assert_eq!(refused(format!("{last}}}")).map(|(code, _)| code), Some(Code::JsonSyntax));
    assert_eq!(
        refused(last.trim_end_matches('}').to_owned()).map(|(code, _)| code),
        Some(Code::JsonSyntax)
    );
}

#[test]
fn the_request_and_the_reply_have_schemas() {
    let schema = serde_json::to_value(schemars::schema_for!(MapRequest)).expect("JSON");
    assert_eq!(schema["required"], json!(["from", "to", "shop"]));
    assert!(schema["properties"]["mapping"].is_object() && schema["additionalProperties"] == false);
    let schema = serde_json::to_value(schemars::schema_for!(MapReply)).expect("JSON");
    assert!(schema["properties"]["diagnostics"].is_object());
}

#[test]
fn a_stream_judges_a_broken_document_as_the_whole_is_judged() {
    let alphabet = b"\"\\{}[],:019eE-.tfn \n";
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % limit.max(1)
    };
    let woo = format!(
        r#"{{"products":[{}],"variations":[{}]}}"#,
        hemd("[11,12]"),
        variation(11, "S", "")
    );
    let mut accepted = 0;
    for round in 0..600 {
        let (from, seed) =
            [("shopify", format!("[{SHIRT}]")), ("woocommerce", woo.clone())][round % 2].clone();
        let mut bytes = seed.into_bytes();
        for _ in 0..1 + below(2) {
            let at = below(bytes.len());
            match below(3) {
                0 => bytes[at] = alphabet[below(alphabet.len())],
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, alphabet[below(alphabet.len())]),
            }
        }
        let Ok(items) = String::from_utf8(bytes) else { continue };
        let mapping =
            Mapping::open(json::read(opening(from, "canonical").as_bytes()).expect("opens"))
                .expect("opens")
                .0;
        let whole = super::map::map_items(&mapping, Raw(&items));
        match (whole, streamed(from, &items, 1 + below(500), 1 + below(200))) {
            (Ok(whole), Ok((products, told))) => {
                let whole: Json = serde_json::from_slice(&whole).expect("JSON");
                assert_eq!(json!({"items": products, "diagnostics": told}), whole, "{items}");
                accepted += 1;
            }
            (Err(one), Err(other)) => assert_eq!(one.code, other.code, "{items}"),
            (one, other) => panic!("{one:?} {other:?}: {items}"),
        }
    }
    assert!(accepted > 100, "{accepted}");
}

#[test]
fn a_zone_and_a_language_that_there_are_none_of_are_refused_and_not_guessed() {
    for (member, wrong) in
        [("time_zone", "Europe/Amsterdma"), ("time_zone", ""), ("language", "de")]
    {
        let mut shop: Json = serde_json::from_str(SHOP).expect("a shop");
        shop[member] = wrong.into();
        let mut asked = json!({ "from": "shopify", "to": "canonical", "shop": shop });
        let of_stream = Stream::open(asked.to_string().as_bytes()).err();
        asked["items"] = json!([]);
        for refused in [map_json(asked.to_string().as_bytes()).err(), of_stream] {
            let refused = refused.map(|error| (error.code, error.path));
            assert_eq!(refused, Some((Code::ConfigInvalid, format!("/shop/{member}"))), "{wrong}");
        }
    }
}
