//! Tests of the session machine against hand-written server texts, in virtual time.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod calls;
mod client;
mod json;
mod publisher_player;
mod random;
mod recovery;
mod room;
mod transcripts;
mod vectors;
mod watch;
