//! How the calls of an app fare: pictures for who watches.

use super::{
    Api, Problem,
    apps::AppPath,
    caller::{ForApp, Standing},
    document::{Any, WithApp},
    watchers::Place,
};
use axum::{
    extract::State,
    http::HeaderName,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use cooee_node as node;
use cooee_proto::AppId;
use futures_util::stream;
use serde::Serialize;
use std::{convert::Infallible, sync::Arc};
use tokio::sync::watch;
use utoipa::ToSchema;

/// The calls at one moment. Figures are 0 until the server has measured for a second, which it
/// does while somebody looks.
#[derive(Serialize, ToSchema)]
pub struct Live {
    /// The server's clock.
    time_ms: u64,
    /// The app that was asked for.
    apps: Vec<LiveApp>,
}

/// One app.
#[derive(Serialize, ToSchema)]
pub struct LiveApp {
    app_id: u32,
    /// Its rooms, by their ids.
    rooms: Vec<LiveRoom>,
}

/// One room.
#[derive(Serialize, ToSchema)]
pub struct LiveRoom {
    room_id: String,
    /// When its first user came.
    created_ms: u64,
    /// Who is there, in the order of their logins.
    users: Vec<LiveUser>,
    /// The live streams, in the order of their publishes.
    streams: Vec<LiveStream>,
}

/// One user in a room.
#[derive(Serialize, ToSchema)]
pub struct LiveUser {
    user_id: String,
    /// What he is called.
    user_name: String,
    /// What his client runs on, as it says: `linux`, `macos`, `windows`, `web`, ….
    platform: String,
    logged_in_ms: u64,
    /// Whether he has a WebSocket at the moment.
    connected: bool,
    /// Whether he has a media transport at the moment.
    has_transport: bool,
    /// From the server to his client and back on the media path; absent until it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    round_trip_ms: Option<f64>,
}

/// One live stream.
#[derive(Serialize, ToSchema)]
pub struct LiveStream {
    stream_id: String,
    /// Who publishes it.
    user_id: String,
    /// When it went live.
    created_ms: u64,
    /// The codec of its sound: `opus`, or empty until some came.
    codec: String,
    /// The loudest moment of the last second: 0 (silence or below -60 dBov) to 100 (0 dBov).
    #[schema(minimum = 0, maximum = 100)]
    level: f32,
    /// Payload from the publisher.
    bits_per_second: u64,
    /// The share of packets lost on the way from the publisher in the last second.
    #[schema(minimum = 0, maximum = 1)]
    loss: f32,
    /// How much the packets' travel times from the publisher vary.
    jitter_ms: f64,
    /// Whether the publisher's microphone is open.
    has_open_microphone: bool,
    /// Whether it has pictures.
    has_video: bool,
    /// How they fare, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    video: Option<LiveVideo>,
    /// Who plays it, in any room of the app.
    players: Vec<LivePlayer>,
}

/// The pictures of a live stream.
#[derive(Serialize, ToSchema)]
pub struct LiveVideo {
    /// `vp8` or `h264`, or empty until some came.
    codec: String,
    /// Payload from the publisher.
    bits_per_second: u64,
    /// Pictures that came from the publisher in the last second.
    #[schema(minimum = 0)]
    frames_per_second: f32,
    /// The share of packets lost on the way from the publisher in the last second.
    #[schema(minimum = 0, maximum = 1)]
    loss: f32,
    /// How much the packets' travel times from the publisher vary.
    jitter_ms: f64,
    /// Whether the publisher's camera, or what takes its place, is on.
    has_open_camera: bool,
}

/// One play of a stream.
#[derive(Serialize, ToSchema)]
pub struct LivePlayer {
    /// Who plays it.
    user_id: String,
    /// The share of packets that do not reach him, as his client reports.
    #[schema(minimum = 0, maximum = 1)]
    loss: f32,
    /// How much the packets' travel times to him vary, as his client reports.
    jitter_ms: f64,
    /// Payload to him.
    bits_per_second: u64,
    /// Pictures to him, where he plays them, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    video_bits_per_second: Option<u64>,
}

/// Watch the calls of an app: server-sent events, one at once and then one each second. The data
/// of each is a picture in JSON. They end with the session or the key, which watching does not
/// prolong, and with the app. 50 may watch an app at once, and 200 a server.
#[utoipa::path(get, path = "/api/v1/apps/{app_id}/live", tag = "rooms",
    operation_id = "watch_live",
    params(AppPath), security(("session" = []), ("api_key" = [])),
    responses(
        (status = 200, body = Live, content_type = "text/event-stream"),
        (status = 429, body = Problem, description = "`too_many_watchers`: 50 watch this app."),
        Any, WithApp
    ))]
pub async fn watch(
    State(api): State<Api>,
    ForApp { app, .. }: ForApp,
    standing: Standing,
) -> Result<Response, Problem> {
    let app = app.app_id;
    let place = api.watchers().enter(app)?;
    let mut pictures = api.handle().watch_live(Some(app));
    // Who comes second sees at once what the first one sees; the very first picture is empty.
    if pictures.borrow().time_ms.0 > 0 {
        pictures.mark_changed();
    }
    let events =
        stream::unfold(Watcher { api, app, standing, pictures, _place: place }, Watcher::next);
    // nginx would keep events until it has a page of them.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((unbuffered, Sse::new(events)).into_response())
}

struct Watcher {
    api: Api,
    app: AppId,
    standing: Standing,
    pictures: watch::Receiver<Arc<node::Live>>,
    _place: Place,
}

impl Watcher {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        self.pictures.changed().await.ok()?;
        if !self.standing.lasts(&self.api, self.app).await {
            return None;
        }
        let live = self.pictures.borrow_and_update().clone();
        let event = Event::default().json_data(Live::of(&live)).ok()?;
        Some((Ok(event), self))
    }
}

impl Live {
    fn of(live: &node::Live) -> Self {
        let app = |app: &node::LiveApp| LiveApp {
            app_id: app.app_id.0,
            rooms: app.rooms.iter().map(LiveRoom::of).collect(),
        };
        Self { time_ms: live.time_ms.0, apps: live.apps.iter().map(app).collect() }
    }
}

impl LiveRoom {
    pub fn of(room: &node::LiveRoom) -> Self {
        Self {
            room_id: room.room_id.as_str().to_owned(),
            created_ms: room.created_ms.0,
            users: room.users.iter().map(LiveUser::of).collect(),
            streams: room.streams.iter().map(LiveStream::of).collect(),
        }
    }
}

impl LiveUser {
    fn of(user: &node::LiveUser) -> Self {
        Self {
            user_id: user.user_id.as_str().to_owned(),
            user_name: user.user_name.as_str().to_owned(),
            platform: user.platform.clone(),
            logged_in_ms: user.logged_in_ms.0,
            connected: user.connected,
            has_transport: user.has_transport,
            round_trip_ms: user.round_trip_ms,
        }
    }
}

impl LiveStream {
    fn of(stream: &node::LiveStream) -> Self {
        let player = |player: &node::LivePlayer| LivePlayer {
            user_id: player.user_id.as_str().to_owned(),
            loss: player.loss,
            jitter_ms: player.jitter_ms,
            bits_per_second: player.bits_per_second,
            video_bits_per_second: player.video_bits_per_second,
        };
        Self {
            stream_id: stream.stream_id.as_str().to_owned(),
            user_id: stream.user_id.as_str().to_owned(),
            created_ms: stream.created_ms.0,
            codec: stream.codec.to_owned(),
            level: stream.level,
            bits_per_second: stream.bits_per_second,
            loss: stream.loss,
            jitter_ms: stream.jitter_ms,
            has_open_microphone: stream.has_open_microphone,
            has_video: stream.has_video,
            video: stream.video.as_ref().map(LiveVideo::of),
            players: stream.players.iter().map(player).collect(),
        }
    }
}

impl LiveVideo {
    fn of(video: &node::LiveVideo) -> Self {
        Self {
            codec: video.codec.to_owned(),
            bits_per_second: video.bits_per_second,
            frames_per_second: video.frames_per_second,
            loss: video.loss,
            jitter_ms: video.jitter_ms,
            has_open_camera: video.has_open_camera,
        }
    }
}
