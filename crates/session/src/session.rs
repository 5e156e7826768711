//! The session machine.

use crate::{Config, Input, Output};
use std::collections::VecDeque;
use std::time::Instant;

/// The signalling side of one engine: its logins, publishes and plays.
pub struct Session {
    outputs: VecDeque<Output>,
}

impl Session {
    /// A machine that is logged in nowhere. `seed` feeds the jitter of its retries.
    pub fn new(_config: Config, _seed: u64) -> Self {
        Self { outputs: VecDeque::new() }
    }

    /// Takes one input. Drain [`Session::poll`] before the next.
    pub fn handle(&mut self, _now: Instant, _input: impl Into<Input>) {}

    /// The next output.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is wanted at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        None
    }
}
