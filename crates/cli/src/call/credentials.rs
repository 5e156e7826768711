//! How a login proves itself, without a secret on the command line.

use crate::failure::Failure;
use crate::token::wall_clock;
use clap::Args;
use cooee::{RoomId, UserId};
use cooee_proto::{AppId, WallTime};
use cooee_server::config::DataArgs;
use cooee_server::store::{AppRecord, Store, StoreError};
use cooee_token::{Claims, Form, Privileges, make};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The flags; at most one of them.
#[derive(Args)]
#[group(multiple = false)]
pub struct CredentialArgs {
    /// A file with the Token. It is read again when the Token is about to expire.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The environment variable that holds the Token.
    #[arg(long, value_name = "VARIABLE")]
    token_env: Option<String>,
    /// The Token itself; other users of this machine see it in the list of processes.
    #[arg(long)]
    token: Option<String>,
    /// A file with the AppSign.
    #[arg(long, value_name = "FILE")]
    app_sign_file: Option<PathBuf>,
    /// The environment variable that holds the AppSign.
    #[arg(long, value_name = "VARIABLE")]
    app_sign_env: Option<String>,
}

/// What a login proves itself with.
pub enum Credentials {
    /// The app's AppSign.
    AppSign(String),
    /// One Token.
    Token(String),
    /// A file that somebody may put another Token into.
    TokenFile(PathBuf),
    /// The store of a server on this machine: it can make any number of Tokens.
    Store(Box<AppRecord>),
    /// Nothing, which is enough for an open app.
    Nothing,
}

/// How long a Token from the store is good; it is renewed in time.
const VALID: Duration = Duration::from_secs(3600);

impl CredentialArgs {
    /// Reads what the flags name; without flags, looks for the app in the store.
    pub fn read(&self, data: &DataArgs, app: AppId) -> Result<Credentials, Failure> {
        Ok(if let Some(path) = &self.token_file {
            Credentials::TokenFile(path.clone())
        } else if let Some(variable) = &self.token_env {
            Credentials::Token(environment("--token-env", variable)?)
        } else if let Some(token) = &self.token {
            Credentials::Token(token.clone())
        } else if let Some(path) = &self.app_sign_file {
            Credentials::AppSign(file("--app-sign-file", path)?)
        } else if let Some(variable) = &self.app_sign_env {
            Credentials::AppSign(environment("--app-sign-env", variable)?)
        } else {
            from_store(data, app)?
        })
    }
}

impl Credentials {
    /// What the engine is created with.
    pub fn app_sign(&self) -> Option<String> {
        match self {
            Self::AppSign(app_sign) => Some(app_sign.clone()),
            _ => None,
        }
    }

    /// The Token for a login, or for its renewal; empty where there is none.
    pub fn token(&self, user: &UserId, room: &RoomId) -> Result<String, Failure> {
        Ok(match self {
            Self::AppSign(_) | Self::Nothing => String::new(),
            Self::Token(token) => token.clone(),
            Self::TokenFile(path) => file("--token-file", path)?,
            Self::Store(app) => {
                let claims = claims(app.app_id, user, room, wall_clock());
                make(&claims, &app.server_secret, Form::Gcm, rand::random())?
            }
        })
    }

    /// Whether [`Credentials::token`] may give another Token later.
    pub fn can_renew(&self) -> bool {
        matches!(self, Self::TokenFile(_) | Self::Store(_))
    }
}

/// The whole room, for one user.
fn claims(app_id: AppId, user: &UserId, room: &RoomId, now: WallTime) -> Claims {
    let ctime = WallTime(now.0 / 1000 * 1000);
    let privileges =
        Privileges { room_id: room.clone(), may_login: true, may_publish: true, streams: None };
    Claims {
        app_id,
        user_id: user.as_str().to_owned(),
        nonce: i64::from(rand::random::<i32>()),
        ctime,
        expire: WallTime(ctime.0 + VALID.as_millis() as u64),
        payload: privileges.to_payload(),
    }
}

/// A store without the app, or no store, is no failure: the app may be open, and if it is not,
/// the server's answer says so.
fn from_store(data: &DataArgs, app: AppId) -> Result<Credentials, Failure> {
    let data_dir = data.load()?.data_dir;
    let record = Store::open_existing(&data_dir).and_then(|store| store.app(app));
    match record {
        Ok(record) => Ok(Credentials::Store(Box::new(record))),
        Err(StoreError::Missing { .. } | StoreError::NoSuchApp(_)) => Ok(Credentials::Nothing),
        Err(error) => Err(error.into()),
    }
}

fn file(flag: &str, path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("{flag} {}: {error}", path.display())))?;
    Ok(text.trim().to_owned())
}

fn environment(flag: &str, variable: &str) -> Result<String, Failure> {
    let text = std::env::var(variable)
        .map_err(|error| Failure::new(format!("{flag} {variable}: {error}")))?;
    Ok(text.trim().to_owned())
}
