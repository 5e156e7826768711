//! The network and the World, in virtual time.

#![allow(clippy::expect_used)]

mod budgets;
mod echo;
mod hearing;
mod listener_loss;
mod lost_links;
mod lost_paths;
mod messages;
mod mute;
mod network;
mod network_properties;
mod observer;
mod quality;
mod quick_start;
mod random_scripts;
mod restarts;
mod rooms;
mod support;
mod tokens;
