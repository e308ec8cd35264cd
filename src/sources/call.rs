//! Calls a hosted shop: the only file here that touches the wire. One call at a time, as fast as the shop wants, by a token
//! that has not ended, and no longer than the host's budget.

use super::documents::{self, text_of, word};
use super::pace;
use super::source::Source;
use super::token::{Token, Turn};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::secret::SecretSource;
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

/// What is asked of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub method: &'static str,
    /// What stands behind `base_url`; a whole address must lie below the same host.
    pub target: String,
    /// JSON, or nothing.
    pub body: Vec<u8>,
}

impl Ask {
    pub fn get(target: String) -> Ask {
        Ask { method: "GET", target, body: Vec::new() }
    }
    pub fn post(target: String, body: serde_json::Value) -> Ask {
        Ask { method: "POST", target, body: body.to_string().into_bytes() }
    }
}

/// What stands for an answer where none came.
const NO_REPLY: Reply = Reply { status: 0, headers: Vec::new(), body: Vec::new() };

/// No answer came.
#[derive(Debug)]
pub struct Silence {
    /// The shop may have done what was asked.
    pub is_sent: bool,
    pub why: String,
}

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
    /// Of a source whose tokens end.
    token: Option<Token>,
}

impl<'c> Caller<'c> {
    /// `until_ms` by the clock that only goes forward.
    pub fn new(client: &'c Client, source: Source<'c>, until_ms: u64) -> Result<Caller<'c>> {
        let (world, canceled_before) = (client.world()?, client.cancellations());
        let (calls, free_ms, is_paced) = (0, 0, false);
        let token = Token::of(client, &source)?;
        Ok(Caller {
            client,
            world,
            source,
            calls,
            until_ms,
            free_ms,
            is_paced,
            canceled_before,
            token,
        })
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

    /// What a shop answers to what only reads: asked again where it fails or is silent. 404 is an answer.
    pub fn read(&mut self, ask: &Ask) -> OrHalt<Reply> {
        let mut nth = 0;
        loop {
            nth += 1;
            let why = match self.send(ask)? {
                Ok(reply) => match reply.status {
                    200..=299 => match self.said(&reply)? {
                        None => return Ok(reply),
                        Some(why) => why,
                    },
                    404 => return Ok(reply),
                    403 => return Err(denied(&self.source, reply.status).into()),
                    status if reply.is_not_now() || (500..=599).contains(&status) => {
                        self.refused(&reply, nth);
                        format!("The shop answers {status}.")
                    }
                    status => {
                        let target = bare(&ask.target);
                        let message = format!("The shop answers {status} to {target}.");
                        return Err(Error::new(Code::SourceRefused, message).into());
                    }
                },
                Err(silence) => {
                    self.refused(&NO_REPLY, nth);
                    silence.why
                }
            };
            if nth >= ATTEMPTS {
                let (at, why) = (self.free_at(), Error::new(Code::SourceUnavailable, why));
                return Err(Halt::Later { at, why });
            }
        }
    }

    /// What an answer says of itself where its status does not: why nothing was read now, or how long nothing should be
    /// asked.
    fn said(&mut self, reply: &Reply) -> Result<Option<String>> {
        let routes = self.source.routes.clone();
        let (Some(says), Ok(text)) = (&routes.says, text_of(&reply.body)) else { return Ok(None) };
        self.wait(pace::said(says, text));
        if documents::says(text, &says.busy) {
            return Ok(Some("The shop wants time; its limit of calls is reached.".into()));
        }
        match word(text, &says.refused) {
            None => Ok(None),
            Some(why) => {
                let message = format!("The shop refuses what it is asked: {why}");
                Err(Error::new(Code::SourceRefused, message))
            }
        }
    }

    /// As [`Caller::read`], with 404 as no answer.
    pub fn find(&mut self, ask: &Ask) -> OrHalt<Option<Reply>> {
        let reply = self.read(ask)?;
        Ok(Some(reply).filter(|reply| reply.status != 404))
    }

    /// One call as soon as the shop may be asked, whatever it answers. A token that has ended is renewed; a shop that
    /// does not know us has done nothing, so that it is asked once more.
    pub fn send(&mut self, ask: &Ask) -> OrHalt<std::result::Result<Reply, Silence>> {
        let url = self.source.address(&ask.target)?;
        let mut is_renewed = false;
        loop {
            if self.token.as_ref().is_some_and(Token::is_missing) {
                self.renew()?;
                is_renewed = true;
            }
            self.stand_by()?;
            self.calls = self.calls.saturating_add(1);
            let mut headers = headers(&self.source, self.token.as_ref())?;
            if !ask.body.is_empty() {
                headers.push(("Content-Type".into(), "application/json".into()));
            }
            let (method, timeout_ms) = (ask.method, self.source.config.timeout_ms);
            let (url, body) = (url.clone(), ask.body.clone());
            match self.world.wire.send(&Request { method, url, headers, body, timeout_ms }) {
                Ok(reply) => {
                    self.wait(pace::after(self.source.routes.pace.as_ref(), &reply));
                    self.is_paced = matches!(reply.status, 200..=299);
                    match reply.status {
                        401 if self.token.is_some() && !is_renewed => self.renew()?,
                        401 => return Err(denied(&self.source, reply.status).into()),
                        _ => return Ok(Ok(reply)),
                    }
                    is_renewed = true;
                }
                Err(Fault::Refused(why)) => return Err(Error::new(Code::SourceRefused, why).into()),
                Err(Fault::Canceled) => return Err(self.canceled()),
                Err(Fault::NotSent(why)) => return Ok(Err(Silence { is_sent: false, why })),
                Err(Fault::Unknown(why)) => return Ok(Err(Silence { is_sent: true, why })),
            }
        }
    }

    /// The shop wants no call now: the `nth` in a row was for nothing.
    pub fn refused(&mut self, reply: &Reply, nth: u32) {
        self.is_paced = false;
        self.wait(pace::refused(reply, nth));
    }

    /// The token has ended. Of all who use the store one renews it, and nothing is locked meanwhile.
    fn renew(&mut self) -> OrHalt<()> {
        let (client, source) = (self.client, self.source.clone());
        let Some(ended) = &self.token else { return Ok(()) };
        let renewal = loop {
            match ended.take_turn(client, &source)? {
                Turn::Ours(renewal) => break renewal,
                Turn::Renewed(token) => {
                    self.token = Some(token);
                    return Ok(());
                }
                Turn::Taken(_) if self.is_canceled() => return Err(self.canceled()),
                Turn::Taken(until) if self.is_over() => {
                    let why = "Another process renews the token of this source.";
                    let why = Error::new(Code::SourceUnavailable, why);
                    return Err(Halt::Later { at: Some(until), why });
                }
                Turn::Taken(_) => self.world.clock.pass(),
            }
        };
        self.calls = self.calls.saturating_add(1);
        let request = renewal.request(&source)?;
        let answer = self.world.wire.send(&request);
        let renewed = match &answer {
            Ok(reply) if matches!(reply.status, 200..=299) => {
                renewal.keep(client, &source, &reply.body)?
            }
            _ => renewal.give_up(client, &source)?,
        };
        let refused = match (renewed, answer) {
            (Some(token), _) => {
                self.token = Some(token);
                return Ok(());
            }
            (None, Err(Fault::Canceled)) => return Err(self.canceled()),
            (None, Ok(reply)) => reply,
            (None, Err(_)) => NO_REPLY,
        };
        if matches!(refused.status, 200..=299 | 400..=403) {
            let message = format!(
                "{} does not renew the token of the source '{}' (it answers {}): it does not accept \
                 the refresh_token, or the key and the secret.",
                request.url, source.name, refused.status
            );
            let path = source.path("refresh_token");
            return Err(Error::new(Code::SourceDenied, message).at(path).into());
        }
        self.refused(&refused, 1);
        let why = format!("{} does not renew the token now.", request.url);
        let why = Error::new(Code::SourceUnavailable, why);
        Err(Halt::Later { at: self.free_at(), why })
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
        Error::new(Code::ClientCanceled, "The host cancelled the call to the shop.").into()
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
        _ if source.is_renewable() => "refresh_token",
        _ => "token",
    };
    let message = format!(
        "The shop answers {status}: it does not accept the {member} of the source '{}', or it has ended.",
        source.name
    );
    Error::new(Code::SourceDenied, message).at(source.path(member))
}

/// What every call carries: who calls, as the row says.
fn headers(source: &Source, token: Option<&Token>) -> Result<Vec<(String, String)>> {
    let config = source.config;
    let text = |member: &'static str, given: &Option<SecretSource>| {
        let secret = match token.filter(|_| member == "token") {
            Some(token) => token.access.clone(),
            None => source.secret(member, given)?,
        };
        source.text(member, &secret)
    };
    let access = &source.routes.access;
    let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    match access.by {
        By::Nothing => {}
        By::Basic => {
            let key = config.key.as_ref().ok_or_else(|| source.missing("key"))?;
            let both = format!("{key}:{}", text("secret", &config.secret)?);
            headers.push(("Authorization".into(), format!("Basic {}", STANDARD.encode(both))));
        }
        By::Bearer => {
            let token = text("token", &config.token)?;
            headers.push(("Authorization".into(), format!("Bearer {token}")));
        }
        By::Header => {
            let name = access.header.clone().unwrap_or_default();
            headers.push((name, text("token", &config.token)?));
        }
    }
    Ok(headers)
}
