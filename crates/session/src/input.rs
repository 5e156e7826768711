//! What goes into a session machine.

use cooee_proto::{
    Mid, PublishChannel, RemoteDeviceState, RoomId, StreamId, User, UserId, signal::LoginConfig,
};
use std::fmt;

/// One input of a [`crate::Session`].
#[derive(Clone)]
pub enum Input {
    /// The application calls.
    Application(Command),
    /// The WebSocket asked for by [`crate::Output::OpenSocket`] is open.
    SocketOpened,
    /// The WebSocket received a text.
    SocketText(String),
    /// The WebSocket was closed, or could not be opened.
    SocketClosed {
        /// Why, in words for a log.
        reason: String,
    },
    /// The offer asked for by [`crate::TransportCommand::Offer`] is made. It comes before any
    /// other input.
    Offered {
        /// The offer, or why there is none, in words for a log.
        result: Result<Offer, String>,
    },
    /// Media can flow: the first time, or again after [`Input::TransportDisconnected`].
    TransportConnected,
    /// The media path was lost; it may come back.
    TransportDisconnected,
    /// The transport ended for good, or could not use the server's answer.
    TransportClosed,
    /// The computer's network changed, or it woke from sleep: what is broken is retried at
    /// once. New local addresses are given to the transport before this.
    NetworkChanged,
    /// The deadline has passed.
    Timeout,
}

// Texts and offers hold secrets, so this shows none of them.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(command) => f.debug_tuple("Application").field(command).finish(),
            Self::SocketOpened => f.write_str("SocketOpened"),
            Self::SocketText(text) => write!(f, "SocketText({} bytes)", text.len()),
            Self::SocketClosed { reason } => {
                f.debug_struct("SocketClosed").field("reason", reason).finish()
            }
            Self::Offered { result: Ok(offer) } => write!(f, "Offered({:?})", offer.slots),
            Self::Offered { result: Err(reason) } => write!(f, "Offered(Err({reason:?}))"),
            Self::TransportConnected => f.write_str("TransportConnected"),
            Self::TransportDisconnected => f.write_str("TransportDisconnected"),
            Self::TransportClosed => f.write_str("TransportClosed"),
            Self::NetworkChanged => f.write_str("NetworkChanged"),
            Self::Timeout => f.write_str("Timeout"),
        }
    }
}

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Application(command)
    }
}

/// Names a call whose result the application waits for; chosen by the caller and repeated in
/// [`crate::Output::Done`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A call of the application.
#[derive(Clone)]
pub enum Command {
    /// Log in to a room.
    Login {
        /// The call.
        request: RequestId,
        /// The room.
        room_id: RoomId,
        /// Who logs in.
        user: User,
        /// The user's wishes.
        config: LoginConfig,
        /// A Token04; empty to log in with the AppSign.
        token: String,
    },
    /// Leave the room: publishing and playing stop, the transport lives on.
    Logout {
        /// The call.
        request: RequestId,
        /// The room; `None` for the current one.
        room_id: Option<RoomId>,
    },
    /// Leave a room and log in to another with the same user and transport.
    SwitchRoom {
        /// The call.
        request: RequestId,
        /// The current room.
        from: RoomId,
        /// The next room.
        to: RoomId,
        /// The user's wishes in the next room.
        config: LoginConfig,
        /// A Token04; empty to log in with the AppSign.
        token: String,
    },
    /// Leave the room and let go of everything; only a login can follow.
    Destroy,
    /// Replace the token.
    RenewToken {
        /// The current room.
        room_id: RoomId,
        /// A Token04.
        token: String,
    },
    /// Start to publish.
    StartPublishing {
        /// The outlet.
        channel: PublishChannel,
        /// The stream.
        stream_id: StreamId,
        /// Fewer than 1024 bytes. If empty, what `SetStreamExtraInfo` set before on this
        /// channel.
        extra_info: String,
        /// What the microphone does.
        mic_state: RemoteDeviceState,
        /// What the camera does; disabled for a stream without pictures.
        camera_state: RemoteDeviceState,
    },
    /// Stop to publish.
    StopPublishing {
        /// The outlet.
        channel: PublishChannel,
    },
    /// Set the extra info of a channel's stream, or of the next one that it publishes.
    SetStreamExtraInfo {
        /// The call.
        request: RequestId,
        /// The outlet.
        channel: PublishChannel,
        /// Fewer than 1024 bytes.
        extra_info: String,
    },
    /// Tell the players of a channel's stream what its microphone does.
    SetMicState {
        /// The outlet.
        channel: PublishChannel,
        /// What the microphone does.
        state: RemoteDeviceState,
    },
    /// Tell the players of a channel's stream what its camera does. Pictures are sent unless it
    /// is disabled.
    SetCameraState {
        /// The outlet.
        channel: PublishChannel,
        /// What the camera does.
        state: RemoteDeviceState,
    },
    /// Start to play.
    StartPlaying {
        /// The stream.
        stream_id: StreamId,
        /// Whether its pictures are wanted, where it has any.
        video: bool,
    },
    /// Change whether the pictures of a played stream are wanted.
    SetPlayVideo {
        /// The stream.
        stream_id: StreamId,
        /// Whether they are.
        video: bool,
    },
    /// Stop to play.
    StopPlaying {
        /// The stream.
        stream_id: StreamId,
    },
    /// Set the room's extra info.
    SetRoomExtraInfo {
        /// The call.
        request: RequestId,
        /// The current room.
        room_id: RoomId,
        /// 1 to 10 bytes.
        key: String,
        /// At most 128 bytes.
        value: String,
    },
    /// Send a message to everyone else in the room, reliably and in order.
    SendBroadcastMessage {
        /// The call.
        request: RequestId,
        /// The current room.
        room_id: RoomId,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send a message to everyone else in the room that may be dropped under load.
    SendBarrageMessage {
        /// The call.
        request: RequestId,
        /// The current room.
        room_id: RoomId,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send a command to some users of the room.
    SendCustomCommand {
        /// The call.
        request: RequestId,
        /// The current room.
        room_id: RoomId,
        /// 1 to 1024 bytes.
        command: String,
        /// The targets; empty for everyone else.
        to_users: Vec<UserId>,
    },
}

impl Command {
    /// The name of the SDK call, as debug errors show it.
    pub fn function(&self) -> &'static str {
        match self {
            Self::Login { .. } => "login_room",
            Self::Logout { .. } => "logout_room",
            Self::SwitchRoom { .. } => "switch_room",
            Self::Destroy => "destroy_engine",
            Self::RenewToken { .. } => "renew_token",
            Self::StartPublishing { .. } => "start_publishing_stream",
            Self::StopPublishing { .. } => "stop_publishing_stream",
            Self::SetStreamExtraInfo { .. } => "set_stream_extra_info",
            Self::SetMicState { .. } => "mute_microphone",
            Self::SetCameraState { .. } => "mute_publish_stream_video",
            Self::SetPlayVideo { .. } => "mute_play_stream_video",
            Self::StartPlaying { .. } => "start_playing_stream",
            Self::StopPlaying { .. } => "stop_playing_stream",
            Self::SetRoomExtraInfo { .. } => "set_room_extra_info",
            Self::SendBroadcastMessage { .. } => "send_broadcast_message",
            Self::SendBarrageMessage { .. } => "send_barrage_message",
            Self::SendCustomCommand { .. } => "send_custom_command",
        }
    }
}

// Tokens and messages stay out of logs, so this shows the call's name alone.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.function())
    }
}

/// An SDP offer of the transport.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// The offer as SDP text.
    pub sdp: String,
    /// The slots that this offer adds; all of them for a new transport, none for an ICE
    /// restart. They are used once the server's answer came.
    pub slots: Vec<Slot>,
}

/// One pre-negotiated media line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name.
    pub mid: Mid,
    /// Which way its media flows.
    pub direction: Direction,
}

/// Which way a slot's media flows, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the server: a published stream.
    Send,
    /// From the server: a played stream.
    Receive,
    /// To the server: the pictures of a published stream.
    SendVideo,
    /// From the server: the pictures of a played stream.
    ReceiveVideo,
}
