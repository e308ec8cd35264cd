//! Currencies, and how many decimals each has. It knows no amounts.

use super::Money;
use crate::error::Code;
use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A currency of ISO 4217, as it stood in 2026.
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

/// The others, with two decimals; without the codes of funds and metals, in which nothing is priced. In order.
const HUNDREDTHS: [&[u8; 3]; 134] = [
    b"AED", b"AFN", b"ALL", b"AMD", b"ANG", b"AOA", b"ARS", b"AUD", b"AWG", b"AZN", b"BAM", b"BBD",
    b"BDT", b"BGN", b"BMD", b"BND", b"BOB", b"BRL", b"BSD", b"BTN", b"BWP", b"BYN", b"BZD", b"CAD",
    b"CDF", b"CHF", b"CNY", b"COP", b"CRC", b"CUP", b"CVE", b"CZK", b"DKK", b"DOP", b"DZD", b"EGP",
    b"ERN", b"ETB", b"EUR", b"FJD", b"FKP", b"GBP", b"GEL", b"GHS", b"GIP", b"GMD", b"GTQ", b"GYD",
    b"HKD", b"HNL", b"HTG", b"HUF", b"IDR", b"ILS", b"INR", b"IRR", b"JMD", b"KES", b"KGS", b"KHR",
    b"KPW", b"KYD", b"KZT", b"LAK", b"LBP", b"LKR", b"LRD", b"LSL", b"MAD", b"MDL", b"MGA", b"MKD",
    b"MMK", b"MNT", b"MOP", b"MRU", b"MUR", b"MVR", b"MWK", b"MXN", b"MYR", b"MZN", b"NAD", b"NGN",
    b"NIO", b"NOK", b"NPR", b"NZD", b"PAB", b"PEN", b"PGK", b"PHP", b"PKR", b"PLN", b"QAR", b"RON",
    b"RSD", b"RUB", b"SAR", b"SBD", b"SCR", b"SDG", b"SEK", b"SGD", b"SHP", b"SLE", b"SOS", b"SRD",
    b"SSP", b"STN", b"SVC", b"SYP", b"SZL", b"THB", b"TJS", b"TMT", b"TOP", b"TRY", b"TTD", b"TWD",
    b"TZS", b"UAH", b"USD", b"UYU", b"UZS", b"VED", b"VES", b"WST", b"XCD", b"XCG", b"YER", b"ZAR",
    b"ZMW", b"ZWG",
];

impl Currency {
    pub const EUR: Currency = Currency(*b"EUR");

    pub fn parse(text: &str) -> Option<Currency> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        let known = HUNDREDTHS.binary_search(&&code).is_ok()
            || OTHER_DIGITS.iter().any(|(other, _)| **other == code);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_is_known_by_its_code_and_nothing_else_is() {
        assert!(HUNDREDTHS.is_sorted() && OTHER_DIGITS.is_sorted());
        for (code, digits) in
            [("EUR", 2), ("KZT", 2), ("ZWG", 2), ("AED", 2), ("JPY", 0), ("TND", 3)]
        {
            assert_eq!(Currency::parse(code).map(Currency::digits), Some(digits), "{code}");
        }
        for none in ["", "eur", "EURO", "XXX", "NLG", "HRK", "XAU"] {
            assert_eq!(Currency::parse(none), None, "{none}");
        }
    }
}
