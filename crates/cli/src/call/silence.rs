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
