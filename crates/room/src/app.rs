//! The machine itself.

use crate::{Input, Output};
use cooee_proto::{RoomSnapshot, SessionId, WallTime, limits};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What an operator may tune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How long a silent session is kept.
    pub heartbeat_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { heartbeat_timeout: limits::HEARTBEAT_TIMEOUT }
    }
}

/// How much an app holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rooms with at least one user.
    pub rooms: usize,
    /// Users in rooms.
    pub users: usize,
    /// Live streams.
    pub streams: usize,
    /// Plays, those that wait for their stream included.
    pub plays: usize,
}

/// All rooms of one app on this node.
#[derive(Debug)]
pub struct App {
    #[expect(dead_code, reason = "the rules follow")]
    config: Config,
    outputs: VecDeque<Output>,
}

impl App {
    /// An app without rooms.
    pub fn new(config: Config) -> Self {
        Self { config, outputs: VecDeque::new() }
    }

    /// Takes one input. Drain [`App::poll`] before the next.
    pub fn handle(&mut self, now: Instant, wall: WallTime, input: Input) {
        let _ = (now, wall, input);
    }

    /// The next output, until `None`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the machine wants [`Input::Timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    /// The room as this session may see it; `None` if it is in no room.
    pub fn snapshot(&self, session: SessionId) -> Option<RoomSnapshot> {
        let _ = session;
        None
    }

    /// How much the app holds.
    pub fn counts(&self) -> Counts {
        Counts::default()
    }
}
