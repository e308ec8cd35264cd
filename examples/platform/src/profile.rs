//! The two redemption platforms that this program can be: their names, their word for a card and
//! the keys of their test environment. Nothing here is secret: it is all made up.

use crate::language::Language;

pub struct Profile {
    pub platform_id: &'static str,
    pub name: &'static str,
    /// What residents call the card, in Dutch and in English.
    cards: [&'static str; 2],
    /// Order numbers begin with it.
    pub prefix: &'static str,
    /// Which shop gets the first single-shop way, so that two platforms together reach them all.
    pub first_shop: usize,
}

pub const PROFILES: [Profile; 2] = [
    Profile {
        platform_id: "city-butler",
        name: "City Butler",
        cards: ["cadeaukaart", "gift card"],
        prefix: "CB",
        first_shop: 0,
    },
    Profile {
        platform_id: "winst-uit-je-woning",
        name: "Winst uit je woning",
        cards: ["EnergieBespaarpas"; 2],
        prefix: "WW",
        first_shop: 1,
    },
];

impl Profile {
    pub fn card(&self, language: Language) -> &'static str {
        language.pick(self.cards[0], self.cards[1])
    }

    pub fn of(platform_id: &str) -> Option<&'static Profile> {
        PROFILES.iter().find(|profile| profile.platform_id == platform_id)
    }

    /// The keys of a shop of the demonstration.
    pub fn keys(&self, supplier: &str) -> Keys {
        Keys {
            consumer_key: self.consumer_key(supplier),
            consumer_secret: self.consumer_secret(supplier),
            shop_key: format!("shop-{supplier}"),
            shop_secret: self.shop_secret(supplier),
            test_token: Some(test_token(supplier)),
        }
    }

    /// The platform's key at a shop.
    pub fn consumer_key(&self, supplier: &str) -> String {
        format!("ck_{supplier}_{}", self.platform_id)
    }

    pub fn consumer_secret(&self, supplier: &str) -> String {
        format!("cs_{supplier}_{}_0123456789abcdef", self.platform_id)
    }

    /// A shop's key at the platform is its supplier id behind "shop-".
    pub fn shop_secret(&self, supplier: &str) -> String {
        format!("secret-{supplier}-{}-0123456789abcdef", self.platform_id)
    }
}

/// What platform and shop show each other.
#[derive(Clone)]
pub struct Keys {
    /// The platform's at the shop.
    pub consumer_key: String,
    pub consumer_secret: String,
    /// The shop's at the platform.
    pub shop_key: String,
    pub shop_secret: String,
    /// Of the shop's test routes, where it has them.
    pub test_token: Option<String>,
}

/// The token of a shop's test routes, in the demonstration.
pub fn test_token(supplier: &str) -> String {
    format!("test-token-{supplier}")
}
