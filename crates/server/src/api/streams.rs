//! Streams of an app are ended, forbidden and allowed.

use super::{
    Api, Problem,
    apps::AppPath,
    caller::ForApp,
    document::{Any, WithApp},
    extract::Params,
};
use axum::{Json, extract::State, http::StatusCode};
use cooee_node::{Answer, Operation};
use cooee_proto::StreamId;
use serde::Deserialize;
use tracing::info;
use utoipa::IntoParams;

/// Which stream a path is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct StreamPath {
    /// The AppID.
    #[param(minimum = 1, maximum = 4294967295u32)]
    #[serde(rename = "app_id")]
    _app_id: u32,
    /// The streamID.
    #[param(min_length = 1, max_length = 256, pattern = "^[0-9A-Za-z_-]+$", example = "stream1")]
    stream_id: String,
}

impl StreamPath {
    fn stream(self) -> Result<StreamId, Problem> {
        StreamId::new(self.stream_id).map_err(Problem::bad_id)
    }
}

/// Stop a live stream: its publisher is told 1003025. It may be published again.
#[utoipa::path(delete, path = "/api/v1/apps/{app_id}/streams/{stream_id}", tag = "streams",
    operation_id = "stop_stream",
    params(StreamPath), security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn stop(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<StreamPath>,
) -> Result<StatusCode, Problem> {
    let (app, stream) = (app.app_id, path.stream()?);
    info!(app = app.0, "the HTTP API stops a stream");
    api.done(Operation::StopStream { app, stream }).await
}

/// Forbid a stream until it is resumed: nobody may publish it (1003025) or play it (1004025), also
/// who does so at the moment. It need not be live.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/streams/{stream_id}/forbid", tag = "streams",
    operation_id = "forbid_stream",
    params(StreamPath), security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn forbid(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<StreamPath>,
) -> Result<StatusCode, Problem> {
    let (app, stream) = (app.app_id, path.stream()?);
    info!(app = app.0, "the HTTP API forbids a stream");
    api.done(Operation::ForbidStream { app, stream }).await
}

/// Allow a forbidden stream again; nothing happens where it is not forbidden.
#[utoipa::path(post, path = "/api/v1/apps/{app_id}/streams/{stream_id}/resume", tag = "streams",
    operation_id = "resume_stream",
    params(StreamPath), security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn resume(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<StreamPath>,
) -> Result<StatusCode, Problem> {
    let (app, stream) = (app.app_id, path.stream()?);
    info!(app = app.0, "the HTTP API resumes a stream");
    api.done(Operation::ResumeStream { app, stream }).await
}

/// List the streams that are forbidden, by their ids.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/forbidden-streams", tag = "streams",
    operation_id = "list_forbidden_streams",
    params(AppPath), security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = Vec<String>), Any, WithApp))]
pub async fn forbidden(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
) -> Result<Json<Vec<String>>, Problem> {
    match api.operate(Operation::ForbiddenStreams { app: app.app_id }).await? {
        Answer::ForbiddenStreams(streams) => {
            Ok(Json(streams.iter().map(|stream| stream.as_str().to_owned()).collect()))
        }
        _ => Ok(Json(Vec::new())),
    }
}
