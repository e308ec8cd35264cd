//! Where strings end, found for a whole stretch of text at once and without a branch for each string: how long a string
//! is nobody can foretell, and a wrong guess costs more than all the rest. It must not know what stands outside strings.

/// Looked at in one go: some thirty strings, all in the nearest cache.
const STRETCH: usize = 512;
const BLOCK: usize = 64;

/// The places of a stretch where a string ends, or holds what must be looked at: a backslash that begins an escape, or
/// a control character.
#[derive(Debug)]
pub(super) struct Ends {
    base: usize,
    /// Places, counted from `base`.
    found: [u16; STRETCH],
    count: usize,
    next: usize,
}

impl Ends {
    pub fn new() -> Ends {
        Ends { base: 0, found: [0; STRETCH], count: 0, next: 0 }
    }

    /// The next such place of the string whose opening quote stands at `quote`; the text's length where it has none.
    #[inline(always)]
    pub fn of(&mut self, bytes: &[u8], quote: usize) -> usize {
        match self.found.get(self.next) {
            Some(place) if self.next < self.count => {
                self.next += 1;
                self.base + usize::from(*place)
            }
            _ => self.look(bytes, quote, 0),
        }
    }
    /// The next such place at or after `at`, which lies within a string; an escape may hold more than one.
    pub fn after(&mut self, bytes: &[u8], at: usize) -> usize {
        while let Some(place) = self.found.get(self.next).filter(|_| self.next < self.count) {
            let place = self.base + usize::from(*place);
            self.next += 1;
            if place >= at {
                return place;
            }
        }
        self.look(bytes, at, u64::MAX)
    }
    /// Reading goes on at `at`, outside of any string: often a little before, in what has been looked at.
    pub fn go_to(&mut self, at: usize) {
        if at < self.base {
            self.count = 0;
        }
        let is_before = |place: &u16| self.base + usize::from(*place) < at;
        self.next = self.found.get(..self.count).unwrap_or_default().partition_point(is_before);
    }
    /// What is there must be looked at anew.
    pub fn forget(&mut self) {
        self.count = 0;
    }

    /// Looks at one stretch after the other, from `from` on, until one holds a place; `inside` has all bits set where
    /// that is within a string, else none.
    #[inline(never)]
    fn look(&mut self, bytes: &[u8], from: usize, mut inside: u64) -> usize {
        self.base = from;
        while let Some(rest) = bytes.get(self.base..).filter(|rest| !rest.is_empty()) {
            inside = self.stretch(rest, inside);
            if let Some(first) = self.found.first().filter(|_| self.count > 0) {
                self.next = 1;
                return self.base + usize::from(*first);
            }
            self.base += STRETCH;
        }
        bytes.len()
    }

    /// Notes what the first stretch of `rest` holds; tells whether it ends within a string. A backslash in its last
    /// byte needs no care, for then there is a place, and what comes after it is looked for anew.
    fn stretch(&mut self, rest: &[u8], mut inside: u64) -> u64 {
        (self.count, self.next) = (0, 0);
        let mut escapes = 0;
        for (number, block) in rest.chunks(BLOCK).take(STRETCH / BLOCK).enumerate() {
            let seen = match block.first_chunk() {
                Some(block) => scan::block(block),
                None => {
                    let mut padded = [b' '; BLOCK];
                    for (to, from) in padded.iter_mut().zip(block) {
                        *to = *from;
                    }
                    scan::block(&padded)
                }
            };
            let escaped = escaped(seen.backslashes, &mut escapes);
            let quotes = seen.quotes & !escaped;
            let within = sums(quotes) ^ inside;
            inside = (within as i64 >> 63) as u64;
            let strange = (seen.backslashes & !escaped) | seen.controls;
            self.note(number * BLOCK, (quotes & !within) | (strange & within));
        }
        inside
    }

    /// Four at a time, whether there are as many or not: most blocks hold no more, and that can be foretold.
    #[inline(always)]
    fn note(&mut self, base: usize, mut places: u64) {
        let end = self.count + places.count_ones() as usize;
        while places != 0 {
            for offset in 0..4 {
                if let Some(place) = self.found.get_mut(self.count + offset) {
                    *place = (base + places.trailing_zeros() as usize) as u16;
                }
                places &= places.wrapping_sub(1);
            }
            self.count += 4;
        }
        self.count = end;
    }
}

/// The bytes that a backslash before them escapes: those after a run of backslashes of odd length. `carried` is 1 where
/// the block before escapes the first byte of this one, and is set for the next.
#[inline(always)]
fn escaped(backslashes: u64, carried: &mut u64) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    if backslashes == 0 {
        return std::mem::take(carried);
    }
    let backslashes = backslashes & !*carried;
    let follow = (backslashes << 1) | *carried;
    // A run that begins at an odd place carries over to a bit behind its end.
    let odd = backslashes & !EVEN & !follow;
    let (runs, over) = odd.overflowing_add(backslashes);
    *carried = u64::from(over);
    (EVEN ^ (runs << 1)) & follow
}

/// Each bit the parity of those up to it: set from an opening quote to before the closing one.
#[inline(always)]
fn sums(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// One bit for each byte of a block.
struct Seen {
    quotes: u64,
    backslashes: u64,
    controls: u64,
}

/// Sixteen bytes at once, by SSE2, which every x86-64 has.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod scan {
    use super::{BLOCK, Seen};
    use std::arch::x86_64::*;

    #[inline(always)]
    pub fn block(block: &[u8; BLOCK]) -> Seen {
        let mut seen = Seen { quotes: 0, backslashes: 0, controls: 0 };
        for (lane, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            // SAFETY: SSE2 is part of x86-64 itself, and the unaligned load reads the sixteen bytes it is given.
            let (quotes, backslashes, controls) = unsafe {
                let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
                let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
                let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
                let controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
                let bits = |flags| _mm_movemask_epi8(flags) as u32;
                (bits(quotes), bits(backslashes), bits(controls))
            };
            let at = lane * 16;
            seen.quotes |= u64::from(quotes) << at;
            seen.backslashes |= u64::from(backslashes) << at;
            seen.controls |= u64::from(controls) << at;
        }
        seen
    }
}

/// Eight bytes at once, in one ordinary register.
#[cfg(not(target_arch = "x86_64"))]
mod scan {
    use super::{BLOCK, Seen};

    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const EACH: u64 = 0x0101_0101_0101_0101;

    pub fn block(block: &[u8; BLOCK]) -> Seen {
        let mut seen = Seen { quotes: 0, backslashes: 0, controls: 0 };
        for (lane, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
            let bytes = u64::from_le_bytes(*bytes);
            // The top bit of each byte that is zero, to one bit a byte.
            let zeros = |word: u64| {
                let flags = !(((word & LOW) + LOW) | word | LOW);
                (flags >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
            };
            let at = lane * 8;
            seen.quotes |= zeros(bytes ^ (EACH * u64::from(b'"'))) << at;
            seen.backslashes |= zeros(bytes ^ (EACH * u64::from(b'\\'))) << at;
            seen.controls |= zeros(bytes & (EACH * 0xe0)) << at;
        }
        seen
    }
}
