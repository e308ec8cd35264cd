//! The matrix of lines and tenders, and its marginals: allocation, suppliers, VAT rates. All sums
//! of a reply are read off this one matrix, so they cannot disagree. It decides no cell.

use super::reply::{Allocation, Supplier, SupplierTender, VatRow, VatTender};
use super::share::hamilton;
use super::vat::by_rate;
use crate::id::Id;
use crate::money::{Currency, Rate};

/// What is known of a line beside its cells.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    pub line_id: &'r Id<'r>,
    pub supplier_id: &'r Id<'r>,
    pub rate: Option<Rate>,
    /// The VAT of all its cells; none where it is unknown.
    pub vat: Option<i64>,
}

/// Rows are lines in canonical order, columns tenders in rank order, the remainder last.
#[derive(Debug)]
pub struct Matrix<'r> {
    pub currency: Currency,
    pub rows: Vec<Row<'r>>,
    pub tenders: Vec<&'r Id<'r>>,
    amounts: Vec<i64>,
    /// Zero where a row's VAT is unknown.
    vats: Vec<i64>,
}

impl<'r> Matrix<'r> {
    pub fn new(currency: Currency, rows: Vec<Row<'r>>, tenders: Vec<&'r Id<'r>>) -> Matrix<'r> {
        let cells = rows.len() * tenders.len();
        Matrix { currency, rows, tenders, amounts: vec![0; cells], vats: vec![0; cells] }
    }

    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let width = self.tenders.len();
        row * width..(row + 1) * width
    }
    pub fn amounts(&self, row: usize) -> &[i64] {
        &self.amounts[self.range(row)]
    }
    pub fn amounts_mut(&mut self, row: usize) -> &mut [i64] {
        let range = self.range(row);
        &mut self.amounts[range]
    }
    pub fn vats(&self, row: usize) -> &[i64] {
        &self.vats[self.range(row)]
    }
    pub fn vats_mut(&mut self, row: usize) -> &mut [i64] {
        let range = self.range(row);
        &mut self.vats[range]
    }

    /// Spreads each row's VAT over its cells, once.
    pub fn spread_vat(&mut self) {
        for row in 0..self.rows.len() {
            let range = self.range(row);
            if let Some(vat) = self.rows[row].vat {
                hamilton(vat, &self.amounts[range.clone()], &mut self.vats[range]);
            }
        }
    }

    /// What each tender pays.
    pub fn of_tenders(&self) -> Vec<i64> {
        self.column_sums(0..self.rows.len())
    }

    fn column_sums(&self, rows: impl Iterator<Item = usize>) -> Vec<i64> {
        let mut sums = vec![0; self.tenders.len()];
        for row in rows {
            for (sum, amount) in sums.iter_mut().zip(self.amounts(row)) {
                *sum += amount;
            }
        }
        sums
    }

    /// The cells of a row that hold something: column, amount, VAT. The cumulative shares of an
    /// amount and of its VAT do not step together, so one return may hold a cent of VAT where it
    /// holds no amount.
    fn held(&self, row: usize) -> impl Iterator<Item = (usize, i64, i64)> {
        let cells = self.amounts(row).iter().zip(self.vats(row)).enumerate();
        let cells = cells.map(|(column, (&amount, &vat))| (column, amount, vat));
        cells.filter(|&(_, amount, vat)| amount > 0 || vat > 0)
    }

    /// The VAT of the cells in the columns that count; none where it is unknown for one that holds
    /// something.
    pub fn vat_of(
        &self,
        mut rows: impl Iterator<Item = usize>,
        counts: impl Fn(usize) -> bool,
    ) -> Option<i64> {
        rows.try_fold(0, |sum, row| {
            let mut held = self.held(row).filter(|&(column, ..)| counts(column));
            held.try_fold(sum, |sum, (.., vat)| self.rows[row].vat.map(|_| sum + vat))
        })
    }

    pub fn allocation(&self) -> Vec<Allocation<'r>> {
        let mut cells = Vec::with_capacity(self.amounts.iter().filter(|&&cell| cell > 0).count());
        for (nth, row) in self.rows.iter().enumerate() {
            for (column, amount, vat) in self.held(nth) {
                cells.push(Allocation {
                    line_id: row.line_id.lent(),
                    tender_id: self.tenders[column].lent(),
                    amount: self.currency.money(amount),
                    vat_amount: row.vat.map(|_| self.currency.money(vat)),
                });
            }
        }
        cells
    }

    /// By supplier id, byte by byte.
    pub fn suppliers(&self) -> Vec<Supplier<'r>> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|&row| self.rows[row].supplier_id);
        let same = |one: &usize, other: &usize| {
            self.rows[*one].supplier_id == self.rows[*other].supplier_id
        };
        order.chunk_by(same).map(|rows| self.supplier(rows)).collect()
    }

    fn supplier(&self, rows: &[usize]) -> Supplier<'r> {
        let sums = self.column_sums(rows.iter().copied());
        let paying = self.tenders.iter().zip(&sums).filter(|&(_, &sum)| sum > 0);
        Supplier {
            supplier_id: self.rows[rows[0]].supplier_id.lent(),
            amount: self.currency.money(sums.iter().sum()),
            tenders: paying
                .map(|(tender, &sum)| SupplierTender {
                    tender_id: tender.lent(),
                    amount: self.currency.money(sum),
                })
                .collect(),
        }
    }

    /// From the highest rate down; unknown last.
    pub fn vat(&self) -> Vec<VatRow<'r>> {
        let groups = by_rate(self.rows.iter().map(|row| row.rate));
        groups.into_iter().map(|(rate, rows)| self.vat_row(rate, &rows)).collect()
    }

    fn vat_row(&self, vat_rate: Option<Rate>, rows: &[usize]) -> VatRow<'r> {
        let money = |amount| self.currency.money(amount);
        let sums = self.column_sums(rows.iter().copied());
        let gross: i64 = sums.iter().sum();
        let vat = rows.iter().try_fold(0, |sum, &row| Some(sum + self.rows[row].vat?));
        let holds =
            |column: usize| rows.iter().any(|&row| self.held(row).any(|cell| cell.0 == column));
        VatRow {
            vat_rate,
            gross_amount: money(gross),
            net_amount: vat.map(|vat| money(gross - vat)),
            vat_amount: vat.map(money),
            tenders: (0..self.tenders.len())
                .filter(|&column| holds(column))
                .map(|column| VatTender {
                    tender_id: self.tenders[column].lent(),
                    gross_amount: money(sums[column]),
                    vat_amount: self
                        .vat_of(rows.iter().copied(), |other| other == column)
                        .map(money),
                })
                .collect(),
        }
    }
}
