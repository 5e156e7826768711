//! What can go wrong with the store. No text holds a secret.

use cooee_proto::{AppId, Error, ErrorCode};
use std::path::{Path, PathBuf};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be used.
    #[error("the store {path} cannot be used: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no store yet.
    #[error(
        "there is no store at {path}; `cooee app create` makes one, and --data-dir names another folder",
        path = path.display()
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// SQLite refused.
    #[error("the store {path} failed: {source}", path = path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// A later version of Cooee wrote the file.
    #[error(
        "the store {path} has layout {found}, this cooee knows layouts up to {known}; use the newer cooee",
        path = path.display()
    )]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The newest layout that this program knows.
        known: i64,
    },
    /// A row does not hold what Cooee writes.
    #[error("the store {path} is damaged: column {column} of app {app_id} {what}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The row.
        app_id: u32,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A callback URL that cannot be used.
    #[error("{0}")]
    CallbackUrl(Error),
    /// No such app.
    #[error("{0}")]
    NoSuchApp(Error),
}

impl StoreError {
    pub(super) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        Self::Sqlite { path: path.to_owned(), source }
    }

    pub(super) fn no_such_app(app_id: AppId, path: &Path) -> Self {
        let message = format!("app {app_id} does not exist in {}", path.display());
        Self::NoSuchApp(
            Error::new(ErrorCode::APP_ID_WRONG, message)
                .with_hint("`cooee app list` shows the apps that do."),
        )
    }
}
