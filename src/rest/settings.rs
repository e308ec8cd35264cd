//! The settings that clients ask for: they follow from the configuration. What a client of a test-suite sets lies beside.

use super::answer::{Answer, Answered};
use super::arguments::Argument;
use super::call::Call;
use super::fault::{Fault, invalid};
use super::fields::text;
use super::resource::writable;
use crate::error::Result as Done;
use crate::mirror::documents::{self, Document};
use crate::model::shop::Shop;
use crate::world::{Transaction, transaction};
use serde_json::{Value, json};

pub const FIELDS: &[Argument] = &[
    Argument::text("id").shown(),
    Argument::text("label").shown(),
    Argument::text("type").shown(),
    Argument::text("default").shown(),
    Argument::text("value"),
];

/// One setting: where it stands, how it is called, whether it is yes or no, and what the configuration says.
struct Setting {
    group: &'static str,
    id: &'static str,
    label: &'static str,
    is_switch: bool,
    configured: fn(&Shop) -> String,
}

fn yes(truth: bool) -> String {
    if truth { "yes" } else { "no" }.into()
}

const SETTINGS: &[Setting] = &[
    Setting {
        group: "general",
        id: "woocommerce_default_country",
        label: "Country",
        is_switch: false,
        configured: |shop| shop.country.clone(),
    },
    Setting {
        group: "general",
        id: "woocommerce_calc_taxes",
        label: "Enable taxes",
        is_switch: true,
        configured: |_| yes(true),
    },
    Setting {
        group: "general",
        id: "woocommerce_currency",
        label: "Currency",
        is_switch: false,
        configured: |shop| shop.currency.as_str().into(),
    },
    Setting {
        group: "general",
        id: "woocommerce_price_num_decimals",
        label: "Number of decimals",
        is_switch: false,
        configured: |shop| shop.currency.digits().to_string(),
    },
    Setting {
        group: "tax",
        id: "woocommerce_prices_include_tax",
        label: "Prices entered with tax",
        is_switch: true,
        configured: |shop| yes(shop.prices_include_vat),
    },
    Setting {
        group: "tax",
        id: "woocommerce_tax_round_at_subtotal",
        label: "Round tax at subtotal level",
        is_switch: true,
        configured: |_| yes(false),
    },
];

const RESOURCE: &str = "setting";

/// What is set, by clients or by the configuration.
pub fn value(tx: &mut dyn Transaction, call: &Call, id: &str) -> Done<String> {
    let held = held(tx, call, id)?;
    let found = SETTINGS.iter().find(|setting| setting.id == id);
    let configured = || found.map(|setting| (setting.configured)(&call.client.config.shop));
    let held = held.map(|one| text(&one.members, "value").to_owned());
    Ok(held.or_else(configured).unwrap_or_default())
}

fn held(tx: &mut dyn Transaction, call: &Call, id: &str) -> Done<Option<Document>> {
    let all = documents::list(tx, call.shop_id(), RESOURCE, None)?;
    Ok(all.into_iter().find(|one| text(&one.members, "id") == id))
}

fn group(call: &Call) -> &'static str {
    if call.route.pattern.contains("/tax") { "tax" } else { "general" }
}

fn document(call: &Call, setting: &Setting, value: &str) -> Value {
    let group = format!("/settings/{}", setting.group);
    json!({
        "id": setting.id, "label": setting.label, "description": "",
        "type": if setting.is_switch { "checkbox" } else { "text" },
        "default": (setting.configured)(&call.client.config.shop), "tip": "", "value": value,
        "group_id": setting.group,
        "_links": {
            "self": [{ "href": call.link(&format!("{group}/{}", setting.id)) }],
            "collection": [{ "href": call.link(&group) }],
        },
    })
}

pub fn list(call: &Call) -> Answered {
    let here = SETTINGS.iter().filter(|setting| setting.group == group(call));
    let shown = transaction(&*call.world.store, |tx| {
        let each =
            here.clone().map(|setting| Ok(document(call, setting, &value(tx, call, setting.id)?)));
        each.collect::<Done<Vec<Value>>>()
    })?;
    Ok(Answer::of(shown.into()))
}

fn find(call: &Call) -> Result<&'static Setting, Fault> {
    let mut here = SETTINGS.iter().filter(|setting| setting.group == group(call));
    here.find(|setting| setting.id == call.word)
        .ok_or_else(|| Fault::new(404, "rest_setting_setting_invalid", "Invalid setting."))
}

pub fn get(call: &Call) -> Answered {
    let setting = find(call)?;
    let value = transaction(&*call.world.store, |tx| value(tx, call, setting.id))?;
    Ok(Answer::of(document(call, setting, &value)))
}

pub fn update(call: &Call) -> Answered {
    writable(call, "woocommerce_rest_cannot_edit")?;
    let setting = find(call)?;
    let given = super::fields::given(&call.given, FIELDS, call.zone)?;
    let wanted = text(&given, "value");
    if setting.is_switch && !matches!(wanted, "yes" | "no") {
        return Err(invalid("value", "rest_setting_value_invalid", "value is yes or no."));
    }
    transaction(&*call.world.store, |tx| {
        let members = json!({ "id": setting.id, "value": wanted });
        let members = members.as_object().cloned().unwrap_or_default();
        let mut kept = match held(tx, call, setting.id)? {
            Some(held) => Document { members, ..held },
            None => Document::new(0, members),
        };
        documents::put(tx, call.shop_id(), (RESOURCE, "rest_documents"), &mut kept)
    })?;
    Ok(Answer::of(document(call, setting, wanted)))
}
