//! What an engine tells its application. Each event is one callback of the SDK.

use crate::{PlayerQuality, PublisherQuality};
use cooee_proto::{
    BarrageMessage, BroadcastMessage, DeviceExceptionType, DeviceType, Error, ErrorCode,
    PlayerMediaEvent, PlayerState, PublishChannel, PublisherState, RemoteDeviceState,
    RoomExtraInfo, RoomId, RoomStateChangedReason, Stream, StreamDeletion, StreamId,
    StreamQualityLevel, UpdateType, User,
};
use std::collections::BTreeMap;

/// One callback.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A call was refused or failed (`on_debug_error`).
    DebugError {
        /// The SDK call.
        function: &'static str,
        /// What went wrong.
        error: Error,
    },
    /// The connection to a room changed (`on_room_state_changed`, `on_room_state_update`).
    RoomStateChanged {
        /// The room.
        room_id: RoomId,
        /// Why.
        reason: RoomStateChangedReason,
        /// The cause; [`ErrorCode::OK`] where nothing is wrong.
        code: ErrorCode,
        /// Further facts: `room_session_id` when logged in, `message` and `hint` with a code.
        extended_data: BTreeMap<String, String>,
    },
    /// Users came or went (`on_room_user_update`).
    RoomUserUpdate {
        /// The room.
        room_id: RoomId,
        /// Which.
        update: UpdateType,
        /// Who.
        users: Vec<User>,
    },
    /// How many users the room has (`on_room_online_user_count_update`).
    RoomOnlineUserCountUpdate {
        /// The room.
        room_id: RoomId,
        /// The number, the engine's own user included.
        count: u32,
    },
    /// Streams of others came or went (`on_room_stream_update`).
    RoomStreamUpdate {
        /// The room.
        room_id: RoomId,
        /// Which.
        update: UpdateType,
        /// The streams.
        streams: Vec<Stream>,
        /// Why each ended, for a delete.
        reasons: Vec<StreamDeletion>,
    },
    /// Extra infos of streams changed (`on_room_stream_extra_info_update`).
    RoomStreamExtraInfoUpdate {
        /// The room.
        room_id: RoomId,
        /// The streams after the change.
        streams: Vec<Stream>,
    },
    /// The room's extra info changed (`on_room_extra_info_update`).
    RoomExtraInfoUpdate {
        /// The room.
        room_id: RoomId,
        /// The infos after the change.
        infos: Vec<RoomExtraInfo>,
    },
    /// The token expires soon (`on_room_token_will_expire`).
    RoomTokenWillExpire {
        /// The room.
        room_id: RoomId,
        /// Seconds until it does.
        remain_seconds: u32,
    },
    /// A publish changed (`on_publisher_state_update`).
    PublisherStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// Its state.
        state: PublisherState,
        /// The cause; [`ErrorCode::OK`] where nothing is wrong.
        code: ErrorCode,
        /// Further facts: `message` and `hint` with a code.
        extended_data: BTreeMap<String, String>,
    },
    /// The first frame of a channel's source arrived (`on_publisher_captured_audio_first_frame`).
    PublisherCapturedAudioFirstFrame {
        /// The channel.
        channel: PublishChannel,
    },
    /// The first packet of a publish was sent (`on_publisher_send_audio_first_frame`).
    PublisherSendAudioFirstFrame {
        /// The channel.
        channel: PublishChannel,
    },
    /// A play changed (`on_player_state_update`).
    PlayerStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// Its state.
        state: PlayerState,
        /// The cause; [`ErrorCode::OK`] where nothing is wrong.
        code: ErrorCode,
        /// Further facts: `message` and `hint` with a code.
        extended_data: BTreeMap<String, String>,
    },
    /// The first packet of a play arrived (`on_player_recv_audio_first_frame`).
    PlayerRecvAudioFirstFrame {
        /// The stream.
        stream_id: StreamId,
    },
    /// A published stream's figures, every 3 s (`on_publisher_quality_update`).
    PublisherQualityUpdate {
        /// The stream.
        stream_id: StreamId,
        /// Its figures since the last update.
        quality: Box<PublisherQuality>,
    },
    /// A played stream's figures, every 3 s from its first packet on
    /// (`on_player_quality_update`).
    PlayerQualityUpdate {
        /// The stream.
        stream_id: StreamId,
        /// Its figures since the last update.
        quality: Box<PlayerQuality>,
    },
    /// How good the network is, every 2 s while anything is published or played
    /// (`on_network_quality`).
    NetworkQuality {
        /// Whose network; empty for this user's own, the only one that is told of.
        user_id: String,
        /// Towards the server.
        upstream: StreamQualityLevel,
        /// From the server.
        downstream: StreamQualityLevel,
    },
    /// What is played of a stream broke off or came back (`on_player_media_event`).
    PlayerMediaEvent {
        /// The stream.
        stream_id: StreamId,
        /// Which of both.
        event: PlayerMediaEvent,
    },
    /// A played stream's camera changed (`on_remote_camera_state_update`).
    RemoteCameraStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// What the camera does.
        state: RemoteDeviceState,
    },
    /// A played stream's microphone changed (`on_remote_mic_state_update`).
    RemoteMicStateUpdate {
        /// The stream.
        stream_id: StreamId,
        /// What the microphone does.
        state: RemoteDeviceState,
    },
    /// The level of what is captured (`on_captured_sound_level_update`).
    CapturedSoundLevelUpdate {
        /// 0 to 100; 0 when nothing is captured or it is muted.
        level: f64,
    },
    /// The levels of all played streams (`on_remote_sound_level_update`).
    RemoteSoundLevelUpdate {
        /// 0 to 100 by stream.
        levels: BTreeMap<StreamId, f64>,
    },
    /// Broadcast messages arrived (`on_im_recv_broadcast_message`).
    ImRecvBroadcastMessage {
        /// The room.
        room_id: RoomId,
        /// The messages, in order.
        messages: Vec<BroadcastMessage>,
    },
    /// Barrage messages arrived (`on_im_recv_barrage_message`).
    ImRecvBarrageMessage {
        /// The room.
        room_id: RoomId,
        /// The messages.
        messages: Vec<BarrageMessage>,
    },
    /// A custom command arrived (`on_im_recv_custom_command`).
    ImRecvCustomCommand {
        /// The room.
        room_id: RoomId,
        /// Who sent it.
        from_user: User,
        /// The command.
        command: String,
    },
    /// A local device failed; the call goes on without it
    /// (`on_local_device_exception_occurred`). It comes from the shell around this machine,
    /// which owns the devices.
    LocalDeviceExceptionOccurred {
        /// What is wrong.
        exception: DeviceExceptionType,
        /// Which kind of device.
        device: DeviceType,
        /// The device's id; empty for the default one.
        device_id: String,
        /// What arrived, what was expected, what to do.
        error: Error,
    },
    /// A microphone or speaker was plugged in or unplugged (`on_audio_device_state_changed`).
    /// From the shell, like all about devices.
    AudioDeviceStateChanged {
        /// Which.
        update: UpdateType,
        /// Which kind of device.
        device: DeviceType,
        /// The device's id.
        device_id: String,
        /// Its name for people.
        device_name: String,
    },
    /// Another device is the default one (`on_default_audio_device_changed`).
    DefaultAudioDeviceChanged {
        /// Which kind of device.
        device: DeviceType,
        /// The device's id; empty if there is none any more.
        device_id: String,
    },
    /// A device is in use, for the first time or again (`on_local_device_started`).
    LocalDeviceStarted {
        /// Which kind of device.
        device: DeviceType,
        /// The device's id, also where it is the default one.
        device_id: String,
    },
}
