//! One way in the report: what was done and every figure that proves it.

use super::{anchor, mark, way_mark};
use crate::calls::{Call, Direction};
use crate::language::Language;
use crate::money::{Cents, ZERO};
use crate::result::{Check, OrderProof, RunResult, StockProof, WayResult};
use crate::texts::euro;
use maud::{Markup, html};

pub fn way(result: &RunResult, way: &WayResult) -> Markup {
    let say = result.language;
    let passed = way.checks.iter().filter(|check| check.is_passed).count();
    html! {
        article.way.failed[!way.is_passed && way.not_run.is_none()] id=(anchor(result, &way.way)) {
            header {
                span.way-number { (way.way) }
                div {
                    h4 { (way.title) }
                    p.quiet {
                        @if way.suppliers.len() > 1 { (say.pick("Winkels ", "Shops ")) } @else { (say.pick("Winkel ", "Shop ")) }
                        (way.suppliers.join(", "))
                    }
                }
                (way_mark(way, say))
            }
            ol.done { @for sentence in &way.done { li { (sentence) } } }
            @if let Some(reason) = &way.not_run {
                p.not-run { (say.pick("Niet uitgevoerd. ", "Not run. ")) (reason) }
            }
            @if way.unseen > 0 && way.not_run.is_none() {
                p.quiet {
                    (say.pick(
                        "Niet vergeleken met het boek van de winkel, want de testroute GET \
                         /koppel-test/state is er niet: ",
                        "Not compared with the shop's book, for the test route GET \
                         /koppel-test/state is not mounted: ",
                    ))
                    (way.unseen)
                }
            }
            @if let Some(trouble) = &way.trouble { p.trouble { (say.pick("Afgebroken: ", "Stopped: ")) (trouble) } }
            @for order in &way.orders { (order_proof(order, say)) }
            div.pair {
                @if !way.stock.is_empty() { (stock(&way.stock, say)) }
                @if !way.cards.is_empty() { (cards(result, way)) }
            }
            details open[!way.is_passed && way.not_run.is_none()] {
                summary {
                    (say.pick("Controles ", "Checks "))
                    span.quiet { (passed) (say.pick(" van ", " of ")) (way.checks.len()) (say.pick(" akkoord", " right")) }
                }
                (checks(&way.checks, say))
            }
            details.calls-of-way {
                summary { (say.pick("Aanroepen ", "Calls ")) span.quiet { (way.calls.len()) } }
                @for call in &way.calls { (call_proof(call, say)) }
            }
        }
    }
}

fn order_proof(order: &OrderProof, say: Language) -> Markup {
    let has_discount = order.lines.iter().any(|line| line.discount != ZERO);
    html! {
        div.order {
            p.order-head {
                b { (order.platform_order_id) }
                span.quiet {
                    (say.pick(" winkel ", " shop ")) (order.supplier)
                    @if let Some(number) = order.shop_order_id { (say.pick(", bestelling ", ", order ")) (number) }
                }
                span.state.(order.state) { (state(&order.state, say)) }
            }
            table {
                thead { tr {
                    th { (say.pick("Artikel", "Article")) } th.number { (say.pick("Aantal", "Quantity")) }
                    @if has_discount { th.number { (say.pick("Korting", "Discount")) } }
                    th.number { (say.pick("Bedrag", "Amount")) } th.number { (say.pick("Btw-tarief", "VAT rate")) } th.number { (say.pick("Btw", "VAT")) }
                } }
                tbody {
                    @for line in &order.lines {
                        tr {
                            td { (line.name) " " span.quiet { (line.sku) } }
                            td.number { (line.quantity) }
                            @if has_discount { td.number { (euro(line.discount, say)) } }
                            td.number { (euro(line.amount, say)) }
                            td.number { (percent(&line.rate.to_string(), say)) }
                            td.number { (euro(line.vat, say)) }
                        }
                    }
                }
                tfoot {
                    tr {
                        th { (say.pick("Totaal", "Total")) } td {} @if has_discount { td {} }
                        td.number { (euro(order.total, say)) } td {}
                        td.number { (euro(order.vat.iter().map(|own| own.vat).sum(), say)) }
                    }
                    @if let (Some(total), Some(vat)) = (order.shop_total, order.shop_vat) {
                        tr.quiet {
                            th { (say.pick("In het boek van de winkel", "In the shop's book")) } td {} @if has_discount { td {} }
                            td.number { (euro(total, say)) } td {} td.number { (euro(vat, say)) }
                        }
                    }
                }
            }
            div.pair { (tenders(order, say)) (vat(order, say)) }
        }
    }
}

/// What paid, as a bar and in figures.
fn tenders(order: &OrderProof, say: Language) -> Markup {
    let has_credit = order.tenders.iter().any(|own| own.credited > ZERO);
    let title = match order.state.as_str() {
        "cancelled" => say.pick("Betaling (niet ge\u{ef}nd)", "Payment (not collected)"),
        _ => say.pick("Betaling", "Payment"),
    };
    html! {
        div.tenders {
            h5 { (title) }
            div.bar {
                @for own in &order.tenders {
                    span.(own.kind) style={ "flex-grow:" (own.amount.0) } {}
                }
            }
            table {
                @if has_credit {
                    thead { tr { th {} th.number { (say.pick("Betaald", "Paid")) } th.number { (say.pick("Gecrediteerd", "Credited")) } } }
                }
                tbody {
                    @for own in &order.tenders {
                        tr {
                            td { span.dot.(own.kind) {} (tender_name(&own.tender_id)) }
                            td.number { (euro(own.amount, say)) }
                            @if has_credit { td.number { (euro(own.credited, say)) } }
                        }
                    }
                }
            }
        }
    }
}

fn vat(order: &OrderProof, say: Language) -> Markup {
    html! {
        div {
            h5 { (say.pick("Btw per tarief", "VAT per rate")) }
            table {
                thead { tr {
                    th { (say.pick("Tarief", "Rate")) } th.number { (say.pick("Zonder btw", "Without VAT")) } th.number { (say.pick("Btw", "VAT")) }
                    th.number { (say.pick("Met btw", "With VAT")) }
                } }
                tbody {
                    @for own in &order.vat {
                        tr {
                            td { (percent(&own.rate.to_string(), say)) }
                            td.number { (euro(own.gross - own.vat, say)) }
                            td.number { (euro(own.vat, say)) }
                            td.number { (euro(own.gross, say)) }
                        }
                    }
                }
            }
        }
    }
}

fn stock(rows: &[StockProof], say: Language) -> Markup {
    let moved = |before: Option<i64>, after: Option<i64>| {
        html! {
            @match (before, after) {
                (Some(before), Some(after)) => { (before) span.arrow { " \u{2192} " } (after) }
                _ => { "\u{2013}" }
            }
        }
    };
    html! {
        div {
            h5 { (say.pick("Voorraad, voor en na de bestelling", "Stock, before and after the order")) }
            table {
                thead { tr {
                    th { (say.pick("Artikel", "Article")) } th.number { (say.pick("In de winkel", "At the shop")) } th.number { (say.pick("Gepubliceerd", "Published")) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            td { (row.sku) " " span.quiet { (say.pick("winkel ", "shop ")) (row.supplier) } }
                            td.number { (moved(row.before, row.after)) }
                            td.number { (moved(row.published_before, row.published_after)) }
                        }
                    }
                }
            }
        }
    }
}

fn cards(result: &RunResult, way: &WayResult) -> Markup {
    let say = result.language;
    html! {
        div {
            h5 { (say.pick("Grootboek van de ", "Ledger of the ")) (result.card) }
            table {
                thead { tr {
                    th { (say.pick("Kaart", "Card")) } th.number { (say.pick("Uitgegeven", "Issued")) } th.number { (say.pick("Besteed", "Spent")) }
                    th.number { (say.pick("Saldo", "Balance")) }
                } }
                tbody {
                    @for own in &way.cards {
                        tr {
                            td { (own.card) }
                            td.number { (euro(own.issued, say)) }
                            td.number { (euro(own.spent + own.reserved, say)) }
                            td.number { (euro(own.balance, say)) }
                        }
                    }
                }
            }
        }
    }
}

fn checks(all: &[Check], say: Language) -> Markup {
    html! {
        table.checks {
            thead { tr {
                th { (say.pick("Wat", "What")) } th { (say.pick("Waar", "Where")) } th.number { (say.pick("Verwacht", "Expected")) } th.number { (say.pick("Gekregen", "Got")) } th {}
            } }
            tbody {
                @for check in all {
                    tr.failed[!check.is_passed] {
                        td { (check.label) " " span.quiet { (check.detail) } }
                        td.quiet { (check.place.in_language(say)) }
                        td.number { (readable(&check.expected, say)) }
                        td.number { (readable(&check.got, say)) }
                        td { (mark(check.is_passed, say)) }
                    }
                    @if !check.remedy.is_empty() {
                        tr.remedy { td colspan="5" { (check.remedy) } }
                    }
                }
            }
        }
    }
}

pub fn call_proof(call: &Call, say: Language) -> Markup {
    let shop = format!("{} {}", say.pick("winkel", "shop"), call.supplier);
    let platform = "platform".to_owned();
    let (from, to) = match call.direction {
        Direction::PlatformToShop => (platform, shop),
        Direction::ShopToPlatform => (shop, platform),
        Direction::ShopStaff => (say.pick("personeel", "staff").to_owned(), shop),
    };
    let time = call.at.split_once('T').map_or(call.at.as_str(), |(_, time)| time);
    let status = match call.status {
        Some(status) => status.to_string(),
        None => say.pick("geen antwoord", "no answer").to_owned(),
    };
    html! {
        details.call {
            summary {
                span.time { (time.trim_end_matches('Z')) }
                span.ways { (from) " \u{2192} " (to) }
                span.target { b { (call.method) } " " (path(&call.target)) }
                span.status { (status) }
            }
            @for (name, value) in &call.headers { p.header { (name) ": " (value) } }
            div.bodies {
                @if !call.request.is_empty() { pre { (call.request) } }
                @if !call.response.is_empty() { pre { (call.response) } }
            }
        }
    }
}

/// Without scheme and host, which the table of shops names.
fn path(target: &str) -> &str {
    let after_host =
        target.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    after_host.unwrap_or(target)
}

fn percent(rate: &str, say: Language) -> String {
    format!("{}\u{a0}%", rate.replace('.', say.pick(",", ".")))
}

fn tender_name(tender_id: &str) -> &str {
    if tender_id == "ideal" { "iDEAL" } else { tender_id }
}

fn state(state: &str, say: Language) -> &str {
    let (dutch, english) = match state {
        "pending" => ("wacht op iDEAL", "waits for iDEAL"),
        "paid" => ("betaald", "paid"),
        "credited" => ("gecrediteerd", "credited"),
        "cancelled" => ("geannuleerd", "cancelled"),
        "refused" => ("geweigerd en gecrediteerd", "refused and credited"),
        other => (other, other),
    };
    say.pick(dutch, english)
}

/// A compared value: amounts as people write them, truths in words.
fn readable(value: &str, say: Language) -> String {
    match value {
        "true" => say.pick("ja", "yes").to_owned(),
        "false" => say.pick("nee", "no").to_owned(),
        _ if value.contains('.') => match Cents::parse(value) {
            Some(amount) => euro(amount, say),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}
