#![doc = include_str!("../README.md")]

mod callbacks;
mod engine;
mod events;
mod pending;
mod profile;
mod shell;

pub use cooee_audio::device::DeviceInfo;
pub use cooee_audio::jitter::Statistics as JitterStatistics;
pub use cooee_audio::processing::{EchoMode as AecMode, NoiseMode as AnsMode};
pub use cooee_audio::resample::{Channels, PcmFormat};
pub use cooee_audio::wav::WavError;
pub use cooee_audio::{PacketLength, SendSettings};
pub use cooee_engine::{
    Event, LoginUser, PlayStatistics, PlayerQuality, PublishStatistics, PublisherQuality,
    RoomConfig, Scenario, Statistics, TransportStatistics,
};
pub use cooee_proto::{
    BarrageMessage, BroadcastMessage, DeviceExceptionType, DeviceType, Error, ErrorCode,
    PlayerMediaEvent, PlayerState, PublishChannel, PublisherState, RemoteDeviceState,
    RoomExtraInfo, RoomId, RoomState, RoomStateChangedReason, Stream, StreamDeleteReason,
    StreamDeletion, StreamId, StreamQualityLevel, UpdateType, User, UserId, UserName, WallTime,
};
pub use engine::{AudioConfig, Engine, PublisherConfig, RoomLoginResult};
pub use events::Events;
pub use pending::Pending;
pub use profile::EngineProfile;
pub use shell::{AudioSink, AudioSource};

/// Further facts of a state update: `room_session_id` when a room is connected, `message` and
/// `hint` beside an error code.
pub type ExtendedData = std::collections::BTreeMap<String, String>;
