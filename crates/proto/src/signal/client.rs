//! Messages from client to server.

use crate::{
    AppId, Error, ErrorCode, Mid, RemoteDeviceState, RoomId, SessionId, StreamId, User, UserId,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// One request with the number that its answer repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientMessage {
    /// Chosen by the client; unique among its unanswered requests.
    pub id: u64,
    /// What is asked.
    pub request: Request,
}

/// Why a client's text is no request. `id` is known where the envelope could be read, so that
/// the error can be sent as that request's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ParseError {
    /// The request's number, if it could be read.
    pub id: Option<u64>,
    /// What is wrong with the text.
    pub error: Error,
}

macro_rules! requests {
    ($($(#[doc = $doc:literal])+ $op:literal => $variant:ident($body:ty),)+) => {
        /// What a client asks for; the wire's `op` is the variant's name in snake case.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Request { $($(#[doc = $doc])+ $variant($body),)+ }

        impl Request {
            /// The `op` word.
            pub fn op(&self) -> &'static str {
                match self { $(Self::$variant(_) => $op,)+ }
            }

            fn body(&self) -> Value {
                let value = match self { $(Self::$variant(body) => serde_json::to_value(body),)+ };
                value.expect("a request has only string keys")
            }

            /// Each `op` with what it does and the type of its body.
            #[cfg(test)]
            pub(crate) const OPS: &[(&str, &str, &str)] =
                &[$((concat!($($doc),+), $op, stringify!($body))),+];

            fn parse(op: &str, text: &str) -> Result<Self, Error> {
                match op {
                    $($op => parse_body::<$body>(op, text).map(Self::$variant),)+
                    _ => Err(Error::new(
                        ErrorCode::ILLEGAL_PARAMETER,
                        format!("op {op:?} is unknown; the known ones are {}", [$($op),+].join(", ")),
                    )),
                }
            }
        }
    };
}

requests! {
    /// Log in to a room.
    "login" => Login(Login),
    /// Go on with a session after its WebSocket was lost.
    "resume" => Resume(Resume),
    /// End the session; the transport lives on for a later login.
    "logout" => Logout(Nothing),
    /// Tell that the client lives.
    "heartbeat" => Heartbeat(Nothing),
    /// Change the transport: more slots, an ICE restart, or a new one.
    "offer" => Offer(Offer),
    /// Publish a stream on a sending slot.
    "publish" => Publish(Publish),
    /// Stop publishing a stream.
    "unpublish" => Unpublish(StreamRef),
    /// Play a stream on a receiving slot.
    "play" => Play(Play),
    /// Stop playing a stream.
    "unplay" => Unplay(StreamRef),
    /// Replace the session's token.
    "renew_token" => RenewToken(RenewToken),
    /// Set a published stream's extra info.
    "set_stream_extra_info" => SetStreamExtraInfo(SetStreamExtraInfo),
    /// Tell the players of a stream what its microphone does.
    "set_mic_state" => SetMicState(SetMicState),
    /// Tell the players of a stream what its camera does.
    "set_camera_state" => SetCameraState(SetCameraState),
    /// Set the room's extra info.
    "set_room_extra_info" => SetRoomExtraInfo(SetRoomExtraInfo),
    /// Send a message to everyone else in the room, reliably and in order.
    "send_broadcast_message" => SendBroadcastMessage(SendText),
    /// Send a message to everyone else in the room that may be dropped under load.
    "send_barrage_message" => SendBarrageMessage(SendText),
    /// Send a command to some users of the room.
    "send_custom_command" => SendCustomCommand(SendCustomCommand),
}

/// The body of a request that says all in its `op`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {}

/// Body of `login`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Login {
    /// The project.
    pub app_id: AppId,
    /// The room; it is made if it does not exist.
    pub room_id: RoomId,
    /// Who logs in.
    pub user: User,
    /// The proof that this is allowed.
    pub auth: Auth,
    /// The user's wishes.
    #[serde(default)]
    pub config: LoginConfig,
    /// The media transport to use.
    pub transport: TransportChoice,
    /// What the client runs on: `linux`, `macos`, `windows`, `android`, `ios`, `web`. Bound by
    /// the AppSign proof.
    pub platform: String,
}

/// The proof that a login is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// A Token04. Empty only with an app in open test mode.
    Token(String),
    /// The AppSign proof: lower-case hex of the HMAC-SHA256 that `cooee-token` describes.
    AppSign(String),
}

/// The user's wishes at login.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LoginConfig {
    /// Whether user updates are wanted.
    #[serde(default)]
    pub is_user_status_notify: bool,
    /// The most users of the room, 0 for no limit; the value of the login that makes the room
    /// counts.
    #[serde(default)]
    pub max_member_count: u32,
}

/// Which media transport a login uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TransportChoice {
    /// A new one, made from this SDP offer.
    Offer(String),
    /// One that an earlier login of this engine made; ICE and DTLS go on. A server that does
    /// not have it any more answers 1002057: log in with an offer then.
    Reuse {
        /// Its name.
        transport_id: SessionId,
        /// The secret that came with it, lower-case hex.
        transport_key: String,
    },
}

/// Body of `resume`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Resume {
    /// The session.
    pub session_id: SessionId,
    /// The secret that came with it, lower-case hex.
    pub resume_key: String,
    /// The `seq` of the last push seen, 0 for none.
    pub last_seq: u64,
}

/// Body of `offer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Offer {
    /// The SDP offer.
    pub sdp: String,
    /// Whether this offer makes a new transport in place of the session's own.
    #[serde(default)]
    pub replace: bool,
}

/// Body of `publish`. Repeated for a stream that the session publishes already, it moves the
/// stream to the slot and sets the extra info and microphone state; others hear only of what
/// that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Publish {
    /// Unique within the app.
    pub stream_id: StreamId,
    /// The sending slot that carries it.
    pub slot: Mid,
    /// Fewer than 1024 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub extra_info: String,
    /// What the microphone does.
    #[serde(default)]
    pub mic_state: RemoteDeviceState,
    /// The sending slot that carries its pictures, if it has any. A repeat without it takes the
    /// pictures back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub video_slot: Option<Mid>,
    /// What the camera does; disabled without `video_slot`.
    #[serde(
        default = "RemoteDeviceState::disabled",
        skip_serializing_if = "RemoteDeviceState::is_disabled"
    )]
    #[cfg_attr(test, ts(optional, as = "Option<RemoteDeviceState>"))]
    pub camera_state: RemoteDeviceState,
}

/// Body of `play`. Repeated for a stream that the session plays already, it moves the stream
/// to the slot and tells again whether it is live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Play {
    /// The stream; any of the app, from any room.
    pub stream_id: StreamId,
    /// The receiving slot that carries it.
    pub slot: Mid,
    /// The receiving slot that carries its pictures, if they are wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub video_slot: Option<Mid>,
}

/// Body of `unpublish` and `unplay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StreamRef {
    /// The stream.
    pub stream_id: StreamId,
}

/// Body of `renew_token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RenewToken {
    /// A Token04.
    pub token: String,
}

/// Body of `set_stream_extra_info`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetStreamExtraInfo {
    /// A stream that the session publishes.
    pub stream_id: StreamId,
    /// Fewer than 1024 bytes.
    pub extra_info: String,
}

/// Body of `set_mic_state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetMicState {
    /// A stream that the session publishes.
    pub stream_id: StreamId,
    /// What the microphone does.
    pub state: RemoteDeviceState,
}

/// Body of `set_camera_state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetCameraState {
    /// A stream that the session publishes.
    pub stream_id: StreamId,
    /// What the camera does.
    pub state: RemoteDeviceState,
}

/// Body of `set_room_extra_info`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetRoomExtraInfo {
    /// 1 to 10 bytes; one key per room.
    pub key: String,
    /// At most 128 bytes.
    pub value: String,
}

/// Body of `send_broadcast_message` and `send_barrage_message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SendText {
    /// 1 to 1024 bytes of UTF-8.
    pub message: String,
}

/// Body of `send_custom_command`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SendCustomCommand {
    /// 1 to 1024 bytes of UTF-8.
    pub command: String,
    /// The targets; empty for everyone else in the room.
    #[serde(default)]
    pub to_users: Vec<UserId>,
}

#[derive(Deserialize)]
struct Envelope {
    id: u64,
    op: String,
}

fn parse_body<T: DeserializeOwned>(op: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| refused_field(op, text, &error))
}

/// Names the code of a broken id rule, where that is what made the body unreadable.
fn refused_field(op: &str, text: &str, error: &serde_json::Error) -> Error {
    let id_error = serde_json::from_str::<Value>(text).ok().and_then(|value| {
        let field = |path: &[&str]| {
            let found = path.iter().try_fold(&value, |value, key| value.get(key))?;
            found.as_str().map(str::to_owned)
        };
        let app_id = value.get("app_id").and_then(Value::as_u64);
        let checks = [
            app_id.filter(|number| *number == 0).and_then(|_| AppId::new(0).err()),
            field(&["room_id"]).and_then(|id| RoomId::new(id).err()),
            field(&["user", "user_id"]).and_then(|id| UserId::new(id).err()),
            field(&["user", "user_name"]).and_then(|name| crate::UserName::new(name).err()),
            field(&["stream_id"]).and_then(|id| StreamId::new(id).err()),
        ];
        checks.into_iter().flatten().next()
    });
    id_error.unwrap_or_else(|| {
        Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("op {op:?} cannot be read: {error}"))
    })
}

impl ClientMessage {
    /// Reads one WebSocket text.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let envelope: Envelope = serde_json::from_str(text).map_err(|error| ParseError {
            id: serde_json::from_str::<Value>(text)
                .ok()
                .and_then(|value| value.get("id").and_then(Value::as_u64)),
            error: Error::new(
                ErrorCode::ILLEGAL_PARAMETER,
                format!("the text is no request {{\"id\": number, \"op\": word, …}}: {error}"),
            ),
        })?;
        let request = Request::parse(&envelope.op, text)
            .map_err(|error| ParseError { id: Some(envelope.id), error })?;
        Ok(Self { id: envelope.id, request })
    }

    /// The WebSocket text of this message.
    pub fn to_text(&self) -> String {
        let mut value = self.request.body();
        if let Value::Object(object) = &mut value {
            object.insert("id".to_owned(), self.id.into());
            object.insert("op".to_owned(), self.request.op().into());
        }
        value.to_string()
    }
}
