//! What an answer must say to be a yes to what was asked. What says less is no yes, and what says something else is
//! another's.

use super::identity::ids_in;
use super::judge::{credited, short};
use super::own_key;
use super::pointer::text_in;
use super::profile::{CardPointers, OrderPointers};
use crate::json::Raw;
use crate::money::{Amount, Currency, Money};
use crate::texts::Text;
use serde_json::Value;

/// What was asked for.
#[derive(Debug)]
pub enum Awaited<'a> {
    /// A document, of which its reader says what it must hold.
    Document,
    /// A credit of this amount; none where the amount that was asked cannot be read.
    Credit(Option<Amount>),
    /// The order, by its id at the platform where that is known by now.
    Order { id: Option<String>, pointers: &'a OrderPointers },
    /// An amount on a card.
    Hold(Hold<'a>),
}

/// One of these amounts, of a hold with one of these names; no names where the platform gives it one just now.
#[derive(Debug)]
pub struct Hold<'a> {
    pub amounts: Vec<Money>,
    pub names: Vec<&'a str>,
    pub currency: Currency,
    pub pointers: &'a CardPointers,
    /// What a person reads where it is another amount.
    pub other: Text,
}

/// What a person reads of an answer that is no yes, and the answer's own words for it.
pub type No = (Text, String);

impl Awaited<'_> {
    /// What keeps an answer, which is no error, from being a yes.
    pub fn denied_by(&self, key: &str, document: &Value, answer: &str) -> Option<No> {
        others_key(key, document).or_else(|| match self {
            Awaited::Document => None,
            Awaited::Credit(amount) => {
                let said = credited(document);
                let shown = amount.as_ref().map_or_else(|| "-".into(), Amount::to_string);
                let words = || format!("{} / {shown}", shown_of(document.get("amount")));
                (said.is_none() || said != *amount).then(|| (Text::PlatformCreditsOther, words()))
            }
            Awaited::Order { pointers, .. } if pointers.answered.is_none() => None,
            Awaited::Order { id, pointers } => order(id.as_deref(), &ids_in(answer, pointers)),
            Awaited::Hold(hold) => hold.denied_by(answer),
        })
    }
}

/// An answer that carries the key of another call.
fn others_key(key: &str, document: &Value) -> Option<No> {
    let said = own_key::said_in(document).find(|said| said.is_string() || said.is_number())?;
    (said != key).then(|| (Text::PlatformAnswersOther, format!("{} / {key}", shown_of(Some(said)))))
}

fn order(id: Option<&str>, said: &[String]) -> Option<No> {
    let first = match said.first() {
        Some(first) if !first.is_empty() => first,
        _ => return Some((Text::PlatformSaysNothing, String::new())),
    };
    let id = id.filter(|id| !said.iter().any(|said| said == id))?;
    Some((Text::PlatformAnswersOther, format!("{} / {id}", short(first))))
}

impl Hold<'_> {
    fn denied_by(&self, answer: &str) -> Option<No> {
        let amount = text_in(Raw(answer), &self.pointers.amount);
        let name = text_in(Raw(answer), &self.pointers.hold_id).filter(|name| !name.is_empty());
        if amount.is_none() && name.is_none() {
            return Some((Text::PlatformSaysNothing, String::new()));
        }
        if let Some(said) = amount {
            let minor = Amount::read(said.as_bytes()).and_then(|own| own.minor(self.currency).ok());
            if !self.amounts.iter().any(|asked| Some(asked.minor) == minor) {
                let asked = self.amounts.first().map(Money::to_string).unwrap_or_default();
                return Some((self.other, format!("{} / {asked}", short(&said))));
            }
        }
        let name = name.filter(|name| !self.names.is_empty() && !self.names.contains(&&**name))?;
        let asked = self.names.first().copied().unwrap_or_default();
        Some((Text::PlatformAnswersOther, format!("{} / {asked}", short(&name))))
    }
}

fn shown_of(said: Option<&Value>) -> String {
    match said {
        Some(Value::String(said)) => short(said),
        Some(Value::Number(said)) => short(&said.to_string()),
        _ => "-".into(),
    }
}
