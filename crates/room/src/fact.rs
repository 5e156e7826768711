//! What happened, for those outside: callbacks of the business server and the operator's console.

use crate::LoginProof;
use crate::app::App;
use cooee_proto::{RoomId, SessionId, StreamDeleteReason, StreamId, User, WallTime};

/// Something that happened in the rooms of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A room came to be; its first user follows.
    RoomCreated {
        /// The room.
        room: RoomName,
    },
    /// A room ended.
    RoomClosed {
        /// The room.
        room: RoomName,
        /// Why.
        reason: RoomEnd,
    },
    /// A user is in a room.
    LoggedIn {
        /// The room.
        room: RoomName,
        /// Who.
        user: User,
        /// The user's session.
        session: SessionId,
        /// What his client runs on, as it says: `linux`, `web`, ….
        platform: String,
        /// Which proof he brought.
        proof: LoginProof,
        /// Whether an older session of the user made way.
        is_relogin: bool,
        /// Rises by one with each user that comes or goes, from 1, in a life of the room.
        update: u64,
    },
    /// A user is out of a room.
    LoggedOut {
        /// The room.
        room: RoomName,
        /// Who.
        user: User,
        /// The user's session.
        session: SessionId,
        /// When it began.
        logged_in: WallTime,
        /// Why it ended.
        reason: UserEnd,
        /// Rises by one with each user that comes or goes.
        update: u64,
    },
    /// A stream is live.
    StreamCreated {
        /// The stream.
        stream: StreamName,
        /// Its extra info.
        extra_info: String,
        /// Rises by one with each stream that comes or goes, from 1, in a life of the room.
        update: u64,
    },
    /// A stream ended.
    StreamClosed {
        /// The stream.
        stream: StreamName,
        /// Why.
        reason: StreamDeleteReason,
        /// Rises by one with each stream that comes or goes.
        update: u64,
    },
}

/// A room in one of its lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomName {
    /// The room.
    pub room_id: RoomId,
    /// Names this life of it.
    pub room_session_id: String,
    /// When this life began.
    pub created: WallTime,
}

/// A stream in one of its lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamName {
    /// Its room.
    pub room: RoomName,
    /// The stream.
    pub stream_id: StreamId,
    /// Names this life of it.
    pub stream_session_id: String,
    /// Who publishes it.
    pub user: User,
    /// When this life began.
    pub created: WallTime,
}

/// Why a room ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomEnd {
    /// Its last user left.
    Empty,
    /// It was closed from outside.
    Closed {
        /// Whether the business server wants to hear of it. Where it closed the room itself, it
        /// mostly knows.
        wants_callback: bool,
    },
}

/// Why a user is out of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserEnd {
    /// He logged out.
    Logout,
    /// Nothing was heard of him although his link seemed open.
    HeartbeatTimeout,
    /// His link was lost and he did not come back in time.
    LinkLost,
    /// He logged in elsewhere.
    Replaced,
    /// He was kicked, or the room was closed.
    Kicked,
    /// His token expired.
    TokenExpired,
}

impl Fact {
    /// Where it happened.
    pub fn room(&self) -> &RoomName {
        match self {
            Self::RoomCreated { room }
            | Self::RoomClosed { room, .. }
            | Self::LoggedIn { room, .. }
            | Self::LoggedOut { room, .. } => room,
            Self::StreamCreated { stream, .. } | Self::StreamClosed { stream, .. } => &stream.room,
        }
    }
}

impl App {
    /// The name of a room that exists.
    pub(crate) fn room_name(&self, room_id: &RoomId) -> RoomName {
        let room = self.room(room_id);
        RoomName {
            room_id: room_id.clone(),
            room_session_id: room.session_id.clone(),
            created: room.created,
        }
    }

    /// The name of a stream that is live.
    pub(crate) fn stream_name(&self, stream_id: &StreamId) -> StreamName {
        let stream = &self.streams[stream_id];
        StreamName {
            room: self.room_name(&self.member(stream.session).room_id),
            stream_id: stream_id.clone(),
            stream_session_id: format!("{}-{}", stream.created.0, stream.epoch.0),
            user: stream.description.user.clone(),
            created: stream.created,
        }
    }

    pub(crate) fn next_user_update(&mut self, room_id: &RoomId) -> u64 {
        let room = self.room_mut(room_id);
        room.user_updates += 1;
        room.user_updates
    }

    pub(crate) fn next_stream_update(&mut self, room_id: &RoomId) -> u64 {
        let room = self.room_mut(room_id);
        room.stream_updates += 1;
        room.stream_updates
    }
}
