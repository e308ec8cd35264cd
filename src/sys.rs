//! What only the operating system can say: which process we are in, and who holds a file. It decides nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
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
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        }
    }
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
