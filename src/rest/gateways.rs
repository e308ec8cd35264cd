//! The ways of paying that REST v3 lists: the platforms of the configuration, and paying in the shop itself.

use super::answer::{Answer, Answered};
use super::arguments::{Argument, Kind as Is, WHOLE};
use super::call::Call;
use super::fault::Fault;
use super::fields::{self, Members, text};
use super::resource::writable;
use crate::error::Result as Done;
use crate::mirror::documents::{self, Document};
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

pub const FIELDS: &[Argument] = &[
    Argument::text("id").shown(),
    Argument::text("title"),
    Argument::text("description"),
    Argument::new("order", WHOLE),
    Argument::truth("enabled"),
    Argument::text("method_title").shown(),
    Argument::text("method_description").shown(),
    Argument::new("method_supports", Is::Texts).shown(),
    Argument::new("settings", Is::Any),
];

const RESOURCE: &str = "payment_gateway";

/// The ways that every shop has, by WooCommerce's ids.
const BUILT_IN: [(&str, &str); 3] =
    [("bacs", "Direct bank transfer"), ("cheque", "Check payments"), ("cod", "Cash on delivery")];

/// All ways of paying, in their order, with what clients have set of them.
fn all(tx: &mut dyn Transaction, call: &Call) -> Done<Vec<Value>> {
    let set = documents::list(tx, call.shop_id(), RESOURCE, None)?;
    let platforms = call.client.config.platforms.iter();
    let platforms = platforms.map(|one| (one.platform_id.as_str(), one.platform_id.as_str(), true));
    let built_in = BUILT_IN.iter().map(|(id, title)| (*id, *title, false));
    let shown = platforms.chain(built_in).map(|(id, title, enabled)| {
        let mut members = gateway(call, id, title, enabled);
        let set = set.iter().find(|one| text(&one.members, "id") == id);
        for (name, value) in set.into_iter().flat_map(|one| &one.members) {
            match name.as_str() {
                "settings" => put_settings(&mut members, value),
                _ => drop(members.insert(name.clone(), value.clone())),
            }
        }
        Value::Object(members)
    });
    Ok(shown.collect())
}

fn gateway(call: &Call, id: &str, title: &str, enabled: bool) -> Members {
    let setting = |name: &str, label: &str, kind: &str, value: &str| {
        json!({
            "id": name, "label": label, "description": "", "type": kind, "value": value,
            "default": value, "tip": "", "placeholder": "",
        })
    };
    let mut settings = json!({
        "title": setting("title", "Title", "safe_text", title),
        "instructions": setting("instructions", "Instructions", "textarea", ""),
    });
    if id == "cod" {
        let methods = "enable_for_methods";
        settings[methods] = setting(methods, "Enable for shipping methods", "multiselect", "");
        settings[methods]["options"] = json!({});
        let virtual_too = "enable_for_virtual";
        settings[virtual_too] =
            setting(virtual_too, "Accept COD if the order is virtual", "checkbox", "yes");
    }
    let shown = json!({
        "id": id, "title": title, "description": "", "order": "", "enabled": enabled,
        "method_title": title, "method_description": "", "method_supports": ["products"],
        "settings": settings,
        "_links": {
            "self": [{ "href": call.link(&format!("/payment_gateways/{id}")) }],
            "collection": [{ "href": call.link("/payment_gateways") }],
        },
    });
    shown.as_object().cloned().unwrap_or_default()
}

/// Settings are given as names and values.
fn put_settings(members: &mut Members, given: &Value) {
    let given = given.as_object().into_iter().flatten();
    for (name, value) in given.filter(|(_, value)| value.is_string()) {
        if let Some(held) = members.get_mut("settings").and_then(|held| held.get_mut(name)) {
            held["value"] = value.clone();
        }
    }
}

pub fn list(call: &Call) -> Answered {
    Ok(Answer::of(transaction(&*call.world.store, |tx| all(tx, call))?.into()))
}

pub fn get(call: &Call) -> Answered {
    let all = transaction(&*call.world.store, |tx| all(tx, call))?;
    let found = all.into_iter().find(|one| one["id"] == call.word);
    found.map(Answer::of).ok_or_else(|| {
        Fault::new(404, "woocommerce_rest_payment_gateway_invalid", "Resource does not exist.")
    })
}

pub fn update(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_edit")?;
    get(call)?;
    let given = fields::given(&call.given, FIELDS, call.zone)?;
    transaction(&*call.world.store, |tx| {
        let set = documents::list(tx, call.shop_id(), RESOURCE, None)?;
        let held = set.into_iter().find(|one| text(&one.members, "id") == call.word);
        let mut kept = held.unwrap_or_else(|| {
            let id = ("id".to_owned(), Value::from(call.word.as_str()));
            Document::new(0, Members::from_iter([id]))
        });
        fields::put_over(&mut kept.members, given.clone());
        documents::put(tx, call.shop_id(), (RESOURCE, "rest_documents"), &mut kept)
    })?;
    get(call)
}
