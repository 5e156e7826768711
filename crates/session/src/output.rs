//! What comes out of a session machine.

use crate::{RequestId, SlotCount};
use cooee_proto::{
    BarrageMessage, BroadcastMessage, Error, ErrorCode, Mid, PlayerState, PublishChannel,
    PublisherState, RemoteDeviceState, RoomExtraInfo, RoomId, RoomStateChangedReason, Stream,
    StreamDeletion, StreamId, UpdateType, User,
};
use std::{collections::BTreeMap, fmt};

/// One output of a [`crate::Session`].
#[derive(Clone, PartialEq)]
pub enum Output {
    /// Open a WebSocket to the server and report it. An older one that is still open or
    /// opening is to be forgotten: nothing of it may be handed in any more.
    OpenSocket,
    /// Send a text on the WebSocket.
    SendText(String),
    /// Close the WebSocket after the texts before were sent, and forget it: nothing of it may
    /// be handed in any more.
    CloseSocket,
    /// Do something with the transport.
    Transport(TransportCommand),
    /// Do something with media.
    Media(MediaCommand),
    /// Tell the application.
    Event(Event),
    /// A call of the application is done.
    Done {
        /// The call.
        request: RequestId,
        /// Its result.
        result: Result<Reply, Error>,
    },
}

// Texts hold secrets, so this shows none of them.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenSocket => f.write_str("OpenSocket"),
            Self::SendText(text) => write!(f, "SendText({} bytes)", text.len()),
            Self::CloseSocket => f.write_str("CloseSocket"),
            Self::Transport(command) => f.debug_tuple("Transport").field(command).finish(),
            Self::Media(command) => f.debug_tuple("Media").field(command).finish(),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::Done { request, result } => {
                f.debug_struct("Done").field("request", request).field("result", result).finish()
            }
        }
    }
}

/// What to do with the transport.
#[derive(Clone, PartialEq, Eq)]
pub enum TransportCommand {
    /// Make an offer and hand it in with [`crate::Input::Offered`]. At most one is asked for
    /// at a time.
    Offer(OfferKind),
    /// Apply the server's answer to the offer. If it cannot be applied, hand in
    /// [`crate::Input::TransportClosed`].
    Answer {
        /// The answer as SDP text.
        sdp: String,
    },
    /// Forget the pending offer; the server refused it.
    Rollback,
    /// Let go of the transport.
    Drop,
}

impl fmt::Debug for TransportCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offer(kind) => f.debug_tuple("Offer").field(kind).finish(),
            Self::Answer { sdp } => write!(f, "Answer({} bytes)", sdp.len()),
            Self::Rollback => f.write_str("Rollback"),
            Self::Drop => f.write_str("Drop"),
        }
    }
}

/// What an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// The first offer of a new transport, which takes the place of the one before.
    New(SlotCount),
    /// That many further slots.
    Grow(SlotCount),
    /// A new search for a path.
    RestartIce,
}

/// What to do with media.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaCommand {
    /// Send a channel's audio on a slot. If the channel already sends, it moves to this slot.
    StartSending {
        /// The outlet.
        channel: PublishChannel,
        /// The sending slot.
        slot: Mid,
    },
    /// Send no more of a channel's audio.
    StopSending {
        /// The outlet.
        channel: PublishChannel,
    },
    /// How a channel's stream fares on its way to its listeners, as the server knows it.
    AdaptSending {
        /// The outlet.
        channel: PublishChannel,
        /// The share of packets, 0..=1, that do not reach the listener who loses the most. Loss
        /// on the own uplink is in it.
        listener_loss: f32,
    },
    /// What comes on a slot is this stream. If the stream already comes on another slot, it
    /// moves to this one.
    StartReceiving {
        /// The stream.
        stream_id: StreamId,
        /// The receiving slot.
        slot: Mid,
    },
    /// The stream is not wanted any more, or its slot is gone.
    StopReceiving {
        /// The stream.
        stream_id: StreamId,
    },
    /// Send a channel's pictures on a slot.
    StartSendingVideo {
        /// The outlet.
        channel: PublishChannel,
        /// The sending slot.
        slot: Mid,
    },
    /// Send no more of a channel's pictures.
    StopSendingVideo {
        /// The outlet.
        channel: PublishChannel,
    },
    /// What comes on a slot are the pictures of this stream.
    StartReceivingVideo {
        /// The stream.
        stream_id: StreamId,
        /// The receiving slot.
        slot: Mid,
    },
    /// The stream's pictures are not wanted any more, or do not come, or their slot is gone.
    StopReceivingVideo {
        /// The stream.
        stream_id: StreamId,
    },
}

/// What a call of the application gives back.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Nothing but success.
    Nothing,
    /// Of a login and a switch of rooms.
    LoggedIn {
        /// Names this life of the room.
        room_session_id: String,
    },
    /// Of a broadcast message.
    BroadcastSent {
        /// Rises by one with each broadcast of the room.
        message_id: u64,
    },
    /// Of a barrage message.
    BarrageSent {
        /// Unique within the room.
        message_id: String,
    },
}

/// Further facts of a state update, as texts: `room_session_id` when a room is connected,
/// `message` and `hint` beside an error code.
pub type ExtendedData = BTreeMap<String, String>;

/// What the application is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The connection to the room changed. The three-state view of it is
    /// [`RoomStateChangedReason::room_state`].
    RoomStateChanged {
        /// The room.
        room_id: RoomId,
        /// What happened.
        reason: RoomStateChangedReason,
        /// Why, [`ErrorCode::OK`] where nothing went wrong.
        code: ErrorCode,
        /// Further facts.
        extended_data: ExtendedData,
    },
    /// Other users came or went.
    RoomUserUpdate {
        /// The room.
        room_id: RoomId,
        /// Which.
        update: UpdateType,
        /// Who, in order.
        users: Vec<User>,
    },
    /// How many users the room has, the user himself included.
    RoomOnlineUserCountUpdate {
        /// The room.
        room_id: RoomId,
        /// The number.
        count: u32,
    },
    /// Streams of others came or went.
    RoomStreamUpdate {
        /// The room.
        room_id: RoomId,
        /// Which.
        update: UpdateType,
        /// The streams, in order.
        streams: Vec<Stream>,
        /// Why each ended, for a delete (`stream_delete_reason`).
        reasons: Vec<StreamDeletion>,
    },
    /// Extra infos of streams of others changed.
    RoomStreamExtraInfoUpdate {
        /// The room.
        room_id: RoomId,
        /// The streams as they are after the change.
        streams: Vec<Stream>,
    },
    /// The room's extra info was set by another user.
    RoomExtraInfoUpdate {
        /// The room.
        room_id: RoomId,
        /// The infos after the change.
        infos: Vec<RoomExtraInfo>,
    },
    /// The token expires soon; renew it.
    RoomTokenWillExpire {
        /// The room.
        room_id: RoomId,
        /// Seconds until it does.
        remain_seconds: u32,
    },
    /// A publish changed its state.
    PublisherStateUpdate {
        /// The outlet.
        channel: PublishChannel,
        /// The stream.
        stream_id: StreamId,
        /// What the publish does.
        state: PublisherState,
        /// Why, [`ErrorCode::OK`] where nothing went wrong.
        code: ErrorCode,
        /// Further facts.
        extended_data: ExtendedData,
    },
    /// A play changed its state.
    PlayerStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// What the play does.
        state: PlayerState,
        /// Why, [`ErrorCode::OK`] where nothing went wrong.
        code: ErrorCode,
        /// Further facts.
        extended_data: ExtendedData,
    },
    /// The microphone of a played stream changed, or is known for the first time.
    RemoteMicStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// What the microphone does.
        state: RemoteDeviceState,
    },
    /// The camera of a played stream changed, or is known for the first time. Nothing is told of
    /// a stream without pictures.
    RemoteCameraStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// What the camera does.
        state: RemoteDeviceState,
    },
    /// Broadcast messages arrived, in order.
    RecvBroadcastMessages {
        /// The room.
        room_id: RoomId,
        /// At most 50.
        messages: Vec<BroadcastMessage>,
    },
    /// Barrage messages arrived.
    RecvBarrageMessages {
        /// The room.
        room_id: RoomId,
        /// At most 50.
        messages: Vec<BarrageMessage>,
    },
    /// A custom command arrived.
    RecvCustomCommand {
        /// The room.
        room_id: RoomId,
        /// Who sent it.
        from_user: User,
        /// The command.
        command: String,
    },
    /// A call failed, or something went wrong that a developer should know.
    DebugError {
        /// The SDK call that it belongs to.
        function: &'static str,
        /// What arrived, what was expected, what to do.
        error: Error,
    },
}
