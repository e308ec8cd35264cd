//! Which keys an object has named so far. It must not know what they are for.

use std::borrow::Cow;
use std::collections::HashSet;

/// Most objects name a handful of keys, which are compared sooner than hashed.
#[derive(Default)]
pub(super) struct Seen<'a> {
    few: Vec<Cow<'a, [u8]>>,
    many: HashSet<Cow<'a, [u8]>>,
}

const FEW: usize = 32;

impl<'a> Seen<'a> {
    /// Whether the key is new.
    pub(super) fn insert(&mut self, key: Cow<'a, [u8]>) -> bool {
        if self.few.contains(&key) {
            return false;
        }
        if self.few.len() == FEW {
            return self.many.insert(key);
        }
        self.few.push(key);
        true
    }
}
