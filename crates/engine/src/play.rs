//! One played stream: packets in, frames out.

use crate::quality::PlayMeter;
use cooee_audio::codec::{Codec, CodecError};
use cooee_audio::jitter::Bounds;
use cooee_audio::{Frame, Incoming, ReceivedPacket, Volume};
use cooee_proto::{Mid, PlayerMediaEvent};
use std::time::Instant;

/// A stream that is played or waited for.
#[derive(Default)]
pub(crate) struct Play {
    slot: Option<Mid>,
    incoming: Option<Incoming>,
    bounds: Bounds,
    volume: Volume,
    received_first_frame: bool,
    pub meter: PlayMeter,
}

impl Play {
    pub fn slot(&self) -> Option<&Mid> {
        self.slot.as_ref()
    }

    /// What comes on `slot` is this stream. What was buffered belongs to the time before.
    pub fn start_receiving(&mut self, slot: Mid, codec: &dyn Codec) -> Result<(), CodecError> {
        match &mut self.incoming {
            Some(incoming) => incoming.reset(),
            None => {
                let mut incoming = Incoming::new(codec)?;
                incoming.set_bounds(self.bounds);
                incoming.set_volume(self.volume);
                self.incoming = Some(incoming);
            }
        }
        self.slot = Some(slot);
        Ok(())
    }

    /// Nothing comes any more; what is buffered is still played.
    pub fn stop_receiving(&mut self) {
        self.slot = None;
    }

    /// Takes a packet; true for the first one of the play.
    pub fn insert(&mut self, now: Instant, packet: ReceivedPacket) -> bool {
        let Some(incoming) = &mut self.incoming else { return false };
        self.meter.received(now, packet.payload.len(), incoming.statistics());
        incoming.insert(now, packet);
        !std::mem::replace(&mut self.received_first_frame, true)
    }

    /// Fills `frame` with the next 10 ms. Tells of a break that begins or ends with them.
    pub fn pull(&mut self, now: Instant, frame: &mut Frame) -> Option<PlayerMediaEvent> {
        let incoming = self.incoming.as_mut()?;
        let before = incoming.statistics();
        incoming.pull(now, frame);
        self.meter.played(frame, &before, &incoming.statistics())
    }

    pub fn set_bounds(&mut self, bounds: Bounds) {
        self.bounds = bounds;
        if let Some(incoming) = &mut self.incoming {
            incoming.set_bounds(bounds);
        }
    }

    pub fn set_volume(&mut self, volume: Volume) {
        self.volume = volume;
        if let Some(incoming) = &mut self.incoming {
            incoming.set_volume(volume);
        }
    }

    /// The Express sound level since the last call, 0 to 100.
    pub fn take_sound_level(&mut self) -> f64 {
        self.incoming
            .as_mut()
            .map_or(0.0, |incoming| f64::from(incoming.take_level().sound_level()))
    }

    pub fn statistics(&self) -> crate::PlayStatistics {
        let jitter = self.incoming.as_ref().map(Incoming::statistics).unwrap_or_default();
        crate::PlayStatistics { jitter }
    }
}
