//! Every call that the platform makes at a shop, one by one: what is asked, what must come back,
//! and what to change where it does not. The rows are the checks; a call that is not here is not made.

mod calls;
mod errors;
mod orders;
mod probe;
mod products;
mod texts;
mod webhooks;

pub use probe::Probe;

use crate::calls::Call;
use crate::language::Language;
use crate::platform::Platform;
use crate::shop::Shop;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed {
        expected: String,
        got: String,
    },
    /// Why it could not be looked at.
    NotChecked(String),
}

impl Outcome {
    pub fn is_passed(&self) -> bool {
        !matches!(self, Outcome::Failed { .. })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    pub supplier: String,
    /// The check, as docs/selftest.md lists it.
    pub check: String,
    /// Of the platforms' requirements.
    pub requirement: String,
    pub title: String,
    pub outcome: Outcome,
    /// What to change, where it failed.
    pub remedy: String,
    /// The calls that it was seen by, at most three.
    pub calls: Vec<Call>,
}

/// Why a check did not pass.
pub enum Wrong {
    Differs { expected: String, got: String },
    NotChecked(String),
}

pub type Checked = Result<(), Wrong>;

pub struct Row {
    pub check: &'static str,
    pub requirement: &'static str,
    run: fn(&mut Probe<'_>) -> Checked,
}

const EVIDENCE_MAX: usize = 3;

/// Runs all checks at one shop, in their order: later ones use what earlier ones made.
pub fn run(
    platform: &Platform,
    shop: &Shop,
    patience: Duration,
    tell: &mut dyn FnMut(&str),
) -> Vec<Finding> {
    let mut probe = Probe::new(platform, shop, patience);
    let mut findings = Vec::new();
    for row in calls::ROWS {
        let before = platform.calls.count();
        let checked = match probe.is_let_in {
            true => (row.run)(&mut probe),
            false => probe::not_checked("The shop refuses the key: see auth.right."),
        };
        let say = |text: String| texts::phrase(text, platform.language);
        let outcome = match checked {
            Ok(()) => Outcome::Passed,
            Err(Wrong::Differs { expected, got }) => {
                Outcome::Failed { expected: say(expected), got: say(got) }
            }
            Err(Wrong::NotChecked(sentence)) => Outcome::NotChecked(say(sentence)),
        };
        let mut calls = platform.calls.since(before);
        calls.retain(Call::is_proof);
        let calls = calls.split_off(calls.len().saturating_sub(EVIDENCE_MAX));
        let (title, remedy) = texts::of(row.check, platform.language);
        let finding = Finding {
            supplier: shop.supplier.clone(),
            check: row.check.to_owned(),
            requirement: row.requirement.to_owned(),
            title: title.to_owned(),
            outcome,
            remedy: remedy.to_owned(),
            calls,
        };
        if !matches!(finding.outcome, Outcome::Passed) {
            tell(&line(&finding, platform.language));
        }
        findings.push(finding);
    }
    findings
}

/// One finding on the terminal.
fn line(finding: &Finding, say: Language) -> String {
    let Finding { supplier, check, remedy, .. } = finding;
    match &finding.outcome {
        Outcome::Passed => format!("{supplier}: {check}"),
        Outcome::NotChecked(sentence) => {
            let words = say.pick("niet bekeken", "not checked");
            format!("{supplier}: {check} {words}: {sentence}")
        }
        Outcome::Failed { expected, got } => say.pick(
            format!(
                "{supplier}: {check} FOUT: verwacht {expected}, gekregen {got}\n    -> {remedy}"
            ),
            format!("{supplier}: {check} FAILED: expected {expected}, got {got}\n    -> {remedy}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_title_and_a_remedy_in_both_languages() {
        let mut names: Vec<&str> = calls::ROWS.iter().map(|row| row.check).collect();
        for name in &names {
            let (title, remedy) = texts::of(name, Language::Dutch);
            let (title_en, remedy_en) = texts::of(name, Language::English);
            assert!(!title.is_empty() && title != title_en, "{name}");
            assert!(remedy.ends_with('.') && remedy != remedy_en, "{name}");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), calls::ROWS.len());
    }
}
