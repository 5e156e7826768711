//! The room machine: users, streams, presence and messages of one app, without I/O.
//!
//! [`App`] holds all rooms of one app. It is a machine as `cooee_proto` describes them: one
//! [`Input`] at a time, then [`App::poll`] until `None`, and [`Input::Timeout`] when
//! [`App::deadline`] has passed. Two apps are two machines, so that nothing of one can reach
//! the other.
//!
//! # Claims
//!
//! A userID and a streamID are unique in the app, and the app may one day live on many nodes.
//! So the machine never decides alone: a login and a publish emit [`Output::Claim`] and go on
//! when [`Input::Registry`] brings the answer, after any delay. [`Claim`] tells what the
//! registry owes the machine.
//!
//! # Answers
//!
//! Each request is answered by exactly one [`Output::Reply`]. A session is in its room from the
//! reply to its login until its one [`Output::Ended`]; a login that is refused ends with its
//! reply.

mod app;
mod claim;
mod departure;
mod fact;
mod grant;
mod input;
mod login;
mod member;
mod message;
mod operations;
mod output;
mod play;
mod presence;
mod publish;
mod rate;
mod rights;
mod room;
mod room_extra_info;
mod stream_info;
mod timer;
mod view;

pub use app::{App, Config, Counts};
pub use claim::{Claim, ClaimId, Epoch};
pub use fact::{Fact, RoomEnd, RoomName, StreamName, UserEnd};
pub use input::{
    Input, KickTarget, Login, LoginProof, OnExpiry, Operation, RegistryAnswer, Request, RequestId,
    Rights,
};
pub use output::{Media, Output, Reply};
pub use view::{RoomView, StreamView, UserView};
