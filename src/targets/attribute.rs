//! What a variant says by an attribute that the configuration names, where the model has no field for it. It must not take
//! one value of several: what holds for another variant is not said of this one.

use super::writer::text;
use crate::json::Value;
use crate::model::product::{Item, Owner};

/// All values of an attribute, by its key or name.
pub fn values<'i, 'a>(item: &'i Item<'a>, wanted: Option<&str>) -> &'i [Value<'a>] {
    let Some(wanted) = wanted else { return &[] };
    let is_it = |value| text(value).as_deref() == Some(wanted);
    let mut attributes = item.attributes();
    let found = attributes.find(|(one, _)| is_it(one.key()) || is_it(one.name()));
    found.map_or(&[], |(_, values)| values)
}

/// What holds for a variant: its own choice, else the attribute's value where it has exactly one.
pub fn of<'a>(item: &Item<'a>, owner: &Owner, wanted: Option<&str>) -> Option<Value<'a>> {
    let name = wanted?;
    let is_it = |value| text(value).as_deref() == Some(name);
    let mut choices = item.choices(owner);
    let chosen = choices.find(|(one, _)| is_it(one.key()) || is_it(one.name()));
    let chosen = chosen.map(|(_, value)| value).filter(|value| !value.is_blank());
    chosen.or(match values(item, wanted) {
        [only] => Some(*only),
        _ => None,
    })
}
