//! What the machine tells.

use crate::{Claim, ClaimId, Epoch, Fact, RequestId};
use cooee_proto::signal::{Event, PlayAnswer};
use cooee_proto::{Error, RoomSnapshot, SessionId, StreamId, UserId};

/// One output of the machine, in the order in which things happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Ask the registry.
    Claim {
        /// Names the claim in the answer.
        claim: ClaimId,
        /// What is claimed.
        what: Claim,
    },
    /// Give a granted claim back.
    Release {
        /// What was claimed.
        what: Claim,
        /// The epoch of its grant.
        epoch: Epoch,
    },
    /// Answer a request.
    Reply {
        /// Who asked.
        session: SessionId,
        /// The request's id.
        id: RequestId,
        /// The answer, or the refusal.
        result: Result<Reply, Error>,
    },
    /// Answer an operation.
    Operated {
        /// The operation's id.
        id: RequestId,
        /// The answer, or the refusal.
        result: Result<Reply, Error>,
    },
    /// Something happened that those outside may want to know.
    Fact(Fact),
    /// Push an event to a session.
    Send {
        /// To whom.
        session: SessionId,
        /// What happened.
        event: Event,
    },
    /// Connect or disconnect media.
    Media(Media),
    /// The session is out of its room; nothing more comes for it. A kicked session got its
    /// [`Event::KickedOut`] before; one that fell silent got none, so that its client, should
    /// it wake up, logs in again by itself.
    Ended {
        /// Which.
        session: SessionId,
        /// Why; `None` after a logout.
        error: Option<Error>,
    },
}

/// The answer to a request that was fulfilled.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// To a login: the room at this moment; pushes follow.
    LoggedIn(RoomSnapshot),
    /// To a play: whether the stream exists.
    Playing(PlayAnswer),
    /// To a broadcast message.
    BroadcastSent {
        /// Rises by one with each broadcast of the room.
        message_id: u64,
    },
    /// To a barrage message, also where it was dropped.
    BarrageSent {
        /// Unique within the life of the room.
        message_id: String,
    },
    /// To a kick or command from outside.
    Passed {
        /// Those who were named and are not in the room.
        missing: Vec<UserId>,
    },
    /// To all others.
    Done,
}

/// What the media side has to connect; only ever about live streams.
///
/// Each `Publish` is undone by one `Unpublish` and each `Play` by one `Unplay`, before the
/// stream or the session ends. A repeat without an undo between means that the client named
/// its slot again, perhaps another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Media {
    /// The session sends the stream.
    Publish {
        /// Who sends.
        session: SessionId,
        /// What.
        stream_id: StreamId,
    },
    /// The session stopped sending the stream.
    Unpublish {
        /// Who sent.
        session: SessionId,
        /// What.
        stream_id: StreamId,
    },
    /// The session receives the stream.
    Play {
        /// Who receives.
        session: SessionId,
        /// What.
        stream_id: StreamId,
    },
    /// The session stopped receiving the stream.
    Unplay {
        /// Who received.
        session: SessionId,
        /// What.
        stream_id: StreamId,
    },
}
