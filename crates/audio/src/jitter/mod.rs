//! The jitter buffer: evens out what the network did to the packets' times.
//!
//! Every packet has a *transit*: when it arrived minus its media time. The fastest packet of
//! the last seconds sets the zero; how much slower the others were tells which delay is worth
//! waiting for (`delays.rs`). Each sample is played when that delay after the fastest way has
//! passed, wherever its packet is by then:
//!
//! - in the buffer: it is decoded; a redundant copy serves as well as the packet itself;
//! - missing, but a later packet tells of it (deep redundancy): it is made of that;
//! - missing: the decoder makes something up, which fades to silence;
//! - missing for long: playing stops, and starts anew at the newest audio that the delay
//!   allows. Old audio is never played after its time.
//!
//! The delay follows its target by time-stretching (`stretch.rs`): periods of the voice are
//! played twice or left out; when it is far too long, the buffer jumps. Clock drift needs nothing more: it shows as transits
//! that grow or shrink.
//!
//! The buffer holds packets and decides (`buffer.rs`); [`Incoming`](crate::Incoming) decodes
//! and splices.

mod bounds;
mod buffer;
mod delays;
mod packets;
mod seen;
mod sequences;
mod slack;
mod statistics;
mod ticks;
mod turn;

pub use bounds::Bounds;
pub(crate) use buffer::{JitterBuffer, LONGEST_CONCEALMENT};
pub use statistics::Statistics;
pub(crate) use turn::{Change, Piece, Stretch, Turn};
