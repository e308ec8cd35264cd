//! What a part above has made of a piece of the configuration, kept so that it is made once. It does not know what that is.

use crate::error::{Code, Error, Result};
use once_cell::sync::OnceCell;
use std::any::Any;
use std::sync::Arc;

/// Empty until it is asked for first.
#[derive(Clone, Default)]
pub struct Made(OnceCell<Arc<dyn Any + Send + Sync>>);

impl Made {
    /// What was made before, or what is made now; nothing is kept of a failure.
    pub fn once<T: Any + Send + Sync>(&self, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let made = self
            .0
            .get_or_try_init(|| Ok::<Arc<dyn Any + Send + Sync>, Error>(Arc::new(make()?)))?;
        made.clone()
            .downcast()
            .map_err(|_| Error::new(Code::SystemFailed, "Two things were made of one piece."))
    }
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Made")
    }
}
