//! The apps: who may use this server, with which secrets and rules.

use super::{
    Api, Problem,
    caller::{ForApp, Lister, OperatorForApp, SignedIn},
    document::{Any, WithApp, WithBody, WithLogin},
    extract::Body,
};
use crate::store::{self, AppChange, AppRecord, Callback};
use axum::{Json, extract::State, http::StatusCode};
use cooee_proto::AppId;
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::ToSchema;

/// An app without its secrets.
#[derive(Serialize, ToSchema)]
pub struct App {
    /// Its AppID.
    #[schema(minimum = 1, example = 1234567890)]
    app_id: u32,
    /// What it is called.
    name: String,
    auth: AuthMode,
    /// Whether the privileges in tokens are enforced.
    strict: bool,
    on_token_expiry: TokenExpiry,
}

/// What a login has to bring.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthMode {
    /// A Token, or for native clients a proof of the AppSign.
    AppSignAndToken,
    /// A Token.
    TokenOnly,
    /// Nothing: open test mode, for closed networks only.
    Open,
}

/// What happens to a user whose token expires during a call.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenExpiry {
    /// The user stays, and cannot publish further streams until the token is renewed.
    Stay,
    /// The user is kicked out with 1002056.
    Kick,
}

/// An app to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApp {
    /// What to call it; it need not be unique.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$",
        example = "classroom"
    )]
    name: String,
    /// Default: `app_sign_and_token`.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "given")]
    auth: Option<AuthMode>,
}

/// What of an app is to be changed; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedApp {
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$"
    )]
    #[serde(default, deserialize_with = "given")]
    name: Option<String>,
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "given")]
    auth: Option<AuthMode>,
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "given")]
    strict: Option<bool>,
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "given")]
    on_token_expiry: Option<TokenExpiry>,
}

/// The secrets of an app.
#[derive(Serialize, ToSchema)]
pub struct Secrets {
    /// For native clients: 64 hexadecimal digits.
    app_sign: String,
    /// For the business server, which makes tokens: 32 characters.
    server_secret: String,
    /// What signs callbacks: 32 characters.
    callback_secret: String,
}

/// Which secret is to be replaced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    secret: SecretName,
}

/// A secret of an app.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretName {
    /// Clients with the old one cannot log in any more.
    AppSign,
    /// Tokens made with the old one are refused.
    ServerSecret,
    /// Callbacks are signed with the fresh one.
    CallbackSecret,
}

/// List the apps: all of them for the operator, its own for an API key.
#[utoipa::path(get, path = "/api/v1/apps", tag = "apps", operation_id = "list_apps",
    security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = Vec<App>), Any, WithLogin))]
pub async fn list(State(api): State<Api>, lister: Lister) -> Result<Json<Vec<App>>, Problem> {
    let apps = match lister {
        Lister::Operator => api.stored(|store| store.apps()).await?,
        Lister::Key(app_id) => vec![api.stored(move |store| store.app(app_id)).await?],
    };
    Ok(Json(apps.iter().map(App::of).collect()))
}

/// Make an app with a fresh AppID, AppSign and ServerSecret.
#[utoipa::path(post, path = "/api/v1/apps", tag = "apps", operation_id = "create_app",
    request_body = NewApp,
    security(("session" = [], "csrf_token" = [])),
    responses((status = 201, body = App), Any, WithBody, WithLogin))]
pub async fn create(
    State(api): State<Api>,
    _: SignedIn,
    Body(NewApp { name, auth }): Body<NewApp>,
) -> Result<(StatusCode, Json<App>), Problem> {
    let name = checked_name(&name)?;
    let auth = auth.map(AuthMode::stored).unwrap_or_default();
    let app = api.changed(move |store| store.create_app(&name, auth)).await?;
    info!(app = app.app_id.0, "the operator made an app");
    Ok((StatusCode::CREATED, Json(App::of(&app))))
}

/// Show an app.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}", tag = "apps", operation_id = "get_app",
    params(AppPath), security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = App), Any, WithApp))]
pub async fn get(ForApp { app, .. }: ForApp) -> Json<App> {
    Json(App::of(&app))
}

/// Change an app. Running calls go on under the changed rules.
#[utoipa::path(patch, path = "/api/v1/apps/{app_id}", tag = "apps", operation_id = "change_app",
    params(AppPath), request_body = ChangedApp,
    security(("session" = [], "csrf_token" = [])),
    responses((status = 200, body = App), Any, WithBody, WithApp))]
pub async fn change(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
    Body(changed): Body<ChangedApp>,
) -> Result<Json<App>, Problem> {
    let change = AppChange {
        name: changed.name.as_deref().map(checked_name).transpose()?,
        auth: changed.auth.map(AuthMode::stored),
        strict: changed.strict,
        on_token_expiry: changed.on_token_expiry.map(TokenExpiry::stored),
    };
    let app_id = app.app_id;
    let app = api.changed(move |store| {
        store.change_app(app_id, &change)?;
        store.app(app_id)
    });
    let app = app.await?;
    info!(app = app_id.0, "the operator changed an app");
    Ok(Json(App::of(&app)))
}

/// Remove an app with its keys. Its calls end.
#[utoipa::path(delete, path = "/api/v1/apps/{app_id}", tag = "apps", operation_id = "remove_app",
    params(AppPath), security(("session" = [], "csrf_token" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn remove(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
) -> Result<StatusCode, Problem> {
    api.changed(move |store| store.remove_app(app.app_id)).await?;
    api.logins().forget(app.app_id);
    info!(app = app.app_id.0, "the operator removed an app");
    Ok(StatusCode::NO_CONTENT)
}

/// Show the secrets of an app.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/secrets", tag = "apps",
    operation_id = "get_secrets",
    params(AppPath), security(("session" = [])),
    responses((status = 200, body = Secrets), Any, WithApp))]
pub async fn secrets(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
) -> Result<Json<Secrets>, Problem> {
    info!(app = app.app_id.0, "the operator looked at the secrets of an app");
    let callback = api.stored(move |store| store.callback(app.app_id)).await?;
    Ok(Json(Secrets::of(&app, callback)))
}

/// Replace a secret of an app with a fresh one; the old one counts no longer.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/rotate", tag = "apps",
    operation_id = "rotate_secret",
    params(AppPath), request_body = Rotation,
    security(("session" = [], "csrf_token" = [])),
    responses((status = 200, body = Secrets), Any, WithBody, WithApp))]
pub async fn rotate(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
    Body(Rotation { secret }): Body<Rotation>,
) -> Result<Json<Secrets>, Problem> {
    let app_id: AppId = app.app_id;
    let app = api.changed(move |store| {
        match secret {
            SecretName::AppSign => store.rotate_app_sign(app_id).map(drop)?,
            SecretName::ServerSecret => store.rotate_server_secret(app_id).map(drop)?,
            SecretName::CallbackSecret => store.rotate_callback_secret(app_id).map(drop)?,
        }
        Ok((store.app(app_id)?, store.callback(app_id)?))
    });
    let (app, callback) = app.await?;
    info!(app = app_id.0, "the operator replaced a secret of an app");
    Ok(Json(Secrets::of(&app, callback)))
}

/// Which app a path is about.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "documents what the callers read")]
pub struct AppPath {
    /// The AppID.
    #[param(minimum = 1, maximum = 4294967295u32)]
    app_id: u32,
}

impl App {
    fn of(record: &AppRecord) -> Self {
        Self {
            app_id: record.app_id.0,
            name: record.name.clone(),
            auth: AuthMode::of(record.auth),
            strict: record.strict,
            on_token_expiry: TokenExpiry::of(record.on_token_expiry),
        }
    }
}

impl Secrets {
    fn of(record: &AppRecord, callback: Callback) -> Self {
        Self {
            app_sign: record.app_sign.reveal(),
            server_secret: record.server_secret.reveal().to_owned(),
            callback_secret: callback.secret,
        }
    }
}

impl AuthMode {
    fn of(stored: store::AuthMode) -> Self {
        match stored {
            store::AuthMode::AppSignAndToken => Self::AppSignAndToken,
            store::AuthMode::TokenOnly => Self::TokenOnly,
            store::AuthMode::Open => Self::Open,
        }
    }

    fn stored(self) -> store::AuthMode {
        match self {
            Self::AppSignAndToken => store::AuthMode::AppSignAndToken,
            Self::TokenOnly => store::AuthMode::TokenOnly,
            Self::Open => store::AuthMode::Open,
        }
    }
}

impl TokenExpiry {
    fn of(stored: store::TokenExpiry) -> Self {
        match stored {
            store::TokenExpiry::Stay => Self::Stay,
            store::TokenExpiry::Kick => Self::Kick,
        }
    }

    fn stored(self) -> store::TokenExpiry {
        match self {
            Self::Stay => store::TokenExpiry::Stay,
            Self::Kick => store::TokenExpiry::Kick,
        }
    }
}

/// A field that may be left out, and cannot be null.
pub fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

pub fn checked_name(text: &str) -> Result<String, Problem> {
    store::name(text).map_err(Problem::invalid)
}
