//! The SDK against a real server, over real sockets on loopback.

#![expect(clippy::unwrap_used, reason = "a test may end where something is wrong")]

mod arguments;
mod call;
mod callbacks;
mod custom_audio;
mod devices;
mod hot_plug;
mod https;
mod messages;
mod outage;
mod quick_start;
mod refusals;
mod rooms;
mod sound_server;
#[path = "../support/mod.rs"]
mod support;
mod switches;
