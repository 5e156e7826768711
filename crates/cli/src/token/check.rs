//! `cooee token check`.

use super::wall_clock;
use crate::arguments::app_id;
use crate::failure::{Failure, Outcome};
use clap::Args;
use cooee_proto::{AppId, ErrorCode, RoomId, StreamId, UserId, WallTime};
use cooee_server::config::DataArgs;
use cooee_server::store::{AppRecord, Store, StoreError};
use cooee_token::{Claims, Explanation, Question, ServerSecret, Token, explain};
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Explain a token in words: every claim, the clocks, what is wrong and what to do.
///
/// Without --app and --secret-file, every app of the store is tried.
/// Exit codes: 0 the token is good; 1 a server would refuse it; 2 this could not be decided.
#[derive(Args)]
pub struct Check {
    /// The token; `-` reads it from standard input, where other users of this machine do not
    /// see it.
    token: String,
    /// The app of the login. Its ServerSecret is taken from the store.
    #[arg(long, value_parser = app_id)]
    app: Option<AppId>,
    /// A file with the ServerSecret, for tokens of an app of another server.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The user of the login.
    #[arg(long)]
    user: Option<UserId>,
    /// The room of the login, to check the privileges that a strict app enforces.
    #[arg(long)]
    room: Option<RoomId>,
    /// A stream to publish in that room.
    #[arg(long, requires = "room")]
    stream: Option<StreamId>,
    /// The moment of the login in Unix seconds [default: now].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32))]
    at: Option<u32>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a token is held against.
enum Against {
    /// An app of the store.
    App(AppRecord),
    /// A secret from a file.
    Secret(ServerSecret),
    /// None of so many apps of the store made it.
    NoneOf(usize),
    /// There is no store, and no file was named.
    Nothing,
}

impl Check {
    pub(super) fn run(self, data: &DataArgs) -> Outcome {
        self.answer(data).map_err(|failure| failure.with_exit_code(UNDECIDED))
    }

    fn answer(&self, data: &DataArgs) -> Outcome {
        let token = self.token()?;
        let against = self.against(&token, data)?;
        let explanation = explain(&token, &self.question(&against));
        let refused = !explanation.problems.is_empty() || matches!(against, Against::NoneOf(_));
        if self.json {
            println!("{:#}", in_json(&explanation, &against, refused));
        } else {
            print!("{explanation}");
            self.print_note(&explanation, &against);
        }
        Ok(match (refused, explanation.is_good()) {
            (true, _) => ExitCode::FAILURE,
            (false, true) => ExitCode::SUCCESS,
            (false, false) => UNDECIDED.into(),
        })
    }

    fn token(&self) -> Result<String, Failure> {
        let text = match self.token.as_str() {
            "-" => {
                let mut text = String::new();
                std::io::stdin()
                    .take(MOST_TOKEN_BYTES)
                    .read_to_string(&mut text)
                    .map_err(|error| Failure::new(format!("standard input: {error}")))?;
                text
            }
            text => text.to_owned(),
        };
        Ok(text.trim().to_owned())
    }

    fn against(&self, token: &str, data: &DataArgs) -> Result<Against, Failure> {
        if let Some(path) = &self.secret_file {
            return secret_from(path).map(Against::Secret);
        }
        let store = match (Store::open_existing(&data.load()?.data_dir), self.app) {
            (Err(StoreError::Missing { .. }), None) => return Ok(Against::Nothing),
            (store, _) => store?,
        };
        if let Some(app) = self.app {
            return Ok(Against::App(store.app(app)?));
        }
        let apps = store.apps()?;
        let count = apps.len();
        let Ok(token) = Token::parse(token) else {
            return Ok(Against::Nothing);
        };
        let maker = apps.into_iter().find(|app| made_with(&token, &app.server_secret));
        Ok(maker.map_or(Against::NoneOf(count), Against::App))
    }

    fn question<'a>(&'a self, against: &'a Against) -> Question<'a> {
        let (secret, store_app, strict) = match against {
            Against::App(app) => (Some(&app.server_secret), Some(app.app_id), app.strict),
            Against::Secret(secret) => (Some(secret), None, true),
            Against::NoneOf(_) | Against::Nothing => (None, None, true),
        };
        Question {
            secret,
            app_id: self.app.or(store_app),
            user_id: self.user.as_ref(),
            room_id: self.room.as_ref().filter(|_| strict),
            stream_id: self.stream.as_ref().filter(|_| strict),
            now: self.at.map_or_else(wall_clock, |seconds| WallTime(u64::from(seconds) * 1000)),
        }
    }

    fn print_note(&self, explanation: &Explanation, against: &Against) {
        let app = match against {
            Against::App(app) => app,
            Against::NoneOf(count) => {
                println!("Refused: no ServerSecret of this store's {count} apps made it.");
                return;
            }
            Against::Secret(_) | Against::Nothing => return,
        };
        let AppRecord { app_id, name, strict, .. } = app;
        if self.app.is_none() {
            println!("It was made with the ServerSecret of app {app_id} ({name}).");
        }
        match (strict, &self.room, &explanation.claims) {
            (true, None, Some(_)) => {
                println!("Note: app {app_id} is strict; --room checks the privileges, too.");
            }
            (false, Some(_), Some(_)) => {
                println!("Note: app {app_id} is not strict, so the privileges are ignored.");
            }
            _ => {}
        }
    }
}

const UNDECIDED: u8 = 2;
/// Far above the longest token.
const MOST_TOKEN_BYTES: u64 = 1 << 20;

fn secret_from(path: &Path) -> Result<ServerSecret, Failure> {
    let named = |error: &dyn std::fmt::Display| {
        Failure::new(format!("--secret-file {}: {error}", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
    ServerSecret::new(text.trim()).map_err(|error| named(&error))
}

/// Also a token that was changed since then was made with the secret.
fn made_with(token: &Token, secret: &ServerSecret) -> bool {
    !matches!(token.open(secret), Err(error) if error.code == ErrorCode::AUTHENTICATION_FAILED)
}

fn in_json(explanation: &Explanation, against: &Against, refused: bool) -> Value {
    let Explanation { token, claims, problems, .. } = explanation;
    json!({
        "good": if refused { Some(false) } else { claims.as_ref().map(|_| true) },
        "form": token.as_ref().map(|token| token.form().to_string()),
        "secret_of_app": match against {
            Against::App(app) => Some(app.app_id),
            _ => None,
        },
        "claims": claims.as_ref().map(claims_in_json),
        "problems": problems,
    })
}

fn claims_in_json(claims: &Claims) -> Value {
    json!({
        "app_id": claims.app_id,
        "user_id": claims.user_id,
        "nonce": claims.nonce,
        "ctime_seconds": claims.ctime.seconds(),
        "expire_seconds": claims.expire.seconds(),
        "payload": claims.payload,
    })
}
