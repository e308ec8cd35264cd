//! What a shop means by what it sends, where it says so in a way that nobody foresaw: taken as it is meant, or told.

use super::{map, one, sample};
use koppel::catalog::map_json;
use koppel::error::Error;
use serde_json::{Value as Json, json};

/// The reply for these items, as they are written, read by a mapping of these sections.
fn tried(sections: &Json, items: &str) -> Result<Json, Error> {
    let mut mapping = json!({"version": 1, "items": "$.rows[*]", "product": {"external_id": "$.id"},
        "variants": {"each": "$", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": {"const": "21"}}});
    for (name, section) in sections.as_object().into_iter().flatten() {
        mapping[name] = section.clone();
    }
    let shop = json!({"currency": "EUR", "prices_include_vat": true, "vat": {"standard": "21"}});
    let request = format!(
        r#"{{"from":"custom","to":"canonical","mapping":{mapping},"shop":{shop},"items":{items}}}"#
    );
    let reply = map_json(request.as_bytes())?;
    Ok(serde_json::from_slice(&reply).expect("JSON"))
}
fn written(sections: &Json, items: &str) -> Json {
    tried(sections, items).unwrap_or_else(|error| panic!("{error}"))
}
fn read(sections: Json, items: &Json) -> Json {
    written(&sections, &items.to_string())
}
/// Where each thing of a reply is told, and its code.
fn told(reply: &Json) -> Vec<(String, String)> {
    let text = |it: &Json| it.as_str().unwrap_or_default().to_owned();
    let told = reply["diagnostics"].as_array().into_iter().flatten();
    told.map(|it| (text(&it["path"]), text(&it["code"]))).collect()
}

/// The fields whose words are few, each in a mapping that reads it from `$.word`.
fn closed(field: &str, rule: &Json) -> Json {
    let mut product = json!({"external_id": "$.id"});
    let mut variants = json!({"each": "$", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": {"const": "21"}});
    match field.strip_prefix("variants.") {
        Some(name) => variants[name] = rule.clone(),
        None => product[field] = rule.clone(),
    }
    json!({"product": product, "variants": variants})
}
/// Each such field, a word that it knows, where it stands in the canonical product, and what stands there without it.
const CLOSED: [(&str, &str, &str, &str); 6] = [
    ("kind", "grouped", "/kind", "simple"),
    ("status", "archived", "/status", "draft"),
    ("visibility", "hidden", "/visibility", "visible"),
    ("variants.status", "archived", "/variants/0/status", "active"),
    ("variants.price.authority", "excl", "/variants/0/price/authority", "incl"),
    ("variants.stock.backorders", "notify", "/variants/0/stock/backorders", "no"),
];

#[test]
fn a_word_outside_a_closed_set_is_told_with_the_words_that_are_known_and_says_nothing() {
    let given = |field: &str, rule: &Json, word: Json, at: &str| {
        let rows = json!({"rows": [{"id": 1, "price": "1.00", "word": word}]});
        let reply = read(closed(field, rule), &rows);
        let said = reply["items"][0].pointer(at).cloned().unwrap_or_default();
        (said, told(&reply), reply["diagnostics"][0]["message"].to_string())
    };
    let rules = [
        json!("$.word"),
        json!({"path": "$.word", "trim": true}),
        json!({"first": ["$.nothing", "$.word"]}),
    ];
    for (field, known, at, without) in CLOSED {
        for rule in &rules {
            let (said, told, _) = given(field, rule, json!(known), at);
            assert_eq!((said, told), (json!(known), vec![]), "{field} {rule}");
            for word in [json!("onzin"), json!(known.to_uppercase()), json!(1), json!("Ⅻ\n")] {
                let (said, told, message) = given(field, rule, word.clone(), at);
                assert_eq!(said, without, "{field} {rule} {word}");
                assert!(message.contains(known), "{message}");
                let told: Vec<_> = told.iter().map(|(path, code)| (&path[..], &code[..])).collect();
                assert_eq!(told, [("/word", "product.unknown_word")], "{field} {rule} {word}");
            }
            for nothing in [json!(null), json!("")] {
                let (said, told, _) = given(field, rule, nothing.clone(), at);
                let said = if said == "" { json!(without) } else { said };
                assert_eq!((said, told), (json!(without), vec![]), "{field} {rule} {nothing}");
            }
        }
        let (said, told, _) = given(field, &json!("$..word"), json!("onzin"), at);
        assert_eq!((said, told[0].1.as_str()), (json!(without), "product.unknown_word"), "{field}");
    }
}

#[test]
fn a_word_is_known_however_json_spells_it() {
    let items = r#"{"rows": [{"id": 1, "price": "1.00", "word": "\u0061rchived"}]}"#;
    let reply = written(&closed("status", &json!("$.word")), items);
    assert_eq!((&reply["items"][0]["status"], told(&reply)), (&json!("archived"), vec![]));
}

#[test]
fn a_mapping_whose_own_word_stands_outside_a_closed_set_is_refused_at_its_rule() {
    let rows = r#"{"rows": []}"#;
    for (field, known, ..) in CLOSED {
        let (section, name) = match field.split_once('.') {
            Some((section, name)) => (section, name),
            None => ("product", field),
        };
        let at = format!("/mapping/{section}/{name}");
        for (rule, under) in [
            (json!({"const": "onzin"}), ""),
            (json!({"path": "$.word", "map": {"1": "onzin"}}), ""),
            (json!({"path": "$.word", "map": {"1": known, "*": "onzin"}}), ""),
            (json!({"path": "$.word", "default": "onzin"}), ""),
            (json!({"path": "$.word", "empty": "onzin"}), ""),
            (json!({"first": ["$.word", {"path": "$.x", "map": {"1": "onzin"}}]}), "/first/1"),
        ] {
            let error =
                tried(&closed(field, &rule), rows).err().unwrap_or_else(|| panic!("{rule}"));
            assert_eq!(
                (error.code.as_str(), error.path),
                ("mapping.invalid", format!("{at}{under}"))
            );
            assert!(error.message.contains(known), "{}", error.message);
        }
        for rule in [
            json!({"const": known}),
            json!({"path": "$.word", "map": {"1": known, "2": null, "3": ""}, "default": known}),
            json!({"first": ["$.word", {"const": "1"}], "map": {"1": known}}),
        ] {
            tried(&closed(field, &rule), rows).unwrap_or_else(|error| panic!("{rule}: {error}"));
        }
    }
}

#[test]
fn what_a_slow_path_finds_is_checked_like_what_is_read() {
    let variants = json!({"each": "$", "external_id": "$.id", "price.regular": "$..prijs", "tax.rate_percent": {"const": "21"}});
    let rows = json!({"rows": [{"id": 1, "a": {"prijs": "12,95"}}]});
    let reply = read(json!({"variants": variants}), &rows);
    assert_eq!(reply["items"][0]["variants"][0]["price"]["regular"], Json::Null);
    assert_eq!(told(&reply)[0].1, "product.not_a_decimal");
}

/// Every order of these.
fn orders(rows: &[Json]) -> Vec<Vec<Json>> {
    if rows.len() < 2 {
        return vec![rows.to_vec()];
    }
    let with_first = |first: usize| {
        let mut rest = rows.to_vec();
        let one = rest.remove(first);
        orders(&rest).into_iter().map(move |rest| [vec![one.clone()], rest].concat())
    };
    (0..rows.len()).flat_map(with_first).collect()
}

#[test]
fn a_group_is_the_product_of_its_lowest_id_in_any_order_of_its_members() {
    let sections = json!({"group_by": "$.model", "product": {"external_id": "$.id", "name": "$.naam", "status": "$.status"}});
    let row = |id: Json, status: &str| json!({"id": id, "model": "h", "naam": format!("Hemd {id}"), "status": status, "price": "1.00"});
    for (ids, lowest) in [
        ([json!(9), json!(10), json!(100)], "9"),
        ([json!("b"), json!("ab"), json!("B")], "B"),
        ([json!("10"), json!(9), json!("")], "9"),
    ] {
        for (statuses, status) in [
            (["archived", "active", "draft"], "active"),
            (["archived", "archived", "archived"], "archived"),
        ] {
            let rows: Vec<Json> =
                ids.iter().zip(statuses).map(|(id, status)| row(id.clone(), status)).collect();
            let product = |rows: &[Json]| {
                let reply = read(sections.clone(), &json!({"rows": rows}));
                assert_eq!(reply["items"].as_array().map(Vec::len), Some(1));
                reply["items"][0].clone()
            };
            let first = product(&rows);
            assert_eq!((&first["external_id"], &first["status"]), (&json!(lowest), &json!(status)));
            for rows in orders(&rows) {
                assert_eq!(product(&rows), first, "{rows:?}");
            }
            // What is not sold by itself is not sold as one of several.
            let variants = first["variants"].as_array().into_iter().flatten();
            for variant in variants.filter(|_| status == "active") {
                let id = &variant["external_id"];
                let is_it = |one: &Json| *id == one.as_str().unwrap_or(&one.to_string());
                let nth = ids.iter().position(is_it);
                assert_eq!(variant["status"], statuses[nth.expect("one of them")], "{variant}");
            }
        }
    }
}

#[test]
fn members_of_a_group_that_share_its_id_go_by_their_own() {
    let sections = json!({"group_by": "$.model", "product": {"external_id": "$.model"}});
    let rows = [100, 9, 10].map(|id| json!({"id": id, "model": "h", "price": "1.00"}));
    for rows in orders(&rows) {
        let reply = read(sections.clone(), &json!({"rows": rows}));
        let variants = reply["items"][0]["variants"].as_array().into_iter().flatten();
        let ids: Vec<_> = variants.map(|it| it["external_id"].as_str()).collect();
        assert_eq!(ids, [Some("9"), Some("10"), Some("100")]);
    }
}

#[test]
fn the_same_items_of_lightspeed_are_the_same_products_in_any_order() {
    for (shop, list) in [("lightspeed-r", "Item"), ("lightspeed-x", "products")] {
        let sample = sample(shop);
        let products = |sample: &Json| {
            let mut items = map(shop, "canonical", &sample.to_string())["items"].clone();
            let items = items.as_array_mut().expect("items");
            items.sort_by_key(|item| item["external_id"].to_string());
            items.clone()
        };
        let mut turned = sample.clone();
        turned[list].as_array_mut().unwrap_or_else(|| panic!("{shop}: {list}")).reverse();
        assert_eq!(products(&turned), products(&sample), "{shop}");
    }
}

#[test]
fn one_plain_value_is_a_list_of_one_and_that_is_told() {
    let sections = json!({"images": {"each": "$.fotos.foto[*]", "url": "$"}, "tags": "$.tags[*]",
        "product": {"external_id": "$.id", "name": {"path": "$.namen[*]", "join": " "}},
        "attributes": {"each": "$.kenmerken[*]", "name": "$.naam", "values": "$.waarden[*]"}});
    let reply = |value: Json| {
        let row = json!({"id": 1, "price": "1.00", "fotos": {"foto": value}, "tags": value, "namen": value,
            "kenmerken": [{"naam": "Inhoud", "waarden": value}]});
        read(sections.clone(), &json!({"rows": [row]}))
    };
    let parts = |reply: &Json| {
        let item = &reply["items"][0];
        ["images", "tags", "name", "attributes"].map(|name| item[name].clone())
    };
    let places = ["/fotos/foto", "/tags", "/namen", "/kenmerken/0/waarden"];
    for value in [json!("500 g"), json!(5), json!("caf\u{e9} \"x\"")] {
        let (one, list) = (reply(value.clone()), reply(json!([value.clone()])));
        assert_eq!(parts(&one), parts(&list), "{value}");
        assert_eq!(told(&list), []);
        for place in places {
            let here = (place.to_owned(), "product.object_for_list".to_owned());
            assert!(told(&one).contains(&here), "{place} {value}: {:?}", told(&one));
        }
        assert_eq!(told(&one).len(), places.len());
    }
    for nothing in [json!(""), json!(null)] {
        let reply = reply(nothing.clone());
        assert_eq!(parts(&reply)[..2], [json!([]), json!([])], "{nothing}");
        assert_eq!(told(&reply), [], "{nothing}");
    }
    let codes: Vec<_> = told(&reply(json!(false))).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, vec!["product.false_for_null"; places.len()]);
    let tag = json!({"itemID": "1", "description": "Lamp", "archived": "false", "Tags": {"tag": "zomer"},
        "Prices": {"ItemPrice": {"amount": "1", "useType": "Default"}}});
    assert_eq!(one("lightspeed-r", "canonical", tag).0["tags"], json!(["zomer"]));
}

#[test]
fn variants_that_name_their_product_join_it_wherever_they_stand() {
    let field = |section: Json| -> Json {
        let mut sections = json!({"parts": "$.maten[*]", "variants": {"each": "$", "external_id": "$.id", "parent_id": "$.artikel",
            "price.regular": "$.price", "tax.rate_percent": {"const": "21"}}});
        for (name, section) in section.as_object().into_iter().flatten() {
            sections[name] = section.clone();
        }
        sections
    };
    let sections = field(json!({}));
    let rows = json!([{"id": 1}, {"id": 2, "price": "5.00"}, {"id": 3}]);
    let parts = json!([{"id": "a", "artikel": 1, "price": "1.00"}, {"id": "b", "artikel": 9, "price": "2.00"},
        {"id": "c", "artikel": 1, "price": "3.00"}]);
    for (first, second) in [("rows", "maten"), ("maten", "rows")] {
        let list = |name: &str| if name == "rows" { &rows } else { &parts };
        let items = format!(r#"{{"{first}":{},"{second}":{}}}"#, list(first), list(second));
        let reply = written(&sections, &items);
        let variants = |nth: usize| -> Vec<(Json, Json)> {
            let variants = reply["items"][nth]["variants"].as_array().into_iter().flatten();
            variants.map(|it| (it["external_id"].clone(), it["price"]["regular"].clone())).collect()
        };
        assert_eq!(variants(0), [(json!("a"), json!("1.00")), (json!("c"), json!("3.00"))]);
        assert_eq!(variants(1), [(json!("2"), json!("5.00"))], "none names it: it is its own");
        assert_eq!(variants(2), []);
        let here = |path: &str, code: &str| (path.to_owned(), format!("product.{code}"));
        let mut told = told(&reply);
        told.sort();
        assert_eq!(told, [here("", "variants_missing"), here("/maten/1", "variant_orphan")]);
    }
    // One that is said to be simple does not wait.
    let product = json!({"external_id": "$.id", "kind": "$.soort"});
    let items = json!({"rows": [{"id": 1, "soort": "simple", "price": "5.00"}], "maten": parts});
    let reply = read(field(json!({"product": product})), &items);
    assert_eq!(reply["items"][0]["variants"][0]["price"]["regular"], "5.00");
    assert_eq!(told(&reply).len(), 3, "{:?}", told(&reply));
}

#[test]
fn attributes_and_images_stand_in_the_order_of_their_positions_where_all_have_one() {
    let item = |options: Json, images: Json| {
        let item = json!({"id": 1, "title": "Hemd", "options": options, "images": images, "variants": [
            {"id": 2, "price": "1.00", "taxable": true, "option1": "Red", "option2": "S"}]});
        one("shopify", "canonical", item)
    };
    let option =
        |name: &str, position: Json| json!({"name": name, "position": position, "values": []});
    let image = |name: &str, position: Json| json!({"src": format!("https://x.example/{name}"), "position": position});
    let (product, told) = item(
        json!([option("Size", json!(2)), option("Color", json!(1))]),
        json!([
            image("c", json!("10")),
            image("b", json!(2)),
            image("a", json!(1)),
            image("b2", json!(2))
        ]),
    );
    assert_eq!(told, Vec::<String>::new());
    let choices = product["variants"][0]["choices"].as_array().into_iter().flatten();
    let choices: Vec<_> = choices.map(|it| (it["name"].as_str(), it["value"].as_str())).collect();
    assert_eq!(choices, [(Some("Color"), Some("Red")), (Some("Size"), Some("S"))]);
    assert_eq!(product["attributes"][0]["values"], json!(["Red"]));
    let addresses = |product: &Json| -> Vec<String> {
        let images = product["images"].as_array().into_iter().flatten();
        images
            .map(|it| it["url"].as_str().unwrap_or_default().replace("https://x.example/", ""))
            .collect()
    };
    assert_eq!(addresses(&product), ["a", "b", "b2", "c"]);
    let (product, _) = item(
        json!([option("Color", json!(null)), option("Size", json!(1))]),
        json!([image("b", json!(2)), image("a", json!(1)), image("c", json!(null))]),
    );
    assert_eq!(product["attributes"][0]["name"], "Color", "not all of them say where they stand");
    assert_eq!(addresses(&product), ["b", "a", "c"]);
}

#[test]
fn a_path_leads_to_what_it_tells_of_or_stops_before_it() {
    let paths = |reply: &Json| -> Vec<(String, String)> { told(reply) };
    let here = |path: &str, code: &str| (path.to_owned(), format!("product.{code}"));
    let pairs = json!([{"k": "x", "v": 1}, {"k": "y", "v": 2}, {"k": "btw", "v": "?"}]);
    let fields = |each: &str| {
        json!({"each": each, "external_id": "$.id", "sku": "$.sku", "gtin": "$.ean", "price.regular": "$.price",
            "tax.class": "$.soort[?@.k=='btw'].v"})
    };
    let variant = |id: &str, ean: &str| json!({"id": id, "price": "1.00", "sku": id, "ean": ean, "soort": pairs});
    let rows = |row: Json| json!({"rows": [row]});

    // Behind a filter nobody knows any more which element it was.
    let reply = read(json!({"variants": fields("$")}), &rows(variant("1", "12")));
    assert_eq!(paths(&reply), [here("/soort", "rate_unknown"), here("/ean", "gtin_invalid")]);
    let reply = read(
        json!({"variants": fields("$.los")}),
        &rows(json!({"id": 1, "los": variant("a", "12")})),
    );
    assert_eq!(
        paths(&reply),
        [here("/los/soort", "rate_unknown"), here("/los/ean", "gtin_invalid")]
    );
    let many = json!({"id": 1, "lijst": [variant("a", "96385074"), variant("b", "12")]});
    let reply = read(json!({"variants": fields("$.lijst[*]")}), &rows(many));
    let soort = |nth: u32| here(&format!("/lijst/{nth}/soort"), "rate_unknown");
    assert_eq!(paths(&reply), [soort(0), soort(1), here("/lijst/1/ean", "gtin_invalid")]);

    // A list within a list has two places.
    let nested = json!({"id": 1, "groepen": [{"v": []}, {"v": [variant("a", "96385074"), variant("b", "96385074"), variant("c", "12")]}]});
    let reply = read(json!({"variants": fields("$.groepen[*].v[*]")}), &rows(nested));
    let soort = |nth: u32| here(&format!("/groepen/1/v/{nth}/soort"), "rate_unknown");
    let gtin = here("/groepen/1/v/2/ean", "gtin_invalid");
    assert_eq!(paths(&reply), [soort(0), soort(1), soort(2), gtin]);

    // A variant apart is read from a list of its own.
    let mut apart = fields("$");
    apart["parent_id"] = json!("$.van");
    let mut part = variant("a", "12");
    part["van"] = json!(1);
    let other = json!({"id": "z", "van": 8});
    let items = json!({"delen": [other, part], "rows": [{"id": 1}]});
    let reply = read(json!({"parts": "$.delen[*]", "variants": apart}), &items);
    let orphan = here("/delen/0", "variant_orphan");
    assert_eq!(
        paths(&reply),
        [here("/delen/1/soort", "rate_unknown"), orphan, here("/delen/1/ean", "gtin_invalid")]
    );

    // So is one that a product names and holds at once.
    let within = json!({"id": 1, "delen": [variant("a", "96385074"), variant("b", "12")]});
    let reply = read(json!({"links": "$.delen[*]", "variants": fields("$")}), &rows(within));
    let soort = |nth: u32| here(&format!("/delen/{nth}/soort"), "rate_unknown");
    assert_eq!(paths(&reply), [soort(0), soort(1), here("/delen/1/ean", "gtin_invalid")]);
    let deep = json!({"id": 1, "groepen": [{"v": []}, {"v": [variant("a", "96385074")]}]});
    let reply = read(json!({"links": "$.groepen[*].v[*]", "variants": fields("$")}), &rows(deep));
    assert_eq!(paths(&reply), [here("/groepen", "rate_unknown")]);

    // What one list of variants does not have is not looked for in another.
    let bare = json!({"each": "$.b[*]", "external_id": "$.id", "price.regular": "$.price", "tax.rate_percent": {"const": "21"}});
    let two = json!({"id": 1, "a": [variant("a", "96385074")], "b": [{"id": "b", "price": "1.00"}, {"id": "c"}]});
    let reply = read(json!({"variants": [fields("$.a[*]"), bare]}), &rows(two));
    assert_eq!(
        paths(&reply),
        [here("/a/0/soort", "rate_unknown"), here("/b/1/price", "price_missing")]
    );
}

#[test]
fn an_unknown_class_of_magento_is_told_at_the_attributes_and_not_at_one_of_them() {
    let attribute = |code: &str, value: &str| json!({"attribute_code": code, "value": value});
    let item = json!({"id": 1, "sku": "L", "name": "Lamp", "price": 1, "status": 1, "visibility": 4, "type_id": "simple",
        "custom_attributes": [attribute("url_key", "lamp"), attribute("description", "x"), attribute("tax_class_id", "77")]});
    let told = told(&map("magento", "canonical", &json!([item]).to_string()));
    assert_eq!(told, [("/custom_attributes".to_owned(), "product.rate_unknown".to_owned())]);
}

#[test]
fn verbs_are_done_to_each_value_of_a_list() {
    let sections = json!({
        "lookups": {"kleuren": {"r": "Rood", "b": "Blauw"}},
        "tags": {"path": "$.trefwoorden", "split": "|", "strip_html": true, "replace": {"_": " "}},
        "attributes": [{"each": "$", "name": {"const": "Kleur"}}, {"each": "$.kenmerken[*]", "name": "$.naam",
            "values": {"path": "$.waarden[*]", "trim": true, "lookup": "kleuren"}}],
        "categories": {"each": "$.groepen", "name": {"path": "$", "split": ">", "map": {"Heren": "Mannen", "Jassen": "Jassen"}}},
        "images": {"each": "$.fotos[*]", "url": {"template": "https://winkel.example/{$}.jpg"}},
    });
    let rows = json!({"rows": [{
        "id": 1, "price": "1.00", "trefwoorden": "<b>zo_warm</b>| licht &amp; lucht |<i></i>",
        "kenmerken": [{"naam": "Kleur", "waarden": [" r", "b ", "  "]}],
        "groepen": "Heren > Jassen", "fotos": ["voor", "achter"],
    }]});
    let product = &read(sections, &rows)["items"][0];
    assert_eq!(product["tags"], json!(["zo warm", "licht & lucht"]));
    assert_eq!(product["attributes"][0]["values"], json!(["Rood", "Blauw"]));
    let each = |list: &str, field: &str| -> Vec<Json> {
        product[list].as_array().into_iter().flatten().map(|row| row[field].clone()).collect()
    };
    assert_eq!(each("categories", "name"), ["Mannen", "Jassen"]);
    let images = ["voor", "achter"].map(|name| format!("https://winkel.example/{name}.jpg"));
    assert_eq!(each("images", "url"), images);
}

#[test]
fn a_verb_that_needs_a_field_of_its_own_is_refused_in_a_list_at_its_rule() {
    let verbs = json!({"join": ",", "empty": "x", "default": "x", "required": true,
        "unless": {"path": "$.soort", "equals": "x"}});
    for (verb, said) in verbs.as_object().expect("verbs") {
        let rule = |path: &str| json!({"path": path, verb: said});
        let lists = [
            (json!({"tags": rule("$.tags[*]")}), "tags".to_owned()),
            (
                json!({"attributes": {"each": "$.a[*]", "name": "$.n", "values": rule("$.v[*]")}}),
                "attributes/values".to_owned(),
            ),
            (
                json!({"categories": {"each": "$.groepen[*]", "name": rule("$")}}),
                "categories/name".to_owned(),
            ),
        ];
        for (sections, at) in lists {
            let refused = tried(&sections, r#"{"rows":[]}"#).expect_err("is refused");
            assert_eq!(refused.path, format!("/mapping/{at}/{verb}"), "{refused}");
        }
    }
}

#[test]
fn an_attribute_without_a_key_is_known_by_its_name() {
    let sections = json!({
        "attributes": {"each": "$.kenmerken[*]", "name": "$.naam", "varies": {"const": true}, "values": "$.waarden[*]"},
        "variants": {"each": "$.varianten[*]", "external_id": "$.id", "price.regular": "$.prijs", "tax.rate_percent": {"const": "21"},
            "choices": {"each": "$.keuzes[*]", "key": "$.naam", "value": "$.waarde"}},
    });
    let variant = |id: u32, colour: &str| json!({"id": id, "prijs": "1.00", "keuzes": [{"naam": "Kleur", "waarde": colour}]});
    let rows = json!({"rows": [{"id": 1, "kenmerken": [{"naam": "Kleur", "waarden": ["Rood", "Blauw"]}],
        "varianten": [variant(11, "Rood"), variant(12, "Blauw")]}]});
    let reply = read(sections, &rows);
    let chosen = |nth: usize| reply.pointer(&format!("/items/0/variants/{nth}/choices/0/value"));
    assert_eq!((chosen(0), chosen(1)), (Some(&json!("Rood")), Some(&json!("Blauw"))), "{reply}");
    assert_eq!(told(&reply), []);
}
