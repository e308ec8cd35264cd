//! A TCP connection whose waits end: at the call's deadline, or soon after the host cancels. It knows no HTTP.

use crate::sys;
use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The longest wait after which it is looked whether the host has cancelled: the promise is 250 ms.
const WAIT_MAX: Duration = Duration::from_millis(100);

thread_local! {
    /// The call that this thread is making. Connections are shared by calls, so they cannot hold it.
    static CALL: Cell<Call> = const { Cell::new(Call { deadline: None, has_begun: false }) };
}

/// What is known of the call under way.
#[derive(Clone, Copy)]
struct Call {
    deadline: Option<Instant>,
    /// Whether a byte of the request may have left.
    has_begun: bool,
}

/// Starts a call on this thread.
pub fn start(timeout_ms: u64) {
    let deadline = Instant::now().checked_add(Duration::from_millis(timeout_ms));
    CALL.set(Call { deadline, has_begun: false });
}

/// Notes whether the request itself, not what comes before it, may have left.
pub fn set_begun(has_begun: bool) {
    CALL.set(Call { has_begun, ..CALL.get() });
}

pub fn has_begun() -> bool {
    CALL.get().has_begun
}

/// Whether the host has cancelled: set once, by whoever holds the other end.
pub type Canceled = Arc<AtomicBool>;

#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    canceled: Canceled,
}

impl Socket {
    /// The first of the addresses that answers.
    pub fn connect(addresses: &[SocketAddr], canceled: &Canceled) -> io::Result<Socket> {
        let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
        for (nth, address) in addresses.iter().enumerate() {
            // One dead address of several must not eat the whole time.
            let share = addresses.len() - nth;
            let until = share_of_time(share);
            let wait = || {
                let left = until.map_or(WAIT_MAX, |until| until - Instant::now().min(until));
                match next_wait(canceled)?.min(left) {
                    Duration::ZERO => Err(ErrorKind::TimedOut.into()),
                    wait => Ok(wait),
                }
            };
            match sys::connect(address, &wait) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Socket { stream, canceled: canceled.clone() });
                }
                Err(fault) if canceled.load(Ordering::Acquire) => return Err(fault),
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    pub fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(Some(next_wait(&self.canceled)?))?;
            match self.stream.read(into) {
                Err(fault) if is_a_wait(&fault) => {}
                done => return done,
            }
        }
    }

    pub fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.set_write_timeout(Some(next_wait(&self.canceled)?))?;
            match self.stream.write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(fault) if is_a_wait(&fault) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Whether a kept connection can be used again: the far side has neither closed it nor said anything unasked.
    pub fn is_open(&self) -> bool {
        let quiet = |stream: &TcpStream| {
            stream.set_nonblocking(true)?;
            let quiet = matches!(stream.peek(&mut [0]), Err(fault) if fault.kind() == ErrorKind::WouldBlock);
            stream.set_nonblocking(false)?;
            io::Result::Ok(quiet)
        };
        quiet(&self.stream).unwrap_or(false)
    }
}

fn share_of_time(share: usize) -> Option<Instant> {
    let now = Instant::now();
    let left = CALL.get().deadline?.saturating_duration_since(now);
    now.checked_add(left / u32::try_from(share).unwrap_or(1).max(1))
}

/// How long may be waited before looking again; the call's end and the host's cancellation are errors.
fn next_wait(canceled: &Canceled) -> io::Result<Duration> {
    if canceled.load(Ordering::Acquire) {
        // Not "interrupted": that word makes readers try again.
        return Err(ErrorKind::ConnectionAborted.into());
    }
    let deadline = CALL.get().deadline;
    match deadline.map_or(WAIT_MAX, |at| at.saturating_duration_since(Instant::now())) {
        Duration::ZERO => Err(ErrorKind::TimedOut.into()),
        left => Ok(left.min(WAIT_MAX)),
    }
}

fn is_a_wait(fault: &io::Error) -> bool {
    matches!(fault.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
