//! One engine's logins as a machine: login, publish, play, renew and reconnect, without I/O.
//!
//! A [`Session`] holds the client's side of the signalling protocol: which room the engine is
//! in, what it publishes on its four channels, what it plays, and what has to happen when the
//! WebSocket, the media path or the server goes away. It knows neither sockets nor WebRTC: it
//! asks for both with [`Output`]s and hears of them with [`Input`]s.
//!
//! # Order
//!
//! One input, drain [`Session::poll`], then the next. Hand in [`Input::Timeout`] when
//! [`Session::deadline`] has passed. Outputs are performed in order; the offer that
//! [`TransportCommand::Offer`] asks for is the next input after the drain.
//!
//! # States
//!
//! ```text
//! room        out ─login─▶ LOGINING ─▶ LOGINED ─link lost─▶ RECONNECTING ─▶ RECONNECTED ─▶ …
//!                             └▶ LOGIN_FAILED        KICK_OUT ◀┴▶ RECONNECT_FAILED
//! stream      NO ─start─▶ REQUESTING ─live and connected─▶ PUBLISHING or PLAYING
//!                             ▲──────────interrupted──────────┘
//! ```
//!
//! Every stay in a room ends with exactly one of LOGIN_FAILED, RECONNECT_FAILED, KICK_OUT and
//! LOGOUT; before it all streams end. While it lasts, each publish and play is kept up by
//! comparing what is wanted with what the server acknowledged, after every input: that is why
//! streams come back by themselves after whatever was lost.
//!
//! # The way back
//!
//! | lost | what is done |
//! |---|---|
//! | WebSocket | opened again after a pause ([`reconnect::delay`]); the session is resumed with the last `seq` seen |
//! | session at the server | full login on the transport, or with a new one if the server lost that too; streams start anew |
//! | media path | ICE restart, 500 ms later a new transport; streams move to its slots |
//! | pushes that are no longer kept | a snapshot of the room, told as the difference to what was known |
//!
//! A changed network retries all of it at once. Refusals that no retry can mend are final;
//! everything else ends with the budgets of [`Config`].
//!
//! ```
//! use cooee_proto::{AppId, RoomId, User, UserId, signal::LoginConfig};
//! use cooee_session::{Command, Config, Output, RequestId, Session};
//! use std::time::Instant;
//!
//! let mut session = Session::new(Config::new(AppId(1), None), 7);
//! let login = Command::Login {
//!     request: RequestId(1),
//!     room_id: RoomId::new("room1")?,
//!     user: User::from_id(UserId::new("ann")?),
//!     config: LoginConfig::default(),
//!     token: "04…".to_owned(),
//! };
//! session.handle(Instant::now(), login);
//! let outputs: Vec<_> = std::iter::from_fn(|| session.poll()).collect();
//! assert!(outputs.contains(&Output::OpenSocket));
//! # Ok::<(), cooee_proto::Error>(())
//! ```

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
