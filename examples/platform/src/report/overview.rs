//! The report's first page: the outcome, the shops, and every way at a glance.

use super::{anchor, case_title, mark, no_mark, way_mark};
use crate::contract::Outcome;
use crate::language::Language;
use crate::money::{Cents, ZERO};
use crate::result::{RunResult, WayResult};
use crate::texts::euro;
use crate::ways::WAYS;
use maud::{Markup, html};

/// The platform asks for this many different ways of each case.
const WAYS_REQUIRED: usize = 4;

/// The page's title: in the shops' name, where it is a self-test.
pub fn title(results: &[RunResult]) -> String {
    let say = language(results);
    let words = say.pick("Integratietest inwisselplatform", "Redemption platform integration test");
    match tested(results) {
        names if names.is_empty() => words.to_owned(),
        names => format!("{words}: {}", names.join(", ")),
    }
}

fn language(results: &[RunResult]) -> Language {
    results.first().map(|own| own.language).unwrap_or_default()
}

/// The shops that a self-test was for.
fn tested(results: &[RunResult]) -> Vec<&str> {
    let mut names: Vec<&str> = results
        .iter()
        .flat_map(|result| &result.findings)
        .map(|finding| finding.supplier.as_str())
        .collect();
    names.dedup();
    names
}

pub fn head(results: &[RunResult]) -> Markup {
    let say = language(results);
    let names: Vec<&str> = results.iter().map(|own| own.platform_name.as_str()).collect();
    let day = results.first().map(|own| date(&own.started_at, say)).unwrap_or_default();
    let tested = tested(results);
    let (own, title) = match tested.is_empty() {
        true => (say.pick("de webwinkel", "the webshop").to_owned(), title(results)),
        false => (tested.join(say.pick(" en ", " and ")), tested.join(", ")),
    };
    html! {
        header.title {
            p.eyebrow {
                @if tested.is_empty() { (say.pick("Testverslag", "Test report")) }
                @else { (say.pick("Zelftest inwisselplatform", "Redemption platform self-test")) }
            }
            h1 { (title) }
            p.lead {
                (say.pick("Koppeling van ", "Coupling of ")) (own)
                (say.pick(" met ", " with ")) (names.join(say.pick(" en ", " and "))) "."
                br; (day)
            }
        }
    }
}

pub fn summary(results: &[RunResult]) -> Markup {
    let say = language(results);
    let is_passed = results.iter().all(RunResult::is_passed);
    let ways: Vec<&WayResult> = results.iter().flat_map(|own| &own.ways).collect();
    let not_run = ways.iter().filter(|way| way.not_run.is_some()).count();
    html! {
        section.outcome.passed[is_passed].failed[!is_passed] {
            p.verdict { (verdict(is_passed, not_run, say)) }
            @for result in results.iter().filter(|own| !own.ways.is_empty()) {
                @let few: Vec<String> = (1..=4).filter(|case| passed_of(result, *case) < WAYS_REQUIRED)
                    .map(|case| case.to_string()).collect();
                @if !few.is_empty() {
                    p.few { (say.pick(
                        format!("Nog geen {WAYS_REQUIRED} wijzen geslaagd van testgeval {}: te weinig voor de integratietest.", few.join(", ")),
                        format!("Not yet {WAYS_REQUIRED} ways passed of case {}: too few for the integration test.", few.join(", ")),
                    )) }
                }
            }
            div.scores {
                @for result in results {
                    @if !result.findings.is_empty() {
                        a.score href="#calls" {
                            span.figure {
                                (right_calls(result))
                                span.of { (say.pick(" van ", " of ")) (result.findings.len()) }
                            }
                            span.name { (say.pick("Aanroepen", "Calls")) }
                            span.detail { (say.pick("stuk voor stuk", "one by one")) }
                        }
                    }
                    a.score href={ "#" (result.platform_id) } {
                        span.figure {
                            (result.passed())
                            span.of { (say.pick(" van ", " of ")) (result.ways.len()) }
                        }
                        span.name { (result.platform_name) }
                        span.detail { (checks_passed(result)) }
                    }
                }
            }
        }
        section {
            p { (purpose(say)) }
            table.cases {
                thead { tr {
                    th { (say.pick("Testgeval", "Case")) }
                    @for result in results { th.number { (result.platform_name) } }
                    th.number { (say.pick("Vereist", "Required")) }
                } }
                tbody {
                    @for case in 1..=4 {
                        tr {
                            td { span.case-number { (case) } (case_name(results, case)) }
                            @for result in results { td.number { (of_case(result, case)) } }
                            td.number.quiet {
                                (say.pick("ten minste ", "at least ")) (WAYS_REQUIRED)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn right_calls(result: &RunResult) -> usize {
    result.findings.iter().filter(|one| one.outcome == Outcome::Passed).count()
}

fn verdict(is_passed: bool, not_run: usize, say: Language) -> String {
    match (is_passed, not_run) {
        (true, 0) => say.pick("Alle wijzen zijn geslaagd.", "All ways have passed.").to_owned(),
        (true, count) => say.pick(
            format!("Wat kon worden uitgevoerd is geslaagd; {count} wijzen konden dat niet."),
            format!("What could be run has passed; {count} ways could not."),
        ),
        (false, _) => {
            say.pick("Nog niet alles is goed.", "Not everything is right yet.").to_owned()
        }
    }
}

fn purpose(say: Language) -> &'static str {
    say.pick(
        "Voor toelating tot de productieomgeving moeten vier testgevallen elk op ten minste vier \
         verschillende wijzen slagen. Elk bedrag is op twee plaatsen vergeleken met wat het moest \
         zijn: in het grootboek van het platform en in het eigen boek van de winkel. Het platform \
         is nagebootst en rekent zelf, los van de koppeling; het kent de winkels alleen via HTTP.",
        "For admission to production, four cases must each succeed in at least four different \
         ways. Each amount was compared in two places with what it had to be: in the platform's \
         ledger and in the shop's own book. The platform is simulated and does its own \
         arithmetic, apart from the coupling; it knows the shops by HTTP only.",
    )
}

fn checks_passed(result: &RunResult) -> String {
    let checks = result.ways.iter().flat_map(|way| &way.checks);
    let (passed, count) = checks
        .fold((0, 0), |(passed, count), check| (passed + usize::from(check.is_passed), count + 1));
    result.language.pick(
        format!("{passed} van {count} controles akkoord"),
        format!("{passed} of {count} checks are right"),
    )
}

fn of_case(result: &RunResult, case: u8) -> String {
    let ways: Vec<&WayResult> = result.ways.iter().filter(|way| way.case == case).collect();
    let passed = passed_of(result, case);
    format!("{passed} {} {}", result.language.pick("van", "of"), ways.len())
}

fn passed_of(result: &RunResult, case: u8) -> usize {
    result.ways.iter().filter(|way| way.case == case && way.is_passed).count()
}

fn case_name(results: &[RunResult], case: u8) -> String {
    let say = language(results);
    match results {
        [one] => case_title(case, &one.card, say),
        _ => case_title(case, say.pick("kaart", "card"), say),
    }
}

pub fn shops(results: &[RunResult]) -> Markup {
    let say = language(results);
    html! {
        section {
            h2.small { (say.pick("De winkels", "The shops")) }
            table {
                thead { tr {
                    th { (say.pick("Winkel", "Shop")) } th { "Platform" }
                    th.number { (say.pick("Producten", "Products")) }
                    th.number { (say.pick("Bestelbaar", "For sale")) }
                    th.number { (say.pick("Categorie\u{eb}n", "Categories")) }
                    th.number { "Webhooks" }
                    th.number { (say.pick("Meldingen", "Deliveries")) }
                    th.center { (say.pick("Prijs gevolgd", "Price followed")) }
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
                            td.center { @match shop.follows_prices {
                                Some(follows) => (mark(follows, say)),
                                None => (no_mark(say)),
                            } }
                        }
                    } }
                }
            }
            p.note {
                (say.pick(
                    "Bestelbaar telt enkelvoudige producten en variaties. Van elke melding is de \
                     handtekening over de exacte inhoud nagerekend; de catalogus van het platform \
                     is er tijdens de test mee bijgehouden. Om dat te zien is in elke winkel een \
                     prijs gewijzigd en teruggezet. ",
                    "For sale counts simple products and variations. Of each delivery the \
                     signature over the exact body was verified; the platform's catalogue was kept \
                     by them during the test. To see that, a price was changed at each shop and \
                     changed back. ",
                ))
                (standard_webhooks(results, say))
            }
        }
    }
}

fn standard_webhooks(results: &[RunResult], say: Language) -> String {
    let shops = results.iter().flat_map(|result| &result.shops);
    let (standard, all) = shops.fold((0, 0), |(standard, all), shop| {
        (standard + shop.deliveries_standard, all + shop.deliveries)
    });
    say.pick(
        format!("Van de {all} meldingen droegen {standard} ook de koppen van Standard Webhooks."),
        format!("Of the {all} deliveries, {standard} carried Standard Webhooks' headers too."),
    )
}

pub fn all_ways(results: &[RunResult]) -> Markup {
    let say = language(results);
    let found = |result: &RunResult, name: &str| -> Option<WayResult> {
        result.ways.iter().find(|way| way.way == name).cloned()
    };
    html! {
        section.all-ways {
            h2.small { (say.pick("Alle wijzen", "All ways")) }
            table {
                thead { tr {
                    th { (say.pick("Wijze", "Way")) }
                    th { (say.pick("Wat is gedaan", "What was done")) }
                    th.number { (say.pick("Besteld", "Ordered")) }
                    th.number { (say.pick("Kaart", "Card")) } th.number { "iDEAL" }
                    th.number { (say.pick("Btw", "VAT")) }
                    @for result in results { th.center { (result.platform_name) } }
                } }
                @for case in 1..=4 {
                    tbody {
                        @for row in WAYS.iter().filter(|row| row.case() == case) {
                            tr {
                                td.way-name { (row.way) }
                                td { (row.title(say, say.pick("kaart", "card"))) }
                                (amounts(results.iter().find_map(|own| found(own, row.way)), say))
                                @for result in results {
                                    td.center {
                                        @if let Some(way) = found(result, row.way) {
                                            a href={ "#" (anchor(result, row.way)) } {
                                                (way_mark(&way, say))
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
fn amounts(way: Option<WayResult>, say: Language) -> Markup {
    let orders = way.map(|way| way.orders).unwrap_or_default();
    let tenders = |is_card: bool| -> Cents {
        let all = orders.iter().flat_map(|order| &order.tenders);
        all.filter(|own| (own.kind == "multi_purpose") == is_card).map(|own| own.amount).sum()
    };
    let vat = orders.iter().flat_map(|order| &order.vat).map(|own| own.vat).sum();
    let figures = [orders.iter().map(|own| own.total).sum(), tenders(true), tenders(false), vat];
    html! {
        @for figure in figures {
            td.number {
                @if figure == ZERO { span.quiet { "\u{2013}" } } @else { (euro(figure, say)) }
            }
        }
    }
}

pub fn foot(say: Language) -> Markup {
    html! {
        footer {
            p {
                (say.pick(
                    "Uit de weergegeven aanroepen zijn sleutels, handtekeningen en andere \
                     geheimen verwijderd. Personen en adressen zijn verzonnen. Tijden zijn in UTC.",
                    "Keys, signatures and other secrets were removed from the calls that are \
                     shown. Persons and addresses are made up. Times are in UTC.",
                ))
            }
        }
    }
}

/// "21 november 2026" of an RFC 3339 instant.
fn date(instant: &str, say: Language) -> String {
    if say == Language::English {
        let moment = chrono::DateTime::parse_from_rfc3339(instant);
        return moment.map_or(instant.to_owned(), |own| own.format("%-d %B %Y").to_string());
    }
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
    use super::*;

    #[test]
    fn dates_are_written_in_dutch() {
        assert_eq!(date("2026-11-21T22:10:00Z", Language::Dutch), "21 november 2026");
        assert_eq!(date("gisteren", Language::Dutch), "gisteren");
        assert_eq!(date("2026-11-21T22:10:00Z", Language::English), "21 November 2026");
    }
}
