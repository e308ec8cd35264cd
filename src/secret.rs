//! Secrets: never printed, never written out, wiped when dropped, compared in constant time.

use crate::error::{Code, Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret in memory. It has no `Serialize`, and its `Debug` says nothing.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Secret {
        Secret(Zeroizing::new(bytes.into()))
    }

    /// The secret itself: for a signature or an outgoing header, never for a message.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In constant time for secrets of one length.
    pub fn equals(&self, other: &[u8]) -> bool {
        self.0.ct_eq(other).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Where a secret comes from. It is read at the client's first use, not when the client is opened.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, from = "Given")]
#[schemars(with = "Given")]
pub enum SecretSource {
    Plain(Secret),
    Env(String),
    File(String),
}

/// A secret as the configuration gives it: itself, `{"env": "NAME"}` or `{"file": "/run/secrets/x"}`.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Given {
    Plain(String),
    Elsewhere(Elsewhere),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Elsewhere {
    /// The name of an environment variable.
    Env(String),
    /// The path of a file; one line end at its end is left off.
    File(String),
}

impl From<Given> for SecretSource {
    fn from(given: Given) -> Self {
        match given {
            Given::Plain(secret) => SecretSource::Plain(Secret::new(secret)),
            Given::Elsewhere(Elsewhere::Env(name)) => SecretSource::Env(name),
            Given::Elsewhere(Elsewhere::File(path)) => SecretSource::File(path),
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            SecretSource::Plain(_) => f.write_str("Plain(..)"),
            SecretSource::Env(name) => write!(f, "Env({name})"),
            SecretSource::File(path) => write!(f, "File({path})"),
        }
    }
}

impl SecretSource {
    /// The secret itself; an empty one counts as missing.
    pub fn read(&self) -> Result<Secret> {
        let missing = |from: &str, name: &str| {
            Error::new(Code::ConfigSecretMissing, format!("{from} {name} holds no secret."))
        };
        let (secret, from, name) = match self {
            SecretSource::Plain(secret) => (secret.clone(), "The configuration", ""),
            SecretSource::Env(name) => {
                let secret =
                    std::env::var(name).map_err(|_| missing("The environment variable", name))?;
                (Secret::new(secret), "The environment variable", name.as_str())
            }
            SecretSource::File(path) => {
                let mut bytes = std::fs::read(path).map_err(|_| missing("The file", path))?;
                let line_end = [&b"\r\n"[..], b"\n"].into_iter().find(|end| bytes.ends_with(end));
                bytes.truncate(bytes.len() - line_end.map_or(0, <[u8]>::len));
                (Secret::new(bytes), "The file", path.as_str())
            }
        };
        if secret.is_empty() { Err(missing(from, name)) } else { Ok(secret) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_in_no_debug_text_and_no_error() {
        let source: SecretSource = serde_json::from_str(r#""canary-4711""#).expect("a source");
        let secret = source.read().expect("a secret");
        assert_eq!(secret.expose(), b"canary-4711");
        assert!(!format!("{source:?} {secret:?}").contains("canary"));
        assert!(
            secret.equals(b"canary-4711") && !secret.equals(b"canary-4712") && !secret.equals(b"")
        );
    }

    #[test]
    fn a_secret_may_lie_in_a_file_and_an_empty_one_is_missing() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let source: SecretSource =
            serde_json::from_value(serde_json::json!({ "file": file.path() })).expect("a source");
        assert_eq!(source.read().expect_err("empty").code, Code::ConfigSecretMissing);
        std::fs::write(file.path(), "s3cret\n").expect("written");
        assert_eq!(source.read().expect("a secret").expose(), b"s3cret");
        let nowhere = SecretSource::Env("KOPPEL_NO_SUCH_VARIABLE".into());
        assert_eq!(nowhere.read().expect_err("unset").code, Code::ConfigSecretMissing);
    }
}
