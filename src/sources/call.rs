//! Calls a hosted shop: the only file here that touches the wire. One call at a time, as fast as the shop wants, and no
//! longer than the host's budget.

use super::pace;
use super::source::Source;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::shops::routes::By;
use crate::world::{Fault, Instant, Reply, Request, World};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A shop that answers so, or not at all, is asked again so often before the run stops.
const ATTEMPTS: u32 = 4;
/// Beyond the budget a call that is free again is waited for no longer than this.
const GRACE_MS: u64 = 2_500;

/// Why a run does not go on now.
#[derive(Debug)]
pub enum Halt {
    /// The budget is over, or the shop wants time: from then on it goes on.
    Later {
        at: Option<Instant>,
        why: Error,
    },
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Failed(error)
    }
}

pub type OrHalt<T> = std::result::Result<T, Halt>;

/// Whoever calls one source within one budget.
pub struct Caller<'c> {
    pub client: &'c Client,
    pub world: &'c World,
    pub source: Source<'c>,
    pub calls: u32,
    until_ms: u64,
    /// Before this, by the clock that only goes forward, the shop wants no call.
    free_ms: u64,
    /// It wants none because its calls are used up, not because it refused one.
    is_paced: bool,
    canceled_before: u64,
}

impl<'c> Caller<'c> {
    /// `until_ms` by the clock that only goes forward.
    pub fn new(client: &'c Client, source: Source<'c>, until_ms: u64) -> Result<Caller<'c>> {
        let (world, canceled_before) = (client.world()?, client.cancellations());
        let (calls, free_ms, is_paced) = (0, 0, false);
        Ok(Caller { client, world, source, calls, until_ms, free_ms, is_paced, canceled_before })
    }

    /// Nothing is asked before this.
    pub fn wait_until(&mut self, at: Instant) {
        let wait = at.ms_since(self.world.clock.now());
        self.wait(u64::try_from(wait).unwrap_or_default());
    }

    /// When the shop may be asked again, where it wants time.
    pub fn free_at(&self) -> Option<Instant> {
        let wait = self.free_ms.saturating_sub(self.now_ms());
        let at = self.world.clock.now().plus_ms(i64::try_from(wait).unwrap_or(i64::MAX));
        (wait > 0).then_some(at)
    }

    /// Whether nothing more is to be begun.
    pub fn is_over(&self) -> bool {
        self.now_ms() >= self.until_ms || self.is_canceled()
    }

    fn is_canceled(&self) -> bool {
        self.client.cancellations() != self.canceled_before
    }
    fn now_ms(&self) -> u64 {
        self.world.clock.monotonic_ms()
    }
    fn wait(&mut self, ms: u64) {
        self.free_ms = self.free_ms.max(self.now_ms().saturating_add(ms));
    }

    /// What stands behind `base_url` at `target`; a target that is a whole address must lie below the same host.
    /// 404 is an answer.
    pub fn get(&mut self, target: &str) -> OrHalt<Reply> {
        let url = self.source.address(target)?;
        let mut nth = 0;
        loop {
            self.stand_by()?;
            nth += 1;
            self.calls = self.calls.saturating_add(1);
            let request = Request {
                method: "GET",
                url: url.clone(),
                headers: headers(&self.source)?,
                body: Vec::new(),
                timeout_ms: self.source.config.timeout_ms,
            };
            let answer = self.world.wire.send(&request);
            let why = match answer {
                Ok(reply) => {
                    self.wait(pace::after(self.source.routes.pace.as_ref(), &reply));
                    self.is_paced = matches!(reply.status, 200..=299);
                    match reply.status {
                        200..=299 | 404 => return Ok(reply),
                        401 | 403 => return Err(denied(&self.source, reply.status).into()),
                        408 | 425 | 429 | 500..=599 => {
                            self.wait(pace::refused(&reply, nth));
                            format!("The shop answers {}.", reply.status)
                        }
                        status => {
                            let message = format!("The shop answers {status} to {}.", bare(target));
                            return Err(Error::new(Code::SourceRefused, message).into());
                        }
                    }
                }
                Err(Fault::Refused(why)) => return Err(Error::new(Code::SourceRefused, why).into()),
                Err(Fault::Canceled) => return Err(self.canceled()),
                Err(Fault::NotSent(why) | Fault::Unknown(why)) => {
                    self.is_paced = false;
                    let nothing = Reply { status: 0, headers: vec![], body: vec![] };
                    self.wait(pace::refused(&nothing, nth));
                    why
                }
            };
            if nth >= ATTEMPTS {
                let (at, why) = (self.free_at(), Error::new(Code::SourceUnavailable, why));
                return Err(Halt::Later { at, why });
            }
        }
    }

    /// As [`Caller::get`], with 404 as no answer.
    pub fn find(&mut self, target: &str) -> OrHalt<Option<Reply>> {
        let reply = self.get(target)?;
        Ok(Some(reply).filter(|reply| reply.status != 404))
    }

    /// Waits until the shop may be asked, if that is within the budget.
    fn stand_by(&self) -> OrHalt<()> {
        // A page that was begun is not given up for a call that is free again in a moment: else it would never be through.
        let grace_ms = if self.is_paced { GRACE_MS } else { 0 };
        let is_free = self.free_ms <= self.now_ms();
        if !is_free && self.free_ms > self.until_ms.saturating_add(grace_ms) {
            let why = "The shop wants time; its limit of calls is reached.";
            let why = Error::new(Code::SourceUnavailable, why);
            return Err(Halt::Later { at: self.free_at(), why });
        }
        while self.now_ms() < self.free_ms && !self.is_canceled() {
            self.world.clock.pass();
        }
        match self.is_canceled() {
            true => Err(self.canceled()),
            false => Ok(()),
        }
    }

    fn canceled(&self) -> Halt {
        Error::new(Code::ClientCanceled, "The host cancelled the pull.").into()
    }
}

/// A target without its query, which may be long.
pub fn bare(target: &str) -> &str {
    target.split('?').next().unwrap_or_default()
}

/// Which credential is not accepted.
fn denied(source: &Source, status: u16) -> Error {
    let member = match source.routes.access.by {
        By::Basic => "secret",
        _ => "token",
    };
    let message = format!(
        "The shop answers {status}: it does not accept the {member} of the source '{}', or it has ended.",
        source.name
    );
    Error::new(Code::SourceDenied, message).at(source.path(member))
}

/// What every call carries: who calls, as the row says.
fn headers(source: &Source) -> Result<Vec<(String, String)>> {
    let config = source.config;
    let missing = |member: &str| {
        let message = format!("The source '{}' needs its {member}.", source.name);
        Error::new(Code::ConfigSecretMissing, message).at(source.path(member))
    };
    let secret = |member: &'static str, given: &Option<crate::secret::SecretSource>| {
        let given = given.as_ref().ok_or_else(|| missing(member))?;
        let secret = given.read().map_err(|error| error.at(source.path(member)))?;
        let text = String::from_utf8(secret.expose().to_vec());
        text.map_err(|_| missing(member))
    };
    let access = &source.routes.access;
    let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    match access.by {
        By::Nothing => {}
        By::Basic => {
            let key = config.key.as_ref().ok_or_else(|| missing("key"))?;
            let both = format!("{key}:{}", secret("secret", &config.secret)?);
            headers.push(("Authorization".into(), format!("Basic {}", STANDARD.encode(both))));
        }
        By::Bearer => {
            let token = secret("token", &config.token)?;
            headers.push(("Authorization".into(), format!("Bearer {token}")));
        }
        By::Header => {
            let name = access.header.clone().unwrap_or_default();
            headers.push((name, secret("token", &config.token)?));
        }
    }
    Ok(headers)
}
