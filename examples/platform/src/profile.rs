//! The two redemption platforms that this program can be: their names, their word for a card and
//! the keys of their test environment. Nothing here is secret: it is all made up.

pub struct Profile {
    pub platform_id: &'static str,
    pub name: &'static str,
    /// What residents call the card.
    pub card: &'static str,
    /// Order numbers begin with it.
    pub prefix: &'static str,
    /// Which shop gets the first single-shop way, so that two platforms together reach them all.
    pub first_shop: usize,
}

pub const PROFILES: [Profile; 2] = [
    Profile {
        platform_id: "city-butler",
        name: "City Butler",
        card: "cadeaukaart",
        prefix: "CB",
        first_shop: 0,
    },
    Profile {
        platform_id: "winst-uit-je-woning",
        name: "Winst uit je woning",
        card: "EnergieBespaarpas",
        prefix: "WW",
        first_shop: 1,
    },
];

impl Profile {
    pub fn of(platform_id: &str) -> Option<&'static Profile> {
        PROFILES.iter().find(|profile| profile.platform_id == platform_id)
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

/// The token of a shop's test routes.
pub fn test_token(supplier: &str) -> String {
    format!("test-token-{supplier}")
}
