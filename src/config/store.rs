//! Where koppel keeps what must not be lost: the `store` of a configuration, read and checked. It connects to nothing.

use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use url::Url;

/// The `store` of a configuration as it was given. It may hold a password: its `Debug` says only which kind it is.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct StoreUrl(String);

/// What a [`StoreUrl`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAddress {
    /// A file, or `:memory:`.
    Sqlite(String),
    Mariadb(Server),
    Postgres(Server),
}

/// A database on a server.
#[derive(Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    /// The path of the server's socket on this machine (PostgreSQL: of the directory it lies in), instead of host and
    /// port.
    pub socket: Option<String>,
    pub user: String,
    /// The one within the URL.
    pub password: Option<Secret>,
    pub database: String,
    /// PostgreSQL: the schema that is koppel's own.
    pub schema: String,
    /// Whether the connection is encrypted and the server's certificate verified; there is nothing between.
    pub tls: bool,
}

impl From<&str> for StoreUrl {
    fn from(url: &str) -> StoreUrl {
        StoreUrl(url.to_owned())
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "StoreUrl({}:..)", self.kind())
    }
}

/// The password is left out, and so it is of comparisons in tests.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Server { host, port, socket, user, password: _, database, schema, tls } = self;
        write!(f, "{user}@{host}:{port}/{database} {socket:?} {schema} tls {tls}")
    }
}
impl PartialEq for Server {
    fn eq(&self, other: &Server) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}
impl Eq for Server {}

impl StoreUrl {
    fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// Reads and checks it.
    pub fn address(&self) -> Result<StoreAddress> {
        match self.kind() {
            "sqlite" => {
                let path = self.0.get("sqlite:".len()..).unwrap_or_default();
                Ok(StoreAddress::Sqlite(path.to_owned()))
            }
            "mysql" | "mariadb" => Ok(StoreAddress::Mariadb(self.server(3306)?)),
            "postgres" | "postgresql" => Ok(StoreAddress::Postgres(self.server(5432)?)),
            kind => Err(wrong(format!(
                "There is no store '{kind}': give sqlite:/path/shop.db, mysql://user@host/database \
                 or postgres://user@host/database."
            ))),
        }
    }

    fn server(&self, port: u16) -> Result<Server> {
        // The parser's own words could quote the password.
        let url = Url::parse(&self.0)
            .map_err(|_| wrong("A server's store is written kind://user@host:port/database."))?;
        let host = url.host_str().unwrap_or_default();
        let mut server = Server {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: url.port().unwrap_or(port),
            socket: None,
            user: decoded(url.username())?,
            password: url.password().map(decoded).transpose()?.map(Secret::new),
            database: decoded(url.path().trim_start_matches('/'))?,
            schema: "koppel".into(),
            tls: false,
        };
        let mut tls = None;
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", "verify") => tls = Some(true),
                ("tls", "off") => tls = Some(false),
                ("tls", _) => return Err(wrong("tls is verify or off.")),
                ("socket", path) => server.socket = Some(path.to_owned()),
                ("schema", name) if port == 5432 => server.schema = name.to_owned(),
                (name, _) => return Err(wrong(format!("There is no option '{name}' in a store."))),
            }
        }
        server.tls = tls.unwrap_or(server.socket.is_none() && !is_this_machine(&server.host));
        server.check()?;
        Ok(server)
    }
}

impl Server {
    fn check(&self) -> Result<()> {
        if self.user.is_empty() || self.database.is_empty() {
            return Err(wrong("A server's store names a user and a database."));
        }
        if self.host.is_empty() && self.socket.is_none() {
            return Err(wrong("A server's store names a host, or a socket as ?socket=/path."));
        }
        if self.tls && self.socket.is_some() {
            return Err(wrong("A socket on this machine has no TLS: leave tls out."));
        }
        // These two stand in statements, where nothing can be quoted for all databases alike.
        let is_plain = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
                && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
                && name.len() <= 63
        };
        if !is_plain(&self.schema) {
            return Err(wrong("A schema's name has small letters, digits and _."));
        }
        Ok(())
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decoded(part: &str) -> Result<String> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8();
    text.map(Into::into).map_err(|_| wrong("The store's address is no UTF-8."))
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Code::ConfigInvalid, message).at("/store")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        match StoreUrl::from(url).address() {
            Ok(StoreAddress::Mariadb(server) | StoreAddress::Postgres(server)) => server,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_server_is_read_with_its_defaults_and_its_escapes() {
        let far = server("mysql://kop%40pel:s%3Acret@db.example/shop");
        assert_eq!((far.user.as_str(), far.port, far.tls), ("kop@pel", 3306, true));
        assert!(far.password.is_some_and(|password| password.equals(b"s:cret")));
        let near = server("postgres://k@localhost:5433/shop");
        assert_eq!((near.port, near.tls, near.schema.as_str()), (5433, false, "koppel"));
        let six = server("postgresql://k@[::1]/shop?tls=verify&schema=other_1");
        assert_eq!((six.host.as_str(), six.tls, six.schema.as_str()), ("::1", true, "other_1"));
        let socket = server("mariadb://k@localhost/shop?socket=/run/mysqld/mysqld.sock");
        assert_eq!(socket.socket.as_deref(), Some("/run/mysqld/mysqld.sock"));
        assert!(!server("mysql://k@10.0.0.5/shop?tls=off").tls);
    }

    #[test]
    fn what_no_store_can_be_is_refused_at_its_path_without_its_password() {
        for url in [
            "",
            "oracle://k:canary@h/d",
            "mysql://k:canary@h",
            "mysql://:canary@h/d",
            "mysql://k:canary@h/d?ssl=no",
            "mysql://k:canary@h/d?schema=x",
            "mysql://k:canary@h:port/d",
            "postgres://k:canary@h/d?tls=maybe",
            "postgres://k:canary@h/d?schema=Shop",
            "postgres://k:canary@h/d?socket=/run&tls=verify",
        ] {
            let error = StoreUrl::from(url).address().expect_err(url);
            assert_eq!((error.code, error.path.as_str()), (Code::ConfigInvalid, "/store"), "{url}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
        let url = StoreUrl::from("mysql://k:canary@h/d");
        assert!(!format!("{url:?} {:?}", url.address()).contains("canary"));
    }
}
