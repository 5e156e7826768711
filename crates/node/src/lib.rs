//! The server without its sockets: apps, registry, tokens, room machines, signalling sessions and
//! media transports, driven alike by the gateway of `cooee-server` and by a simulated network.
//!
//! A [`Node`] is a machine as `cooee_proto` describes them. Its shell owns the WebSockets and the
//! media threads (each a `cooee_sfu::Shard`), and connects them:
//!
//! ```text
//! WebSockets ──ConnectionOpened, Text, ConnectionClosed──▶ ┌──────┐ ──Command──▶ ┌───────┐
//!            ◀──────────────Send, Close─────────────────── │ Node │              │ Shard │
//! store      ──────────AppStored, AppRemoved─────────────▶ └──────┘ ◀───Event─── └───────┘
//! ```
//!
//! # Words
//!
//! - A *connection* is one WebSocket. It begins with the server's `hello`, whose nonce an AppSign
//!   proof covers.
//! - A *session* is one login. It outlives its connection: a `resume` with its key attaches a
//!   later one, and the pushes missed between are sent again, or a snapshot where they are no
//!   longer kept. The newest connection of a session wins.
//! - A *transport* is a client's media connection to a media thread. It outlives its session for
//!   a while, so that the next login of the same user needs no ICE and DTLS.
//!
//! # What waits for what
//!
//! A login asks the room machine, whose claims the registry answers, and hands the SDP offer to
//! a media thread. The two answers come in any order; the client is answered after both. Pushes
//! that come between wait in the session's ring.
//!
//! # Operators
//!
//! [`Input::Operate`] lets operators and business servers look at rooms and act on them;
//! [`Output::Notice`] tells them what happened. What they forbid holds for this node's life: the
//! shell stores it and says it again after a restart.
//!
//! # Secrets
//!
//! Tokens, proofs, keys and SDP never reach a log line: nothing that holds one is given to
//! `tracing`, and [`Input`] and [`Output`] show only lengths under `Debug`.

mod app_record;
mod authentication;
mod budget;
mod config;
mod connection;
mod farewells;
mod input;
mod keys;
mod login;
mod media;
mod node;
mod notice;
mod operations;
mod output;
mod registry;
mod requests;
mod resume;
mod ring;
mod rooms;
mod session;
mod streams;
mod timers;
mod transport;

pub use app_record::{AppRecord, AuthMode, TokenExpiry};
pub use config::Config;
pub use input::{ConnectionId, Input, ShardId};
pub use node::Node;
pub use notice::{Fact, LoginProof, Notice, NoticeEvent, RoomEnd, RoomName, StreamName, UserEnd};
pub use operations::{
    Answer, Live, LiveApp, LivePlayer, LiveRoom, LiveStream, LiveUser, LiveVideo, LoginOrder,
    Operation, PresentStream, PresentUser, Rule, RuleTarget,
};
pub use output::Output;
