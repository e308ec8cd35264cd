//! The head of a request, as the host gives it, and of the answer, as the host gets it. It must not decide anything.

use crate::ask::Ask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};

/// The head of an HTTP request.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path and the query, exactly as they came: `/wp-json/wc/v3/products?page=2`.
    pub target: String,
    /// How the request reached the host's own server.
    pub scheme: Scheme,
    /// The address of who is connected to the host's server: `192.0.2.1`, or with a port.
    #[serde(default)]
    pub remote_address: String,
    /// Names and values, exactly as they came.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

/// Plain, or over TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    Http,
    Https,
}

impl Head {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the request came over https: the host says so, or a proxy that is trusted.
    pub fn is_secure(&self, trusted_proxies: &[String]) -> bool {
        if self.scheme == Scheme::Https {
            return true;
        }
        let Some(remote) = address(&self.remote_address) else { return false };
        let trusted = trusted_proxies.iter().any(|proxy| address(proxy) == Some(remote));
        let said = self.header("x-forwarded-proto").unwrap_or_default();
        // Where proxies stand in a row, the last one is the one that is connected to us.
        let last = said.rsplit(',').next().unwrap_or_default().trim();
        trusted && last.eq_ignore_ascii_case("https")
    }
}

fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    text.parse::<IpAddr>().or_else(|_| with_port()).ok().map(|address| address.to_canonical())
}

/// The head of the answer.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ReplyHead {
    /// 0 while the shop is asked something (`ask`): then there is nothing to send yet.
    pub status: u16,
    /// Names and values; there is nothing in them that could end a header's line.
    pub headers: Vec<(String, String)>,
    /// What now has something to do: `inbox` (take over), `outbox` (drain). Best after the answer was sent.
    pub wake: Vec<&'static str>,
    /// What the shop is asked first; its answer goes to `http_answer`, which gives the answer to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// Whom the shop is to log in before it sends this answer: its own session goes into the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<PunchoutLogin>,
}

/// A buyer who has come in from a purchasing system.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PunchoutLogin {
    /// What `punchout_return_cart` takes. One browser may have several.
    pub punchout_id: String,
    /// The shop's own id of the user, as its answer to the login gave it.
    pub user_id: String,
    /// The purchasing system's own (AB-02).
    pub session_id: String,
    pub connection_id: String,
    /// To be kept in the shop's session: this user returns a cart and does not pay here (AB-07).
    pub abeta_punchout_user: bool,
    /// Who may show the shop in a frame: for `Content-Security-Policy: frame-ancestors` of its pages.
    pub frame_ancestors: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(scheme: Scheme, remote: &str, forwarded: &str) -> Head {
        Head {
            method: "GET".into(),
            target: "/".into(),
            scheme,
            remote_address: remote.into(),
            headers: vec![("X-Forwarded-PROTO".into(), forwarded.into())],
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_when_it_says_https() {
        let trusted = ["10.0.0.1".to_owned()];
        assert!(head(Scheme::Https, "", "http").is_secure(&[]));
        assert!(head(Scheme::Http, "10.0.0.1:4711", "https").is_secure(&trusted));
        assert!(head(Scheme::Http, "::ffff:10.0.0.1", "http, HTTPS").is_secure(&trusted));
        assert!(!head(Scheme::Http, "10.0.0.1", "https, http").is_secure(&trusted));
        assert!(!head(Scheme::Http, "10.0.0.2", "https").is_secure(&trusted));
        assert!(!head(Scheme::Http, "", "https").is_secure(&trusted));
        assert!(!head(Scheme::Http, "nobody", "https").is_secure(&["nobody".to_owned()]));
    }
}
