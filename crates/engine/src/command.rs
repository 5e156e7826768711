//! What an application may ask of an engine. Each command is one call of the SDK.

use cooee_audio::processing::{EchoMode, NoiseMode};
use cooee_proto::PublishChannel;
use std::time::Duration;

/// The wishes of a login (Express: `ZegoRoomConfig`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomConfig {
    /// The most users of the room, 0 for no limit; the login that makes the room decides.
    pub max_member_count: u32,
    /// Whether `on_room_user_update` is wanted. Off by default.
    pub is_user_status_notify: bool,
    /// A Token04; empty to log in with the engine's AppSign.
    pub token: String,
}

/// A user as the application names him: not yet checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginUser {
    /// Fewer than 64 bytes.
    pub user_id: String,
    /// Fewer than 256 bytes.
    pub user_name: String,
}

impl LoginUser {
    /// A user with a name of his own.
    pub fn new(user_id: impl Into<String>, user_name: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), user_name: user_name.into() }
    }
}

/// A user whose name equals the id (Express: `ZegoUser.id`).
impl From<&str> for LoginUser {
    fn from(user_id: &str) -> Self {
        Self::new(user_id, user_id)
    }
}

/// One call of the application. Texts are as the application passed them; the engine checks
/// them and names the rule that is broken.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Log in to a room; done when logged in or refused.
    LoginRoom {
        /// The room.
        room_id: String,
        /// Who logs in.
        user: LoginUser,
        /// The wishes.
        config: RoomConfig,
    },
    /// Log out; done when the session has ended.
    LogoutRoom {
        /// The room; `None` for the current one.
        room_id: Option<String>,
    },
    /// Leave one room for another on the same transport; done when logged in or refused.
    SwitchRoom {
        /// The current room.
        from_room_id: String,
        /// The next room.
        to_room_id: String,
        /// The wishes for the next room.
        config: RoomConfig,
    },
    /// Replace the token.
    RenewToken {
        /// The current room.
        room_id: String,
        /// A Token04.
        token: String,
    },
    /// Publish a channel as a stream.
    StartPublishingStream {
        /// The stream.
        stream_id: String,
        /// The channel.
        channel: PublishChannel,
    },
    /// Stop publishing a channel.
    StopPublishingStream {
        /// The channel.
        channel: PublishChannel,
    },
    /// Set a channel's stream extra info, before or during its publish; done when the server
    /// has it, at once if nothing is published.
    SetStreamExtraInfo {
        /// Fewer than 1024 bytes.
        extra_info: String,
        /// The channel.
        channel: PublishChannel,
    },
    /// Set a channel's audio bitrate in bit/s, 6,000 to 192,000.
    SetAudioBitrate {
        /// Bits per second.
        bitrate: u32,
        /// The channel.
        channel: PublishChannel,
    },
    /// Play a stream.
    StartPlayingStream {
        /// The stream, of any room of the app.
        stream_id: String,
    },
    /// Stop playing a stream.
    StopPlayingStream {
        /// The stream.
        stream_id: String,
    },
    /// Bound the jitter buffer's delay of a played stream.
    SetPlayStreamBufferIntervalRange {
        /// The stream.
        stream_id: String,
        /// The least delay; 0 by default.
        min: Duration,
        /// The most delay; 4 s by default and at most.
        max: Duration,
    },
    /// Replace the microphone by silence, or end that.
    MuteMicrophone(bool),
    /// Close or open the microphone's device.
    EnableAudioCaptureDevice(bool),
    /// Make a channel's stream silent, or end that.
    MutePublishStreamAudio {
        /// Whether it is silent.
        muted: bool,
        /// The channel.
        channel: PublishChannel,
    },
    /// Set the volume of what is captured, 0 to 200 percent.
    SetCaptureVolume(u16),
    /// Cancel echo, or not; automatic until the first call.
    EnableAec(bool),
    /// Cancel echo even where there is none, or not.
    EnableHeadphoneAec(bool),
    /// Set how thoroughly echo is cancelled.
    SetAecMode(EchoMode),
    /// Control the gain, or not; automatic until the first call.
    EnableAgc(bool),
    /// Suppress noise, or not; automatic until the first call.
    EnableAns(bool),
    /// Set how much noise is suppressed.
    SetAnsMode(NoiseMode),
    /// Make all output silent, or end that.
    MuteSpeaker(bool),
    /// Mute or unmute one played stream.
    MutePlayStreamAudio {
        /// The stream.
        stream_id: String,
        /// Whether it is muted.
        muted: bool,
    },
    /// Mute all streams whatever is set for single ones, or end that.
    MuteAllPlayStreamAudio(bool),
    /// Mute or unmute all streams; single calls afterwards override it.
    MuteAllPlayAudioStreams(bool),
    /// Set the volume of one played stream, 0 to 200 percent.
    SetPlayVolume {
        /// The stream.
        stream_id: String,
        /// Percent.
        volume: u16,
    },
    /// Set the volume of all streams, later ones too, 0 to 200 percent.
    SetAllPlayStreamVolume(u16),
    /// Report sound levels at this interval, 100 to 3,000 ms.
    StartSoundLevelMonitor {
        /// The interval.
        interval: Duration,
    },
    /// Stop reporting sound levels.
    StopSoundLevelMonitor,
    /// Set the room's extra info; done when the server has it.
    SetRoomExtraInfo {
        /// The current room.
        room_id: String,
        /// 1 to 10 bytes.
        key: String,
        /// At most 128 bytes.
        value: String,
    },
    /// Send a message to everyone else, reliably and in order; done when the server has it.
    SendBroadcastMessage {
        /// The current room.
        room_id: String,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send a message to everyone else that may be dropped; done when the server has it.
    SendBarrageMessage {
        /// The current room.
        room_id: String,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send a command to some users; done when the server has it.
    SendCustomCommand {
        /// The current room.
        room_id: String,
        /// 1 to 1024 bytes.
        command: String,
        /// The targets' userIDs; empty for everyone else.
        to_users: Vec<String>,
    },
}

impl Command {
    /// The name of the SDK call, for `on_debug_error` and logs.
    pub fn function(&self) -> &'static str {
        match self {
            Self::LoginRoom { .. } => "login_room",
            Self::LogoutRoom { .. } => "logout_room",
            Self::SwitchRoom { .. } => "switch_room",
            Self::RenewToken { .. } => "renew_token",
            Self::StartPublishingStream { .. } => "start_publishing_stream",
            Self::StopPublishingStream { .. } => "stop_publishing_stream",
            Self::SetStreamExtraInfo { .. } => "set_stream_extra_info",
            Self::SetAudioBitrate { .. } => "set_audio_config",
            Self::StartPlayingStream { .. } => "start_playing_stream",
            Self::StopPlayingStream { .. } => "stop_playing_stream",
            Self::SetPlayStreamBufferIntervalRange { .. } => {
                "set_play_stream_buffer_interval_range"
            }
            Self::MuteMicrophone(_) => "mute_microphone",
            Self::EnableAudioCaptureDevice(_) => "enable_audio_capture_device",
            Self::MutePublishStreamAudio { .. } => "mute_publish_stream_audio",
            Self::SetCaptureVolume(_) => "set_capture_volume",
            Self::EnableAec(_) => "enable_aec",
            Self::EnableHeadphoneAec(_) => "enable_headphone_aec",
            Self::SetAecMode(_) => "set_aec_mode",
            Self::EnableAgc(_) => "enable_agc",
            Self::EnableAns(_) => "enable_ans",
            Self::SetAnsMode(_) => "set_ans_mode",
            Self::MuteSpeaker(_) => "mute_speaker",
            Self::MutePlayStreamAudio { .. } => "mute_play_stream_audio",
            Self::MuteAllPlayStreamAudio(_) => "mute_all_play_stream_audio",
            Self::MuteAllPlayAudioStreams(_) => "mute_all_play_audio_streams",
            Self::SetPlayVolume { .. } => "set_play_volume",
            Self::SetAllPlayStreamVolume(_) => "set_all_play_stream_volume",
            Self::StartSoundLevelMonitor { .. } => "start_sound_level_monitor",
            Self::StopSoundLevelMonitor => "stop_sound_level_monitor",
            Self::SetRoomExtraInfo { .. } => "set_room_extra_info",
            Self::SendBroadcastMessage { .. } => "send_broadcast_message",
            Self::SendBarrageMessage { .. } => "send_barrage_message",
            Self::SendCustomCommand { .. } => "send_custom_command",
        }
    }
}

/// What a command that is done gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reply {
    /// Nothing beyond its success.
    #[default]
    Done,
    /// Logged in.
    LoggedIn {
        /// Names this life of the room, from its first login to its last logout.
        room_session_id: String,
    },
    /// The id of a broadcast message.
    BroadcastMessageId(u64),
    /// The id of a barrage message.
    BarrageMessageId(String),
}
