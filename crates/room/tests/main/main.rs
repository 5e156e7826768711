//! The rules of the room, as tables and against a reference model.

#![allow(clippy::unwrap_used)]

mod claims;
mod extra_infos;
mod logins;
mod messages;
mod model;
mod operations;
mod presence;
mod property;
mod publishes;
mod rights;
mod support;
mod transcript;
mod watcher;
