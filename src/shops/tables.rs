//! What one shop brings to a program: its lookups and its VAT rates. It must not know which documents will be read.

use super::document::Word;
use super::program::{Program, Table};
use crate::model::shop::Shop;
use crate::money::Amount;

/// A shop's own tables, in the order in which the program names them.
pub struct Tables {
    /// None: the document's own table holds.
    lookups: Vec<Option<Table>>,
    pub vat: Table,
    /// The classes of `vat`, in its order.
    classes: Vec<Word>,
}

impl Tables {
    pub fn new(program: &Program, shop: &Shop) -> Tables {
        let given = |(name, _): &(String, Table)| {
            let table = shop.lookups.get(name)?.iter();
            Some(Table::new(table.map(|(code, label)| (code.clone(), Word::text(label)))))
        };
        let classes = shop.vat.keys().map(|class| Word::text(class)).collect();
        let rates =
            shop.vat.iter().map(|(class, rate)| (class.clone(), Word::text(&rate.to_string())));
        Tables {
            lookups: program.lookups.iter().map(given).collect(),
            vat: Table::new(rates),
            classes,
        }
    }

    /// The class that has this rate, for a shop that gives rates and no classes. The first by name, if several have it.
    pub fn class_of(&self, rate: Amount) -> Option<&Word> {
        let is_this = |word: &Word| Amount::read(word.value().bytes) == Some(rate);
        let index = self.vat.words.iter().position(is_this)?;
        self.classes.get(index)
    }

    pub fn lookup<'t>(&'t self, program: &'t Program, index: usize) -> Option<&'t Table> {
        match self.lookups.get(index) {
            Some(Some(given)) => Some(given),
            _ => program.lookups.get(index).map(|(_, table)| table),
        }
    }
}
