//! The node as its clients and media threads see it, in virtual time: texts in, texts out, and a
//! media thread that only records its commands.
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

mod authentication;
mod calls;
mod garbage;
mod limits;
mod live;
mod login;
mod operations;
mod resume;
mod secrets;
mod transports;
mod world;
