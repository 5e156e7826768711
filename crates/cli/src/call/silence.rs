//! Why somebody hears nothing: each reason once, when it begins.

use super::picture::{Link, Picture, Play};
use cooee::{ErrorCode, PlayerState, RemoteDeviceState, StreamId};
use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

/// Why the user hears nothing, or is not heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    NotConnected,
    NoMediaPath,
    NoSpeaker,
    SpeakerMuted,
    NobodyPublishes,
    StreamMissing(StreamId),
    PathLost(StreamId),
    Refused(StreamId),
    RemoteMuted(StreamId, String),
    RemoteDisabled(StreamId, String),
    NothingArrives(StreamId),
    NoPlace(StreamId),
    NoMicrophone,
    MicrophoneMuted,
}

/// Tells each reason when it begins.
#[derive(Default)]
pub struct Watch {
    known: BTreeSet<Reason>,
}

/// Packets come every 20 ms, so this is no jitter.
const NOTHING_ARRIVES: Duration = Duration::from_secs(2);

/// A path is found within a few round trips.
const NO_PATH: Duration = Duration::from_secs(5);

/// The first list of streams comes with the login.
const FIRST_LIST: Duration = Duration::from_secs(1);

impl Watch {
    /// The reasons that began since the last look.
    pub fn begun(&mut self, reasons: BTreeSet<Reason>) -> Vec<Reason> {
        let begun = reasons.difference(&self.known).cloned().collect();
        self.known = reasons;
        begun
    }
}

/// All reasons at this moment. `wants_all` and `waiting` are the plan of what is played.
pub fn reasons(
    picture: &Picture,
    now: Instant,
    wants_all: bool,
    waiting: &[StreamId],
) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    match picture.link {
        Link::Lost => {
            reasons.insert(Reason::NotConnected);
        }
        Link::In(since) => {
            let is_old = now.saturating_duration_since(since) >= FIRST_LIST;
            if wants_all && is_old && picture.streams.is_empty() {
                reasons.insert(Reason::NobodyPublishes);
            }
        }
        Link::Out => {}
    }
    if picture.pathless_since.is_some_and(|since| now.saturating_duration_since(since) >= NO_PATH) {
        reasons.insert(Reason::NoMediaPath);
    }
    if picture.has_no_speaker {
        reasons.insert(Reason::NoSpeaker);
    }
    if picture.has_no_microphone {
        reasons.insert(Reason::NoMicrophone);
    }
    if picture.speaker_muted {
        reasons.insert(Reason::SpeakerMuted);
    }
    if picture.microphone_muted {
        reasons.insert(Reason::MicrophoneMuted);
    }
    reasons.extend(waiting.iter().cloned().map(Reason::NoPlace));
    for (id, play) in &picture.plays {
        reasons.extend(why_silent(picture, now, id, play));
    }
    reasons
}

fn why_silent(picture: &Picture, now: Instant, id: &StreamId, play: &Play) -> Option<Reason> {
    let publisher = || picture.publisher(id).unwrap_or("the publisher").to_owned();
    match (play.state, play.code) {
        (PlayerState::NoPlay, _) => Some(Reason::Refused(id.clone())),
        (PlayerState::PlayRequesting, ErrorCode::STREAM_MISSING) => {
            Some(Reason::StreamMissing(id.clone()))
        }
        (PlayerState::PlayRequesting, code) if !code.is_ok() => Some(Reason::PathLost(id.clone())),
        (PlayerState::PlayRequesting, _) => None,
        (PlayerState::Playing, _) => match picture.remote_microphone(id) {
            RemoteDeviceState::Mute => Some(Reason::RemoteMuted(id.clone(), publisher())),
            RemoteDeviceState::Disable => Some(Reason::RemoteDisabled(id.clone(), publisher())),
            RemoteDeviceState::Open => play
                .unheard(now)
                .is_some_and(|unheard| unheard >= NOTHING_ARRIVES)
                .then(|| Reason::NothingArrives(id.clone())),
        },
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => f.write_str(
                "You may hear nothing: the server is not reached; it is retried until it is.",
            ),
            Self::NoMediaPath => write!(
                f,
                "You hear nothing and are not heard: no path for sound to the server was found \
                 in {} s. Its UDP port may be blocked, or the server needs --advertise-ip.",
                NO_PATH.as_secs()
            ),
            Self::NoSpeaker => f.write_str(
                "You hear nothing: there is no speaker. --devices lists them, --speaker takes \
                 another, --output records into a file.",
            ),
            Self::SpeakerMuted => f.write_str("You hear nothing: the speaker is muted."),
            Self::NobodyPublishes => {
                f.write_str("You hear nothing: nobody else publishes in this room.")
            }
            Self::StreamMissing(id) => {
                write!(f, "You do not hear {id}: no such stream; it is played when it appears.")
            }
            Self::PathLost(id) => {
                write!(f, "You do not hear {id}: the path to the server is lost; it is retried.")
            }
            Self::Refused(id) => write!(f, "You do not hear {id}: its play was refused."),
            Self::RemoteMuted(id, who) => {
                write!(f, "You do not hear {id}: {who} muted the microphone.")
            }
            Self::RemoteDisabled(id, who) => {
                write!(f, "You do not hear {id}: {who} switched the microphone off.")
            }
            Self::NothingArrives(id) => write!(
                f,
                "You do not hear {id}: nothing has arrived for {} s; its publisher's network or \
                 yours is broken.",
                NOTHING_ARRIVES.as_secs()
            ),
            Self::NoPlace(id) => {
                write!(f, "You do not hear {id}: 12 streams are played already; it waits.")
            }
            Self::NoMicrophone => f.write_str(
                "Others hear silence from you: there is no microphone. --devices lists them, \
                 --microphone takes another, --input plays a file.",
            ),
            Self::MicrophoneMuted => {
                f.write_str("Others hear silence from you: the microphone is muted.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee::{Event, RoomId, RoomStateChangedReason, Statistics, Stream, UpdateType, User};
    use cooee::{PlayStatistics, UserId};

    fn id() -> StreamId {
        StreamId::new("s").unwrap()
    }

    fn room_event(reason: RoomStateChangedReason) -> Event {
        Event::RoomStateChanged {
            room_id: RoomId::new("r").unwrap(),
            reason,
            code: ErrorCode::OK,
            extended_data: Default::default(),
        }
    }

    fn play_event(state: PlayerState, code: ErrorCode) -> Event {
        let extended_data = Default::default();
        Event::PlayerStateUpdate { stream_id: id(), state, code, extended_data }
    }

    /// A call in which bob's stream is heard.
    fn talking(now: Instant) -> Picture {
        let mut picture = Picture::default();
        picture.event(now, &room_event(RoomStateChangedReason::Logined));
        let stream = Stream {
            stream_id: id(),
            user: User::from_id(UserId::new("bob").unwrap()),
            extra_info: String::new(),
            mic_state: RemoteDeviceState::Open,
            camera_state: RemoteDeviceState::Disable,
        };
        picture.event(
            now,
            &Event::RoomStreamUpdate {
                room_id: RoomId::new("r").unwrap(),
                update: UpdateType::Add,
                streams: vec![stream],
                reasons: Vec::new(),
            },
        );
        picture.event(now, &play_event(PlayerState::Playing, ErrorCode::OK));
        picture.figures(now, figures(1));
        picture
    }

    fn figures(received: u64) -> Statistics {
        let mut statistics = Statistics::default();
        statistics.transport.round_trip_time = Some(Duration::from_millis(5));
        let mut play = PlayStatistics::default();
        play.jitter.received_packets = received;
        statistics.plays.insert(id(), play);
        statistics
    }

    fn all(picture: &Picture, now: Instant) -> Vec<Reason> {
        reasons(picture, now, true, &[]).into_iter().collect()
    }

    #[test]
    fn a_good_call_has_none() {
        let now = Instant::now();
        assert_eq!(all(&talking(now), now + NOTHING_ARRIVES / 2), []);
    }

    #[test]
    fn a_stream_is_silent_for_its_own_reasons() {
        use PlayerState::{NoPlay, PlayRequesting, Playing};
        let now = Instant::now();
        for (state, code, expected) in [
            (PlayRequesting, ErrorCode::STREAM_MISSING, Some(Reason::StreamMissing(id()))),
            (PlayRequesting, ErrorCode::PLAY_INTERRUPTED, Some(Reason::PathLost(id()))),
            (PlayRequesting, ErrorCode::OK, None),
            (NoPlay, ErrorCode::PLAY_FORBIDDEN, Some(Reason::Refused(id()))),
            (NoPlay, ErrorCode::OK, None),
            (Playing, ErrorCode::OK, None),
        ] {
            let mut picture = talking(now);
            picture.event(now, &play_event(state, code));
            assert_eq!(all(&picture, now), Vec::from_iter(expected), "{state:?} {code}");
        }
        for (state, expected) in [
            (RemoteDeviceState::Mute, Reason::RemoteMuted(id(), "bob".to_owned())),
            (RemoteDeviceState::Disable, Reason::RemoteDisabled(id(), "bob".to_owned())),
        ] {
            let mut picture = talking(now);
            picture.event(now, &Event::RemoteMicStateUpdate { stream_id: id(), state });
            assert_eq!(all(&picture, now), [expected]);
        }
    }

    #[test]
    fn packets_that_stop_are_noticed_until_they_come_again() {
        let now = Instant::now();
        let mut picture = talking(now);
        let later = now + NOTHING_ARRIVES;
        picture.figures(later, figures(1));
        assert_eq!(all(&picture, later), [Reason::NothingArrives(id())]);
        picture.figures(later, figures(2));
        assert_eq!(all(&picture, later), []);
    }

    #[test]
    fn a_call_without_a_path_is_noticed_after_a_while() {
        let now = Instant::now();
        let mut picture = talking(now);
        picture.event(now, &play_event(PlayerState::PlayRequesting, ErrorCode::OK));
        picture.figures(now, Statistics::default());
        assert_eq!(all(&picture, now), []);
        picture.figures(now + NO_PATH, Statistics::default());
        assert_eq!(all(&picture, now + NO_PATH), [Reason::NoMediaPath]);
        picture.figures(now + NO_PATH, figures(2));
        assert_eq!(all(&picture, now + NO_PATH), []);
    }

    #[test]
    fn an_empty_room_and_a_lost_server_are_reasons() {
        let now = Instant::now();
        let mut picture = Picture::default();
        assert_eq!(all(&picture, now), []);
        picture.event(now, &room_event(RoomStateChangedReason::Logined));
        assert_eq!(all(&picture, now), []);
        assert_eq!(all(&picture, now + FIRST_LIST), [Reason::NobodyPublishes]);
        picture.event(now, &room_event(RoomStateChangedReason::Reconnecting));
        assert_eq!(all(&picture, now + FIRST_LIST), [Reason::NotConnected]);
    }

    #[test]
    fn each_reason_is_told_when_it_begins() {
        let mut watch = Watch::default();
        let muted = || BTreeSet::from([Reason::SpeakerMuted]);
        assert_eq!(watch.begun(muted()), [Reason::SpeakerMuted]);
        assert_eq!(watch.begun(muted()), []);
        assert_eq!(watch.begun(BTreeSet::new()), []);
        assert_eq!(watch.begun(muted()), [Reason::SpeakerMuted]);
    }
}
