//! Case 3: an order on the platform is made up of several suppliers' sub-orders.

use crate::catalogue::Article;
use crate::checkout::Part;
use crate::expect::{self, Expected, paid};
use crate::figure as f;
use crate::goods::{self, Good};
use crate::money::{Cents, Rate, STANDARD, ZERO};
use crate::orders::{Order, State};
use crate::result::Place;
use crate::share::largest_remainder;
use crate::shop::Trouble;
use crate::texts;
use crate::way::{Way, part};
use serde_json::json;

/// One supplier's part of an order, and what it must come to.
struct Share {
    supplier: String,
    article: Article,
    quantity: u32,
    shipping: Option<Cents>,
}

impl Share {
    /// The part of the supplier at this place in the list of shops.
    fn of(way: &Way<'_>, place: usize, good: &Good, quantity: u32) -> Result<Share, Trouble> {
        let supplier = way.supplier_at(place)?.to_owned();
        let article = way.good(&supplier, good)?;
        Ok(Share { supplier, article, quantity, shipping: None })
    }

    fn lines(&self) -> Vec<(Rate, Cents)> {
        let goods = (self.article.rate, self.article.price.times(self.quantity));
        [goods].into_iter().chain(self.shipping.map(|amount| (STANDARD, amount))).collect()
    }

    fn total(&self) -> Cents {
        self.lines().into_iter().map(|(_, amount)| amount).sum()
    }

    fn part(&self) -> Part<'_> {
        let mut part = part(&self.supplier, &[(&self.article.sku, self.quantity)]);
        part.shipping = self.shipping;
        part
    }

    fn id(&self, order: &Order) -> String {
        format!("{}-{}", order.id, self.supplier)
    }
}

fn draw_up(way: &mut Way<'_>, shares: &[Share], card: &str) -> Result<Order, Trouble> {
    let parts: Vec<Part<'_>> = shares.iter().map(Share::part).collect();
    way.order_of(&parts, &[card])
}

fn sum(shares: &[Share]) -> Cents {
    shares.iter().map(Share::total).sum()
}

/// Checks one supplier's part, and that it sees no other's.
fn paid_part(
    way: &mut Way<'_>,
    order: &Order,
    share: &Share,
    tenders: &[(&str, Cents)],
) -> Result<(), Trouble> {
    let supplier = &share.supplier;
    paid(way, &share.id(order), &Expected::of(&share.lines(), tenders))?;
    let book = way.book(supplier)?;
    let own = share.id(order);
    let of_others = |id: &&str| id.starts_with(&order.id) && **id != own;
    let others = book.identities(way.platform.profile.platform_id);
    let count = others.into_iter().filter(of_others).count();
    way.compare(Place::Book(supplier.clone()), f::OTHER_ORDERS, &order.id, 0, count);
    Ok(())
}

/// All parts, each paid by the one card.
fn paid_by_card(
    way: &mut Way<'_>,
    order: &Order,
    shares: &[Share],
    card: &str,
) -> Result<(), Trouble> {
    for share in shares {
        paid_part(way, order, share, &[(card, share.total())])?;
    }
    Ok(())
}

/// Two suppliers' parts on one card with a little left, placed and checked.
fn on_one_card(way: &mut Way<'_>, shares: &[Share], left: Cents) -> Result<(), Trouble> {
    let card = way.card(sum(shares) + left)?;
    let order = draw_up(way, shares, &card)?;
    way.place(&order)?;
    paid_by_card(way, &order, shares, &card)?;
    sum_is(way, &order, sum(shares));
    way.balance(&card, left);
    Ok(())
}

fn two(way: &Way<'_>) -> Result<[Share; 2], Trouble> {
    Ok([Share::of(way, 0, &goods::SENSOR, 1)?, Share::of(way, 1, &goods::VALVE, 1)?])
}

pub fn two_suppliers(way: &mut Way<'_>) -> Result<(), Trouble> {
    let shares = two(way)?;
    on_one_card(way, &shares, ZERO)
}

/// 3b, and the order of which 4e returns the part of the first supplier.
pub fn fair_shares(way: &mut Way<'_>) -> Result<(), Trouble> {
    let shares = [Share::of(way, 0, &goods::HEATER, 1)?, Share::of(way, 1, &goods::PUMP, 1)?];
    // Two thirds: 100.00 of 150.00.
    let on_card = sum(&shares).part(2, 3);
    let card = way.card(on_card)?;
    let order = draw_up(way, &shares, &card)?;
    way.place(&order)?;
    way.confirm(&order)?;
    let totals = [shares[0].total(), shares[1].total()];
    let by_card = largest_remainder(on_card, &totals);
    for (share, by_card) in shares.iter().zip(by_card) {
        let tenders = [(card.as_str(), by_card), ("ideal", share.total() - by_card)];
        paid_part(way, &order, share, &tenders)?;
    }
    sum_is(way, &order, sum(&shares));
    way.balance(&card, ZERO);
    Ok(())
}

/// The last shop that is tested turns out not to have its article.
pub fn one_refuses(way: &mut Way<'_>) -> Result<(), Trouble> {
    let refuser = way.last_tested()?;
    let [sensor, valve] = two(way)?;
    let all = [sensor, valve, Share::of(way, 2, &goods::BOOK, 1)?];
    let card = way.card(sum(&all))?;
    let order = draw_up(way, &all, &card)?;
    let refused = all.iter().find(|share| share.supplier == refuser);
    let refused = refused.ok_or_else(|| Trouble(format!("{refuser} has no part in it.")))?;
    let (id, sku) = (refused.id(&order), refused.article.sku.clone());
    way.staff(&refuser, "fault", &json!({"refuse_takeover_sku": sku}))?.done("fault")?;
    way.tell(
        format!("Winkel {refuser} blijkt {sku} niet te hebben en zal weigeren."),
        format!("Shop {refuser} turns out not to have {sku} and will refuse."),
    );
    let placed = way.place(&order);
    let credited = |way: &Way<'_>| way.sub_order(&id).is_ok_and(|own| own.credited() > ZERO);
    let settled = way.settle_until(&refuser, || credited(way));
    way.staff(&refuser, "fault", &json!({}))?.done("fault")?;
    placed?;
    settled?;
    for share in all.iter().filter(|share| share.supplier != refuser) {
        paid_part(way, &order, share, &[(&card, share.total())])?;
    }
    let part = way.sub_order(&id)?;
    let credited = texts::euro(part.credited(), way.platform.language);
    way.tell(
        format!("Winkel {refuser} meldde de annulering van {id}; {credited} is gecrediteerd."),
        format!("Shop {refuser} told the cancellation of {id}; {credited} was credited."),
    );
    let pushed = part.pushes.iter().filter(|push| push.status == "cancelled").count();
    way.compare(Place::Received, f::REFUSAL_PUSHED, &id, 1, pushed);
    let lines = part.pushes.iter().map(|push| push.refused_lines).max().unwrap_or(0);
    way.compare(Place::Received, f::LINE_QUANTITY, &sku, 1, lines);
    let is_refused = part.state == State::Refused;
    way.compare(Place::Ledger, f::ORDER_STATUS, &id, true, is_refused);
    way.compare(Place::Ledger, f::CREDITED_CARD, &id, refused.total(), part.credited());
    expect::void(way, &id)?;
    way.balance(&card, refused.total());
    Ok(())
}

pub fn same_sku(way: &mut Way<'_>) -> Result<(), Trouble> {
    let sku = way.shared_sku().ok_or_else(|| {
        Trouble("The first two shops have no article number in common.".to_owned())
    })?;
    let mut shares = Vec::new();
    for place in [0, 1] {
        let supplier = way.supplier_at(place)?.to_owned();
        let article = way.article(&supplier, &sku)?;
        let quantity = if place == 0 { 1 } else { 2 };
        shares.push(Share { supplier, article, quantity, shipping: None });
    }
    on_one_card(way, &shares, Cents(11_15))
}

/// The first shop lies down for a while.
pub fn shop_is_down(way: &mut Way<'_>) -> Result<(), Trouble> {
    const REFUSALS: usize = 3;
    let shares = two(way)?;
    let [down, up] = [&shares[0].supplier, &shares[1].supplier];
    let card = way.card(sum(&shares))?;
    let order = draw_up(way, &shares, &card)?;
    way.staff(down, "fault", &json!({"refuse_requests": REFUSALS}))?.done("fault")?;
    way.tell(
        format!("De winkel van {down} ligt eruit: de eerste {REFUSALS} verzoeken mislukken."),
        format!("The shop of {down} is down: the first {REFUSALS} requests fail."),
    );
    let placed = way.place(&order);
    way.staff(down, "fault", &json!({}))?.done("fault")?;
    let attempts: Vec<usize> = placed?.iter().map(|placed| placed.attempts).collect();
    let [at_first, at_second] = attempts[..] else {
        return Err(Trouble("There were not two sub-orders.".to_owned()));
    };
    way.compare(Place::Rest(down.clone()), f::ATTEMPTS, &order.id, REFUSALS + 1, at_first);
    way.compare(Place::Rest(up.clone()), f::ATTEMPTS, &order.id, 1, at_second);
    paid_by_card(way, &order, &shares, &card)?;
    way.balance(&card, ZERO);
    Ok(())
}

pub fn shipping_each(way: &mut Way<'_>) -> Result<(), Trouble> {
    let mut shares = [Share::of(way, 0, &goods::STRIP, 1)?, Share::of(way, 1, &goods::SEEDS, 2)?];
    shares[0].shipping = Some(Cents(4_95));
    shares[1].shipping = Some(Cents(3_95));
    on_one_card(way, &shares, Cents(1_17))
}

/// What the ledger took for all sub-orders together.
fn sum_is(way: &mut Way<'_>, order: &Order, expected: Cents) {
    let sum: Cents = {
        let state = way.platform.state();
        let taken = order.sub_orders.iter().map(|id| state.books.taken(id));
        taken.map(|(cards, ideal)| cards + ideal).sum()
    };
    way.compare(Place::Ledger, f::TENDER_SUM, &order.id, expected, sum);
}
