//! A small HTTP/1.1 server: one thread a connection, kept alive, bodies with a length. It has the
//! bytes in its own hands because answers must be withheld, delayed and sent twice. No routes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const HEAD_BYTES_MAX: usize = 32 * 1024;
const HEADERS_MAX: usize = 64;
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// A kept-alive connection that stays silent this long is closed.
const IDLE: Duration = Duration::from_secs(60);

pub struct Request {
    pub method: String,
    /// Path and query, as they came.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// One parameter of the query, percent-decoded; the last wins, as in PHP.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let value = query.split('&').rev().find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key) == name).then_some(value)
        })?;
        Some(decoded(value))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let same = |(own, _): &&(String, String)| own.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|(_, value)| value.as_str())
    }
}

pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub delivery: Delivery,
}

/// How the answer reaches the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    Prompt,
    /// Only after this while.
    Late(Duration),
    /// Never: the connection is held this long, then closed without a byte.
    Withheld(Duration),
    /// Twice in a row on the same connection.
    Doubled,
}

impl Response {
    pub fn json(status: u16, document: &serde_json::Value) -> Response {
        Response {
            status,
            headers: vec![("Content-Type".into(), "application/json; charset=UTF-8".into())],
            body: document.to_string().into_bytes(),
            delivery: Delivery::Prompt,
        }
    }

    pub fn html(status: u16, text: &str) -> Response {
        Response {
            status,
            headers: vec![("Content-Type".into(), "text/html; charset=UTF-8".into())],
            body: text.as_bytes().to_vec(),
            delivery: Delivery::Prompt,
        }
    }
}

pub type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// Answers on `listener` from threads of its own, until the process ends.
pub fn serve(listener: TcpListener, handler: Arc<Handler>) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handler = Arc::clone(&handler);
            thread::spawn(move || converse(&stream, handler.as_ref()));
        }
    });
}

/// One connection, request after request; any failure of the socket ends it quietly.
fn converse(stream: &TcpStream, handler: &Handler) {
    // Small answers must not wait for the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let _ = stream.set_read_timeout(Some(IDLE));
    let mut reader = BufReader::new(stream);
    loop {
        let (response, is_last) = match read_request(&mut reader) {
            Ok(Some(request)) => {
                let close = request.header("connection").is_some_and(|value| {
                    value.split(',').any(|option| option.trim().eq_ignore_ascii_case("close"))
                });
                (handler(&request), close)
            }
            Ok(None) => return,
            Err(Unreadable { status, sentence }) => {
                let document =
                    serde_json::json!({"code": "platform_bad_http", "message": sentence});
                (Response::json(status, &document), true)
            }
        };
        match response.delivery {
            Delivery::Withheld(hold) => return thread::sleep(hold),
            Delivery::Late(delay) => thread::sleep(delay),
            Delivery::Prompt | Delivery::Doubled => {}
        }
        let mut bytes = bytes_of(&response, is_last);
        if response.delivery == Delivery::Doubled {
            bytes.extend_from_within(..);
        }
        let mut writer = stream;
        if writer.write_all(&bytes).is_err() || is_last {
            return;
        }
    }
}

struct Unreadable {
    status: u16,
    sentence: &'static str,
}

fn unreadable<T>(status: u16, sentence: &'static str) -> Result<T, Unreadable> {
    Err(Unreadable { status, sentence })
}

/// The next request, or nothing where the peer has closed.
fn read_request(reader: &mut BufReader<&TcpStream>) -> Result<Option<Request>, Unreadable> {
    let mut head = Vec::new();
    loop {
        let mut limited = reader.by_ref().take((HEAD_BYTES_MAX - head.len()) as u64);
        match limited.read_until(b'\n', &mut head) {
            Ok(0) if head.len() == HEAD_BYTES_MAX => {
                return unreadable(431, "The request's head is too long.");
            }
            Ok(0) | Err(_) => return Ok(None),
            Ok(_) if head.ends_with(b"\r\n\r\n") => break,
            Ok(_) => {}
        }
    }
    let mut slots = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut parsed = httparse::Request::new(&mut slots);
    if !matches!(parsed.parse(&head), Ok(httparse::Status::Complete(_))) {
        return unreadable(400, "The request's head is not HTTP/1.1.");
    }
    let text = |header: &httparse::Header<'_>| {
        (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned())
    };
    let mut request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(text).collect(),
        body: Vec::new(),
    };
    if request.header("transfer-encoding").is_some() {
        return unreadable(411, "Send the body with a Content-Length.");
    }
    let length = match request.header("content-length").map(str::parse::<usize>) {
        None => 0,
        Some(Ok(length)) if length <= BODY_BYTES_MAX => length,
        Some(Ok(_)) => return unreadable(413, "The body is larger than 8 MiB."),
        Some(Err(_)) => return unreadable(400, "The Content-Length is not a number."),
    };
    if request.header("expect").is_some() {
        // curl waits for this before it sends a larger body.
        let mut stream: &TcpStream = reader.get_ref();
        let _ = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
    }
    request.body = vec![0; length];
    match reader.read_exact(&mut request.body) {
        Ok(()) => Ok(Some(request)),
        Err(_) => Ok(None),
    }
}

fn bytes_of(response: &Response, is_last: bool) -> Vec<u8> {
    let reason = if response.status < 400 { "OK" } else { "Failed" };
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    head.push_str(if is_last { "Connection: close\r\n\r\n" } else { "\r\n" });
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&response.body);
    bytes
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
