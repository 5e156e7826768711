//! What a room holds, as it is told to its users.

use crate::{RemoteDeviceState, RoomId, StreamDeleteReason, StreamId, UserId, UserName, WallTime};
use serde::{Deserialize, Serialize};

/// A user of a room (Express: `ZegoUser`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct User {
    /// Unique within the app.
    pub user_id: UserId,
    /// What the user is called; equal to the id unless the application sets it.
    pub user_name: UserName,
}

impl User {
    /// A user whose name equals the id (Express: `ZegoUser.id`).
    pub fn from_id(user_id: UserId) -> Self {
        // Every userID satisfies the wider rule of userNames.
        let user_name = UserName::new(user_id.as_str()).expect("a userID is a valid userName");
        Self { user_id, user_name }
    }
}

/// A live stream of a room (Express: `ZegoStream`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Stream {
    /// Unique within the app.
    pub stream_id: StreamId,
    /// Who publishes it.
    pub user: User,
    /// The publisher's own text, fewer than 1024 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub extra_info: String,
    /// Whether the publisher's microphone is open, muted or disabled.
    #[serde(default, skip_serializing_if = "RemoteDeviceState::is_open")]
    pub mic_state: RemoteDeviceState,
    /// Whether the publisher's camera is open or muted; disabled for a stream without pictures.
    #[serde(
        default = "RemoteDeviceState::disabled",
        skip_serializing_if = "RemoteDeviceState::is_disabled"
    )]
    #[cfg_attr(test, ts(optional, as = "Option<RemoteDeviceState>"))]
    pub camera_state: RemoteDeviceState,
}

/// Why one stream of a delete update ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StreamDeletion {
    /// The stream that ended.
    pub stream_id: StreamId,
    /// Why it ended.
    pub code: StreamDeleteReason,
}

/// A room's extra info (Express: `ZegoRoomExtraInfo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoomExtraInfo {
    /// At most 10 bytes; one key per room.
    pub key: String,
    /// At most 128 bytes.
    pub value: String,
    /// Who set it last.
    pub update_user: User,
    /// When it was set last, by the server's clock.
    pub update_time_ms: WallTime,
}

/// A message to everyone in the room, reliable and in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BroadcastMessage {
    /// Rises by one with each broadcast of the room.
    pub message_id: u64,
    /// At most 1024 bytes of UTF-8.
    pub message: String,
    /// When the server took it.
    pub send_time_ms: WallTime,
    /// Who sent it.
    pub from_user: User,
}

/// A message to everyone in the room that may be dropped under load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BarrageMessage {
    /// Unique within the room.
    pub message_id: String,
    /// At most 1024 bytes of UTF-8.
    pub message: String,
    /// When the server took it.
    pub send_time_ms: WallTime,
    /// Who sent it.
    pub from_user: User,
}

/// All that a user may know of the room, at one moment. Never holds the user's own entry or
/// own streams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoomSnapshot {
    /// The room.
    pub room_id: RoomId,
    /// Names this life of the room, from its first login to its last logout.
    pub room_session_id: String,
    /// The other users, in the order of their logins; empty unless the user asked for user
    /// updates.
    pub users: Vec<User>,
    /// The streams of others, in the order of their publishes.
    pub streams: Vec<Stream>,
    /// The room's extra info, if anyone set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub extra_info: Option<RoomExtraInfo>,
    /// All users of the room, the user himself included.
    pub online_user_count: u32,
}
