//! Tests of the ledger: what holds after any sequence of acts.

use super::*;

/// A small generator: the same sequences on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_889);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// One random act; what the ledger refuses must change nothing, so its answer is dropped.
fn act(ledger: &mut Ledger, dice: &mut Dice) {
    let card = format!("card-{}", 1 + dice.below(4));
    let ideal = format!("ideal-{}", 1 + dice.below(3));
    let order = format!("order-{}", dice.below(3));
    let supplier = ["x", "y", "z"][usize::try_from(dice.below(3)).unwrap()];
    let amount = Cents(dice.below(60_00) - 2);
    let _ = match dice.below(10) {
        0 => ledger.issue_card(amount).map(drop),
        1 => ledger.ideal_open(&order, amount).map(drop),
        2 | 3 => ledger.reserve(&card, amount, &order),
        4 => ledger.release(&card, amount, &order),
        5 => ledger.capture(&card, &order, supplier, amount, &order),
        6 => ledger.credit(&card, supplier, amount, &order),
        7 => ledger.ideal_confirm(&ideal).map(drop),
        8 => ledger.ideal_cancel(&ideal),
        _ => match dice.below(2) {
            0 => ledger.ideal_capture(&ideal, supplier, amount, &order),
            _ => ledger.ideal_refund(supplier, amount, &order),
        },
    };
}

#[test]
fn every_cent_is_accounted_for_after_any_sequence() {
    for seed in 0..40 {
        let mut ledger = Ledger::default();
        let mut dice = Dice(seed);
        for _ in 0..300 {
            act(&mut ledger, &mut dice);
            assert!(ledger.is_balanced(), "seed {seed}: {:?}", ledger.postings().last());
        }
        for (account, balance) in &ledger.balances {
            let outside = matches!(account, Account::Sponsor | Account::Resident);
            assert!(outside || *balance >= ZERO, "seed {seed}: {account:?} {balance}");
        }
    }
}

#[test]
fn a_card_never_pays_more_than_it_holds() {
    let mut ledger = Ledger::default();
    let card = ledger.issue_card(Cents(50_00)).unwrap();
    ledger.reserve(&card, Cents(49_95), "o").unwrap();
    assert!(ledger.reserve(&card, Cents(6), "o").is_err());
    assert_eq!(ledger.card_balance(&card), Cents(5));
    assert_eq!(ledger.card_reserved(&card), Cents(49_95));
    assert!(ledger.capture(&card, "o", "x", Cents(49_96), "o-x").is_err());
    ledger.capture(&card, "o", "x", Cents(49_95), "o-x").unwrap();
    assert_eq!(ledger.card_spent(&card), Cents(49_95));
}

#[test]
fn a_reservation_is_released_to_its_own_card_only() {
    let mut ledger = Ledger::default();
    let card = ledger.issue_card(Cents(10_00)).unwrap();
    let other = ledger.issue_card(Cents(10_00)).unwrap();
    ledger.reserve(&card, Cents(10_00), "o").unwrap();
    assert!(ledger.release(&other, Cents(10_00), "o").is_err());
    assert!(ledger.release(&card, Cents(10_00), "another order").is_err());
    ledger.release(&card, Cents(10_00), "o").unwrap();
    assert_eq!(ledger.card_balance(&card), Cents(10_00));
}

#[test]
fn an_ideal_payment_is_posted_once_however_often_it_is_confirmed() {
    let mut ledger = Ledger::default();
    let ideal = ledger.ideal_open("o", Cents(1)).unwrap();
    assert_eq!(ledger.ideal_confirm(&ideal), Ok(Confirmation::Paid));
    assert_eq!(ledger.ideal_confirm(&ideal), Ok(Confirmation::AlreadyPaid));
    assert_eq!(ledger.postings().len(), 1);
    assert!(ledger.ideal_cancel(&ideal).is_err());
}

#[test]
fn a_confirmation_after_cancellation_posts_nothing() {
    let mut ledger = Ledger::default();
    let ideal = ledger.ideal_open("o", Cents(20_00)).unwrap();
    ledger.ideal_cancel(&ideal).unwrap();
    assert_eq!(ledger.ideal_confirm(&ideal), Ok(Confirmation::TooLate));
    assert!(ledger.postings().is_empty());
    assert!(ledger.ideal_open("o", ZERO).is_err());
}
