//! Which packets are on the way to a client, by their transport-wide sequence numbers
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01).

use crate::arrivals::Arrivals;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// IPv4 and UDP, which a link carries too.
const HEADER_BYTES: usize = 28;
/// How long a packet counts as on the way that no report tells of: reports get lost as well.
const LIFE: Duration = Duration::from_millis(500);
/// The RTP header without extensions, and the marks of extensions with one-byte headers (RFC 8285).
const RTP_HEADER_BYTES: usize = 12;
const HAS_EXTENSION: u8 = 0x10;
const ONE_BYTE_HEADERS: [u8; 2] = [0xbe, 0xde];

/// The packets on the way.
#[derive(Debug)]
pub(crate) struct Flight {
    /// By their numbers, which are those on the wire without their wrapping.
    packets: VecDeque<Packet>,
    newest: u64,
    /// Of all whose fate is not known.
    bytes: usize,
    /// When the client's clock is taken to begin.
    zero: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Packet {
    number: u64,
    sent_at: Instant,
    bytes: usize,
    is_known: bool,
}

/// A packet that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// When it was sent.
    pub sent_at: Instant,
    /// When it came, by the client's clock, which has nothing to do with the server's.
    pub arrived_at: Instant,
    /// With IP and UDP headers.
    pub bytes: usize,
}

impl Flight {
    /// Nothing is on the way.
    pub fn new(now: Instant) -> Self {
        Self { packets: VecDeque::new(), newest: 0, bytes: 0, zero: now }
    }

    /// A datagram leaves for the client. What has no number is not followed.
    pub fn sent(&mut self, now: Instant, datagram: &[u8], extension: u8) {
        while let Some(oldest) = self.packets.front() {
            if !oldest.is_known && now.saturating_duration_since(oldest.sent_at) < LIFE {
                break;
            }
            self.forget_oldest();
        }
        let Some(number) = number(datagram, extension) else { return };
        self.newest += u64::from(number.wrapping_sub(self.newest as u16));
        let bytes = datagram.len() + HEADER_BYTES;
        self.bytes += bytes;
        let (number, sent_at) = (self.newest, now);
        self.packets.push_back(Packet { number, sent_at, bytes, is_known: false });
    }

    /// Takes the client's report; returns what arrived, in the order of arrival. All that was
    /// sent before what the report begins with counts as known: an earlier report told of it,
    /// and may be lost.
    pub fn report(&mut self, report: &Arrivals) -> Vec<Arrival> {
        let mut arrivals = Vec::new();
        let behind = u64::from((self.newest as u16).wrapping_sub(report.base));
        let Some(base) = self.newest.checked_sub(behind) else { return arrivals };
        while self.packets.front().is_some_and(|oldest| oldest.number < base) {
            self.forget_oldest();
        }
        for (number, time) in (base..).zip(&report.times) {
            // Numbers may be missing only where a packet could not be followed.
            let Ok(index) = self.packets.binary_search_by_key(&number, |packet| packet.number)
            else {
                continue;
            };
            let packet = &mut self.packets[index];
            if packet.is_known {
                continue;
            }
            packet.is_known = true;
            self.bytes -= packet.bytes;
            if let Some(arrived_at) = time.map(|time| self.zero + time) {
                let Packet { sent_at, bytes, .. } = *packet;
                arrivals.push(Arrival { sent_at, arrived_at, bytes });
            }
        }
        arrivals.sort_by_key(|arrival| arrival.arrived_at);
        arrivals
    }

    /// The bytes on the way, with IP and UDP headers.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// When the n-th oldest packet on the way was sent, counted from 0.
    pub fn sent_at(&self, index: usize) -> Option<Instant> {
        self.packets.iter().filter(|packet| !packet.is_known).nth(index).map(|one| one.sent_at)
    }

    fn forget_oldest(&mut self) {
        if let Some(packet) = self.packets.pop_front()
            && !packet.is_known
        {
            self.bytes -= packet.bytes;
        }
    }
}

/// Whether a datagram is RTP and not RTCP (RFC 5761).
pub(crate) fn is_media(datagram: &[u8]) -> bool {
    datagram.len() >= RTP_HEADER_BYTES && datagram[0] >> 6 == 2 && !matches!(datagram[1], 192..=223)
}

/// The bytes that a datagram takes of a link.
pub(crate) fn bytes_on_the_link(datagram: &[u8]) -> usize {
    datagram.len() + HEADER_BYTES
}

/// The transport-wide sequence number of an RTP packet, whose header is not encrypted.
fn number(datagram: &[u8], extension: u8) -> Option<u16> {
    if !is_media(datagram) || datagram[0] & HAS_EXTENSION == 0 {
        return None;
    }
    let sources = usize::from(datagram[0] & 0x0f);
    let (head, rest) = datagram.get(RTP_HEADER_BYTES + 4 * sources..)?.split_first_chunk::<4>()?;
    if !head.starts_with(&ONE_BYTE_HEADERS) {
        return None;
    }
    let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let mut rest = rest.get(..4 * words)?;
    while let Some((&head, after)) = rest.split_first() {
        if head == 0 {
            rest = after;
            continue;
        }
        let (value, after) = after.split_at_checked(usize::from(head & 0x0f) + 1)?;
        if head >> 4 == extension {
            return Some(u16::from_be_bytes(value.try_into().ok()?));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
pub(crate) mod tests;
