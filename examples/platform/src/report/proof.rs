//! One way in the report: what was done and every figure that proves it.

use super::{anchor, mark};
use crate::calls::{Call, Direction};
use crate::money::{Cents, ZERO};
use crate::result::{Check, OrderProof, RunResult, StockProof, WayResult};
use crate::texts::euro;
use maud::{Markup, html};

pub fn way(result: &RunResult, way: &WayResult) -> Markup {
    let passed = way.checks.iter().filter(|check| check.is_passed).count();
    html! {
        article.way.failed[!way.is_passed] id=(anchor(result, &way.way)) {
            header {
                span.way-number { (way.way) }
                div {
                    h4 { (way.title) }
                    p.quiet {
                        @if way.suppliers.len() > 1 { "Winkels " } @else { "Winkel " }
                        (way.suppliers.join(", "))
                    }
                }
                (mark(way.is_passed))
            }
            ol.done { @for sentence in &way.done { li { (sentence) } } }
            @if let Some(trouble) = &way.trouble { p.trouble { "Afgebroken: " (trouble) } }
            @for order in &way.orders { (order_proof(order)) }
            div.pair {
                @if !way.stock.is_empty() { (stock(&way.stock)) }
                @if !way.cards.is_empty() { (cards(result, way)) }
            }
            details open[!way.is_passed] {
                summary {
                    "Controles "
                    span.quiet { (passed) " van " (way.checks.len()) " akkoord" }
                }
                (checks(&way.checks))
            }
            details.calls-of-way {
                summary { "Aanroepen " span.quiet { (way.calls.len()) } }
                @for call in &way.calls { (call_proof(call)) }
            }
        }
    }
}

fn order_proof(order: &OrderProof) -> Markup {
    let has_discount = order.lines.iter().any(|line| line.discount != ZERO);
    html! {
        div.order {
            p.order-head {
                b { (order.platform_order_id) }
                span.quiet {
                    " winkel " (order.supplier)
                    @if let Some(number) = order.shop_order_id { ", bestelling " (number) }
                }
                span.state.(order.state) { (state_in_dutch(&order.state)) }
            }
            table {
                thead { tr {
                    th { "Artikel" } th.number { "Aantal" }
                    @if has_discount { th.number { "Korting" } }
                    th.number { "Bedrag" } th.number { "Btw-tarief" } th.number { "Btw" }
                } }
                tbody {
                    @for line in &order.lines {
                        tr {
                            td { (line.name) " " span.quiet { (line.sku) } }
                            td.number { (line.quantity) }
                            @if has_discount { td.number { (euro(line.discount)) } }
                            td.number { (euro(line.amount)) }
                            td.number { (percent(&line.rate.to_string())) }
                            td.number { (euro(line.vat)) }
                        }
                    }
                }
                tfoot {
                    tr {
                        th { "Totaal" } td {} @if has_discount { td {} }
                        td.number { (euro(order.total)) } td {}
                        td.number { (euro(order.vat.iter().map(|own| own.vat).sum())) }
                    }
                    @if let (Some(total), Some(vat)) = (order.shop_total, order.shop_vat) {
                        tr.quiet {
                            th { "In het boek van de winkel" } td {} @if has_discount { td {} }
                            td.number { (euro(total)) } td {} td.number { (euro(vat)) }
                        }
                    }
                }
            }
            div.pair { (tenders(order)) (vat(order)) }
        }
    }
}

/// What paid, as a bar and in figures.
fn tenders(order: &OrderProof) -> Markup {
    let has_credit = order.tenders.iter().any(|own| own.credited > ZERO);
    let title = if order.state == "cancelled" { "Betaling (niet ge\u{ef}nd)" } else { "Betaling" };
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
                    thead { tr { th {} th.number { "Betaald" } th.number { "Gecrediteerd" } } }
                }
                tbody {
                    @for own in &order.tenders {
                        tr {
                            td { span.dot.(own.kind) {} (tender_name(&own.tender_id)) }
                            td.number { (euro(own.amount)) }
                            @if has_credit { td.number { (euro(own.credited)) } }
                        }
                    }
                }
            }
        }
    }
}

fn vat(order: &OrderProof) -> Markup {
    html! {
        div {
            h5 { "Btw per tarief" }
            table {
                thead { tr {
                    th { "Tarief" } th.number { "Zonder btw" } th.number { "Btw" }
                    th.number { "Met btw" }
                } }
                tbody {
                    @for own in &order.vat {
                        tr {
                            td { (percent(&own.rate.to_string())) }
                            td.number { (euro(own.gross - own.vat)) }
                            td.number { (euro(own.vat)) }
                            td.number { (euro(own.gross)) }
                        }
                    }
                }
            }
        }
    }
}

fn stock(rows: &[StockProof]) -> Markup {
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
            h5 { "Voorraad, voor en na de bestelling" }
            table {
                thead { tr {
                    th { "Artikel" } th.number { "In de winkel" } th.number { "Gepubliceerd" }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            td { (row.sku) " " span.quiet { "winkel " (row.supplier) } }
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
    html! {
        div {
            h5 { "Grootboek van de " (result.card) }
            table {
                thead { tr {
                    th { "Kaart" } th.number { "Uitgegeven" } th.number { "Besteed" }
                    th.number { "Saldo" }
                } }
                tbody {
                    @for own in &way.cards {
                        tr {
                            td { (own.card) }
                            td.number { (euro(own.issued)) }
                            td.number { (euro(own.spent + own.reserved)) }
                            td.number { (euro(own.balance)) }
                        }
                    }
                }
            }
        }
    }
}

fn checks(all: &[Check]) -> Markup {
    html! {
        table.checks {
            thead { tr {
                th { "Wat" } th { "Waar" } th.number { "Verwacht" } th.number { "Gekregen" } th {}
            } }
            tbody {
                @for check in all {
                    tr.failed[!check.is_passed] {
                        td { (check.label) " " span.quiet { (check.detail) } }
                        td.quiet { (check.place.in_dutch()) }
                        td.number { (in_dutch(&check.expected)) }
                        td.number { (in_dutch(&check.got)) }
                        td { (mark(check.is_passed)) }
                    }
                }
            }
        }
    }
}

fn call_proof(call: &Call) -> Markup {
    let (from, to) = match call.direction {
        Direction::PlatformToShop => ("platform".to_owned(), format!("winkel {}", call.supplier)),
        Direction::ShopToPlatform => (format!("winkel {}", call.supplier), "platform".to_owned()),
        Direction::ShopStaff => ("personeel".to_owned(), format!("winkel {}", call.supplier)),
    };
    let time = call.at.split_once('T').map_or(call.at.as_str(), |(_, time)| time);
    let status = call.status.map_or("geen antwoord".to_owned(), |status| status.to_string());
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

fn percent(rate: &str) -> String {
    format!("{}\u{a0}%", rate.replace('.', ","))
}

fn tender_name(tender_id: &str) -> &str {
    if tender_id == "ideal" { "iDEAL" } else { tender_id }
}

fn state_in_dutch(state: &str) -> &str {
    match state {
        "open" => "open",
        "pending" => "wacht op iDEAL",
        "paid" => "betaald",
        "credited" => "gecrediteerd",
        "cancelled" => "geannuleerd",
        "refused" => "geweigerd en gecrediteerd",
        other => other,
    }
}

/// A compared value: amounts with a comma, truths in words.
fn in_dutch(value: &str) -> String {
    match value {
        "true" => "ja".to_owned(),
        "false" => "nee".to_owned(),
        _ if value.contains('.') => Cents::parse(value).map_or(value.to_owned(), euro),
        _ => value.to_owned(),
    }
}
