//! The vectors of payment_split and refund_compute, which a plain Node program wrote independently:
//! equal bytes.

use koppel::payment::{refund_json, split_json};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let text = include_str!("vectors/payment.json");
    serde_json::from_str(text).expect("tests/vectors/payment.json is a list")
}

#[test]
fn every_vector_is_answered_byte_for_byte() {
    let mut wrong = Vec::new();
    for vector in vectors() {
        let request = vector["request"].to_string();
        let answer = match vector["method"].as_str() {
            Some("payment_split") => split_json(request.as_bytes()),
            Some("refund_compute") => refund_json(request.as_bytes()),
            other => panic!("no such method: {other:?}"),
        };
        let (found, expected) = match answer {
            Ok(reply) => (String::from_utf8(reply).expect("text"), vector["reply"].to_string()),
            Err(error) => {
                let expected = &vector["error"];
                let expected = (expected["code"].as_str(), expected["path"].as_str());
                (
                    format!("{:?}", (Some(error.code.as_str()), Some(error.path))),
                    format!("{expected:?}"),
                )
            }
        };
        if found != expected {
            wrong.push(format!("{}\n  found    {found}\n  expected {expected}", vector["name"]));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
