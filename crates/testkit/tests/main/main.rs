//! The network and the World, in virtual time.

#![allow(clippy::expect_used)]

mod network;
mod network_properties;
