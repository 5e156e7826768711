//! The settings that are expected to sound best.

use super::Conditions;
use crate::{PacketLength, SendSettings};

/// The best settings for a stream that was asked to be sent at `wanted` bits per second, and is
/// sent with the settings `before`.
///
/// Every combination of packet length, copies and deep redundancy gets the bits that are left
/// for it, and a score from formulas that follow what was measured with real speech (PESQ-WB;
/// the table is in `docs/adr/0011`). A change has to be worth it.
pub fn choose(conditions: Conditions, wanted: u32, before: SendSettings) -> SendSettings {
    let loss = f64::from(conditions.loss).clamp(EXPECTED_LOSS, 0.9);
    let most = f64::from(conditions.bits_per_second.unwrap_or(u32::MAX));
    let wanted = f64::from(wanted);
    let mut best: Option<(f64, SendSettings)> = None;
    for candidate in candidates() {
        let Some(settings) = candidate.afford(wanted, most, loss) else { continue };
        let stays = candidate.is_like(before);
        let score = candidate.score(f64::from(settings.bits_per_second), loss)
            + if stays { WORTH_A_CHANGE } else { 0.0 };
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, settings));
        }
    }
    best.map_or_else(|| last_resort(wanted, most), |(_, settings)| settings)
}

/// The share of the audio that listeners miss, 0 to 1, when this share of the packets that are
/// sent with these settings gets lost. What deep redundancy fills counts for the part that it
/// still is heard as.
pub fn expected_missing(loss: f64, settings: SendSettings) -> f64 {
    let missing = after_copies(loss.clamp(0.0, 1.0), settings.copies);
    if settings.deep_redundancy > 0 { missing * RECONSTRUCTED_AS_MISSING } else { missing }
}

/// As how much missing audio it is heard when deep redundancy fills a hole: `DEEP_HOLES` of the
/// score, which goes with the power 0.55 of what is missing.
pub const RECONSTRUCTED_AS_MISSING: f64 = 0.4;

/// What is missing after copies: losses come in a row more often than chance has it.
fn after_copies(loss: f64, copies: u8) -> f64 {
    loss.powf(1.0 + INDEPENDENCE * f64::from(copies))
}

/// A way to send, apart from its bits.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    length: PacketLength,
    copies: u8,
    deep: bool,
    /// Which share of the wanted bits speech gets at the most.
    share: f64,
}

fn candidates() -> impl Iterator<Item = Candidate> {
    let lengths = PacketLength::ALL.into_iter();
    let protections = lengths.flat_map(|length| COPIES.map(|copies| (length, copies)));
    protections.flat_map(|(length, copies)| {
        let shares = if copies < MANY_COPIES { &SHARES[..1] } else { &SHARES };
        let kinds = shares.iter().flat_map(|share| [(*share, false), (*share, true)]);
        kinds.map(move |(share, deep)| Candidate { length, copies, deep, share })
    })
}

impl Candidate {
    /// It with the bits that are there; `None` if those are too few.
    fn afford(self, wanted: f64, most: f64, loss: f64) -> Option<SendSettings> {
        let blocks = f64::from(self.copies) + 1.0;
        let deep = if self.deep { DEEP_BITS } else { 0.0 };
        let headers = (HEADER_BITS + COPY_HEADER_BITS * f64::from(self.copies)) / self.seconds();
        let budget = (most - headers).min(LARGEST_SHARE * wanted);
        let speech = ((budget - deep) / blocks).min(self.share * wanted);
        (speech >= LEAST_BITS.min(wanted)).then(|| SendSettings {
            bits_per_second: (speech + deep) as u32 / STEP * STEP,
            packet_length: self.length,
            copies: self.copies,
            deep_redundancy: if self.deep { DEEP_FRAMES } else { 0 },
            // Opus spends bits on robustness as well, which copies make superfluous; it has to
            // be above zero for deep redundancy.
            packet_loss: if self.deep { (loss * 100.0).clamp(5.0, 25.0) as u8 } else { 0 },
        })
    }

    fn is_like(self, settings: SendSettings) -> bool {
        self.length == settings.packet_length
            && self.copies == settings.copies
            && self.deep == (settings.deep_redundancy > 0)
    }

    /// About the PESQ-WB, less what delay and bits are worth.
    fn score(self, bits: f64, loss: f64) -> f64 {
        let deep = if self.deep { DEEP_BITS } else { 0.0 };
        let speech = 4.6 - 0.53 * (16_000.0 / (bits - deep)).powf(1.6);
        let missing = after_copies(loss, self.copies);
        let holes = 6.0 * missing.powf(0.55) * self.length_factor();
        let holes = if self.deep { DEEP_HOLES * holes } else { holes };
        let packets = f64::from(self.copies) + if self.deep { 1.0 } else { 0.0 };
        // The delay is paid for by those who lose packets.
        let used = packets * loss.sqrt();
        let delay = self.seconds() * (1.0 + used) * COST_OF_A_SECOND;
        let total = (bits + f64::from(self.copies) * (bits - deep)) * COST_OF_A_BIT;
        speech - holes - delay - total
    }

    fn seconds(self) -> f64 {
        self.length.samples() as f64 / 48_000.0
    }

    /// How much worse it is to lose a longer packet.
    fn length_factor(self) -> f64 {
        (self.seconds() / 0.02).powf(0.3)
    }
}

/// What still passes where nothing good does.
fn last_resort(wanted: f64, most: f64) -> SendSettings {
    let length = PacketLength::Long;
    let headers = HEADER_BITS / (length.samples() as f64 / 48_000.0);
    SendSettings {
        bits_per_second: (most - headers).clamp(6_000.0, LEAST_BITS).min(wanted) as u32,
        packet_length: length,
        copies: 0,
        deep_redundancy: 0,
        packet_loss: 0,
    }
}

/// The numbers of copies to try.
const COPIES: [u8; 5] = [0, 1, 2, 3, 4];

/// From so many copies on, speech may get less than what is wanted: they cost its bits again
/// and again.
const MANY_COPIES: u8 = 2;

/// The shares of the wanted bits to try.
const SHARES: [f64; 3] = [1.0, 0.7, 0.5];

/// So much loss is always expected: the first one should not be a hole.
const EXPECTED_LOSS: f64 = 0.015;

/// How independent losses are of each other, from 0 to 1.
const INDEPENDENCE: f64 = 0.8;

/// Of how many frames of 10 ms a packet tells.
const DEEP_FRAMES: u8 = 24;

/// What that costs, in bits per second.
const DEEP_BITS: f64 = 16_000.0;

/// How bad a hole is that deep redundancy fills.
const DEEP_HOLES: f64 = 0.6;

/// Speech below this is not worth a copy.
const LEAST_BITS: f64 = 12_000.0;

/// Speech, copies and deep redundancy together take at most so many times the wanted bits.
const LARGEST_SHARE: f64 = 3.2;

/// IPv4, UDP, RTP with its extensions, and the SRTP tag, for each packet.
const HEADER_BITS: f64 = 8.0 * 68.0;

/// A copy's header.
const COPY_HEADER_BITS: f64 = 8.0 * 4.0;

/// Bitrates are multiples of this.
const STEP: u32 = 1000;

/// A change of anything but the bits is made for so much better a score.
const WORTH_A_CHANGE: f64 = 0.06;

/// What a second of delay costs.
const COST_OF_A_SECOND: f64 = 2.5;

/// What a bit per second costs.
const COST_OF_A_BIT: f64 = 2e-6;

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(loss: f32, bits_per_second: Option<u32>) -> SendSettings {
        choose(Conditions { loss, bits_per_second }, 48_000, SendSettings::default())
    }

    /// IP bytes included.
    fn total_bits(settings: SendSettings) -> f64 {
        let seconds = settings.packet_length.samples() as f64 / 48_000.0;
        let deep = if settings.deep_redundancy > 0 { DEEP_BITS } else { 0.0 };
        let bits = f64::from(settings.bits_per_second);
        let copies = f64::from(settings.copies);
        bits + copies * (bits - deep) + (HEADER_BITS + copies * COPY_HEADER_BITS) / seconds
    }

    #[test]
    fn a_good_network_gets_one_copy_and_all_the_bits() {
        assert_eq!(settings(0.0, None), SendSettings::default());
    }

    #[test]
    fn more_loss_gets_more_protection() {
        let protection = |loss| {
            let settings = settings(loss, None);
            assert_eq!(settings.packet_length, PacketLength::Short);
            (settings.copies, settings.deep_redundancy)
        };
        let ladder = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5].map(protection);
        assert!(ladder.is_sorted(), "{ladder:?}");
        assert_eq!(ladder[1].0, 2, "{ladder:?}");
        assert_eq!(ladder[5].0, 4, "{ladder:?}");
    }

    #[test]
    fn a_narrow_link_is_never_flooded() {
        for kilobits in 16..200 {
            for loss in [0.0, 0.1, 0.3, 0.6] {
                let settings = settings(loss, Some(kilobits * 1000));
                let total = total_bits(settings);
                assert!(total <= f64::from(kilobits) * 1000.0, "{kilobits} kbit/s: {settings:?}");
            }
        }
    }

    #[test]
    fn the_narrowest_links_get_long_packets() {
        let length = |kilobits: u32| settings(0.0, Some(kilobits * 1000)).packet_length;
        assert_eq!(
            [100, 60, 30].map(length),
            [PacketLength::Short, PacketLength::Medium, PacketLength::Long]
        );
    }

    #[test]
    fn the_application_may_want_little() {
        let settings = choose(Conditions::default(), 6_000, SendSettings::default());
        assert_eq!(settings.bits_per_second, 6_000);
    }

    #[test]
    fn a_small_change_of_the_network_changes_nothing() {
        let mut changes = 0;
        let mut now = SendSettings::default();
        for loss in [0.08, 0.1, 0.09, 0.11, 0.1, 0.12, 0.09, 0.1].repeat(5) {
            let next = choose(Conditions { loss, bits_per_second: None }, 48_000, now);
            changes +=
                u32::from(next.copies != now.copies || next.packet_length != now.packet_length);
            now = next;
        }
        assert!(changes <= 1, "{changes}");
    }
}
