//! The shard against plain str0m clients, in virtual time.

#![allow(clippy::unwrap_used)]

mod browsers;
mod call;
mod client;
mod crowd;
mod feedback;
mod figures;
mod forwarding;
mod garbage;
mod joining;
mod leaving;
mod path;
mod pictures;
mod redundancy;
mod slots;
mod throttle;
mod world;
