//! How far the reading of a shop has come, in the store: what a crash goes on from. It must not call anybody.

use super::next::Place;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::world::{Instant, Transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run does, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Step {
    /// Labels and rates.
    Tables,
    /// Lists that name what changed.
    Traces,
    #[default]
    List,
    /// What no page named is asked for.
    Gone,
    /// What was marked is asked for: by lists that name what changed, by notices, by parts of products.
    Marked,
    Done,
}

impl Step {
    const ALL: [Step; 6] =
        [Step::Tables, Step::Traces, Step::List, Step::Gone, Step::Marked, Step::Done];

    fn as_str(self) -> &'static str {
        match self {
            Step::Tables => "tables",
            Step::Traces => "traces",
            Step::List => "list",
            Step::Gone => "gone",
            Step::Marked => "marked",
            Step::Done => "done",
        }
    }
}

/// How much is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PullMode")]
pub enum Mode {
    /// What changed since a point in time.
    Since,
    /// All of it; what is not there any more is deleted.
    #[default]
    Complete,
}

impl Mode {
    fn as_str(self) -> &'static str {
        match self {
            Mode::Since => "since",
            Mode::Complete => "complete",
        }
    }
}

/// Where a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub turn: i64,
    pub run: i64,
    pub step: Step,
    pub mode: Mode,
    pub since_at: Instant,
    /// Which of the step's lists, and where in it.
    pub nth: usize,
    pub place: Place,
    pub began_at: Instant,
    /// Up to when changes are known; none before a first run has ended.
    pub reached_at: Option<Instant>,
    /// Of lists that know no time: how far they were read, by their paths.
    pub cursors: BTreeMap<String, String>,
    pub free_at: Instant,
}

#[derive(Serialize, Deserialize, Default)]
struct Kept {
    #[serde(default)]
    nth: usize,
    #[serde(default)]
    place: Place,
}

impl Position {
    /// Whether a run has begun and is not through.
    pub fn is_under_way(&self) -> bool {
        self.run > 0 && self.step != Step::Done
    }
    /// Goes on with the next step.
    pub fn step_to(&mut self, step: Step) {
        (self.step, self.nth, self.place) = (step, 0, Place::default());
    }
    /// As it stands once [`save`] has stored it.
    pub fn stored(self) -> Position {
        Position { turn: self.turn.saturating_add(1), ..self }
    }
    /// Goes on with the next list of the step.
    pub fn next_list(&mut self) {
        (self.nth, self.place) = (self.nth.saturating_add(1), Place::default());
    }
}

/// Where the source is; none where it was never read.
pub fn find(tx: &mut dyn Transaction, shop_id: &str, source: &str) -> Result<Option<Position>> {
    let mut found = None;
    tx.query(
        "SELECT turn, run, step, mode, since_at, place, began_at, reached_at, cursors, free_at \
         FROM source_pulls WHERE shop_id = ? AND source = ?",
        &[shop_id.into(), source.into()],
        &mut |row| {
            let kept: Kept = json::read(row.text(5).as_bytes())?;
            let step = Step::ALL.into_iter().find(|step| step.as_str() == row.text(2));
            found = Some(Position {
                turn: row.integer(0),
                run: row.integer(1),
                step: step.unwrap_or(Step::Done),
                mode: if row.text(3) == "since" { Mode::Since } else { Mode::Complete },
                since_at: Instant(row.integer(4)),
                nth: kept.nth,
                place: kept.place,
                began_at: Instant(row.integer(6)),
                reached_at: row.instant_or_null(7),
                cursors: json::read(row.text(8).as_bytes())?,
                free_at: Instant(row.integer(9)),
            });
            Ok(())
        },
    )?;
    Ok(found)
}

/// Stores where the source is now, if nobody else has stored since it was read: then another process reads the same.
pub fn save(
    tx: &mut dyn Transaction,
    (shop_id, source): (&str, &str),
    position: &Position,
) -> Result<()> {
    let kept = Kept { nth: position.nth, place: position.place.clone() };
    let (place, cursors) = (json::write_text(&kept), json::write_text(&position.cursors));
    if position.turn == 0 {
        tx.execute(
            "INSERT INTO source_pulls (shop_id, source, turn, run, step, mode, since_at, place, \
             began_at, cursors, free_at) VALUES (?, ?, 0, 0, 'done', 'complete', 0, '{}', 0, '{}', 0) \
             ON CONFLICT (shop_id, source) DO NOTHING",
            &[shop_id.into(), source.into()],
        )?;
    }
    let changed = tx.execute(
        "UPDATE source_pulls SET turn = turn + 1, run = ?, step = ?, mode = ?, since_at = ?, \
         place = ?, began_at = ?, reached_at = ?, cursors = ?, free_at = ? \
         WHERE shop_id = ? AND source = ? AND turn = ?",
        &[
            position.run.into(),
            position.step.as_str().into(),
            position.mode.as_str().into(),
            position.since_at.into(),
            (&place).into(),
            position.began_at.into(),
            position.reached_at.into(),
            (&cursors).into(),
            position.free_at.into(),
            shop_id.into(),
            source.into(),
            position.turn.into(),
        ],
    )?;
    match changed {
        1 => Ok(()),
        _ => Err(Error::new(Code::SourceBusy, "Another process reads from this source.")),
    }
}
