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
const MULTIPLIERS_TRIED: u32 = 64;

#[derive(Clone, Copy, Default)]
struct Slot {
    print: Print,
    /// One more than the key's index; 0 is an empty slot.
    index: u32,
}

pub struct Keys {
    slots: Vec<Slot>,
    multiplier: u64,
    bits: u32,
    names: Vec<Box<[u8]>>,
}

impl Keys {
    /// For the keys of objects, which are looked for all the time. `names` must differ from one another.
    pub fn new(names: Vec<Box<[u8]>>) -> Keys {
        Keys::sifted(names, MULTIPLIERS_TRIED)
    }
    /// For a shop's lookups, which come with each request: some fall together, and it is made at once.
    pub fn at_once(names: Vec<Box<[u8]>>) -> Keys {
        Keys::sifted(names, 1)
    }
    fn sifted(names: Vec<Box<[u8]>>, tried: u32) -> Keys {
        let bits = 2 + names.len().max(1).ilog2();
        let mut keys = Keys { slots: Vec::new(), multiplier: 0, bits, names };
        let mut fewest = usize::MAX;
        let mut multiplier = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..tried {
            multiplier =
                multiplier.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f)
                    | 1;
            let (slots, collisions) = keys.placed(multiplier);
            if collisions < fewest {
                (keys.slots, keys.multiplier, fewest) = (slots, multiplier, collisions);
            }
            if fewest == 0 {
                break;
            }
        }
        keys
    }
    fn placed(&self, multiplier: u64) -> (Vec<Slot>, usize) {
        let mut slots = vec![Slot::default(); 1 << self.bits];
        let mut collisions = 0;
        for (index, name) in self.names.iter().enumerate() {
            let print = Print::of(name);
            let mut place = print.place(multiplier, self.bits);
            while slots[place].index != 0 {
                collisions += 1;
                place = (place + 1) & (slots.len() - 1);
            }
            slots[place] = Slot { print, index: index as u32 + 1 };
        }
        (slots, collisions)
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
            if slot.print == print && (key.len() <= 16 || *self.names[index] == *key) {
                return Some(index);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }
    pub fn name(&self, index: usize) -> &[u8] {
        &self.names[index]
    }
    pub fn len(&self) -> usize {
        self.names.len()
    }
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
