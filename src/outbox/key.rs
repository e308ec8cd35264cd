//! The key by which the far side knows an entry: derived from what it is about, so that a repeated request has it too.

use super::enqueue::Draft;
use crate::hex;
use sha2::{Digest, Sha256};

/// The key of an entry.
pub fn key(shop_id: &str, draft: &Draft) -> String {
    of_parts(&[
        shop_id,
        draft.platform_id,
        draft.kind.as_str(),
        draft.subject_id,
        draft.event_id,
        draft.return_id,
        draft.tender_id,
    ])
}

/// SHA-256, in hexadecimal, over the parts, each behind its length, so that no two lists of parts look alike.
pub(super) fn of_parts(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::digits(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Kind;

    #[test]
    fn parts_that_run_into_one_another_have_keys_of_their_own() {
        let of = |subject_id, event_id| {
            let draft = Draft { subject_id, event_id, ..Draft::new(Kind::OrderPush, b"{}") };
            key("x", &draft)
        };
        assert_ne!(of("ab", "c"), of("a", "bc"));
        assert_ne!(of("ab", ""), of("", "ab"));
        assert_eq!(of("ab", "c"), of("ab", "c"));
        assert_eq!(of("", "").len(), 64);
    }
}
