//! Media packets on their way through the shard, and the requests that go the other way.

use crate::media::Media;
use crate::rewrite::SourceId;
use crate::shard::Shard;
use crate::statistics::StreamStatistics;
use crate::stream::{SlotRef, Source};
use crate::{Event, Output, StreamHandle};
use std::time::Instant;
use str0m::rtp::RtpPacket;

impl Shard {
    /// Sends a media packet to all who play the stream of the slot that it came on.
    pub(crate) fn forward(&mut self, now: Instant, from: SlotRef, packet: RtpPacket) {
        let Some(transport) = self.transports.get_mut(&from.transport) else { return };
        let Some(types) = transport.payload_types() else { return };
        let Some(slot) = transport.slot(&from.mid) else { return };
        let is_video = slot.is_video;
        let Some(handle) = slot.publishing else { return };
        let Some(stream) = self.streams.get_mut(&handle) else { return };
        let Some(publisher) = stream.publisher.as_mut() else { return };

        let statistics = &mut stream.statistics;
        statistics.packets_received += 1;
        statistics.bytes_received += packet.payload.len() as u64;
        let (ssrc, sequence) = (packet.header.ssrc, *packet.seq_no);
        let source = match &mut publisher.source {
            Some(source) if source.ssrc == ssrc => {
                let change = source.note(sequence);
                statistics.packets_lost = statistics.packets_lost.saturating_add_signed(change);
                source.id
            }
            other => {
                if let Some(before) = other {
                    transport.forget_told_loss(before.ssrc);
                }
                self.next_source += 1;
                other.insert(Source::new(SourceId(self.next_source), ssrc, sequence)).id
            }
        };
        let Some(mut media) = Media::new(source, packet, types) else {
            statistics.packets_dropped += 1;
            return;
        };
        if media.payload.is_empty() {
            statistics.packets_dropped += 1;
        }
        stream.codec = media.payload.codec().or(stream.codec);
        stream.loudest = stream.loudest.max(media.extensions.audio_level);
        stream.pictures += u32::from(is_video && media.marker);
        for player in &stream.players {
            let Some(transport) = self.transports.get_mut(&player.transport) else { continue };
            if let Some(bytes) = transport.send(now, player.mid, &mut media, &mut self.outputs) {
                statistics.packets_sent += 1;
                statistics.bytes_sent += bytes as u64;
            }
            self.timers.want(player.transport, transport.deadline(self.config.silence_timeout));
        }
        // The loss of pictures is made good by sending them again.
        if !is_video && stream.folder.is_due(now) {
            let told_of = if self.config.listener_feedback { &stream.players[..] } else { &[] };
            let players = told_of.iter().filter_map(|player| {
                Some(self.transports.get(&player.transport)?.reception(now, &player.mid))
            });
            let StreamStatistics { packets_received, packets_lost, .. } = stream.statistics;
            stream.folder.fold(now, packets_received, packets_lost, players);
            if let Some(transport) = self.transports.get_mut(&from.transport) {
                transport.tell_loss(ssrc, stream.folder.feedback().loss);
            }
            if let Some(feedback) = stream.folder.take_change() {
                let transport = from.transport;
                let event = Event::StreamFeedback { stream: handle, transport, feedback };
                self.outputs.push_back(Output::Event(event));
            }
        }
        if !stream.heard && !media.payload.is_empty() {
            stream.heard = true;
            self.emit(Event::FirstMedia { stream: handle });
        }
        if is_video {
            self.seek_key_frame(now, handle);
        }
    }

    /// A client asks for a key frame of what it plays on a slot.
    pub(crate) fn want_key_frame(&mut self, now: Instant, slot: SlotRef) {
        let Some(line) = self.line(slot) else { return };
        line.want_key_frame();
        if let Some(stream) = line.playing {
            self.seek_key_frame(now, stream);
        }
    }

    /// Asks a stream's publisher for a key frame if a player waits for one and the publisher was
    /// not asked just before. What is not asked for at this moment is with a later packet.
    pub(crate) fn seek_key_frame(&mut self, now: Instant, handle: StreamHandle) {
        let Some(stream) = self.streams.get_mut(&handle) else { return };
        let Some(publisher) = &stream.publisher else { return };
        let from = publisher.slot;
        let waits = stream.players.iter().any(|player| {
            let Some(transport) = self.transports.get_mut(&player.transport) else { return false };
            transport.is_connected()
                && transport.slot(&player.mid).is_some_and(|line| line.wants_key_frame())
        });
        if !waits || !stream.may_ask_key_frame(now) {
            return;
        }
        if let Some(transport) = self.transports.get_mut(&from.transport) {
            transport.ask_key_frame(now, from.mid, &mut self.outputs);
            self.timers.want(from.transport, transport.deadline(self.config.silence_timeout));
        }
    }
}
