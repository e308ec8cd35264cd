//! A split whose cells somebody else has fixed: a platform that says what each tender pays of each line. Only what adds up
//! to the cent is taken; nothing is moved to make it fit.

use super::matrix::{Matrix, Row};
use super::reply::{Split, TenderKind};
use super::request::SplitRequest;
use super::{hash, split};
use crate::error::{Code, Error, Result};

/// What a tender pays of a line, in minor units.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'c> {
    pub line_id: &'c str,
    pub tender_id: &'c str,
    pub amount: i64,
}

/// The split of the request, with these cells in place of those that would be computed.
pub fn split_given<'r>(request: &'r SplitRequest<'r>, cells: &[Cell]) -> Result<Split<'r>> {
    let mut split = split(request)?;
    let mut canonical: Vec<usize> = (0..request.lines.len()).collect();
    canonical.sort_by(|&one, &other| request.lines[one].line_id.cmp(&request.lines[other].line_id));
    let rows = canonical.iter().map(|&nth| Row {
        line_id: &request.lines[nth].line_id,
        supplier_id: &request.lines[nth].supplier_id,
        rate: request.lines[nth].vat_rate,
        vat: split.lines[nth].vat_amount.map(|vat| vat.minor),
    });
    let ids = request.vouchers.iter().map(|voucher| &voucher.voucher_id);
    let ids: Vec<_> = ids.chain(request.remainder.as_ref().map(|rest| &rest.tender_id)).collect();
    let paying = split
        .tenders
        .iter()
        .filter_map(|tender| ids.iter().find(|id| **id == &tender.tender_id).copied());
    let mut matrix = Matrix::new(request.currency, rows.collect(), paying.collect());
    for (nth, cell) in cells.iter().enumerate() {
        fill(&mut matrix, cell).map_err(|error| error.under(nth))?;
    }
    let money = |amount| request.currency.money(amount);
    for (row, &nth) in canonical.iter().enumerate() {
        let paid: i64 = matrix.amounts(row).iter().sum();
        let line = &split.lines[nth];
        if paid != line.paid_amount.minor {
            let message = format!(
                "Line '{}' costs {}, its payments are {}.",
                line.line_id,
                line.paid_amount,
                money(paid)
            );
            return Err(Error::new(Code::OrderDoesNotAddUp, message));
        }
    }
    for (tender, paid) in split.tenders.iter().zip(matrix.of_tenders()) {
        if paid != tender.amount.minor {
            let message = format!(
                "'{}' pays {}, of its lines {}.",
                tender.tender_id,
                tender.amount,
                money(paid)
            );
            return Err(Error::new(Code::OrderDoesNotAddUp, message));
        }
    }
    matrix.spread_vat();
    let single: Vec<bool> =
        split.tenders.iter().map(|tender| tender.kind == TenderKind::SinglePurpose).collect();
    let vat_due_now = matrix.vat_of(0..matrix.rows.len(), |column| !single[column]);
    split.vat_due_now = vat_due_now.map(money);
    split.allocation = matrix.allocation();
    split.suppliers = matrix.suppliers();
    split.vat = matrix.vat();
    split.allocation_hash = hash::of(&split, &canonical).into();
    Ok(split)
}

fn fill(matrix: &mut Matrix, cell: &Cell) -> Result<()> {
    let unknown = |what: &str, id: &str| {
        let message = format!("The order has no {what} '{id}'.");
        Error::new(Code::OrderDoesNotAddUp, message)
    };
    let row = matrix.rows.iter().position(|row| row.line_id.as_str() == cell.line_id);
    let row = row.ok_or_else(|| unknown("line", cell.line_id))?;
    let column = matrix.tenders.iter().position(|id| id.as_str() == cell.tender_id);
    match (column, cell.amount) {
        (_, 0) => return Ok(()),
        (Some(column), _) => {
            let held = &mut matrix.amounts_mut(row)[column];
            *held = held.saturating_add(cell.amount);
        }
        (None, _) => return Err(unknown("payment", cell.tender_id)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::{RefundRequest, refund};

    const REQUEST: &str = r#"{"order_id": "o", "currency": "EUR", "calculated_at": "2026-11-21T12:00:00+01:00",
        "lines": [
            {"line_id": "2", "kind": "product", "supplier_id": "x", "quantity": 2, "gross_amount": "20.00", "vat_rate": "9"},
            {"line_id": "1", "kind": "product", "supplier_id": "x", "gross_amount": "10.00", "vat_rate": "21"}],
        "vouchers": [{"voucher_id": "card", "kind": "multi_purpose", "balance": "12.00"}],
        "remainder": {"tender_id": "ideal"}}"#;

    #[test]
    fn given_cells_are_kept_to_the_cent_and_go_back_as_they_came() {
        let request: SplitRequest = crate::json::read(REQUEST.as_bytes()).expect("a request");
        let cell = |line_id, tender_id, amount| Cell { line_id, tender_id, amount };
        let cells = [cell("1", "card", 1000), cell("2", "card", 200), cell("2", "ideal", 1800)];
        let split = split_given(&request, &cells).expect("a split");
        let shown: Vec<String> = split
            .allocation
            .iter()
            .map(|cell| format!("{} {} {}", cell.line_id, cell.tender_id, cell.amount))
            .collect();
        assert_eq!(shown, ["1 card 10.00", "2 card 2.00", "2 ideal 18.00"]);
        assert_eq!(split.vat_due_now.map(|vat| vat.to_string()).as_deref(), Some("3.39"));
        let asked = format!(
            r#"{{"split": {}, "return_id": "r", "calculated_at": "2026-12-01T10:00:00+01:00",
                "lines": [{{"line_id": "2", "quantity": 1}}]}}"#,
            crate::json::write_text(&split)
        );
        let asked: RefundRequest = crate::json::read(asked.as_bytes()).expect("a request");
        let refund = refund(&asked).expect("the seal fits");
        assert_eq!(refund.credits[0].amount.to_string(), "1.00");
        assert_eq!(refund.refunds[0].amount.to_string(), "9.00");
    }

    #[test]
    fn given_cells_that_do_not_add_up_are_refused() {
        let request: SplitRequest = crate::json::read(REQUEST.as_bytes()).expect("a request");
        let cell = |line_id, tender_id, amount| Cell { line_id, tender_id, amount };
        for cells in [
            vec![cell("1", "card", 999), cell("2", "card", 201), cell("2", "ideal", 1800)],
            vec![cell("1", "card", 1000), cell("2", "card", 201), cell("2", "ideal", 1799)],
            vec![cell("1", "card", 1000), cell("3", "card", 200), cell("2", "ideal", 1800)],
            vec![cell("1", "cash", 1000), cell("2", "card", 200), cell("2", "ideal", 1800)],
            vec![],
        ] {
            let error = split_given(&request, &cells).expect_err("refused");
            assert_eq!(error.code, Code::OrderDoesNotAddUp);
        }
    }
}
