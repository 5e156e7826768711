//! Messages from server to client.

use crate::{
    BarrageMessage, BroadcastMessage, Error, ErrorCode, RemoteDeviceState, RoomExtraInfo,
    RoomSnapshot, SessionId, Stream, StreamDeletion, StreamId, UpdateType, User, WallTime,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One message of the server.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerMessage {
    /// The first message of a WebSocket.
    Hello(Hello),
    /// The answer to a request: its body, or why it was refused.
    Answer {
        /// The request's number; `None` where the request's text could not be read that far.
        id: Option<u64>,
        /// The body by the request's `op`, or the refusal.
        result: Result<Value, Error>,
    },
    /// A push.
    Event {
        /// Rises by one with each push of a session, from 1.
        seq: u64,
        /// What happened.
        event: Event,
    },
}

/// What a client needs to know before its first request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hello {
    /// The protocol's version, [`super::VERSION`].
    pub version: u32,
    /// 32 hexadecimal digits, new for each WebSocket; the AppSign proof covers it.
    pub nonce: String,
    /// The server's clock, so that token errors can explain skew.
    pub time_ms: WallTime,
    /// How often the client should send a heartbeat, in ms.
    pub heartbeat_ms: u64,
    /// How long the server keeps a silent session, in ms.
    pub heartbeat_timeout_ms: u64,
}

/// Answer of `login`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LoggedIn {
    /// Names the session at a resume.
    pub session_id: SessionId,
    /// The secret for a resume, lower-case hex.
    pub resume_key: String,
    /// The transport of this session.
    pub transport: SentTransport,
    /// The room at this moment; pushes follow from `seq` 1.
    pub room: RoomSnapshot,
}

/// A transport as its client gets to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentTransport {
    /// Names the transport at a later login.
    pub transport_id: SessionId,
    /// The secret for a later login, lower-case hex.
    pub transport_key: String,
    /// The SDP answer; absent where the transport was re-used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub answer: Option<String>,
}

/// Answer of `resume`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Resumed {
    /// The room at this moment, where the missed pushes are no longer kept; else they are sent
    /// again after this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub snapshot: Option<RoomSnapshot>,
    /// The `seq` after which pushes go on.
    pub seq: u64,
    /// The session's transport; absent where the server lost it, so that the client offers
    /// another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub transport_id: Option<SessionId>,
}

/// Answer of `offer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Answered {
    /// The transport, with its SDP answer.
    pub transport: SentTransport,
}

/// Answer of `play`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlayAnswer {
    /// Whether the stream exists; if not, `play_state` tells when it does.
    pub live: bool,
    /// What its microphone does.
    #[serde(default)]
    pub mic_state: RemoteDeviceState,
    /// What its camera does; disabled where it has no pictures.
    #[serde(
        default = "RemoteDeviceState::disabled",
        skip_serializing_if = "RemoteDeviceState::is_disabled"
    )]
    #[cfg_attr(test, ts(optional, as = "Option<RemoteDeviceState>"))]
    pub camera_state: RemoteDeviceState,
}

/// Answer of `send_broadcast_message` and `send_barrage_message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MessageSent {
    /// The message's id: a number for broadcasts, a text for barrages.
    #[cfg_attr(test, ts(type = "number | string"))]
    pub message_id: Value,
}

/// A push of the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Users came or went; only to those who asked for user updates.
    RoomUsers {
        /// Which.
        update: UpdateType,
        /// Who, in order.
        users: Vec<User>,
    },
    /// Streams of others came or went.
    RoomStreams {
        /// Which.
        update: UpdateType,
        /// The streams, in order.
        streams: Vec<Stream>,
        /// Why each ended, for a delete.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<StreamDeletion>,
    },
    /// Extra infos of streams of others changed.
    StreamExtraInfo {
        /// The streams as they are after the change.
        streams: Vec<Stream>,
    },
    /// The room's extra info was set by another user.
    RoomExtraInfo {
        /// The infos after the change.
        infos: Vec<RoomExtraInfo>,
    },
    /// How many users the room has, the user himself included.
    OnlineUserCount {
        /// The number.
        count: u32,
    },
    /// Broadcast messages, in order.
    BroadcastMessages {
        /// At most 50.
        messages: Vec<BroadcastMessage>,
    },
    /// Barrage messages.
    BarrageMessages {
        /// At most 50.
        messages: Vec<BarrageMessage>,
    },
    /// A custom command for this user.
    CustomCommand {
        /// Who sent it.
        from_user: User,
        /// At most 1024 bytes.
        command: String,
    },
    /// A stream that this session plays appeared or ended.
    PlayState {
        /// The stream.
        stream_id: StreamId,
        /// Whether it is live.
        live: bool,
        /// Why it is not, [`ErrorCode::OK`] if it is.
        code: ErrorCode,
        /// What its microphone does, where it is live.
        #[serde(default)]
        mic_state: RemoteDeviceState,
        /// What its camera does; disabled where it has no pictures.
        #[serde(
            default = "RemoteDeviceState::disabled",
            skip_serializing_if = "RemoteDeviceState::is_disabled"
        )]
        #[cfg_attr(test, ts(optional, as = "Option<RemoteDeviceState>"))]
        camera_state: RemoteDeviceState,
    },
    /// The camera of a stream that this session plays changed.
    RemoteCameraState {
        /// The stream.
        stream_id: StreamId,
        /// What the camera does.
        state: RemoteDeviceState,
    },
    /// The microphone of a stream that this session plays changed.
    RemoteMicState {
        /// The stream.
        stream_id: StreamId,
        /// What the microphone does.
        state: RemoteDeviceState,
    },
    /// How a stream that this session publishes fares on its way to its players; only to
    /// native clients, at most once a second for a stream.
    StreamFeedback {
        /// The stream.
        stream_id: StreamId,
        /// The share of packets, 0..=1, that do not reach the listener who loses the most. Loss
        /// on the publisher's own uplink is in it.
        loss: f64,
        /// How much the packets' travel times to the listeners vary, in ms.
        jitter_ms: u32,
    },
    /// The server ended a stream that this session publishes; publishing it again is up to the
    /// application.
    PublishStopped {
        /// The stream.
        stream_id: StreamId,
        /// Why.
        error: Error,
    },
    /// The session's token expires soon.
    TokenWillExpire {
        /// Seconds until it does.
        remain_seconds: u32,
    },
    /// The server lost the session's media transport, or dropped it as dead.
    TransportLost {
        /// Which, so that a late notice of an old one does no harm.
        transport_id: SessionId,
    },
    /// The server ended the session; nothing follows.
    KickedOut {
        /// Why.
        error: Error,
    },
    /// The server stops; the client should reconnect after a pause.
    Draining {
        /// How long to wait before the first try, in ms.
        retry_after_ms: u64,
    },
}

impl ServerMessage {
    /// Reads one WebSocket text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let unreadable = |error: &dyn std::fmt::Display| {
            Error::new(
                ErrorCode::ILLEGAL_PARAMETER,
                format!("the server's text cannot be read: {error}"),
            )
        };
        let mut value: Value = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
        if let Some(hello) = value.get_mut("hello") {
            let hello = serde_json::from_value(hello.take());
            return hello.map(Self::Hello).map_err(|error| unreadable(&error));
        }
        if let Some(seq) = value.get("seq").and_then(Value::as_u64) {
            let event = serde_json::from_value(value).map_err(|error| unreadable(&error))?;
            return Ok(Self::Event { seq, event });
        }
        let id = value.get("id").and_then(Value::as_u64);
        if let Some(ok) = value.get_mut("ok") {
            return Ok(Self::Answer { id, result: Ok(ok.take()) });
        }
        if let Some(error) = value.get_mut("error") {
            let error = serde_json::from_value(error.take()).map_err(|error| unreadable(&error))?;
            return Ok(Self::Answer { id, result: Err(error) });
        }
        Err(unreadable(&"it has none of \"hello\", \"seq\", \"ok\" and \"error\""))
    }

    /// The WebSocket text of this message.
    pub fn to_text(&self) -> String {
        match self {
            Self::Hello(hello) => json!({ "hello": hello }),
            Self::Answer { id, result: Ok(body) } => json!({ "id": id, "ok": body }),
            Self::Answer { id, result: Err(error) } => json!({ "id": id, "error": error }),
            Self::Event { seq, event } => {
                let mut value = serde_json::to_value(event).expect("an event has only string keys");
                if let Value::Object(object) = &mut value {
                    object.insert("seq".to_owned(), (*seq).into());
                }
                value
            }
        }
        .to_string()
    }
}
