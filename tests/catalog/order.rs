//! What a product says does not depend on how the one before it named its keys.

use super::{GOLDEN, map, sample, system};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use serde_json::Value as Json;

/// The document, with the keys of every object in a list in an order of its own; before each colon stands what stands
/// for one here. What is around the products keeps its order: a shop's tables come before what they explain.
fn shuffled(value: &Json, in_list: bool, random: &mut TestRng, out: &mut String) {
    match value {
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for nth in (1..members.len()).rev().filter(|_| in_list) {
                members.swap(nth, random.next_u32() as usize % (nth + 1));
            }
            out.push('{');
            for (nth, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if nth > 0 { "," } else { "" });
                out.push_str(&Json::from(name.as_str()).to_string());
                out.push(COLON);
                shuffled(value, in_list, random, out);
            }
            out.push('}');
        }
        Json::Array(list) => {
            out.push('[');
            for (nth, value) in list.iter().enumerate() {
                out.push_str(if nth > 0 { "," } else { "" });
                shuffled(value, true, random, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// In no sample.
const COLON: char = '\u{1f}';

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_product_is_read_the_same_whether_its_keys_are_expected_or_not(
        mut random in any::<u64>().prop_perturb(|_, random| random)
    ) {
        for shop in GOLDEN {
            let mut items = String::new();
            shuffled(&sample(shop), false, &mut random, &mut items);
            // With a space before its colon a key is never expected, and so read and looked for each time.
            let (expected, unexpected) = (items.replace(COLON, ":"), items.replace(COLON, " :"));
            for target in ["canonical", "woocommerce"] {
                let read = map(system(shop), target, &expected);
                prop_assert_eq!(read, map(system(shop), target, &unexpected), "{}: {}", shop, expected);
            }
        }
    }
}
