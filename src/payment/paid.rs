//! A split, read back: its seal checked, its matrix in whole minor units. Nothing is recomputed
//! from the order.

use super::hash;
use super::reply::{Line, Split, TenderKind};
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::money::{Currency, Money, Rate};

/// What was paid, frozen.
#[derive(Debug)]
pub struct Paid<'r> {
    pub split: &'r Split<'r>,
    pub currency: Currency,
    pub fee: Rate,
    /// In canonical order.
    pub lines: Vec<PaidLine<'r>>,
    /// How many tenders there are.
    pub width: usize,
    /// What each tender paid.
    pub totals: Vec<i64>,
    amounts: Vec<i64>,
    vats: Vec<i64>,
}

#[derive(Debug)]
pub struct PaidLine<'r> {
    pub reply: &'r Line<'r>,
    pub amount: i64,
    pub vat: Option<i64>,
}

impl<'r> Paid<'r> {
    pub fn read(split: &'r Split<'r>) -> Result<Paid<'r>> {
        let mut canonical: Vec<usize> = (0..split.lines.len()).collect();
        canonical.sort_by_key(|&nth| &split.lines[nth].line_id);
        if hash::of(split, &canonical) != split.allocation_hash {
            return Err(altered());
        }
        Paid::matrix(split, &canonical).ok_or_else(altered)
    }

    /// None where the figures are not those of a split, whatever its seal says.
    fn matrix(split: &'r Split<'r>, canonical: &[usize]) -> Option<Paid<'r>> {
        let digits = split.currency.digits();
        let minor =
            |money: Money| (money.digits == digits && money.minor >= 0).then_some(money.minor);
        let optional = |money: Option<Money>| match money {
            Some(money) => minor(money).map(Some),
            None => Some(None),
        };
        let lines: Option<Vec<PaidLine>> = canonical
            .iter()
            .map(|&nth| {
                let reply = &split.lines[nth];
                let (amount, vat) = (minor(reply.paid_amount)?, optional(reply.vat_amount)?);
                Some(PaidLine { reply, amount, vat })
            })
            .collect();
        let totals: Option<Vec<i64>> =
            split.tenders.iter().map(|tender| minor(tender.amount)).collect();
        let width = split.tenders.len();
        let cells = width.checked_mul(canonical.len())?;
        let mut paid = Paid {
            split,
            currency: split.currency,
            fee: split.restocking_fee_rate,
            lines: lines?,
            width,
            totals: totals?,
            amounts: vec![0; cells],
            vats: vec![0; cells],
        };
        for cell in &split.allocation {
            let line = paid.find(&cell.line_id)?;
            let tender = split.tenders.iter().position(|one| one.tender_id == cell.tender_id)?;
            let at = line * width + tender;
            if *paid.amounts.get(at)? != 0 {
                return None;
            }
            paid.amounts[at] = minor(cell.amount)?;
            paid.vats[at] = optional(cell.vat_amount)?.unwrap_or(0);
        }
        paid.adds_up().then_some(paid)
    }

    /// Rows are lines, columns are tenders, VAT is within what was paid, and ids are told apart.
    fn adds_up(&self) -> bool {
        let rows = self.lines.iter().enumerate().all(|(nth, line)| {
            let vat = line.vat.unwrap_or(0);
            sum(self.amounts(nth).iter()) == Some(line.amount)
                && sum(self.vats(nth).iter()) == Some(vat)
                && vat <= line.amount
                && line.reply.quantity > 0
        });
        let columns = (0..self.width).all(|column| {
            let cells = self.amounts.iter().skip(column).step_by(self.width.max(1));
            sum(cells) == Some(self.totals[column])
        });
        let mut lines = self.lines.windows(2);
        let apart = lines.all(|pair| pair[0].reply.line_id != pair[1].reply.line_id);
        let all = sum(self.totals.iter()).is_some();
        let remainders =
            self.split.tenders.iter().filter(|tender| tender.kind == TenderKind::Remainder);
        rows && columns && apart && all && remainders.count() <= 1
    }

    pub fn amounts(&self, line: usize) -> &[i64] {
        &self.amounts[line * self.width..(line + 1) * self.width]
    }

    pub fn vats(&self, line: usize) -> &[i64] {
        &self.vats[line * self.width..(line + 1) * self.width]
    }

    fn find(&self, line_id: &Id) -> Option<usize> {
        self.lines.binary_search_by(|line| line.reply.line_id.cmp(line_id)).ok()
    }

    /// The line's index, which `seen` must not have met before.
    pub fn find_once(&self, line_id: &Id, seen: &mut [bool]) -> Result<usize> {
        let Some(line) = self.find(line_id) else {
            let message = format!("The order has no line '{line_id}'.");
            return Err(Error::new(Code::PaymentLineUnknown, message).at("/line_id"));
        };
        if std::mem::replace(&mut seen[line], true) {
            let message = format!("Line '{line_id}' is named twice.");
            return Err(Error::new(Code::PaymentLineTwice, message).at("/line_id"));
        }
        Ok(line)
    }
}

/// None where it overflows.
fn sum<'a>(mut amounts: impl Iterator<Item = &'a i64>) -> Option<i64> {
    amounts.try_fold(0i64, |sum, &amount| sum.checked_add(amount))
}

fn altered() -> Error {
    let message = "The split is not what payment_split answered; give its reply back as it was.";
    Error::new(Code::PaymentSplitAltered, message)
}
