//! What the platform's server threads and its driver share: the books, the catalogues, the
//! webhooks, the faults to come and the record of calls. Held under one short lock; no HTTP.

use crate::books::Books;
use crate::calls::Calls;
use crate::catalogue::Catalogue;
use crate::fault::Faults;
use crate::form::{FORMS, Form};
use crate::language::Language;
use crate::profile::{Keys, Profile};
use crate::subscription::Subscription;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Platform {
    pub profile: &'static Profile,
    /// Where shops reach it, without a slash at the end.
    pub address: String,
    /// Of what it tells people.
    pub language: Language,
    /// How it speaks.
    pub form: &'static Form,
    pub calls: Calls,
    state: Mutex<State>,
}

#[derive(Default)]
pub struct State {
    pub books: Books,
    /// One for each supplier.
    pub catalogues: BTreeMap<String, Catalogue>,
    pub subscriptions: Vec<Subscription>,
    pub faults: Faults,
    /// The shops that were admitted: key, secret, supplier.
    accounts: Vec<(String, String, String)>,
    orders_made: u32,
}

impl Platform {
    pub fn new(profile: &'static Profile, address: String) -> Platform {
        Platform::in_language(profile, address, Language::default())
    }

    pub fn in_language(profile: &'static Profile, address: String, language: Language) -> Platform {
        let (form, calls) = (&FORMS[0], Calls::default());
        Platform { profile, address, language, form, calls, state: Mutex::default() }
    }

    /// From now on the supplier's calls are known by these keys.
    pub fn admit(&self, supplier: &str, keys: &Keys) {
        let account = (keys.shop_key.clone(), keys.shop_secret.clone(), supplier.to_owned());
        self.state().accounts.push(account);
    }

    /// Whose key and secret these are; those of the demonstration are always known.
    pub fn supplier_of(&self, key: &str, secret: &str) -> Option<String> {
        let admitted =
            self.state().accounts.iter().rev().find_map(|(own, own_secret, supplier)| {
                (own == key && own_secret == secret).then(|| supplier.clone())
            });
        let of_demonstration = || {
            let supplier = key.strip_prefix("shop-")?;
            (secret == self.profile.shop_secret(supplier)).then(|| supplier.to_owned())
        };
        admitted.or_else(of_demonstration)
    }

    /// Never held while a shop is called: shops call back.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that no earlier run has used at a shop that still remembers it.
    pub fn next_order_id(&self) -> String {
        let mut state = self.state();
        state.orders_made += 1;
        format!("{}-{}-{}", self.profile.prefix, run_mark(), state.orders_made)
    }
}

/// The start of this process in seconds, in base 36.
fn run_mark() -> &'static str {
    static MARK: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    MARK.get_or_init(|| {
        let mut left = chrono::Utc::now().timestamp_millis().unsigned_abs();
        let mut digits = Vec::new();
        while left > 0 {
            let digit = u32::try_from(left % 36).unwrap_or_default();
            digits.push(char::from_digit(digit, 36).unwrap_or('0').to_ascii_uppercase());
            left /= 36;
        }
        digits.iter().rev().collect()
    })
}
