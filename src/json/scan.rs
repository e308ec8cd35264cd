//! Where a run of bytes of one class ends, many bytes at a time. It must not know what the bytes mean.

/// The first byte from `at` on that a text in double quotes cannot hold as it is: a quote, a backslash, a control character.
#[inline(always)]
pub fn plain(bytes: &[u8], at: usize) -> usize {
    end(bytes, at, wide::special, |byte| byte == b'"' || byte == b'\\' || byte < 0x20)
}

/// The first byte from `at` on that is no decimal digit.
#[inline(always)]
pub fn digits(bytes: &[u8], at: usize) -> usize {
    end(bytes, at, wide::not_digits, |byte| !byte.is_ascii_digit())
}

/// The first byte that stops the run, or the end: by `wide` where a whole chunk is left, by `narrow` behind it.
#[inline(always)]
fn end(
    bytes: &[u8],
    mut at: usize,
    wide: impl Fn(&wide::Chunk) -> wide::Mask,
    narrow: impl Fn(u8) -> bool,
) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let stops = wide(chunk);
        if stops != 0 {
            return at + (stops.trailing_zeros() / wide::BITS_PER_BYTE) as usize;
        }
        at += chunk.len();
    }
    while bytes.get(at).is_some_and(|&byte| !narrow(byte)) {
        at += 1;
    }
    at
}

/// Sixteen bytes at once, by SSE2, which every x86-64 has.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod wide {
    use std::arch::x86_64::*;
    pub const BITS_PER_BYTE: u32 = 1;
    pub type Chunk = [u8; 16];
    pub type Mask = u32;

    #[inline(always)]
    pub fn special(chunk: &Chunk) -> Mask {
        // SAFETY: SSE2 is part of x86-64 itself, and the unaligned load reads the sixteen bytes of `chunk`, no more.
        unsafe {
            let bytes = _mm_loadu_si128(chunk.as_ptr().cast());
            let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
            let backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
            let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
            _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)) as u32
        }
    }
    #[inline(always)]
    pub fn not_digits(chunk: &Chunk) -> Mask {
        // SAFETY: as above.
        unsafe {
            let bytes = _mm_loadu_si128(chunk.as_ptr().cast());
            let above_zero = _mm_sub_epi8(bytes, _mm_set1_epi8(b'0' as i8));
            let digit = _mm_cmpeq_epi8(_mm_min_epu8(above_zero, _mm_set1_epi8(9)), above_zero);
            _mm_movemask_epi8(digit) as u32 ^ 0xffff
        }
    }
}

/// Eight bytes at once, in one ordinary register: "does any byte of this word equal or fall below" by subtraction.
/// A borrow can only raise a flag above the lowest true one, and only the lowest is looked at.
#[cfg(not(target_arch = "x86_64"))]
mod wide {
    pub const BITS_PER_BYTE: u32 = 8;
    pub type Chunk = [u8; 8];
    pub type Mask = u64;
    const EACH: u64 = 0x0101_0101_0101_0101;

    #[inline(always)]
    pub fn special(chunk: &Chunk) -> Mask {
        let bytes = u64::from_le_bytes(*chunk);
        let below = |word: u64, limit: u8| word.wrapping_sub(EACH * u64::from(limit)) & !word;
        let equal = |byte: u8| below(bytes ^ (EACH * u64::from(byte)), 1);
        (equal(b'"') | equal(b'\\') | below(bytes, 0x20)) & (EACH << 7)
    }
    /// No byte carries into the next: seven bits and 118 make at most 245.
    #[inline(always)]
    pub fn not_digits(chunk: &Chunk) -> Mask {
        let above_zero = u64::from_le_bytes(*chunk) ^ (EACH * u64::from(b'0'));
        let above_nine = (above_zero & (EACH * 0x7f)) + EACH * (0x80 - 10);
        (above_nine | above_zero) & (EACH << 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_the_same_byte_wherever_it_begins_and_whatever_ends_it() {
        for stop in 0..=255u8 {
            for length in 0..40 {
                let mut text = [b"7".repeat(length), vec![stop], b"7".repeat(20)].concat();
                let is_plain = stop != b'"' && stop != b'\\' && stop >= 0x20;
                let plain_ends = if is_plain { text.len() } else { length };
                assert_eq!(plain(&text, 0), plain_ends, "{stop} after {length}");
                let digits_end = if stop.is_ascii_digit() { text.len() } else { length };
                assert_eq!(digits(&text, 0), digits_end, "{stop} after {length}");
                text.truncate(length);
                assert_eq!((plain(&text, 0), digits(&text, 0)), (length, length));
            }
        }
    }
}
