//! Which return addresses are taken (S1, S2): those of the connection's hosts, over https, in the public internet. Where a
//! name leads is looked at again by the wire, at the very moment of the call.

use crate::client::Client;
use crate::config::AbetaConnection;
use crate::wire::guard::{Guard, Refusal};

/// Longer is no address that anybody sends.
const ADDRESS_BYTES_MAX: usize = 4_096;

/// Checks an address; it is used as it was given, byte by byte, so it must already be in its normal form.
pub fn check(client: &Client, connection: &AbetaConnection, address: &str) -> Result<(), Refusal> {
    if address.len() > ADDRESS_BYTES_MAX {
        return Err(format!("The return address has more than {ADDRESS_BYTES_MAX} bytes."));
    }
    if !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("The return address holds more than visible ASCII.".into());
    }
    let allowed = client.config.wire.allow_addresses.clone();
    let guard = Guard { allowed: allowed.clone() };
    let url = guard.url(address)?;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let is_listed = connection.return_hosts.iter().any(|entry| covers(entry, host, port));
    if !is_listed {
        return Err("The host of the return address is not among return_hosts.".into());
    }
    let is_exempt = allowed.iter().any(|held| held.to_string() == format!("{host}:{port}"));
    match url.scheme() == "https" || is_exempt {
        true => Ok(()),
        false => Err("A return address is https.".into()),
    }
}

/// Whether an entry of return_hosts is for this host and port; without a port, for 443 alone.
fn covers(entry: &str, host: &str, port: u16) -> bool {
    let (name, entry_port) = match entry.rsplit_once(':') {
        Some((name, digits)) if !entry.ends_with(']') => (name, digits.parse().unwrap_or_default()),
        _ => (entry, 443),
    };
    let fits = match name.strip_prefix("*.") {
        Some(domain) => {
            host.strip_suffix(domain).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        }
        None => name == host,
    };
    fits && entry_port == port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_host_covers_itself_or_what_lies_below_it_on_its_port() {
        for (entry, host, port, expected) in [
            ("abeta.io", "abeta.io", 443, true),
            ("abeta.io", "www.abeta.io", 443, false),
            ("*.abeta.io", "www.abeta.io", 443, true),
            ("*.abeta.io", "a.b.abeta.io", 443, true),
            ("*.abeta.io", "abeta.io", 443, false),
            ("*.abeta.io", "evilabeta.io", 443, false),
            ("*.abeta.io", ".abeta.io", 443, false),
            ("*.abeta.io", "abeta.io.evil.example", 443, false),
            ("abeta.io", "abeta.io", 8443, false),
            ("abeta.io:8443", "abeta.io", 8443, true),
            ("127.0.0.1:8081", "127.0.0.1", 8081, true),
            ("[::1]:81", "[::1]", 81, true),
            ("[::1]", "[::1]", 443, true),
        ] {
            assert_eq!(covers(entry, host, port), expected, "{entry} {host}:{port}");
        }
    }
}
