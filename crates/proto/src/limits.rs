//! Limits that clients and servers both enforce (Express reference, strings and quantities).

use std::time::Duration;

/// Longest roomID in bytes (the rule is "fewer than 128").
pub const ROOM_ID_BYTES: usize = 127;
/// Longest userID in bytes (the rule is "fewer than 64").
pub const USER_ID_BYTES: usize = 63;
/// Longest userName in bytes (the rule is "fewer than 256").
pub const USER_NAME_BYTES: usize = 255;
/// Longest streamID in bytes.
pub const STREAM_ID_BYTES: usize = 256;
/// Longest stream extra info in bytes (the rule is "fewer than 1024").
pub const STREAM_EXTRA_INFO_BYTES: usize = 1023;
/// Longest room extra info key in bytes.
pub const ROOM_EXTRA_INFO_KEY_BYTES: usize = 10;
/// Longest room extra info value in bytes.
pub const ROOM_EXTRA_INFO_VALUE_BYTES: usize = 128;
/// Longest room message or custom command in bytes.
pub const MESSAGE_BYTES: usize = 1024;
/// Streams that one engine may play at once.
pub const PLAYS: usize = 12;
/// Streams that one engine may publish at once: Main, Aux, Third and Fourth.
pub const PUBLISH_CHANNELS: usize = 4;
/// Broadcast messages a room carries in one second.
pub const BROADCASTS_PER_ROOM_PER_SECOND: u32 = 10;
/// Broadcast messages one user may send in one second.
pub const BROADCASTS_PER_USER_PER_SECOND: u32 = 2;
/// Barrage messages a room carries in one second; further ones are dropped.
pub const BARRAGES_PER_ROOM_PER_SECOND: u32 = 20;
/// Custom commands in one second from one user to one target.
pub const COMMANDS_TO_ONE_PER_SECOND: u32 = 200;
/// Custom commands in one second from one user to several targets.
pub const COMMANDS_TO_MANY_PER_SECOND: u32 = 10;
/// Changes of a room's extra info in one second.
pub const ROOM_EXTRA_INFOS_PER_SECOND: u32 = 10;
/// Messages in one `on_im_recv_*` callback.
pub const MESSAGES_PER_CALLBACK: usize = 50;
/// Longest signalling message in bytes: an offer with a large slot pool fits many times over.
pub const SIGNAL_MESSAGE_BYTES: usize = 256 * 1024;
/// How long a silent session is kept before its user and streams are removed.
pub const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(90);
/// How often a client sends a heartbeat.
pub const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(30);
/// How often a room tells its user count.
pub const USER_COUNT_INTERVAL: Duration = Duration::from_secs(30);
/// How long before a token expires the client is warned.
pub const TOKEN_WARNING: Duration = Duration::from_secs(30);
