//! The server through real sockets on loopback.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

mod apps;
mod call;
mod client;
mod garbage;
mod http;
mod https;
mod media_client;
mod stop;
