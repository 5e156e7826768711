//! One engine's logins as a machine: login, publish, play, renew and reconnect, without I/O.

mod answers;
mod config;
mod input;
mod link;
mod link_loss;
mod login;
mod media_path;
mod messages;
mod offers;
mod output;
mod playing;
mod publishing;
mod pushes;
mod random;
pub mod reconnect;
mod refusal;
mod requests;
mod room_view;
mod session;
mod slots;
mod stay;
mod stream_facts;
mod streams;

pub use config::{Config, SlotCount};
pub use input::{Command, Direction, Input, Offer, RequestId, Slot};
pub use output::{Event, ExtendedData, MediaCommand, OfferKind, Output, Reply, TransportCommand};
pub use session::Session;
