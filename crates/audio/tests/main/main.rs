//! The client's audio end to end, in virtual time: synthetic speech through real Opus, a
//! scripted network, and the jitter buffer.

mod codec;
mod network;
mod numbered;
mod order;
mod outgoing;
mod playout;
mod processing;
mod robustness;
mod speech;
