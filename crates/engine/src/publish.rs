//! One publish channel: captured frames in, packets out.

use crate::capture_switches::CaptureSwitches;
use crate::quality::PublishMeter;
use cooee_audio::codec::{Codec, CodecError};
use cooee_audio::{EncodedPacket, Frame, Outgoing, OutgoingConfig, SendSettings, Volume};
use cooee_proto::{Mid, PublishChannel, StreamId};
use std::time::Instant;

/// A channel that publishes or is about to.
pub(crate) struct Publish {
    stream_id: StreamId,
    sending: Option<Sending>,
    listener_loss: Option<f32>,
    /// The volume of the frame before, so that a change glides.
    previous_volume: Volume,
    captured_first_frame: bool,
    sent_first_frame: bool,
    pub meter: PublishMeter,
}

struct Sending {
    slot: Mid,
    outgoing: Outgoing,
}

/// What a captured frame led to.
#[derive(Default)]
pub(crate) struct Captured {
    /// The channel's first frame since its publish started.
    pub first_frame: bool,
    /// A packet for this slot.
    pub packet: Option<(Mid, EncodedPacket)>,
}

impl Publish {
    pub fn new(stream_id: StreamId) -> Self {
        Self {
            stream_id,
            sending: None,
            listener_loss: None,
            previous_volume: Volume::default(),
            captured_first_frame: false,
            sent_first_frame: false,
            meter: PublishMeter::default(),
        }
    }

    pub fn stream_id(&self) -> &StreamId {
        &self.stream_id
    }

    /// Sends on a slot from the next frame on. A channel that moves keeps its encoder, so that
    /// its timestamps go on.
    pub fn start_sending(
        &mut self,
        slot: Mid,
        codec: &dyn Codec,
        settings: SendSettings,
    ) -> Result<(), CodecError> {
        if let Some(sending) = &mut self.sending {
            sending.slot = slot;
            return Ok(());
        }
        let outgoing =
            Outgoing::new(codec, OutgoingConfig { settings, ..OutgoingConfig::default() })?;
        self.sending = Some(Sending { slot, outgoing });
        Ok(())
    }

    pub fn stop_sending(&mut self) {
        self.sending = None;
    }

    /// How it is sent; `None` if it is not.
    pub fn settings(&self) -> Option<SendSettings> {
        self.sending.as_ref().map(|sending| sending.outgoing.settings())
    }

    /// Sends otherwise from the next packet on.
    pub fn adapt(&mut self, settings: SendSettings) -> Result<(), CodecError> {
        self.sending.as_mut().map_or(Ok(()), |sending| sending.outgoing.adapt(settings))
    }

    /// The server told what share of the packets a listener misses, the uplink's loss included.
    pub fn set_listener_loss(&mut self, loss: f32) {
        self.listener_loss = Some(loss);
    }

    /// What the server told last; `None` before it did.
    pub fn listener_loss(&self) -> Option<f32> {
        self.listener_loss
    }

    /// Applies switches and volume to 10 ms of sound, in place, and encodes them.
    pub fn capture(
        &mut self,
        now: Instant,
        channel: PublishChannel,
        frame: &mut Frame,
        switches: &CaptureSwitches,
        volume: Volume,
        connected: bool,
    ) -> Captured {
        let volume = if switches.is_audible(channel) { volume } else { Volume::MUTE };
        volume.apply(self.previous_volume, frame);
        self.previous_volume = volume;
        if self.sending.is_some() {
            self.meter.captured(now, frame);
        }
        let first_frame = !std::mem::replace(&mut self.captured_first_frame, true);
        let packet = match &mut self.sending {
            // Frames from before the connection are nothing that anyone could still hear.
            Some(sending) if connected => {
                sending.outgoing.push(frame).map(|packet| (sending.slot.clone(), packet))
            }
            _ => None,
        };
        Captured { first_frame, packet }
    }

    /// Notes that a packet with so many bytes was sent; true for the first one.
    pub fn sent(&mut self, payload: usize) -> bool {
        self.meter.sent(payload);
        !std::mem::replace(&mut self.sent_first_frame, true)
    }
}
