//! The report of the integration test: one page of HTML in Dutch or English, complete in itself,
//! for the shop to bring to its meeting with the platform. It shows results and judges nothing.

mod findings;
mod overview;
mod proof;

use crate::language::Language;
use crate::result::{RunResult, WayResult};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

pub fn html(results: &[RunResult]) -> String {
    let say = results.first().map(|own| own.language).unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang=(say.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (overview::title(results)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (overview::head(results))
                    (overview::summary(results))
                    (findings::all(results))
                    (overview::shops(results))
                    (overview::all_ways(results))
                    @for result in results { (platform(result)) }
                    (overview::foot(say))
                }
            }
        }
    };
    page.into_string()
}

fn platform(result: &RunResult) -> Markup {
    let (card, say) = (&result.card, result.language);
    html! {
        section.platform id=(result.platform_id) {
            h2 { (result.platform_name) }
            @for case in 1..=4 {
                @let ways: Vec<_> = result.ways.iter().filter(|way| way.case == case).collect();
                @if !ways.is_empty() {
                    header.case {
                        p.eyebrow { (say.pick("Testgeval ", "Case ")) (case) }
                        h3 { (case_title(case, card, say)) }
                        p { (case_text(case, card, say)) }
                    }
                    @for way in ways { (proof::way(result, way)) }
                }
            }
        }
    }
}

/// The four cases in the platform's own order.
fn case_title(case: u8, card: &str, say: Language) -> String {
    let (dutch, english) = match case {
        1 => ("Volledig betaald met de {kaart}", "Paid in full with the {kaart}"),
        2 => ("Deels met de {kaart}, de rest met iDEAL", "Partly with the {kaart}, then iDEAL"),
        3 => ("E\u{e9}n bestelling bij meerdere aanbieders", "One order at several suppliers"),
        _ => ("Een retour leidt tot een crediteringscall", "A return leads to a credit call"),
    };
    say.pick(dutch, english).replace("{kaart}", card)
}

fn case_text(case: u8, card: &str, say: Language) -> String {
    let (dutch, english) = match case {
        1 => (
            "De inwoner betaalt alles met de {kaart}. Het platform reserveert het saldo, biedt de \
             bestelling aan, en boekt het bedrag pas af als de winkel haar heeft aangenomen.",
            "The resident pays all of it with the {kaart}. The platform reserves the balance, \
             offers the order, and takes the amount only when the shop has accepted it.",
        ),
        2 => (
            "De {kaart} dekt een deel. De bestelling staat als onbetaald bij de winkel totdat \
             iDEAL heeft bevestigd; daarna is zij precies \u{e9}\u{e9}n keer betaald.",
            "The {kaart} covers a part. The order stands unpaid at the shop until iDEAL has \
             confirmed; then it is paid exactly once.",
        ),
        3 => (
            "Elke aanbieder krijgt alleen zijn eigen deelbestelling. Kaart en iDEAL worden naar \
             verhouding verdeeld, met de grootste resten, zodat elke som op de cent klopt.",
            "Each supplier gets its own sub-order only. Card and iDEAL are shared in proportion, \
             by largest remainder, so that every sum is right to the cent.",
        ),
        _ => (
            "De winkel boekt de retour zoals altijd. De koppeling meldt haar aan het platform, \
             dat het bedrag terugzet op de {kaart} en het iDEAL-deel zelf terugbetaalt.",
            "The shop books the return as ever. The coupling tells the platform, which puts the \
             amount back on the {kaart} and pays the iDEAL part back itself.",
        ),
    };
    say.pick(dutch, english).replace("{kaart}", card)
}

/// The anchor of one way at one platform.
fn anchor(result: &RunResult, way: &str) -> String {
    format!("{}-{way}", result.platform_id)
}

fn mark(is_passed: bool, say: Language) -> Markup {
    html! {
        @if is_passed { span.mark.passed title=(say.pick("geslaagd", "passed")) { "\u{2713}" } }
        @else { span.mark.failed title=(say.pick("niet geslaagd", "failed")) { "\u{2717}" } }
    }
}

/// The mark of something that was not looked at.
fn no_mark(say: Language) -> Markup {
    html! { span.mark.none title=(say.pick("niet uitgevoerd", "not run")) { "\u{2013}" } }
}

fn way_mark(way: &WayResult, say: Language) -> Markup {
    match way.not_run {
        Some(_) => no_mark(say),
        None => mark(way.is_passed, say),
    }
}
