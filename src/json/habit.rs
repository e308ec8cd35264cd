//! Keys that come as they came before. The objects of one list name nearly the same keys in nearly the same order, so
//! what comes next is first compared with what came next last time: an eighth of the work of reading a key and finding
//! out what it is. It must not know what keys are for.

use super::reader::{Reader, Stop, Value};

/// A key as it was spelled, from its opening quote to its colon; up to 32 bytes, which is nearly every key.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Spelling {
    /// The first sixteen bytes, of which only those in `mask` are the key's own.
    head: u128,
    mask: u128,
    /// The last sixteen bytes, where there are more than that.
    tail: u128,
    length: usize,
}

const HALF: usize = size_of::<u128>();

impl Spelling {
    /// None where there is white space before the colon, or the key is too long.
    fn of(text: &[u8]) -> Option<Spelling> {
        let length = text.len();
        if !text.ends_with(b"\":") || length > 2 * HALF {
            return None;
        }
        let mut padded = [0; HALF];
        let head = length.min(HALF);
        padded[..head].copy_from_slice(&text[..head]);
        let tail = text.last_chunk().map_or(0, |last| u128::from_le_bytes(*last));
        let mask = u128::MAX >> (8 * (HALF - head));
        Some(Spelling { head: u128::from_le_bytes(padded), mask, tail, length })
    }

    /// Whether `text` begins with it. So near the end of a text that it cannot be told at once, it does not.
    #[inline(always)]
    fn begins(&self, text: &[u8]) -> bool {
        let Some(head) = text.first_chunk() else { return false };
        (u128::from_le_bytes(*head) ^ self.head) & self.mask == 0
            && (self.length <= HALF || self.ends(text))
    }
    #[inline(always)]
    fn ends(&self, text: &[u8]) -> bool {
        let last = text.get(self.length - HALF..).and_then(|rest| rest.first_chunk());
        last.is_some_and(|last| u128::from_le_bytes(*last) == self.tail)
    }
}

/// The keys of one kind of object in the order in which they came, and which of those that are looked for each is.
#[derive(Default)]
pub struct Habit {
    keys: Vec<(Spelling, Option<usize>)>,
}

/// Objects may each have keys of their own: no more of them are kept, and so far is looked for one that was left out.
const KEPT_MAX: usize = 128;
const LEFT_OUT_MAX: usize = 8;

impl Habit {
    /// Reads a key and its colon, and tells which it is: as `find` says, or as it said before. `nth` is how far the habit
    /// has been followed, 0 at the start of an object.
    #[inline(always)]
    pub fn key<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        nth: &mut usize,
        find: impl FnOnce(Value<'a>) -> Option<usize>,
    ) -> Result<Option<usize>, Stop> {
        reader.peek()?;
        if let Some((spelling, which)) = self.keys.get(*nth)
            && spelling.begins(reader.rest())
        {
            reader.pass(spelling.length);
            *nth += 1;
            return Ok(*which);
        }
        self.other(reader, nth, find)
    }

    #[inline(never)]
    fn other<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        nth: &mut usize,
        find: impl FnOnce(Value<'a>) -> Option<usize>,
    ) -> Result<Option<usize>, Stop> {
        let from = reader.at();
        let which = find(reader.key()?);
        let Some(spelling) = Spelling::of(reader.since(from)) else { return Ok(which) };
        let ahead = self.keys.iter().skip(*nth).take(LEFT_OUT_MAX);
        match ahead.map(|(known, _)| *known).position(|known| known == spelling) {
            Some(left_out) => *nth += left_out + 1,
            None if self.keys.len() < KEPT_MAX => {
                self.keys.insert(*nth, (spelling, which));
                *nth += 1;
            }
            None => {}
        }
        Ok(which)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 13] = [
        "a",
        "id",
        "b\\u0061",
        "caf\u{e9}",
        "twelve bytes",
        "fourteen bytes",
        "fifteen bytes..",
        "of nineteen bytes.a",
        "of nineteen bytes.b",
        "with its colon thirty-two: a.",
        "with its colon thirty-two: b.",
        "with its colon thirty-three: a.",
        "a key that is longer than thirty-two bytes",
    ];

    proptest! {
        #[test]
        fn a_habit_finds_the_keys_that_reading_them_finds(
            objects in prop::collection::vec(
                prop::collection::vec((0..NAMES.len(), any::<bool>(), any::<bool>()), 0..12), 1..12)
        ) {
            let member = |&(name, before, after): &(usize, bool, bool)| {
                let space = |is_there| if is_there { " " } else { "" };
                format!("{}\"{}\"{}:1", space(before), NAMES[name], space(after))
            };
            let mut habit = Habit::default();
            for object in &objects {
                let members: Vec<_> = object.iter().map(member).collect();
                let text = format!("{{{}}}", members.join(","));
                let mut reader = Reader::new(&text);
                let (mut found, mut nth) = (Vec::new(), 0);
                let mut more = reader.open(b'{').expect("an object");
                while more {
                    let looked_for = NAMES.iter().skip(1);
                    let find = |key: Value| looked_for.clone().position(|name| name.as_bytes() == key.bytes);
                    found.push(habit.key(&mut reader, &mut nth, find).expect("a key"));
                    reader.skip().expect("a value");
                    more = reader.more(b'{').expect("more or an end");
                }
                let there: Vec<_> = object.iter().map(|(name, ..)| name.checked_sub(1)).collect();
                prop_assert_eq!(found, there, "{}", text);
            }
        }
    }
}
