//! One engine's logins as a machine: login, publish, play, renew and reconnect, without I/O.

mod config;
mod input;
mod output;
pub mod reconnect;
mod session;

pub use config::{Config, SlotCount};
pub use input::{Command, Direction, Input, Offer, RequestId, Slot};
pub use output::{Event, ExtendedData, MediaCommand, OfferKind, Output, Reply, TransportCommand};
pub use session::Session;
