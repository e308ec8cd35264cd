//! OAuth 1.0a as WooCommerce's clients sign over plain http: what is signed, and how it is compared. It decides from
//! values only; whether a nonce was seen before is asked elsewhere.

use super::fault::Fault;
use super::query::{Given, Query, encoded};
use crate::world::Instant;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use subtle::ConstantTimeEq;

/// How far a signature's time may be from ours, either way.
pub const WINDOW_S: i64 = 15 * 60;

/// The parameters that a signed request must have.
const REQUIRED: [&str; 5] = [
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
];

/// A request that says it is signed.
#[derive(Debug)]
pub struct Signed {
    parameters: Query,
}

impl Signed {
    /// The signed request among the parameters and the header, or none where nothing of OAuth is there.
    pub fn find(parameters: &Query, authorization: Option<&str>) -> Result<Option<Signed>, Fault> {
        let mut parameters = parameters.clone();
        if let Some(header) = authorization.and_then(|header| after_word(header, "OAuth")) {
            parameters.merge(of_header(header));
        }
        let is_missing = |name: &&str| parameters.text(name).is_none_or(str::is_empty);
        let missing: Vec<&str> = REQUIRED.into_iter().filter(is_missing).collect();
        match missing.len() {
            0 => Ok(Some(Signed { parameters })),
            all if all == REQUIRED.len() => Ok(None),
            _ => Err(Fault::new(
                401,
                "woocommerce_rest_authentication_missing_parameter",
                format!("Missing OAuth parameters {}", missing.join(", ")),
            )),
        }
    }

    pub fn consumer_key(&self) -> &str {
        self.text("oauth_consumer_key")
    }

    pub fn nonce(&self) -> &str {
        self.text("oauth_nonce")
    }

    fn text(&self, name: &str) -> &str {
        self.parameters.text(name).unwrap_or_default()
    }

    /// Whether the holder of `secret` signed this very request, lately.
    pub fn check(&self, method: &str, url: &str, secret: &[u8], now: Instant) -> Result<(), Fault> {
        // A "+" that nobody encoded arrives as a space.
        let given = self.text("oauth_signature").replace(' ', "+");
        let base = base_string(method, url, &self.parameters);
        let key = [secret, b"&"].concat();
        let signature = match self.text("oauth_signature_method") {
            "HMAC-SHA256" => sign::<Hmac<sha2::Sha256>>(&key, &base),
            "HMAC-SHA1" => sign::<Hmac<sha1::Sha1>>(&key, &base),
            _ => {
                let message = "Invalid signature - signature method is invalid.";
                return Err(refused(message));
            }
        };
        if !bool::from(signature.as_bytes().ct_eq(given.as_bytes())) {
            return Err(refused("Invalid signature - provided signature does not match."));
        }
        let seconds = self.text("oauth_timestamp").parse::<i64>().unwrap_or(i64::MIN);
        let away = now.0.div_euclid(1000).saturating_sub(seconds);
        match (-WINDOW_S..=WINDOW_S).contains(&away) {
            true => Ok(()),
            false => Err(refused("Invalid timestamp.")),
        }
    }
}

/// A 401 of the authentication itself.
pub fn refused(message: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::new(401, "woocommerce_rest_authentication_error", message)
}

/// What follows an authorization scheme's name, however that is spelled.
pub fn after_word<'a>(header: &'a str, word: &str) -> Option<&'a str> {
    let (scheme, rest) = header.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case(word).then(|| rest.trim())
}

/// The parameters of an `Authorization: OAuth a="b", c="d"` header.
fn of_header(header: &str) -> Query {
    let mut query = Query::default();
    for pair in header.split(',') {
        let Some((name, value)) = pair.trim().split_once('=') else { continue };
        if name.starts_with("oauth_") {
            let value = value.trim_matches('"');
            let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            query.set(name, value);
        }
    }
    query
}

/// The method, the address and the sorted parameters, as they are signed.
fn base_string(method: &str, url: &str, parameters: &Query) -> String {
    let mut pairs: Vec<&(String, Given)> =
        parameters.pairs().iter().filter(|(name, _)| name != "oauth_signature").collect();
    pairs.sort_by(|(one, _), (other, _)| one.as_bytes().cmp(other.as_bytes()));
    let mut signed = Vec::new();
    pairs.iter().for_each(|(name, given)| push(&mut signed, encoded(name), given));
    format!("{method}&{}&{}", encoded(url), signed.join("%26"))
}

/// Lists are written out in the order in which they came, each key in brackets.
fn push(signed: &mut Vec<String>, name: String, given: &Given) {
    match given {
        Given::Text(text) => signed.push(encoded(&format!("{name}={}", encoded(text)))),
        Given::List(elements) => elements
            .iter()
            .for_each(|(key, given)| push(signed, format!("{name}%5B{key}%5D"), given)),
    }
}

fn sign<M: Mac + hmac::digest::KeyInit>(key: &[u8], text: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = <M as Mac>::new_from_slice(key) else { return String::new() };
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// How a client signs; for tests.
#[cfg(test)]
pub fn signature_of(method: &str, url: &str, parameters: &Query, secret: &[u8]) -> String {
    sign::<Hmac<sha2::Sha256>>(&[secret, b"&"].concat(), &base_string(method, url, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_follows_php_and_rfc_5849() {
        let query =
            Query::parse("b=2&a[]=x y&a[]=1&per_page=2&oauth_signature=q&per_page=3&z~=%2B");
        assert_eq!(
            base_string("GET", "http://shop.example/wp-json/wc/v3/products", &query),
            "GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Fproducts&a%255B0%255D%3Dx%2520y%26\
             a%255B1%255D%3D1%26b%3D2%26per_page%3D3%26z~%3D%252B"
        );
    }

    #[test]
    fn a_part_of_the_parameters_is_named_missing_and_none_of_them_is_no_signature() {
        assert!(Signed::find(&Query::parse("a=1"), None).expect("none").is_none());
        let fault = Signed::find(&Query::parse("oauth_nonce=1&oauth_timestamp=2"), None);
        let fault = fault.expect_err("refused");
        assert_eq!(
            fault.message,
            "Missing OAuth parameters oauth_consumer_key, oauth_signature, oauth_signature_method"
        );
        let header = "oauth oauth_consumer_key=\"ck\", oauth_timestamp=\"1\", oauth_nonce=\"n\", \
                      oauth_signature=\"a%2Bb\", oauth_signature_method=\"HMAC-SHA1\"";
        let signed = Signed::find(&Query::default(), Some(header)).expect("whole").expect("signed");
        assert_eq!((signed.consumer_key(), signed.text("oauth_signature")), ("ck", "a+b"));
    }
}
