//! The platform's books: cards, iDEAL payments and what suppliers are owed, as postings from one
//! account to another. It decides what money may do; it knows no shop and no HTTP.

use crate::money::{Cents, ZERO};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Account {
    /// The municipality, bank or employer that fills cards; the outside world, may go negative.
    Sponsor,
    /// The residents' own bank accounts; the outside world, may go negative.
    Resident,
    Card(String),
    /// What of a card is reserved for one order.
    Reserved {
        card: String,
        order: String,
    },
    Ideal(String),
    /// What the platform owes a supplier.
    Supplier(String),
}

#[derive(Clone, Debug, Serialize)]
pub struct Posting {
    pub from: Account,
    pub to: Account,
    pub amount: Cents,
    pub reason: &'static str,
    /// The order or sub-order that it belongs to.
    pub order: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum IdealState {
    Open,
    Paid,
    Cancelled,
}

#[derive(Clone, Debug, Serialize)]
pub struct IdealPayment {
    pub order: String,
    pub amount: Cents,
    pub state: IdealState,
}

/// What an iDEAL confirmation meant: banks send them late, and twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    Paid,
    AlreadyPaid,
    /// The payment was cancelled before; nothing is posted and the resident keeps the money.
    TooLate,
}

/// Why the ledger refuses a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

#[derive(Default)]
pub struct Ledger {
    balances: BTreeMap<Account, Cents>,
    postings: Vec<Posting>,
    cards: Vec<String>,
    ideals: BTreeMap<String, IdealPayment>,
}

impl Ledger {
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    pub fn cards(&self) -> &[String] {
        &self.cards
    }

    pub fn balance(&self, account: &Account) -> Cents {
        self.balances.get(account).copied().unwrap_or(ZERO)
    }

    pub fn card_balance(&self, card: &str) -> Cents {
        self.balance(&Account::Card(card.to_owned()))
    }

    pub fn card_reserved(&self, card: &str) -> Cents {
        let of_card = |account: &Account| match account {
            Account::Reserved { card: own, .. } => own == card,
            _ => false,
        };
        self.balances.iter().filter(|(account, _)| of_card(account)).map(|(_, held)| *held).sum()
    }

    /// What suppliers got from a card, less what they credited.
    pub fn card_spent(&self, card: &str) -> Cents {
        let spent = |posting: &Posting| match (&posting.from, &posting.to) {
            (Account::Reserved { card: own, .. }, Account::Supplier(_)) if own == card => {
                posting.amount
            }
            (Account::Supplier(_), Account::Card(own)) if own == card => -posting.amount,
            _ => ZERO,
        };
        self.postings.iter().map(spent).sum()
    }

    pub fn card_issued(&self, card: &str) -> Cents {
        let to_card = |posting: &&Posting| {
            posting.from == Account::Sponsor && posting.to == Account::Card(card.to_owned())
        };
        self.postings.iter().filter(to_card).map(|posting| posting.amount).sum()
    }

    pub fn ideal(&self, ideal: &str) -> Option<&IdealPayment> {
        self.ideals.get(ideal)
    }

    /// Every cent accounted for: for each card balance + reserved + spent is what was issued,
    /// and all accounts together are zero.
    pub fn is_balanced(&self) -> bool {
        let card_is_whole = |card: &String| {
            self.card_balance(card) + self.card_reserved(card) + self.card_spent(card)
                == self.card_issued(card)
        };
        self.balances.values().copied().sum::<Cents>() == ZERO
            && self.cards.iter().all(card_is_whole)
    }

    pub fn issue_card(&mut self, amount: Cents) -> Result<String, Refused> {
        let card = format!("card-{}", self.cards.len() + 1);
        self.cards.push(card.clone());
        self.post(Account::Sponsor, Account::Card(card.clone()), amount, "card issued", "")?;
        Ok(card)
    }

    pub fn reserve(&mut self, card: &str, amount: Cents, order: &str) -> Result<(), Refused> {
        let reserved = Account::Reserved { card: card.to_owned(), order: order.to_owned() };
        self.post(Account::Card(card.to_owned()), reserved, amount, "reserved", order)
    }

    pub fn release(&mut self, card: &str, amount: Cents, order: &str) -> Result<(), Refused> {
        let reserved = Account::Reserved { card: card.to_owned(), order: order.to_owned() };
        self.post(reserved, Account::Card(card.to_owned()), amount, "released", order)
    }

    /// Turns a reservation into what a supplier is owed.
    pub fn capture(
        &mut self,
        card: &str,
        order: &str,
        supplier: &str,
        amount: Cents,
        sub_order: &str,
    ) -> Result<(), Refused> {
        let reserved = Account::Reserved { card: card.to_owned(), order: order.to_owned() };
        let supplier = Account::Supplier(supplier.to_owned());
        self.post(reserved, supplier, amount, "card payment", sub_order)
    }

    /// A supplier gives back to a card what the card paid.
    pub fn credit(
        &mut self,
        card: &str,
        supplier: &str,
        amount: Cents,
        sub_order: &str,
    ) -> Result<(), Refused> {
        let supplier = Account::Supplier(supplier.to_owned());
        self.post(supplier, Account::Card(card.to_owned()), amount, "card credited", sub_order)
    }

    pub fn ideal_open(&mut self, order: &str, amount: Cents) -> Result<String, Refused> {
        if amount <= ZERO {
            return Err(Refused("An iDEAL payment is at least 0.01.".to_owned()));
        }
        let ideal = format!("ideal-{}", self.ideals.len() + 1);
        let payment = IdealPayment { order: order.to_owned(), amount, state: IdealState::Open };
        self.ideals.insert(ideal.clone(), payment);
        Ok(ideal)
    }

    pub fn ideal_confirm(&mut self, ideal: &str) -> Result<Confirmation, Refused> {
        let payment = self.open_ideal(ideal)?;
        match payment.state {
            IdealState::Paid => return Ok(Confirmation::AlreadyPaid),
            IdealState::Cancelled => return Ok(Confirmation::TooLate),
            IdealState::Open => payment.state = IdealState::Paid,
        }
        let (amount, order) = (payment.amount, payment.order.clone());
        let account = Account::Ideal(ideal.to_owned());
        self.post(Account::Resident, account, amount, "iDEAL payment", &order)?;
        Ok(Confirmation::Paid)
    }

    /// Cancelled by the resident or expired; a payment that was made stays made.
    pub fn ideal_cancel(&mut self, ideal: &str) -> Result<(), Refused> {
        let payment = self.open_ideal(ideal)?;
        match payment.state {
            IdealState::Paid => Err(Refused(format!("{ideal} is paid: refund it instead."))),
            _ => {
                payment.state = IdealState::Cancelled;
                Ok(())
            }
        }
    }

    pub fn ideal_capture(
        &mut self,
        ideal: &str,
        supplier: &str,
        amount: Cents,
        sub_order: &str,
    ) -> Result<(), Refused> {
        let supplier = Account::Supplier(supplier.to_owned());
        self.post(Account::Ideal(ideal.to_owned()), supplier, amount, "iDEAL settled", sub_order)
    }

    /// The platform itself pays the iDEAL part back, on the supplier's account.
    pub fn ideal_refund(
        &mut self,
        supplier: &str,
        amount: Cents,
        sub_order: &str,
    ) -> Result<(), Refused> {
        let supplier = Account::Supplier(supplier.to_owned());
        self.post(supplier, Account::Resident, amount, "iDEAL refunded", sub_order)
    }

    fn open_ideal(&mut self, ideal: &str) -> Result<&mut IdealPayment, Refused> {
        self.ideals.get_mut(ideal).ok_or_else(|| Refused(format!("{ideal} is not a payment here.")))
    }

    /// The only place where money moves: what leaves one account arrives at another.
    fn post(
        &mut self,
        from: Account,
        to: Account,
        amount: Cents,
        reason: &'static str,
        order: &str,
    ) -> Result<(), Refused> {
        if amount < ZERO {
            return Err(Refused(format!("{amount} is negative: post it the other way round.")));
        }
        if amount == ZERO {
            return Ok(());
        }
        let outside = matches!(from, Account::Sponsor | Account::Resident);
        let left = self.balance(&from) - amount;
        if left < ZERO && !outside {
            let held = self.balance(&from);
            return Err(Refused(format!("{from:?} holds {held}, {amount} was asked.")));
        }
        self.balances.insert(from.clone(), left);
        *self.balances.entry(to.clone()).or_default() += amount;
        self.postings.push(Posting { from, to, amount, reason, order: order.to_owned() });
        Ok(())
    }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
