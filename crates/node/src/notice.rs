//! What a node tells of what happened, for callbacks and for the operator.

use crate::{Node, Output, node::Moment};
use cooee_proto::{AppId, Error, RoomId, SessionId, StreamDeleteReason, User, WallTime};
use cooee_room::Fact;
pub use cooee_room::{RoomEnd, RoomName, StreamName, UserEnd};

/// Something that happened in an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The app.
    pub app: AppId,
    /// When, by the server's clock.
    pub time: WallTime,
    /// What.
    pub event: NoticeEvent,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum NoticeEvent {
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
    /// A login was refused.
    LoginRefused {
        /// The room asked for.
        room_id: RoomId,
        /// Who asked.
        user: User,
        /// What his client runs on, as it says.
        platform: String,
        /// Why.
        error: Error,
    },
}

/// Which proof a login brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginProof {
    /// None: the app is open.
    None,
    /// An AppSign proof.
    AppSign,
    /// A Token of version 04.
    Token,
}

impl Node {
    /// Passes on what happened in the rooms of an app.
    pub(crate) fn take_fact(&mut self, at: Moment, app: AppId, fact: Fact) {
        let event = match fact {
            Fact::RoomCreated { room } => NoticeEvent::RoomCreated { room },
            Fact::RoomClosed { room, reason } => NoticeEvent::RoomClosed { room, reason },
            Fact::LoggedIn { room, user, session, is_relogin, update } => {
                let Some(known) = self.sessions.get(&session) else { return };
                let (platform, proof) = (known.platform.clone(), known.proof);
                NoticeEvent::LoggedIn { room, user, session, platform, proof, is_relogin, update }
            }
            Fact::LoggedOut { room, user, session, logged_in, reason, update } => {
                NoticeEvent::LoggedOut { room, user, session, logged_in, reason, update }
            }
            Fact::StreamCreated { stream, extra_info, update } => {
                NoticeEvent::StreamCreated { stream, extra_info, update }
            }
            Fact::StreamClosed { stream, reason, update } => {
                NoticeEvent::StreamClosed { stream, reason, update }
            }
        };
        self.notice(at, app, event);
    }

    pub(crate) fn notice(&mut self, at: Moment, app: AppId, event: NoticeEvent) {
        self.put_out(Output::Notice(Notice { app, time: at.wall, event }));
    }
}
