//! Tells the quality callbacks when their time has come.

use crate::quality::{PlayFacts, PublishFacts, Report, idle_grade, worst};
use crate::{Engine, Event, Output};
use cooee_proto::StreamQualityLevel;
use cooee_transport::Transport;
use std::time::Instant;

impl Engine {
    /// Tells what is due.
    pub(crate) fn report_quality(&mut self, now: Instant) {
        if self.quality_timers.is_due(now, Report::Quality) {
            self.report_streams(now);
        }
        if self.quality_timers.is_due(now, Report::Network) {
            self.report_network(now);
        }
    }

    fn report_streams(&mut self, now: Instant) {
        let path = self.path();
        for publish in self.publishes.values_mut() {
            let Some(facts) = path.of_publish(publish) else { continue };
            let Some(quality) = publish.meter.quality(now, &facts) else { continue };
            let (stream_id, quality) = (publish.stream_id().clone(), Box::new(quality));
            let event = Event::PublisherQualityUpdate { stream_id, quality };
            self.outputs.push_back(Output::Event(event));
        }
        for (stream_id, play) in &mut self.plays {
            let facts =
                path.of_play(play.statistics().jitter, self.play_switches.is_muted(stream_id));
            let Some(quality) = play.meter.quality(now, &facts) else { continue };
            let (stream_id, quality) = (stream_id.clone(), Box::new(quality));
            let event = Event::PlayerQualityUpdate { stream_id, quality };
            self.outputs.push_back(Output::Event(event));
        }
    }

    fn report_network(&mut self, now: Instant) {
        let path = self.path();
        let up = self.publishes.values_mut().filter_map(|publish| {
            let facts = path.of_publish(publish)?;
            publish.meter.grade(now, &facts)
        });
        let up = worst(up);
        let down = self.plays.values_mut().filter_map(|play| {
            let facts = path.of_play(play.statistics().jitter, false);
            play.meter.grade(now, &facts)
        });
        let down = worst(down);
        let idle = match path.connected {
            true => idle_grade(path.transport.round_trip_time),
            false => StreamQualityLevel::Unknown,
        };
        self.outputs.push_back(Output::Event(Event::NetworkQuality {
            user_id: String::new(),
            upstream: up.unwrap_or(idle),
            downstream: down.unwrap_or(idle),
        }));
    }

    fn path(&self) -> Path {
        let transport = self.transport.as_ref();
        Path {
            connected: transport.is_some_and(Transport::is_connected),
            transport: transport.map(Transport::statistics).unwrap_or_default(),
        }
    }
}

/// The way to the server, which all streams share.
struct Path {
    connected: bool,
    transport: cooee_transport::Statistics,
}

impl Path {
    /// `None` of a publish that is not sent yet.
    fn of_publish(&self, publish: &crate::publish::Publish) -> Option<PublishFacts> {
        Some(PublishFacts {
            connected: self.connected,
            round_trip_time: self.transport.round_trip_time,
            uplink_loss: self.transport.remote_loss,
            listener_loss: publish.listener_loss(),
            settings: publish.settings()?,
        })
    }

    fn of_play(&self, jitter: cooee_audio::jitter::Statistics, muted: bool) -> PlayFacts {
        let (connected, round_trip_time) = (self.connected, self.transport.round_trip_time);
        PlayFacts { connected, round_trip_time, muted, jitter }
    }
}
