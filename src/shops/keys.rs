//! Finding a key among the few that matter, in one probe. It must not know what the keys are for.
//!
//! A key is boiled down to two words and its length; for keys of up to 16 bytes these *are* the key. The table is
//! built once for each mapping, with the multiplier that lets the fewest keys fall together (none, as a rule), so a
//! look-up is two loads, one multiplication and one compare: what keeps an interpreted mapping as fast as a written
//! one.

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Print {
    head: u64,
    tail: u64,
    length: usize,
}

impl Print {
    #[inline(always)]
    fn of(key: &[u8]) -> Print {
        let (head, tail) = match (key.first_chunk(), key.last_chunk()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (key.first_chunk(), key.last_chunk()) {
                (Some(head), Some(tail)) => {
                    (u64::from(u32::from_le_bytes(*head)), u64::from(u32::from_le_bytes(*tail)))
                }
                _ => match key {
                    [] => (0, 0),
                    [first, ..] => (
                        u64::from(*first),
                        (u64::from(key[key.len() / 2]) << 8) | u64::from(key[key.len() - 1]),
                    ),
                },
            },
        };
        Print { head, tail, length: key.len() }
    }
    #[inline(always)]
    fn place(self, multiplier: u64, bits: u32) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29)).wrapping_add(self.length as u64);
        (mixed.wrapping_mul(multiplier) >> (64 - bits)) as usize
    }
}

/// Enough that nearly all of up to about 40 keys fall apart; more would cost each request that brings its own mapping.
const MULTIPLIERS_TRIED: u8 = 64;

#[derive(Clone, Copy, Default)]
struct Slot {
    print: Print,
    /// One more than the key's index; 0 is an empty slot.
    index: u32,
    /// Where the key ends in the text of all keys.
    end: u32,
}

pub struct Keys {
    slots: Vec<Slot>,
    multiplier: u64,
    bits: u32,
    /// The keys one after the other.
    text: Vec<u8>,
    count: usize,
}

impl Keys {
    /// For the keys of objects, which are looked for all the time. `names` must differ from one another.
    pub fn new<N: AsRef<[u8]>>(names: &[N]) -> Keys {
        Keys::sifted(names, MULTIPLIERS_TRIED)
    }
    /// For a shop's lookups, which come with each request: some fall together, and it is made at once.
    pub fn at_once<N: AsRef<[u8]>>(names: &[N]) -> Keys {
        Keys::sifted(names, 1)
    }
    fn sifted<N: AsRef<[u8]>>(names: &[N], tried: u8) -> Keys {
        let mut text = Vec::with_capacity(names.iter().map(|name| name.as_ref().len()).sum());
        names.iter().for_each(|name| text.extend_from_slice(name.as_ref()));
        let prints: Vec<_> = names.iter().map(|name| Print::of(name.as_ref())).collect();
        let bits = 2 + names.len().max(1).ilog2();
        let multiplier = multiplier(&prints, bits, tried);
        let slots = placed(&prints, bits, multiplier);
        Keys { slots, multiplier, bits, text, count: names.len() }
    }

    #[inline(always)]
    pub fn find(&self, key: &[u8]) -> Option<usize> {
        let print = Print::of(key);
        let mut place = print.place(self.multiplier, self.bits);
        loop {
            let slot = &self.slots[place];
            if slot.index == 0 {
                return None;
            }
            let index = slot.index as usize - 1;
            if slot.print == print && (key.len() <= 16 || self.spelled(slot) == key) {
                return Some(index);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }
    pub fn name(&self, index: usize) -> &[u8] {
        let slot = self.slots.iter().find(|slot| slot.index as usize == index + 1);
        slot.map_or(b"", |slot| self.spelled(slot))
    }
    fn spelled(&self, slot: &Slot) -> &[u8] {
        let end = slot.end as usize;
        self.text.get(end - slot.print.length..end).unwrap_or_default()
    }
    pub fn len(&self) -> usize {
        self.count
    }
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// Of so many multipliers the first that lets the fewest keys fall together.
fn multiplier(prints: &[Print], bits: u32, tried: u8) -> u64 {
    let mut multiplier = next(0x9e37_79b9_7f4a_7c15);
    if tried == 1 || prints.len() < 2 {
        return multiplier;
    }
    let mut best = (usize::MAX, multiplier);
    // Which of them took each place last: so nothing need be cleared before the next is tried.
    let mut taken = vec![0; 1 << bits];
    for nth in 1..=tried {
        let is_taken = |print: &&Print| {
            std::mem::replace(&mut taken[print.place(multiplier, bits)], nth) == nth
        };
        let together = prints.iter().filter(is_taken).take(best.0).count();
        if together < best.0 {
            best = (together, multiplier);
        }
        if together == 0 {
            break;
        }
        multiplier = next(multiplier);
    }
    best.1
}

fn next(multiplier: u64) -> u64 {
    multiplier.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f) | 1
}

fn placed(prints: &[Print], bits: u32, multiplier: u64) -> Vec<Slot> {
    let mut slots = vec![Slot::default(); 1 << bits];
    let mut end = 0;
    for (index, print) in prints.iter().enumerate() {
        end += print.length as u32;
        let mut place = print.place(multiplier, bits);
        while slots[place].index != 0 {
            place = (place + 1) & (slots.len() - 1);
        }
        slots[place] = Slot { print: *print, index: index as u32 + 1, end };
    }
    slots
}
