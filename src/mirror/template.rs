//! A product's document as REST v3 shows it, ready but for what depends on who asks and when it changed. A list of a hundred
//! is then read and sent without being understood.

use super::shown::Members;
use serde_json::Value;

/// Stands where the dates of the product go. No JSON text holds such a byte, for within strings it is escaped.
pub const DATES: u8 = 1;
/// Stands where the shop's own address goes.
pub const HOME: u8 = 2;

/// The members of a document without braces, and without id, dates and links.
pub fn of(members: &Members, variations: &[i64]) -> String {
    let mut text = String::new();
    let mut put = |name: &str, value: &str| {
        let separator = if text.is_empty() { "" } else { "," };
        text.extend([separator, "\"", name, "\":", value]);
    };
    for (name, value) in members {
        match name.as_str() {
            "id" | "_links" | "variations" => {}
            "date_created" | "date_created_gmt" | "date_modified" | "date_modified_gmt" => {}
            "images" => put(name, &images(value)),
            _ => put(name, &value.to_string()),
        }
    }
    put("variations", &Value::from(variations).to_string());
    if members.get("permalink").is_none() {
        let slug = members.get("slug").and_then(Value::as_str).unwrap_or_default();
        let path = Value::from(format!("/product/{slug}/")).to_string();
        let home = char::from(HOME);
        put("permalink", &format!("\"{home}{}", path.trim_start_matches('"')));
    }
    text
}

/// Each image bears the dates of its product.
fn images(images: &Value) -> String {
    let images = images.as_array().into_iter().flatten().map(|image| {
        let text = image.to_string();
        let end = char::from(DATES);
        match text.strip_suffix('}') {
            Some(open) if open.len() > 1 => format!("{open}{end}}}"),
            _ => text,
        }
    });
    format!("[{}]", images.collect::<Vec<_>>().join(","))
}

/// Writes a template with what was left out of it: the dates (`,"date_created":...`), and the shop's address as JSON has it
/// within a string.
pub fn fill(template: &str, dates: &str, home: &str, out: &mut Vec<u8>) {
    let mut rest = template.as_bytes();
    while let Some(at) = memchr::memchr2(DATES, HOME, rest) {
        let (before, after) = rest.split_at(at);
        out.extend_from_slice(before);
        let part = if after.first() == Some(&DATES) { dates } else { home };
        out.extend_from_slice(part.as_bytes());
        rest = after.get(1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_template_is_filled_with_dates_and_address_and_is_json_then() {
        let members = json!({
            "id": 9, "name": "a \u{1} \u{2} \"b\"", "slug": "a-b", "date_created": "x",
            "images": [{ "id": 1, "src": "https://i" }, {}],
        });
        let members = members.as_object().expect("an object").clone();
        let mut out = b"{".to_vec();
        fill(&of(&members, &[31]), ",\"date_created\":\"2026\"", "https://s", &mut out);
        out.push(b'}');
        let filled: Value = serde_json::from_slice(&out).expect("JSON");
        let wanted = json!({
            "name": "a \u{1} \u{2} \"b\"", "slug": "a-b", "variations": [31],
            "images": [{ "id": 1, "src": "https://i", "date_created": "2026" }, {}],
            "permalink": "https://s/product/a-b/",
        });
        assert_eq!(filled, wanted);
    }
}
