//! Client audio: Opus, RED, jitter buffer, mixer, levels; and, behind a feature, sound devices.
//!
//! Everything inside is 48 kHz mono `f32` between -1 and 1, in [`Frame`]s of 10 ms.
//!
//! - Sending, one [`Outgoing`] per published stream: a frame in every 10 ms, an
//!   [`EncodedPacket`] out every 20 ms.
//! - Receiving, one [`Incoming`] per played stream: a [`ReceivedPacket`] in whenever one
//!   arrives, a frame out every 10 ms. A [`Mixer`] sums the frames of all streams.
//! - [`level`] measures loudness, [`Volume`] changes it.
//!
//! Nothing but the device module reads a clock, sleeps or does I/O: time is an argument.

pub mod codec;
pub mod control;
#[cfg(feature = "device")]
pub mod device;
mod frame;
mod incoming;
pub mod jitter;
pub mod level;
mod mixer;
mod outgoing;
mod packet;
mod pending;
pub mod processing;
pub mod red;
pub mod resample;
mod settings;
pub mod similarity;
mod splice;
mod stretch;
mod volume;
pub mod wav;

pub use frame::{FRAME_DURATION, FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
pub use incoming::{Incoming, Playout};
pub use mixer::Mixer;
pub use outgoing::{Outgoing, OutgoingConfig};
pub use packet::{EncodedPacket, Format, ReceivedPacket};
pub use settings::{MAX_SENT_COPIES, PacketLength, SendSettings};
pub use volume::Volume;
