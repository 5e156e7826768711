//! What an engine measured.

use cooee_audio::{SendSettings, jitter};
use cooee_proto::{PublishChannel, StreamId};
use std::collections::BTreeMap;

/// The figures of one played stream.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlayStatistics {
    /// The jitter buffer's: packets lost, samples concealed, delay.
    pub jitter: jitter::Statistics,
}

/// The figures of one published stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublishStatistics {
    /// How it is sent: what the network allows of what the application wants.
    pub settings: SendSettings,
}

/// The figures of an engine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// The transport's: round trip, packets and bytes, loss towards the server.
    pub transport: cooee_transport::Statistics,
    /// Each stream's that is sent.
    pub publishes: BTreeMap<PublishChannel, PublishStatistics>,
    /// Each played stream's.
    pub plays: BTreeMap<StreamId, PlayStatistics>,
}
