//! The 25 ways of the integration test, as one table: four cases, each way a small function that
//! acts and checks. A way that is not in this table does not exist.

mod card;
mod card_and_ideal;
mod several_suppliers;
mod returns;

use crate::shop::Trouble;
use crate::way::Way;

pub struct Row {
    pub way: &'static str,
    pub title: &'static str,
    /// Whether it takes all three suppliers; else any one shop will do.
    pub needs_three: bool,
    pub run: fn(&mut Way<'_>) -> Result<(), Trouble>,
}

impl Row {
    pub fn case(&self) -> u8 {
        self.way.as_bytes().first().map_or(0, |digit| digit - b'0')
    }
}

const fn one(
    way: &'static str,
    title: &'static str,
    run: fn(&mut Way<'_>) -> Result<(), Trouble>,
) -> Row {
    Row { way, title, needs_three: false, run }
}

const fn three(
    way: &'static str,
    title: &'static str,
    run: fn(&mut Way<'_>) -> Result<(), Trouble>,
) -> Row {
    Row { way, title, needs_three: true, run }
}

/// "{kaart}" stands for the platform's word for its card.
pub const WAYS: [Row; 25] = [
    one("1a", "Eenvoudig product, geheel met de {kaart}", card::simple_product),
    one("1b", "Variatie van een product, saldo precies genoeg", card::variation),
    one("1c", "Twee btw-tarieven en verzendkosten", card::mixed_rates),
    one("1d", "Twee kaarten op één bestelling", card::two_cards),
    one("1e", "Met kortingscoupon: korting op de regel, geen betaling", card::coupon),
    one("1f", "Dezelfde bestelling tweemaal aangeboden", card::offered_twice),
    one("1g", "Laatste exemplaar net verkocht", card::sold_meanwhile),
    one("2a", "Deels {kaart}, rest met iDEAL", card_and_ideal::part_by_ideal),
    one("2b", "Kleinste eigen bijdrage: één cent", card_and_ideal::smallest_part),
    one("2c", "Gedeelde betaling verandert de btw niet", card_and_ideal::vat_is_unchanged),
    one("2d", "iDEAL geannuleerd of verlopen", card_and_ideal::ideal_cancelled),
    one("2e", "iDEAL-bevestiging komt laat en dubbel", card_and_ideal::late_and_twice),
    one("2f", "Twee kaarten en iDEAL", card_and_ideal::two_cards_and_ideal),
    three("3a", "Twee aanbieders, één kaart", several_suppliers::two_suppliers),
    three("3b", "Kaart en iDEAL eerlijk over twee aanbieders", several_suppliers::fair_shares),
    three("3c", "Drie aanbieders, één weigert", several_suppliers::one_refuses),
    three("3d", "Twee aanbieders met hetzelfde artikelnummer", several_suppliers::same_sku),
    three("3e", "Winkel van één aanbieder tijdelijk onbereikbaar", several_suppliers::shop_is_down),
    three("3f", "Verzendkosten per aanbieder, gemengde btw", several_suppliers::shipping_each),
    one("4a", "Volledige retour, geheel op de {kaart}", returns::whole_order),
    one("4b", "Eén van drie stuks retour", returns::one_of_three),
    one("4c", "Retour na korting, stuk voor stuk", returns::piece_by_piece),
    one("4d", "Volledige retour van {kaart} en iDEAL", returns::card_and_ideal),
    three("4e", "Retour bij één van twee aanbieders", returns::one_supplier),
    one("4f", "Crediteringscall zonder antwoord, herhaald", returns::answer_lost),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_25_ways_and_each_case_has_at_least_four() {
        for (case, count) in [(1, 7), (2, 6), (3, 6), (4, 6)] {
            assert_eq!(WAYS.iter().filter(|row| row.case() == case).count(), count);
        }
        let mut names: Vec<&str> = WAYS.iter().map(|row| row.way).collect();
        names.dedup();
        assert_eq!(names.len(), 25);
    }
}
