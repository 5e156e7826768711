//! Pictures on a transport: what they need of its congestion control, and how they wait for it.

use super::Transport;
use crate::Output;
use crate::arrivals::Arrivals;
use crate::brake::Brake;
use crate::context::FIRST_ESTIMATE;
use crate::gate::Passage;
use crate::media::Media;
use crate::slot::Slot;
use std::collections::VecDeque;
use std::time::Instant;
use str0m::bwe::Bitrate;
use str0m::media::{KeyframeRequestKind, Mid};
use str0m::rtp::Extension;

/// What a client's link is probed for, for each slot that can play pictures.
const PICTURE_RATE: Bitrate = Bitrate::kbps(1_500);

/// str0m probes when it is told of a rate that is higher by so much.
const WORTH_A_PROBE: f64 = 2.0;

/// What a transport has that plays pictures.
#[derive(Debug)]
pub(super) struct Pictures {
    pub brake: Brake,
    /// The header extension of transport-wide sequence numbers.
    pub extension: u8,
    /// How many slots can play pictures.
    slots: usize,
    /// The brake's rate when str0m was told for what to probe.
    probed_for: f64,
    /// When the next packet that waits may go.
    pub release_at: Option<Instant>,
}

impl Transport {
    /// Probes the client's link for as many pictures as it can play, and keeps a foot on the
    /// brake.
    pub(super) fn control_pictures(&mut self, now: Instant) {
        let plays = |(_, slot): &(&Mid, &Slot)| slot.is_video && slot.receives.is_some();
        let slots = self.slots.iter().filter(plays).count();
        let Some((mid, _)) = self.slots.iter().find(plays) else { return };
        let before = self.pictures.as_ref().map_or(0, |pictures| pictures.slots);
        if before == slots {
            return;
        }
        if before == 0 {
            self.rtc.bwe().reset(FIRST_ESTIMATE);
        }
        let extension = self
            .rtc
            .media(*mid)
            .and_then(|media| media.remote_extmap().id_of(Extension::TransportSequenceNumber));
        let pictures = self.pictures.get_or_insert_with(|| Pictures {
            brake: Brake::new(now),
            extension: 0,
            slots,
            probed_for: f64::INFINITY,
            release_at: None,
        });
        (pictures.slots, pictures.extension) = (slots, extension.unwrap_or_default());
        self.probe();
    }

    /// Tells str0m for what rate to probe. Its probes are short, but go at twice that, and a
    /// narrow link would keep the sound waiting for a tenth of a second.
    fn probe(&mut self) {
        let Some(pictures) = &mut self.pictures else { return };
        let wanted = PICTURE_RATE * pictures.slots as f64;
        let rate = pictures.brake.rate();
        pictures.probed_for = rate.unwrap_or(f64::INFINITY);
        let rate = rate.map_or(wanted, |rate| Bitrate::bps((rate * 8.0) as u64));
        self.rtc.bwe().set_bitrate(Bitrate::ZERO, rate.min(wanted));
    }

    /// Takes the client's reports about arrivals.
    pub(super) fn heed(
        &mut self,
        now: Instant,
        reports: Vec<Arrivals>,
        outputs: &mut VecDeque<Output>,
    ) {
        let Some(pictures) = self.pictures.as_mut().filter(|_| !reports.is_empty()) else { return };
        for report in reports {
            pictures.brake.report(now, &report);
        }
        let rate = pictures.brake.rate().unwrap_or(f64::INFINITY);
        if rate < pictures.probed_for || rate > WORTH_A_PROBE * pictures.probed_for {
            self.probe();
        }
        self.release(now, outputs);
    }

    /// Asks the client for a key frame of what it sends on a slot.
    pub fn ask_key_frame(&mut self, now: Instant, slot: Mid, outputs: &mut VecDeque<Output>) {
        let mut api = self.rtc.direct_api();
        if let Some(stream) = api.stream_rx_by_mid(slot, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
            self.turn(now, outputs);
        }
    }

    /// Sends a packet of a picture unless the slot's gate leaves it out, at once or as soon as
    /// the brake lets it; returns its bytes.
    pub(super) fn show(
        &mut self,
        now: Instant,
        mid: Mid,
        media: &mut Media,
        outputs: &mut VecDeque<Output>,
    ) -> Option<usize> {
        let queued_since = self.queued_since(mid);
        let slot = self.slots.get_mut(&mid)?;
        let queued_since = slot.held.since().or(queued_since);
        let is_first = match slot.gate.pass(now, media.begins_key_frame, queued_since) {
            Passage::Dropped => {
                slot.held.keep_oldest_picture();
                return None;
            }
            Passage::First => true,
            Passage::Sent => false,
        };
        let is_braked = self.pictures.as_ref().is_some_and(|pictures| pictures.brake.is_on());
        if !is_braked && slot.held.is_empty() {
            return self.write(now, mid, media, is_first, outputs);
        }
        let bytes = media.payload.for_player(self.payload_types?)?.1.len();
        slot.held.push(now, media.clone(), is_first);
        self.release(now, outputs);
        Some(bytes)
    }

    /// Sends what the brake held back, as far as it lets it.
    pub(super) fn release(&mut self, now: Instant, outputs: &mut VecDeque<Output>) {
        while let Some(pictures) = &mut self.pictures {
            pictures.release_at = None;
            let waiting =
                self.slots.iter().filter_map(|(mid, slot)| Some((slot.held.since()?, *mid)));
            let Some((_, mid)) = waiting.min() else { return };
            let free_at = pictures.brake.free_at(now);
            if free_at > now {
                pictures.release_at = Some(free_at);
                return;
            }
            // str0m paces too, and wakes the transport when it has sent this.
            if self.queued_since(mid).is_some() {
                return;
            }
            let held = self.slots.get_mut(&mid).and_then(|slot| slot.held.pop());
            let Some(mut held) = held else { return };
            self.write(now, mid, &mut held.media, held.is_first, outputs);
        }
    }

    /// Since when str0m's pacer keeps the oldest packet of a slot.
    fn queued_since(&mut self, mid: Mid) -> Option<Instant> {
        let ssrc = self.slots.get(&mid)?.receives?;
        let mut api = self.rtc.direct_api();
        let queue = api.stream_tx(&ssrc)?.queue_info()?;
        queue.first_unsent()
    }
}
