//! Exports that are not as they should be: a wrong kind of value at any place, a document that ends too early. There is
//! never a panic, and nothing is left out in silence.

use super::{GOLDEN, map_json, request, sample, system};
use serde_json::{Value as Json, json};

/// The JSON Pointers of all values.
fn places(value: &Json, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{name}"), all);
            }
        }
        Json::Array(list) => {
            for (nth, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{nth}"), all);
            }
        }
        _ => {}
    }
}

/// Products, variants, and what was told where; none where it was refused, with a code and a path.
fn outcome(shop: &str, to: &str, items: &str) -> Option<(usize, usize, Vec<String>)> {
    match map_json(request(system(shop), to, items).as_bytes()) {
        Err(error) => {
            assert!(error.path.starts_with("/items"), "{} {}", error.code.as_str(), error.path);
            None
        }
        Ok(reply) => {
            let reply: Json = serde_json::from_slice(&reply).expect("what is written is JSON");
            let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
            let items = list(&reply["items"]);
            let variants = items.iter().map(|item| list(&item["variants"]).len()).sum();
            let told = list(&reply["diagnostics"]);
            let one = |one: &Json| {
                format!("{} {} {} {}", one["item"], one["path"], one["code"], one["count"])
            };
            Some((items.len(), variants, told.iter().map(one).collect()))
        }
    }
}

/// Whether a shop leaves something out on purpose by what stands here: what it says is no product, or an empty list.
fn is_meant(place: &str, wrong: &Json) -> bool {
    let is_word = ["verwijderd", "disabled", "archived", "deleted_at", "itemType", "active"];
    let is_empty = *wrong == json!([]) || wrong.is_null() || *wrong == json!("");
    is_empty || is_word.iter().any(|word| place.ends_with(word))
}

#[test]
fn a_wrong_kind_of_value_at_any_place_is_told_or_refused_and_never_a_panic() {
    let wrongs = [
        json!(null),
        json!(true),
        json!("x"),
        json!(""),
        json!(-1),
        serde_json::from_str("1e400").unwrap_or(json!(9e99)),
        json!([]),
        json!({}),
        json!([1, "x", null]),
        json!({ "a": { "b": [] } }),
    ];
    let mut tried = 0;
    for shop in GOLDEN {
        let sample = sample(shop);
        let whole = outcome(shop, "canonical", &sample.to_string()).expect("the sample maps");
        let mut all = Vec::new();
        places(&sample, "", &mut all);
        for (nth, place) in all.iter().enumerate() {
            for offset in [nth % 2] {
                let wrong = &wrongs[(nth * 2 + nth / 5 + offset) % wrongs.len()];
                let mut mutant = sample.clone();
                *mutant.pointer_mut(place).expect("a place") = wrong.clone();
                let text = mutant.to_string();
                outcome(shop, "woocommerce", &text);
                let Some(found) = outcome(shop, "canonical", &text) else { continue };
                tried += 1;
                let is_less = found.0 < whole.0 || found.1 < whole.1;
                let is_told = found.2.iter().any(|one| !whole.2.contains(one));
                assert!(
                    !is_less || is_told || is_meant(place, wrong),
                    "{shop}: {wrong} at {place} leaves out in silence: {found:?} of {whole:?}"
                );
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn a_document_that_ends_too_early_is_refused_wherever_it_ends() {
    for shop in GOLDEN {
        let text = sample(shop).to_string();
        for end in (0..text.len()).step_by(97).filter(|end| text.is_char_boundary(*end)) {
            let request = request(system(shop), "canonical", &text[..end]);
            assert!(map_json(request.as_bytes()).is_err(), "{shop}: {end}");
        }
    }
}

#[test]
fn one_flipped_bit_anywhere_is_never_a_panic() {
    for shop in GOLDEN {
        let text = sample(shop).to_string();
        for at in (0..text.len()).step_by(41) {
            let mut bytes = request(system(shop), "canonical", &text).into_bytes();
            let start = bytes.len() - text.len() - 1;
            bytes[start + at] ^= 1 << (at % 8);
            if let Ok(reply) = map_json(&bytes) {
                serde_json::from_slice::<Json>(&reply).expect("what is written is JSON");
            }
        }
    }
}
