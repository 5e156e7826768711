//! A virtual clock, a scripted network and a World of server and clients in virtual time.
//!
//! Nothing here waits, opens a socket or reads a real clock: a test of an hour of calls takes as
//! long as its machines need to compute. The same seed and script give the same events.

mod clock;
mod codec;
pub mod network;
mod random;
pub mod voice;
mod world;

pub use clock::Clock;
pub use codec::StandInCodec;
pub use network::Network;
pub use voice::Voice;
pub use world::{ClientId, Noted, World};
