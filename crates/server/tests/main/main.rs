//! The server through real sockets on loopback.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

mod api;
mod apps;
mod browser;
mod call;
mod callbacks;
mod callbacks_tls;
mod client;
mod express_api;
mod garbage;
mod http;
mod https;
mod live;
mod media_client;
mod operator;
mod stop;
