//! Which addresses may be called: https to public ones, and the exact pairs that the configuration exempts.
//! It decides only; the same addresses that were checked here are the ones that `http` connects to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// The rule of one client.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Test hosts: for these, and only with exactly this port, neither https nor a public address is asked.
    pub allowed: Vec<SocketAddr>,
}

/// Why an address is not called: a sentence that holds no secret.
pub type Refusal = String;

impl Guard {
    /// Checks what can be said of an address before any name is looked up, and writes it in the one normal form: what
    /// is checked is what is called.
    pub fn url(&self, url: &str) -> Result<Url, Refusal> {
        if url.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
            return Err("The address holds a character that no address has.".into());
        }
        let url = Url::parse(url).map_err(|_| "The address is not a URL.".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("An address must not hold a name or a password.".into());
        }
        let port = url.port_or_known_default().unwrap_or(0);
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(name)) if !name.is_empty() => None,
            _ => return Err("The address names no host.".into()),
        };
        match url.scheme() {
            // Whether http is meant for an exempt address is known once its name is looked up.
            "https" | "http" => {}
            other => return Err(format!("'{other}' is not called; https is.")),
        }
        if let Some(address) = literal {
            self.connection(url.scheme(), &[SocketAddr::new(address, port)])?;
        }
        Ok(url)
    }

    /// Checks the addresses of a host, all of them: a name that also leads inside is not called at all.
    pub fn connection(&self, scheme: &str, addresses: &[SocketAddr]) -> Result<(), Refusal> {
        for address in addresses.iter().filter(|address| !self.allowed.contains(address)) {
            if scheme != "https" {
                return Err("Only https is called; this address is http.".into());
            }
            if !is_public(address.ip()) {
                return Err("The address does not lie in the public internet.".into());
            }
        }
        Ok(())
    }
}

/// Whether an address is one of the public internet. What is not certainly so is refused.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// IANA's registry of special-purpose IPv4 addresses, and one address by which a cloud talks to its machines.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    SPECIAL_V4.iter().all(|(network, bits)| {
        let mask = u32::MAX << (32 - bits);
        u32::from(address) & mask != u32::from(*network)
    })
}

/// Within 2000::/3, where all public addresses lie: what is not one of them. Mapped, translated and local addresses
/// (::ffff:0:0/96, 64:ff9b::/96, fc00::/7, fe80::/10, fec0::/10) lie outside of it.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments, with Teredo, benchmarks and ORCHID.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4: an IPv4 address in disguise.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_v6(address: Ipv6Addr) -> bool {
    let within = |network: Ipv6Addr, bits: u32| {
        u128::from(address) & (u128::MAX << (128 - bits)) == u128::from(network)
    };
    within(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
        && !SPECIAL_V6.iter().any(|(network, bits)| within(*network, *bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_called_however_they_are_spelt() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.0.0.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://0/",
            "https://0.0.0.0/",
            "https://10.0.0.1/",
            "https://10.255.255.255/",
            "https://100.64.0.1/",
            "https://100.127.255.255/",
            "https://169.254.169.254/",
            "https://169.254.170.2/",
            "https://0xa9fea9fe/",
            "https://2852039166/",
            "https://172.16.0.1/",
            "https://172.31.255.254/",
            "https://192.0.0.1/",
            "https://192.0.0.192/",
            "https://192.0.2.1/",
            "https://192.88.99.1/",
            "https://192.168.1.1/",
            "https://3232235777/",
            "https://198.18.0.1/",
            "https://198.19.255.255/",
            "https://198.51.100.7/",
            "https://203.0.113.9/",
            "https://224.0.0.1/",
            "https://239.255.255.250/",
            "https://240.0.0.1/",
            "https://255.255.255.255/",
            "https://168.63.129.16/",
            "https://127.0.0.1:8443/x",
            "https://127.0.0.1./",
            "https://\u{ff11}27.0.0.1/",
            "https://127\u{3002}0\u{3002}0\u{3002}1/",
            "https://[::]/",
            "https://[::1]/",
            "https://[::127.0.0.1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[::ffff:0:127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[64:ff9b::808:808]/",
            "https://[64:ff9b:1::1]/",
            "https://[100::1]/",
            "https://[2001::1]/",
            "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
            "https://[2001:2::1]/",
            "https://[2001:10::1]/",
            "https://[2001:20::1]/",
            "https://[2001:db8::1]/",
            "https://[2002:7f00:1::]/",
            "https://[2002:a00:1::1]/",
            "https://[3fff::1]/",
            "https://[5f00::1]/",
            "https://[fc00::1]/",
            "https://[fd12::1]/",
            "https://[fe80::1]/",
            "https://[febf::1]/",
            "https://[fec0::1]/",
            "https://[ff02::1]/",
            "https://[fd00:ec2::254]/",
            "https://[4000::1]/",
            "https://[0:0:0:0:0:0:0:1]/",
        ] {
            assert!(Guard::default().url(url).is_err(), "{url}");
        }
        for url in [
            "https://8.8.8.8/",
            "https://134744072/",
            "https://9.255.255.255/",
            "https://11.0.0.1/",
            "https://100.63.255.255/",
            "https://100.128.0.1/",
            "https://172.15.255.255/",
            "https://172.32.0.1/",
            "https://192.0.1.1/",
            "https://192.167.255.255/",
            "https://198.17.255.255/",
            "https://198.20.0.1/",
            "https://223.255.255.255/",
            "https://168.63.129.15/",
            "https://[2a00:1450::1]/",
            "https://[2001:200::1]/",
            "https://[2001:4860:4860::8888]/",
            "https://[2003::1]/",
            "https://shop.example/",
            "https://shop.example:8443/x?y=z",
            "https://shop.example./",
        ] {
            assert!(Guard::default().url(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn an_address_that_is_no_plain_https_is_refused() {
        for url in [
            "",
            "shop.example",
            "//shop.example/",
            "ftp://shop.example/",
            "file:///etc/passwd",
            "gopher://shop.example/",
            "javascript:alert(1)",
            "data:text/plain,x",
            "https://",
            "https://user@shop.example/",
            "https://user:word@shop.example/",
            "https://shop.example@127.0.0.1/",
            "https://shop.example\\@127.0.0.1/",
            "https://shop.example/\r\nHost: x",
            "https://shop.example/ x",
            "https://shop\t.example/",
            "https://shop.example:99999/",
            "https://[fe80::1%25eth0]/",
            "https://[::1/",
            "http://8.8.8.8/",
            "http://127.0.0.1/",
            "https://127.0.0.1:0/",
            "\u{0}https://x/",
        ] {
            assert!(Guard::default().url(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_name_is_refused_when_any_of_its_addresses_lies_inside() {
        let guard = Guard::default();
        let at = |text: &str| text.parse::<SocketAddr>().expect(text);
        assert!(guard.connection("https", &[at("8.8.8.8:443"), at("8.8.4.4:443")]).is_ok());
        assert!(guard.connection("https", &[at("8.8.8.8:443"), at("10.0.0.1:443")]).is_err());
        assert!(guard.connection("http", &[at("8.8.8.8:80")]).is_err());
    }

    #[test]
    fn the_exemption_is_for_exactly_one_address_and_port() {
        let guard = Guard { allowed: vec!["127.0.0.1:8081".parse().expect("an address")] };
        assert!(guard.url("http://127.0.0.1:8081/x").is_ok());
        assert!(guard.url("https://127.0.0.1:8081/x").is_ok());
        for url in [
            "http://127.0.0.1:8082/",
            "http://127.0.0.1/",
            "http://127.0.0.2:8081/",
            "http://[::1]:8081/",
        ] {
            assert!(guard.url(url).is_err(), "{url}");
        }
    }
}
