//! Packets of pictures that wait for a player's link.
//!
//! They wait as they came, without a place in the slot, so that leaving them out leaves no gap.

use crate::media::Media;
use std::collections::VecDeque;
use std::time::Instant;

/// The waiting packets of one slot.
#[derive(Debug, Default)]
pub(crate) struct Held {
    packets: VecDeque<HeldPacket>,
    /// Whether a key frame came to wait since nothing waited.
    has_key_frame: bool,
}

/// A waiting packet.
#[derive(Debug)]
pub(crate) struct HeldPacket {
    /// What it is.
    pub media: Media,
    /// Whether it is the first of another run.
    pub is_first: bool,
    since: Instant,
}

impl Held {
    /// Lets a packet wait.
    pub fn push(&mut self, since: Instant, media: Media, is_first: bool) {
        self.has_key_frame |= media.begins_key_frame;
        self.packets.push_back(HeldPacket { media, is_first, since });
    }

    /// Takes the packet that waits longest.
    pub fn pop(&mut self) -> Option<HeldPacket> {
        let packet = self.packets.pop_front();
        self.has_key_frame &= !self.packets.is_empty();
        packet
    }

    /// Leaves out all but the oldest picture, of which a part may be on its way.
    pub fn keep_oldest_picture(&mut self) {
        if let Some(oldest) = self.packets.front() {
            let timestamp = oldest.media.place.timestamp;
            self.packets.retain(|packet| packet.media.place.timestamp == timestamp);
        }
    }

    /// Since when the oldest packet waits.
    pub fn since(&self) -> Option<Instant> {
        self.packets.front().map(|packet| packet.since)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// Whether a key frame waits, or waited before what waits.
    pub fn has_key_frame(&self) -> bool {
        self.has_key_frame
    }
}
