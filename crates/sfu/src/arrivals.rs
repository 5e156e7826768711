//! Transport-wide feedback: which packets arrived at a client, and when
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1).
//!
//! str0m 0.25 reads it too, but takes the deltas after a run of large ones from the wrong place.

use std::time::Duration;

/// The fixed part of the packet.
const HEADER_BYTES: usize = 20;
/// The units of its times, in microseconds.
const REFERENCE_MICROS: i64 = 64_000;
const DELTA_MICROS: i64 = 250;

/// A client's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrivals {
    /// The number of the first packet that it tells of.
    pub base: u16,
    /// When that and those after it arrived, by the client's clock; `None` if they did not.
    pub times: Vec<Option<Duration>>,
}

impl Arrivals {
    /// Reads an RTCP packet of the type and format. `None` if it is malformed.
    pub fn read(packet: &[u8]) -> Option<Self> {
        let (header, mut rest) = packet.split_first_chunk::<HEADER_BYTES>()?;
        let [.., base_high, base_low, count_high, count_low, high, middle, low, _] = *header;
        let count = usize::from(u16::from_be_bytes([count_high, count_low]));
        let mut statuses = Vec::with_capacity(count);
        while statuses.len() < count {
            let (chunk, after) = rest.split_first_chunk()?;
            rest = after;
            let chunk = u16::from_be_bytes(*chunk);
            let left = count - statuses.len();
            match chunk >> 14 {
                0b10 => statuses.extend((0..14).rev().map(|bit| chunk >> bit & 1).take(left)),
                0b11 => statuses.extend((0..7).rev().map(|two| chunk >> (2 * two) & 3).take(left)),
                _ => {
                    let length = usize::from(chunk & 0x1fff).min(left);
                    if length == 0 {
                        return None;
                    }
                    statuses.extend(std::iter::repeat_n(chunk >> 13, length));
                }
            }
        }
        let mut time = i64::from(u32::from_be_bytes([0, high, middle, low])) * REFERENCE_MICROS;
        let mut times = Vec::with_capacity(count);
        for status in statuses {
            let delta = match status {
                1 => {
                    let (delta, after) = rest.split_first()?;
                    rest = after;
                    i64::from(*delta)
                }
                2 => {
                    let (delta, after) = rest.split_first_chunk()?;
                    rest = after;
                    i64::from(i16::from_be_bytes(*delta))
                }
                _ => {
                    times.push(None);
                    continue;
                }
            };
            time += delta * DELTA_MICROS;
            times.push(Some(Duration::from_micros(time.max(0) as u64)));
        }
        Some(Self { base: u16::from_be_bytes([base_high, base_low]), times })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packet(base: u16, count: u16, reference: u8, rest: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x8f, 205, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2];
        packet.extend(base.to_be_bytes());
        packet.extend(count.to_be_bytes());
        packet.extend([0, 0, reference, 7]);
        packet.extend(rest);
        packet
    }

    fn read(count: u16, rest: &[u8]) -> Option<Vec<Option<u64>>> {
        let report = Arrivals::read(&packet(900, count, 2, rest))?;
        assert_eq!(report.base, 900);
        let since = |time: Duration| time.as_micros() as u64 - 128_000;
        Some(report.times.into_iter().map(|time| time.map(since)).collect())
    }

    #[test]
    fn all_kinds_of_chunks_are_read() {
        // A run of two small deltas, and of three that did not arrive.
        let run = [0x20, 2, 0, 3, 4, 8];
        assert_eq!(read(5, &run), Some(vec![Some(1000), Some(3000), None, None, None]));
        // A run of two large ones, then a small one.
        let large = [0x40, 2, 0x20, 1, 1, 0, 0xff, 0xfc, 4];
        assert_eq!(read(3, &large), Some(vec![Some(64_000), Some(63_000), Some(64_000)]));
        // One bit each: arrived, not, arrived; more bits than packets.
        assert_eq!(read(3, &[0b1010_1000, 0, 4, 4]), Some(vec![Some(1000), None, Some(2000)]));
        // Two bits each: small, not, large.
        let two = [0b1101_0010, 0, 4, 0, 4];
        assert_eq!(read(3, &two), Some(vec![Some(1000), None, Some(2000)]));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let whole = packet(1, 5, 0, &[0x20, 2, 0, 3, 4, 8]);
        assert!(Arrivals::read(&whole).is_some());
        for length in 0..whole.len() {
            assert_eq!(Arrivals::read(&whole[..length]), None, "{length} bytes");
        }
        assert_eq!(read(1, &[0x20, 0]), None, "a run of none");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            Arrivals::read(&bytes);
        }
    }
}
