//! Who makes a request, and what it may reach.

use super::{Api, Problem};
use crate::{
    listener::Peer,
    operator::{
        browser::{CSRF_HEADER, is_own},
        sessions::SessionSecret,
    },
    store::{ApiKeySecret, AppRecord, OperatorLogin, PasswordHash, Store, StoreError},
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use cooee_proto::AppId;
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

/// The operator in a browser.
pub struct SignedIn {
    pub secret: SessionSecret,
    /// The password of the session.
    pub password: PasswordHash,
    /// How long the session lasts without a further request.
    pub lasts: Duration,
}

/// A request for one app that exists, by the operator or with a key of that app.
pub struct ForApp {
    pub app: AppRecord,
    pub is_operator: bool,
}

/// A request for one app that only the operator may make.
pub struct OperatorForApp(pub AppRecord);

/// Who makes a request that is answered for as long as he may make it.
pub struct Standing(Claim);

/// A request for the list of apps: all of the operator's, or the one of a key.
pub enum Lister {
    Operator,
    Key(AppId),
}

/// Where a request that anybody may try comes from: a page of this server, or no page.
pub struct Stranger(pub IpAddr);

impl FromRequestParts<Api> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        match Claim::read(parts, api)? {
            Claim::Key(_) => Err(operator_only()),
            Claim::Session(secret) => {
                let login = api.stored(Store::operator_login).await?;
                api.signed_in(secret, login)
            }
        }
    }
}

impl FromRequestParts<Api> for ForApp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let claim = Claim::read(parts, api)?;
        let app_id = app_id(parts, api).await;
        let found = api.stored(move |store| claim.look_up(store)).await?;
        let is_operator = match found {
            Found::Session(secret, login) => api.signed_in(secret, login).map(|_| true)?,
            Found::Key(None) => return Err(unknown_key()),
            // Also for an app that does not exist: a key learns nothing about others.
            Found::Key(Some(own)) if Ok(own) != app_id => return Err(other_app()),
            Found::Key(Some(_)) => false,
        };
        let app_id = app_id.map_err(|NotAnAppId| Problem::bad_app_id())?;
        let app = api.stored(move |store| store.app(app_id)).await?;
        Ok(Self { app, is_operator })
    }
}

impl FromRequestParts<Api> for OperatorForApp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        match ForApp::from_request_parts(parts, api).await? {
            ForApp { app, is_operator: true } => Ok(Self(app)),
            ForApp { .. } => Err(operator_only()),
        }
    }
}

impl FromRequestParts<Api> for Standing {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Claim::read(parts, api).map(Self)
    }
}

impl Standing {
    /// Whether the session lasts, which this does not prolong, or the key is still one of the app.
    pub async fn lasts(&self, api: &Api, app: AppId) -> bool {
        let claim = self.0.clone();
        match api.stored(move |store| claim.look_up(store)).await {
            Ok(Found::Session(secret, OperatorLogin::Password(password))) => {
                api.sessions().lasts(Instant::now(), &secret, &password)
            }
            Ok(Found::Key(own)) => own == Some(app),
            Ok(Found::Session(_, OperatorLogin::SetupNeeded(_))) | Err(_) => false,
        }
    }
}

impl FromRequestParts<Api> for Lister {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let claim = Claim::read(parts, api)?;
        match api.stored(move |store| claim.look_up(store)).await? {
            Found::Session(secret, login) => api.signed_in(secret, login).map(|_| Self::Operator),
            Found::Key(Some(app_id)) => Ok(Self::Key(app_id)),
            Found::Key(None) => Err(unknown_key()),
        }
    }
}

impl FromRequestParts<Api> for Stranger {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        if parts.method != Method::GET && !is_own(&parts.headers) {
            return Err(other_site());
        }
        let Some(Peer(address)) = parts.extensions.get() else {
            return Err(Problem::unavailable("no_peer", "the request comes from nowhere"));
        };
        Ok(Self(address.ip()))
    }
}

impl Api {
    /// Uses the session, if it lasts.
    pub fn signed_in(
        &self,
        secret: SessionSecret,
        login: OperatorLogin,
    ) -> Result<SignedIn, Problem> {
        let OperatorLogin::Password(password) = login else { return Err(Problem::signed_out()) };
        let lasts = self.sessions().use_session(Instant::now(), &secret, &password);
        let lasts = lasts.ok_or_else(Problem::signed_out)?;
        Ok(SignedIn { secret, password, lasts })
    }
}

/// What a request says about who makes it.
#[derive(Clone)]
enum Claim {
    Session(SessionSecret),
    Key(ApiKeySecret),
}

/// What the store has about it.
enum Found {
    Session(SessionSecret, OperatorLogin),
    Key(Option<AppId>),
}

impl Claim {
    /// A header `Authorization` counts alone: no browser sends it by itself, so that it needs
    /// none of the checks that a cookie needs.
    fn read(parts: &Parts, api: &Api) -> Result<Self, Problem> {
        if let Some(key) = bearer(&parts.headers) {
            return key.map(Self::Key);
        }
        let secret = api.cookie().read(&parts.headers).ok_or_else(Problem::signed_out)?;
        if parts.method.is_safe() {
            return Ok(Self::Session(secret));
        }
        if !is_own(&parts.headers) {
            return Err(other_site());
        }
        let token = parts.headers.get(CSRF_HEADER).and_then(|token| token.to_str().ok());
        match token.is_some_and(|token| secret.is_csrf_token(token)) {
            true => Ok(Self::Session(secret)),
            false => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "csrf_token",
                "the header X-CSRF-Token is missing or is not the session's",
                "GET /api/v1/session tells a page its csrf_token.",
            )),
        }
    }

    fn look_up(self, store: &Store) -> Result<Found, StoreError> {
        match self {
            Self::Session(secret) => Ok(Found::Session(secret, store.operator_login()?)),
            Self::Key(key) => store.app_of_api_key(&key).map(Found::Key),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<Result<ApiKeySecret, Problem>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let key = value.to_str().ok().and_then(|value| value.split_once(' '));
    let key = key.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Some(key.map(|(_, key)| ApiKeySecret::new(key.trim())).ok_or_else(unknown_key))
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct NotAnAppId;

async fn app_id(parts: &mut Parts, api: &Api) -> Result<AppId, NotAnAppId> {
    let params = RawPathParams::from_request_parts(parts, api).await.map_err(|_| NotAnAppId)?;
    let (_, text) = params.iter().find(|(name, _)| *name == "app_id").ok_or(NotAnAppId)?;
    // Rust reads "+1" as a number, too.
    let text = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = text.and_then(|text| text.parse().ok()).ok_or(NotAnAppId)?;
    AppId::new(number).map_err(|_| NotAnAppId)
}

fn unknown_key() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unknown_key",
        "the header Authorization holds no API key of this server",
        "Send Authorization: Bearer with a key that the console made, and that was not removed.",
    )
}

fn operator_only() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "operator_only",
        "an API key does not reach this",
        "Sign in as the operator.",
    )
}

fn other_app() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "other_app",
        "the API key is not for the app in the path",
        "Use the AppID that GET /api/v1/apps tells with this key.",
    )
}

fn other_site() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "other_site",
        "the request comes from a page of another site",
        "Only the server's own pages may do this with a session.",
    )
}
