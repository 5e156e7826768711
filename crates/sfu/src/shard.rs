//! The machine of one media thread.

use crate::statistics::{ShardStatistics, StreamStatistics, TransportStatistics};
use crate::{Config, Input, Output, StreamHandle};
use cooee_proto::SessionId;
use std::collections::VecDeque;
use std::time::Instant;

/// One media thread's truth: the transports on its UDP port, and who plays which stream.
#[derive(Debug)]
pub struct Shard {
    config: Config,
    outputs: VecDeque<Output>,
}

impl Shard {
    /// A shard without transports.
    pub fn new(config: Config) -> Self {
        Self { config, outputs: VecDeque::new() }
    }

    /// Takes one input.
    pub fn handle(&mut self, _now: Instant, _input: Input<'_>) {}

    /// The next output.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the shard wants [`Input::Timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    /// The shard's settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The counters of the whole shard.
    pub fn statistics(&self) -> ShardStatistics {
        ShardStatistics::default()
    }

    /// The counters of a stream, if it is known.
    pub fn stream_statistics(&self, _stream: StreamHandle) -> Option<StreamStatistics> {
        None
    }

    /// The counters of a transport, if it lives.
    pub fn transport_statistics(
        &self,
        _now: Instant,
        _transport: SessionId,
    ) -> Option<TransportStatistics> {
        None
    }
}
