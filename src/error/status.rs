//! What a caller may do after a failure: the numbers of the C ABI, which are never reused. It knows no error.

/// What the caller may do now. The numbers are the C ABI's and are never reused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(i32)]
pub enum Status {
    /// Done.
    Ok = 0,
    /// The request is wrong; mend it and ask again. Nothing was changed.
    Invalid = -1,
    /// The header and the library do not belong together.
    Abi = -2,
    /// Said no, by rule or by the far side: do not retry.
    Rejected = -3,
    /// Nothing happened, or doing it again is harmless: retry later.
    Retry = -4,
    /// The outcome is not known: look it up by its key before doing anything.
    Unknown = -5,
    /// The store failed.
    Store = -6,
    /// A lock or a lease is held elsewhere.
    Busy = -7,
    /// Cancelled by the host.
    Canceled = -8,
    /// The client belongs to the process that opened it.
    Forked = -9,
    /// No memory for the answer.
    NoMemory = -10,
    /// A bug, caught at the boundary: the client answers this until it is closed.
    Panic = -11,
    /// There is no such thing.
    NotFound = -12,
    /// Not allowed with these credentials.
    Denied = -13,
    /// The same key with other content.
    Conflict = -14,
}

impl Status {
    pub const ALL: [Status; 15] = [
        Status::Ok,
        Status::Invalid,
        Status::Abi,
        Status::Rejected,
        Status::Retry,
        Status::Unknown,
        Status::Store,
        Status::Busy,
        Status::Canceled,
        Status::Forked,
        Status::NoMemory,
        Status::Panic,
        Status::NotFound,
        Status::Denied,
        Status::Conflict,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "OK",
            Status::Invalid => "INVALID",
            Status::Abi => "ABI",
            Status::Rejected => "REJECTED",
            Status::Retry => "RETRY",
            Status::Unknown => "UNKNOWN",
            Status::Store => "STORE",
            Status::Busy => "BUSY",
            Status::Canceled => "CANCELED",
            Status::Forked => "FORKED",
            Status::NoMemory => "NO_MEMORY",
            Status::Panic => "PANIC",
            Status::NotFound => "NOT_FOUND",
            Status::Denied => "DENIED",
            Status::Conflict => "CONFLICT",
        }
    }

    /// Whether the same call may be made again without any look-up.
    pub fn is_retryable(self) -> bool {
        matches!(self, Status::Retry | Status::Busy | Status::Store | Status::Canceled)
    }

    /// Whether the store failed, or something in it is held elsewhere: neither what was asked nor the far side is to blame.
    pub fn is_of_the_store(self) -> bool {
        matches!(self, Status::Store | Status::Busy)
    }

    /// Whether the fault lies in what was asked, so that asking again meets it again.
    pub fn is_of_what_was_asked(self) -> bool {
        !self.is_retryable() && self != Status::Unknown
    }
}
