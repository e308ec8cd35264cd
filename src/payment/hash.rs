//! The seal of a split: what a refund is computed from, in one digest. It must not depend on how JSON is spelt.

use super::reply::Split;
use crate::calendar::Day;
use crate::money::Money;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::{Display, Write};

/// `sha256:` and the digest of the split's netstrings; `lines` are its lines in canonical order.
pub fn of(split: &Split, lines: &[usize]) -> String {
    let mut text = Netstrings::default();
    text.push(&split.order_id);
    text.push(split.currency.as_str());
    text.push_word(&split.vat_mode);
    text.show(split.restocking_fee_rate);
    for line in lines.iter().filter_map(|&nth| split.lines.get(nth)) {
        text.push(&line.line_id);
        text.push_word(&line.kind);
        text.push(&line.supplier_id);
        text.show(line.quantity);
        text.show(line.paid_amount);
        text.show_or_nothing(line.vat_rate);
        text.show_or_nothing(line.vat_amount);
    }
    for tender in &split.tenders {
        text.push(&tender.tender_id);
        text.push_word(&tender.kind);
        text.show(tender.amount);
        text.push_word(&tender.refund);
        text.push_word(&tender.on_expired);
        text.show_or_nothing::<Day>(tender.expires_on.flatten());
        text.show_or_nothing(tender.restricted);
    }
    for cell in &split.allocation {
        text.push(&cell.line_id);
        text.push(&cell.tender_id);
        text.show::<Money>(cell.amount);
        text.show_or_nothing(cell.vat_amount);
    }
    let mut seal = String::from("sha256:");
    for byte in Sha256::digest(&text.bytes) {
        // Writing into a String cannot fail.
        let _ = write!(seal, "{byte:02x}");
    }
    seal
}

/// `<length>:<bytes>,` one after another: no two lists of texts give the same bytes.
#[derive(Default)]
struct Netstrings {
    bytes: Vec<u8>,
    shown: String,
}

impl Netstrings {
    fn push(&mut self, text: &str) {
        use std::io::Write;
        // Writing into a Vec cannot fail.
        let _ = write!(self.bytes, "{}:{text},", text.len());
    }

    fn show<T: Display>(&mut self, value: T) {
        let mut shown = std::mem::take(&mut self.shown);
        shown.clear();
        let _ = write!(shown, "{value}");
        self.push(&shown);
        self.shown = shown;
    }

    fn show_or_nothing<T: Display>(&mut self, value: Option<T>) {
        match value {
            Some(value) => self.show(value),
            None => self.push(""),
        }
    }

    /// A word as JSON writes it, without its quotes; nothing for null.
    fn push_word<T: Serialize>(&mut self, word: &T) {
        let quoted = serde_json::to_string(word).unwrap_or_default();
        match quoted.as_str() {
            "null" => self.push(""),
            quoted => self.push(quoted.trim_matches('"')),
        }
    }
}
