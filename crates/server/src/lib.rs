//! The Cooee server: a shell around `cooee-node`, with its configuration and its store.
//!
//! ```text
//! clients ──HTTP, WebSocket──▶ gateway ──texts──▶ control loop ──commands──▶ media thread
//!         ◀─────────────────── (tasks) ◀─texts─── (the Node)   ◀──events──── (the Shard)
//!                                                      ▲                        ▲
//! `cooee app …` ──▶ store (SQLite) ──▶ app watch ──────┘         clients ──UDP──┘
//! ```
//!
//! [`Handle`] brings operations to the node: those of the console, and those of business servers,
//! whose signed requests `express_api` takes. What happened comes back as notices: to who
//! listens, and to the thread of [`callbacks`], which stores and posts it.
//!
//! The gateway also serves the web pages that are compiled in, over TLS where there is a certificate.
//!
//! The gateway's tasks and the control loop share one thread; each media thread owns one UDP
//! socket and one shard. They talk by channels that are bounded where a client could fill them.
//!
//! [`Server::start`] runs all of it in this process; the command `cooee serve`, tests and the
//! demo use the same call.

mod addresses;
mod api;
mod app_watch;
pub mod callbacks;
pub mod config;
mod control;
mod express_api;
mod gateway;
mod handle;
mod listener;
pub mod logging;
mod media;
mod operator;
mod origins;
mod server;
pub mod store;
mod tls;
mod web;

pub use handle::Handle;
pub use server::{Running, Server, StartError};
pub use tls::TlsError;
