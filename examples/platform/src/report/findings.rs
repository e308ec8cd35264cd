//! The calls that were looked at one by one: what came back, and what to change.

use super::{mark, no_mark, proof};
use crate::contract::{Finding, Outcome};
use crate::language::Language;
use crate::result::RunResult;
use maud::{Markup, html};

pub fn all(results: &[RunResult]) -> Markup {
    html! {
        @for result in results.iter().filter(|own| !own.findings.is_empty()) {
            (section(&result.findings, result.language))
        }
    }
}

fn section(findings: &[Finding], say: Language) -> Markup {
    let wrong: Vec<&Finding> = findings.iter().filter(|one| !one.outcome.is_passed()).collect();
    html! {
        section.findings id="calls" {
            h2.small { (say.pick("Aanroep voor aanroep", "Call by call")) }
            p {
                (say.pick(
                    "Elke aanroep die het platform bij de winkel doet, is eerst los gedaan. Wat \
                     niet klopt staat hieronder, met wat er moet veranderen.",
                    "Every call that the platform makes at the shop was made by itself first. \
                     What is not right stands below, with what to change.",
                ))
            }
            @for finding in &wrong { (detail(finding, say)) }
            details open[wrong.is_empty()] {
                summary {
                    (say.pick("Alle controles ", "All checks "))
                    span.quiet {
                        (findings.len() - wrong.len()) (say.pick(" van ", " of ")) (findings.len())
                        (say.pick(" zonder fout", " without a fault"))
                    }
                }
                @for own in findings.chunk_by(|one, next| one.supplier == next.supplier) {
                    h5 { (own.first().map_or("", |one| one.supplier.as_str())) }
                    table.checks { tbody { @for finding in own { (row(finding, say)) } } }
                }
            }
        }
    }
}

fn row(finding: &Finding, say: Language) -> Markup {
    html! {
        tr.failed[!finding.outcome.is_passed()] {
            td { (finding.title) }
            td.quiet { (finding.check) }
            td.quiet { (finding.requirement) }
            td.quiet { @if let Outcome::NotChecked(reason) = &finding.outcome { (reason) } }
            td { @match finding.outcome {
                Outcome::NotChecked(_) => (no_mark(say)),
                _ => (mark(finding.outcome.is_passed(), say)),
            } }
        }
    }
}

fn detail(finding: &Finding, say: Language) -> Markup {
    let Outcome::Failed { expected, got } = &finding.outcome else { return html! {} };
    html! {
        article.way.failed.finding id=(finding.check) {
            header {
                div {
                    h4 { (finding.title) }
                    p.quiet { (finding.check) ", " (finding.requirement) ", " (finding.supplier) }
                }
                (mark(false, say))
            }
            table {
                tbody {
                    tr { th { (say.pick("Verwacht", "Expected")) } td { (expected) } }
                    tr { th { (say.pick("Gekregen", "Got")) } td { (got) } }
                    tr { th { (say.pick("Te doen", "To do")) } td { b { (finding.remedy) } } }
                }
            }
            @for call in &finding.calls { (proof::call_proof(call, say)) }
        }
    }
}
