//! The network and the World, in virtual time.

#![allow(clippy::expect_used)]

mod hearing;
mod messages;
mod mute;
mod network;
mod network_properties;
mod quick_start;
mod rooms;
mod support;
mod tokens;
