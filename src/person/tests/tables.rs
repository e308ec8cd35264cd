//! Every table of the store holds people and lies under a row of THE TABLE of holdings, or holds nobody for a reason that
//! stands here.

use super::super::holdings::HOLDINGS;
use super::*;
use std::collections::BTreeSet;

/// Tables that hold people, and the rows of THE TABLE that know them.
const PEOPLE: [(&str, &str); 12] = [
    ("card_holds", "card_hold"),
    ("inbox", "inbox"),
    ("oauth_tokens", "token"),
    ("orders", "order"),
    ("oresto_jobs", "oresto_job"),
    ("outbox", "outbox"),
    ("punchouts", "punchout"),
    ("record_revisions", "record"),
    ("records", "record"),
    ("requests", "request"),
    ("rest_documents", "rest_document"),
    ("rest_documents", "rest_order"),
];

/// Tables that hold no person, and why.
const NOBODY: [(&str, &str); 36] = [
    ("announcements", "numbers of deliveries that wait"),
    ("breakers", "how a platform answers"),
    ("business_days", "days, and whether they are closed"),
    ("changes", "numbers of what has changed"),
    ("day_amounts", "sums of a day's receipts"),
    ("login_attempts", "a hash of a purchasing system's user name, for minutes"),
    ("nonces", "keys of the shop's own, and random words"),
    ("numbers", "integers for the shop's ids"),
    ("oresto_articles", "products"),
    ("oresto_lookups", "tables of the wholesale webshop, such as units and rates"),
    ("oresto_positions", "a number"),
    ("platform_contacts", "how a platform answers"),
    ("product_facets", "products"),
    ("product_pages", "products"),
    ("product_segments", "products"),
    ("product_terms", "products"),
    ("products", "products"),
    ("purchase_orders", "hashes of what came in: the order itself lies in the inbox"),
    ("quotas", "how often a program has called"),
    ("reservations", "pieces of an order"),
    ("retention", "how far taking away has come"),
    ("returns", "amounts and lines; who it is for, the order says"),
    ("sequences", "numbers"),
    ("settlements", "amounts"),
    ("snapshot_pages", "products"),
    ("snapshot_products", "products"),
    ("source_documents", "products of a hosted shop, its labels and rates"),
    ("source_marks", "ids of a hosted shop's products and orders"),
    ("source_products", "products"),
    ("source_pulls", "how far a hosted shop was read"),
    ("source_tokens", "a program's access to a hosted shop, sealed"),
    ("store_version", "a number"),
    ("terms", "categories, tags, attributes"),
    ("variants", "products"),
    ("waiting_documents", "products of a feed that wait for one another"),
    ("webhooks", "addresses of the shop's partners"),
];

#[test]
fn every_table_holds_people_and_is_known_to_export_and_erase_or_holds_nobody_for_a_reason() {
    let client = shop(&start(), json!({}));
    let mut tables = BTreeSet::new();
    transaction(&*client.world().expect("a world").store, |tx| {
        let sql =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        tx.query(sql, &[], &mut |row| {
            tables.insert(row.text(0).to_owned());
            Ok(())
        })
    })
    .expect("read");
    let people: BTreeSet<&str> = PEOPLE.iter().map(|(table, _)| *table).collect();
    let nobody: BTreeSet<&str> = NOBODY.iter().map(|(table, _)| *table).collect();
    for table in &tables {
        let is_known = people.contains(table.as_str()) != nobody.contains(table.as_str());
        assert!(
            is_known,
            "'{table}': a row of HOLDINGS and of PEOPLE, or of NOBODY with its reason"
        );
    }
    let known: BTreeSet<String> = people.union(&nobody).map(|table| (*table).to_owned()).collect();
    assert_eq!(known, tables, "what is known and what is there");
    let kinds: BTreeSet<&str> = HOLDINGS.iter().map(|holding| holding.kind).collect();
    assert_eq!(PEOPLE.iter().map(|(_, kind)| *kind).collect::<BTreeSet<_>>(), kinds);
}

/// One row of each table that names Anna, customer 71.
const ANNA: [&str; 9] = [
    "INSERT INTO rest_documents VALUES ('x', 'customer', 71, 0, '{\"email\":\"anna@example.nl\",\"first_name\":\"Anna\"}', 1, 1)",
    "INSERT INTO rest_documents VALUES ('x', 'order', 5, 0, '{\"total\":\"38.85\",\"customer_id\":71,\"billing\":{\"email\":\"anna@example.nl\",\"country\":\"NL\"}}', 1, 1)",
    "INSERT INTO rest_documents VALUES ('x', 'note', 6, 5, '{\"note\":\"Bel Anna aan\"}', 1, 1)",
    "INSERT INTO rest_documents VALUES ('x', 'review', 7, 0, '{\"reviewer\":\"Anna\",\"reviewer_email\":\"anna@example.nl\",\"rating\":4}', 1, 1)",
    "INSERT INTO rest_documents VALUES ('x', 'coupon', 8, 0, '{\"code\":\"X\",\"email_restrictions\":[\"anna@example.nl\"]}', 1, 1)",
    "INSERT INTO requests VALUES ('x', 'k', 'order_push', '{\"order\":{\"order_id\":\"o9\",\"customer\":{\"email\":\"anna@example.nl\"}}}', 1, 0, '', 1)",
    "INSERT INTO oresto_jobs VALUES ('x', 'clients', 'c', 1, '{\"users\":[{\"Email\":\"anna@example.nl\"}]}', 1, '', '{}', 0, 'waiting', '', 0, 0, 0)",
    "INSERT INTO oauth_tokens VALUES ('x', 'h', 'refresh', 'f', 'c', '71', 'read', '', '', 1, 1)",
    "INSERT INTO punchouts VALUES ('x', 'u', 'c', 's', '71', 'sealed', 'h', 1, 1, 1, 'returned', 1, 'k', 'h', 1)",
];

#[test]
fn whoever_is_named_in_any_table_is_found_there_and_taken_out_but_for_what_is_still_worked_with() {
    let client = shop(&start(), json!({}));
    with_orders(&client);
    call(&client, "outbox_drain", json!({}));
    let store = &*client.world().expect("a world").store;
    transaction(store, |tx| {
        ANNA.into_iter().try_for_each(|sql| tx.execute(sql, &[]).map(drop))?;
        let order_id = "p:P-1";
        tx.execute(
            "INSERT INTO card_holds VALUES ('x', 'h', 'p', ?, 'card-7', 1, 'EUR', 3885, 'captured', '', 500, 3885, 1, 1, 1)",
            &[order_id.into()],
        )
    })
    .expect("stored");
    let found = |person: Value| {
        let held = call(&client, "person_export", person);
        let held = held["held"].as_array().expect("a list").clone();
        held.iter().map(|one| format!("{}", one["kind"])).collect::<BTreeSet<_>>()
    };
    let all = found(json!({ "email": "anna@example.nl" }));
    for kind in
        ["order", "rest_order", "rest_document", "outbox", "card_hold", "request", "oresto_job"]
    {
        assert!(all.contains(&format!("\"{kind}\"")), "{kind} in {all:?}");
    }
    let by_number = found(json!({ "customer_id": "71" }));
    assert!(by_number.contains("\"punchout\"") && by_number.contains("\"token\""));
    for person in [json!({ "customer_id": "71" }), json!({ "email": "anna@example.nl" })] {
        let erased = call(&client, "person_erase", person);
        let kept = erased["kept"].as_array().expect("a list").iter();
        let kept: Vec<_> = kept.map(|one| one["kind"].as_str().expect("a kind")).collect();
        // What waits to be done, and a coupon's rule.
        assert!(
            kept.iter().all(|kind| ["request", "rest_document", "oresto_job"].contains(kind)),
            "{erased}"
        );
    }
    let mut left = String::new();
    transaction(store, |tx| {
        let sql = "SELECT document FROM rest_documents WHERE resource <> 'coupon'
             UNION ALL SELECT user_id FROM punchouts UNION ALL SELECT user_id FROM oauth_tokens
             UNION ALL SELECT COALESCE(balance_after, '') FROM card_holds";
        tx.query(sql, &[], &mut |row| {
            left.push_str(row.text(0));
            Ok(())
        })
    })
    .expect("read");
    for word in ["Anna", "anna", "71", "500"] {
        assert!(!left.contains(word), "{word} in {left}");
    }
    assert!(left.contains("38.85") && left.contains("\"NL\"") && left.contains('4'), "{left}");
}
