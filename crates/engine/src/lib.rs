//! The client without its sockets, threads and sound cards: session, transport and audio in
//! one machine. It is what the SDK's `Engine` is, minus the shell; and what `testkit::World`
//! runs in virtual time.
//!
//! ```text
//!  Command ─▶ ┌─────────┐ ◀─ SocketOpened, SocketText, SocketClosed
//!             │ Engine  │ ─▶ OpenSocket, SendText, CloseSocket
//!  Event  ◀── │         │ ◀─ Datagram          ─▶ Transmit
//!  Done   ◀── └─────────┘ ◀─ capture(frame)    ─▶ playout(frame), each 10 ms
//! ```

mod adaptation;
mod capture_switches;
mod command;
mod commands;
mod config;
mod engine;
mod event;
mod io;
mod play;
mod play_switches;
mod publish;
mod quality;
mod quality_reports;
mod scenario;
mod session_events;
mod sound_level;
mod sound_processing;
mod statistics;
mod watchdog;

pub use command::{Command, LoginUser, Reply, RoomConfig};
pub use config::Config;
pub use engine::Engine;
pub use event::Event;
pub use io::{Input, Output};
pub use quality::{PlayerQuality, PublisherQuality};
pub use scenario::Scenario;
pub use statistics::{PlayStatistics, PublishStatistics, Statistics};

pub use cooee_session::RequestId;
pub use cooee_transport::Statistics as TransportStatistics;
