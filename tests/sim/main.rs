//! The outbox in a simulated world: a seed decides what is lost, late or cut off, a crash comes between any two calls
//! to the outside, and what has to hold is checked at the end. `KOPPEL_SEEDS` sets how many seeds are run.

mod breaker;
mod drain;
mod platform;
mod workload;
mod world;

use platform::Ways;
use workload::Run;

fn seeds() -> u64 {
    std::env::var("KOPPEL_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

#[test]
fn whatever_is_lost_late_or_doubled_on_the_way_every_entry_is_done_once_or_parked() {
    for ways in Ways::ALL {
        for seed in 0..seeds() {
            let mut run = Run::new(ways, 3, seed);
            run.wire_is_faulty(true);
            run.work();
            run.settle_down();
            run.check().unwrap_or_else(|wrong| panic!("{ways:?}, seed {seed}: {wrong}"));
        }
    }
}

#[test]
fn crashes_and_faults_together_lose_and_double_nothing() {
    for ways in Ways::ALL {
        for seed in 0..seeds() {
            let mut run = Run::new(ways, 2, seed);
            run.wire_is_faulty(true);
            run.crash_at(&[seed % 61, seed % 17]);
            run.work();
            run.settle_down();
            run.check().unwrap_or_else(|wrong| panic!("{ways:?}, seed {seed}: {wrong}"));
        }
    }
}

#[test]
fn a_crash_between_any_two_calls_loses_and_doubles_nothing() {
    for ways in Ways::ALL {
        let mut points = 0;
        loop {
            let mut run = Run::new(ways, 2, 1);
            run.crash_at(&[points]);
            run.work();
            let crashed = run.has_crashed();
            run.settle_down();
            run.check().unwrap_or_else(|wrong| panic!("{ways:?}, crash at {points}: {wrong}"));
            if !crashed {
                break;
            }
            points += 1;
        }
        assert!(points > 20, "{ways:?} had {points} points only");
    }
}

#[test]
fn two_crashes_at_any_two_points_lose_and_double_nothing() {
    for ways in Ways::ALL {
        let mut first = 0;
        loop {
            let mut is_last = true;
            for second in 0.. {
                let mut run = Run::new(ways, 1, 1);
                run.crash_at(&[first, second]);
                run.work();
                let crashes = run.crashes();
                run.settle_down();
                run.check().unwrap_or_else(|wrong| {
                    panic!("{ways:?}, crashes at {first} and {second} after it: {wrong}")
                });
                is_last = crashes == 0;
                if crashes < 2 {
                    break;
                }
            }
            if is_last {
                break;
            }
            first += 1;
        }
        assert!(first > 8, "{ways:?} had {first} points only");
    }
}

/// A simulation that cannot fail proves nothing.
#[test]
fn planted_faults_are_found() {
    let found = |ways: Ways, plant: fn(&mut Run)| {
        (0..5_000).any(|seed| {
            let mut run = Run::new(ways, 2, seed);
            plant(&mut run);
            run.wire_is_faulty(true);
            run.work();
            run.settle_down();
            run.check().is_err()
        })
    };
    assert!(found(Ways::Keys, |run| run.plant_no_key()), "no key is sent");
    assert!(found(Ways::Keys, |run| run.plant_short_memory()), "the far side forgets early");
    assert!(found(Ways::Both, |run| run.plant_done_on_timeout()), "a time-out counts as done");
    assert!(found(Ways::Lookup, |run| run.plant_blind_lookup()), "the look-up never finds it");
}
