//! The SDK against a real server, over real sockets on loopback.

#![expect(clippy::unwrap_used, reason = "a test may end where something is wrong")]

mod call;
mod support;
