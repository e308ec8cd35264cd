//! The split of an order by what was paid: each tender's amount is what it can give, and the matrix is frozen from here on.

use crate::calendar;
use crate::error::{Code, Error, Result};
use crate::id::Id;
use crate::mirror::orders::Origin;
use crate::model::order::{Order, Tender};
use crate::money::{Amount, Money, Rate};
use crate::payment::reply::TenderKind;
use crate::payment::request::{
    Discount, LineRequest, OnExpired, RefundWay, Remainder, SplitRequest, VatMode, Voucher,
    VoucherKind,
};
use crate::payment::{Cell, split, split_given};
use crate::world;
use std::num::NonZeroU32;

/// The reply of payment_split, as JSON, and where its cells come from. The order gets the VAT that it did not say.
pub fn freeze(order: &mut Order, at: world::Instant) -> Result<(String, Origin)> {
    let (text, origin, vat) = frozen(order, at)?;
    order.vat_amount = vat.map(|vat| order.currency.money(vat));
    for line in &mut order.lines {
        let included = line.vat_rate.map(|rate| rate.included_in(line.gross_amount.minor));
        line.vat_amount = line.vat_amount.or(included.map(|vat| order.currency.money(vat)));
    }
    Ok((text, origin))
}

fn frozen(order: &Order, at: world::Instant) -> Result<(String, Origin, Option<i64>)> {
    let tenders = order.split_by();
    let rest = tenders.iter().find(|tender| tender.kind == TenderKind::Remainder);
    let rest = rest.map(|tender| tender.tender_id.as_str());
    let at = calendar::utc(at.0);
    let request = request(order, &tenders, &at)?;
    let mut given = order.tenders.iter().map(|tender| tender.line_id.as_ref());
    let (split, origin) = match given.clone().next() {
        Some(Some(_)) if given.all(|line_id| line_id.is_some()) => {
            let cells: Vec<Cell> = order.tenders.iter().map(|tender| cell(tender, rest)).collect();
            let split = split_given(&request, &cells).map_err(|error| error.under("tenders"))?;
            (split, Origin::Given)
        }
        _ => (split(&request)?, Origin::Computed),
    };
    // Sums of parts of one total: they cannot overflow.
    let vat = split.lines.iter().map(|line| line.vat_amount.map(|vat| vat.minor)).sum();
    Ok((crate::json::write_text(&split), origin, vat))
}

fn cell<'a>(tender: &'a Tender, rest: Option<&'a str>) -> Cell<'a> {
    let rest = rest.filter(|_| tender.kind == TenderKind::Remainder);
    Cell {
        line_id: tender.line_id.as_deref().unwrap_or_default(),
        tender_id: rest.unwrap_or(&tender.tender_id),
        amount: tender.amount.minor,
    }
}

fn request<'a>(order: &'a Order, tenders: &'a [Tender], at: &'a str) -> Result<SplitRequest<'a>> {
    let lines = order.lines.iter().map(|line| {
        Ok(LineRequest {
            line_id: id(&line.line_id)?,
            kind: line.kind,
            supplier_id: id(&line.supplier_id)?,
            product_id: line.product_id.as_deref().map(id).transpose()?,
            category_ids: Vec::new(),
            quantity: NonZeroU32::new(line.quantity).unwrap_or(NonZeroU32::MIN),
            gross_amount: Some(amount(line.gross_amount)),
            net_amount: None,
            vat_rate: line.vat_rate,
            vat_amount: line.vat_amount.map(amount),
        })
    });
    let discounts = order.discounts.iter().map(|discount| {
        let line_ids = discount.line_ids.as_ref();
        Ok(Discount {
            discount_id: id(&discount.discount_id)?,
            amount: amount(discount.amount),
            line_ids: line_ids.map(|all| all.iter().map(|one| id(one)).collect()).transpose()?,
        })
    });
    let (rest, vouchers): (Vec<_>, Vec<_>) =
        tenders.iter().partition(|tender| tender.kind == TenderKind::Remainder);
    let remainder = rest.first().map(|tender| {
        let minimum_amount = Some(amount(order.currency.money(1)));
        Ok(Remainder { tender_id: id(&tender.tender_id)?, minimum_amount })
    });
    Ok(SplitRequest {
        order_id: id(&order.order_id)?,
        currency: order.currency,
        calculated_at: calendar::Timestamp::parse(at).ok_or_else(|| {
            Error::new(Code::SystemFailed, "The clock shows a year that no calendar has.")
        })?,
        lines: lines.collect::<Result<_>>()?,
        discounts: discounts.collect::<Result<_>>()?,
        vouchers: vouchers.into_iter().map(voucher).collect::<Result<_>>()?,
        remainder: remainder.transpose()?,
        vat_mode: VatMode::PerLine,
        restocking_fee_rate: Rate::ZERO,
    })
}

fn voucher(tender: &Tender) -> Result<Voucher<'_>> {
    Ok(Voucher {
        voucher_id: id(&tender.tender_id)?,
        kind: match tender.kind {
            TenderKind::MultiPurpose => VoucherKind::MultiPurpose,
            TenderKind::SinglePurpose => VoucherKind::SinglePurpose,
            TenderKind::PaymentInstrument | TenderKind::Remainder => VoucherKind::PaymentInstrument,
        },
        balance: amount(tender.amount),
        expires_on: None,
        eligible: None,
        max_amount: None,
        min_order_amount: None,
        priority: None,
        splittable: true,
        refund: RefundWay::Credit,
        on_expired: OnExpired::CreditOriginal,
        issuer_id: None,
    })
}

fn amount(money: Money) -> Amount {
    // What is printed can be read.
    Amount::read(money.to_string().as_bytes()).unwrap_or_default()
}

fn id(text: &str) -> Result<Id<'_>> {
    Id::new(text).ok_or_else(|| {
        Error::new(Code::JsonOutOfBounds, "An id of the order is empty or too long.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn split_of(tenders: Value) -> Value {
        let order = json!({
            "order_id": "o", "currency": "EUR", "status": "processing", "total_amount": "38.85",
            "lines": [{ "line_id": "1", "kind": "product", "quantity": 3, "gross_amount": "38.85", "vat_rate": "21" }],
            "tenders": tenders,
        });
        let order: Order = crate::json::read(order.to_string().as_bytes()).expect("an order");
        let mut order = order.checked("x").expect("an order that adds up");
        let (split, _) = freeze(&mut order, world::Instant(0)).expect("a split");
        serde_json::from_str(&split).expect("JSON")
    }

    #[test]
    fn two_payments_that_are_no_voucher_are_one_remainder_and_no_card() {
        let tender = |id: &str, kind: &str, amount: &str| json!({ "tender_id": id, "kind": kind, "amount": amount });
        let whole = json!([
            tender("ideal", "remainder", "8.85"),
            tender("card", "multi_purpose", "10"),
            tender("transfer", "remainder", "20")
        ]);
        let mut by_line = whole.clone();
        for tender in by_line.as_array_mut().expect("tenders") {
            tender["line_id"] = "1".into();
        }
        for tenders in [whole, by_line] {
            let split = split_of(tenders);
            let shown: Vec<[&Value; 3]> = split["tenders"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| [&one["tender_id"], &one["kind"], &one["amount"]])
                .collect();
            let expected = [["card", "multi_purpose", "10.00"], ["ideal", "remainder", "28.85"]];
            assert_eq!(json!(shown), json!(expected));
        }
    }
}
