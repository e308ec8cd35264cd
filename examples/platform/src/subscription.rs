//! A webhook that the platform registered at a shop, its secret, and what came of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

/// One webhook that the platform registered at a shop.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub supplier: String,
    pub topic: &'static str,
    pub secret: String,
    pub pings: usize,
    pub deliveries: Vec<Delivery>,
}

#[derive(Clone, Debug)]
pub struct Delivery {
    pub resource_id: i64,
    pub payload: Value,
    /// It carried the Standard Webhooks headers, and they were right.
    pub is_standard: bool,
}

/// Twenty-four random bytes in the form of Standard Webhooks; WooCommerce takes it as free text.
pub fn new_secret() -> String {
    let mut bytes = [0; 24];
    // Without randomness no webhook can be trusted: stop rather than register a guessable one.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    format!("whsec_{}", BASE64.encode(bytes))
}
