//! Currencies, and how many decimals each has. It knows no amounts.

use super::Money;
use crate::error::Code;
use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Currency([u8; 3]);

/// Those whose minor unit is not a hundredth.
const OTHER_DIGITS: [(&[u8; 3], u8); 23] = [
    (b"BHD", 3),
    (b"BIF", 0),
    (b"CLP", 0),
    (b"DJF", 0),
    (b"GNF", 0),
    (b"IQD", 3),
    (b"ISK", 0),
    (b"JOD", 3),
    (b"JPY", 0),
    (b"KMF", 0),
    (b"KRW", 0),
    (b"KWD", 3),
    (b"LYD", 3),
    (b"OMR", 3),
    (b"PYG", 0),
    (b"RWF", 0),
    (b"TND", 3),
    (b"UGX", 0),
    (b"VND", 0),
    (b"VUV", 0),
    (b"XAF", 0),
    (b"XOF", 0),
    (b"XPF", 0),
];

/// The currencies with two decimals that a shop in Europe meets, and the world's larger ones.
const HUNDREDTHS: [&[u8; 3]; 56] = [
    b"AED", b"ALL", b"ANG", b"ARS", b"AUD", b"AWG", b"BAM", b"BDT", b"BGN", b"BRL", b"CAD", b"CHF",
    b"CNY", b"COP", b"CZK", b"DKK", b"DZD", b"EGP", b"EUR", b"GBP", b"GEL", b"GHS", b"HKD", b"HUF",
    b"IDR", b"ILS", b"INR", b"KES", b"LKR", b"MAD", b"MDL", b"MKD", b"MXN", b"MYR", b"NGN", b"NOK",
    b"NPR", b"NZD", b"PEN", b"PHP", b"PKR", b"PLN", b"QAR", b"RON", b"RSD", b"RUB", b"SAR", b"SEK",
    b"SGD", b"SRD", b"THB", b"TRY", b"TWD", b"UAH", b"USD", b"ZAR",
];

impl Currency {
    pub const EUR: Currency = Currency(*b"EUR");

    pub fn parse(text: &str) -> Option<Currency> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        let known =
            HUNDREDTHS.contains(&&code) || OTHER_DIGITS.iter().any(|(other, _)| **other == code);
        known.then_some(Currency(code))
    }

    /// How many decimals its minor unit is.
    pub fn digits(self) -> u8 {
        if self == Currency::EUR {
            return 2;
        }
        OTHER_DIGITS.iter().find(|(code, _)| **code == self.0).map_or(2, |(_, digits)| *digits)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// So many minor units, to be printed with all its decimals.
    pub fn money(self, minor: i64) -> Money {
        Money { minor, digits: self.digits() }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let code = Cow::<str>::deserialize(deserializer)?;
        Currency::parse(&code).ok_or_else(|| {
            de::Error::custom(format_args!(
                "{}: Not a currency of ISO 4217.",
                Code::CurrencyUnknown.as_str()
            ))
        })
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl schemars::JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A currency of ISO 4217, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
        })
    }
}
