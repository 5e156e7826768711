//! What is known of the call, drawn from the engine's events and figures.

use cooee::{
    DeviceType, ErrorCode, Event, JitterStatistics, PlayerQuality, PlayerState, PublisherQuality,
    PublisherState, RemoteDeviceState, RoomStateChangedReason, Statistics, Stream, StreamId,
    StreamQualityLevel, UpdateType, User, UserId,
};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The call at one moment.
#[derive(Debug, Default)]
pub struct Picture {
    /// How the login stands.
    pub link: Link,
    /// The other users of the room.
    pub users: BTreeMap<UserId, User>,
    /// The streams of others in the room.
    pub streams: BTreeMap<StreamId, Stream>,
    /// The streams that are played, or tried to.
    pub plays: BTreeMap<StreamId, Play>,
    /// The own stream.
    pub publish: Option<PublisherState>,
    /// From 0 to 100.
    pub captured_level: f64,
    pub microphone_muted: bool,
    pub speaker_muted: bool,
    /// The microphone could not be opened, or failed.
    pub has_no_microphone: bool,
    /// The speaker could not be opened, or failed.
    pub has_no_speaker: bool,
    pub statistics: Statistics,
    /// The newest figures of the own stream.
    pub sent: Option<PublisherQuality>,
    /// How good the way to the server is, and the way from it.
    pub network: Option<[StreamQualityLevel; 2]>,
    /// Since when the login and a publish or play want a media path, if there is none.
    pub pathless_since: Option<Instant>,
}

/// How the login stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Not logged in yet, or not any more.
    #[default]
    Out,
    /// In the room, since this moment.
    In(Instant),
    /// The server is not reached; the engine retries.
    Lost,
}

/// A stream that is played, or tried to.
#[derive(Debug)]
pub struct Play {
    pub state: PlayerState,
    /// The code of the last update.
    pub code: ErrorCode,
    /// From 0 to 100.
    pub level: f64,
    pub jitter: JitterStatistics,
    /// The newest figures of the last seconds.
    pub quality: Option<PlayerQuality>,
    /// When a packet arrived last, or the play began.
    pub heard_at: Instant,
}

impl Picture {
    /// Takes an event in.
    pub fn event(&mut self, now: Instant, event: &Event) {
        match event {
            Event::RoomStateChanged { reason, .. } => self.room_changed(now, *reason),
            Event::RoomUserUpdate { update, users, .. } => {
                for user in users {
                    match update {
                        UpdateType::Add => {
                            self.users.insert(user.user_id.clone(), user.clone());
                        }
                        UpdateType::Delete => {
                            self.users.remove(&user.user_id);
                        }
                    }
                }
            }
            Event::RoomStreamUpdate { update, streams, .. } => {
                for stream in streams {
                    match update {
                        UpdateType::Add => {
                            self.streams.insert(stream.stream_id.clone(), stream.clone());
                        }
                        UpdateType::Delete => {
                            self.streams.remove(&stream.stream_id);
                        }
                    }
                }
            }
            Event::RemoteMicStateUpdate { stream_id, state } => {
                if let Some(stream) = self.streams.get_mut(stream_id) {
                    stream.mic_state = *state;
                }
            }
            Event::PublisherStateUpdate { state, .. } => self.publish = Some(*state),
            Event::PlayerStateUpdate { stream_id, state, code, .. } => {
                self.play_changed(now, stream_id, *state, *code);
            }
            Event::CapturedSoundLevelUpdate { level } => self.captured_level = *level,
            Event::RemoteSoundLevelUpdate { levels } => {
                for (stream_id, level) in levels {
                    if let Some(play) = self.plays.get_mut(stream_id) {
                        play.level = *level;
                    }
                }
            }
            Event::PublisherQualityUpdate { quality, .. } => self.sent = Some(**quality),
            Event::PlayerQualityUpdate { stream_id, quality } => {
                if let Some(play) = self.plays.get_mut(stream_id) {
                    play.quality = Some(**quality);
                }
            }
            Event::NetworkQuality { upstream, downstream, .. } => {
                self.network = Some([*upstream, *downstream]);
            }
            Event::LocalDeviceExceptionOccurred { device, .. } => self.device(*device, false),
            Event::LocalDeviceStarted { device, .. } => self.device(*device, true),
            _ => {}
        }
    }

    fn device(&mut self, device: DeviceType, works: bool) {
        match device {
            DeviceType::Microphone => self.has_no_microphone = !works,
            DeviceType::Speaker => self.has_no_speaker = !works,
        }
    }

    /// Takes the engine's figures in.
    pub fn figures(&mut self, now: Instant, statistics: Statistics) {
        for (stream_id, figures) in &statistics.plays {
            if let Some(play) = self.plays.get_mut(stream_id) {
                if figures.jitter.received_packets != play.jitter.received_packets {
                    play.heard_at = now;
                }
                play.jitter = figures.jitter;
            }
        }
        self.statistics = statistics;
        let wants_path =
            matches!(self.link, Link::In(_)) && (self.publish.is_some() || !self.plays.is_empty());
        let has_path = self.statistics.transport.round_trip_time.is_some();
        self.pathless_since = match wants_path && !has_path {
            true => self.pathless_since.or(Some(now)),
            false => None,
        };
    }

    /// The name of who publishes a stream, if the stream is in the room.
    pub fn publisher(&self, stream_id: &StreamId) -> Option<&str> {
        self.streams.get(stream_id).map(|stream| stream.user.user_name.as_str())
    }

    /// What the microphone behind a stream does.
    pub fn remote_microphone(&self, stream_id: &StreamId) -> RemoteDeviceState {
        self.streams.get(stream_id).map(|stream| stream.mic_state).unwrap_or_default()
    }

    fn room_changed(&mut self, now: Instant, reason: RoomStateChangedReason) {
        use RoomStateChangedReason as Reason;
        self.link = match reason {
            Reason::Logined | Reason::Reconnected => Link::In(now),
            Reason::Reconnecting => Link::Lost,
            Reason::Logining
            | Reason::LoginFailed
            | Reason::ReconnectFailed
            | Reason::KickOut
            | Reason::Logout => Link::Out,
            Reason::LogoutFailed => self.link,
        };
    }

    fn play_changed(&mut self, now: Instant, id: &StreamId, state: PlayerState, code: ErrorCode) {
        if state == PlayerState::NoPlay && code.is_ok() {
            self.plays.remove(id);
            return;
        }
        let play = self.plays.entry(id.clone()).or_insert_with(|| Play {
            state,
            code,
            level: 0.0,
            jitter: JitterStatistics::default(),
            quality: None,
            heard_at: now,
        });
        if play.state != state {
            play.heard_at = now;
            play.level = 0.0;
        }
        (play.state, play.code) = (state, code);
    }
}

impl Play {
    /// The share of packets that did not arrive, 0 to 1.
    pub fn lost(&self) -> f64 {
        let lost = self.jitter.lost_packets;
        share(lost, lost + self.jitter.received_packets)
    }

    /// The share of samples that were made up, 0 to 1.
    pub fn concealed(&self) -> f64 {
        share(self.jitter.concealed_samples, self.jitter.played_samples)
    }

    /// How long nothing has arrived although it should.
    pub fn unheard(&self, now: Instant) -> Option<Duration> {
        (self.state == PlayerState::Playing).then(|| now.saturating_duration_since(self.heard_at))
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
