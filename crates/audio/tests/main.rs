//! The client's audio end to end, in virtual time: synthetic speech through real Opus, a
//! scripted network, and the jitter buffer.

mod network;
mod playout;
mod speech;
