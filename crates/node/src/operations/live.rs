//! How the calls of a node fare at this moment, as an operator sees it.

use crate::{Node, ShardId, media::SHARD, node::Moment, timers::Timer};
use cooee_proto::{AppId, RemoteDeviceState, SessionId, StreamId, UserId, UserName, WallTime};
use cooee_room::{RoomView, StreamView, UserView};
use cooee_sfu::{Codec, Command, Figures, PlayFigures, StreamFigures};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// How long media threads go on to measure after somebody looked.
const PATIENCE: Duration = Duration::from_secs(5);
/// The level that is shown as 0, in dBov; 0 dBov is shown as 100.
const QUIETEST: f32 = -60.0;

/// All rooms at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Live {
    /// The server's clock, in ms since 1970.
    pub time_ms: WallTime,
    /// The apps, by their AppIDs.
    pub apps: Vec<LiveApp>,
}

/// One app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveApp {
    /// The app.
    pub app_id: AppId,
    /// Its rooms, by their ids.
    pub rooms: Vec<LiveRoom>,
}

/// One room.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveRoom {
    /// The room.
    pub room_id: cooee_proto::RoomId,
    /// When its first user came, in ms since 1970.
    pub created_ms: WallTime,
    /// Who is there, in the order of their logins.
    pub users: Vec<LiveUser>,
    /// The live streams, in the order of their publishes.
    pub streams: Vec<LiveStream>,
}

/// One user in a room.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveUser {
    /// Who.
    pub user_id: UserId,
    /// What he is called.
    pub user_name: UserName,
    /// What his client runs on, as it says: `linux`, `macos`, `windows`, `web`, ….
    pub platform: String,
    /// When he logged in, in ms since 1970.
    pub logged_in_ms: WallTime,
    /// Whether he has a WebSocket at the moment.
    pub connected: bool,
    /// Whether he has a media transport at the moment.
    pub has_transport: bool,
    /// The time from the server to his client and back on the media path, in ms; absent until
    /// it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<f64>,
}

/// One live stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveStream {
    /// The stream.
    pub stream_id: StreamId,
    /// Who publishes it.
    pub user_id: UserId,
    /// When it went live, in ms since 1970.
    pub created_ms: WallTime,
    /// The codec of its sound: `opus`, or empty until some came while somebody watched.
    pub codec: &'static str,
    /// The loudest moment of the last second, 0 (silence or below -60 dBov) to 100 (0 dBov).
    pub level: f32,
    /// Payload from the publisher.
    pub bits_per_second: u64,
    /// The share of packets, 0 to 1, lost on the way from the publisher in the last second.
    pub loss: f32,
    /// How much the packets' travel times from the publisher vary.
    pub jitter_ms: f64,
    /// Whether the publisher's microphone is open.
    pub has_open_microphone: bool,
    /// Whether it has pictures: whether its publisher named a line that carries them.
    pub has_video: bool,
    /// How they fare, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<LiveVideo>,
    /// Who plays it, in any room of the app.
    pub players: Vec<LivePlayer>,
}

/// The pictures of a live stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiveVideo {
    /// Their codec: `vp8` or `h264`, or empty until some came while somebody watched.
    pub codec: &'static str,
    /// Payload from the publisher.
    pub bits_per_second: u64,
    /// Pictures that came from the publisher in the last second.
    pub frames_per_second: f32,
    /// The share of packets, 0 to 1, lost on the way from the publisher in the last second.
    pub loss: f32,
    /// How much the packets' travel times from the publisher vary.
    pub jitter_ms: f64,
    /// Whether the publisher's camera, or what takes its place, is on.
    pub has_open_camera: bool,
}

/// One play of a stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LivePlayer {
    /// Who plays it.
    pub user_id: UserId,
    /// The share of packets, 0 to 1, that do not reach him, as far as his client reports.
    pub loss: f32,
    /// How much the packets' travel times to him vary, as his client reports.
    pub jitter_ms: f64,
    /// Payload to him.
    pub bits_per_second: u64,
    /// Pictures to him, where he plays them, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_bits_per_second: Option<u64>,
}

/// What the media threads told for those who watch.
#[derive(Debug, Default)]
pub(crate) struct Watching {
    /// `None` while nobody watches.
    until: Option<Instant>,
    figures: BTreeMap<ShardId, Figures>,
}

impl Node {
    /// All rooms of an app, or of all. The media threads measure from here on for a while.
    pub(crate) fn live(&mut self, at: Moment, only: Option<AppId>) -> Live {
        let until = at.now + PATIENCE;
        if self.watching.until.replace(until).is_none() {
            self.command(SHARD, Command::Watch(true));
        }
        self.timers.set(Timer::Watching, Some(until));
        let figures = Index::of(self.watching.figures.values());
        let apps = self.apps.iter().filter(|(id, _)| only.is_none_or(|only| only == **id));
        let apps = apps.map(|(&app_id, app)| LiveApp {
            app_id,
            rooms: app.rooms.rooms().map(|room| self.live_room(app_id, room, &figures)).collect(),
        });
        Live { time_ms: at.wall, apps: apps.collect() }
    }

    /// Nobody watches any more.
    pub(crate) fn stop_watching(&mut self) {
        self.watching = Watching::default();
        self.command(SHARD, Command::Watch(false));
    }

    /// Takes what a media thread measured.
    pub(crate) fn take_figures(&mut self, shard: ShardId, figures: Figures) {
        if self.watching.until.is_some() {
            self.watching.figures.insert(shard, figures);
        }
    }

    fn live_room(&self, app: AppId, room: RoomView<'_>, figures: &Index<'_>) -> LiveRoom {
        LiveRoom {
            room_id: room.room_id.clone(),
            created_ms: room.created,
            users: room.users().map(|user| self.live_user(user, figures)).collect(),
            streams: room.streams().map(|it| self.live_stream(app, &it, figures)).collect(),
        }
    }

    fn live_user(&self, user: UserView<'_>, figures: &Index<'_>) -> LiveUser {
        let session = self.sessions.get(&user.session);
        let transport = session.and_then(|session| session.transport);
        let round_trip = transport.and_then(|id| figures.round_trips.get(&id));
        LiveUser {
            user_id: user.user.user_id.clone(),
            user_name: user.user.user_name.clone(),
            platform: session.map(|session| session.platform.clone()).unwrap_or_default(),
            logged_in_ms: user.logged_in,
            connected: session.is_some_and(|session| session.connection.is_some()),
            has_transport: transport.is_some(),
            round_trip_ms: round_trip.copied().map(milliseconds),
        }
    }

    /// The pictures of a stream, if its publisher's transport carries any.
    fn live_video(
        &self,
        view: &StreamView<'_>,
        figures: Option<&StreamFigures>,
    ) -> Option<LiveVideo> {
        let slot = self.sessions.get(&view.session)?.publishes.get(&view.stream.stream_id)?;
        self.transports.get(slot.transport).filter(|_| slot.video.is_some())?;
        Some(LiveVideo {
            codec: codec(figures),
            bits_per_second: figures.map_or(0, |it| it.bits_per_second),
            frames_per_second: figures.map_or(0.0, |it| it.frames_per_second),
            loss: figures.map_or(0.0, |it| it.loss),
            jitter_ms: figures.map_or(0.0, |it| milliseconds(it.jitter)),
            has_open_camera: view.stream.camera_state == RemoteDeviceState::Open,
        })
    }

    fn live_stream(&self, app: AppId, view: &StreamView<'_>, figures: &Index<'_>) -> LiveStream {
        let stream = view.stream;
        let handle = self.streams.handle(app, &stream.stream_id);
        let measured = handle.and_then(|it| figures.streams.get(&it).copied());
        let pictures = self.streams.pictures_handle(app, &stream.stream_id);
        let pictures = pictures.and_then(|it| figures.streams.get(&it).copied());
        let video = self.live_video(view, pictures);
        let players = view.players().map(|user| {
            let transport = self.sessions.get(&user.session).and_then(|it| it.transport);
            live_player(user, play_on(transport, measured), play_on(transport, pictures))
        });
        let of = |figure: fn(&StreamFigures) -> f64| measured.map_or(0.0, figure);
        LiveStream {
            stream_id: stream.stream_id.clone(),
            user_id: stream.user.user_id.clone(),
            created_ms: view.created,
            codec: codec(measured),
            level: of(|it| it.level.map_or(0.0, |level| f64::from(shown(level)))) as f32,
            bits_per_second: measured.map_or(0, |it| it.bits_per_second),
            loss: of(|it| f64::from(it.loss)) as f32,
            jitter_ms: of(|it| milliseconds(it.jitter)),
            has_open_microphone: stream.mic_state == RemoteDeviceState::Open,
            has_video: video.is_some(),
            video,
            players: players.collect(),
        }
    }
}

fn play_on(transport: Option<SessionId>, figures: Option<&StreamFigures>) -> Option<&PlayFigures> {
    figures?.players.iter().find(|play| Some(play.transport) == transport)
}

fn live_player(
    user: UserView<'_>,
    sound: Option<&PlayFigures>,
    pictures: Option<&PlayFigures>,
) -> LivePlayer {
    LivePlayer {
        user_id: user.user.user_id.clone(),
        loss: sound.map_or(0.0, |play| play.loss),
        jitter_ms: sound.map_or(0.0, |play| milliseconds(play.jitter)),
        bits_per_second: sound.map_or(0, |play| play.bits_per_second),
        video_bits_per_second: pictures.map(|play| play.bits_per_second),
    }
}

fn codec(figures: Option<&StreamFigures>) -> &'static str {
    match figures.and_then(|figures| figures.codec) {
        None => "",
        Some(Codec::Opus) => "opus",
        Some(Codec::Vp8) => "vp8",
        Some(Codec::H264) => "h264",
    }
}

/// The figures by what they are about.
struct Index<'a> {
    streams: BTreeMap<cooee_sfu::StreamHandle, &'a StreamFigures>,
    round_trips: BTreeMap<SessionId, Duration>,
}

impl<'a> Index<'a> {
    fn of(figures: impl Iterator<Item = &'a Figures> + Clone) -> Self {
        let streams = figures.clone().flat_map(|it| &it.streams);
        let transports = figures.flat_map(|it| &it.transports);
        Self {
            streams: streams.map(|it| (it.stream, it)).collect(),
            round_trips: transports.filter_map(|it| Some((it.transport, it.round_trip?))).collect(),
        }
    }
}

/// The level on the scale of the sound level callbacks.
fn shown(level: i8) -> f32 {
    ((f32::from(level) - QUIETEST) / -QUIETEST * 100.0).clamp(0.0, 100.0)
}

/// With microseconds.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
