//! The data that Cooee's clients and servers share: ids and their limits, error codes,
//! room and stream descriptions, and the signalling messages.
//!
//! Nothing here does I/O, reads a clock or holds state. Every type that crosses the wire is
//! a serde type with a snapshot test; readers ignore fields they do not know.
//!
//! # Machines
//!
//! The crates above this one are *machines*. Each has the same four verbs:
//!
//! - `handle(now, input)`: one input, which never blocks and never fails;
//! - `poll() -> Option<Output>`: the next output, until `None`; drain it before the next input;
//! - `deadline() -> Option<Instant>`: when the machine wants `Input::Timeout` at the latest;
//! - getters, which change nothing.
//!
//! Time, randomness, ids and configuration are inputs. Monotonic time serves deadlines, wall
//! time serves token validity and message stamps; the two are never mixed.

mod code;
mod error;
mod id;
pub mod limits;
mod room;
pub mod signal;
mod state;
#[cfg(test)]
mod typescript;

pub use code::ErrorCode;
pub use error::Error;
pub use id::{AppId, Mid, RoomId, SessionId, StreamId, UserId, UserName, WallTime};
pub use room::{
    BarrageMessage, BroadcastMessage, RoomExtraInfo, RoomSnapshot, Stream, StreamDeletion, User,
};
pub use state::{
    DeviceExceptionType, DeviceType, PlayerMediaEvent, PlayerState, PublishChannel, PublisherState,
    RemoteDeviceState, RoomState, RoomStateChangedReason, StreamDeleteReason, StreamQualityLevel,
    UpdateType,
};
