//! A request within the shop's own transaction: with PDO, with mysql2 and with pg. A rolled back order leaves nothing, a
//! committed one exactly one entry, and the next drain sends it.

use crate::servers::{Kind, PASSWORD};
use crate::shop::{call, client, config, count, lines, order, push, try_call};
use koppel::error::Code;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs the script with what it has to do, as JSON, on its input.
fn run(command: &mut Command, task: &Value) {
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
    let input = child.stdin.take().expect("its input").write_all(task.to_string().as_bytes());
    input.expect("told");
    let done = child.wait_with_output().expect("ended");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn scripts(kind: Kind) -> [(&'static str, Command); 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut php = Command::new("php");
    php.arg(root.join("tests/stores/statement.php"));
    let mut node = Command::new("node");
    node.arg(root.join("tests/stores/statement.mjs")).current_dir(root);
    match kind {
        Kind::Mariadb => [("mysql", php), ("mysql", node)],
        _ => [("pdo_pgsql", php), ("postgres", node)],
    }
}

/// The clients for Node, at their exact versions, where they do not get in the way.
fn install() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/stores");
    if Path::new(folder).join("node_modules/pg").is_dir() {
        return;
    }
    std::fs::create_dir_all(folder).expect("made");
    let done = Command::new("npm")
        .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder])
        .args(["mysql2@3.11.5", "pg@8.13.1"])
        .status()
        .expect("npm");
    assert!(done.success());
}

#[test]
fn what_is_asked_within_a_shops_transaction_lives_and_dies_with_it() {
    install();
    for kind in Kind::SERVERS {
        for (dialect, mut script) in scripts(kind) {
            let folder = tempfile::tempdir().expect("a folder");
            let far = folder.path().join("far");
            let address = kind.fresh();
            let shop = client(&config(&address, "x"), &far);
            let ask = |request: Value| {
                let asked =
                    json!({ "method": "order_push", "request": request, "dialect": dialect });
                call(&shop, "outbox_statement", asked)
            };
            let committed = ask(push("p", "o1"));
            let task = json!({
                "kind": format!("{kind:?}").to_lowercase(), "host": "127.0.0.1",
                "port": kind.server().port, "user": "koppel", "password": PASSWORD,
                "database": if kind == Kind::Mariadb { "mysql" } else { "postgres" },
                // The same one twice is one.
                "transactions": [
                    { "order": "o1", "statements": [committed, committed], "commit": true },
                    { "order": "o2", "statements": [ask(push("q", "o2"))], "commit": false },
                    { "order": "o1 again", "statements": [committed], "commit": true } ],
            });
            run(&mut script, &task);
            assert_eq!(call(&shop, "health", json!({}))["outbox"]["requests"]["waiting"], 1);
            let drained = call(&shop, "outbox_drain", json!({}));
            assert_eq!((&drained["sent"], &drained["left"]), (&json!(1), &json!(0)), "{dialect}");
            let sent = lines(&far);
            assert_eq!((sent.len(), sent[0][1].as_str()), (1, "o1"), "{dialect}");
            assert_eq!(count(&shop, "SELECT COUNT(*) FROM outbox"), 1, "{dialect}");
            assert_eq!(count(&shop, "SELECT COUNT(*) FROM requests"), 0, "{dialect}");
            // The order is there as if it had been pushed: its return can be credited, and the push repeated.
            assert_eq!(call(&shop, "order_push", push("p", "o1"))["replayed"], true);
        }
    }
}

#[test]
fn what_cannot_be_asked_for_is_refused_before_the_shop_commits_anything() {
    let shop = client(&config(&Kind::Postgres.fresh(), "x"), Path::new("/dev/null"));
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut asked =
            json!({ "method": "order_push", "request": push("p", "o1"), "dialect": "postgres" });
        change(&mut asked);
        try_call(&shop, "outbox_statement", &asked).expect_err("refused")
    };
    type Change<'a> = &'a dyn Fn(&mut Value);
    let cases: [(Change, Code, &str); 7] = [
        (&|asked| asked["method"] = "stock_put".into(), Code::OutboxNoStatement, "/method"),
        (&|asked| asked["dialect"] = "mysql".into(), Code::OutboxNoStatement, "/dialect"),
        (
            &|asked| asked["request"]["send"] = "now".into(),
            Code::OutboxNoStatement,
            "/request/send",
        ),
        (
            &|asked| asked["request"]["platform_id"] = "z".into(),
            Code::PlatformUnknown,
            "/request/platform_id",
        ),
        (&|asked| asked["request"]["color"] = 1.into(), Code::JsonUnknownMember, "/request/color"),
        (
            &|asked| asked["request"]["order"]["total_amount"] = "1.00".into(),
            Code::OrderDoesNotAddUp,
            "/request/order/total_amount",
        ),
        (
            &|asked| asked["request"]["order"]["order_id"] = "".into(),
            Code::OrderInvalid,
            "/request/order/order_id",
        ),
    ];
    for (change, code, path) in cases {
        let error = refused(change);
        assert_eq!((error.code, error.path.as_str()), (code, path), "{error}");
    }
    let file = client(&config("sqlite::memory:", "x"), Path::new("/dev/null"));
    let asked =
        json!({ "method": "order_push", "request": push("p", "o1"), "dialect": "postgres" });
    let error = try_call(&file, "outbox_statement", &asked).expect_err("refused");
    assert_eq!(error.code, Code::OutboxNoStatement);
}

/// A request that cannot be carried out is shown to a person, tried again, and taken away by hand.
#[test]
fn a_request_that_is_refused_later_is_shown_and_holds_up_nobody() {
    for kind in Kind::SERVERS {
        let folder = tempfile::tempdir().expect("a folder");
        let far = folder.path().join("far");
        let address = kind.fresh();
        let shop = client(&config(&address, "x"), &far);
        let dialect = if kind == Kind::Mariadb { "mysql" } else { "postgres" };
        let leave = |method: &str, request: Value| {
            let asked = json!({ "method": method, "request": request, "dialect": dialect });
            let statement = call(&shop, "outbox_statement", asked);
            let texts = statement["parameters"].as_array().expect("a list").iter();
            let texts: Vec<String> = texts
                .map(|text| format!("'{}'", text.as_str().expect("a text").replace('\'', "''")))
                .collect();
            let mut sql = statement["sql"].as_str().expect("a text").to_owned();
            for (nth, text) in texts.iter().enumerate() {
                let mark =
                    if dialect == "mysql" { "?".to_owned() } else { format!("${}", nth + 1) };
                sql = sql.replacen(&mark, text, 1);
            }
            kind.server().admin(&sql);
            statement["request_key"].clone()
        };
        let unknown = json!({ "platform_id": "p", "order_id": "nobody", "return_id": "r",
            "lines": [{ "line_id": "1", "quantity": 1 }] });
        let key = leave("return_credit", unknown);
        leave("order_push", json!({ "platform_id": "p", "order": order("o1") }));
        let drained = call(&shop, "outbox_drain", json!({}));
        assert_eq!(drained["sent"], 1, "{kind:?}: {drained}");
        let health = call(&shop, "health", json!({}));
        let requests = &health["outbox"]["requests"];
        assert_eq!((&requests["waiting"], &requests["refused"]), (&json!(1), &json!(1)));
        let list = call(&shop, "outbox_list", json!({}));
        let shown = &list["requests"][0];
        assert_eq!(shown["request_key"], key);
        assert!(shown["failure"].as_str().expect("a text").contains("order.unknown"), "{shown}");
        call(&shop, "outbox_requeue", json!({ "entry_id": key, "by_hand": true }));
        assert_eq!(call(&shop, "health", json!({}))["outbox"]["requests"]["waiting"], 0);
    }
}
