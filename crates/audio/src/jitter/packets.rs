//! The packets that wait, in the order of their media time.

use std::collections::BTreeMap;

use super::ticks::Ticks;

/// A packet that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    /// How much audio it holds.
    pub(super) samples: usize,
    /// Its sequence number; that of the original for a redundant copy.
    pub(super) sequence: u64,
    /// Whether it is a redundant copy.
    pub(super) is_copy: bool,
    /// What to decode.
    pub(super) payload: Vec<u8>,
}

/// The packets that wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Packets {
    by_time: BTreeMap<Ticks, Packet>,
}

impl Packets {
    /// Keeps a packet. One that is there already stays, unless it is a copy of this one.
    /// Tells how many old packets had to go because the buffer is full.
    pub(super) fn insert(&mut self, start: Ticks, packet: Packet) -> u64 {
        let there = self.by_time.get(&start);
        if there.is_some_and(|there| !there.is_copy || packet.is_copy) {
            return 0;
        }
        self.by_time.insert(start, packet);
        if self.by_time.len() <= MOST {
            return 0;
        }
        self.by_time.pop_first();
        1
    }

    /// Takes the packet out that covers `position`.
    pub(super) fn take(&mut self, position: Ticks) -> Option<(Ticks, Packet)> {
        let (start, _) = self.covering(position)?;
        self.by_time.remove_entry(&start)
    }

    /// The packets that start after `position`.
    pub(super) fn after(&self, position: Ticks) -> impl Iterator<Item = (Ticks, &Packet)> {
        self.by_time.range(position + 1..).map(|(start, packet)| (*start, packet))
    }

    /// Where the first packet at or after `position` starts.
    pub(super) fn next_start(&self, position: Ticks) -> Option<Ticks> {
        self.by_time.range(position..).next().map(|(start, _)| *start)
    }

    /// Where the last packet at or before `position` starts, and where it ends.
    pub(super) fn last_at(&self, position: Ticks) -> Option<(Ticks, Ticks)> {
        let (start, packet) = self.by_time.range(..=position).next_back()?;
        Some((*start, start + packet.samples as Ticks))
    }

    /// Whether all audio between two times is there.
    pub(super) fn covers(&self, mut from: Ticks, to: Ticks) -> bool {
        while from < to {
            match self.covering(from) {
                Some((_, end)) => from = end,
                None => return false,
            }
        }
        true
    }

    /// Where the newest audio ends.
    pub(super) fn end(&self) -> Option<Ticks> {
        self.by_time.last_key_value().map(|(start, packet)| start + packet.samples as Ticks)
    }

    /// Drops the packets that end at or before `position` and tells how many of them were
    /// packets of their own, not copies.
    pub(super) fn drop_before(&mut self, position: Ticks) -> u64 {
        let mut dropped = 0;
        while let Some(entry) = self.by_time.first_entry() {
            if entry.key() + entry.get().samples as Ticks > position {
                break;
            }
            dropped += u64::from(!entry.remove().is_copy);
        }
        dropped
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_time.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.by_time.clear();
    }

    fn covering(&self, position: Ticks) -> Option<(Ticks, Ticks)> {
        self.last_at(position).filter(|(_, end)| *end > position)
    }
}

/// The most packets kept: 5 seconds of the shortest that Opus knows, 40 of the usual ones.
const MOST: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(sequence: u64) -> Packet {
        Packet { samples: 960, sequence, is_copy: false, payload: vec![1] }
    }

    fn copy(sequence: u64) -> Packet {
        Packet { is_copy: true, ..packet(sequence) }
    }

    #[test]
    fn a_packet_replaces_its_copy_and_nothing_else() {
        let mut packets = Packets::default();
        packets.insert(960, copy(1));
        packets.insert(960, packet(1));
        packets.insert(960, packet(2));
        packets.insert(960, copy(1));
        assert_eq!(packets.take(960).map(|(_, packet)| packet.sequence), Some(1));
        assert!(packets.is_empty());
    }

    #[test]
    fn audio_is_found_by_its_position() {
        let mut packets = Packets::default();
        packets.insert(0, packet(0));
        packets.insert(960, packet(1));
        packets.insert(2880, packet(3));
        assert!(packets.covers(100, 1920));
        assert!(!packets.covers(100, 1921));
        assert_eq!(packets.next_start(1920), Some(2880));
        assert_eq!(packets.take(1920), None);
        assert_eq!(packets.take(1919).map(|(start, _)| start), Some(960));
        assert_eq!(packets.end(), Some(3840));
        assert_eq!(packets.drop_before(3840), 2);
        assert_eq!(packets.end(), None);
    }

    #[test]
    fn a_full_buffer_drops_its_oldest() {
        let mut packets = Packets::default();
        let dropped: u64 = (0..MOST as i64 + 3).map(|index| packets.insert(index, copy(0))).sum();
        assert_eq!(dropped, 3);
        assert_eq!(packets.next_start(0), Some(3));
    }
}
