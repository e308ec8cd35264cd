//! The report's first page: the outcome, the shops, and every way at a glance.

use super::{anchor, case_title, mark};
use crate::money::{Cents, ZERO};
use crate::result::{RunResult, WayResult};
use crate::texts::euro;
use crate::ways::WAYS;
use maud::{Markup, html};

/// The platform asks for this many different ways of each case.
const WAYS_REQUIRED: usize = 4;

pub fn head(results: &[RunResult]) -> Markup {
    let names: Vec<&str> = results.iter().map(|own| own.platform_name.as_str()).collect();
    let day = results.first().map(|own| date(&own.started_at)).unwrap_or_default();
    html! {
        header.title {
            p.eyebrow { "Testverslag" }
            h1 { "Integratietest inwisselplatform" }
            p.lead { "Koppeling van de webwinkel met " (names.join(" en ")) "." br; (day) }
        }
    }
}

pub fn summary(results: &[RunResult]) -> Markup {
    let is_passed = results.iter().all(|own| own.passed() == own.ways.len());
    html! {
        section.outcome.passed[is_passed].failed[!is_passed] {
            p.verdict {
                @if is_passed { "Alle wijzen zijn geslaagd." }
                @else { "Niet alle wijzen zijn geslaagd." }
            }
            div.scores {
                @for result in results {
                    a.score href={ "#" (result.platform_id) } {
                        span.figure { (result.passed()) span.of { " van " (result.ways.len()) } }
                        span.name { (result.platform_name) }
                        span.detail { (checks_passed(result)) }
                    }
                }
            }
        }
        section {
            p {
                "Voor toelating tot de productieomgeving moeten vier testgevallen elk op ten \
                 minste vier verschillende wijzen slagen. Elk bedrag is op twee plaatsen \
                 vergeleken met wat het moest zijn: in het grootboek van het platform en in het \
                 eigen boek van de winkel. Het platform is nagebootst en rekent zelf, los van de \
                 koppeling; het kent de winkels alleen via HTTP."
            }
            table.cases {
                thead { tr {
                    th { "Testgeval" }
                    @for result in results { th.number { (result.platform_name) } }
                    th.number { "Vereist" }
                } }
                tbody {
                    @for case in 1..=4 {
                        tr {
                            td { span.case-number { (case) } (case_name(results, case)) }
                            @for result in results { td.number { (of_case(result, case)) } }
                            td.number.quiet { "ten minste " (WAYS_REQUIRED) }
                        }
                    }
                }
            }
        }
    }
}

fn checks_passed(result: &RunResult) -> String {
    let checks = result.ways.iter().flat_map(|way| &way.checks);
    let (passed, count) = checks
        .fold((0, 0), |(passed, count), check| (passed + usize::from(check.is_passed), count + 1));
    format!("{passed} van {count} controles akkoord")
}

fn of_case(result: &RunResult, case: u8) -> String {
    let ways: Vec<&WayResult> = result.ways.iter().filter(|way| way.case == case).collect();
    let passed = ways.iter().filter(|way| way.is_passed).count();
    format!("{passed} van {}", ways.len())
}

fn case_name(results: &[RunResult], case: u8) -> String {
    match results {
        [one] => case_title(case, &one.card),
        _ => case_title(case, "kaart"),
    }
}

pub fn shops(results: &[RunResult]) -> Markup {
    html! {
        section {
            h2.small { "De winkels" }
            table {
                thead { tr {
                    th { "Winkel" } th { "Platform" } th.number { "Producten" }
                    th.number { "Bestelbaar" } th.number { "Categorie\u{eb}n" }
                    th.number { "Webhooks" } th.number { "Meldingen" } th.center { "Prijs gevolgd" }
                } }
                tbody {
                    @for result in results { @for shop in &result.shops {
                        tr {
                            td { b { (shop.supplier) } " " span.quiet { (shop.address) } }
                            td { (result.platform_name) }
                            td.number { (shop.products) }
                            td.number { (shop.articles) }
                            td.number { (shop.categories) }
                            td.number { (shop.webhooks) }
                            td.number { (shop.deliveries) }
                            td.center { (mark(shop.follows_prices)) }
                        }
                    } }
                }
            }
            p.note {
                "Bestelbaar telt enkelvoudige producten en variaties. Van elke melding is de \
                 handtekening over de exacte inhoud nagerekend; de catalogus van het platform is \
                 er tijdens de test mee bijgehouden. Om dat te zien is in elke winkel een prijs \
                 gewijzigd en teruggezet. " (standard_webhooks(results))
            }
        }
    }
}

fn standard_webhooks(results: &[RunResult]) -> String {
    let shops = results.iter().flat_map(|result| &result.shops);
    let (standard, all) = shops.fold((0, 0), |(standard, all), shop| {
        (standard + shop.deliveries_standard, all + shop.deliveries)
    });
    format!("Van de {all} meldingen droegen {standard} ook de koppen van Standard Webhooks.")
}

pub fn all_ways(results: &[RunResult]) -> Markup {
    let found = |result: &RunResult, name: &str| -> Option<WayResult> {
        result.ways.iter().find(|way| way.way == name).cloned()
    };
    html! {
        section.all-ways {
            h2.small { "Alle wijzen" }
            table {
                thead { tr {
                    th { "Wijze" } th { "Wat is gedaan" } th.number { "Besteld" }
                    th.number { "Kaart" } th.number { "iDEAL" } th.number { "Btw" }
                    @for result in results { th.center { (result.platform_name) } }
                } }
                @for case in 1..=4 {
                    tbody {
                        @for row in WAYS.iter().filter(|row| row.case() == case) {
                            tr {
                                td.way-name { (row.way) }
                                td { (row.title.replace("{kaart}", "kaart")) }
                                (amounts(results.iter().find_map(|result| found(result, row.way))))
                                @for result in results {
                                    td.center {
                                        @if let Some(way) = found(result, row.way) {
                                            a href={ "#" (anchor(result, row.way)) } {
                                                (mark(way.is_passed))
                                            }
                                        } @else { span.quiet { "\u{2013}" } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What was ordered in a way, and how it was to be paid.
fn amounts(way: Option<WayResult>) -> Markup {
    let orders = way.map(|way| way.orders).unwrap_or_default();
    let tenders = |is_card: bool| -> Cents {
        let all = orders.iter().flat_map(|order| &order.tenders);
        all.filter(|own| (own.kind == "multi_purpose") == is_card).map(|own| own.amount).sum()
    };
    let vat = orders.iter().flat_map(|order| &order.vat).map(|own| own.vat).sum();
    let figures = [orders.iter().map(|own| own.total).sum(), tenders(true), tenders(false), vat];
    html! {
        @for figure in figures {
            td.number { @if figure == ZERO { span.quiet { "\u{2013}" } } @else { (euro(figure)) } }
        }
    }
}

pub fn foot() -> Markup {
    html! {
        footer {
            p {
                "Uit de weergegeven aanroepen zijn sleutels, handtekeningen en andere geheimen \
                 verwijderd. Personen en adressen zijn verzonnen. Tijden zijn in UTC."
            }
        }
    }
}

/// "21 november 2026" of an RFC 3339 instant.
fn date(instant: &str) -> String {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let mut parts = instant.split('T').next().unwrap_or_default().split('-');
    let mut next = || parts.next().and_then(|part| part.parse::<usize>().ok());
    match (next(), next(), next()) {
        (Some(year), Some(month), Some(day)) if (1..=12).contains(&month) => {
            format!("{day} {} {year}", MONTHS[month - 1])
        }
        _ => instant.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_are_written_in_dutch() {
        assert_eq!(super::date("2026-11-21T22:10:00Z"), "21 november 2026");
        assert_eq!(super::date("gisteren"), "gisteren");
    }
}
