//! Where the callbacks of an app go, and what became of them.

use super::{
    Api, Problem,
    apps::AppPath,
    caller::OperatorForApp,
    document::{Any, WithApp, WithBody},
    extract::Body,
};
use crate::store::{self, DeliveryState};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::ToSchema;

/// Deliveries that are listed.
const LISTED: usize = 200;

/// Where the callbacks of an app go. What signs them is the app's `callback_secret`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Callbacks {
    /// An `http` or `https` URL; null, or empty in a request, where nothing is posted.
    #[schema(required = true, max_length = 2048, example = "https://app.example.com/cooee")]
    #[serde(deserialize_with = "Option::deserialize")]
    url: Option<String>,
}

/// A callback, with what became of it.
#[derive(Serialize, ToSchema)]
pub struct Delivery {
    /// Rises with each callback of the server.
    delivery_id: i64,
    room_id: String,
    /// Such as `room_login`.
    event: String,
    state: Progress,
    /// When it happened.
    created_ms: u64,
    /// How often it was posted.
    attempts: u32,
    /// When it is posted next, unless that has ended; a time that has passed means as soon as
    /// those of its room that came before it have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_ms: Option<u64>,
    /// When it was delivered or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_ms: Option<u64>,
    /// What was wrong with the last attempt; empty where nothing was.
    last_error: String,
    /// What is posted, without the fields of the signature.
    #[schema(value_type = Object)]
    body: serde_json::Value,
}

/// How far a callback is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It will be posted, for the first time or again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was posted for a day in vain.
    GivenUp,
}

/// Show where callbacks go.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/callbacks", tag = "callbacks",
    operation_id = "get_callbacks",
    params(AppPath), security(("session" = [])),
    responses((status = 200, body = Callbacks), Any, WithApp))]
pub async fn get(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
) -> Result<Json<Callbacks>, Problem> {
    let callback = api.stored(move |store| store.callback(app.app_id)).await?;
    Ok(Json(Callbacks { url: callback.url }))
}

/// Set where callbacks go. Those that wait go there, too.
#[utoipa::path(put, path = "/api/v1/apps/{app_id}/callbacks", tag = "callbacks",
    operation_id = "set_callbacks",
    params(AppPath), request_body = Callbacks,
    security(("session" = [], "csrf_token" = [])),
    responses((status = 200, body = Callbacks), Any, WithBody, WithApp))]
pub async fn set(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
    Body(Callbacks { url }): Body<Callbacks>,
) -> Result<Json<Callbacks>, Problem> {
    let (app_id, url) = (app.app_id, url.filter(|url| !url.is_empty()));
    let callback = api.stored(move |store| {
        store.set_callback_url(app_id, url.as_deref())?;
        store.callback(app_id)
    });
    let callback = callback.await?;
    info!(app = app_id.0, "the operator set where callbacks go");
    Ok(Json(Callbacks { url: callback.url }))
}

/// List the last 200 callbacks, the newest first. Those that ended are kept for a week.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/callbacks/deliveries", tag = "callbacks",
    operation_id = "list_deliveries",
    params(AppPath), security(("session" = [])),
    responses((status = 200, body = Vec<Delivery>), Any, WithApp))]
pub async fn deliveries(
    State(api): State<Api>,
    OperatorForApp(app): OperatorForApp,
) -> Result<Json<Vec<Delivery>>, Problem> {
    let deliveries = api.stored(move |store| store.recent_deliveries(app.app_id, LISTED)).await?;
    Ok(Json(deliveries.into_iter().map(Delivery::of).collect()))
}

impl Delivery {
    fn of(delivery: store::Delivery) -> Self {
        let (state, next, ended) = match delivery.state {
            DeliveryState::Waiting { next } => (Progress::Waiting, Some(next), None),
            DeliveryState::Delivered { at } => (Progress::Delivered, None, Some(at)),
            DeliveryState::Failed { at } => (Progress::GivenUp, None, Some(at)),
        };
        Self {
            delivery_id: delivery.delivery_id,
            room_id: delivery.room_id,
            event: delivery.event,
            state,
            created_ms: delivery.created.0,
            attempts: delivery.attempts,
            next_ms: next.map(|time| time.0),
            ended_ms: ended.map(|time| time.0),
            last_error: delivery.last_error,
            // What is stored was made here.
            body: serde_json::from_str(&delivery.body).unwrap_or_default(),
        }
    }
}
