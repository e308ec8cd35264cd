//! What only the operating system can say: which process we are in, who holds a file, and a connection that can be given
//! up half way. It decides nothing. What stands here for other systems than Linux, Windows among them, is written with what
//! the standard library has everywhere, and has never been run.
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
pub struct FileLock {
    file: File,
    has_waited: bool,
}

impl FileLock {
    /// Takes the lock on the file at `path`, which is made if need be. None when another holds it for all of `wait`.
    /// `others` says that others want it too: they get a chance first, for one that comes back at once would always be
    /// before those who look now and then.
    pub fn take(path: &Path, wait: Duration, others: bool) -> io::Result<Option<FileLock>> {
        let file = private().truncate(false).open(path)?;
        let until = Instant::now() + wait;
        let mut has_waited = false;
        if others {
            pause(LOOK_AGAIN);
        }
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(FileLock { file, has_waited })),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(fault)) => return Err(fault),
            }
            // A blocking lock could not be bounded without a signal or a thread, and a library has neither.
            has_waited = true;
            pause(LOOK_AGAIN);
        }
    }
}

/// Waits, for about as long as this and never quite as long as another who waits the same: who met once would meet again.
pub fn pause(time: Duration) {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let chance = RandomState::new().build_hasher().finish() % 512;
    std::thread::sleep(time.mul_f64(0.5 + chance as f64 / 512.0));
}

impl FileLock {
    /// Whether another held it: there are others.
    pub fn has_waited(&self) -> bool {
        self.has_waited
    }
}

/// How often it is looked whether a lock is free. All look equally often, so that all have the same chance.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

impl Drop for FileLock {
    fn drop(&mut self) {
        // Said aloud and not left to the close: a forked child may hold the same open file.
        drop(self.file.unlock());
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

/// File systems that lie on another machine, by the numbers that Linux gives them: AFS, Ceph, Coda, Lustre, NCP, NFS, 9P,
/// and SMB in three versions. Their locks cannot be relied on.
const NETWORK_FILE_SYSTEMS: [i64; 10] = [
    0x5346_414f,
    0x00c3_6400,
    0x7375_7245,
    0x0bd0_0bd0,
    0x0000_564c,
    0x0000_6969,
    0x0102_1997,
    0x0000_517b,
    0xff53_4d42,
    0xfe53_4d42,
];

/// Whether the file system of this number lies on another machine.
pub fn is_network_file_system(kind: i64) -> bool {
    // Where the number has 32 bits it may have come with a sign.
    NETWORK_FILE_SYSTEMS.contains(&(kind & 0xffff_ffff))
}

/// What lies behind FUSE is told by a name only. Those that lie on another machine; others, such as that of a container's
/// layers, lie here and keep their locks as any file system does.
const NETWORK_FUSE: [&str; 14] = [
    "blobfuse2",
    "ceph-fuse",
    "cifs",
    "curlftpfs",
    "davfs",
    "gcsfuse",
    "glusterfs",
    "goofys",
    "juicefs",
    "moosefs",
    "rclone",
    "s3fs",
    "seaweedfs",
    "sshfs",
];

/// Whether a file system that is mounted under this name, such as `fuse.sshfs`, lies on another machine.
pub fn is_network_fuse(name: &str) -> bool {
    NETWORK_FUSE.contains(&name.strip_prefix("fuse.").unwrap_or(name))
}

/// The name of the file system that `path` lies on; empty where it is not known.
pub fn file_system_name(path: &Path) -> String {
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(path) {
        let device = std::os::unix::fs::MetadataExt::dev(&found);
        let place = format!("{}:{}", libc::major(device), libc::minor(device));
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        return mounted_as(&mounts, &place).to_owned();
    }
    String::new()
}

/// The file system of this device in Linux's list of mounts.
fn mounted_as<'a>(mounts: &'a str, device: &str) -> &'a str {
    let of_device = |line: &&str| line.split(' ').nth(2) == Some(device);
    // Of those mounted at one place, the last is seen.
    let line = mounts.lines().rfind(of_device).and_then(|line| line.split_once(" - "));
    line.and_then(|(_, after)| after.split(' ').next()).unwrap_or_default()
}

/// The number of the file system that `path` lies on; 0 where it is not known.
#[cfg(target_os = "linux")]
pub fn file_system(path: &Path) -> io::Result<i64> {
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: all bytes zero is a value of this structure.
    let mut found: libc::statfs = unsafe { std::mem::zeroed() };
    // SAFETY: the name ends with a NUL, and what is found is written into a structure of its size.
    if unsafe { libc::statfs(name.as_ptr(), &raw mut found) } != 0 {
        return Err(io::Error::last_os_error());
    }
    #[allow(clippy::useless_conversion)]
    Ok(found.f_type.into())
}

/// Elsewhere it is not asked.
#[cfg(not(target_os = "linux"))]
pub fn file_system(_: &Path) -> io::Result<i64> {
    Ok(0)
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
    fn file_systems_of_other_machines_are_told_from_ones_own() {
        for network in [0x6969, 0x517b, 0xff53_4d42, -11_317_950, 0x0102_1997] {
            assert!(is_network_file_system(network), "{network:x}");
        }
        // ext4, tmpfs, overlay, btrfs, xfs, zfs.
        for own in [0xef53, 0x0102_1994, 0x794c_7630, 0x9123_683e, 0x5846_5342, 0x2fc1_2fc1] {
            assert!(!is_network_file_system(own), "{own:x}");
        }
        let here = file_system(Path::new(".")).expect("known");
        assert!(!is_network_file_system(here));
    }

    #[test]
    fn behind_fuse_the_name_tells_what_lies_on_another_machine() {
        let mounts = "36 35 0:58 / /mnt/far rw shared:1 - fuse.sshfs me@far:/ rw,user_id=0\n\
                      37 35 0:59 / / rw - fuse.fuse-overlayfs fuse-overlayfs rw\n";
        assert!(is_network_fuse(mounted_as(mounts, "0:58")));
        assert!(!is_network_fuse(mounted_as(mounts, "0:59")));
        assert_eq!(mounted_as(mounts, "0:60"), "");
        assert!(!is_network_fuse(&file_system_name(Path::new("."))));
    }

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped_and_survives_another_close() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let wait = Duration::from_millis(20);
        let held = FileLock::take(&path, wait, false).expect("no fault").expect("the lock");
        drop(File::open(&path).expect("opened"));
        assert!(FileLock::take(&path, wait, false).expect("no fault").is_none());
        drop(held);
        assert!(FileLock::take(&path, wait, false).expect("no fault").is_some());
    }
}
