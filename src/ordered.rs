//! Which of two names comes first, known when the library is compiled: the tables that are searched by name are checked
//! by it. It must not know what the names are of.

/// Whether `one` comes before `other`, byte by byte.
pub const fn before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() {
        if one[index] != other[index] {
            return one[index] < other[index];
        }
        index += 1;
    }
    one.len() < other.len()
}
