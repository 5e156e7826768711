//! What a publisher is told of the way to his listeners.
//!
//! A publisher hears of losses on his own uplink alone unless the server folds what the players
//! of his stream report into one figure. The worst of few players, or a high percentile of many,
//! counts: protection costs the others some bits, its lack costs the lossy ones words. The figure
//! rises fast and decays slowly, because a burst is seldom the last one.

use crate::smooth::Smooth;
use std::time::{Duration, Instant};

/// The shortest time between two figures.
const INTERVAL: Duration = Duration::from_secs(1);
/// The share of players whose loss is not to be worse than the figure. Up to twenty players it
/// is the worst of them.
const PERCENTILE: f32 = 0.95;
/// How fast the figure follows a worse one.
const RISE: Duration = Duration::from_secs(1);
/// How slowly it forgets.
const DECAY: Duration = Duration::from_secs(8);
/// How fast the loss of the uplink is averaged; one second of it holds only 50 packets.
const UPLINK_AVERAGE: Duration = Duration::from_secs(2);
/// Loss below this is told as none.
const NO_LOSS: f32 = 0.005;
/// A change of loss is told if it is this large, and this large a share of what was told.
const LOSS_STEP: f32 = 0.01;
const LOSS_STEP_SHARE: f32 = 0.2;
/// The same of jitter.
const JITTER_STEP: Duration = Duration::from_millis(10);
const JITTER_STEP_SHARE: f32 = 0.25;

/// How a stream fares on its way to those who play it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Feedback {
    /// The share of packets that do not arrive, 0..=1, the publisher's own uplink included.
    pub loss: f32,
    /// How much the packets' travel times vary.
    pub jitter: Duration,
}

/// How a stream fares on its way to one player.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reception {
    /// What is lost between the server and the player, if that is known.
    pub downlink_loss: Option<f32>,
    /// What the player misses of the stream, whatever way it was lost, if that is known.
    pub stream_loss: Option<f32>,
    /// The jitter that the player reports.
    pub jitter: Duration,
}

impl Reception {
    /// What the player misses of the stream: the worse figure, because feedback about the path
    /// is fresh but may leave out packets between two reports.
    fn loss(&self, uplink: f32) -> f32 {
        let downlink = self.downlink_loss.unwrap_or(0.0).clamp(0.0, 1.0);
        let by_path = 1.0 - (1.0 - uplink) * (1.0 - downlink);
        by_path.max(self.stream_loss.unwrap_or(0.0)).min(1.0)
    }
}

/// Folds the players' reports of one stream.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    folded_at: Option<Instant>,
    packets_received: u64,
    packets_lost: u64,
    uplink: Smooth,
    loss: Smooth,
    jitter: Smooth,
    told: Option<Feedback>,
}

impl Folder {
    /// Whether it is time for another figure.
    pub fn is_due(&self, now: Instant) -> bool {
        self.folded_at.is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL)
    }

    /// Makes a figure of the packets that came and did not come from the publisher in all, and
    /// of the players' receptions.
    pub fn fold(
        &mut self,
        now: Instant,
        packets_received: u64,
        packets_lost: u64,
        players: impl Iterator<Item = Reception>,
    ) {
        self.folded_at = Some(now);
        let received = packets_received.saturating_sub(self.packets_received);
        // Fewer than before, if some were only late.
        let lost = packets_lost.saturating_sub(self.packets_lost);
        (self.packets_received, self.packets_lost) = (packets_received, packets_lost);
        let uplink = if lost == 0 { 0.0 } else { lost as f32 / (lost + received) as f32 };
        let uplink = self.uplink.follow(now, uplink, UPLINK_AVERAGE, UPLINK_AVERAGE);

        let (losses, jitters): (Vec<_>, Vec<_>) =
            players.map(|one| (one.loss(uplink), one.jitter.as_secs_f32())).unzip();
        self.loss.follow(now, percentile(losses).unwrap_or(uplink), RISE, DECAY);
        self.jitter.follow(now, percentile(jitters).unwrap_or(0.0), RISE, DECAY);
    }

    /// The figure.
    pub fn feedback(&self) -> Feedback {
        let loss = self.loss.value();
        Feedback {
            loss: if loss < NO_LOSS { 0.0 } else { loss.min(1.0) },
            jitter: Duration::from_millis((self.jitter.value() * 1000.0).round() as u64),
        }
    }

    /// The figure if it is the first or differs much from the one that was taken before.
    pub fn take_change(&mut self) -> Option<Feedback> {
        let feedback = self.feedback();
        if self.told.is_none_or(|told| feedback.differs(told)) {
            self.told = Some(feedback);
            return self.told;
        }
        None
    }
}

impl Feedback {
    /// Whether it matters to a publisher who was told the other.
    fn differs(self, told: Self) -> bool {
        let loss_step = LOSS_STEP.max(told.loss * LOSS_STEP_SHARE);
        let jitter_step = JITTER_STEP.max(told.jitter.mul_f32(JITTER_STEP_SHARE));
        (self.loss - told.loss).abs() >= loss_step
            || self.jitter.abs_diff(told.jitter) >= jitter_step
            || (self.loss == 0.0 && told.loss > 0.0)
    }
}

/// The smallest value that the percentile of all values does not exceed.
fn percentile(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    let rank = (values.len() as f32 * PERCENTILE).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests;
