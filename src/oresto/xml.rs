//! Bodies and answers in XML: elements in alphabetical order at every level (OR-09), the five signs escaped (OR-08), what
//! XML cannot hold refused. It knows names and values, no operation.

use crate::error::{Code, Error, Result};
use crate::limits;
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// The body as XML: one element, or a list of them. Paths are within the body.
pub fn write(body: &Value, element: &str, namespace: &str) -> Result<Vec<u8>> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    let attribute = match namespace {
        "" => String::new(),
        namespace => format!(" xmlns=\"{}\"", escape(namespace)),
    };
    match body {
        Value::Array(items) => {
            out += &format!("<ArrayOf{element}{attribute}>");
            for (nth, item) in items.iter().enumerate() {
                push(&mut out, element, "", item).map_err(|error| error.under(nth))?;
            }
            out += &format!("</ArrayOf{element}>");
        }
        one => push(&mut out, element, &attribute, one)?,
    }
    Ok(out.into_bytes())
}

fn push(out: &mut String, name: &str, attribute: &str, value: &Value) -> Result<()> {
    let mut letters = name.bytes();
    let starts = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    if !starts || !letters.all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) {
        let message = format!("'{name}' cannot be the name of an XML element.");
        return Err(Error::new(Code::OrestoNotXml, message));
    }
    if value.is_null() {
        *out += &format!(
            "<{name}{attribute} xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>"
        );
        return Ok(());
    }
    *out += &format!("<{name}{attribute}>");
    match value {
        Value::Null => {}
        Value::Bool(truth) => *out += if *truth { "true" } else { "false" },
        Value::Number(number) => *out += &number.to_string(),
        Value::String(text) => *out += &escape(allowed(text)?),
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                push(out, element_of(name, item), "", item).map_err(|error| error.under(nth))?;
            }
        }
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            for name in names {
                let value = members.get(name).unwrap_or(&Value::Null);
                push(out, name, "", value).map_err(|error| error.under(name))?;
            }
        }
    }
    *out += &format!("</{name}>");
    Ok(())
}

/// What .NET calls the elements of a list: by their type, or by the list's name in the singular.
fn element_of<'a>(list: &'a str, item: &Value) -> &'a str {
    match item {
        Value::String(_) => "string",
        Value::Number(_) => "int",
        Value::Bool(_) => "boolean",
        _ => list.strip_suffix('s').filter(|name| !name.is_empty()).unwrap_or(list),
    }
}

/// The text, unless it holds what XML 1.0 forbids.
fn allowed(text: &str) -> Result<&str> {
    let is_forbidden = |letter: &char| {
        let control = *letter < ' ' && !matches!(letter, '\t' | '\n' | '\r');
        control || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    match text.chars().find(is_forbidden) {
        None => Ok(text),
        Some(found) => {
            let message = format!("XML cannot hold the character U+{:04X}.", u32::from(found));
            Err(Error::new(Code::OrestoNotXml, message))
        }
    }
}

/// An answer in XML as the JSON it would have been, as far as that can be told: elements of one name, and those in an
/// `ArrayOf...`, are a list; every value is a text. None where it is no XML, or holds a document type.
pub fn read(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() < limits::DEPTH_MAX as usize => {
                open.push(Node::of(&start)?);
            }
            Event::Empty(start) => open.last_mut()?.take(Node::of(&start)?),
            Event::End(_) => {
                let node = open.pop()?;
                open.last_mut()?.take(node);
            }
            Event::Text(text) => open.last_mut()?.text += &text.xml_content().ok()?,
            Event::CData(text) => open.last_mut()?.text += &text.xml_content().ok()?,
            Event::GeneralRef(reference) => {
                let node = open.last_mut()?;
                match reference.resolve_char_ref().ok()? {
                    Some(letter) => node.text.push(letter),
                    None => {
                        let name = reference.decode().ok()?;
                        node.text += resolve_predefined_entity(&name)?;
                    }
                }
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
            Event::Start(_) | Event::DocType(_) => return None,
        }
    }
    let root = open.pop().filter(|_| open.is_empty())?;
    root.children.into_iter().next().map(|(_, value)| value)
}

/// An element under way.
#[derive(Default)]
struct Node {
    name: String,
    is_nil: bool,
    text: String,
    children: Vec<(String, Value)>,
}

impl Node {
    fn of(start: &BytesStart) -> Option<Node> {
        let name = String::from_utf8(start.local_name().as_ref().to_vec()).ok()?;
        let is_nil = start.attributes().flatten().any(|attribute| {
            attribute.key.local_name().as_ref() == b"nil" && attribute.value.as_ref() == b"true"
        });
        Some(Node { name, is_nil, ..Node::default() })
    }

    fn take(&mut self, child: Node) {
        let name = child.name.clone();
        self.children.push((name, child.into_value()));
    }

    fn into_value(self) -> Value {
        if self.is_nil {
            return Value::Null;
        }
        let is_list = self.is_list();
        match (self.children.is_empty(), is_list) {
            (true, true) => Value::Array(Vec::new()),
            (true, false) => Value::String(self.text),
            (false, true) => {
                Value::Array(self.children.into_iter().map(|(_, value)| value).collect())
            }
            (false, false) => Value::Object(self.children.into_iter().collect::<Map<_, _>>()),
        }
    }

    fn is_list(&self) -> bool {
        if self.name.starts_with("ArrayOf") {
            return true;
        }
        let Some((first, _)) = self.children.first() else { return false };
        let is_one = self.children.iter().all(|(name, _)| name == first);
        let is_element =
            matches!(first.as_str(), "string" | "int" | "long" | "boolean" | "decimal")
                || self.name.strip_suffix('s').is_some_and(|name| name == first);
        is_one && (self.children.len() > 1 || is_element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(body: Value) -> String {
        let bytes = write(&body, "Product", "").expect("written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>").expect("a head").to_owned()
    }

    #[test]
    fn elements_stand_in_alphabetical_order_at_every_level() {
        let body = json!({ "b": { "z": 1, "a": "x" }, "a": ["q", "p"], "C": true });
        assert_eq!(
            written(body),
            "<Product><C>true</C><a><string>q</string><string>p</string></a>\
             <b><a>x</a><z>1</z></b></Product>"
        );
        assert_eq!(
            written(json!([{ "b": 1, "a": 2 }])),
            "<ArrayOfProduct><Product><a>2</a><b>1</b></Product></ArrayOfProduct>"
        );
    }

    #[test]
    fn the_five_signs_are_escaped_and_what_xml_forbids_is_refused_with_its_path() {
        assert_eq!(
            written(json!({ "n": "&\"'<> \u{e9}\t" })),
            "<Product><n>&amp;&quot;&apos;&lt;&gt; \u{e9}\t</n></Product>"
        );
        for text in ["\u{0}", "\u{8}", "\u{b}", "\u{1f}", "\u{fffe}"] {
            let error = write(&json!({ "a": [{ "b": text }] }), "P", "").expect_err("refused");
            assert_eq!((error.code, error.path.as_str()), (Code::OrestoNotXml, "/a/0/b"));
        }
        assert!(write(&json!({ "a b": 1 }), "P", "").is_err());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let body = json!({ "Name": "Caf\u{e9} & <b>", "Lines": [{ "A": "1" }], "None": null });
        let text = String::from_utf8(write(&body, "Order", "urn:x").expect("written"));
        assert_eq!(read(&text.expect("UTF-8")), Some(body));
    }

    #[test]
    fn no_entity_is_expanded_and_no_depth_is_endless() {
        assert_eq!(read("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"), None);
        assert_eq!(read("<a>&x;</a>"), None);
        assert_eq!(read(&"<a>".repeat(100_000)), None);
        assert_eq!(read("<a><b>"), None);
        assert_eq!(read("plain text"), None);
        assert_eq!(read("<a>&#233;&amp;</a>"), Some(json!("\u{e9}&")));
    }
}
