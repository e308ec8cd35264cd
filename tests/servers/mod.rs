//! Database servers for tests: each started once for a test program, at its first use, and stopped when that ends,
//! however it ends. A store for a test is a fresh one; `KOPPEL_TEST_STORE` (sqlite, mariadb, postgres) says of which
//! kind, where a suite does not care.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Mariadb,
    Postgres,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Sqlite, Kind::Mariadb, Kind::Postgres];
    pub const SERVERS: [Kind; 2] = [Kind::Mariadb, Kind::Postgres];

    fn name(self) -> &'static str {
        match self {
            Kind::Sqlite => "sqlite",
            Kind::Mariadb => "mariadb",
            Kind::Postgres => "postgres",
        }
    }

    /// What `KOPPEL_TEST_STORE` says; SQLite, if it says nothing.
    pub fn chosen() -> Kind {
        let word = std::env::var("KOPPEL_TEST_STORE").unwrap_or_else(|_| "sqlite".into());
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == word);
        kind.unwrap_or_else(|| panic!("KOPPEL_TEST_STORE is none of {:?}", Kind::ALL))
    }

    /// The server of this kind.
    pub fn server(self) -> &'static Server {
        static MARIADB: OnceLock<Server> = OnceLock::new();
        static POSTGRES: OnceLock<Server> = OnceLock::new();
        match self {
            Kind::Sqlite => panic!("SQLite has no server"),
            Kind::Mariadb => MARIADB.get_or_init(|| Server::start(self)),
            Kind::Postgres => POSTGRES.get_or_init(|| Server::start(self)),
        }
    }

    /// The address of a fresh store.
    pub fn fresh(self) -> String {
        match self {
            Kind::Sqlite => "sqlite::memory:".into(),
            kind => kind.server().fresh(),
        }
    }
}

/// A server under way. The script stops it when its input ends: that is when this program does.
pub struct Server {
    kind: Kind,
    pub port: u16,
    /// Where its data, its socket and its log lie.
    pub folder: String,
    /// The authority that its certificate hangs on, in PEM.
    pub roots: String,
    script: Mutex<(Child, BufReader<ChildStdout>)>,
}

/// The password of the user `koppel`: to be found nowhere.
pub const PASSWORD: &str = "canary-pass";

impl Server {
    /// A server of one's own: for a test that kills it.
    pub fn start(kind: Kind) -> Server {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/server.sh");
        let mut child = Command::new(script)
            .arg(kind.name())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/server.sh");
        let mut said = BufReader::new(child.stdout.take().expect("its output"));
        let lines = until_ready(&mut said);
        let value = |name: &str| {
            let line = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_else(|| panic!("{kind:?} did not start: {lines:?}")).to_owned()
        };
        Server {
            kind,
            port: value("port").parse().expect("a port"),
            folder: value("folder"),
            roots: value("roots"),
            script: Mutex::new((child, said)),
        }
    }

    /// Kills it, without a word, and starts it again on what it had stored.
    pub fn restart(&self) {
        let mut script = self.script.lock().expect("a lock");
        let (child, said) = &mut *script;
        writeln!(child.stdin.as_mut().expect("its input"), "restart").expect("told");
        until_ready(said);
    }

    /// The address of a store that is not there yet.
    pub fn fresh(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Relaxed));
        if self.kind == Kind::Mariadb {
            self.admin(&format!("CREATE DATABASE {name}"));
        }
        self.address(&name)
    }

    pub fn address(&self, name: &str) -> String {
        let port = self.port;
        match self.kind {
            Kind::Mariadb => format!("mysql://koppel:{PASSWORD}@127.0.0.1:{port}/{name}"),
            _ => format!("postgres://koppel:{PASSWORD}@127.0.0.1:{port}/postgres?schema={name}"),
        }
    }

    /// Carries out a statement as the server's administrator, and gives what it says.
    pub fn admin(&self, sql: &str) -> String {
        let mut client = match self.kind {
            Kind::Mariadb => {
                let mut client = Command::new("mariadb");
                client.args([
                    "--no-defaults",
                    "--skip-column-names",
                    "--protocol=socket",
                    "-u",
                    "root",
                ]);
                client.args(["--socket", &format!("{}/socket", self.folder), "-e", sql]);
                client
            }
            _ => {
                let mut client = Command::new("psql");
                client.args(["-q", "-A", "-t", "-U", "root", "-h", &self.folder]);
                client.args(["-p", &self.port.to_string(), "postgres", "-c", sql]);
                client
            }
        };
        let done = client.output().expect("a client");
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }
}

fn until_ready(said: &mut BufReader<ChildStdout>) -> Vec<String> {
    let lines = said.lines().map(|line| line.expect("a line"));
    lines.take_while(|line| line != "ready").collect()
}
