//! What Oresto has, as far as a run has asked: the keys of its lists, so that nothing is made twice. It is asked for whole,
//! because the interface finds clients, users and locations in no other way.

use crate::json::{self, Exact, Raw};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// What is asked for whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    Clients,
    Users,
    Representatives,
    Locations,
    CentralEans,
}

impl List {
    pub fn operation(self) -> &'static str {
        match self {
            List::Clients => "clients_list",
            List::Users => "users_list",
            List::Representatives => "representatives_list",
            List::Locations => "client_locations_list",
            List::CentralEans => "central_products_list_ean",
        }
    }
    fn key(self) -> &'static str {
        match self {
            List::Clients | List::Locations => "ClientNumber",
            List::Users | List::Representatives => "Email",
            List::CentralEans => "EanCode",
        }
    }
}

/// The lists of one run.
#[derive(Debug, Default)]
pub struct Known {
    clients: Option<HashSet<String>>,
    users: Option<HashSet<String>>,
    representatives: Option<HashSet<String>>,
    /// The locations of each client, each as its text.
    locations: Option<HashMap<String, Vec<String>>>,
    /// As numbers, which a hundred thousand of fit into a megabyte.
    central_eans: Option<HashSet<u64>>,
}

impl Known {
    /// Whether Oresto has this; None where that was not asked yet.
    pub fn has(&self, list: List, key: &str) -> Option<bool> {
        let keys = match list {
            List::Clients => self.clients.as_ref(),
            List::Users => self.users.as_ref(),
            List::Representatives => self.representatives.as_ref(),
            List::Locations | List::CentralEans => None,
        };
        keys.map(|keys| keys.contains(&spelt(list, key)))
    }

    pub fn locations(&self, client_number: &str) -> Option<Vec<Value>> {
        let held = self.locations.as_ref()?.get(client_number);
        let texts = held.map(Vec::as_slice).unwrap_or_default();
        Some(texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }

    /// Whether Oresto keeps a product of this EAN code; None where the list was not asked for.
    pub fn is_central(&self, ean: &str) -> Option<bool> {
        let eans = self.central_eans.as_ref()?;
        Some(ean.parse().is_ok_and(|ean: u64| eans.contains(&ean)))
    }

    /// Oresto has this from now on.
    pub fn add(&mut self, list: List, key: &str) {
        let keys = match list {
            List::Clients => &mut self.clients,
            List::Users => &mut self.users,
            List::Representatives => &mut self.representatives,
            List::Locations | List::CentralEans => return,
        };
        if let Some(keys) = keys {
            keys.insert(spelt(list, key));
        }
    }

    /// What may have changed without our knowing is asked for again.
    pub fn forget(&mut self) {
        *self = Known { central_eans: self.central_eans.take(), ..Known::default() };
    }

    /// Locations change with each that is made.
    pub fn forget_locations(&mut self) {
        self.locations = None;
    }

    /// Takes a list as Oresto gave it.
    pub fn take(&mut self, list: List, elements: &[Raw]) {
        let keyed = elements.iter().filter_map(|raw| Some((key_of(list, raw.0)?, raw.0)));
        match list {
            List::Locations => {
                let mut locations: HashMap<String, Vec<String>> = HashMap::new();
                for (client_number, text) in keyed {
                    locations.entry(client_number).or_default().push(text.to_owned());
                }
                self.locations = Some(locations);
            }
            List::CentralEans => {
                self.central_eans = Some(keyed.filter_map(|(ean, _)| ean.parse().ok()).collect());
            }
            keys => {
                let found = Some(keyed.map(|(key, _)| spelt(keys, &key)).collect());
                match keys {
                    List::Clients => self.clients = found,
                    List::Users => self.users = found,
                    _ => self.representatives = found,
                }
            }
        }
    }
}

/// The key of an element: itself where it is plain, else its member, or that of the client within it.
fn key_of(list: List, text: &str) -> Option<String> {
    let Exact(element) = json::read(text.as_bytes()).ok()?;
    let name = list.key();
    let found = match &element {
        Value::Object(members) => {
            let own = members.get(name);
            own.or_else(|| members.get("Client").and_then(|client| client.get(name)))
        }
        plain => Some(plain),
    };
    match found? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// E-mail addresses are one whatever their case.
fn spelt(list: List, key: &str) -> String {
    match list {
        List::Users | List::Representatives => key.to_lowercase(),
        _ => key.to_owned(),
    }
}
