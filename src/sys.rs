//! What only the operating system can say: which process we are in, who holds a file, and a connection that can be given
//! up half way. It decides nothing.
#![allow(unsafe_code)]

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// The process we are in: a client is good in the one that opened it, and in no other.
pub fn process_id() -> u32 {
    std::process::id()
}

/// A lock on a file, held until it is dropped, between processes and between threads alike.
///
/// It hangs on the open file description, not on the process as POSIX record locks do: a host that opens and closes
/// the same file does not drop it.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Takes the lock on the file at `path`, which is made if need be. None when another holds it for all of `wait`.
    pub fn take(path: &Path, wait: Duration) -> io::Result<Option<FileLock>> {
        let file = private().truncate(false).open(path)?;
        let until = Instant::now() + wait;
        let mut pause = Duration::from_micros(200);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(FileLock(file))),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(fault)) => return Err(fault),
            }
            // A blocking lock could not be bounded without a signal or a thread, and a library has neither.
            self::pause(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        }
    }
}

/// Waits, for about as long as this and never quite as long as another who waits the same: who met once would meet again.
pub fn pause(time: Duration) {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let chance = RandomState::new().build_hasher().finish() % 512;
    std::thread::sleep(time.mul_f64(0.5 + chance as f64 / 512.0));
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Said aloud and not left to the close: a forked child may hold the same open file.
        drop(self.0.unlock());
    }
}

/// Makes the file at `path` if there is none, for its owner only.
pub fn make_private_file(path: &Path) -> io::Result<()> {
    private().truncate(false).open(path).map(drop)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the directory at `path` if there is none, for its owner only, with those above it. Whether it is its
/// owner's alone is the answer.
pub fn make_private_directory(path: &Path) -> io::Result<bool> {
    if !path.is_dir() {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 == 0)
    }
    #[cfg(not(unix))]
    Ok(true)
}

/// Connects while `go_on` says how long to wait next. The standard library's own connect cannot be given up half way.
#[cfg(target_os = "linux")]
pub fn connect(
    address: &SocketAddr,
    go_on: &dyn Fn() -> io::Result<Duration>,
) -> io::Result<TcpStream> {
    use std::os::fd::{AsRawFd, FromRawFd};
    let family = if address.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
    // SAFETY: a plain call; the descriptor is ours, and owned by the stream from here on.
    let stream = unsafe {
        let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
        let descriptor = libc::socket(family, kind, 0);
        if descriptor < 0 {
            return Err(io::Error::last_os_error());
        }
        TcpStream::from_raw_fd(descriptor)
    };
    if begin(stream.as_raw_fd(), address) != 0 {
        let fault = io::Error::last_os_error();
        if fault.raw_os_error() != Some(libc::EINPROGRESS) {
            return Err(fault);
        }
    }
    let mut waited = libc::pollfd { fd: stream.as_raw_fd(), events: libc::POLLOUT, revents: 0 };
    loop {
        let left = libc::c_int::try_from(go_on()?.as_millis()).unwrap_or(libc::c_int::MAX);
        // SAFETY: one descriptor, which is open.
        match unsafe { libc::poll(&mut waited, 1, left.max(1)) } {
            0 => {}
            1.. => break,
            _ => {
                let fault = io::Error::last_os_error();
                if fault.kind() != io::ErrorKind::Interrupted {
                    return Err(fault);
                }
            }
        }
    }
    if let Some(fault) = stream.take_error()? {
        return Err(fault);
    }
    stream.set_nonblocking(false)?;
    Ok(stream)
}

#[cfg(target_os = "linux")]
fn begin(descriptor: libc::c_int, address: &SocketAddr) -> libc::c_int {
    match address {
        SocketAddr::V4(v4) => {
            let place = libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: v4.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(v4.ip().octets()) },
                sin_zero: [0; 8],
            };
            let size = size_of_val(&place) as libc::socklen_t;
            // SAFETY: the address lives through the call, and its size is its own.
            unsafe { libc::connect(descriptor, (&raw const place).cast(), size) }
        }
        SocketAddr::V6(v6) => {
            let place = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: v6.port().to_be(),
                sin6_flowinfo: v6.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: v6.ip().octets() },
                sin6_scope_id: v6.scope_id(),
            };
            let size = size_of_val(&place) as libc::socklen_t;
            // SAFETY: as above.
            unsafe { libc::connect(descriptor, (&raw const place).cast(), size) }
        }
    }
}

/// Elsewhere one attempt, which is not given up before the first wait is over.
#[cfg(not(target_os = "linux"))]
pub fn connect(
    address: &SocketAddr,
    go_on: &dyn Fn() -> io::Result<Duration>,
) -> io::Result<TcpStream> {
    TcpStream::connect_timeout(address, go_on()?.max(Duration::from_secs(5)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped_and_survives_another_close() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let wait = Duration::from_millis(20);
        let held = FileLock::take(&path, wait).expect("no fault").expect("the lock");
        drop(File::open(&path).expect("opened"));
        assert!(FileLock::take(&path, wait).expect("no fault").is_none());
        drop(held);
        assert!(FileLock::take(&path, wait).expect("no fault").is_some());
    }
}
