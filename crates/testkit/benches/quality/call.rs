//! One call over one network.

use crate::rows::Row;
use crate::scores::{Score, Scores};
use crate::speech::Clip;
use cooee_audio::codec::OpusCodec;
use cooee_audio::{FRAME_DURATION, Frame, SAMPLE_RATE, similarity};
use cooee_engine::Statistics;
use cooee_proto::{AppId, PublishChannel};
use cooee_testkit::network::{Link, Traffic};
use cooee_testkit::{ClientId, World};
use std::sync::Arc;
use std::time::Duration;

/// What came of a call.
pub struct Call {
    heard: Vec<f32>,
    /// What the network took for the fastest packet.
    path: Duration,
    /// How good each clip sounded.
    pub scores: Vec<Score>,
    /// The delay of each clip beyond the network's own.
    pub delays: Vec<Duration>,
    /// Figures of the talker and the listener before and after the clips.
    before: [Statistics; 2],
    after: [Statistics; 2],
}

/// How long the network is bad before the first clip: until everyone has got used to it.
const WARM_UP: Duration = Duration::from_secs(25);

/// The silence between clips.
const PAUSE: usize = SAMPLE_RATE as usize;

/// Where in a clip the outages are.
const OUTAGE_AFTER: Duration = Duration::from_millis(1500);

const STREAM: &str = "stream";
const TALKER: PublishChannel = PublishChannel::Main;

impl Call {
    pub fn make(row: &Row, seed: u64, clips: &[Clip]) -> Self {
        let mut world = World::new(seed);
        world.add_app(AppId(1));
        let [talker, listener] = ["talker", "listener"].map(|user| {
            let codec = Arc::new(OpusCodec);
            let client = world.add_client_with(AppId(1), user, |config| config.codec = codec);
            world.login(client, "room").expect("logged in");
            client
        });
        let script: Vec<f32> =
            clips.iter().flat_map(|clip| [clip, &[0.0; PAUSE][..]].concat()).collect();
        say(&mut world, talker, script.clone());
        world.publish(talker, TALKER, STREAM);
        world.play(listener, STREAM);
        world.run_for(Duration::from_secs(2));
        world.set_link(talker, row.talker);
        world.set_link(listener, row.listener);
        world.run_for(WARM_UP);

        let before = statistics(&world, [talker, listener]);
        world.record(listener);
        say(&mut world, talker, script);
        for clip in clips {
            let lasts = duration(clip.len() + PAUSE);
            if let Some(outage) = row.outage {
                world.run_for(OUTAGE_AFTER);
                world.cut(talker, Traffic::Datagrams);
                world.run_for(outage);
                world.restore(talker, Traffic::Datagrams);
                world.run_for(lasts - OUTAGE_AFTER - outage);
            } else {
                world.run_for(lasts);
            }
        }
        let after = statistics(&world, [talker, listener]);
        world.run_for(Duration::from_secs(2));
        Self {
            heard: world.recording(listener).to_vec(),
            path: one_way(row.talker, row.listener),
            scores: Vec::new(),
            delays: Vec::new(),
            before,
            after,
        }
    }

    /// Compares what was heard with what was said.
    pub fn score(&mut self, clips: &[Clip], scores: &mut Scores) {
        let mut begins = 0;
        for (index, clip) in clips.iter().enumerate() {
            let window = &self.heard[begins..][..clip.len() + PAUSE];
            let late = similarity::compare(clip, window).offset_samples.max(0) as usize;
            self.delays.push(duration(late).saturating_sub(self.path));
            let heard = &window[late.min(PAUSE)..][..clip.len()];
            self.scores.push(scores.score(index, heard));
            begins += clip.len() + PAUSE;
        }
    }

    /// What the talker sent, in bits per second, with IP and UDP headers.
    pub fn bits_per_second(&self) -> f64 {
        let [before, after] = [&self.before, &self.after].map(|it| it[0].transport);
        let packets = after.packets_sent - before.packets_sent;
        let bytes = after.bytes_sent - before.bytes_sent + packets * HEADER_BYTES;
        let played = self.played().max(1) as f64 / f64::from(SAMPLE_RATE);
        bytes as f64 * 8.0 / played
    }

    /// Which share of what was played was made up out of nothing.
    pub fn concealed(&self) -> f64 {
        let count = |it: &[Statistics; 2]| jitter(it).concealed_samples;
        (count(&self.after) - count(&self.before)) as f64 / self.played().max(1) as f64
    }

    /// How the talker sent at the end.
    pub fn sent(&self) -> String {
        let Some(publish) = self.after[0].publishes.values().next() else { return String::new() };
        let settings = publish.settings;
        format!(
            "{} kbit/s in {} ms, {} copies, deep {}0 ms",
            settings.bits_per_second / 1000,
            settings.packet_length.samples() / 48,
            settings.copies,
            settings.deep_redundancy,
        )
    }

    fn played(&self) -> u64 {
        jitter(&self.after).played_samples - jitter(&self.before).played_samples
    }
}

/// IPv4 and UDP.
const HEADER_BYTES: u64 = 28;

fn jitter(both: &[Statistics; 2]) -> cooee_audio::jitter::Statistics {
    both[1].plays.values().next().map(|play| play.jitter).unwrap_or_default()
}

/// What a client says from this moment on.
fn say(world: &mut World, client: ClientId, samples: Vec<f32>) {
    let mut at = 0;
    world.feed(client, TALKER, move |frame: &mut Frame| {
        let rest = &samples[at.min(samples.len())..];
        let count = rest.len().min(frame.len());
        frame[..count].copy_from_slice(&rest[..count]);
        at += count;
    });
}

fn statistics(world: &World, clients: [ClientId; 2]) -> [Statistics; 2] {
    clients.map(|client| world.engine(client).statistics())
}

fn one_way(talker: Link, listener: Link) -> Duration {
    talker.up.latency + listener.down.latency
}

fn duration(samples: usize) -> Duration {
    FRAME_DURATION * samples as u32 / (FRAME_DURATION.as_millis() as u32 * SAMPLE_RATE / 1000)
}
