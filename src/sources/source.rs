//! A source as the calls of one client use it: its configuration, its routes, its name. It calls nobody.

use super::table;
use crate::client::Client;
use crate::config;
use crate::error::{Code, Error, Result};
use crate::secret::{Secret, SecretSource};
use crate::shops::routes::Routes;
use std::sync::Arc;

/// A source of the configuration.
#[derive(Clone)]
pub struct Source<'c> {
    pub name: &'c str,
    pub config: &'c config::Source,
    pub routes: Arc<Routes>,
}

impl<'c> Source<'c> {
    /// The source of this name.
    pub fn find(client: &'c Client, name: &str) -> Result<Source<'c>> {
        let found = client.config.sources.get_key_value(name).ok_or_else(|| {
            let message = format!("There is no source '{name}' in this client's configuration.");
            Error::new(Code::SourceUnknown, message).at("/source")
        })?;
        Source::of(found)
    }

    /// All of them.
    pub fn all(client: &'c Client) -> Result<Vec<Source<'c>>> {
        client.config.sources.iter().map(Source::of).collect()
    }

    fn of((name, config): (&'c String, &'c config::Source)) -> Result<Source<'c>> {
        let routes = config.checked.once(|| match &config.mapping {
            Some(mapping) => mapping.routes.clone().ok_or_else(|| {
                Error::new(Code::MappingInvalid, "The mapping has no routes.").at("/mapping/routes")
            }),
            None => table::row(config.system),
        })?;
        Ok(Source { name, config, routes })
    }

    /// Where a value of this source's configuration stands.
    pub fn path(&self, member: &str) -> String {
        format!("/sources/{}/{member}", self.name)
    }

    /// Whether a token that has ended can be renewed.
    pub fn is_renewable(&self) -> bool {
        self.config.refresh_token.is_some()
    }

    /// A secret of the configuration.
    pub fn secret(&self, member: &str, given: &Option<SecretSource>) -> Result<Secret> {
        let given = given.as_ref().ok_or_else(|| self.missing(member))?;
        given.read().map_err(|error| error.at(self.path(member)))
    }

    /// A secret as a header or a form takes it.
    pub fn text(&self, member: &str, secret: &Secret) -> Result<String> {
        String::from_utf8(secret.expose().to_vec()).map_err(|_| self.missing(member))
    }

    pub fn missing(&self, member: &str) -> Error {
        let message = format!("The source '{}' needs its {member}.", self.name);
        Error::new(Code::ConfigSecretMissing, message).at(self.path(member))
    }

    /// The address behind `base_url`; a whole address, as a shop names its next page, must be one of the same host.
    pub fn address(&self, target: &str) -> Result<String> {
        let base = self.config.base_url.trim_end_matches('/');
        if target.starts_with('/') {
            return Ok(format!("{base}{target}"));
        }
        let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
        match origin(base).is_some_and(|own| Some(own) == origin(target)) {
            true => Ok(target.to_owned()),
            false => {
                let message = "The shop names an address of another host as its next page.";
                Err(Error::new(Code::SourceUnread, message))
            }
        }
    }
}
