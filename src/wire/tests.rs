//! The wire against servers on loopback that do what servers do on bad days.

use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::AtomicU32;
use std::thread;
use std::time::{Duration, Instant};

/// A server that treats each connection as `serve` says.
fn server(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream));
        }
    });
    address
}

fn wire(allowed: &[SocketAddr]) -> Http {
    let config = WireConfig { allow_addresses: allowed.to_vec(), ..WireConfig::default() };
    Http::open(&config).expect("a wire")
}

fn request(method: &'static str, url: String) -> Request {
    let headers = vec![("Idempotency-Key".to_owned(), "k-1".to_owned())];
    Request { method, url, headers, body: b"{\"a\":1}".to_vec(), timeout_ms: 3_000 }
}

/// One whole request: its head and the body that its head announces.
fn heard(stream: &mut TcpStream) -> Option<String> {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let announced = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").and_then(|length| length.parse().ok())
            });
            if body.len() >= announced.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(read) => all.extend_from_slice(&piece[..read]),
        }
    }
}

fn say(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

#[test]
fn a_reply_is_given_whatever_its_status_and_no_redirect_is_followed() {
    let address = server(|mut stream| {
        while let Some(request) = heard(&mut stream) {
            let answer = match request {
                request if request.starts_with("POST /a HTTP/1.1\r\n") => {
                    assert!(request.to_lowercase().contains("idempotency-key: k-1\r\n"));
                    assert!(request.ends_with("{\"a\":1}"));
                    "HTTP/1.1 409 Conflict\r\nX-Why: Because\r\nContent-Length: 2\r\n\r\n{}"
                }
                _ => {
                    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
                }
            };
            say(&mut stream, answer);
        }
    });
    let wire = wire(&[address]);
    let reply = wire.send(&request("POST", format!("http://{address}/a"))).expect("a reply");
    assert_eq!((reply.status, reply.header("x-why")), (409, Some("Because")));
    assert_eq!(reply.body, b"{}");
    let reply = wire.send(&request("GET", format!("http://{address}/b"))).expect("a reply");
    assert_eq!(reply.status, 302);
}

/// Where a name leads that changes with every look-up: to an exempt address, then inside, then to both.
static REBOUND: Mutex<Vec<Vec<SocketAddr>>> = Mutex::new(Vec::new());

#[test]
fn the_address_that_was_checked_is_the_one_that_is_called_and_a_name_that_turns_inwards_is_refused()
{
    let visits = Arc::new(AtomicU32::new(0));
    let counted = visits.clone();
    let inner = server(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let outer = server(|mut stream| {
        heard(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
    });
    let config = WireConfig { allow_addresses: vec![outer], ..WireConfig::default() };
    let wire = Http::with_names(&config, |_, _| {
        REBOUND.lock().expect("a lock").pop().ok_or_else(|| io::ErrorKind::NotFound.into())
    });
    let wire = wire.expect("a wire");
    let ask = || wire.send(&request("POST", format!("http://rebound.example:{}/", outer.port())));
    let answers = |lists: [&[SocketAddr]; 3]| {
        *REBOUND.lock().expect("a lock") = lists.map(<[_]>::to_vec).into();
    };
    // The last is taken first.
    answers([&[outer, inner], &[inner], &[outer]]);
    assert_eq!(ask().map(|reply| reply.status), Ok(200));
    // It was looked up once: a second look-up could have led elsewhere than the first, which was checked.
    assert_eq!(REBOUND.lock().expect("a lock").len(), 2);
    assert!(matches!(ask(), Err(Fault::Refused(_))));
    assert!(matches!(ask(), Err(Fault::Refused(_))));
    assert_eq!(visits.load(Ordering::SeqCst), 0, "nothing was sent inside");
}

#[test]
fn what_certainly_did_not_leave_is_not_sent_and_what_may_have_is_unknown() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("bound").local_addr().expect("one");
    let silent = server(|mut stream| {
        heard(&mut stream);
        thread::sleep(Duration::from_secs(5));
    });
    let dropping = server(|mut stream| drop(heard(&mut stream)));
    let half = server(|mut stream| {
        heard(&mut stream);
        say(&mut stream, "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":");
    });
    let nonsense = server(|mut stream| {
        heard(&mut stream);
        say(&mut stream, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    });
    let wire = wire(&[closed, silent, dropping, half, nonsense]);
    let post = |address: SocketAddr| {
        let asked =
            Request { timeout_ms: 400, ..request("POST", format!("http://{address}/secret-path")) };
        wire.send(&asked).expect_err("a fault")
    };
    assert!(matches!(post(closed), Fault::NotSent(_)), "{:?}", post(closed));
    for address in [silent, dropping, half, nonsense] {
        let fault = post(address);
        assert!(matches!(&fault, Fault::Unknown(why) if !why.contains("secret-path")), "{fault:?}");
    }
    // A TLS handshake that fails is on the way to the request, not the request.
    let plain = Request { timeout_ms: 400, ..request("POST", format!("https://{nonsense}/")) };
    assert!(matches!(wire.send(&plain), Err(Fault::NotSent(_))));
}

#[test]
fn a_call_ends_at_its_time_out_even_when_bytes_keep_dripping() {
    let address = server(|mut stream| {
        heard(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for _ in 0..100 {
            say(&mut stream, ".");
            thread::sleep(Duration::from_millis(30));
        }
    });
    let start = Instant::now();
    let asked = Request { timeout_ms: 300, ..request("POST", format!("http://{address}/")) };
    assert!(matches!(wire(&[address]).send(&asked), Err(Fault::Unknown(_))));
    assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
}

#[test]
fn an_answer_without_end_is_cut_off_and_its_outcome_is_unknown() {
    let address = server(|mut stream| {
        heard(&mut stream);
        say(&mut stream, "HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b' '; 65_536]).is_ok() {}
    });
    let asked = request("POST", format!("http://{address}/"));
    assert!(matches!(wire(&[address]).send(&asked), Err(Fault::Unknown(_))));
}

#[test]
fn nothing_leaves_for_an_address_that_is_not_allowed() {
    let address = server(|_| unreachable!("somebody connected"));
    let wire = wire(&[]);
    let port = address.port();
    for url in [
        format!("http://{address}/"),
        format!("https://{address}/"),
        format!("https://localhost:{port}/"),
        format!("http://localhost:{port}/"),
        format!("https://[::1]:{port}/"),
    ] {
        let fault = wire.send(&request("POST", url)).expect_err("a fault");
        assert!(matches!(fault, Fault::Refused(_)), "{fault:?}");
    }
}

#[test]
fn a_header_that_could_become_two_is_never_sent() {
    let wire = wire(&[]);
    for (name, value) in
        [("X", "a\r\nHost: b"), ("X", "a\nb"), ("X", "\0"), ("X Y", "a"), ("", "a"), ("X:", "a")]
    {
        let mut asked = request("POST", "https://shop.example/".into());
        asked.headers.push((name.into(), value.into()));
        assert!(matches!(wire.send(&asked), Err(Fault::Refused(_))), "{name:?} {value:?}");
    }
}

#[test]
fn cancelling_ends_the_calls_under_way_within_250_ms_and_later_calls_work() {
    let silent = server(|mut stream| {
        while let Some(request) = heard(&mut stream) {
            if request.contains("/slow") {
                thread::sleep(Duration::from_secs(20));
            }
            say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    // A listener whose queue is full: connecting to it hangs.
    let full = TcpListener::bind("127.0.0.1:0").expect("bound");
    let hanging = full.local_addr().expect("an address");
    let wait = Duration::from_millis(50);
    let mut held = Vec::new();
    while let (Ok(stream), true) = (TcpStream::connect_timeout(&hanging, wait), held.len() < 5_000)
    {
        held.push(stream);
    }
    let reaches_full = held.len() < 5_000;

    let wire = Arc::new(wire(&[silent, hanging]));
    let call = |url: String| {
        let wire = wire.clone();
        thread::spawn(move || {
            let asked = Request { timeout_ms: 20_000, ..request("POST", url) };
            (wire.send(&asked), Instant::now())
        })
    };
    let waiting = call(format!("http://{silent}/slow"));
    let connecting = call(format!("http://{hanging}/"));
    thread::sleep(Duration::from_millis(300));
    let start = Instant::now();
    wire.cancel();
    let (answer, end) = waiting.join().expect("joined");
    assert!(matches!(answer, Err(Fault::Unknown(_))), "{answer:?}");
    assert!(end - start < Duration::from_millis(250), "{:?}", end - start);
    let (answer, end) = connecting.join().expect("joined");
    let expected = match reaches_full {
        true => matches!(answer, Err(Fault::Canceled)),
        false => matches!(answer, Err(Fault::Unknown(_))),
    };
    assert!(expected, "{answer:?}");
    assert!(end - start < Duration::from_millis(250), "{:?}", end - start);
    assert!(wire.send(&request("POST", format!("http://{silent}/quick"))).is_ok());
}

/// The ids of the threads of this process.
#[cfg(target_os = "linux")]
fn threads() -> std::collections::BTreeSet<String> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("tasks").flatten();
    tasks.map(|task| task.file_name().to_string_lossy().into_owned()).collect()
}

/// Run in a process of its own, where nothing else starts threads.
#[test]
#[cfg(target_os = "linux")]
fn a_call_starts_no_thread() {
    const INSIDE: &str = "KOPPEL_TEST_COUNTS_THREADS";
    if std::env::var_os(INSIDE).is_none() {
        let me = std::env::current_exe().expect("a path");
        let done = std::process::Command::new(me)
            .args(["--exact", "wire::http::tests::a_call_starts_no_thread", "--test-threads", "1"])
            .env(INSIDE, "1")
            .output()
            .expect("ran");
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    // One thread, made beforehand, serves and counts while the call is under way.
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = listener.local_addr().expect("an address");
    let port = address.port();
    let serving = thread::spawn(move || {
        let mut counts = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().expect("a caller");
            heard(&mut stream);
            counts.push(threads());
            say(&mut stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }
        counts
    });
    let wire = wire(&[address, SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], port))]);
    let before = threads();
    wire.send(&request("POST", format!("http://{address}/"))).expect("a reply");
    wire.send(&request("GET", format!("http://localhost:{port}/"))).expect("a reply");
    let during = serving.join().expect("served");
    assert!(during.iter().all(|during| *during == before), "{before:?} {during:?}");
}
