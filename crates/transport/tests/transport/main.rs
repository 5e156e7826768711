//! The transport against a minimal ICE-lite server, in virtual time.

#![allow(clippy::expect_used)]

mod answers;
mod connect;
mod harness;
mod media;
mod offers;
mod path;
mod shard;
