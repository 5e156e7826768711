//! What the machine is told.

use crate::{ClaimId, Epoch};
use cooee_proto::signal::LoginConfig;
use cooee_proto::{
    Error, ErrorCode, RemoteDeviceState, RoomId, SessionId, StreamDeleteReason, StreamId, User,
    UserId, WallTime,
};

/// Chosen by the caller and repeated in the answer; the machine does not look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// One input of the machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A session asks for something; a sign of life too.
    Request {
        /// Who asks.
        session: SessionId,
        /// Repeated in the answer.
        id: RequestId,
        /// What is asked.
        request: Request,
    },
    /// A session gave a sign of life: a heartbeat, any text, a resume.
    Alive {
        /// Which.
        session: SessionId,
    },
    /// A session's WebSocket is gone. The user stays until the heartbeat time-out; a login that
    /// waits for its claim ends, since its client cannot resume it.
    LinkClosed {
        /// Which.
        session: SessionId,
    },
    /// End sessions from outside: the business server, or another node that took the user over.
    /// Nothing happens if the target is not here.
    Kick {
        /// Who.
        target: KickTarget,
        /// What the session is told.
        error: Error,
        /// What others are told about its streams.
        reason: StreamDeleteReason,
    },
    /// The operator, or the business server, does something. Answered by
    /// [`crate::Output::Operated`].
    Operate {
        /// Repeated in the answer.
        id: RequestId,
        /// What is done.
        operation: Operation,
    },
    /// The registry answers a claim.
    Registry(RegistryAnswer),
    /// The deadline passed.
    Timeout,
}

/// Who is kicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KickTarget {
    /// One session.
    Session(SessionId),
    /// The user, whichever session he has, and his logins that wait for a claim.
    User(UserId),
}

/// What is done to rooms from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// End the sessions of these users in a room. Answered by [`crate::Reply::Passed`].
    Kick {
        /// The room.
        room_id: RoomId,
        /// Who.
        users: Vec<UserId>,
        /// What they are told.
        error: Error,
    },
    /// End all sessions in a room, and the room with them.
    CloseRoom {
        /// The room.
        room_id: RoomId,
        /// What its users are told.
        error: Error,
        /// Passed on in [`crate::RoomEnd::Closed`].
        wants_callback: bool,
    },
    /// End a stream. Without `players` it has to be live.
    EndStream {
        /// Which.
        stream_id: StreamId,
        /// What its publisher is told.
        error: Error,
        /// What those are told whose plays end with it, those included that wait for the
        /// stream. Without it they wait for the stream's return.
        players: Option<ErrorCode>,
    },
    /// Send to everyone in the room but the user who is named as the sender and who need not be
    /// in it. Answered by [`crate::Reply::BroadcastSent`].
    SendBroadcastMessage {
        /// The room.
        room_id: RoomId,
        /// The sender.
        from_user: User,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// The same as a barrage message. Answered by [`crate::Reply::BarrageSent`].
    SendBarrageMessage {
        /// The room.
        room_id: RoomId,
        /// The sender.
        from_user: User,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send to some users of the room. Answered by [`crate::Reply::Passed`].
    SendCustomCommand {
        /// The room.
        room_id: RoomId,
        /// The sender, who need not be in the room.
        from_user: User,
        /// 1 to 1024 bytes.
        command: String,
        /// Empty for everyone in the room but the sender.
        to_users: Vec<UserId>,
    },
}

/// The registry's answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryAnswer {
    /// The claimant holds it from this moment.
    Granted {
        /// Which claim.
        claim: ClaimId,
        /// The grant's fencing token.
        epoch: Epoch,
    },
    /// The claimant does not get it.
    Refused {
        /// Which claim.
        claim: ClaimId,
        /// Why; the client is told so.
        error: Error,
    },
}

/// What a session may ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Log in to a room. Answered by [`crate::Reply::LoggedIn`].
    Login(Login),
    /// Leave the room, or take back a login that is not answered.
    Logout,
    /// Publish a stream. A repeat by the same session is answered anew, takes over the extra
    /// info and microphone state, and repeats [`crate::Media::Publish`].
    Publish {
        /// Unique within the app.
        stream_id: StreamId,
        /// Fewer than 1024 bytes.
        extra_info: String,
        /// What the microphone does.
        mic_state: RemoteDeviceState,
        /// What the camera does; disabled without pictures.
        camera_state: RemoteDeviceState,
    },
    /// Stop publishing; nothing happens if the session does not publish it.
    Unpublish {
        /// Which.
        stream_id: StreamId,
    },
    /// Play a stream of any room of the app, or wait until it exists. Answered by
    /// [`crate::Reply::Playing`]. A repeat is answered anew, and repeats
    /// [`crate::Media::Play`].
    Play {
        /// Which.
        stream_id: StreamId,
    },
    /// Stop playing; nothing happens if the session does not play it.
    Unplay {
        /// Which.
        stream_id: StreamId,
    },
    /// Set the extra info of a stream that the session publishes.
    SetStreamExtraInfo {
        /// Which.
        stream_id: StreamId,
        /// Fewer than 1024 bytes.
        extra_info: String,
    },
    /// Tell the players of a stream what its microphone does.
    SetMicState {
        /// A stream that the session publishes.
        stream_id: StreamId,
        /// What the microphone does.
        state: RemoteDeviceState,
    },
    /// Tell the players of a stream what its camera does.
    SetCameraState {
        /// A stream that the session publishes.
        stream_id: StreamId,
        /// What the camera does.
        state: RemoteDeviceState,
    },
    /// Set the room's extra info.
    SetRoomExtraInfo {
        /// 1 to 10 bytes; one key per room.
        key: String,
        /// At most 128 bytes.
        value: String,
    },
    /// Send to everyone else in the room, reliably and in order. Answered by
    /// [`crate::Reply::BroadcastSent`].
    SendBroadcastMessage {
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send to everyone else in the room; dropped above the room's rate. Answered by
    /// [`crate::Reply::BarrageSent`].
    SendBarrageMessage {
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send to some users of the room. Targets that are not in the room are passed over.
    SendCustomCommand {
        /// 1 to 1024 bytes.
        command: String,
        /// Empty for everyone else in the room.
        to_users: Vec<UserId>,
    },
    /// Replace the session's rights by those of a newer token.
    RenewRights(Rights),
}

/// Body of [`Request::Login`].
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    /// The room; it is made if it does not exist.
    pub room_id: RoomId,
    /// Who logs in.
    pub user: User,
    /// The user's wishes.
    pub config: LoginConfig,
    /// What the checked token or AppSign allows.
    pub rights: Rights,
    /// What the client runs on, as it says: `linux`, `web`, …. It is passed on in
    /// [`crate::Fact::LoggedIn`] alone, as is the next.
    pub platform: String,
    /// Which proof the login brought.
    pub proof: LoginProof,
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

/// What a session may do, from its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Whether it may publish.
    pub may_publish: bool,
    /// The only streamIDs it may publish; `None` for any.
    pub streams: Option<Vec<StreamId>>,
    /// When the rights end; `None` for never.
    pub expires: Option<WallTime>,
    /// What happens then.
    pub on_expiry: OnExpiry,
}

impl Rights {
    /// Everything, for ever: what an AppSign gives.
    pub fn unrestricted() -> Self {
        Self { may_publish: true, streams: None, expires: None, on_expiry: OnExpiry::Stay }
    }
}

/// What the end of a session's rights does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExpiry {
    /// It stays, with its streams; a new publish is refused until the rights are renewed.
    Stay,
    /// It is kicked.
    Kick,
}
