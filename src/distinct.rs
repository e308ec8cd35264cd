//! Values, each once. It must not know what they are.

use std::collections::HashSet;
use std::hash::Hash;

/// Mostly there is a handful, which are compared sooner than hashed.
pub struct Distinct<T> {
    few: Vec<T>,
    many: HashSet<T>,
}

const FEW: usize = 16;

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Distinct { few: Vec::new(), many: HashSet::new() }
    }
}

impl<T: Eq + Hash> Distinct<T> {
    /// Whether it is new.
    pub fn insert(&mut self, value: T) -> bool {
        if self.few.contains(&value) {
            return false;
        }
        if self.few.len() == FEW {
            return self.many.insert(value);
        }
        self.few.push(value);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_new_once_however_many_there_are() {
        let mut distinct = Distinct::default();
        assert!((0..3 * FEW).all(|value| distinct.insert(value)));
        assert!((0..3 * FEW).all(|value| !distinct.insert(value)));
    }
}
