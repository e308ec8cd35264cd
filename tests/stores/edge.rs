//! What koppel never does to its host, also with a database server: threads, inherited connections; and how it trusts.

use crate::servers::{Kind, PASSWORD};
use crate::shop::{call, client, config, count, process, push, try_call};
use koppel::error::Code;
use koppel::world::transaction;
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};

const STORE: &str = "KOPPEL_EDGE_STORE";
const ROOTS: &str = "KOPPEL_EDGE_ROOTS";

/// The address by the server's name, over TLS.
fn by_name(kind: Kind) -> String {
    let address = kind.fresh().replace("127.0.0.1", "localhost");
    match address.contains('?') {
        true => address + "&tls=verify",
        false => address + "?tls=verify",
    }
}

/// Not a test: a process that works on a store between two marks in the trace of its system calls.
#[test]
fn traced() {
    let (Ok(store), Ok(roots)) = (std::env::var(STORE), std::env::var(ROOTS)) else { return };
    let mut config = config(&store, "x");
    config["wire"] = json!({ "extra_roots": { "file": roots } });
    let mark = |name: &str| assert!(std::fs::metadata(format!("/koppel-{name}")).is_err());
    mark("begin");
    let shop = client(&config, Path::new("/dev/null"));
    call(&shop, "order_push", push("p", "o1"));
    call(&shop, "outbox_drain", json!({}));
    call(&shop, "health", json!({}));
    mark("end");
}

#[test]
fn a_store_on_a_server_starts_no_thread_and_no_process() {
    let can_trace = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !can_trace.is_ok_and(|traced| traced.status.success()) {
        return eprintln!("strace is not here, or may not trace: not looked at");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for kind in Kind::SERVERS {
        let (trace, address) = (folder.path().join(format!("{kind:?}")), by_name(kind));
        let inner = process("edge::traced", &[]);
        let done = Command::new("strace")
            .args(["-f", "-qq", "-o", trace.to_str().expect("a path")])
            .args(["-e", "trace=clone,clone3,fork,vfork,stat,statx,newfstatat"])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env(STORE, &address)
            .env(ROOTS, &kind.server().roots)
            .stdout(Stdio::null())
            .output()
            .expect("traced");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = std::fs::read_to_string(&trace).expect("a trace");
        let calls = text.split("/koppel-begin").nth(1).expect("begun");
        let calls = calls.split("/koppel-end").next().expect("ended");
        assert!(text.contains("/koppel-end"), "{text}");
        assert!(!calls.contains("clone") && !calls.contains("fork("), "{kind:?}: {calls}");
    }
}

#[test]
fn a_connection_is_encrypted_and_the_servers_name_is_verified() {
    for kind in Kind::SERVERS {
        let address = by_name(kind);
        let roots = json!({ "extra_roots": { "file": kind.server().roots } });
        let with = |address: &str, wire: serde_json::Value| {
            let mut config = config(address, "x");
            config["wire"] = wire;
            client(&config, Path::new("/dev/null"))
        };
        let trusted = with(&address, roots.clone());
        call(&trusted, "health", json!({}));
        let is_encrypted = transaction(&*trusted.world().expect("a world").store, |tx| {
            let sql = match kind {
                Kind::Mariadb => "SHOW STATUS LIKE 'Ssl_version'",
                _ => "SELECT '', version FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()",
            };
            let mut version = String::new();
            tx.query(sql, &[], &mut |row| {
                version = row.text(1).to_owned();
                Ok(())
            })?;
            Ok(version.starts_with("TLSv1"))
        });
        assert_eq!(is_encrypted, Ok(true), "{kind:?}");
        let wrong_name = address.replace("localhost", "127.0.0.1");
        for (address, wire) in [(address.as_str(), json!({})), (wrong_name.as_str(), roots)] {
            let error = try_call(&with(address, wire), "health", &json!({})).expect_err("refused");
            assert_eq!(error.code, Code::StoreUnreachable, "{kind:?}: {error}");
        }
    }
}

#[test]
fn a_wrong_password_and_a_server_that_is_not_there_are_told_without_the_password() {
    for kind in Kind::SERVERS {
        let address = kind.fresh();
        let port = format!(":{}/", kind.server().port);
        for wrong in [address.replace(PASSWORD, "canary-wrong"), address.replace(&port, ":1/")] {
            let shop = client(&config(&wrong, "x"), Path::new("/dev/null"));
            let error = try_call(&shop, "health", &json!({})).expect_err("refused");
            assert_eq!(error.code, Code::StoreUnreachable, "{kind:?}: {error}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
        let mut config = config(&address.replace(&format!(":{PASSWORD}"), ""), "x");
        config["store_password"] = PASSWORD.into();
        call(&client(&config, Path::new("/dev/null")), "health", json!({}));
    }
}

/// Through the socket of this machine, as a shop beside its database would.
#[test]
fn a_socket_of_this_machine_is_a_way_to_the_server_too() {
    for kind in Kind::SERVERS {
        let server = kind.server();
        let address = match kind {
            Kind::Mariadb => format!("{}?socket={}/socket", kind.fresh(), server.folder),
            _ => format!("{}&socket={}", kind.fresh(), server.folder),
        };
        let shop = client(&config(&address, "x"), Path::new("/dev/null"));
        call(&shop, "health", json!({}));
        assert_eq!(count(&shop, "SELECT COUNT(*) FROM outbox"), 0);
    }
}

#[test]
fn a_database_that_holds_something_else_or_is_too_new_is_left_alone() {
    for kind in Kind::SERVERS {
        let server = kind.server();
        let name = |address: &str| match kind {
            Kind::Mariadb => address.rsplit('/').next().unwrap_or_default().to_owned(),
            _ => address.rsplit('=').next().unwrap_or_default().to_owned(),
        };
        let foreign = kind.fresh();
        if kind == Kind::Postgres {
            server.admin(&format!("CREATE SCHEMA {}", name(&foreign)));
        }
        server.admin(&format!("CREATE TABLE {}.orders (id INT)", name(&foreign)));
        let open = |address: &str| {
            let shop = client(&config(address, "x"), Path::new("/dev/null"));
            try_call(&shop, "health", &json!({}))
        };
        let error = open(&foreign).expect_err("foreign");
        assert_eq!(error.code, Code::StoreForeign, "{kind:?}: {error}");
        let tables = server.admin(&format!(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{}'",
            name(&foreign)
        ));
        assert_eq!(tables, "1", "{kind:?}");
        let new = kind.fresh();
        open(&new).expect("opened");
        let version = format!("{}.store_version", name(&new));
        server.admin(&format!("UPDATE {version} SET version = 99, usable_from = 99"));
        let error = open(&new).expect_err("too new");
        assert_eq!(error.code, Code::StoreTooNew, "{kind:?}: {error}");
        // A schema that was cut off half way is finished: MariaDB keeps what was made before.
        server.admin(&format!("DELETE FROM {version}"));
        if kind == Kind::Mariadb {
            server.admin(&format!("DROP TABLE {}.returns", name(&new)));
            open(&new).expect("finished");
        }
    }
}

#[test]
fn processes_that_open_a_fresh_store_at_one_moment_make_it_once() {
    for kind in Kind::SERVERS {
        let address = kind.fresh();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                let address = &address;
                scope.spawn(move || {
                    let shop = client(&config(address, "x"), Path::new("/dev/null"));
                    call(&shop, "health", json!({}));
                });
            }
        });
        let shop = client(&config(&address, "x"), Path::new("/dev/null"));
        assert_eq!(count(&shop, "SELECT COUNT(*) FROM store_version"), 1, "{kind:?}");
    }
}
