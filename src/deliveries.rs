//! Which module delivers which kind of entry: the only place that knows.

use crate::outbox::{Delivery, Kind};
use crate::{ohis, rest};

/// The delivery of a kind.
pub fn of(kind: Kind) -> &'static dyn Delivery {
    match kind {
        Kind::OrderPush => &ohis::PUSH,
        Kind::ReturnCredit => &ohis::CREDIT,
        Kind::CardCapture => &ohis::CAPTURE,
        Kind::CardRelease => &ohis::RELEASE,
        Kind::Webhook => &rest::Webhooks,
    }
}
