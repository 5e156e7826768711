//! The operator signs in and out.

use super::{
    Api, Problem,
    caller::{SignedIn, Stranger},
    document::{Any, WithBody, WithLogin},
    extract::Body,
    now_ms,
};
use crate::{
    operator::{
        password::{Busy, LONGEST, Password, SHORTEST},
        sessions::{IDLE, SessionSecret},
    },
    store::{OperatorLogin, PasswordHash, Store},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};
use tracing::{info, warn};
use utoipa::ToSchema;

/// What the server knows about who asks.
#[derive(Serialize, ToSchema)]
pub struct Session {
    state: SessionState,
    /// What goes into the header `X-CSRF-Token` of each request that is no GET.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    csrf_token: Option<String>,
    /// When the session ends without a further request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_ms: Option<u64>,
}

/// What a page shows.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// There is no password: the set-up link leads on.
    SetupNeeded,
    /// The password leads on.
    SignedOut,
    /// A session lasts.
    SignedIn,
}

/// A password for a server that has none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The code in the fragment of the set-up link.
    #[schema(max_length = 256)]
    setup_code: String,
    /// The password from then on.
    #[schema(min_length = 12, max_length = 256, example = "correct horse battery")]
    password: String,
}

/// The operator's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[schema(max_length = 256)]
    password: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password so far.
    #[schema(max_length = 256)]
    old: String,
    /// The password from then on.
    #[schema(min_length = 12, max_length = 256, example = "correct horse battery")]
    new: String,
}

/// Who asks: whether a password is to be set, or asked for.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses(
    (status = 200, body = Session), Any
))]
pub async fn get(State(api): State<Api>, headers: HeaderMap) -> Result<Json<Session>, Problem> {
    let login = api.stored(Store::operator_login).await?;
    if let OperatorLogin::SetupNeeded(_) = login {
        return Ok(Json(Session::without(SessionState::SetupNeeded)));
    }
    let signed_in =
        api.cookie().read(&headers).and_then(|secret| api.signed_in(secret, login).ok());
    Ok(Json(match signed_in {
        Some(SignedIn { secret, lasts, .. }) => Session::of(&secret, lasts),
        None => Session::without(SessionState::SignedOut),
    }))
}

/// Set the first password, with the code of the set-up link. It signs in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "session",
    request_body = SetUp, responses(
    (status = 200, body = Session, description = "The session's cookie comes with it."),
    (status = 401, body = Problem, description = "`wrong_setup_code`"),
    (status = 403, body = Problem, description = "`other_site`"),
    (status = 409, body = Problem, description = "`already_set_up`: there is a password."),
    (status = 429, body = Problem, description = "`too_many_attempts`; `Retry-After` says when."),
    Any, WithBody
))]
pub async fn set_up(
    State(api): State<Api>,
    Stranger(address): Stranger,
    headers: HeaderMap,
    Body(SetUp { setup_code, password }): Body<SetUp>,
) -> Result<Response, Problem> {
    let password = strong(password)?;
    let OperatorLogin::SetupNeeded(code) = api.stored(Store::operator_login).await? else {
        return Err(already_set_up());
    };
    api.throttle().attempt(Instant::now(), address).map_err(Problem::too_many)?;
    if !code.is(&setup_code) {
        warn!(%address, "a wrong set-up code was tried");
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_setup_code",
            "the set-up code is not the one of the link",
            "Open the link that `cooee serve` prints at its start, or `cooee operator reset`.",
        ));
    }
    let hash = api.passwords().hash(password).await.map_err(busy)?;
    let new = hash.clone();
    if !api.stored(move |store| store.use_setup_code(&code, &new)).await? {
        return Err(already_set_up());
    }
    info!(%address, "the operator's password was set");
    api.throttle().succeeded(Instant::now(), address);
    Ok(api.open_session(hash, &headers))
}

/// Sign in.
#[utoipa::path(post, path = "/api/v1/session", tag = "session",
    request_body = SignIn, responses(
    (status = 200, body = Session, description = "The session's cookie comes with it."),
    (status = 401, body = Problem, description = "`wrong_password`"),
    (status = 403, body = Problem, description = "`other_site`"),
    (status = 409, body = Problem, description = "`setup_needed`: there is no password."),
    (status = 429, body = Problem, description = "`too_many_attempts`; `Retry-After` says when."),
    Any, WithBody
))]
pub async fn sign_in(
    State(api): State<Api>,
    Stranger(address): Stranger,
    headers: HeaderMap,
    Body(SignIn { password }): Body<SignIn>,
) -> Result<Response, Problem> {
    let OperatorLogin::Password(hash) = api.stored(Store::operator_login).await? else {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "setup_needed",
            "there is no password",
            "Open the link that `cooee serve` prints at its start.",
        ));
    };
    if !api.is_password(address, password, &hash).await? {
        return Err(wrong_password(StatusCode::UNAUTHORIZED));
    }
    info!(%address, "the operator signed in");
    api.throttle().succeeded(Instant::now(), address);
    if let Some(old) = api.cookie().read(&headers) {
        api.sessions().close(&old);
    }
    Ok(api.open_session(hash, &headers))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    security(("session" = [], "csrf_token" = [])),
    responses((status = 204), Any, WithLogin))]
pub async fn sign_out(
    State(api): State<Api>,
    SignedIn { secret, .. }: SignedIn,
    headers: HeaderMap,
) -> Response {
    api.sessions().close(&secret);
    let cookie = api.cookie().clear(&headers);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Change the password. All sessions end, and a new one begins for who asked.
#[utoipa::path(put, path = "/api/v1/password", tag = "session",
    request_body = PasswordChange,
    security(("session" = [], "csrf_token" = [])),
    responses(
        (status = 200, body = Session, description = "The new session's cookie comes with it."),
        (status = 409, body = Problem, description = "`changed_meanwhile`"),
        (status = 429, body = Problem, description = "`too_many_attempts`; `Retry-After` says when."),
        Any, WithBody, WithLogin
    ))]
pub async fn change_password(
    State(api): State<Api>,
    SignedIn { password: hash, .. }: SignedIn,
    Stranger(address): Stranger,
    headers: HeaderMap,
    Body(PasswordChange { old, new }): Body<PasswordChange>,
) -> Result<Response, Problem> {
    let new = strong(new)?;
    if !api.is_password(address, old, &hash).await? {
        return Err(wrong_password(StatusCode::FORBIDDEN));
    }
    let new = api.passwords().hash(new).await.map_err(busy)?;
    let stored = new.clone();
    if !api.stored(move |store| store.change_password(&hash, &stored)).await? {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "changed_meanwhile",
            "somebody else has just changed the password",
            "Sign in again.",
        ));
    }
    info!(%address, "the operator's password was changed");
    api.throttle().succeeded(Instant::now(), address);
    Ok(api.open_session(new, &headers))
}

impl Api {
    /// Tries a password, where the one who tries has an attempt left.
    async fn is_password(
        &self,
        address: IpAddr,
        tried: String,
        hash: &PasswordHash,
    ) -> Result<bool, Problem> {
        self.throttle().attempt(Instant::now(), address).map_err(Problem::too_many)?;
        let is_right = self.passwords().verify(Password::new(tried), hash.clone()).await;
        let is_right = is_right.map_err(busy)?;
        if !is_right {
            warn!(%address, "a wrong operator password was tried");
        }
        Ok(is_right)
    }

    fn open_session(&self, password: PasswordHash, headers: &HeaderMap) -> Response {
        let secret = self.sessions().open(Instant::now(), password);
        let cookie = self.cookie().set(&secret, headers);
        ([(header::SET_COOKIE, cookie)], Json(Session::of(&secret, IDLE))).into_response()
    }
}

impl Session {
    fn of(secret: &SessionSecret, lasts: Duration) -> Self {
        Self {
            state: SessionState::SignedIn,
            csrf_token: Some(secret.csrf_token()),
            expires_ms: Some(now_ms() + lasts.as_millis() as u64),
        }
    }

    fn without(state: SessionState) -> Self {
        Self { state, csrf_token: None, expires_ms: None }
    }
}

fn strong(password: String) -> Result<Password, Problem> {
    const { assert!(SHORTEST == 12 && LONGEST == 256, "as documented above") };
    let password = Password::new(password);
    let hint = "Several words together are easy to keep in mind, and hard to guess.";
    let weak = |message| Problem::new(StatusCode::BAD_REQUEST, "weak_password", message, hint);
    password.check_strength().map(|()| password).map_err(weak)
}

fn wrong_password(status: StatusCode) -> Problem {
    let hint = "`cooee operator reset` makes a set-up link where the password is lost.";
    Problem::new(status, "wrong_password", "this is not the operator's password", hint)
}

fn already_set_up() -> Problem {
    let hint = "Sign in; `cooee operator reset` makes a set-up link where the password is lost.";
    Problem::new(StatusCode::CONFLICT, "already_set_up", "the password is set already", hint)
}

fn busy(_: Busy) -> Problem {
    Problem::unavailable("busy", "too many passwords wait to be checked")
}
