//! API keys: each lets a program of the operator reach one app.

use super::{Store, StoreError};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use cooee_proto::{AppId, WallTime};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::fmt;

/// An API key, without what makes it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its number, unique in this store for ever.
    pub key_id: i64,
    /// What it is called.
    pub name: String,
    /// Its first characters, to recognise it by.
    pub begins_with: String,
    /// When it was made.
    pub created: WallTime,
}

/// What a program sends: `cooee_` and 256 random bits in URL-safe Base64. Only its SHA-256 is
/// stored; against so many bits nobody guesses, so that no slow hash is needed.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeySecret(String);

impl ApiKeySecret {
    /// Reads what a program sent. Any text is a key that may be unknown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself: for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn random() -> Self {
        Self(format!("cooee_{}", BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())))
    }

    fn begins_with(&self) -> &str {
        &self.0[..SHOWN]
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

/// `cooee_` and four of the 43 characters after it.
const SHOWN: usize = 10;

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(redacted)")
    }
}

impl Store {
    /// Makes a key for an app, which must exist. The secret is told here and never again.
    pub fn create_api_key(
        &self,
        app_id: AppId,
        name: &str,
        now: WallTime,
    ) -> Result<(ApiKey, ApiKeySecret), StoreError> {
        self.app(app_id)?;
        let secret = ApiKeySecret::random();
        let begins_with = secret.begins_with().to_owned();
        let inserted = self.connection.execute(
            "INSERT INTO api_key (app_id, name, begins_with, hash, created_ms) VALUES (?, ?, ?, ?, ?)",
            params![app_id.0, name, begins_with, secret.hash(), now.0 as i64],
        );
        inserted.map_err(|error| self.failed(error))?;
        let key_id = self.connection.last_insert_rowid();
        Ok((ApiKey { key_id, name: name.to_owned(), begins_with, created: now }, secret))
    }

    /// The keys of an app, the oldest first.
    pub fn api_keys(&self, app_id: AppId) -> Result<Vec<ApiKey>, StoreError> {
        let failed = |error| self.failed(error);
        let select = "SELECT key_id, name, begins_with, created_ms FROM api_key WHERE app_id = ?
                      ORDER BY key_id";
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let rows = statement.query_map([app_id.0], |row| {
            Ok(ApiKey {
                key_id: row.get(0)?,
                name: row.get(1)?,
                begins_with: row.get(2)?,
                created: WallTime(row.get::<_, i64>(3)? as u64),
            })
        });
        rows.and_then(Iterator::collect).map_err(failed)
    }

    /// Removes a key of an app, which is refused from then on; `false` where there is none.
    pub fn remove_api_key(&self, app_id: AppId, key_id: i64) -> Result<bool, StoreError> {
        let delete = "DELETE FROM api_key WHERE app_id = ? AND key_id = ?";
        let rows = self.connection.execute(delete, params![app_id.0, key_id]);
        rows.map(|rows| rows == 1).map_err(|error| self.failed(error))
    }

    /// The app that a key is for; `None` for an unknown key.
    pub fn app_of_api_key(&self, secret: &ApiKeySecret) -> Result<Option<AppId>, StoreError> {
        let select = "SELECT app_id FROM api_key WHERE hash = ?";
        let found = self.connection.query_row(select, [secret.hash()], |row| row.get(0));
        found.optional().map(|app| app.map(AppId)).map_err(|error| self.failed(error))
    }
}
