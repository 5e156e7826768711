//! Tokens are made for trying things out, and explained when a login was refused.

use super::{
    Problem,
    apps::{AppPath, given},
    caller::ForApp,
    document::{Any, WithApp, WithBody},
    extract::Body,
    now_ms,
};
use axum::{Json, http::StatusCode};
use cooee_proto::{Error, RoomId, StreamId, UserId, WallTime};
use cooee_token::{Claims, Form, Privileges, Question, explain, make};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// The longest that a token made here is good: 30 days.
const LONGEST_SECONDS: u32 = 30 * 24 * 3600;

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// The user that logs in with it.
    #[schema(
        min_length = 1,
        max_length = 63,
        pattern = r"^[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$",
        example = "amy"
    )]
    user_id: String,
    /// Put privileges into the token: it is good for this room only, where the app is strict.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 127,
        pattern = r"^[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$",
        example = "room1"
    )]
    #[serde(default, deserialize_with = "given")]
    room_id: Option<String>,
    /// Privilege "1": may log in to the room. Counts with `room_id`.
    #[serde(default = "yes")]
    #[schema(default = true)]
    may_login: bool,
    /// Privilege "2": may publish. Counts with `room_id`.
    #[serde(default = "yes")]
    #[schema(default = true)]
    may_publish: bool,
    /// The only streams that may be published; none for any. Counts with `room_id`.
    #[schema(max_items = 64)]
    #[serde(default)]
    stream_ids: Vec<String>,
    /// How long it is good.
    #[schema(minimum = 1, maximum = 2592000, example = 3600)]
    valid_seconds: u32,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// The Token04, in its GCM form.
    token: String,
    /// The moment from which it no longer counts.
    expires_ms: u64,
}

/// A token that somebody wonders about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedToken {
    /// The token.
    #[schema(max_length = 100000)]
    token: String,
    /// The user of the login; without it that claim is not checked.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 63,
        pattern = r"^[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$"
    )]
    #[serde(default, deserialize_with = "given")]
    user_id: Option<String>,
    /// The room of the login; its privileges are checked where the app is strict.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 127,
        pattern = r"^[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$"
    )]
    #[serde(default, deserialize_with = "given")]
    room_id: Option<String>,
}

/// A token in parts, and what is wrong with it.
#[derive(Serialize, ToSchema)]
pub struct ExplainedToken {
    /// Whether a login of this app with it succeeds now, as far as was asked.
    is_valid: bool,
    /// What a login is answered, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<u32>,
    /// Which cipher it uses, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    form: Option<TokenForm>,
    /// What it says, where this app's ServerSecret opens it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    claims: Option<TokenClaims>,
    /// The expiry that is readable without the secret, which anybody can change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unverified_expires_ms: Option<u64>,
    /// All that is wrong; the first is what a login is answered.
    findings: Vec<Problem>,
    /// This server's clock.
    server_time_ms: u64,
}

/// The cipher of a token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    Cbc,
    Gcm,
}

/// What a token says.
#[derive(Serialize, ToSchema)]
pub struct TokenClaims {
    app_id: u32,
    user_id: String,
    nonce: i64,
    /// When it was made, by the clock of who made it.
    made_ms: u64,
    /// The moment from which it no longer counts.
    expires_ms: u64,
    /// The payload as it is.
    payload: String,
    /// The payload as privileges, where it is that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    privileges: Option<TokenPrivileges>,
}

/// What a strict app lets the token's holder do.
#[derive(Serialize, ToSchema)]
pub struct TokenPrivileges {
    room_id: String,
    may_login: bool,
    may_publish: bool,
    /// The only streams that may be published; none for any.
    stream_ids: Vec<String>,
}

/// Make a token with the app's ServerSecret.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/tokens", tag = "tokens",
    params(AppPath), request_body = NewToken,
    security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 201, body = MadeToken), Any, WithBody, WithApp))]
pub async fn make_token(
    ForApp { app, .. }: ForApp,
    Body(wanted): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let user_id = UserId::new(wanted.user_id).map_err(Problem::bad_id)?;
    let seconds = wanted.valid_seconds;
    if !(1..=LONGEST_SECONDS).contains(&seconds) {
        let message = format!("valid_seconds is {seconds}, not from 1 to {LONGEST_SECONDS}");
        return Err(Problem::invalid(message));
    }
    let room_id = wanted.room_id.map(RoomId::new).transpose().map_err(Problem::bad_id)?;
    let streams = wanted.stream_ids.into_iter().map(StreamId::new).collect::<Result<Vec<_>, _>>();
    let streams = streams.map_err(Problem::bad_id)?;
    if streams.len() > 64 {
        return Err(Problem::invalid("stream_ids has more than 64 entries"));
    }
    let privileges = room_id.map(|room_id| Privileges {
        room_id,
        may_login: wanted.may_login,
        may_publish: wanted.may_publish,
        streams: Some(streams).filter(|streams| !streams.is_empty()),
    });
    let valid = Duration::from_secs(u64::from(seconds));
    let now = WallTime(now_ms());
    let claims = Claims::new(app.app_id, &user_id, privileges.as_ref(), now, valid, rand::random());
    let token = make(&claims, &app.server_secret, Form::Gcm, rand::random());
    let token = token.map_err(Problem::bad_id)?;
    Ok((StatusCode::CREATED, Json(MadeToken { token, expires_ms: claims.expire.0 })))
}

/// Explain a token: each claim, both clocks, what is wrong and what to do.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/tokens/explain", tag = "tokens",
    params(AppPath), request_body = AskedToken,
    security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 200, body = ExplainedToken), Any, WithBody, WithApp))]
pub async fn explain_token(
    ForApp { app, .. }: ForApp,
    Body(asked): Body<AskedToken>,
) -> Result<Json<ExplainedToken>, Problem> {
    let user_id = asked.user_id.map(UserId::new).transpose().map_err(Problem::bad_id)?;
    let room_id = asked.room_id.map(RoomId::new).transpose().map_err(Problem::bad_id)?;
    let now = WallTime(now_ms());
    let question = Question {
        secret: Some(&app.server_secret),
        app_id: Some(app.app_id),
        user_id: user_id.as_ref(),
        room_id: room_id.as_ref().filter(|_| app.strict),
        stream_id: None,
        now,
    };
    let explanation = explain(asked.token.trim(), &question);
    let token = explanation.token.as_ref();
    Ok(Json(ExplainedToken {
        is_valid: explanation.is_good(),
        code: explanation.problems.first().map(|problem| problem.code.0),
        form: token.map(|token| match token.form() {
            Form::Cbc => TokenForm::Cbc,
            Form::Gcm => TokenForm::Gcm,
        }),
        claims: explanation.claims.as_ref().map(TokenClaims::of),
        unverified_expires_ms: token.and_then(|token| token.unverified_expire()).map(|time| time.0),
        findings: explanation.problems.into_iter().map(finding).collect(),
        server_time_ms: now.0,
    }))
}

fn finding(error: Error) -> Problem {
    Problem::of(StatusCode::OK, error)
}

impl TokenClaims {
    fn of(claims: &Claims) -> Self {
        let privileges = claims.privileges().ok().flatten().map(|privileges| TokenPrivileges {
            room_id: privileges.room_id.as_str().to_owned(),
            may_login: privileges.may_login,
            may_publish: privileges.may_publish,
            stream_ids: privileges
                .streams
                .iter()
                .flatten()
                .map(|stream| stream.as_str().to_owned())
                .collect(),
        });
        Self {
            app_id: claims.app_id.0,
            user_id: claims.user_id.clone(),
            nonce: claims.nonce,
            made_ms: claims.ctime.0,
            expires_ms: claims.expire.0,
            payload: claims.payload.clone(),
            privileges,
        }
    }
}

fn yes() -> bool {
    true
}
