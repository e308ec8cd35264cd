//! HTTP by ureq, which only this file knows. It starts no thread, follows no redirect, looks at no environment variable,
//! and says honestly whether the far side can have acted.

use super::guard::Guard;
use super::socket::{self, Canceled, Socket};
use crate::config::WireConfig;
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::world::{Fault, Reply, Request, Wire};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, io};
use ureq::http;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout,
    RustlsConnector, Transport,
};

/// The wire of one client: kept-alive connections, shared by its threads.
#[derive(Debug)]
pub struct Http {
    guard: Guard,
    names: Names,
    settings: ureq::config::Config,
    line: Mutex<Arc<Line>>,
}

/// Where a name leads.
pub(crate) type Names = fn(&str, u16) -> io::Result<Vec<SocketAddr>>;

/// The connections since the host cancelled last; cancelling ends the calls on this line and opens another.
#[derive(Debug)]
struct Line {
    agent: ureq::Agent,
    canceled: Canceled,
}

impl Http {
    /// Reads the certificates that the configuration names; connects to nothing.
    pub fn open(config: &WireConfig) -> Result<Http> {
        Http::with_names(config, |host, port| Ok((host, port).to_socket_addrs()?.collect()))
    }

    /// With a way of its own to look names up, such as a test's.
    pub(crate) fn with_names(config: &WireConfig, names: Names) -> Result<Http> {
        let wrong = |path: &str, message: String| Error::new(Code::ConfigInvalid, message).at(path);
        let proxy = config.proxy.as_deref().map(ureq::Proxy::new).transpose();
        let proxy =
            proxy.map_err(|_| wrong("/wire/proxy", "Not the address of a proxy.".into()))?;
        let mut tls = TlsConfig::builder();
        if let Some(extra) = &config.extra_roots {
            let roots = roots_with(&extra.file).map_err(|why| {
                wrong("/wire/extra_roots/file", format!("{}: {why}.", extra.file))
            })?;
            tls = tls.root_certs(roots);
        }
        let settings = ureq::config::Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls.build())
            .user_agent(concat!("koppel/", env!("CARGO_PKG_VERSION")))
            .build();
        let guard = Guard { allowed: config.allow_addresses.clone() };
        let line = Mutex::new(Arc::new(Line::open(&settings, &guard, names)));
        Ok(Http { guard, names, settings, line })
    }

    fn call(&self, line: &Line, request: &Request) -> std::result::Result<Reply, Fault> {
        let url = self.guard.url(&request.url).map_err(Fault::Refused)?;
        check_headers(&request.headers).map_err(Fault::Refused)?;
        let mut asked = http::Request::builder().method(request.method).uri(url.as_str());
        for (name, value) in &request.headers {
            asked = asked.header(name, value);
        }
        let unfit = |_| Fault::Refused("The request cannot be written as HTTP.".into());
        socket::start(request.timeout_ms);
        let answer = match request.method {
            "POST" | "PUT" => line.agent.run(asked.body(&request.body[..]).map_err(unfit)?),
            _ => line.agent.run(asked.body(()).map_err(unfit)?),
        };
        let host = url.host_str().unwrap_or_default();
        let mut answer = answer.map_err(|fault| fault_of(host, &fault))?;
        let body = answer.body_mut().with_config().limit(limits::REPLY_BYTES_MAX).read_to_vec();
        let body = body.map_err(|fault| fault_of(host, &fault))?;
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
        let headers = answer.headers().iter();
        let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value)));
        Ok(Reply { status: answer.status().as_u16(), headers: headers.collect(), body })
    }
}

impl Wire for Http {
    fn send(&self, request: &Request) -> std::result::Result<Reply, Fault> {
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let done = self.call(&line, request);
        match done {
            Err(Fault::Refused(why)) => Err(Fault::Refused(why)),
            // What came while the host cancelled is whole, or it is an error.
            Err(_) if line.canceled.load(Ordering::Acquire) => match socket::has_begun() {
                true => Err(Fault::Unknown("Cancelled while the far side had the request.".into())),
                false => Err(Fault::Canceled),
            },
            done => done,
        }
    }

    fn cancel(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(Line::open(&self.settings, &self.guard, self.names));
        let before = std::mem::replace(&mut *line, next);
        before.canceled.store(true, Ordering::Release);
    }
}

impl Line {
    fn open(settings: &ureq::config::Config, guard: &Guard, names: Names) -> Line {
        let canceled = Arc::new(AtomicBool::new(false));
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(Dial(canceled.clone()))
                .chain(RustlsConnector::default())
                .chain(Watch);
        let proxy = settings.proxy().map(|proxy| proxy.uri().clone());
        let agent = ureq::Agent::with_parts(
            settings.clone(),
            connector,
            Lookup { guard: guard.clone(), names, proxy },
        );
        Line { agent, canceled }
    }
}

/// The built-in roots, which are Mozilla's, and those of a file.
fn roots_with(path: &str) -> std::result::Result<RootCerts, String> {
    let pem = std::fs::read(path).map_err(|fault| fault.to_string())?;
    let mut roots: Vec<Certificate> = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        if let PemItem::Certificate(root) = item.map_err(|_| "it is not PEM".to_owned())? {
            roots.push(root);
        }
    }
    if roots.is_empty() {
        return Err("it holds no certificate".into());
    }
    let built_in = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
    roots.extend(built_in.iter().map(|root| Certificate::from_der(root)));
    Ok(RootCerts::new_with_certs(&roots))
}

/// A header that could end early would be another header, or another request.
fn check_headers(headers: &[(String, String)]) -> std::result::Result<(), String> {
    for (name, value) in headers {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(token) {
            return Err("A header has a name that no header has.".into());
        }
        if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(format!("The header {name} holds more than visible ASCII."));
        }
    }
    Ok(())
}

/// What a failure of ureq means to a shop: whether the far side can have acted.
fn fault_of(host: &str, fault: &ureq::Error) -> Fault {
    if let ureq::Error::Other(other) = fault
        && let Some(Refused(why)) = other.downcast_ref()
    {
        return Fault::Refused(why.clone());
    }
    let said = match fault {
        ureq::Error::Io(fault) if fault.kind() == io::ErrorKind::TimedOut => {
            "no answer in time".to_owned()
        }
        ureq::Error::Io(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => {
            "the connection ended before the answer was whole".to_owned()
        }
        ureq::Error::BodyExceedsLimit(limit) => format!("an answer of more than {limit} bytes"),
        // These name the address, which may hold what is not for a log.
        ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => "an unfit address".to_owned(),
        other => other.to_string(),
    };
    let said = format!("{host}: {said}.");
    match socket::has_begun() {
        true => Fault::Unknown(said),
        false => Fault::NotSent(said),
    }
}

/// Looks names up on the calling thread: ureq's own resolver starts a thread for each call that has a time-out. The price
/// is that a look-up ends when the system's resolver ends it, be the call cancelled or not.
#[derive(Debug)]
struct Lookup {
    guard: Guard,
    names: Names,
    /// The proxy is the host's own choice and may lie inside.
    proxy: Option<http::Uri>,
}

/// The guard's word on its way through ureq.
#[derive(Debug)]
struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Refused {}

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &http::Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let scheme = uri.scheme_str().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let found = (self.names)(host, port).map_err(|_| ureq::Error::HostNotFound)?;
        if self.proxy.as_ref() != Some(uri) {
            let refused = |why| ureq::Error::Other(Box::new(Refused(why)));
            self.guard.connection(scheme, &found).map_err(refused)?;
        }
        let mut addresses = self.empty();
        // As many as ureq has room for; a host has one or two.
        found.iter().take(16).for_each(|address| addresses.push(*address));
        if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
    }
}

/// Connects to the addresses that were looked up and checked.
#[derive(Debug)]
struct Dial(Canceled);

impl<In: Transport> Connector<In> for Dial {
    type Out = Either<In, Plain>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        if let Some(tunnel) = chained {
            return Ok(Some(Either::A(tunnel)));
        }
        let socket = Socket::connect(&details.addrs, &self.0)?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(Either::B(Plain { socket, buffers })))
    }
}

/// Bytes over a socket.
struct Plain {
    socket: Socket,
    buffers: LazyBuffers,
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.socket.fmt(f)
    }
}

impl Transport for Plain {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }
    fn transmit_output(
        &mut self,
        amount: usize,
        _: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        Ok(self.socket.write_all(output)?)
    }
    fn await_input(&mut self, _: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        let read = self.socket.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }
    fn is_open(&mut self) -> bool {
        self.socket.is_open()
    }
}

/// The outermost layer: what goes through it is the request itself, no longer the way to it.
#[derive(Debug)]
struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> std::result::Result<Option<Self::Out>, ureq::Error> {
        // A proxy was perhaps asked for a tunnel: that was not the request.
        socket::set_begun(false);
        Ok(chained.map(Watched))
    }
}

#[derive(Debug)]
struct Watched<In>(In);

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }
    fn transmit_output(
        &mut self,
        amount: usize,
        timeout: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        socket::set_begun(true);
        self.0.transmit_output(amount, timeout)
    }
    fn await_input(&mut self, timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }
    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }
    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
