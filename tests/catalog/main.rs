//! Whole catalogues through `product_map`: golden files, traps of other couplings, real exports, and broken input.

mod custom;
mod exports;
mod mapping;
mod meaning;
mod money;
mod mutants;
mod order;
mod outward;
mod schema;
mod seldom;
mod shops;
mod systems;
mod woocommerce;

use koppel::catalog::map_json;
use serde_json::{Value as Json, json};
use std::{fs, path::Path};

const SHOP: &str = r#"{"currency":"EUR","prices_include_vat":true,"vat":{"standard":"21","reduced-rate":"9"},
    "lookups":{"vat_classes":{"Boeken":"reduced-rate"},"settings":{"media_url":"https://shop.example/media/catalog/product"}}}"#;

fn request(from: &str, to: &str, items: &str) -> String {
    format!(
        r#"{{"from":"{from}","to":"{to}","shop":{SHOP},"calculated_at":"2026-11-21T12:00:00+01:00","items":{items}}}"#
    )
}

fn map(from: &str, to: &str, items: &str) -> Json {
    let reply = map_json(request(from, to, items).as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {items}"));
    serde_json::from_slice(&reply).expect("the reply is JSON")
}

/// As `map`, for another shop.
fn map_for(shop: &Json, from: &str, to: &str, items: &str) -> Json {
    let request = format!(r#"{{"from":"{from}","to":"{to}","shop":{shop},"items":{items}}}"#);
    let reply = map_json(request.as_bytes()).unwrap_or_else(|error| panic!("{error}: {items}"));
    serde_json::from_slice(&reply).expect("the reply is JSON")
}

/// The only product of a reply, and the codes of what was told.
fn one(from: &str, to: &str, item: Json) -> (Json, Vec<String>) {
    let reply = map(from, to, &json!([item]).to_string());
    let codes = reply["diagnostics"].as_array().into_iter().flatten();
    let codes = codes.map(|told| told["code"].as_str().unwrap_or_default().to_owned()).collect();
    (reply["items"][0].clone(), codes)
}

/// The samples of our own: of each shop system, and of the forms in which it sends its products.
const GOLDEN: [&str; 10] = [
    "shopify",
    "shopify-graphql",
    "shopify-listings",
    "woocommerce",
    "magento",
    "magento-graphql",
    "lightspeed-c",
    "lightspeed-r",
    "lightspeed-x",
    "easypos",
];

/// What a shop system of `GOLDEN` sends.
fn sample(shop: &str) -> Json {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = fs::read_to_string(folder.join(shop).join("products.json")).expect("the sample");
    serde_json::from_str(&text).expect("JSON")
}

/// The system of one of `GOLDEN`, without the form.
fn system(shop: &str) -> &str {
    shop.trim_end_matches("-graphql").trim_end_matches("-listings")
}

#[test]
fn each_shop_gives_what_its_golden_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut compared = 0;
    for shop in GOLDEN {
        let items =
            fs::read_to_string(folder.join(shop).join("products.json")).expect("the sample");
        let from = system(shop);
        for target in ["canonical", "woocommerce"] {
            let path = folder.join(shop).join(format!("products.{target}.json"));
            let reply =
                serde_json::to_string_pretty(&map(from, target, &items)).expect("JSON") + "\n";
            if std::env::var_os("KOPPEL_BLESS").is_some() {
                fs::write(&path, &reply).expect("the golden file is written");
            }
            let golden =
                fs::read_to_string(&path).expect("the golden file; KOPPEL_BLESS=1 writes it");
            assert_eq!(reply, golden, "{}", path.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 2 * GOLDEN.len());
}

#[test]
fn broken_input_is_refused_and_never_a_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let alphabet = b"\"\\{}[],:0123456789eE+-.tfnu \n/\x01$*";
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % limit.max(1)
    };
    let mut accepted = 0;
    for shop in ["shopify", "woocommerce", "custom"] {
        let items = match shop {
            "custom" => TILL_ITEMS.to_owned(),
            _ => fs::read_to_string(folder.join(shop).join("products.json")).expect("the sample"),
        };
        for round in 0..1_500 {
            let target = ["canonical", "woocommerce"][round % 2];
            let seed = match shop {
                "custom" => till(&items),
                _ => request(shop, target, &items),
            };
            let mut bytes = seed.into_bytes();
            for _ in 0..1 + below(4) {
                let at = below(bytes.len());
                match below(5) {
                    0 => bytes[at] = alphabet[below(alphabet.len())],
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, alphabet[below(alphabet.len())]),
                    3 => {
                        let to = at + below(bytes.len() - at).min(60);
                        let piece = bytes[at..to].to_vec();
                        let here = below(bytes.len());
                        bytes.splice(here..here, piece);
                    }
                    _ => drop(bytes.drain(at..(at + below(40)).min(bytes.len()))),
                }
            }
            if let Ok(reply) = map_json(&bytes) {
                serde_json::from_slice::<Json>(&reply).expect("what is written is JSON");
                accepted += 1;
            }
        }
    }
    assert!(accepted > 50, "some mutations leave a request that can be mapped");
}

// The traps: what went wrong in other couplings, by the numbers of the catalogue research.

fn woo(changes: Json) -> Json {
    let mut product = json!({"id": 1, "name": "Lamp", "type": "simple", "status": "publish", "sku": "L",
        "regular_price": "12.10", "sale_price": "", "tax_status": "taxable", "tax_class": "", "manage_stock": true,
        "stock_quantity": 3, "stock_status": "instock", "backorders": "no", "variations": []});
    for (name, value) in changes.as_object().into_iter().flatten() {
        product[name] = value.clone();
    }
    product
}
fn shopify(product: Json, variant: Json) -> Json {
    let mut whole = json!({"id": 1, "title": "Lamp", "product_type": "", "tags": "", "status": "active", "images": [],
        "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
        "variants": [{"id": 2, "price": "12.10", "compare_at_price": null, "sku": "L", "taxable": true,
            "inventory_management": "shopify", "inventory_quantity": 3, "inventory_policy": "deny",
            "option1": "Default Title"}]});
    for (name, value) in variant.as_object().into_iter().flatten() {
        whole["variants"][0][name] = value.clone();
    }
    for (name, value) in product.as_object().into_iter().flatten() {
        whole[name] = value.clone();
    }
    whole
}

#[test]
fn w2_blank_stock_is_unknown_and_no_stock_is_out_of_stock() {
    let stock = |changes: Json| {
        one("woocommerce", "canonical", woo(changes)).0["variants"][0]["stock"].clone()
    };
    assert_eq!(
        stock(json!({"stock_quantity": null}))["status"],
        "in_stock",
        "what the shop says holds"
    );
    assert_eq!(stock(json!({"stock_quantity": ""}))["quantity"], Json::Null);
    assert_eq!(stock(json!({"stock_quantity": 0}))["status"], "out_of_stock");
    assert_eq!(stock(json!({"stock_quantity": null, "stock_status": null}))["status"], "unknown");
    assert_eq!(stock(json!({"stock_quantity": 0, "backorders": "notify"}))["status"], "backorder");
}

#[test]
fn w3_a_variable_product_has_no_stock_of_its_own_when_its_variations_carry_it() {
    let variation = woo(json!({"id": 2, "type": "variation", "stock_quantity": 5}));
    let parent = woo(
        json!({"type": "variable", "manage_stock": false, "stock_quantity": null, "variations": [variation]}),
    );
    let (product, _) = one("woocommerce", "woocommerce", parent);
    assert_eq!(
        (&product["manage_stock"], &product["stock_quantity"]),
        (&json!(false), &Json::Null)
    );
    assert_eq!(product["variations"][0]["stock_quantity"], 5);
}

#[test]
fn w6_the_product_is_in_stock_when_any_of_its_variations_is() {
    let variation = |id: u32, left: u32| {
        woo(json!({"id": id, "type": "variation", "sku": id.to_string(), "stock_quantity": left}))
    };
    let parent = |left: u32| {
        woo(json!({"type": "variable", "stock_status": "outofstock", "manage_stock": false,
        "variations": [variation(2, 0), variation(3, left)]}))
    };
    assert_eq!(one("woocommerce", "woocommerce", parent(4)).0["stock_status"], "instock");
    assert_eq!(one("woocommerce", "woocommerce", parent(0)).0["stock_status"], "outofstock");
}

#[test]
fn w7_a_sku_that_comes_twice_is_told_and_both_products_are_given() {
    let items = json!([woo(json!({})), woo(json!({"id": 2}))]).to_string();
    let reply = map("woocommerce", "canonical", &items);
    assert_eq!(reply["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&reply["diagnostics"][0]["code"], &reply["diagnostics"][0]["item"]),
        (&json!("product.sku_twice"), &json!(1))
    );
}

#[test]
fn w9_the_prices_of_the_shop_are_never_recomputed() {
    for price in ["45", "49", "8.325", "0.01"] {
        let (product, _) = one("woocommerce", "canonical", woo(json!({"regular_price": price})));
        let given =
            product["variants"][0]["price"]["regular"].as_str().unwrap_or_default().to_owned();
        assert_eq!(given.parse::<f64>().ok(), price.parse::<f64>().ok(), "{price} became {given}");
    }
}

#[test]
fn s1_a_default_title_is_part_of_no_name_and_makes_no_attribute() {
    let (product, _) = one("shopify", "woocommerce", shopify(json!({}), json!({})));
    assert_eq!(
        (&product["name"], &product["type"], &product["attributes"]),
        (&json!("Lamp"), &json!("simple"), &json!([]))
    );
}

#[test]
fn s3_a_variant_with_missing_fields_is_given_with_what_it_has() {
    let bare =
        shopify(json!({"variants": [{"id": 2, "price": "5.00"}, {"sku": "no-id"}]}), json!({}));
    let (product, told) = one("shopify", "canonical", bare);
    assert_eq!(product["variants"].as_array().map(Vec::len), Some(1));
    assert_eq!(told, ["product.id_missing"]);
}

#[test]
fn s6_the_price_before_the_sale_is_kept() {
    let (product, _) =
        one("shopify", "woocommerce", shopify(json!({}), json!({"compare_at_price": "15.00"})));
    assert_eq!(
        (&product["regular_price"], &product["sale_price"]),
        (&json!("15.00"), &json!("12.10"))
    );
}

#[test]
fn shopify_tags_come_as_a_text_a_list_or_nothing() {
    for (tags, expected) in [
        (json!("a, b"), json!(["a", "b"])),
        (json!(["a", "b"]), json!(["a", "b"])),
        (json!(""), json!([])),
    ] {
        let (product, told) =
            one("shopify", "canonical", shopify(json!({"tags": tags}), json!({})));
        assert_eq!((&product["tags"], told), (&expected, vec![]), "{tags}");
    }
}

#[test]
fn a_price_of_one_tenth_of_a_cent_too_much_or_in_words_is_told() {
    for price in [
        json!(""),
        json!(null),
        json!("gratis"),
        json!(12.5e3),
        json!("10,50"),
        json!({"amount": "1"}),
    ] {
        let (product, told) =
            one("shopify", "canonical", shopify(json!({}), json!({"price": price})));
        let (given, is_number) =
            (product["variants"][0]["price"]["regular"].clone(), price.is_number());
        assert!(is_number || (given.is_null() && told.len() == 1), "{price}: {told:?}");
    }
}

#[test]
fn t1_a_rate_is_the_class_of_the_product_and_never_guessed() {
    let tax = |item: Json| one("shopify", "canonical", item);
    let (book, _) = tax(shopify(json!({"product_type": "Boeken"}), json!({})));
    assert_eq!(book["variants"][0]["tax"]["rate_percent"], "9");
    let (lamp, _) = tax(shopify(json!({"product_type": "Lampen"}), json!({})));
    assert_eq!(lamp["variants"][0]["tax"]["rate_percent"], "21");
    let (luxury, told) = one("woocommerce", "canonical", woo(json!({"tax_class": "luxury"})));
    let tax = &luxury["variants"][0]["tax"];
    assert_eq!((&tax["rate_percent"], &tax["origin"]), (&Json::Null, &json!("unknown")));
    assert_eq!(told, ["product.rate_unknown"]);
}

#[test]
fn t2_a_variation_takes_the_vat_of_its_product_where_it_says_none() {
    let variation = |class: Json| json!({"id": 2, "type": "variation", "regular_price": "1.00", "tax_class": class});
    for (class, rate) in [(json!(null), "9"), (json!("parent"), "9"), (json!(""), "21")] {
        let parent = woo(
            json!({"type": "variable", "tax_class": "reduced-rate", "variations": [variation(class.clone())]}),
        );
        let (product, _) = one("woocommerce", "canonical", parent);
        assert_eq!(product["variants"][0]["tax"]["rate_percent"], rate, "{class}");
    }
}

#[test]
fn g1_g2_a_gtin_is_a_text_that_keeps_its_zeros_and_a_wrong_one_is_told() {
    let (product, told) =
        one("shopify", "canonical", shopify(json!({}), json!({"barcode": "0036000291452"})));
    assert_eq!((&product["variants"][0]["gtin"], told), (&json!("0036000291452"), vec![]));
    let (product, told) =
        one("shopify", "canonical", shopify(json!({}), json!({"barcode": "87-12345678906"})));
    assert_eq!(product["variants"][0]["gtin"], "87-12345678906");
    assert_eq!(told, ["product.gtin_invalid"]);
}

#[test]
fn the_image_of_a_variation_comes_in_four_shapes() {
    for (image, expected) in [
        (json!({"id": 6, "src": "http://x/1.jpg"}), json!("http://x/1.jpg")),
        (json!(null), Json::Null),
        (json!([]), Json::Null),
        (json!(""), Json::Null),
    ] {
        let parent = woo(
            json!({"type": "variable", "variations": [woo(json!({"id": 2, "type": "variation", "image": image}))]}),
        );
        assert_eq!(
            one("woocommerce", "canonical", parent).0["variants"][0]["image"],
            expected,
            "{image}"
        );
    }
}

#[test]
fn stock_that_variations_share_with_their_product_is_said_to_be_shared() {
    let variation = woo(
        json!({"id": 2, "type": "variation", "manage_stock": "parent", "stock_quantity": null}),
    );
    let parent = woo(json!({"type": "variable", "stock_quantity": 8, "variations": [variation]}));
    let (product, _) = one("woocommerce", "canonical", parent.clone());
    let stock = &product["variants"][0]["stock"];
    assert_eq!((&stock["is_shared"], &stock["quantity"]), (&json!(true), &json!("8")));
    let (product, _) = one("woocommerce", "woocommerce", parent);
    assert_eq!(
        (&product["stock_quantity"], &product["variations"][0]["manage_stock"]),
        (&json!(8), &json!("parent"))
    );
}

#[test]
fn truths_and_counts_that_come_as_texts_are_read_as_meant() {
    let odd = woo(json!({"virtual": "true", "stock_quantity": "3", "manage_stock": "1"}));
    let (product, told) = one("woocommerce", "canonical", odd);
    assert_eq!(product["variants"][0]["is_virtual"], true);
    assert_eq!(product["variants"][0]["stock"]["quantity"], "3");
    assert_eq!(told, ["product.text_for_truth"]);
}

#[test]
fn ids_larger_than_an_integer_of_32_bits_are_kept_as_texts() {
    let (product, _) =
        one("woocommerce", "canonical", woo(json!({"id": 9_007_199_254_740_993u64})));
    assert_eq!(product["external_id"], "9007199254740993");
}

#[test]
fn a_kind_that_is_not_known_is_told_and_passes() {
    let (product, told) = one("woocommerce", "canonical", woo(json!({"type": "subscription"})));
    assert_eq!(
        (&product["kind"], told),
        (&json!("simple"), vec!["product.unknown_word".to_owned()])
    );
}

#[test]
fn a_sale_with_a_window_runs_only_within_it() {
    let sale = |from: &str, to: &str| {
        let product = woo(
            json!({"sale_price": "10.00", "date_on_sale_from_gmt": from, "date_on_sale_to_gmt": to}),
        );
        let (product, _) = one("woocommerce", "woocommerce", product);
        (product["price"].clone(), product["on_sale"].clone())
    };
    assert_eq!(sale("2026-11-01T00:00:00", "2026-12-01T00:00:00"), (json!("10.00"), json!(true)));
    assert_eq!(sale("2026-11-21T11:00:01", "2026-12-01T00:00:00"), (json!("12.10"), json!(false)));
    assert_eq!(sale("2026-01-01T00:00:00", "2026-11-21T11:00:00"), (json!("12.10"), json!(false)));
}

/// A till, by a mapping document of its own.
const TILL: &str = r#"{"version": 1, "source": "till", "items": "$.artikelen[*]",
  "product": {
    "external_id": "$.artikelnr",
    "name": {"first": ["$.omschr_nl", "$.omschr_en"]},
    "brand": "$.merk.naam",
    "status": {"path": "$.actief", "map": {"true": "active", "1": "active"}, "default": "draft"}
  },
  "categories": {"each": "$.groep", "name": {"path": "$", "split": ">"}},
  "images": {"each": "$.fotos[*]", "url": "$.adres"},
  "variants": {"each": "$",
    "external_id": "$.artikelnr", "sku": "$.artikelnr", "price.regular": "$.prijs", "price.sale": "$.actieprijs",
    "tax.taxable": {"const": true}, "tax.rate_percent": {"path": "$.btw", "lookup": "btw"},
    "stock.tracked": "$.voorraad_bijhouden", "stock.quantity": "$.voorraad",
    "unit": {"path": "$.eenheid", "map": {"st": "C62", "kg": "KGM"}, "default": "C62"}
  },
  "lookups": {"btw": {"H": "21", "L": 9}}}"#;

const TILL_ITEMS: &str = r#"{"artikelen":[
      {"artikelnr":1001,"omschr_en":"Cheese","omschr_nl":"Kaas","merk":false,"actief":"1","groep":"Zuivel > Kaas","prijs":12.5,
       "actieprijs":"","btw":"L","voorraad_bijhouden":"true","voorraad":"7","eenheid":"kg","fotos":{"adres":"http://x/kaas.jpg"}},
      {"artikelnr":"1002","omschr_nl":"","omschr_en":"Milk","merk":[],"actief":"nee","prijs":"1,50","btw":"X","voorraad":1e3}]}"#;

fn till(items: &str) -> String {
    format!(
        r#"{{"from":"custom","to":"canonical","shop":{SHOP},"mapping":{TILL},"items":{items}}}"#
    )
}

#[test]
fn a_text_is_split_where_it_says_so_however_it_is_spelled() {
    let items = r#"{"artikelen":[{"artikelnr":1,"omschr_nl":"Lamp","prijs":1,"btw":"L","groep":"Lampen\/Hang\u002fen \"sta\""}]}"#;
    let request = till(items).replace(r#""split": ">""#, r#""split": "/""#);
    let reply = map_json(request.as_bytes()).expect("maps");
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    let names = reply["items"][0]["categories"].as_array().expect("a list");
    let names: Vec<_> = names.iter().map(|one| one["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Lampen", "Hang", "en \"sta\""]);
}

#[test]
fn a_custom_shop_is_one_small_document_and_its_oddities_are_told_with_their_places() {
    let reply = map_json(till(TILL_ITEMS).as_bytes()).expect("maps");
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    let (cheese, milk) = (&reply["items"][0], &reply["items"][1]);
    assert_eq!((&cheese["name"], &milk["name"]), (&json!("Kaas"), &json!("Milk")));
    assert_eq!((&cheese["status"], &milk["status"]), (&json!("active"), &json!("draft")));
    let names: Vec<_> =
        cheese["categories"].as_array().into_iter().flatten().map(|it| &it["name"]).collect();
    assert_eq!(names, ["Zuivel", "Kaas"]);
    let variant = &cheese["variants"][0];
    assert_eq!((&variant["price"]["regular"], &variant["unit"]), (&json!("12.50"), &json!("KGM")));
    assert_eq!(
        (&variant["tax"]["rate_percent"], &variant["tax"]["origin"]),
        (&json!("9"), &json!("source"))
    );
    let told = |it: &Json| (it["item"].as_u64(), it["path"].clone(), it["code"].clone());
    let told: Vec<_> = reply["diagnostics"].as_array().into_iter().flatten().map(told).collect();
    let expected = [
        (1, "/prijs", "product.not_a_decimal"),
        (1, "/voorraad", "product.not_a_decimal"),
        (1, "/btw", "product.unknown_code"),
        (0, "/merk/naam", "product.false_for_null"),
        (0, "/voorraad_bijhouden", "product.text_for_truth"),
        (0, "/fotos", "product.object_for_list"),
        (1, "/merk/naam", "product.list_for_object"),
    ];
    let expected: Vec<_> =
        expected.map(|(item, path, code)| (Some(item), json!(path), json!(code))).into();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    assert!(expected.iter().all(|it| told.contains(it)), "{told:#?}");
}

#[test]
fn our_own_sample_catalogues_map_without_a_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    for shop in ["woocommerce", "shopify"] {
        let Ok(items) = fs::read_to_string(folder.join(format!("{shop}-products.json"))) else {
            println!("left out: examples/data has no products of {shop}");
            continue;
        };
        let reply = map(shop, "canonical", &items);
        assert!(reply["items"].as_array().map_or(0, Vec::len) >= 200, "{shop}");
        assert_eq!(reply["diagnostics"], json!([]), "{shop}");
        let again = serde_json::to_string(&reply["items"]).expect("JSON");
        assert_eq!(
            map("canonical", "canonical", &again),
            reply,
            "{shop}: what is stored reads back"
        );
        map(shop, "woocommerce", &items);
    }
}
