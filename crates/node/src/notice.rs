//! What a node tells of what happened, for callbacks and for the operator.

use crate::{Node, Output, node::Moment};
use cooee_proto::{AppId, Error, RoomId, User, WallTime};
pub use cooee_room::{Fact, LoginProof, RoomEnd, RoomName, StreamName, UserEnd};

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
    /// Something in a room.
    InRoom(Fact),
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

impl Node {
    pub(crate) fn notice(&mut self, at: Moment, app: AppId, event: NoticeEvent) {
        self.put_out(Output::Notice(Notice { app, time: at.wall, event }));
    }
}
