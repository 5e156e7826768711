//! What a jitter buffer tells about itself.

use std::time::Duration;

/// What happened to one played stream so far. Counters never go down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Packets that arrived, duplicates and late ones included.
    pub received_packets: u64,
    /// Packets that arrived a second time.
    pub duplicate_packets: u64,
    /// Packets that arrived after their audio was due and were of no use any more.
    pub late_packets: u64,
    /// Packets that did not arrive, so far, by their sequence numbers.
    pub lost_packets: u64,
    /// Packets that did not arrive in time but were played from a redundant copy.
    pub recovered_packets: u64,
    /// Packets taken out to be decoded, redundant copies included.
    pub taken_packets: u64,
    /// Those of the taken packets that the decoder refused.
    pub undecodable_packets: u64,
    /// Samples of packets that did not arrive in time but were made from what later packets told
    /// of them (deep redundancy). They are heard as speech, a little worse than received, and
    /// are not among the concealed ones.
    pub reconstructed_samples: u64,
    /// Samples handed out since the first packet, made up or not.
    pub played_samples: u64,
    /// Samples made up in place of missing packets of which nothing is known, the silent ones
    /// included, the reconstructed ones not; of one gap at most 10 seconds, after which the
    /// sender is taken to have stopped.
    pub concealed_samples: u64,
    /// Those of the concealed samples that were silence because the gap was too long.
    pub silent_samples: u64,
    /// How often concealment began.
    pub concealment_events: u64,
    /// How often nothing but made up audio and silence was heard for 200 ms.
    pub audible_gaps: u64,
    /// Samples put in to raise the delay.
    pub inserted_samples: u64,
    /// Samples left out to lower the delay.
    pub removed_samples: u64,
    /// How long a packet waits that came by the fastest way.
    pub current_delay: Duration,
    /// The delay that the buffer aims at.
    pub target_delay: Duration,
    /// How much audio is waiting, gaps included.
    pub buffered: Duration,
}
