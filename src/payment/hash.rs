//! The seal of a split: what a refund is computed from, in one digest. It must not depend on how
//! JSON is spelt.

use super::reply::Split;
use crate::calendar::Day;
use crate::json;
use crate::money::{Money, Rate};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// `sha256:` and the digest of the split's netstrings; `lines` are its lines in canonical order.
pub fn of(split: &Split, lines: &[usize]) -> String {
    let mut text = Netstrings::with_room_for(split);
    text.push(split.order_id.as_bytes());
    text.push(split.currency.as_str().as_bytes());
    text.push_word(&split.vat_mode);
    text.push_rate(Some(split.restocking_fee_rate));
    for line in lines.iter().filter_map(|&nth| split.lines.get(nth)) {
        text.push(line.line_id.as_bytes());
        text.push_word(&line.kind);
        text.push(line.supplier_id.as_bytes());
        text.push_word(&line.quantity);
        text.push_money(Some(line.paid_amount));
        text.push_rate(line.vat_rate);
        text.push_money(line.vat_amount);
    }
    for tender in &split.tenders {
        text.push(tender.tender_id.as_bytes());
        text.push_word(&tender.kind);
        text.push_money(Some(tender.amount));
        text.push_word(&tender.refund);
        text.push_word(&tender.on_expired);
        text.push_day(tender.expires_on.flatten());
        text.push_word(&tender.restricted);
    }
    for cell in &split.allocation {
        text.push(cell.line_id.as_bytes());
        text.push(cell.tender_id.as_bytes());
        text.push_money(Some(cell.amount));
        text.push_money(cell.vat_amount);
    }
    sealed(&Sha256::digest(&text.bytes))
}

fn sealed(digest: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let digits = digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    let mut seal = String::with_capacity("sha256:".len() + 2 * digest.len());
    seal.push_str("sha256:");
    seal.extend(digits.flatten());
    seal
}

/// `<length>:<bytes>,` one after another: no two lists of texts give the same bytes.
struct Netstrings {
    bytes: Vec<u8>,
}

impl Netstrings {
    fn with_room_for(split: &Split) -> Netstrings {
        let rows = 1 + split.lines.len() + split.tenders.len() + split.allocation.len();
        Netstrings { bytes: Vec::with_capacity(rows * 80) }
    }

    fn push(&mut self, text: &[u8]) {
        json::push_number(&mut self.bytes, text.len() as u64);
        self.bytes.push(b':');
        self.bytes.extend_from_slice(text);
        self.bytes.push(b',');
    }

    /// What `show` writes; its length is known afterwards, and is nearly always one digit.
    #[inline(always)]
    fn push_shown(&mut self, show: impl FnOnce(&mut Vec<u8>)) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(b"0:");
        show(&mut self.bytes);
        let length = self.bytes.len() - from - 2;
        match length {
            0..10 => self.bytes[from] = b'0' + length as u8,
            _ => {
                let shown = self.bytes.split_off(from + 2);
                self.bytes.truncate(from);
                return self.push(&shown);
            }
        }
        self.bytes.push(b',');
    }

    /// Nothing stands for null.
    fn push_money(&mut self, money: Option<Money>) {
        self.push_shown(|out| {
            if let Some(money) = money {
                money.push(out);
            }
        });
    }

    fn push_rate(&mut self, rate: Option<Rate>) {
        self.push_shown(|out| {
            if let Some(rate) = rate {
                rate.push(out);
            }
        });
    }

    fn push_day(&mut self, day: Option<Day>) {
        match day {
            Some(day) => self.push(day.printed().as_str().as_bytes()),
            None => self.push(b""),
        }
    }

    /// A word or a whole number as JSON writes it, without quotes; nothing for null.
    fn push_word<T: Serialize>(&mut self, word: &T) {
        self.push_shown(|out| {
            let from = out.len();
            json::push(out, word);
            match out.get(from..).unwrap_or_default() {
                b"null" => out.truncate(from),
                [b'"', .., b'"'] => {
                    out.pop();
                    out.remove(from);
                }
                _ => {}
            }
        });
    }
}
