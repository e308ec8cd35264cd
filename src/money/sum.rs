//! Adding decimals, and their shortest spelling.

use super::Amount;

impl Amount {
    /// What is left; none where that is too large.
    pub fn minus(self, other: Amount) -> Option<Amount> {
        self.plus(Amount { units: other.units.checked_neg()?, scale: other.scale })
    }

    /// Both together; none where that is too large.
    pub fn plus(self, other: Amount) -> Option<Amount> {
        let scale = self.scale.max(other.scale);
        let units = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Some(Amount { units, scale }.shortest())
    }

    /// The same without zeros at the end of its fraction.
    pub fn shortest(mut self) -> Amount {
        while self.scale > 0 && self.units % 10 == 0 {
            self = Amount { units: self.units / 10, scale: self.scale - 1 };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_added_whatever_their_scales() {
        let read = |text: &str| Amount::read(text.as_bytes()).expect("a decimal");
        for (one, other, sum) in [("1.5", "0.25", "1.75"), ("0.5", "0.5", "1"), ("-3", "3", "0")] {
            assert_eq!(read(one).plus(read(other)), Some(read(sum)), "{one} {other}");
        }
        let largest = Amount { units: i64::MAX, scale: 0 };
        assert_eq!(largest.plus(read("1")), None);
        assert_eq!(largest.plus(read("0.1")), None);
    }
}
