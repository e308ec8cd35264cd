//! Whether a notice is the shop's own: its signature over the exact body, compared in constant time. It reads no body.

use crate::hex;
use crate::secret::Secret;
use crate::shops::routes::Scheme;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use md5::Md5;
use sha2::{Digest, Sha256};

/// Whether `said` is what `secret` makes of `body`.
pub fn is_genuine(scheme: Scheme, secret: &Secret, body: &[u8], said: &str) -> bool {
    let hmac = || -> Option<Vec<u8>> {
        let mut hash = <Hmac<Sha256> as Mac>::new_from_slice(secret.expose()).ok()?;
        hash.update(body);
        Some(hash.finalize().into_bytes().to_vec())
    };
    let said = said.trim();
    let expected = match scheme {
        Scheme::Key => return secret.equals(said.as_bytes()),
        Scheme::HmacBase64 => hmac().map(|hash| STANDARD.encode(hash)),
        Scheme::HmacHex | Scheme::HmacNamed => hmac().map(|hash| hex::digits(&hash)),
        Scheme::Md5 => Some(hex::digits(
            &Md5::new().chain_update(body).chain_update(secret.expose()).finalize(),
        )),
    };
    let said = match scheme {
        Scheme::HmacNamed => {
            let parts = said.split(',').map(str::trim);
            parts.filter_map(|part| part.strip_prefix("signature=")).next().unwrap_or_default()
        }
        _ => said,
    };
    let said = match scheme {
        Scheme::HmacBase64 => said.to_owned(),
        _ => said.to_ascii_lowercase(),
    };
    expected.is_some_and(|expected| Secret::new(expected).equals(said.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_this_secret_and_of_these_very_bytes() {
        let secret = Secret::new("key");
        let body = b"The quick brown fox jumps over the lazy dog";
        let hmac = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
        let base64 = "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=";
        let md5 = hex::digits(&Md5::digest(b"The quick brown fox jumps over the lazy dogkey"));
        for (scheme, said) in [
            (Scheme::HmacHex, hmac.to_owned()),
            (Scheme::HmacBase64, base64.to_owned()),
            (Scheme::HmacNamed, format!("signature={hmac}, algorithm=HMAC-SHA256")),
            (Scheme::Md5, md5),
            (Scheme::Key, "key".to_owned()),
        ] {
            assert!(is_genuine(scheme, &secret, body, &said), "{scheme:?}");
            assert!(!is_genuine(scheme, &Secret::new("kez"), body, &said), "{scheme:?}");
            assert!(!is_genuine(scheme, &secret, body, ""), "{scheme:?}");
            let mut altered = body.to_vec();
            altered.push(b' ');
            let is_bound = scheme != Scheme::Key;
            assert_eq!(is_genuine(scheme, &secret, &altered, &said), !is_bound, "{scheme:?}");
        }
    }
}
