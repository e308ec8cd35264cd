//! Mapping documents of custom shops: each verb, by what it makes of a value.

use koppel::catalog::map_json;
use serde_json::{Value as Json, json};

/// The reply for one product, of a mapping with this rule for its name and this for the price.
fn mapped(sections: Json, items: Json) -> Json {
    let mut mapping = json!({"version": 1, "items": "$.rows[*]", "product": {"external_id": "$.id"},
        "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": {"const": "21"}}});
    for (name, value) in sections.as_object().into_iter().flatten() {
        for (field, rule) in value.as_object().into_iter().flatten() {
            mapping[name][field] = rule.clone();
            if rule.is_null() {
                mapping[name].as_object_mut().expect("an object").remove(field);
            }
        }
        if !value.is_object() {
            mapping[name] = value.clone();
        }
    }
    let request = json!({"from": "custom", "to": "canonical", "mapping": mapping, "items": items,
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"},
            "lookups": {"settings": {"media_url": "https://x.example/media"}}}});
    let reply = map_json(request.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_slice(&reply).expect("JSON")
}
fn name(rule: Json, row: Json) -> Json {
    let mut row = row;
    row["id"] = json!(1);
    row["price"] = json!("1.00");
    mapped(json!({"product": {"name": rule}}), json!([row]))["items"][0]["name"].clone()
}

#[test]
fn each_verb_makes_of_a_value_what_it_says() {
    for (rule, row, made) in [
        (json!("$.a"), json!({"a": "x"}), "x"),
        (json!("/a/b"), json!({"a": {"b": "x"}}), "x"),
        (json!("$['a b']"), json!({"a b": "x"}), "x"),
        (json!({"first": ["$.a", "$.b"]}), json!({"a": "", "b": "x"}), "x"),
        (json!({"first": ["$.a", "$.a.b"]}), json!({"a": {"b": "x"}}), "x"),
        (json!({"first": ["$.a", {"path": "$.b", "map": {"1": "een"}}]}), json!({"b": 1}), "een"),
        (json!({"template": "{$.a} - {$.b}"}), json!({"a": "x\"y", "b": "z"}), "x\"y - z"),
        (json!({"template": "{$.a} - {$.b}"}), json!({"a": "x"}), ""),
        (
            json!({"template": "{media_url}/{$.a}"}),
            json!({"a": "l.jpg"}),
            "https://x.example/media/l.jpg",
        ),
        (json!({"path": "$.a[*]", "join": ", "}), json!({"a": ["x", "y", "z"]}), "x, y, z"),
        (json!({"path": "$.a", "trim": true}), json!({"a": "  x\t"}), "x"),
        (json!({"path": "$.a", "after": "/"}), json!({"a": "gid://shop/Product/7"}), "7"),
        (json!({"path": "$.a", "strip_html": true}), json!({"a": "<p>x &amp; y</p>"}), "x & y"),
        (json!({"path": "$.a", "replace": {"_": " "}}), json!({"a": "x_y"}), "x y"),
        (json!({"path": "$.a", "map": {"1": "een", "*": "meer"}}), json!({"a": 2}), "meer"),
        (json!({"path": "$.a", "default": "x"}), json!({}), "x"),
        (json!({"path": "$.a", "empty": "x"}), json!({"a": ""}), "x"),
        (json!({"const": "x"}), json!({}), "x"),
        (json!("$..deep"), json!({"a": [{"b": {"deep": "x"}}]}), "x"),
        (json!("$.a[1]"), json!({"a": ["w", "x"]}), "x"),
        (json!("$.a[?@.n > 1].v"), json!({"a": [{"n": 1, "v": "w"}, {"n": 2, "v": "x"}]}), "x"),
        (json!("$.a[?@.n=='y'].v"), json!({"a": [{"v": "x", "n": "y"}]}), "x"),
    ] {
        assert_eq!(name(rule.clone(), row), made, "{rule}");
    }
}

#[test]
fn decimals_dates_and_units_are_read_as_the_shop_writes_them() {
    let variants = json!({"price.regular": {"path": "$.prijs", "decimal": {"mark": ","}}, "tax.rate_percent": {"path": "$.btw", "decimal": {"shift": 2}},
        "price.sale": {"path": "$.centen", "decimal": {"shift": -2}}, "price.sale_to": {"path": "$.tot", "date": {"format": "%d-%m-%Y", "inclusive": true}},
        "weight.value": "$.gram", "weight.unit": {"const": "g"}});
    let row = json!({"id": 1, "prijs": "1.249,50", "btw": 0.21, "centen": 99900, "tot": "30-11-2026", "gram": 250});
    let reply = mapped(json!({"variants": variants}), json!([row]));
    let variant = &reply["items"][0]["variants"][0];
    assert_eq!(variant["price"]["regular"], "1249.50");
    assert_eq!(variant["price"]["sale"], "999.00");
    assert_eq!(variant["price"]["sale_to"], "2026-11-30T23:00:00Z");
    assert_eq!(variant["tax"]["rate_percent"], "21");
    assert_eq!(reply["diagnostics"], json!([]));
    let wrong = json!({"id": 1, "prijs": "12.95", "btw": 0.21, "tot": "morgen"});
    let variants = json!({"price.regular": {"path": "$.prijs", "decimal": {"mark": ","}}, "price.sale_to": {"path": "$.tot", "date": {"format": "%d-%m-%Y"}}});
    let told: Vec<_> = mapped(json!({"variants": variants}), json!([wrong]))["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| (it["path"].to_string(), it["code"].to_string()))
        .collect();
    let told: Vec<_> =
        told.iter().map(|(path, code)| (path.trim_matches('"'), code.trim_matches('"'))).collect();
    assert_eq!(told, [("/prijs", "product.not_a_decimal"), ("/tot", "product.not_a_time")]);
}

#[test]
fn a_slow_path_is_said_to_be_slow() {
    let reply = mapped(
        json!({"product": {"name": "$..deep"}}),
        json!([{"id": 1, "price": 1, "deep": "x"}]),
    );
    assert_eq!(reply["diagnostics"][0]["code"], "mapping.slow_path");
    assert_eq!(reply["diagnostics"][0]["severity"], "info");
}

#[test]
fn what_a_condition_names_is_left_out_and_what_is_required_is_told() {
    let sections = json!({"skip_if": {"path": "$.weg", "equals": [true, "ja"]}, "product": {"name": {"path": "$.naam", "required": true}},
        "images": {"each": "$.fotos[*]", "skip_if": {"path": "$.oud", "equals": 1}, "url": "$.url"}});
    let fotos = json!([{"url": "a", "oud": 1}, {"url": "b"}, {"url": "b"}, {"url": ""}]);
    let items = json!([{"id": 1, "weg": "ja"}, {"id": 2, "weg": true, "naam": "x"}, {"id": 3, "price": 1},
        {"id": 4, "price": 1, "naam": "x", "weg": "nee", "fotos": fotos}]);
    let reply = mapped(sections, items);
    assert_eq!(reply["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(reply["items"][0]["images"], json!([{"url": "b"}]));
    let told = &reply["diagnostics"];
    assert_eq!((&told[0]["item"], &told[0]["code"]), (&json!(2), &json!("product.field_missing")));
    assert_eq!(told.as_array().map(Vec::len), Some(1));
}

#[test]
fn rows_of_one_group_become_one_product() {
    let sections = json!({"group_by": "$.model", "product": {"name": "$.naam"},
        "attributes": {"each": "$", "key": {"const": "maat"}, "name": {"const": "Maat"}, "varies": {"const": true}},
        "variants": {"choices": {"each": "$", "key": {"const": "maat"}, "value": "$.maat"}}});
    let row = |id: u32, model: Json, size: &str| json!({"id": id, "model": model, "naam": "Hemd", "maat": size, "price": 1});
    let reply = mapped(
        sections,
        json!([row(1, json!("h"), "S"), row(2, json!(null), ""), row(3, json!("h"), "M")]),
    );
    let items = reply["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(items.len(), 2);
    let group = items.iter().find(|item| item["external_id"] == "1").expect("the group");
    let ids: Vec<_> = group["variants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| it["external_id"].clone())
        .collect();
    assert_eq!(ids, [json!("1"), json!("3")]);
    assert_eq!(group["variants"][1]["choices"][0]["value"], "M");
    assert_eq!(group["attributes"][0]["values"], json!(["S", "M"]));
}

#[test]
fn a_setting_that_is_not_given_is_told_once() {
    let rule = json!({"template": "{cdn}/{$.a}"});
    // Where there is nothing to put behind it, none is missed.
    let rows = json!([{"id": 1, "price": 1, "a": "x"}, {"id": 2, "price": 1, "a": "y"}, {"id": 3, "price": 1}]);
    let reply = mapped(json!({"product": {"name": rule}}), rows);
    let told = reply["diagnostics"].as_array().cloned().unwrap_or_default();
    assert_eq!(
        (told.len(), &told[0]["code"], &told[0]["count"]),
        (1, &json!("product.setting_missing"), &json!(2))
    );
}

#[test]
fn a_year_that_no_calendar_has_is_no_point_in_time() {
    for (format, date) in [
        ("%Y-%m-%d", "+262142-12-31"),
        ("%Y-%m-%d %H:%M:%S", "-262143-01-01 00:00:00"),
        ("%Y-%m-%d %H:%M:%S %z", "+262142-12-31 23:59:59 -1200"),
        ("%s", "8210266876799"),
        ("%Y-%m-%d", "0000-00-00"),
        ("%Y-%m-%d", "9999-12-31"),
    ] {
        let rule = json!({"path": "$.a", "date": {"format": format, "inclusive": true}});
        let row = json!({"id": 1, "price": 1, "a": date});
        let reply = mapped(json!({"product": {"updated_at": rule}}), json!([row]));
        assert_eq!(reply["items"][0]["updated_at"], Json::Null, "{date}");
        assert_eq!(reply["diagnostics"][0]["code"], "product.not_a_time", "{date}");
    }
}

#[test]
fn a_broken_mapping_is_refused_with_its_place_or_runs_and_never_is_a_panic() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % limit.max(1)
    };
    let pieces =
        ["$", "$.a", "[*]", "$[*]", "", "*", "$..b", "/a", "-128", "%s", "const", "first", "each"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let (mut ran, mut refused) = (0, 0);
    for (name, texts) in koppel::shops::SHOPS {
        let items = std::fs::read_to_string(format!("{folder}/{name}/products.json"))
            .unwrap_or_else(|_| "[]".to_owned());
        for round in 0..100 {
            let mut text = texts[round % texts.len()].to_owned();
            for _ in 0..1 + below(2) {
                // A quoted text, or what is between two of them, becomes something else.
                let quotes: Vec<_> = text.match_indices('"').map(|(at, _)| at).collect();
                let nth = below(quotes.len() - 1);
                let (from, to) = (quotes[nth] + 1, quotes[nth + 1]);
                text.replace_range(from..to, pieces[below(pieces.len())]);
            }
            let request = format!(
                r#"{{"from":"custom","to":"canonical","mapping":{text},"shop":{{"currency":"EUR","prices_include_vat":true,"vat":{{"standard":"21"}}}},"items":{items}}}"#
            );
            match map_json(request.as_bytes()) {
                Ok(reply) => {
                    serde_json::from_slice::<Json>(&reply).expect("what is written is JSON");
                    ran += 1;
                }
                Err(error) => {
                    let is_placed = !error.path.is_empty() || error.code.as_str() == "json.syntax";
                    assert!(is_placed, "{} {}: {text}", error.code.as_str(), error.message);
                    refused += 1;
                }
            }
        }
    }
    assert!(ran > 20 && refused > 50, "{ran} {refused}");
}

#[test]
fn a_mapping_with_too_much_in_one_place_is_refused() {
    let rows = |path: &dyn Fn(usize) -> String| {
        let items: Vec<String> = (0..70).map(path).collect();
        let mapping = json!({"version": 1, "items": items, "product": {"external_id": "$.id"}, "variants": {"each": "$", "external_id": "$.id"}});
        let request = json!({"from": "custom", "to": "canonical", "mapping": mapping, "items": [],
            "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {}}});
        map_json(request.to_string().as_bytes()).map_err(|error| (error.code.as_str(), error.path))
    };
    assert_eq!(
        rows(&|nth| format!("$.list{nth}[*]")),
        Err(("mapping.invalid", "/mapping/items/64".to_owned()))
    );
    assert!(rows(&|nth| format!("$.{}.list{nth}[*]", ["a", "b"][nth % 2])).is_ok());
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md");

#[test]
fn the_example_of_the_documentation_works_as_it_says() {
    let page = std::fs::read_to_string(PAGE).expect("the page");
    let blocks: Vec<Json> = page
        .split("```json\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .map(|block| serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}")))
        .collect();
    let [mapping, export, product] = &blocks[..3] else { panic!("three blocks") };
    let request = json!({"from": "custom", "to": "canonical", "mapping": mapping, "items": export,
        "calculated_at": "2026-11-21T12:00:00+01:00",
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"hoog": "21", "laag": "9"}, "lookups": {"settings": {"media_url": "https://shop.example/media"}}}});
    let reply = map_json(request.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    if std::env::var_os("KOPPEL_BLESS").is_some() {
        let old = serde_json::to_string_pretty(product).expect("JSON");
        let new = serde_json::to_string_pretty(&reply["items"][0]).expect("JSON");
        std::fs::write(PAGE, page.replacen(&old, &new, 1)).expect("the page is written");
        return;
    }
    assert_eq!(&reply["items"][0], product, "{:#}", reply["items"][0]);
    assert_eq!(reply["diagnostics"], json!([]));
}

#[test]
fn a_first_mapping_says_by_its_diagnostics_what_it_lacks_as_the_documentation_shows() {
    let page = std::fs::read_to_string(PAGE).expect("the page");
    let blocks: Vec<&str> =
        page.split("```json\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    let [_, export, _, first, told] = &blocks[..5] else { panic!("five blocks") };
    let read = |text: &str| -> Json { serde_json::from_str(text).expect(text) };
    let request = json!({"from": "custom", "to": "canonical", "mapping": read(first), "items": read(export),
        "shop": {"currency": "EUR", "prices_include_vat": true, "vat": {"hoog": "21", "laag": "9"}}});
    let reply = map_json(request.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let reply: Json = serde_json::from_slice(&reply).expect("JSON");
    if std::env::var_os("KOPPEL_BLESS").is_some() {
        let lines: Vec<String> = reply["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| format!("  {one}"))
            .collect();
        let new = format!("[\n{}\n]\n", lines.join(",\n"));
        std::fs::write(PAGE, page.replacen(told, &new, 1)).expect("the page is written");
        return;
    }
    assert_eq!(reply["diagnostics"], read(told));
}

/// The variants of a product, and the codes of what was told.
fn variants(sections: Json, items: Json) -> (Json, Vec<String>) {
    let reply = mapped(sections, items);
    let told = reply["diagnostics"].as_array().expect("a list").iter();
    let told = told.map(|one| one["code"].as_str().expect("a code").to_owned()).collect();
    (reply["items"][0]["variants"].clone(), told)
}

#[test]
fn stock_in_a_list_beside_is_known_by_the_variants_id_and_a_count_that_is_none_makes_it_unknown() {
    let counted = |rows: Json| {
        let sections = json!({
            "items": "$.rows[*]", "variants": { "levels": "stock" },
            "learn": [{ "each": "$.stock[*]", "table": "stock", "of": "$.id", "key": "$.place", "value": "$.n" }],
        });
        let items = json!({ "stock": rows, "rows": [{ "id": 1, "price": "1.00" }] });
        let (variants, told) = variants(sections, items);
        (variants[0]["stock"]["quantity"].clone(), told)
    };
    let at = |place: &str, n: Json| json!({ "id": 1, "place": place, "n": n });
    let (five, nothing) = (at("a", json!("5")), Vec::<String>::new());
    assert_eq!(counted(json!([five, at("b", json!(2))])), (json!("7"), nothing.clone()));
    assert_eq!(counted(json!([five, at("b", json!(""))])), (json!("5"), nothing.clone()));
    assert_eq!(counted(json!([at("b", json!(""))])), (Json::Null, nothing));
    for odd in [json!("5,00"), json!("5 st"), json!(true)] {
        let told = vec!["product.not_a_decimal".to_owned()];
        assert_eq!(counted(json!([five, at("b", odd)])), (Json::Null, told));
    }
}

#[test]
fn of_a_group_what_does_not_say_that_it_is_sold_is_not_sold() {
    let status = json!({ "path": "$.s", "map": { "J": "active", "N": "draft" } });
    for said in [json!("Vervallen"), json!(""), Json::Null, json!("N")] {
        let rows = json!([{ "id": 1, "g": "x", "s": "J", "price": "1.00" },
            { "id": 2, "g": "x", "s": said, "price": "1.00" }]);
        let sections = json!({ "group_by": "$.g", "product": { "status": status } });
        let (variants, _) = variants(sections, rows);
        assert_eq!(variants[0]["status"], "active");
        assert_eq!(variants[1]["status"], "draft", "{said}");
    }
}

#[test]
fn a_fault_of_a_member_of_a_group_is_told_once_at_the_member() {
    let status = json!({ "path": "$.s", "map": { "J": "active" } });
    let row =
        |id: u32, said: &str, price: &str| json!({ "id": id, "g": "x", "s": said, "price": price });
    for (rows, told) in [
        ([row(1, "J", "1.00"), row(2, "Vervallen", "1.00")], json!([[1, "/s"]])),
        ([row(2, "Vervallen", "1.00"), row(1, "J", "?")], json!([[0, "/s"], [1, "/price"]])),
        ([row(1, "Weg", "?"), row(2, "J", "-")], json!([[0, "/s"], [0, "/price"], [1, "/price"]])),
    ] {
        let sections = json!({ "group_by": "$.g", "product": { "status": status } });
        let reply = mapped(sections, json!(rows));
        let mut places: Vec<_> = reply["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|it| it["code"] != "product.price_missing")
            .map(|it| json!([it["item"], it["path"]]))
            .collect();
        places.sort_by_key(Json::to_string);
        let mut told = told.as_array().cloned().expect("places");
        told.sort_by_key(Json::to_string);
        assert_eq!(places, told, "{reply}");
    }
}

#[test]
fn a_class_or_a_rate_that_is_named_and_not_understood_is_charged_at_no_other_one() {
    let words = json!({ "path": "$.v", "map": { "H": "standard" } });
    let rate = |rules: Json, said: Json| {
        let (variants, told) = variants(
            json!({ "variants": rules }),
            json!([{ "id": 1, "price": "1.00", "v": said }]),
        );
        (variants[0]["tax"]["rate_percent"].clone(), !told.is_empty())
    };
    let none = Json::Null;
    let by_class = json!({ "tax.class": words, "tax.rate_percent": null });
    assert_eq!(rate(by_class.clone(), json!("H")), (json!("21"), false));
    assert_eq!(rate(by_class, json!("l")), (none.clone(), true));
    let by_rate = json!({ "tax.class": { "const": "standard" }, "tax.rate_percent": "$.v" });
    for odd in [json!([9]), json!({ "tarief": 9 }), json!(true), json!("9%")] {
        assert_eq!(rate(by_rate.clone(), odd), (none.clone(), true));
    }
    assert_eq!(rate(by_rate, json!("9")), (json!("9"), false));
}

#[test]
fn a_weight_in_a_unit_that_the_mapping_does_not_know_is_none() {
    let rules = json!({ "weight.value": "$.w",
        "weight.unit": { "path": "$.u", "map": { "gram": "g" } } });
    let weight = |unit: &str| {
        let row = json!({ "id": 1, "price": "1.00", "w": "500", "u": unit });
        let (variants, told) = variants(json!({ "variants": rules }), json!([row]));
        (variants[0]["weight"]["value"].clone(), told)
    };
    assert_eq!(weight("gram"), (json!("500"), vec![]));
    assert_eq!(weight("ons"), (Json::Null, vec!["product.unknown_word".into()]));
}

#[test]
fn a_year_of_two_digits_is_none_where_four_are_named() {
    let rules = json!({ "price.sale": "$.sale",
        "price.sale_from": { "path": "$.from", "date": { "format": "%d-%m-%Y" } } });
    let row = json!({ "id": 1, "price": "10.00", "sale": "8.00", "from": "01-12-26" });
    let (variants, told) = variants(json!({ "variants": rules }), json!([row]));
    assert_eq!(variants[0]["price"]["sale"], Json::Null);
    assert_eq!(told, ["product.not_a_time"]);
}

#[test]
fn quantities_of_a_table_that_nobody_fills_are_refused() {
    let levels = |table: &str| {
        let mapping = json!({ "version": 1, "items": "$.rows[*]", "product": { "external_id": "$.id" },
            "variants": { "each": "$", "external_id": "$.id", "levels": table },
            "learn": [{ "each": "$.stock[*]", "table": "stock", "of": "$.id", "key": "$.at", "value": "$.n" }] });
        let request = json!({ "from": "custom", "to": "canonical", "mapping": mapping, "items": [],
            "shop": { "currency": "EUR", "prices_include_vat": true } });
        map_json(request.to_string().as_bytes()).map_err(|error| (error.code.as_str(), error.path))
    };
    assert!(levels("stock").is_ok());
    let refused = Err(("mapping.unknown_lookup", "/mapping/variants/levels".to_owned()));
    assert_eq!(levels("stok"), refused);
}

#[test]
fn a_variant_that_is_the_record_itself_is_left_out_with_it_alone() {
    let mapping = json!({ "version": 1, "items": "$[*]", "product": { "external_id": "$.id" },
        "variants": { "each": "$", "external_id": "$.id", "skip_if": { "path": "$.m", "equals": "x" } } });
    let request = json!({ "from": "custom", "to": "canonical", "mapping": mapping, "items": [], "shop": { "currency": "EUR", "prices_include_vat": true } });
    let error = map_json(request.to_string().as_bytes()).expect_err("it would be ignored");
    assert_eq!(
        (error.code.as_str(), &*error.path),
        ("mapping.invalid", "/mapping/variants/skip_if")
    );
}
