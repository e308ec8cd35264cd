//! The report of the integration test: one page of HTML in Dutch, complete in itself, for the
//! shop to bring to its meeting with the platform. It shows results and judges nothing.

mod overview;
mod proof;

use crate::result::RunResult;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

pub fn html(results: &[RunResult]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Integratietest inwisselplatform" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (overview::head(results))
                    (overview::summary(results))
                    (overview::shops(results))
                    (overview::all_ways(results))
                    @for result in results { (platform(result)) }
                    (overview::foot())
                }
            }
        }
    };
    page.into_string()
}

fn platform(result: &RunResult) -> Markup {
    html! {
        section.platform id=(result.platform_id) {
            h2 { (result.platform_name) }
            @for case in 1..=4 {
                @let ways: Vec<_> = result.ways.iter().filter(|way| way.case == case).collect();
                @if !ways.is_empty() {
                    header.case {
                        p.eyebrow { "Testgeval " (case) }
                        h3 { (case_title(case, &result.card)) }
                        p { (case_text(case, &result.card)) }
                    }
                    @for way in ways { (proof::way(result, way)) }
                }
            }
        }
    }
}

/// The four cases in the platform's own order.
fn case_title(case: u8, card: &str) -> String {
    match case {
        1 => format!("Volledig betaald met de {card}"),
        2 => format!("Deels met de {card}, de rest met iDEAL"),
        3 => "Eén bestelling bij meerdere aanbieders".to_owned(),
        _ => "Een retour leidt tot een crediteringscall".to_owned(),
    }
}

fn case_text(case: u8, card: &str) -> String {
    match case {
        1 => format!(
            "De inwoner betaalt alles met de {card}. Het platform reserveert het saldo, biedt de \
             bestelling aan, en boekt het bedrag pas af als de winkel haar heeft aangenomen."
        ),
        2 => format!(
            "De {card} dekt een deel. De bestelling staat als onbetaald bij de winkel totdat \
             iDEAL heeft bevestigd; daarna is zij precies één keer betaald."
        ),
        3 => "Elke aanbieder krijgt alleen zijn eigen deelbestelling. Kaart en iDEAL worden naar \
              verhouding verdeeld, met de grootste resten, zodat elke som op de cent klopt."
            .to_owned(),
        _ => format!(
            "De winkel boekt de retour zoals altijd. De koppeling meldt haar aan het platform, \
             dat het bedrag terugzet op de {card} en het iDEAL-deel zelf terugbetaalt."
        ),
    }
}

/// The anchor of one way at one platform.
fn anchor(result: &RunResult, way: &str) -> String {
    format!("{}-{way}", result.platform_id)
}

fn mark(is_passed: bool) -> Markup {
    html! {
        @if is_passed { span.mark.passed title="geslaagd" { "\u{2713}" } }
        @else { span.mark.failed title="niet geslaagd" { "\u{2717}" } }
    }
}
