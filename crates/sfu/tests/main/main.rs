//! The shard against plain str0m clients, in virtual time.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod client;
mod forwarding;
mod world;
