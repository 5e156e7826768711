//! The store: what must outlive the server, in one SQLite file of the data folder.
//!
//! The server, the commands and the console all go through [`Store`]. Several processes may
//! hold the file open at once; [`Store::changed`] tells one of them that another has written.

mod apps;
mod bans;
mod callbacks;
mod error;
mod keys;
mod open_rooms;
mod operator;
mod schema;

#[cfg(test)]
mod tests;

pub use apps::{AppChange, auth_word, expiry_word, name};
pub use callbacks::{Callback, Delivery, DeliveryState, NewDelivery};
pub use cooee_node::{AppRecord, AuthMode, TokenExpiry};
pub use error::StoreError;
pub use keys::{ApiKey, ApiKeySecret};
pub use open_rooms::{Effect, OpenRoom, PartName};
pub use operator::{OperatorLogin, PasswordHash, SetupCode};

use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The open store.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    seen_version: i64,
}

impl Store {
    /// Opens the store of a data folder; the folder and the store are made if they do not exist.
    /// The file is readable by its owner only.
    pub fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let path = data_dir.join(FILE_NAME);
        let file_error = |source| StoreError::File { path: path.clone(), source };
        private_folder(data_dir).map_err(file_error)?;
        // One process at a time: SQLite does not wait where two switch on the write-ahead log.
        let lock = private_file(&data_dir.join(LOCK_NAME)).map_err(file_error)?;
        lock.lock().map_err(file_error)?;
        keep_private(&path).map_err(file_error)?;
        Self::open_file(path)
    }

    /// Opens the store of a data folder, which must exist.
    pub fn open_existing(data_dir: &Path) -> Result<Self, StoreError> {
        let path = data_dir.join(FILE_NAME);
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        Self::open(data_dir)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether another process has written since the last call, or since the store was opened.
    /// What is written through this very `Store` does not count.
    pub fn changed(&mut self) -> Result<bool, StoreError> {
        let version = self.data_version()?;
        let changed = version != self.seen_version;
        self.seen_version = version;
        Ok(changed)
    }

    fn open_file(path: PathBuf) -> Result<Self, StoreError> {
        let connection =
            Connection::open(&path).map_err(|error| StoreError::sqlite(&path, error))?;
        let mut store = Self { connection, path, seen_version: 0 };
        store.prepare()?;
        store.seen_version = store.data_version()?;
        Ok(store)
    }

    fn prepare(&mut self) -> Result<(), StoreError> {
        let Self { connection, path, .. } = self;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(|error| StoreError::sqlite(path, error))?;
        let set = connection.pragma_update(None, "foreign_keys", true);
        set.map_err(|error| StoreError::sqlite(path, error))?;
        schema::bring_up_to_date(connection, path)
    }

    fn data_version(&self) -> Result<i64, StoreError> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sqlite(&self.path, error)
    }
}

const FILE_NAME: &str = "cooee.db";
const LOCK_NAME: &str = "cooee.lock";
/// How long a writer waits for another one; each holds the file for milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes the file before SQLite does, so that it is never readable by others, not for a moment;
/// SQLite gives its side files the same mode. A file that exists is not opened: closing it again
/// would take away the locks that this process holds on it.
fn keep_private(path: &Path) -> std::io::Result<()> {
    if !path.exists() {
        return private_file(path).map(drop);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

fn private_file(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
