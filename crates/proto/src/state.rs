//! States and reasons of the reference (§12 and §14), with their Express numbers.

use crate::ErrorCode;
use serde::{Deserialize, Serialize};

macro_rules! numbered {
    ($(#[doc = $doc:literal])+ $type:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $number:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(type = "number"))]
        #[serde(into = "u8", try_from = "u8")]
        pub enum $type { $($(#[doc = $variant_doc])+ $variant = $number,)+ }

        impl From<$type> for u8 {
            fn from(value: $type) -> u8 { value as u8 }
        }

        impl TryFrom<u8> for $type {
            type Error = String;
            fn try_from(number: u8) -> Result<Self, String> {
                match number {
                    $($number => Ok(Self::$variant),)+
                    _ => Err(format!("{number} is no {}", stringify!($type))),
                }
            }
        }

        #[cfg(test)]
        impl crate::typescript::Numbered for $type {
            const TYPE: &str = stringify!($type);
            const DOC: &str = concat!($($doc),+);
            const VARIANTS: &[(&str, &str, u8)] =
                &[$((concat!($($variant_doc),+), stringify!($variant), $number)),+];
        }
    };
}

numbered! {
    /// The three-state view of the connection to a room.
    RoomState {
        /// Not in the room.
        Disconnected = 0,
        /// Logging in, or reconnecting.
        Connecting = 1,
        /// In the room.
        Connected = 2,
    }
}

numbered! {
    /// Why the connection to a room changed.
    RoomStateChangedReason {
        /// Logging in.
        Logining = 0,
        /// Logged in.
        Logined = 1,
        /// The login failed for good.
        LoginFailed = 2,
        /// The link broke; the SDK retries.
        Reconnecting = 3,
        /// The link is back.
        Reconnected = 4,
        /// The SDK gave up retrying.
        ReconnectFailed = 5,
        /// The server ended the session.
        KickOut = 6,
        /// Logged out.
        Logout = 7,
        /// The logout failed: the engine is not in that room.
        LogoutFailed = 8,
    }
}

numbered! {
    /// One of the four outlets of an engine; each carries at most one published stream.
    PublishChannel {
        /// The default one.
        Main = 0,
        /// The second one.
        Aux = 1,
        /// The third one.
        Third = 2,
        /// The fourth one.
        Fourth = 3,
    }
}

impl PublishChannel {
    /// All channels, in order.
    pub const ALL: [Self; crate::limits::PUBLISH_CHANNELS] =
        [Self::Main, Self::Aux, Self::Third, Self::Fourth];
}

numbered! {
    /// What a publish is doing.
    PublisherState {
        /// Not publishing.
        NoPublish = 0,
        /// Starting, or retrying when it comes with an error code.
        PublishRequesting = 1,
        /// Publishing.
        Publishing = 2,
    }
}

numbered! {
    /// What a play is doing.
    PlayerState {
        /// Not playing.
        NoPlay = 0,
        /// Starting, waiting for the stream, or retrying.
        PlayRequesting = 1,
        /// Playing.
        Playing = 2,
    }
}

numbered! {
    /// Whether a list tells what came or what went.
    UpdateType {
        /// These came.
        Add = 0,
        /// These went.
        Delete = 1,
    }
}

numbered! {
    /// How good a stream or a direction of the network is (Express: `ZegoStreamQualityLevel`).
    StreamQualityLevel {
        /// A mean opinion score of 4 and above.
        Excellent = 0,
        /// 3.6 and above.
        Good = 1,
        /// 3.1 and above.
        Medium = 2,
        /// 2 and above.
        Bad = 3,
        /// Below that, or the connection is lost.
        Die = 4,
        /// Nothing came yet from which it could be told.
        Unknown = 5,
    }
}

numbered! {
    /// A stall of what is played begins or ends (Express: `ZegoPlayerMediaEvent`). The two of
    /// video, 2 and 3, do not occur.
    PlayerMediaEvent {
        /// Nothing real was heard for 200 ms although it should.
        AudioBreakOccur = 0,
        /// It is heard again.
        AudioBreakResume = 1,
    }
}

numbered! {
    /// The state of a remote microphone or camera (Express: `ZegoRemoteDeviceState`). Only these
    /// three occur with Cooee's own clients.
    RemoteDeviceState {
        /// Open and audible.
        Open = 0,
        /// Closed by the application: the device is off.
        Disable = 9,
        /// Muted by its user: the device stays open and silence is sent.
        Mute = 10,
    }
}

// The numbered! macro leaves no place to derive it.
#[expect(clippy::derivable_impls)]
impl Default for RemoteDeviceState {
    fn default() -> Self {
        Self::Open
    }
}

impl RemoteDeviceState {
    /// Whether this is [`RemoteDeviceState::Open`].
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }

    /// Whether this is [`RemoteDeviceState::Disable`].
    pub fn is_disabled(&self) -> bool {
        *self == Self::Disable
    }

    /// The camera of whoever says nothing about one.
    pub fn disabled() -> Self {
        Self::Disable
    }
}

numbered! {
    /// Why a stream ended (`stream_delete_reason` of `on_room_stream_update`).
    StreamDeleteReason {
        /// Its publisher stopped it or logged out.
        Stopped = 1,
        /// Its publisher's heartbeat timed out.
        HeartbeatTimeout = 2,
        /// Its publisher logged in again elsewhere.
        RepeatedLogin = 3,
        /// Its publisher was kicked.
        Kicked = 4,
        /// Its publisher's link was closed for good.
        Disconnected = 5,
        /// The server removed it.
        RemovedByServer = 6,
    }
}

numbered! {
    /// What is wrong with a local device (Express: `ZegoDeviceExceptionType`). Only these occur.
    DeviceExceptionType {
        /// Something else.
        Generic = 1,
        /// No device has the id.
        InvalidId = 2,
        /// The program may not use the device.
        PermissionNotGranted = 3,
        /// Another program uses the device.
        DeviceOccupied = 5,
        /// The device was unplugged.
        DeviceUnplugged = 6,
    }
}

numbered! {
    /// A kind of local device (Express: `ZegoDeviceType`). Only these occur.
    DeviceType {
        /// What captures.
        Microphone = 2,
        /// What plays.
        Speaker = 3,
    }
}

impl From<ErrorCode> for DeviceExceptionType {
    /// What a device error code (1006xxx) means.
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::DEVICE_UNKNOWN => Self::InvalidId,
            ErrorCode::DEVICE_NOT_PERMITTED => Self::PermissionNotGranted,
            ErrorCode::DEVICE_IN_USE => Self::DeviceOccupied,
            ErrorCode::DEVICE_UNPLUGGED => Self::DeviceUnplugged,
            _ => Self::Generic,
        }
    }
}

impl RoomStateChangedReason {
    /// The three-state view of this reason; `None` where it leaves the state unchanged.
    pub fn room_state(self) -> Option<RoomState> {
        match self {
            Self::Logining | Self::Reconnecting => Some(RoomState::Connecting),
            Self::Logined | Self::Reconnected => Some(RoomState::Connected),
            Self::LoginFailed | Self::ReconnectFailed | Self::KickOut | Self::Logout => {
                Some(RoomState::Disconnected)
            }
            Self::LogoutFailed => None,
        }
    }
}
