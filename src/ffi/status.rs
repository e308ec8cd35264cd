//! The status numbers as C sees them. The numbers themselves are born in `error.rs`; a test compares the two.

#![allow(non_camel_case_types)]

/// What a call came to: 0, or a negative number that says what the caller may do now. New numbers may come; an
/// unknown negative number is a failure. Numbers are never reused.
pub type koppel_status = i32;

/// Done.
pub const KOPPEL_OK: koppel_status = 0;
/// The request is wrong; mend it and ask again. Nothing was changed.
pub const KOPPEL_INVALID: koppel_status = -1;
/// The header and the library do not belong together.
pub const KOPPEL_ABI: koppel_status = -2;
/// Said no, by rule or by the far side: do not retry.
pub const KOPPEL_REJECTED: koppel_status = -3;
/// Nothing happened, or doing it again is harmless: retry later.
pub const KOPPEL_RETRY: koppel_status = -4;
/// The outcome is not known: look it up by its key before doing anything.
pub const KOPPEL_UNKNOWN: koppel_status = -5;
/// The store failed.
pub const KOPPEL_STORE: koppel_status = -6;
/// A lock or a lease is held elsewhere.
pub const KOPPEL_BUSY: koppel_status = -7;
/// Cancelled by koppel_client_cancel.
pub const KOPPEL_CANCELED: koppel_status = -8;
/// The client belongs to the process that opened it: close it here (nothing is sent) and open another.
pub const KOPPEL_FORKED: koppel_status = -9;
/// No memory for the answer.
pub const KOPPEL_NO_MEMORY: koppel_status = -10;
/// A bug in koppel, caught at the boundary. A client answers this until it is closed.
pub const KOPPEL_PANIC: koppel_status = -11;
/// There is no such thing.
pub const KOPPEL_NOT_FOUND: koppel_status = -12;
/// Not allowed with these credentials.
pub const KOPPEL_DENIED: koppel_status = -13;
/// The same key with other content.
pub const KOPPEL_CONFLICT: koppel_status = -14;

/// The ABI of this header: the number behind `libkoppel.so.`. It only changes if old programs would break.
pub const KOPPEL_ABI_VERSION: u32 = 1;

/// The name of a status, for C.
pub(super) fn name(status: koppel_status) -> &'static std::ffi::CStr {
    const NAMES: [&std::ffi::CStr; 15] = [
        c"OK",
        c"INVALID",
        c"ABI",
        c"REJECTED",
        c"RETRY",
        c"UNKNOWN",
        c"STORE",
        c"BUSY",
        c"CANCELED",
        c"FORKED",
        c"NO_MEMORY",
        c"PANIC",
        c"NOT_FOUND",
        c"DENIED",
        c"CONFLICT",
    ];
    let index = status.checked_neg().and_then(|number| usize::try_from(number).ok());
    index.and_then(|index| NAMES.get(index).copied()).unwrap_or(c"UNKNOWN_STATUS")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Status;

    #[test]
    fn the_numbers_in_c_are_those_of_the_one_list() {
        let in_c = [
            KOPPEL_OK,
            KOPPEL_INVALID,
            KOPPEL_ABI,
            KOPPEL_REJECTED,
            KOPPEL_RETRY,
            KOPPEL_UNKNOWN,
            KOPPEL_STORE,
            KOPPEL_BUSY,
            KOPPEL_CANCELED,
            KOPPEL_FORKED,
            KOPPEL_NO_MEMORY,
            KOPPEL_PANIC,
            KOPPEL_NOT_FOUND,
            KOPPEL_DENIED,
            KOPPEL_CONFLICT,
        ];
        assert_eq!(in_c.to_vec(), Status::ALL.map(|status| status as i32).to_vec());
    }

    #[test]
    fn every_status_has_the_same_name_in_c() {
        for status in Status::ALL {
            assert_eq!(name(status as i32).to_str(), Ok(status.name()));
        }
        assert_eq!(name(1), c"UNKNOWN_STATUS");
        assert_eq!(name(i32::MIN), c"UNKNOWN_STATUS");
    }

    #[test]
    fn the_soname_carries_the_abi_version() {
        let build = include_str!("../../build.rs");
        assert!(build.contains(&format!("ABI_VERSION: u32 = {KOPPEL_ABI_VERSION};")));
    }
}
