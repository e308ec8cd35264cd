//! The VAT of the lines of an order, after discounts. It does not know who pays.

use super::order::Order;
use super::request::VatMode;
use super::share::{hamilton, part_of};
use crate::money::Rate;
use std::cmp::Reverse;

/// For each line in canonical order the VAT in what is paid for it; none where it is unknown.
pub fn of_lines(order: &Order, mode: VatMode) -> Vec<Option<i64>> {
    match mode {
        VatMode::PerLine => order
            .lines
            .iter()
            .map(|line| match (line.gross_vat, line.request.vat_rate) {
                (Some(vat), _) => Some(part_of(vat, line.paid(), line.gross)),
                (None, Some(rate)) => Some(rate.included_in(line.paid())),
                (None, None) => None,
            })
            .collect(),
        VatMode::PerRate => of_rates(order),
    }
}

/// The VAT of each rate's total, spread over its lines.
fn of_rates(order: &Order) -> Vec<Option<i64>> {
    let mut vats = vec![None; order.lines.len()];
    for (rate, lines) in by_rate(order.lines.iter().map(|line| line.request.vat_rate)) {
        let Some(rate) = rate else { continue };
        let paid: Vec<i64> = lines.iter().map(|&nth| order.lines[nth].paid()).collect();
        let mut parts = vec![0; lines.len()];
        hamilton(rate.included_in(paid.iter().sum()), &paid, &mut parts);
        for (nth, part) in lines.into_iter().zip(parts) {
            vats[nth] = Some(part);
        }
    }
    vats
}

/// The lines of each rate, from the highest rate down, unknown last; lines ascending.
pub fn by_rate(rates: impl Iterator<Item = Option<Rate>>) -> Vec<(Option<Rate>, Vec<usize>)> {
    let mut groups: Vec<(Option<Rate>, Vec<usize>)> = Vec::new();
    for (nth, rate) in rates.enumerate() {
        match groups.iter_mut().find(|group| group.0 == rate) {
            Some(group) => group.1.push(nth),
            None => groups.push((rate, vec![nth])),
        }
    }
    groups.sort_by_key(|group| Reverse(group.0));
    groups
}
