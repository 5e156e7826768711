//! API keys of an app.

use super::{
    Api, Problem,
    apps::{AppPath, checked_name},
    caller::OperatorForApp,
    document::{Any, WithApp, WithBody},
    extract::{Body, Params},
};
use crate::{control::wall_time, store};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::{IntoParams, ToSchema};

/// Keys that an app may have at once.
const MOST: usize = 100;

/// An API key, without what makes it one.
#[derive(Serialize, ToSchema)]
pub struct ApiKey {
    /// Its number.
    #[schema(minimum = 1)]
    key_id: i64,
    /// What it is called.
    name: String,
    /// Its first characters, to recognise it by.
    #[schema(example = "cooee_Xy1z")]
    begins_with: String,
    /// When it was made.
    created_ms: u64,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub struct NewApiKey {
    #[serde(flatten)]
    #[schema(inline)]
    key: ApiKey,
    /// The key itself. It is shown here and never again.
    api_key: String,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What to call it, such as the program that uses it.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$",
        example = "billing"
    )]
    name: String,
}

/// Which key a path is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct KeyPath {
    /// The AppID.
    #[param(minimum = 1, maximum = 4294967295u32)]
    #[serde(rename = "app_id")]
    _app_id: u32,
    /// The key's number.
    #[param(minimum = 1)]
    key_id: i64,
}

/// List the keys of an app.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/keys", tag = "keys", operation_id = "list_keys",
    params(AppPath), security(("session" = [])),
    responses((status = 200, body = Vec<ApiKey>), Any, WithApp))]
pub async fn list(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
) -> Result<Json<Vec<ApiKey>>, Problem> {
    let keys = api.stored(move |store| store.api_keys(app.app_id)).await?;
    Ok(Json(keys.into_iter().map(ApiKey::of).collect()))
}

/// Make a key. It reaches its app's rooms, streams, logins and tokens, and nothing else.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/keys", tag = "keys",
    operation_id = "create_key",
    params(AppPath), request_body = NewKey,
    security(("session" = [], "csrf_token" = [])),
    responses(
        (status = 201, body = NewApiKey),
        (status = 409, body = Problem, description = "`too_many_keys`"),
        Any, WithBody, WithApp
    ))]
pub async fn create(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
    Body(NewKey { name }): Body<NewKey>,
) -> Result<(StatusCode, Json<NewApiKey>), Problem> {
    let (app_id, name) = (app.app_id, checked_name(&name)?);
    let made = api.stored(move |store| {
        if store.api_keys(app_id)?.len() >= MOST {
            return Ok(None);
        }
        store.create_api_key(app_id, &name, wall_time()).map(Some)
    });
    let Some((key, secret)) = made.await? else {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "too_many_keys",
            format!("the app has {MOST} keys"),
            "Remove one that is not used.",
        ));
    };
    info!(app = app_id.0, key = key.key_id, "the operator made an API key");
    let api_key = secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(NewApiKey { key: ApiKey::of(key), api_key })))
}

/// Remove a key; it is refused from then on.
#[utoipa::path(delete, path = "/api/v1/apps/{app_id}/keys/{key_id}", tag = "keys",
    operation_id = "remove_key",
    params(KeyPath), security(("session" = [], "csrf_token" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn remove(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
    Params(KeyPath { key_id, .. }): Params<KeyPath>,
) -> Result<StatusCode, Problem> {
    let app_id = app.app_id;
    if !api.stored(move |store| store.remove_api_key(app_id, key_id)).await? {
        return Err(Problem::not_found("the app has no key of this number"));
    }
    info!(app = app_id.0, key = key_id, "the operator removed an API key");
    Ok(StatusCode::NO_CONTENT)
}

impl ApiKey {
    fn of(key: store::ApiKey) -> Self {
        let store::ApiKey { key_id, name, begins_with, created } = key;
        Self { key_id, name, begins_with, created_ms: created.0 }
    }
}
