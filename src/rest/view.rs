//! What a document is shown with, whether it is asked for or delivered: the shop, its address, its clock and zone.

use super::visit::{NAMESPACE, ROOT};
use crate::client::Client;
use crate::error::Result;
use crate::world::World;
use chrono_tz::Tz;

#[derive(Clone)]
pub struct View<'a> {
    pub client: &'a Client,
    pub world: &'a World,
    /// The address of the root: `https://shop.example/wp-json`.
    pub address: String,
    pub zone: Tz,
}

impl<'a> View<'a> {
    pub fn new(client: &'a Client, address: String) -> Result<View<'a>> {
        let zone = client.config.shop.zone()?;
        Ok(View { client, world: client.world()?, address, zone })
    }

    /// As the shop says that it is reached.
    pub fn configured(client: &'a Client) -> Result<View<'a>> {
        let home = client.config.rest.public_url.trim_end_matches('/');
        View::new(client, format!("{home}{ROOT}"))
    }

    pub fn shop_id(&self) -> &'a str {
        self.client.shop_id()
    }
    /// The shop's own address, without a slash at its end.
    pub fn home(&self) -> &str {
        self.address.strip_suffix(ROOT).unwrap_or(&self.address)
    }
    /// The address of a resource: `{address}/wc/v3{path}`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{NAMESPACE}{path}", self.address)
    }
}
