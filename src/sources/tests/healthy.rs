//! What `health` says of a hosted shop: how old what is known of it is, and what waits.

use super::*;

fn look(client: &Client) -> SourceHealth {
    let world = client.world().expect("a world");
    let mut found = transaction(&*world.store, |tx| health(tx, client)).expect("read");
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn how_old_what_is_known_of_a_shop_is_counts_from_when_its_last_run_began() {
    let (client, line) = coupled(Shop::new("shopify", 30), |_| ());
    let before = look(&client);
    assert_eq!(before.source, "hosted");
    assert!(!before.is_under_way && before.reached_at.is_none() && before.age_s.is_none());
    let begun = pull(&client, json!({ "max_ms": 0 })).expect("pulled");
    let amid = look(&client);
    assert!(amid.is_under_way && amid.reached_at.is_none(), "{amid:?}");
    pull_all(&client, &line, json!({}));
    line.watch.pass_ms(3_600_000);
    let after = look(&client);
    assert!(!after.is_under_way && after.next_at.is_none(), "{after:?}");
    assert_eq!(after.reached_at, Some(begun.began_at));
    assert_eq!(after.age_s, Some(line.watch.now().ms_since(begun.began_at) / 1_000));
}

#[test]
fn what_a_shop_gave_notice_of_is_counted_until_it_was_asked_for() {
    let (client, line) = coupled(Shop::new("shopify", 9), |_| ());
    pull_all(&client, &line, json!({}));
    hooks::notice(&client, "products/update", 11);
    hooks::notice(&client, "products/update", 22);
    hooks::notice(&client, "products/update", 22);
    let noticed = look(&client);
    assert_eq!((noticed.noticed, noticed.refused), (2, 0));
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(429); 50];
    pull(&client, json!({ "max_ms": 1_000 })).expect("stopped");
    let stopped = look(&client);
    assert!(stopped.noticed == 2 && stopped.next_at > Some(line.watch.now()), "{stopped:?}");
    line.watch.pass_ms(60_000);
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(400); 9];
    refresh(&client, 60_000).expect("a shop that refuses stops nobody");
    *line.faults.lock().expect("the lock") = Vec::new();
    let refused = look(&client);
    assert_eq!((refused.noticed, refused.refused), (0, 2));
    line.watch.pass_ms(3_700_000);
    pull_all(&client, &line, json!({}));
    let asked = look(&client);
    assert_eq!((asked.noticed, asked.refused), (0, 0));
}
