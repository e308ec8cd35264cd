//! Several items that are one product, of which each is a variant: the same product in whichever order they came. It must
//! not know where they were kept.

use super::aside::Source;
use super::diagnostics::{Field, Place};
use super::engine::Engine;
use super::join::Kept;
use super::settle::{brought_back, read, read_part};
use crate::json::{Value, decoded};
use crate::model::product::{Product, STATUS_UNSAID, Variant, cell};

const STATUS: usize = cell!(Product, "status");
const VARIANT_STATUS: usize = cell!(Variant, "status");

/// One of a group.
#[derive(Default)]
struct Member<'a> {
    /// Of its id as a product, and of its id as a variant.
    rank: (Rank, Rank),
    source: Source<'a>,
    /// What it says of itself as a product.
    status: Value<'a>,
}

/// The order of ids: those that are numbers by their value, others by their bytes. One without an id is the last, and
/// where two have the same, what they say decides.
#[derive(PartialEq, Eq, PartialOrd, Ord, Default)]
struct Rank {
    is_nameless: bool,
    number: Option<u64>,
    id: Vec<u8>,
}

/// Reads the members of a group as one product, which is that of the lowest id; whether it could be read.
pub(super) fn read_group(engine: &mut Engine, group: &[Kept]) -> bool {
    let mut members: Vec<Member> = match group {
        // It is read once less: in some shops every product is a group, and most are of one.
        [only] => vec![Member { source: brought_back(engine, only), ..Member::default() }],
        _ => group.iter().map(|kept| member(engine, kept)).collect(),
    };
    members
        .sort_by(|one, other| (&one.rank, one.source.text).cmp(&(&other.rank, other.source.text)));
    let Some(first) = members.first() else { return false };
    engine.place = Place::Item(first.source.position, "");
    if !read(engine, &first.source) {
        return false;
    }
    let active = members.iter().map(|member| member.status).find(|status| status.bytes == ACTIVE);
    if let Some(active) = active {
        engine.item.cells[STATUS] = active;
    }
    for Member { source, status, .. } in &members {
        let before = engine.item.variants.len();
        read_part(engine, source);
        if let Some(owner) = engine.item.variants.get(before).filter(|_| active.is_some()) {
            // What is not sold by itself is not sold as one of several.
            let held = &mut engine.item.cells[owner.cells + VARIANT_STATUS];
            let is_open = held.is_blank() || held.bytes == ACTIVE;
            if is_open && status.bytes != ACTIVE {
                *held = if status.is_blank() { Value::text(STATUS_UNSAID) } else { *status };
            }
        }
    }
    engine.diagnostics.once();
    true
}

const ACTIVE: &[u8] = b"active";

/// What has to be known of a member before the others are read.
fn member<'a>(engine: &mut Engine<'a, '_>, kept: &Kept) -> Member<'a> {
    let source = brought_back(engine, kept);
    engine.place = Place::Item(source.position, "");
    let noted = engine.diagnostics.noted();
    read(engine, &source);
    // All else of it is told when it is read as a part, or belongs to a product that nobody gets.
    engine.diagnostics.keep_of(noted, &Field::of("product", "status"), &engine.program.sites);
    let product = engine.item.product();
    let rank = (rank(product.external_id()), rank(engine.item.own().external_id()));
    Member { rank, source, status: product.status() }
}

fn rank(id: Value) -> Rank {
    let said = decoded(id);
    let number = std::str::from_utf8(&said).ok().and_then(|text| text.parse().ok());
    Rank { is_nameless: id.is_blank(), number, id: said.into_owned() }
}
