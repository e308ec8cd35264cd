//! Asks for what a shop has given notice of: the truth is fetched, so that notices may come twice, late, and in any order.

use super::call::{Caller, Halt, OrHalt};
use super::marks;
use super::position;
use super::run::Run;
use super::source::Source;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::log::Event;
use crate::shops::routes::About;
use crate::world::transaction;
use serde_json::json;

/// Notices of one kind looked at in one transaction.
const AT_ONCE: u32 = 100;

/// Of all sources, within a budget. A shop that does not answer holds up nothing: its notices stay.
pub fn refresh(client: &Client, max_ms: u64) -> Result<()> {
    if client.config.sources.is_empty() {
        return Ok(());
    }
    let world = client.world()?;
    let until_ms = world.clock.monotonic_ms().saturating_add(max_ms);
    for source in Source::all(client)? {
        let (shop_id, name) = (client.shop_id(), source.name);
        let waiting = transaction(&*world.store, |tx| {
            // Before a first run has begun, all of it is going to be read.
            let position = position::find(tx, shop_id, name)?;
            let count = marks::count(tx, shop_id, name)?;
            Ok(position.filter(|_| count > 0))
        })?;
        let Some(position) = waiting else { continue };
        let mut run = Run::new(Caller::new(client, source, until_ms)?)?;
        run.run = position.run;
        run.caller.wait_until(position.free_at);
        let why = match products(&mut run) {
            Ok(()) => continue,
            Err(Halt::Later { why, .. }) => why,
            Err(Halt::Failed(error)) if is_of_the_shop(&error) => error,
            Err(Halt::Failed(error)) => return Err(error),
        };
        let facts = json!({ "source": name, "code": why.code.as_str(), "message": why.message });
        client.log.record(Event::SourceFailed, facts);
    }
    Ok(())
}

fn is_of_the_shop(error: &Error) -> bool {
    use Code::{SourceBusy, SourceDenied, SourceRefused, SourceUnavailable, SourceUnread};
    [SourceBusy, SourceDenied, SourceRefused, SourceUnavailable, SourceUnread].contains(&error.code)
}

/// Asks for the products that were marked, as far as the budget goes.
fn products(run: &mut Run) -> OrHalt<()> {
    while !run.caller.is_over() && some(run)? {}
    Ok(())
}

/// Asks for some of the products that were marked; false where nothing waits.
pub fn some(run: &mut Run) -> OrHalt<bool> {
    let key = run.key();
    let at_once = run.routes().one.at_once;
    // A stock that changed is a product's; one that is nobody's here is of no product that the shop sells.
    let (marked, left) = run.stored(|tx| {
        let stocks = marks::waiting(tx, key, About::Inventory, AT_ONCE)?;
        for stock in &stocks {
            for owner in marks::owners(tx, key.0, About::Inventory, &stock.name)? {
                marks::put(tx, key, About::Product, &owner)?;
            }
        }
        marks::done(tx, key, About::Inventory, &stocks)?;
        let marked = marks::waiting(tx, key, About::Product, at_once)?;
        Ok((marked, marks::count(tx, key.0, key.1)?))
    })?;
    if marked.is_empty() {
        return Ok(left > 0);
    }
    let ids: Vec<String> = marked.iter().map(|mark| mark.name.clone()).collect();
    match run.ask_for(&ids, &mut |tx| marks::done(tx, key, About::Product, &marked)) {
        Err(Halt::Failed(error)) if error.code == Code::SourceRefused => {
            run.stored(|tx| marks::postpone(tx, key, About::Product, &marked))?;
            Err(error.into())
        }
        done => done.map(|()| true),
    }
}
