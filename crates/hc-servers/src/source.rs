//! The choice between what is installed here and an image.

use std::path::PathBuf;

/// Where a server's program comes from.
#[derive(Debug, Clone)]
pub enum Source<T> {
    /// Installed here.
    Binary(T),
    /// An engine that runs its image; the path is the client's.
    Docker(PathBuf),
}
