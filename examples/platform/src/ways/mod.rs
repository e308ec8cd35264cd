//! The 25 ways of the integration test, as one table: four cases, each way a small function that
//! acts and checks. A way that is not in this table does not exist.

mod card;
mod card_and_ideal;
mod several_suppliers;
mod refund_by_rest;
mod returns;

use crate::goods::{self, Good};
use crate::language::Language;
use crate::shop::Trouble;
use crate::way::Way;

pub struct Row {
    pub way: &'static str,
    /// In Dutch and in English; "{kaart}" stands for the platform's word for its card.
    pub titles: [&'static str; 2],
    pub needs: &'static [Need],
    pub run: fn(&mut Way<'_>) -> Result<(), Trouble>,
}

/// What a way cannot do without.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// A test route of the way's shop.
    Route(&'static str),
    /// The same of the first shop.
    RouteOfFirst(&'static str),
    /// The same of the last shop that is tested.
    RouteOfLast(&'static str),
    /// An article of the way's shop.
    Good(&'static Good),
    /// So many shops.
    Shops(usize),
    SharedSku,
}

use Need::{Good as Sells, Route, RouteOfFirst, RouteOfLast, SharedSku, Shops};

impl Row {
    pub fn case(&self) -> u8 {
        self.way.as_bytes().first().map_or(0, |digit| digit - b'0')
    }

    pub fn title(&self, language: Language, card: &str) -> String {
        language.pick(self.titles[0], self.titles[1]).replace("{kaart}", card)
    }

    /// Why the way cannot be run here, in words for the shop.
    pub fn unmet(&self, way: &Way<'_>) -> Option<String> {
        self.needs.iter().find_map(|need| need.unmet(way))
    }
}

impl Need {
    fn unmet(self, way: &Way<'_>) -> Option<String> {
        let language = way.platform.language;
        let first = way.supplier_at(0).unwrap_or_default();
        let last = way.last_tested().unwrap_or_default();
        let route = |supplier: &str, route: &str| {
            let has = way.shop(supplier).is_ok_and(|shop| shop.has(route));
            (!has).then(|| {
                language.pick(
                    format!("De testroute POST /koppel-test/{route} is er niet."),
                    format!("The test route POST /koppel-test/{route} is not mounted."),
                )
            })
        };
        match self {
            Route(name) => route(way.supplier, name),
            RouteOfFirst(name) => route(first, name),
            RouteOfLast(name) => route(&last, name),
            Sells(good) => way.good(way.supplier, good).is_err().then(|| good.missing(language)),
            Shops(count) => (way.shops.len() < count).then(|| {
                language.pick(
                    format!("Hiervoor zijn {count} winkels nodig."),
                    format!("This needs {count} shops."),
                )
            }),
            SharedSku => way.shared_sku().is_none().then(|| {
                let dutch = "De winkels hebben geen artikelnummer gemeen.";
                language.pick(dutch, "The shops have no article number in common.").to_owned()
            }),
        }
    }
}

const fn row(
    way: &'static str,
    titles: [&'static str; 2],
    needs: &'static [Need],
    run: fn(&mut Way<'_>) -> Result<(), Trouble>,
) -> Row {
    Row { way, titles, needs, run }
}

pub const WAYS: [Row; 25] = [
    row(
        "1a",
        ["Eenvoudig product, geheel met de {kaart}", "A simple product, all of it by {kaart}"],
        &[Sells(&goods::METER)],
        card::simple_product,
    ),
    row(
        "1b",
        ["Variatie van een product, saldo precies genoeg", "A variation, the balance just enough"],
        &[Sells(&goods::VARIATION)],
        card::variation,
    ),
    row(
        "1c",
        ["Twee btw-tarieven en verzendkosten", "Two VAT rates and shipping"],
        &[Sells(&goods::STRIP), Sells(&goods::SEEDS)],
        card::mixed_rates,
    ),
    row(
        "1d",
        ["Twee kaarten op één bestelling", "Two cards on one order"],
        &[Sells(&goods::LAMP)],
        card::two_cards,
    ),
    row(
        "1e",
        [
            "Met kortingscoupon: korting op de regel, geen betaling",
            "With a coupon: a discount on the line, no payment",
        ],
        &[Sells(&goods::SENSOR)],
        card::coupon,
    ),
    row(
        "1f",
        ["Dezelfde bestelling tweemaal aangeboden", "The same order offered twice"],
        &[Sells(&goods::METER)],
        card::offered_twice,
    ),
    row(
        "1g",
        ["Laatste exemplaar net verkocht", "The last piece just sold"],
        &[Route("stock"), Sells(&goods::LAST_PIECE)],
        card::sold_meanwhile,
    ),
    row(
        "2a",
        ["Deels {kaart}, rest met iDEAL", "Partly by {kaart}, the rest by iDEAL"],
        &[Sells(&goods::AWNING)],
        card_and_ideal::part_by_ideal,
    ),
    row(
        "2b",
        ["Kleinste eigen bijdrage: één cent", "The smallest own part: one cent"],
        &[Sells(&goods::A_CENT_MORE)],
        card_and_ideal::smallest_part,
    ),
    row(
        "2c",
        ["Gedeelde betaling verandert de btw niet", "A shared payment does not change the VAT"],
        &[Sells(&goods::STRIP), Sells(&goods::SEEDS)],
        card_and_ideal::vat_is_unchanged,
    ),
    row(
        "2d",
        ["iDEAL geannuleerd of verlopen", "iDEAL cancelled or expired"],
        &[Sells(&goods::AWNING)],
        card_and_ideal::ideal_cancelled,
    ),
    row(
        "2e",
        ["iDEAL-bevestiging komt laat en dubbel", "iDEAL confirms late, and twice"],
        &[Sells(&goods::AWNING)],
        card_and_ideal::late_and_twice,
    ),
    row(
        "2f",
        ["Twee kaarten en iDEAL", "Two cards and iDEAL"],
        &[Sells(&goods::BOILER)],
        card_and_ideal::two_cards_and_ideal,
    ),
    row(
        "3a",
        ["Twee aanbieders, één kaart", "Two suppliers, one card"],
        &[Shops(2)],
        several_suppliers::two_suppliers,
    ),
    row(
        "3b",
        [
            "Kaart en iDEAL eerlijk over twee aanbieders",
            "Card and iDEAL shared fairly by two suppliers",
        ],
        &[Shops(2)],
        several_suppliers::fair_shares,
    ),
    row(
        "3c",
        ["Drie aanbieders, één weigert", "Three suppliers, one refuses"],
        &[Shops(3), RouteOfLast("fault")],
        several_suppliers::one_refuses,
    ),
    row(
        "3d",
        [
            "Twee aanbieders met hetzelfde artikelnummer",
            "Two suppliers with the same article number",
        ],
        &[Shops(2), SharedSku],
        several_suppliers::same_sku,
    ),
    row(
        "3e",
        [
            "Winkel van één aanbieder tijdelijk onbereikbaar",
            "One supplier's shop out of reach for a while",
        ],
        &[Shops(2), RouteOfFirst("fault")],
        several_suppliers::shop_is_down,
    ),
    row(
        "3f",
        ["Verzendkosten per aanbieder, gemengde btw", "Shipping of each supplier, mixed VAT"],
        &[Shops(2)],
        several_suppliers::shipping_each,
    ),
    row(
        "4a",
        ["Volledige retour, geheel op de {kaart}", "All comes back, all onto the {kaart}"],
        &[Route("return"), Sells(&goods::METER)],
        returns::whole_order,
    ),
    row(
        "4b",
        ["Eén van drie stuks retour", "One of three pieces comes back"],
        &[Route("return"), Sells(&goods::STRIP), Sells(&goods::SEEDS)],
        returns::one_of_three,
    ),
    row(
        "4c",
        ["Retour na korting, stuk voor stuk", "A return after a discount, piece by piece"],
        &[Route("return"), Sells(&goods::SENSOR)],
        returns::piece_by_piece,
    ),
    row(
        "4d",
        ["Volledige retour van {kaart} en iDEAL", "All comes back, of {kaart} and iDEAL"],
        &[Route("return"), Sells(&goods::AWNING)],
        returns::card_and_ideal,
    ),
    row(
        "4e",
        ["Retour bij één van twee aanbieders", "A return at one of two suppliers"],
        &[Shops(2), RouteOfFirst("return")],
        returns::one_supplier,
    ),
    row(
        "4f",
        ["Crediteringscall zonder antwoord, herhaald", "A credit call without an answer, repeated"],
        &[Route("return"), Sells(&goods::STRIP)],
        returns::answer_lost,
    ),
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
