//! The recent logins of an app, with what was answered.

use super::{
    Api, Problem,
    apps::AppPath,
    caller::ForApp,
    document::{Any, WithApp},
};
use crate::operator::logins::{Attempt, Outcome};
use axum::{Json, extract::State, http::StatusCode};
use cooee_node::LoginProof;
use serde::Serialize;
use utoipa::ToSchema;

/// A login that was tried.
#[derive(Serialize, ToSchema)]
pub struct Login {
    /// When, by the server's clock.
    time_ms: u64,
    room_id: String,
    user_id: String,
    /// What he is called.
    user_name: String,
    /// What his client runs on, as it says: `linux`, `macos`, `windows`, `web`, ….
    platform: String,
    /// What was answered: 0 for a login that succeeded.
    #[schema(minimum = 0)]
    code: u32,
    /// Which proof was accepted; absent where the login was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    proof: Option<Proof>,
    /// Why it was refused; absent where it succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<Problem>,
}

/// Which proof a login brought.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// None: the app is open.
    None,
    AppSign,
    Token,
}

/// List the last 500 logins of an app since the server started, the newest first. They are kept
/// in memory: a restart forgets them.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/logins", tag = "rooms",
    operation_id = "list_logins",
    params(AppPath), security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = Vec<Login>), Any, WithApp))]
pub async fn list(State(api): State<Api>, ForApp { app, .. }: ForApp) -> Json<Vec<Login>> {
    Json(api.logins().of_app(app.app_id).into_iter().map(Login::of).collect())
}

impl Login {
    fn of(attempt: Attempt) -> Self {
        let Attempt { time, room_id, user, platform, outcome } = attempt;
        let (code, proof, problem) = match outcome {
            Outcome::Good(proof) => (0, Some(Proof::of(proof)), None),
            Outcome::Refused(error) => {
                (error.code.0, None, Some(Problem::of(StatusCode::FORBIDDEN, error)))
            }
        };
        Self {
            time_ms: time.0,
            room_id: room_id.as_str().to_owned(),
            user_id: user.user_id.as_str().to_owned(),
            user_name: user.user_name.as_str().to_owned(),
            platform,
            code,
            proof,
            problem,
        }
    }
}

impl Proof {
    fn of(proof: LoginProof) -> Self {
        match proof {
            LoginProof::None => Self::None,
            LoginProof::AppSign => Self::AppSign,
            LoginProof::Token => Self::Token,
        }
    }
}
