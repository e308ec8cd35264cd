//! What a product's variants differ by: labels of their codes, and attributes that no row declares. It must not read.

use super::engine::Engine;
use crate::error::Code;
use crate::json::{Value, said};
use crate::model::product::{Attribute, Choice, Owner, Variant, cell};

const KEY: usize = cell!(Attribute, "key");
const NAME: usize = cell!(Attribute, "name");
const VARIES: usize = cell!(Attribute, "varies");
const CHOICE_KEY: usize = cell!(Choice, "key");
const CHOICE_VALUE: usize = cell!(Choice, "value");
/// Choices that are known by their place.
const PLACES: [usize; 3] =
    [cell!(Variant, "choice.1"), cell!(Variant, "choice.2"), cell!(Variant, "choice.3")];

impl<'a> Engine<'a, '_> {
    /// Completes the attributes: those that are not declared, the values that are not listed, the labels of codes.
    pub fn attributes(&mut self) {
        let form = self.form;
        self.know_by_name();
        let is_one = |owner: &Owner| self.item.cells[owner.cells + VARIES].is_true();
        let varies = self.item.attributes.iter().any(is_one);
        if !varies && form.labels.is_none() && self.item.variants.len() > 1 {
            self.declare_chosen();
        }
        if let Some((prefix, site)) = &form.labels {
            for nth in 0..self.item.attributes.len() {
                self.name_values(nth, prefix, *site);
            }
        }
        let mut place = 0;
        for nth in 0..self.item.attributes.len() {
            let owner = self.item.attributes[nth];
            if self.item.cells[owner.cells + VARIES].is_true() {
                if owner.from == owner.to {
                    self.list_chosen(nth, place);
                }
                place += 1;
            }
        }
        if varies && form.labels.is_none() {
            self.tell_lost_choices();
        }
        if varies && self.item.variants.len() == 1 {
            self.keep_what_one_chose();
        }
    }

    /// Where choices name their attribute, one without a key is known by its name.
    fn know_by_name(&mut self) {
        if self.item.choices.is_empty() {
            return;
        }
        for owner in &self.item.attributes {
            if self.item.cells[owner.cells + KEY].is_blank() {
                self.item.cells[owner.cells + KEY] = self.item.cells[owner.cells + NAME];
            }
        }
    }

    /// What a variant chose of an attribute that its product does not have: it is written nowhere.
    fn tell_lost_choices(&mut self) {
        for nth in 0..self.item.variants.len() {
            let owner = self.item.variants[nth];
            for at in owner.from..owner.to.min(self.item.choices.len()) {
                let at = self.item.choices[at];
                let (key, value) =
                    (self.item.cells[at + CHOICE_KEY], self.item.cells[at + CHOICE_VALUE]);
                if !key.is_blank() && !value.is_blank() && !self.has_choice(key) {
                    let unknown = Code::ProductChoiceUnknown;
                    self.note_variant(&owner, PLACES[0], unknown, value, &said(key));
                }
            }
        }
    }
    /// Whether variants differ by the attribute of this key. Where one has no key, choices are known by their place.
    fn has_choice(&self, key: Value) -> bool {
        let cells = &self.item.cells;
        let varying = |owner: &&Owner| cells[owner.cells + VARIES].is_true();
        let is_it = |key: Value, known: Value| known.is_blank() || known.bytes == key.bytes;
        let mut varying = self.item.attributes.iter().filter(varying);
        varying.any(|owner| is_it(key, cells[owner.cells + KEY]))
    }

    /// What the only variant of a product chose nothing of does not vary.
    fn keep_what_one_chose(&mut self) {
        let Some(only) = self.item.variants.first().copied() else { return };
        let chosen: Vec<bool> =
            self.item.choices(&only).map(|(_, value)| !value.is_blank()).collect();
        let mut chosen = chosen.into_iter();
        for nth in 0..self.item.attributes.len() {
            let at = self.item.attributes[nth].cells + VARIES;
            if self.item.cells[at].is_true() && chosen.next() == Some(false) {
                self.item.cells[at] = Value::FALSE;
            }
        }
    }

    /// An attribute for each key that a variant chose.
    fn declare_chosen(&mut self) {
        for nth in 0..self.item.choices.len() {
            let key = self.item.cells[self.item.choices[nth] + CHOICE_KEY];
            let value = self.item.cells[self.item.choices[nth] + CHOICE_VALUE];
            if key.is_blank() || value.is_blank() {
                continue;
            }
            let is_known = |owner: &&Owner| self.item.cells[owner.cells + KEY].bytes == key.bytes;
            if let Some(owner) = self.item.attributes.iter().find(is_known) {
                self.item.cells[owner.cells + VARIES] = Value::TRUE;
                continue;
            }
            let at = self.item.grow(Attribute::CELLS.len());
            self.item.cells[at + KEY] = key;
            self.item.cells[at + NAME] = key;
            self.item.cells[at + VARIES] = Value::TRUE;
            let end = self.item.values.len();
            let owner = Owner { cells: at, from: end, to: end, ..Owner::default() };
            self.item.attributes.push(owner);
        }
    }

    /// The values of an attribute that lists none are those that its variants chose.
    fn list_chosen(&mut self, nth: usize, place: usize) {
        let key = self.item.cells[self.item.attributes[nth].cells + KEY];
        let from = self.item.values.len();
        for variant in 0..self.item.variants.len() {
            let owner = self.item.variants[variant];
            let chosen = self.item.choices.get(owner.from..owner.to).unwrap_or_default();
            let named = chosen.iter().find(|at| {
                !key.is_blank() && self.item.cells[**at + CHOICE_KEY].bytes == key.bytes
            });
            let placed = || PLACES.get(place).map(|cell| self.item.cells[owner.cells + cell]);
            let value = named.map(|at| self.item.cells[at + CHOICE_VALUE]).or_else(placed);
            let Some(value) = value.filter(|value| !value.is_blank()) else { continue };
            let is_there = |held: &Value| held.bytes == value.bytes;
            if !self.item.values[from..].iter().any(is_there) {
                self.item.values.push(value);
            }
        }
        (self.item.attributes[nth].from, self.item.attributes[nth].to) =
            (from, self.item.values.len());
    }

    /// The labels of an attribute's codes, and of what the variants chose of it.
    fn name_values(&mut self, nth: usize, prefix: &str, site: u32) {
        let attribute = self.item.attributes[nth];
        let key = self.item.cells[attribute.cells + KEY];
        let table = format!("{prefix}.{}", said(key));
        for at in attribute.from..attribute.to {
            let code = self.item.values[at];
            self.item.values[at] = self.value_label(&table, code, site);
        }
        for at in self.item.choices.clone() {
            if self.item.cells[at + CHOICE_KEY].bytes == key.bytes {
                let code = self.item.cells[at + CHOICE_VALUE];
                self.item.cells[at + CHOICE_VALUE] = self.value_label(&table, code, site);
            }
        }
    }
}
