//! Helpers of the tests that cross crates: the server as a process, folders that clean up after themselves.

mod browser;
mod folder;
mod server;

pub use browser::{Browser, PATIENCE, patiently};
pub use folder::Folder;
pub use server::{Server, program};

use std::path::{Path, PathBuf};

/// The workspace's root.
#[must_use]
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The course notes, when they lie beside the repository. Tests that read them say that they are skipped
/// where they are absent: the repository stands alone.
#[must_use]
pub fn notes() -> Option<PathBuf> {
    let notes = root().parent()?.join("shared/notes");
    notes.is_dir().then_some(notes)
}
