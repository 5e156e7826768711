//! The rooms of an app: who is there, and how an operator ends that.

use super::{
    Api, Problem,
    apps::AppPath,
    caller::ForApp,
    document::{Any, WithApp},
    extract::{Asked, Params},
    live::LiveRoom,
};
use axum::{Json, extract::State, http::StatusCode};
use cooee_node::{Answer, Operation};
use cooee_proto::{AppId, Error, ErrorCode, RoomId, UserId};
use serde::Deserialize;
use tracing::info;
use utoipa::IntoParams;

/// The longest reason, in characters.
const MOST_REASON: usize = 256;

/// Which room a path is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RoomPath {
    /// The AppID.
    #[param(minimum = 1, maximum = 4294967295u32)]
    #[serde(rename = "app_id")]
    _app_id: u32,
    /// The roomID, percent-encoded. A colon before it does not count: the rooms `.` and `..` are
    /// written `:.` and `:..`, since URLs lose such segments.
    #[param(
        min_length = 1,
        max_length = 128,
        pattern = r"^:?[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$",
        example = "room1"
    )]
    room_id: String,
}

/// Which user of a room a path is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RoomUserPath {
    /// The AppID.
    #[param(minimum = 1, maximum = 4294967295u32)]
    #[serde(rename = "app_id")]
    _app_id: u32,
    /// The roomID, written as for the room itself.
    #[param(
        min_length = 1,
        max_length = 128,
        pattern = r"^:?[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$",
        example = "room1"
    )]
    room_id: String,
    /// The userID, percent-encoded, with a colon before `.` and `..`.
    #[param(
        min_length = 1,
        max_length = 64,
        pattern = r"^:?[0-9A-Za-z~!@#$%^&*()_+=`;',.<>/\\-]+$",
        example = "amy"
    )]
    user_id: String,
}

/// What users are told.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// What the users are told beside the code; left out, the server says it in its own words.
    #[param(max_length = 256)]
    #[serde(default)]
    reason: String,
}

/// List the rooms of an app, with who is in them and how they fare.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/rooms", tag = "rooms",
    operation_id = "list_rooms",
    params(AppPath), security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = Vec<LiveRoom>), Any, WithApp))]
pub async fn list(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
) -> Result<Json<Vec<LiveRoom>>, Problem> {
    let rooms = rooms(&api, app.app_id).await?;
    Ok(Json(rooms.iter().map(LiveRoom::of).collect()))
}

/// Show a room.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/rooms/{room_id}", tag = "rooms",
    operation_id = "get_room",
    params(RoomPath), security(("session" = []), ("api_key" = [])),
    responses((status = 200, body = LiveRoom), Any, WithApp))]
pub async fn get(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<RoomPath>,
) -> Result<Json<LiveRoom>, Problem> {
    let room_id = room_id(&path.room_id)?;
    let rooms = rooms(&api, app.app_id).await?;
    let room = rooms.iter().find(|room| room.room_id == room_id);
    let room = room.ok_or_else(|| {
        let message = format!("room {:?} does not exist", room_id.as_str());
        Problem::of(StatusCode::NOT_FOUND, Error::new(ErrorCode::ROOM_MISSING, message))
    })?;
    Ok(Json(LiveRoom::of(room)))
}

/// Close a room: all of its users are taken out, and told 1002055. It may be entered again.
#[utoipa::path(delete, path = "/api/v1/apps/{app_id}/rooms/{room_id}", tag = "rooms",
    operation_id = "close_room",
    params(RoomPath, Reason),
    security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn close(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<RoomPath>,
    Asked(reason): Asked<Reason>,
) -> Result<StatusCode, Problem> {
    let (app, room) = (app.app_id, room_id(&path.room_id)?);
    info!(app = app.0, "the HTTP API closes a room");
    let reason = reason.checked()?;
    api.done(Operation::CloseRoom { app, room, reason, wants_callback: true }).await
}

/// Kick a user out of a room, who is told 1002055. He may log in again.
#[utoipa::path(delete, path = "/api/v1/apps/{app_id}/rooms/{room_id}/users/{user_id}",
    tag = "rooms", operation_id = "kick_user",
    params(RoomUserPath, Reason),
    security(("session" = [], "csrf_token" = []), ("api_key" = [])),
    responses((status = 204), Any, WithApp))]
pub async fn kick(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    Params(path): Params<RoomUserPath>,
    Asked(reason): Asked<Reason>,
) -> Result<StatusCode, Problem> {
    let (app, room) = (app.app_id, room_id(&path.room_id)?);
    let users = vec![UserId::new(named(&path.user_id)).map_err(Problem::bad_id)?];
    info!(app = app.0, "the HTTP API kicks a user");
    let kick = Operation::KickUsers { app, room, users, reason: reason.checked()? };
    match api.operate(kick).await? {
        Answer::Passed { missing } if !missing.is_empty() => {
            Err(Problem::not_found("the user is not in the room"))
        }
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

impl Reason {
    fn checked(self) -> Result<String, Problem> {
        match self.reason.chars().count() > MOST_REASON {
            true => Err(Problem::invalid(format!("reason has more than {MOST_REASON} characters"))),
            false => Ok(self.reason),
        }
    }
}

fn room_id(text: &str) -> Result<RoomId, Problem> {
    RoomId::new(named(text)).map_err(Problem::bad_id)
}

/// An id of a path, without the colon that no id begins with.
fn named(text: &str) -> &str {
    text.strip_prefix(':').unwrap_or(text)
}

async fn rooms(api: &Api, app: AppId) -> Result<Vec<cooee_node::LiveRoom>, Problem> {
    match api.operate(Operation::Live { app: Some(app) }).await? {
        Answer::Live(live) => Ok(live.apps.into_iter().flat_map(|app| app.rooms).collect()),
        _ => Ok(Vec::new()),
    }
}
