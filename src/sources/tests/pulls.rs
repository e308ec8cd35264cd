//! Pulls: paging, budgets, faults, crashes, and a shop that changes while it is read.

use super::*;
use proptest::prelude::*;

const SYSTEMS: [&str; 7] = [
    "shopify",
    "shopify-graphql",
    "woocommerce",
    "magento",
    "lightspeed-c",
    "lightspeed-r",
    "lightspeed-x",
];

#[test]
fn a_shop_is_read_whole_and_then_only_what_changed() {
    for system in SYSTEMS {
        let (client, line) = coupled(Shop::new(system, 11), |_| ());
        let first = pull(&client, json!({})).expect("pulled");
        assert_eq!((first.left, first.done.created), (0, 11), "{system}");
        assert!(matches!(first.mode, position::Mode::Complete));
        assert_equal(&client, &line);
        line.watch.pass_ms(3_600_000);
        line.shop.lock().expect("the lock").change(2, line.watch.now());
        let second = pull(&client, json!({})).expect("pulled");
        assert_eq!((second.left, second.done.updated), (0, 1), "{system}");
        assert!(matches!(second.mode, position::Mode::Since));
        assert_equal(&client, &line);
        line.shop.lock().expect("the lock").products.pop_first();
        let third = pull(&client, json!({ "complete": true })).expect("pulled");
        assert_eq!((third.left, third.done.deleted, third.done.updated), (0, 1, 0), "{system}");
        assert_equal(&client, &line);
    }
}

#[test]
fn a_variant_that_a_shop_removed_is_gone_also_where_its_list_is_read_apart() {
    for system in ["shopify", "shopify-graphql", "woocommerce", "magento", "lightspeed-c"] {
        let mut shop = Shop::new(system, 5);
        let variable = |shop: &Shop| {
            let found = shop.products.iter().find(|(_, product)| product.variants.len() > 1);
            *found.expect("a product of several").0
        };
        let id = variable(&shop);
        let product = shop.products.get_mut(&id).expect("a product");
        product.variants.push((9_999, 1_999, 5));
        let (client, line) = coupled(shop, |_| ());
        let first = pull(&client, json!({})).expect("pulled");
        let is_told = first.done.diagnostics.iter().any(|one| one.code == "product.variants_more");
        assert!(!is_told, "{system}: {:?}", first.done.diagnostics);
        line.watch.pass_ms(3_600_000);
        {
            let mut shop = line.shop.lock().expect("the lock");
            let product = shop.products.get_mut(&id).expect("a product");
            product.variants.remove(1);
            (product.changed_at, product.version) = (line.watch.now(), 10_000);
        }
        pull(&client, json!({})).expect("pulled");
        assert_equal(&client, &line);
    }
}

#[test]
fn a_budget_that_is_over_ends_the_call_and_not_the_run() {
    for system in SYSTEMS {
        let (client, line) = coupled(Shop::new(system, 30), |_| ());
        let mut calls = 0;
        loop {
            let reply = pull(&client, json!({ "max_ms": 0 })).expect("pulled");
            calls += 1;
            if reply.left == 0 {
                break;
            }
            assert!(calls < 1_000, "{system}: it does not come on");
            line.watch.pass_ms(if reply.next_at.is_some() { 1_000 } else { 0 });
        }
        assert!(calls > 4, "{system}: {calls}");
        assert_equal(&client, &line);
    }
}

#[test]
fn a_shop_that_refuses_the_credentials_is_told_apart_by_the_credential() {
    let (client, _) = coupled(Shop::new("shopify", 3), |config| {
        config["sources"]["hosted"]["token"] = "0ther".into();
    });
    let error = pull(&client, json!({})).expect_err("denied");
    assert_eq!(
        (error.code.as_str(), error.path.as_str()),
        ("source.denied", "/sources/hosted/token")
    );
    assert!(!error.message.contains("0ther"), "{error}");
    let (client, _) = coupled(Shop::new("woocommerce", 3), |config| {
        config["sources"]["hosted"]["secret"] = "0ther".into();
    });
    assert_eq!(pull(&client, json!({})).expect_err("denied").path, "/sources/hosted/secret");
}

#[test]
fn a_storm_of_refusals_is_waited_for_within_the_budget_and_told_beyond_it() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(429); 2];
    assert_eq!(pull(&client, json!({})).expect("pulled").left, 0);
    *line.faults.lock().expect("the lock") = vec![Trouble::Status(429); 50];
    let reply = pull(&client, json!({ "complete": true, "max_ms": 1_000 })).expect("stopped");
    let stopped = reply.stopped.expect("stopped");
    assert_eq!((stopped.code, stopped.retryable), ("source.unavailable", true));
    assert!(reply.left > 0 && reply.next_at.is_some_and(|at| at > line.watch.now()));
    let calls = line.calls.load(Ordering::Relaxed);
    let reply = pull(&client, json!({ "max_ms": 100 })).expect("stopped");
    assert!(reply.left > 0 && line.calls.load(Ordering::Relaxed) == calls, "it asked too soon");
}

#[test]
fn a_limit_that_is_told_in_the_answer_itself_is_waited_for() {
    let (client, line) = coupled(Shop::new("shopify-graphql", 9), |_| ());
    *line.faults.lock().expect("the lock") = vec![Trouble::Throttled; 2];
    let before = line.watch.now();
    pull_all(&client, &line, json!({}));
    assert!(line.watch.now().ms_since(before) >= 7_600, "it did not wait for its cost");
    assert_equal(&client, &line);
    *line.faults.lock().expect("the lock") = vec![Trouble::Throttled; 9];
    let reply = pull(&client, json!({ "complete": true, "max_ms": 5_000 })).expect("stopped");
    assert_eq!(reply.stopped.expect("stopped").code, "source.unavailable");
}

#[test]
fn a_product_that_no_page_named_is_asked_for_before_it_is_deleted() {
    let (client, line) = coupled(Shop::new("woocommerce", 9), |_| ());
    pull_all(&client, &line, json!({}));
    // Its numbers lie before those that were read, so that no page shows it.
    line.shop.lock().expect("the lock").products.retain(|id, _| *id > 14);
    let kept = line.shop.lock().expect("the lock").products.len();
    pull_all(&client, &line, json!({ "complete": true }));
    assert_eq!(held(&client).len(), kept);
    assert_equal(&client, &line);
}

#[test]
fn a_next_page_of_another_host_is_not_asked_for() {
    let (client, line) = coupled(Shop::new("shopify", 3), |_| ());
    let source = source::Source::find(&client, "hosted").expect("a source");
    assert!(source.address("https://hosted.example/x?y").is_ok());
    for other in
        ["https://other.example/x", "http://hosted.example/x", "https://hosted.example:8443/", "x"]
    {
        assert!(source.address(other).is_err(), "{other}");
    }
    drop(line);
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        6 => Just(Trouble::None),
        2 => prop_oneof![Just(429), Just(503), Just(500)].prop_map(Trouble::Status),
        1 => Just(Trouble::Silence),
        1 => Just(Trouble::CutOff),
        1 => Just(Trouble::Crash),
        4 => any::<u64>().prop_map(Trouble::Change),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn after_any_interruption_the_mirror_is_what_the_shop_has(
        which in 0..SYSTEMS.len(), count in 0u64..25, troubles in prop::collection::vec(trouble(), 0..60),
        budgets in prop::collection::vec(0u64..400, 1..8),
    ) {
        let (client, line) = coupled(Shop::new(SYSTEMS[which], count), |_| ());
        *line.faults.lock().expect("the lock") = troubles;
        for budget in budgets.iter().cycle().take(40) {
            let _ = pull(&client, json!({ "max_ms": budget, "complete": budget % 3 == 0 }));
            line.watch.pass_ms(1_000);
        }
        line.faults.lock().expect("the lock").clear();
        // What was under way may have been read before the last change; what is begun now has not.
        pull_all(&client, &line, json!({}));
        pull_all(&client, &line, json!({ "complete": true }));
        assert_equal(&client, &line);
    }
}
