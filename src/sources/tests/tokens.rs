//! Tokens that end: renewed by one, used by all, kept over a restart, never shown.

use super::*;

/// A shop whose tokens end; `folder` holds what several processes share.
fn renewed(system: &'static str, folder: &tempfile::TempDir) -> (Client, Line) {
    let line = coupled(Shop::new(system, 9), |_| ()).1;
    (process(&line, folder), line)
}

fn process(line: &Line, folder: &tempfile::TempDir) -> Client {
    beside(line, |config| {
        config["store"] = store(folder).into();
        config["sources"]["hosted"]["refresh_token"] = "r0".into();
        config["sources"]["hosted"]["token_url"] = "https://hosted.example/token".into();
    })
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn store(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("store").join("shop.db").display())
}

fn end(line: &Line) {
    line.shop.lock().expect("the lock").token = "another".into();
}

fn call(client: &Client) -> crate::error::Result<CallReply> {
    let asked = json!({ "source": "hosted", "method": "GET", "path": "/x", "max_ms": 0 });
    source_call(client, asked.to_string().as_bytes())
}

fn renewals(line: &Line) -> u32 {
    line.shop.lock().expect("the lock").renewals
}

#[test]
fn a_token_that_ends_in_the_midst_of_a_run_is_renewed_once_and_after_a_restart_it_is_the_next() {
    for system in ["lightspeed-r", "lightspeed-x"] {
        let folder = folder();
        let (client, line) = renewed(system, &folder);
        pull(&client, json!({ "max_ms": 0 })).expect("begun");
        end(&line);
        pull_all(&client, &line, json!({}));
        assert_equal(&client, &line);
        assert_eq!(renewals(&line), 1, "{system}");
        let client = process(&line, &folder);
        line.shop.lock().expect("the lock").change(2, line.watch.now());
        pull_all(&client, &line, json!({ "complete": true }));
        assert_equal(&client, &line);
        assert_eq!(renewals(&line), 1, "{system}: what was renewed is forgotten");
        end(&line);
        pull_all(&client, &line, json!({ "complete": true }));
        assert_eq!(renewals(&line), 2, "{system}: by the second refresh token");
    }
}

#[test]
fn without_a_token_the_first_one_is_asked_for() {
    let line = coupled(Shop::new("lightspeed-x", 3), |_| ()).1;
    let client = beside(&line, |config| {
        let source = config["sources"]["hosted"].as_object_mut().expect("an object");
        source.remove("token");
        source.insert("refresh_token".into(), "r0".into());
        source.insert("token_url".into(), "https://hosted.example/token".into());
    });
    pull_all(&client, &line, json!({}));
    assert_equal(&client, &line);
    assert_eq!(renewals(&line), 1);
}

#[test]
fn of_two_processes_one_renews_and_the_other_waits_for_it() {
    let folder = folder();
    let (client, line) = renewed("lightspeed-r", &folder);
    pull_all(&client, &line, json!({}));
    end(&line);
    let other = Arc::new(process(&line, &folder));
    let meanwhile = other.clone();
    *line.meanwhile.lock().expect("the lock") = Some(Box::new(move || {
        let error = call(&meanwhile).expect_err("it waits");
        assert_eq!(error.code.as_str(), "source.unavailable");
    }));
    pull_all(&client, &line, json!({ "complete": true }));
    assert_eq!(call(&other).expect("an answer").status, 404);
    assert_equal(&client, &line);
    assert_eq!(renewals(&line), 1);
}

#[test]
fn whoever_was_away_while_it_renewed_finds_what_another_has_renewed() {
    let folder = folder();
    let (client, line) = renewed("lightspeed-r", &folder);
    end(&line);
    let (other, watch) = (process(&line, &folder), line.watch.clone());
    *line.meanwhile.lock().expect("the lock") = Some(Box::new(move || {
        // Longer than any call lasts: the other one takes it to be dead.
        watch.pass_ms(60_000);
        assert_eq!(call(&other).expect("an answer").status, 404);
    }));
    pull_all(&client, &line, json!({ "complete": true }));
    assert_equal(&client, &line);
    assert_eq!(renewals(&line), 1);
}

#[test]
fn a_renewal_that_is_refused_is_denied_at_its_path_and_one_that_is_not_answered_is_tried_again() {
    let folder = folder();
    let (client, line) = renewed("lightspeed-r", &folder);
    end(&line);
    *line.faults.lock().expect("the lock") = vec![Trouble::None, Trouble::Silence];
    let reply = pull(&client, json!({})).expect("stopped");
    assert_eq!(reply.stopped.expect("stopped").code, "source.unavailable");
    line.watch.pass_ms(60_000);
    line.shop.lock().expect("the lock").refresh = "an0ther".into();
    for _ in 0..2 {
        let error = pull(&client, json!({})).expect_err("denied");
        let (code, path) = (error.code.as_str(), error.path.as_str());
        assert_eq!((code, path), ("source.denied", "/sources/hosted/refresh_token"));
        for secret in ["r0", "s3cret", "t0ken", "an0ther"] {
            assert!(!error.message.contains(secret), "{error}");
        }
    }
    line.shop.lock().expect("the lock").refresh = "r0".into();
    pull_all(&client, &line, json!({}));
    assert_equal(&client, &line);
}

#[test]
fn nothing_is_renewed_that_could_not_be_kept_or_asked_for() {
    for (missing, path) in [("store_key", "/store_key"), ("secret", "/sources/hosted/secret")] {
        let line = coupled(Shop::new("lightspeed-r", 3), |_| ()).1;
        end(&line);
        let folder = folder();
        let client = |given: Option<Value>| {
            beside(&line, |config| {
                config["store"] = store(&folder).into();
                let source = &mut config["sources"]["hosted"];
                source["refresh_token"] = "r0".into();
                source["token_url"] = "https://hosted.example/token".into();
                let held = if missing == "secret" { source } else { config };
                held[missing] = given.unwrap_or_else(|| held[missing].clone());
            })
        };
        let error = call(&client(Some(json!({ "env": "KOPPEL_NOT_SET" })))).expect_err("refused");
        assert_eq!((error.code.as_str(), error.path.as_str()), ("config.secret_missing", path));
        assert_eq!(renewals(&line), 0, "what renews is not used up");
        assert_eq!(call(&client(None)).expect("at once").status, 404);
    }
}

#[test]
fn what_is_renewed_lies_sealed_and_another_refresh_token_begins_anew() {
    let folder = folder();
    let (client, line) = renewed("lightspeed-x", &folder);
    end(&line);
    pull_all(&client, &line, json!({}));
    let mut sealed = Vec::new();
    transaction(&*client.world().expect("a world").store, |tx| {
        tx.query("SELECT sealed FROM source_tokens", &[], &mut |row| {
            sealed = row.bytes(0).to_owned();
            Ok(())
        })
    })
    .expect("read");
    let holds = |word: &[u8]| sealed.windows(word.len()).any(|part| part == word);
    assert!(sealed.len() > 40 && !holds(b"renewed") && !holds(b"r1"));
    {
        let mut shop = line.shop.lock().expect("the lock");
        (shop.token, shop.refresh) = ("given".into(), "by hand".into());
    }
    let client = beside(&line, |config| {
        config["store"] = store(&folder).into();
        config["sources"]["hosted"]["token"] = "given".into();
        config["sources"]["hosted"]["refresh_token"] = "by hand".into();
    });
    pull_all(&client, &line, json!({ "complete": true }));
    assert_eq!(renewals(&line), 1, "the token that was given is good");
}

#[test]
fn what_renews_is_checked_at_open() {
    for (change, path) in [
        (json!({ "refresh_token": "r", "system": "shopify" }), "/sources/hosted/refresh_token"),
        (json!({ "refresh_token": "r", "key": null }), "/sources/hosted/key"),
        (json!({ "refresh_token": "r", "token_url": "ftp://x" }), "/sources/hosted/token_url"),
        (json!({ "token_url": "https://x.example/" }), "/sources/hosted/token_url"),
        (json!({ "refresh_token": "r", "store_key": null }), "/store_key"),
    ] {
        let mut config = configuration();
        config["sources"] = json!({ "hosted": { "system": "lightspeed-r", "key": "k", "secret": "s",
            "base_url": "https://hosted.example" } });
        for (name, value) in change.as_object().expect("an object") {
            match name.as_str() {
                "store_key" => config["store_key"] = value.clone(),
                _ => config["sources"]["hosted"][name] = value.clone(),
            }
        }
        let error = Config::read(config.to_string().as_bytes()).expect_err("refused");
        assert_eq!((error.code.as_str(), error.path.as_str()), ("config.invalid", path));
    }
}
