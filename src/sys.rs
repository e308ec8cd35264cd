//! What only the operating system can say. One half for Unix; the half for Windows is written and untried.

/// The process we are in: a client is good in the one that opened it, and in no other.
pub fn process_id() -> u32 {
    std::process::id()
}
