//! Seals what must be read back, such as webhook secrets, under `store_key`. What need not be read back is hashed.
//!
//! A sealed value is: the form (1), the key's id (4 bytes), a nonce (24), and the text encrypted with its tag by
//! XChaCha20-Poly1305. Its place in the store is sealed in, so that it is worth nothing in another place.

use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::hex;
use crate::secret::Secret;
use base64::Engine;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const FORM: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// Seals `secret` for `place`, such as `webhooks/12`, in this client's shop.
pub fn seal(client: &Client, place: &str, secret: &Secret) -> Result<Vec<u8>> {
    let key = key_of(client)?;
    let mut nonce = [0; NONCE_BYTES];
    client.world()?.entropy.fill(&mut nonce)?;
    let bound = bound_to(client, place);
    let payload = Payload { msg: secret.expose(), aad: &bound };
    let sealed = cipher(&key)
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| Error::new(Code::SystemFailed, "The secret is too long to be sealed."))?;
    Ok([&[FORM][..], &key_id(&key), &nonce, &sealed].concat())
}

/// Opens what was sealed for `place`.
pub fn unseal(client: &Client, place: &str, sealed: &[u8]) -> Result<Secret> {
    let broken = || {
        let message = format!("What is sealed at {place} was changed, or belongs elsewhere.");
        Error::new(Code::StoreFailed, message)
    };
    let (form, rest) = sealed.split_first().ok_or_else(broken)?;
    let (id, rest) = rest.split_at_checked(KEY_ID_BYTES).ok_or_else(broken)?;
    let (nonce, text) = rest.split_at_checked(NONCE_BYTES).ok_or_else(broken)?;
    if *form != FORM {
        return Err(broken());
    }
    let key = key_of(client)?;
    if id != key_id(&key) {
        let message = "The store was sealed under another store_key; give that one.";
        return Err(Error::new(Code::StoreKeyWrong, message).at("/store_key"));
    }
    let payload = Payload { msg: text, aad: &bound_to(client, place) };
    let secret = cipher(&key).decrypt(XNonce::from_slice(nonce), payload);
    secret.map(Secret::new).map_err(|_| broken())
}

/// A hash of `text` that nobody can make without the store_key: tells whether two are the same, and gives neither back.
pub fn keyed_hash(client: &Client, purpose: &str, text: &[u8]) -> Result<[u8; 32]> {
    let key = key_of(client)?;
    let wrong = |_| Error::new(Code::SystemFailed, "The store_key cannot be used.");
    let mut hash = <Hmac<Sha256> as Mac>::new_from_slice(key.expose()).map_err(wrong)?;
    hash.update(&bound_to(client, purpose));
    hash.update(text);
    Ok(hash.finalize().into_bytes().into())
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(Key::from_slice(key.expose()))
}

/// Tells keys apart and says nothing about them.
fn key_id(key: &Secret) -> [u8; KEY_ID_BYTES] {
    let hash = Sha256::new().chain_update(b"koppel store_key id").chain_update(key.expose());
    let mut id = [0; KEY_ID_BYTES];
    id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    id
}

fn bound_to(client: &Client, place: &str) -> Vec<u8> {
    let shop_id = client.shop_id();
    [&(shop_id.len() as u64).to_be_bytes()[..], shop_id.as_bytes(), place.as_bytes()].concat()
}

/// The key itself: 32 bytes, as 64 hexadecimal digits or as base64.
fn key_of(client: &Client) -> Result<Secret> {
    let wrong = |message| Error::new(Code::StoreKeyMissing, message).at("/store_key");
    let source = client.config.store_key.as_ref();
    let source = source.ok_or_else(|| wrong("A secret must be stored: give a store_key."))?;
    let text = source.read().map_err(|error| error.at("/store_key"))?;
    let bytes = hex::bytes(text.expose())
        .or_else(|| base64::engine::general_purpose::STANDARD.decode(text.expose()).ok());
    bytes
        .map(Secret::new)
        .filter(|key| key.expose().len() == KEY_BYTES)
        .ok_or_else(|| wrong("A store_key has 32 bytes: 64 hexadecimal digits, or base64."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn client(shop_id: &str, store_key: Option<&str>) -> Client {
        let mut config = serde_json::json!({
            "store": "sqlite::memory:",
            "shop": { "shop_id": shop_id, "currency": "EUR", "country": "NL", "prices_include_vat": true },
        });
        if let Some(key) = store_key {
            config["store_key"] = key.into();
        }
        let config = Config::read(config.to_string().as_bytes()).expect("a configuration");
        Client::new(config, crate::open::world)
    }

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn a_sealed_secret_is_read_back_under_its_key_in_either_writing_and_looks_like_nothing() {
        let secret = Secret::new("canary-4711");
        let sealed = seal(&client("x", Some(HEX)), "webhooks/1", &secret).expect("sealed");
        let again = seal(&client("x", Some(HEX)), "webhooks/1", &secret).expect("sealed");
        assert_ne!(sealed, again);
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        let opened = unseal(&client("x", Some(BASE64)), "webhooks/1", &sealed).expect("opened");
        assert!(opened.equals(b"canary-4711"));
    }

    #[test]
    fn another_key_another_place_another_shop_and_a_changed_byte_are_clear_errors() {
        let sealed = seal(&client("x", Some(HEX)), "a", &Secret::new("s")).expect("sealed");
        let code = |shop: &str, key: Option<&str>, place, sealed: &[u8]| {
            unseal(&client(shop, key), place, sealed).expect_err("refused").code
        };
        let other = HEX.replace("00", "ff");
        assert_eq!(code("x", Some(&other), "a", &sealed), Code::StoreKeyWrong);
        assert_eq!(code("x", None, "a", &sealed), Code::StoreKeyMissing);
        assert_eq!(code("x", Some("short"), "a", &sealed), Code::StoreKeyMissing);
        assert_eq!(code("x", Some(HEX), "b", &sealed), Code::StoreFailed);
        assert_eq!(code("y", Some(HEX), "a", &sealed), Code::StoreFailed);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(unseal(&client("x", Some(HEX)), "a", &changed).is_err(), "byte {at}");
            assert!(unseal(&client("x", Some(HEX)), "a", &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}
