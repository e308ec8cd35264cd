//! The digits of an amount, on the stack. It knows no currency and no sign.

/// The digits of `units / 10^scale`, on the stack.
pub fn digits_of<const SIZE: usize>(units: u64, scale: u8) -> Digits<SIZE> {
    let mut digits = Digits { bytes: [b'0'; SIZE], from: SIZE };
    backwards(units, scale, |byte| digits.push(byte));
    digits
}

/// The digits and the point of `units / 10^scale`, from the last to the first.
#[inline(always)]
fn backwards(units: u64, scale: u8, mut push: impl FnMut(u8)) {
    let mut rest = units;
    let mut next = || {
        let digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        (digit, rest > 0)
    };
    for place in 0..scale {
        push(next().0);
        if place + 1 == scale {
            push(b'.');
        }
    }
    loop {
        let (digit, more) = next();
        push(digit);
        if !more {
            return;
        }
    }
}

/// The same, where they are few: built in a register, for a text of single bytes would have to be
/// written out before it could be read back as a whole.
#[repr(align(16))]
pub struct Printed {
    pub bytes: [u8; 16],
    pub length: usize,
}

impl Printed {
    /// None where it would not fit: seven digits and the point do.
    #[inline(always)]
    pub fn of(units: u64, scale: u8) -> Option<Printed> {
        if units >= 10_000_000 || scale > 6 {
            return None;
        }
        let (mut text, mut length) = (0u64, 0);
        backwards(units, scale, |byte| {
            text = text << 8 | u64::from(byte);
            length += 1;
        });
        Some(Printed { bytes: u128::from(text).to_le_bytes(), length })
    }
    /// What follows the text is zeros, which are text too: all of it is checked at once.
    #[inline(always)]
    pub fn as_str(&self) -> &str {
        let all = std::str::from_utf8(&self.bytes).unwrap_or_default();
        all.get(..self.length).unwrap_or_default()
    }
}

/// Digits written from the last to the first.
pub struct Digits<const SIZE: usize> {
    bytes: [u8; SIZE],
    from: usize,
}

/// Room for any amount: a u64 has 20 digits, and a scale is at most 255.
pub const LONG: usize = 280;
/// Room for money, whose decimals are at most `limits::AMOUNT_DECIMALS_MAX`.
pub const SHORT: usize = 32;

impl<const SIZE: usize> Digits<SIZE> {
    fn push(&mut self, byte: u8) {
        debug_assert!(self.from > 0);
        self.from = self.from.saturating_sub(1);
        self.bytes[self.from] = byte;
    }
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.from..]
    }
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}
