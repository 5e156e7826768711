//! The signalling side of one login.

use crate::{ConnectionId, ring::PushRing, streams::Slot};
use cooee_proto::{AppId, RoomId, RoomSnapshot, SessionId, StreamId, User};
use cooee_room::RequestId;
use std::collections::BTreeMap;

/// One login, from its request to its end; it survives lost connections.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) app: AppId,
    pub(crate) room: RoomId,
    pub(crate) user: User,
    /// What the client runs on, as it says.
    pub(crate) platform: String,
    pub(crate) resume_key: String,
    /// Whether its client is a browser.
    pub(crate) is_browser: bool,
    pub(crate) stage: Stage,
    /// Its newest WebSocket; `None` while it has none.
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) pushes: PushRing,
    /// `None` after the transport died, until the client offers another.
    pub(crate) transport: Option<SessionId>,
    /// Whether an offer of its waits for the media thread.
    pub(crate) is_offering: bool,
    /// Requests that wait for the room machine.
    pub(crate) asked: BTreeMap<RequestId, Asked>,
    /// The slots that the client named for what it publishes.
    pub(crate) publishes: BTreeMap<StreamId, Slot>,
    /// The slots that the client named for what it plays.
    pub(crate) plays: BTreeMap<StreamId, Slot>,
}

/// How far a session's login is.
#[derive(Debug)]
pub(crate) enum Stage {
    /// The room machine and the media thread answer in any order.
    LoggingIn {
        /// Where the answer goes.
        asker: Asker,
        /// The room, once the room machine took the user in.
        room: Option<Box<RoomSnapshot>>,
        /// What the media thread answered.
        media: LoginMedia,
    },
    /// The client has its answer.
    LoggedIn,
}

/// The media side of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LoginMedia {
    /// The media thread works on the offer.
    Waiting,
    /// It answered.
    Answered(String),
    /// The login goes on with an earlier transport.
    Reused,
}

/// Where the answer to a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asker {
    pub(crate) connection: ConnectionId,
    /// The request's number, chosen by the client.
    pub(crate) id: u64,
}

/// A request that waits for the room machine.
#[derive(Debug)]
pub(crate) struct Asked {
    /// `None` for what the node asked by itself.
    pub(crate) asker: Option<Asker>,
    pub(crate) purpose: Purpose,
}

/// What to do with the room machine's answer, beside passing it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Login,
    Logout,
    /// With the slot that counts again if the request is refused.
    Publish(StreamId, Option<Slot>),
    /// With the slot that counts again if the request is refused.
    Play(StreamId, Option<Slot>),
    Other,
}

impl Session {
    pub(crate) fn is_logged_in(&self) -> bool {
        matches!(self.stage, Stage::LoggedIn)
    }
}
