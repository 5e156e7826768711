//! The apps: who may use this server, with which secrets and rules.

use super::{Store, StoreError, callbacks::callback_secret};
use cooee_node::{AppRecord, AuthMode, TokenExpiry};
use cooee_proto::AppId;
use cooee_token::{AppSign, ServerSecret};
use rusqlite::{OptionalExtension, Row, ToSql, params};

impl Store {
    /// Makes an app with a fresh random AppID, AppSign and ServerSecret.
    pub fn create_app(&self, name: &str, auth: AuthMode) -> Result<AppRecord, StoreError> {
        loop {
            let record = AppRecord {
                app_id: AppId(rand::random_range(1..=u32::MAX)),
                name: name.to_owned(),
                app_sign: AppSign::from_random(rand::random()),
                server_secret: ServerSecret::from_random(rand::random()),
                auth,
                strict: false,
                on_token_expiry: TokenExpiry::default(),
            };
            if self.insert(&record)? {
                return Ok(record);
            }
        }
    }

    /// All apps, by AppID.
    pub fn apps(&self) -> Result<Vec<AppRecord>, StoreError> {
        let failed = |error| self.failed(error);
        let mut statement =
            self.connection.prepare("SELECT * FROM app ORDER BY app_id").map_err(failed)?;
        let rows = statement.query_map([], |row| Ok(self.record(row))).map_err(failed)?;
        rows.map(|row| row.map_err(failed)?).collect()
    }

    /// One app.
    pub fn app(&self, app_id: AppId) -> Result<AppRecord, StoreError> {
        self.connection
            .query_row("SELECT * FROM app WHERE app_id = ?", [app_id.0], |row| Ok(self.record(row)))
            .optional()
            .map_err(|error| self.failed(error))?
            .unwrap_or_else(|| Err(StoreError::no_such_app(app_id, &self.path)))
    }

    /// Gives an app a fresh AppSign; the old one is refused from then on.
    pub fn rotate_app_sign(&self, app_id: AppId) -> Result<AppSign, StoreError> {
        let app_sign = AppSign::from_random(rand::random());
        self.set(app_id, "app_sign", &app_sign.reveal())?;
        Ok(app_sign)
    }

    /// Gives an app a fresh ServerSecret; tokens of the old one are refused from then on.
    pub fn rotate_server_secret(&self, app_id: AppId) -> Result<ServerSecret, StoreError> {
        let server_secret = ServerSecret::from_random(rand::random());
        self.set(app_id, "server_secret", &server_secret.reveal())?;
        Ok(server_secret)
    }

    /// Changes what is given, all of it at once.
    pub fn change_app(&self, app_id: AppId, change: &AppChange) -> Result<(), StoreError> {
        let updated = self.connection.execute(
            "UPDATE app SET name = COALESCE(?, name), auth = COALESCE(?, auth),
             strict = COALESCE(?, strict), on_token_expiry = COALESCE(?, on_token_expiry)
             WHERE app_id = ?",
            params![
                change.name,
                change.auth.map(auth_word),
                change.strict,
                change.on_token_expiry.map(expiry_word),
                app_id.0
            ],
        );
        self.one_app(app_id, updated)
    }

    /// Removes an app with all that belongs to it; its calls end, and its AppID is free.
    pub fn remove_app(&self, app_id: AppId) -> Result<(), StoreError> {
        let removed = self.connection.execute("DELETE FROM app WHERE app_id = ?", [app_id.0]);
        self.one_app(app_id, removed)
    }

    /// Sets which proofs a login to the app may bring.
    pub fn set_auth(&self, app_id: AppId, auth: AuthMode) -> Result<(), StoreError> {
        self.change_app(app_id, &AppChange { auth: Some(auth), ..AppChange::default() })
    }

    /// Sets whether the privileges in tokens are enforced.
    pub fn set_strict(&self, app_id: AppId, strict: bool) -> Result<(), StoreError> {
        self.change_app(app_id, &AppChange { strict: Some(strict), ..AppChange::default() })
    }

    /// Sets what happens to a user whose token expires.
    pub fn set_token_expiry(&self, app_id: AppId, expiry: TokenExpiry) -> Result<(), StoreError> {
        let change = AppChange { on_token_expiry: Some(expiry), ..AppChange::default() };
        self.change_app(app_id, &change)
    }

    /// Writes a row; `false` where the AppID is taken.
    pub(super) fn insert(&self, record: &AppRecord) -> Result<bool, StoreError> {
        let inserted = self.connection.execute(
            "INSERT INTO app (app_id, name, app_sign, server_secret, auth, strict, on_token_expiry,
                              callback_secret)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (app_id) DO NOTHING",
            params![
                record.app_id.0,
                record.name,
                record.app_sign.reveal(),
                record.server_secret.reveal(),
                auth_word(record.auth),
                record.strict,
                expiry_word(record.on_token_expiry),
                callback_secret(),
            ],
        );
        Ok(inserted.map_err(|error| self.failed(error))? == 1)
    }

    pub(super) fn set(
        &self,
        app_id: AppId,
        column: &'static str,
        value: &dyn ToSql,
    ) -> Result<(), StoreError> {
        let update = format!("UPDATE app SET {column} = ? WHERE app_id = ?");
        self.one_app(app_id, self.connection.execute(&update, params![value, app_id.0]))
    }

    /// What a statement for one app did; without a row there is no such app.
    fn one_app(&self, app_id: AppId, rows: rusqlite::Result<usize>) -> Result<(), StoreError> {
        match rows.map_err(|error| self.failed(error))? {
            0 => Err(StoreError::no_such_app(app_id, &self.path)),
            _ => Ok(()),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<AppRecord, StoreError> {
        let get = |column| row.get::<_, String>(column).map_err(|error| self.failed(error));
        let app_id = row.get("app_id").map_err(|error| self.failed(error))?;
        let damaged =
            |column, what| StoreError::Damaged { path: self.path.clone(), app_id, column, what };
        let word = |column, words: &[&str]| {
            let found = get(column)?;
            let place = words.iter().position(|word| *word == found);
            place.ok_or_else(|| damaged(column, format!("is {found:?}, not one of {words:?}")))
        };
        Ok(AppRecord {
            app_id: AppId(app_id),
            name: get("name")?,
            app_sign: AppSign::new(&get("app_sign")?)
                .map_err(|error| damaged("app_sign", error.message))?,
            server_secret: ServerSecret::new(&get("server_secret")?)
                .map_err(|error| damaged("server_secret", error.message))?,
            auth: AUTH_MODES[word("auth", &AUTH_MODES.map(auth_word))?],
            strict: row.get("strict").map_err(|error| self.failed(error))?,
            on_token_expiry: EXPIRIES[word("on_token_expiry", &EXPIRIES.map(expiry_word))?],
        })
    }
}

/// What of an app is to be changed; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppChange {
    /// What it is called.
    pub name: Option<String>,
    /// Which proofs a login may bring.
    pub auth: Option<AuthMode>,
    /// Whether the privileges in tokens are enforced.
    pub strict: Option<bool>,
    /// What happens to a user whose token expires.
    pub on_token_expiry: Option<TokenExpiry>,
}

/// Checks what an app, or a key, is to be called: 1 to 100 characters, none of them a control
/// character.
pub fn name(text: &str) -> Result<String, String> {
    match text {
        "" => Err("the name is empty".to_owned()),
        _ if text.chars().count() > 100 => Err("the name is longer than 100 characters".to_owned()),
        _ if text.contains(char::is_control) => {
            Err("the name holds a control character".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
}

const AUTH_MODES: [AuthMode; 3] = [AuthMode::AppSignAndToken, AuthMode::TokenOnly, AuthMode::Open];
const EXPIRIES: [TokenExpiry; 2] = [TokenExpiry::Stay, TokenExpiry::Kick];

/// The word for an authentication mode, in the store and for programs.
pub fn auth_word(auth: AuthMode) -> &'static str {
    match auth {
        AuthMode::AppSignAndToken => "app_sign_and_token",
        AuthMode::TokenOnly => "token_only",
        AuthMode::Open => "open",
    }
}

/// The word for what happens at a token's expiry, in the store and for programs.
pub fn expiry_word(expiry: TokenExpiry) -> &'static str {
    match expiry {
        TokenExpiry::Stay => "stay",
        TokenExpiry::Kick => "kick",
    }
}
