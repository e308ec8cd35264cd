//! What a product contains: an amount and its measure, out of a text such as "6 x 330 ml", or out of its weight. Pure.

use super::options::said;
use super::{CONTENT, Options, Refusal};
use crate::json::Value;
use crate::model::product::{Item, Owner};
use crate::money::Amount;
use crate::targets::writer::text;

pub struct Content {
    pub amount: Amount,
    /// Of Oresto's content types.
    pub abbreviation: String,
    measure: Option<&'static Measure>,
}

/// A measure by the words that shops have for it.
pub struct Measure {
    words: &'static [&'static str],
    pub abbreviation: &'static str,
    /// So many decimal places below the one in which prices are compared.
    places: u8,
    compared: &'static str,
}

const MEASURES: [Measure; 5] = [
    Measure {
        words: &["kg", "kgm", "kilo", "kilogram"],
        abbreviation: "KG",
        places: 0,
        compared: "KG",
    },
    Measure { words: &["g", "gr", "grm", "gram"], abbreviation: "G", places: 3, compared: "KG" },
    Measure {
        words: &["l", "lt", "ltr", "liter", "litre"],
        abbreviation: "L",
        places: 0,
        compared: "L",
    },
    Measure { words: &["cl", "clt"], abbreviation: "CL", places: 2, compared: "L" },
    Measure { words: &["ml", "mlt"], abbreviation: "ML", places: 3, compared: "L" },
];

/// The measure that a shop's word stands for.
pub fn measure(word: &str) -> Option<&'static Measure> {
    let is_it = |known: &&str| known.eq_ignore_ascii_case(word);
    MEASURES.iter().find(|measure| measure.words.iter().any(&is_it))
}

impl Content {
    pub fn of(item: &Item, owner: &Owner, options: &Options) -> Result<Content, Refusal> {
        let variant = item.variant(owner);
        // What is sold by weight or volume contains one of it.
        let sold = text(variant.unit()).and_then(|unit| measure(&unit));
        let one = Amount { units: 1, scale: 0 };
        let said = said(item, owner, &options.content_attribute);
        let field = |value: Value, unit: Value| {
            let amount = Amount::read(value.bytes).filter(|amount| amount.is_positive())?;
            Some((amount, measure(&text(unit).unwrap_or_else(|| "kg".into()))?))
        };
        let own = field(variant.content(), variant.content_unit());
        let (amount, measure) = match (sold, own, said) {
            (Some(measure), ..) => (one, measure),
            (None, Some(own), _) => own,
            (None, None, Some(said)) => read(&said).ok_or(Refusal::Content(said))?,
            (None, None, None) => match field(variant.weight(), variant.weight_unit()) {
                Some(weight) => weight,
                None => return Content::piece(options).ok_or(CONTENT.into()),
            },
        };
        let abbreviation = options.spelt(measure.abbreviation).ok_or(CONTENT)?;
        Ok(Content { amount, abbreviation, measure: sold.is_none().then_some(measure) })
    }

    /// Of what is a piece and no more is known.
    fn piece(options: &Options) -> Option<Content> {
        let abbreviation = options.spelt(options.unit.as_deref()?)?;
        Some(Content { amount: Amount { units: 1, scale: 0 }, abbreviation, measure: None })
    }

    /// Of what is sold by the piece: how many kilograms or litres it holds, so that the price of one can be shown.
    pub fn multiplier(&self, options: &Options) -> Option<(Amount, String)> {
        let measure = self.measure?;
        let amount = self.amount.shifted(measure.places).shortest();
        Some((amount, options.spelt(measure.compared)?))
    }
}

/// "5 kg", "2,5 L", "500g", "6 x 330 ml": the whole of it, in its measure.
fn read(said: &str) -> Option<(Amount, &'static Measure)> {
    let said = said.trim();
    let (times, one) = match said.split_once(['x', 'X', '\u{d7}']) {
        Some((times, one)) => (times.trim().parse::<i64>().ok()?, one.trim()),
        None => (1, said),
    };
    let letters = one.find(|letter: char| letter.is_alphabetic())?;
    let (figure, word) = one.split_at_checked(letters)?;
    let figure = figure.trim();
    // "1.500 ml" is one and a half thousand in Dutch and one and a half in English.
    if figure.split_once('.').is_some_and(|(whole, rest)| whole != "0" && rest.len() == 3) {
        return None;
    }
    let amount = Amount::read(figure.replace(',', ".").as_bytes())?;
    let units = amount.units.checked_mul(times)?;
    let whole = Amount { units, scale: amount.scale };
    Some((whole, measure(word.trim_end_matches('.'))?)).filter(|_| units > 0)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_content_is_read_as_packages_print_it_and_nothing_is_guessed() {
        for (said, amount, abbreviation) in [
            ("5 kg", "5", "KG"),
            ("2,5 L", "2.5", "L"),
            ("500g", "500", "G"),
            ("6 x 330 ml", "1980", "ML"),
            ("12 x 0.75 l.", "9", "L"),
            ("70cl", "70", "CL"),
            ("1.5 l", "1.5", "L"),
            ("1,500 kg", "1.5", "KG"),
        ] {
            let (read, measure) = read(said).expect(said);
            let read = crate::money::Amount { units: read.units, scale: read.scale };
            let expected = crate::money::Amount::read(amount.as_bytes()).expect(amount);
            assert_eq!(read.compare(expected), Some(std::cmp::Ordering::Equal), "{said}");
            assert_eq!(measure.abbreviation, abbreviation, "{said}");
        }
        for wrong in [
            "",
            "kg",
            "5",
            "5 stuks",
            "1.000,5 kg",
            "-1 kg",
            "0 kg",
            "x 5 kg",
            "1e3 g",
            "1.500 ml",
            "1.000 g",
            "6 x 1.000 ml",
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
