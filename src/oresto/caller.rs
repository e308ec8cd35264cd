//! Makes calls: the only file here that touches the wire. One at a time; what only reads is sent a second time at once.

use super::check::{self, Asked, Checked};
use super::judge::{self, Judged};
use super::operation::{Operation, Retry};
use super::request::{self, Way};
use super::{lookups, operations, refusal};
use crate::client::Client;
use crate::config::Oresto;
use crate::error::{Code, Error, Result, Status};
use crate::secret::Secret;
use crate::world::World;
use once_cell::unsync::OnceCell;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Whoever makes calls for one client, with the count of those made.
pub struct Caller<'c> {
    pub client: &'c Client,
    pub world: &'c World,
    pub oresto: &'c Oresto,
    authorization: Secret,
    calls: Cell<u32>,
    /// The categories that have subcategories, once they were needed.
    parents: OnceCell<BTreeSet<i64>>,
}

impl<'c> Caller<'c> {
    pub fn new(client: &'c Client) -> Result<Caller<'c>> {
        let Some(oresto) = &client.config.oresto else {
            let message = "Give 'oresto' in the client's configuration: docs/oresto.md.";
            return Err(Error::new(Code::OrestoNotConfigured, message));
        };
        if let Some(name) = oresto.operations.keys().find(|name| operations::find(name).is_err()) {
            let message = format!("Oresto has no operation '{name}'.");
            let path = format!("/oresto/operations/{name}");
            return Err(Error::new(Code::ConfigInvalid, message).at(path));
        }
        let authorization = request::authorization(oresto)?;
        let (world, calls, parents) = (client.world()?, Cell::new(0), OnceCell::new());
        Ok(Caller { client, world, oresto, authorization, calls, parents })
    }

    /// How many calls were made so far.
    pub fn calls(&self) -> u32 {
        self.calls.get()
    }

    /// Checks a call against the table and this configuration, and where a product is to lie against the categories,
    /// which are asked for once a day.
    pub fn check(&self, operation: &'static Operation, asked: Asked) -> Result<Checked> {
        request::path(self.oresto, operation)?;
        if request::is_path_of_another(self.oresto, operation) && asked.confirm.is_none() {
            let message = format!(
                "'{}' also deletes an own product of this number. If that is meant, confirm it by '{}'.",
                operation.printed, operation.name
            );
            return Err(Error::new(Code::OrestoConfirmationMissing, message).at("/confirm"));
        }
        let call = check::check(operation, asked)?;
        if let ("product_create" | "product_update", Some(body)) = (operation.name, &call.body) {
            refusal::refuse_category(body, self.parents()?).map_err(|error| error.under("body"))?;
        }
        Ok(call)
    }

    fn parents(&self) -> Result<&BTreeSet<i64>> {
        self.parents.get_or_try_init(|| {
            let categories = lookups::fetch(self, operations::find("categories_list")?)?;
            Ok(refusal::parents(&categories.data))
        })
    }

    /// Sends a call, and judges what comes back.
    pub fn send(&self, call: &Checked) -> Result<Judged> {
        match self.send_to(call, Way::First) {
            Err(error)
                if error.code == Code::OrestoNoPath
                    && request::has_second(self.oresto, call.operation) =>
            {
                self.send_to(call, Way::Second)
            }
            judged => judged,
        }
    }

    fn send_to(&self, call: &Checked, way: Way) -> Result<Judged> {
        let request = request::request(self.oresto, call, way, &self.authorization)?;
        let attempts = if call.operation.retry == Retry::Reads { 2 } else { 1 };
        let mut nth = 0;
        loop {
            nth += 1;
            self.calls.set(self.calls.get().saturating_add(1));
            let judged = match self.world.wire.send(&request) {
                Ok(reply) => judge::judge(self.oresto, call.operation, reply),
                Err(fault) => Err(judge::fault(call.operation, fault)),
            };
            match judged {
                Err(error) if error.status() == Status::Retry && nth < attempts => {}
                judged => return judged,
            }
        }
    }
}
