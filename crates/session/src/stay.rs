//! One stay in a room: from the login call to its terminal event.

use crate::{RequestId, room_view::RoomView};
use cooee_proto::{Error, RoomId, SessionId, User, signal::LoginConfig};
use std::time::Instant;

/// See the module.
pub(crate) struct Stay {
    pub(crate) room_id: RoomId,
    pub(crate) user: User,
    pub(crate) config: LoginConfig,
    pub(crate) token: String,
    /// The token before, while the server has not got this one yet.
    pub(crate) renewing: Option<String>,
    /// The call that waits for the login's result.
    pub(crate) call: Option<RequestId>,
    /// Its name.
    pub(crate) function: &'static str,
    pub(crate) phase: Phase,
    /// When retrying ends; `None` while logged in.
    pub(crate) give_up_at: Option<Instant>,
    /// The session that the server knows, as far as this client can tell.
    pub(crate) known: Option<KnownSession>,
    pub(crate) view: RoomView,
    /// Why the last try failed.
    pub(crate) last_failure: Option<Error>,
}

/// How far the stay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The first login has not succeeded yet.
    LoggingIn,
    /// In the room.
    Connected {
        /// Since when.
        since: Instant,
    },
    /// Was in the room; the link or the session is lost.
    Reconnecting,
}

/// What a resume needs.
pub(crate) struct KnownSession {
    pub(crate) session_id: SessionId,
    pub(crate) resume_key: String,
    pub(crate) last_seq: u64,
    pub(crate) room_session_id: String,
}

impl Stay {
    pub(crate) fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Connected { .. })
    }
}
