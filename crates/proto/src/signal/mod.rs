//! Signalling: JSON text over one WebSocket at `/v1/signal`, subprotocol `cooee.v1`.
//!
//! ```text
//! server → client   {"hello": {…}}                      first, once per WebSocket
//! client → server   {"id": 1, "op": "login", …}         a request
//! server → client   {"id": 1, "ok": {…}}                its answer
//! server → client   {"id": 1, "error": {…}}             or its refusal
//! server → client   {"seq": 7, "event": "room_users", …} a push, numbered per session
//! ```
//!
//! A request may be sent before the answer to an earlier one came; answers come in any order.
//! `seq` rises by one with each push of a session, from 1; a resume names the last one seen.

mod client;
mod server;

pub use client::{
    Auth, ClientMessage, Login, LoginConfig, Nothing, Offer, ParseError, Play, Publish, RenewToken,
    Request, Resume, SendCustomCommand, SendText, SetCameraState, SetMicState, SetRoomExtraInfo,
    SetStreamExtraInfo, StreamRef, TransportChoice,
};
pub use server::{
    Answered, Event, Hello, LoggedIn, MessageSent, PlayAnswer, Resumed, SentTransport,
    ServerMessage,
};

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "cooee.v1";
/// The path of the WebSocket.
pub const PATH: &str = "/v1/signal";
/// The version that `hello` names.
pub const VERSION: u32 = 1;
