//! Orders and ledger together: reserving, taking and giving back the money of sub-orders. Acts on
//! memory only; whoever calls it talks to the shops.

use crate::cards::Hold;
use crate::ledger::{Account, Confirmation, Ledger, Refused};
use crate::money::{Cents, ZERO};
use crate::orders::{Order, State, SubOrder, Tender, TenderKind};
use crate::share;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Books {
    pub ledger: Ledger,
    pub sub_orders: BTreeMap<String, SubOrder>,
    pub orders: BTreeMap<String, Order>,
    pub documents_made: i64,
    /// Of shops' own orders, in the order in which they were made.
    pub holds: Vec<Hold>,
}

impl Books {
    pub fn sub_order(&self, id: &str) -> Option<&SubOrder> {
        self.sub_orders.get(id)
    }

    /// The sub-order that a supplier calls so: by its id here, or, where orders do not say that, by the number that the
    /// shop answered with.
    pub fn id_of(&self, supplier: &str, name: &str, has_identity: bool) -> String {
        let number = name.parse().ok().filter(|_| !has_identity);
        let is_it = |own: &&SubOrder| own.supplier == supplier && own.shop_order_id == number;
        let found = number.and_then(|_| self.sub_orders.values().rfind(is_it));
        found.map_or_else(|| name.to_owned(), |own| own.id.clone())
    }

    /// Draws up an order: the cards pay in their order, iDEAL the rest; every tender is shared
    /// over the sub-orders; the cards are reserved.
    pub fn draw_up(
        &mut self,
        order_id: &str,
        mut parts: Vec<SubOrder>,
        cards: &[&str],
    ) -> Result<Order, Refused> {
        let totals: Vec<Cents> = parts.iter().map(SubOrder::total).collect();
        let mut left: Cents = totals.iter().copied().sum();
        let mut payers: Vec<(TenderKind, String, Cents)> = Vec::new();
        for card in cards {
            let amount = left.min(self.ledger.card_balance(card));
            self.ledger.reserve(card, amount, order_id)?;
            payers.push((TenderKind::MultiPurpose, (*card).to_owned(), amount));
            left -= amount;
        }
        let mut ideal = None;
        if left > ZERO {
            let payment = self.ledger.ideal_open(order_id, left)?;
            payers.push((TenderKind::Remainder, payment.clone(), left));
            ideal = Some(payment);
        }
        let amounts: Vec<Cents> = payers.iter().map(|(_, _, amount)| *amount).collect();
        for ((kind, account, _), row) in
            payers.iter().zip(share::over_sub_orders(&amounts, &totals))
        {
            for (part, amount) in parts.iter_mut().zip(row).filter(|(_, amount)| *amount > ZERO) {
                let tender_id = match kind {
                    TenderKind::MultiPurpose => account.clone(),
                    TenderKind::Remainder => "ideal".to_owned(),
                };
                let account = account.clone();
                part.tenders.push(Tender {
                    tender_id,
                    kind: *kind,
                    account,
                    amount,
                    credited: ZERO,
                });
            }
        }
        let sub_orders = parts.iter().map(|part| part.id.clone()).collect();
        let order = Order { id: order_id.to_owned(), sub_orders, ideal };
        self.orders.insert(order.id.clone(), order.clone());
        self.sub_orders.extend(parts.into_iter().map(|part| (part.id.clone(), part)));
        Ok(order)
    }

    pub fn confirm_ideal(&mut self, order_id: &str) -> Result<Confirmation, Refused> {
        let ideal = self.ideal_of(order_id)?;
        self.ledger.ideal_confirm(&ideal)
    }

    pub fn cancel_ideal(&mut self, order_id: &str) -> Result<(), Refused> {
        let ideal = self.ideal_of(order_id)?;
        self.ledger.ideal_cancel(&ideal)
    }

    /// The shop has the sub-order and everything is paid: the supplier is owed the money. Once:
    /// again changes nothing. What the shop has refused meanwhile is credited at once.
    pub fn take(&mut self, id: &str) -> Result<(), Refused> {
        let Books { ledger, sub_orders, .. } = self;
        let part = found(sub_orders, id)?;
        let was_refused = part.state == State::Refused;
        if matches!(part.state, State::Paid | State::Cancelled) || is_taken(ledger, id) {
            return Ok(());
        }
        for tender in &part.tenders {
            let (account, amount) = (&tender.account, tender.amount);
            match tender.kind {
                TenderKind::MultiPurpose => {
                    ledger.capture(account, &part.order_id, &part.supplier, amount, id)?;
                }
                TenderKind::Remainder => {
                    ledger.ideal_capture(account, &part.supplier, amount, id)?;
                }
            }
        }
        part.state = State::Paid;
        if was_refused { self.credit_refused(id, None) } else { Ok(()) }
    }

    /// The shop did not take the sub-order, or the resident did not pay: reservations go back.
    pub fn release(&mut self, id: &str) -> Result<(), Refused> {
        let Books { ledger, sub_orders, .. } = self;
        let part = found(sub_orders, id)?;
        if part.state == State::Cancelled || is_taken(ledger, id) {
            return Ok(());
        }
        for tender in part.tenders.iter().filter(|own| own.kind == TenderKind::MultiPurpose) {
            ledger.release(&tender.account, tender.amount, &part.order_id)?;
        }
        part.state = State::Cancelled;
        Ok(())
    }

    /// The shop refuses a sub-order, or `amount` of it: that part is credited, shared over its
    /// tenders by what they have open. Before the money is taken only the refusal is kept.
    pub fn credit_refused(&mut self, id: &str, amount: Option<Cents>) -> Result<(), Refused> {
        let part = found(&mut self.sub_orders, id)?;
        if part.state == State::Cancelled {
            return Ok(()); // Nothing was taken: the shop says what it was told.
        }
        let open: Vec<Cents> =
            part.tenders.iter().map(|tender| tender.amount - tender.credited).collect();
        let all: Cents = open.iter().copied().sum();
        let amount = amount.unwrap_or(all).min(all);
        if amount == all {
            let was_paid = part.state == State::Paid;
            part.state = State::Refused;
            if !was_paid {
                return Ok(());
            }
        }
        for (index, share) in share::largest_remainder(amount, &open).into_iter().enumerate() {
            self.give_back(id, index, share)?;
        }
        Ok(())
    }

    /// Gives back what tender `index` of a sub-order paid: onto the card, or by iDEAL.
    pub fn give_back(&mut self, id: &str, index: usize, amount: Cents) -> Result<(), Refused> {
        let Books { ledger, sub_orders, .. } = self;
        let SubOrder { supplier, tenders, .. } = found(sub_orders, id)?;
        let unknown = || Refused(format!("{id} has no tender {index}."));
        let tender = tenders.get_mut(index).ok_or_else(unknown)?;
        if tender.credited + amount > tender.amount {
            let Tender { tender_id, amount: paid, credited, .. } = tender;
            return Err(Refused(format!(
                "{tender_id} paid {paid}, {credited} of it is credited, {amount} more was asked."
            )));
        }
        match tender.kind {
            TenderKind::MultiPurpose => ledger.credit(&tender.account, supplier, amount, id)?,
            TenderKind::Remainder => ledger.ideal_refund(supplier, amount, id)?,
        }
        tender.credited += amount;
        Ok(())
    }

    /// What the ledger says that a supplier got for a sub-order, from cards and from iDEAL.
    pub fn taken(&self, id: &str) -> (Cents, Cents) {
        let mut sums = (ZERO, ZERO);
        for posting in self.ledger.postings().iter().filter(|posting| posting.order == id) {
            match (&posting.from, &posting.to) {
                (Account::Reserved { .. }, Account::Supplier(_)) => sums.0 += posting.amount,
                (Account::Ideal(_), Account::Supplier(_)) => sums.1 += posting.amount,
                _ => {}
            }
        }
        sums
    }

    /// What the ledger says that a supplier gave back for a sub-order, onto cards and by iDEAL.
    pub fn given_back(&self, id: &str) -> (Cents, Cents) {
        let mut sums = (ZERO, ZERO);
        for posting in self.ledger.postings().iter().filter(|posting| posting.order == id) {
            match (&posting.from, &posting.to) {
                (Account::Supplier(_), Account::Card(_)) => sums.0 += posting.amount,
                (Account::Supplier(_), Account::Resident) => sums.1 += posting.amount,
                _ => {}
            }
        }
        sums
    }

    fn ideal_of(&self, order_id: &str) -> Result<String, Refused> {
        let order = self.orders.get(order_id);
        let none = || Refused(format!("{order_id} has no iDEAL payment."));
        order.and_then(|order| order.ideal.clone()).ok_or_else(none)
    }
}

fn found<'a>(
    sub_orders: &'a mut BTreeMap<String, SubOrder>,
    id: &str,
) -> Result<&'a mut SubOrder, Refused> {
    sub_orders.get_mut(id).ok_or_else(|| Refused(format!("{id} is not a sub-order here.")))
}

fn is_taken(ledger: &Ledger, id: &str) -> bool {
    let takes = |to: &Account| matches!(to, Account::Supplier(_));
    ledger.postings().iter().any(|posting| posting.order == id && takes(&posting.to))
}
