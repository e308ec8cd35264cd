//! What one shop brings to a program: its lookups, its VAT rates, its zone. It must not know which documents will be
//! read.

use super::keys::Keys;
use super::program::{Program, Table};
use super::rule::Word;
use crate::error::Result;
use crate::json::Value;
use crate::model::shop::Shop;
use crate::money::{Amount, Currency};
use chrono_tz::Tz;

/// A shop's own tables.
pub struct Tables {
    /// In the order in which the program names them. None: the document's own table holds.
    lookups: Vec<Option<Table>>,
    /// All else that the shop gives, by name.
    names: Keys,
    named: Vec<Table>,
    /// What templates name.
    settings: Option<Table>,
    pub vat: Table,
    /// The classes of `vat`, in its order.
    classes: Vec<Word>,
    /// That of all its prices.
    pub currency: Currency,
    /// The zone of the shop's days.
    pub zone: Tz,
}

impl Tables {
    pub fn new(program: &Program, shop: &Shop) -> Result<Tables> {
        let table = |name: &str| {
            let table = shop.lookups.get(name)?.iter();
            Some(Table::new(table.map(|(code, label)| (code, Word::text(label)))))
        };
        let classes = shop.vat.keys().map(|class| Word::text(class)).collect();
        let rates = shop.vat.iter().map(|(class, rate)| (class, Word::text(&rate.to_string())));
        let names: Vec<_> = shop.lookups.keys().filter(|name| **name != "settings").collect();
        Ok(Tables {
            lookups: program.lookups.iter().map(|(name, _)| table(name)).collect(),
            names: Keys::at_once(&names),
            named: names.iter().filter_map(|name| table(name)).collect(),
            settings: table("settings"),
            vat: Table::new(rates),
            classes,
            currency: shop.currency,
            zone: shop.zone()?,
        })
    }

    /// The class that has this rate, for a shop that gives rates and no classes. The first by name, if several have it.
    pub fn class_of(&self, rate: Amount) -> Option<&Word> {
        let is_this = |word: &Word| Amount::read(word.value().bytes) == Some(rate);
        let index = self.vat.words.iter().position(is_this)?;
        self.classes.get(index)
    }

    /// The classes whose rates are known, as a sentence names them.
    pub fn class_names(&self) -> String {
        let name = |word: &Word| match word.value().bytes {
            b"" => "\"\"".to_owned(),
            name => String::from_utf8_lossy(name).into_owned(),
        };
        let names: Vec<_> = self.classes.iter().map(name).collect();
        if names.is_empty() { "no classes".to_owned() } else { names.join(", ") }
    }

    /// What the shop itself gives under this name.
    pub fn given(&self, name: &str) -> Option<&Table> {
        self.named.get(self.names.find(name.as_bytes())?)
    }
    /// The same of one that the program names.
    pub fn lookup(&self, index: usize) -> Option<&Table> {
        self.lookups.get(index)?.as_ref()
    }
    /// One of the lookups `settings`.
    pub fn setting(&self, name: &str) -> Option<Value<'_>> {
        let table = self.settings.as_ref()?;
        Some(table.words.get(table.keys.find(name.as_bytes())?)?.value())
    }
}
