//! The catalogue as koppel takes it in: products of any shop, mapped. It must not store anything.

mod each;
mod map;
mod stored;
mod stream;
mod window;

pub use each::{Fingerprint, Mapped, MappedVariant, Mapper, OwnStock, Take, each_product};
pub use map::{Format, MapReply, MapRequest, Mapping, map_json, program};
pub use stored::{digits, stored};
pub use stream::Stream;
pub use window::Window;

#[cfg(test)]
mod tests;
