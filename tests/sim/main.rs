//! koppel in a simulated world: the real methods, drain, step, store and payment code under a virtual clock, before a
//! platform that has a ledger of its own, and with everything going wrong by a seed. What is checked at the end: nothing
//! lost, nothing doubled, nothing stuck, no cent more than was paid.
//!
//! `KOPPEL_SIM_ORDERS` says how many orders are simulated, `SEED` replays one seed.

mod breaker;
mod bugs;
mod drain;
mod faults;
mod host;
mod outside;
mod platform;
mod world;

use bugs::Bug;
use host::Host;
use outside::Sim;
use platform::Kind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// An unoptimised build is ten times slower: it looks at a part, and at everything where it is told how much.
fn is_whole() -> bool {
    number("KOPPEL_SIM_ORDERS").is_some()
}

/// Seeds that were found to break something once: they are run every time.
const SEEDS: &str = include_str!("seeds.txt");

fn orders_of(seed: u64) -> u64 {
    1 + seed / 4 % 6
}

/// One seed: its platform, its faults, its orders. Gives how many orders that were.
fn run(seed: u64, bug: Option<Bug>) -> Result<u64, String> {
    let kind = Kind::ALL[(seed % 4) as usize];
    let sim = Sim::new(kind, seed, bug);
    sim.swarm.some();
    ended(Host::new(sim), orders_of(seed)).map(|_| orders_of(seed))
}

fn ended(mut host: Host, orders: u64) -> Result<Host, String> {
    host.work(orders)?;
    host.settle_down()?;
    host.check()?;
    Ok(host)
}

#[test]
fn whatever_goes_wrong_no_order_and_no_credit_is_lost_doubled_or_stuck() {
    if let Some(seed) = number("SEED") {
        let told = run(seed, None);
        eprintln!("seed {seed}: {told:?}");
        return assert!(told.is_ok(), "make sim SEED={seed}: {}", told.unwrap_err());
    }
    for seed in SEEDS.split_whitespace().map(|seed| seed.parse().expect("a seed")) {
        run(seed, None).unwrap_or_else(|wrong| panic!("make sim SEED={seed}: {wrong}"));
    }
    let wanted = number("KOPPEL_SIM_ORDERS").unwrap_or(1_500);
    let (next, orders) =
        (AtomicU64::new(number("KOPPEL_FIRST_SEED").unwrap_or(0)), AtomicU64::new(0));
    let (failed, began) = (AtomicBool::new(false), std::time::Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while orders.load(Relaxed) < wanted && !failed.load(Relaxed) {
                    let seed = next.fetch_add(1, Relaxed);
                    match run(seed, None) {
                        Ok(ran) => drop(orders.fetch_add(ran, Relaxed)),
                        Err(wrong) => {
                            failed.store(true, Relaxed);
                            panic!("make sim SEED={seed}: {wrong}");
                        }
                    }
                }
            });
        }
    });
    let (orders, seeds) = (orders.load(Relaxed), next.load(Relaxed));
    let took = began.elapsed().as_secs();
    eprintln!("{orders} orders under {seeds} seeds in {took} s: 0 lost, 0 doubled, 0 stuck");
}

#[test]
fn a_crash_between_any_two_calls_loses_and_doubles_nothing() {
    for kind in Kind::ALL {
        for orders in 1..=if is_whole() { 3 } else { 1 } {
            let mut point = 0;
            loop {
                let sim = Sim::new(kind, orders, None);
                sim.crashes_to_come.lock().expect("a lock").push(point);
                let host = Host::thorough(sim);
                let host = ended(host, orders).unwrap_or_else(|wrong| {
                    panic!("{kind:?}, {orders} orders, crash at {point}: {wrong}")
                });
                if host.crashes == 0 {
                    break;
                }
                point += 1;
            }
            assert!(point > 15 * orders, "{kind:?} had {point} points only");
        }
    }
}

#[test]
fn two_crashes_at_any_two_points_lose_and_double_nothing() {
    for kind in Kind::ALL.into_iter().filter(|kind| is_whole() || *kind == Kind::LookUpOnly) {
        let mut first = 0;
        loop {
            let mut is_last = true;
            for second in 0.. {
                let sim = Sim::new(kind, 1, None);
                *sim.crashes_to_come.lock().expect("a lock") = vec![second, first];
                let host = Host::thorough(sim);
                let host = ended(host, 1).unwrap_or_else(|wrong| {
                    panic!("{kind:?}, crashes at {first} and {second} after it: {wrong}")
                });
                is_last = host.crashes == 0;
                if host.crashes < 2 {
                    break;
                }
            }
            if is_last {
                break;
            }
            first += 1;
        }
        assert!(first > 15, "{kind:?} had {first} points only");
    }
}

/// A simulation that cannot fail proves nothing.
#[test]
fn each_planted_bug_is_found_within_20_000_seeds() {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(bug) = Bug::ALL.get(next.fetch_add(1, Relaxed) as usize) {
                    let found =
                        (0..20_000).find_map(|seed| Some((seed, run(seed, Some(*bug)).err()?)));
                    let (seed, wrong) = found.unwrap_or_else(|| panic!("{bug:?} is not found"));
                    let wrong: String = wrong.chars().take(90).collect();
                    eprintln!("{bug:?}: found at seed {seed}: {wrong}");
                }
            });
        }
    });
}
