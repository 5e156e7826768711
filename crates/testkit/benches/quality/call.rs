//! One call over one network.

use crate::rows::{self, Row};
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
    /// What each listener got: the row's own first, then those on clean networks.
    pub listeners: Vec<Listener>,
    /// Figures of the talker before and after the clips.
    before: Statistics,
    after: Statistics,
    /// How long packets had to wait in front of the talker's bottleneck, often looked at.
    pub queue: Vec<Duration>,
}

/// What one listener got.
pub struct Listener {
    heard: Vec<f32>,
    /// What the network took for the fastest packet.
    path: Duration,
    /// How good each clip sounded.
    pub scores: Vec<Score>,
    /// When each clip began, and its delay beyond the network's own.
    pub delays: Vec<(Duration, Duration)>,
    /// His figures before and after the clips.
    before: Statistics,
    after: Statistics,
}

/// How long the network is bad before the first clip: until everyone has got used to it.
const WARM_UP: Duration = Duration::from_secs(25);

/// The silence between clips.
const PAUSE: usize = SAMPLE_RATE as usize;

/// Where in a clip the outages are.
const OUTAGE_AFTER: Duration = Duration::from_millis(1500);

/// How often the bottleneck's queue is looked at.
const GLANCE: Duration = Duration::from_millis(50);

const STREAM: &str = "stream";
const TALKER: PublishChannel = PublishChannel::Main;

impl Call {
    pub fn make(row: &Row, seed: u64, clips: &[Clip]) -> Self {
        let mut world = World::new(seed);
        world.add_app(AppId(1));
        let mut join = |user: &str| {
            let codec = Arc::new(OpusCodec);
            let client = world.add_client_with(AppId(1), user, |config| config.codec = codec);
            world.login(client, "room").expect("logged in");
            client
        };
        let talker = join("talker");
        let ears: Vec<_> =
            (0..=row.others).map(|number| join(&format!("listener{number}"))).collect();
        let links = std::iter::once(row.listener).chain(std::iter::repeat(rows::good_link()));
        let links: Vec<_> = ears.iter().copied().zip(links).collect();
        let spoil = |world: &mut World| {
            world.set_link(talker, row.talker);
            links.iter().for_each(|(listener, link)| world.set_link(*listener, *link));
        };
        let said: Vec<&Clip> = said(row, seed, clips).map(|(_, clip)| clip).collect();
        let script: Vec<f32> =
            said.iter().flat_map(|clip| [clip, &[0.0; PAUSE][..]].concat()).collect();
        if row.is_beginning {
            spoil(&mut world);
        } else {
            say(&mut world, talker, script.clone());
        }
        world.publish(talker, TALKER, STREAM);
        ears.iter().for_each(|listener| world.play(*listener, STREAM));
        if row.is_beginning {
            world.run_until(WARM_UP, |world| {
                let heard = world.engine(ears[0]).statistics();
                jitter(&heard).received_packets > 0
            });
        } else {
            world.run_for(Duration::from_secs(2));
            spoil(&mut world);
            world.run_for(WARM_UP);
        }

        let statistics = |world: &World, client| world.engine(client).statistics();
        let all = |world: &World| -> Vec<_> {
            ears.iter().map(|listener| statistics(world, *listener)).collect()
        };
        let (before, all_before) = (statistics(&world, talker), all(&world));
        ears.iter().for_each(|listener| world.record(*listener));
        say(&mut world, talker, script);
        let mut queue = Vec::new();
        for clip in said {
            let lasts = duration(clip.len() + PAUSE);
            if let Some(outage) = row.outage {
                world.run_for(OUTAGE_AFTER);
                world.cut(talker, Traffic::Datagrams);
                world.run_for(outage);
                world.restore(talker, Traffic::Datagrams);
                world.run_for(lasts - OUTAGE_AFTER - outage);
            } else {
                let ends = world.elapsed() + lasts;
                while world.elapsed() < ends {
                    world.run_for(GLANCE.min(ends - world.elapsed()));
                    queue.push(world.uplink_queue(talker));
                }
            }
        }
        let (after, all_after) = (statistics(&world, talker), all(&world));
        world.run_for(Duration::from_secs(2));
        let listener = |(((listener, link), before), after): (((_, _), _), _)| Listener {
            heard: world.recording(listener).to_vec(),
            path: one_way(row.talker, link),
            scores: Vec::new(),
            delays: Vec::new(),
            before,
            after,
        };
        let listeners = links.into_iter().zip(all_before).zip(all_after).map(listener).collect();
        Self { listeners, before, after, queue }
    }

    /// Compares what was heard with what was said.
    pub fn score(&mut self, row: &Row, seed: u64, clips: &[Clip], scores: &mut Scores) {
        for listener in &mut self.listeners {
            let mut begins = 0;
            for (index, clip) in said(row, seed, clips) {
                let window = &listener.heard[begins..][..clip.len() + PAUSE];
                let late = similarity::compare(clip, window).offset_samples.max(0) as usize;
                let delay = duration(late).saturating_sub(listener.path);
                listener.delays.push((duration(begins), delay));
                let heard = &window[late.min(PAUSE)..][..clip.len()];
                listener.scores.push(scores.score(index, heard));
                begins += clip.len() + PAUSE;
            }
        }
    }

    /// What the talker sent, in bits per second, with IP and UDP headers.
    pub fn bits_per_second(&self) -> f64 {
        let [before, after] = [&self.before, &self.after].map(|it| it.transport);
        let packets = after.packets_sent - before.packets_sent;
        let bytes = after.bytes_sent - before.bytes_sent + packets * HEADER_BYTES;
        bytes as f64 * 8.0 / self.listeners[0].seconds()
    }

    /// How the talker sent at the end.
    pub fn sent(&self) -> String {
        let Some(publish) = self.after.publishes.values().next() else { return String::new() };
        let settings = publish.settings;
        format!(
            "{} kbit/s in {} ms, {} copies, deep {}0 ms",
            settings.bits_per_second / 1000,
            settings.packet_length.samples() / 48,
            settings.copies,
            settings.deep_redundancy,
        )
    }
}

impl Listener {
    /// Which share of what was played was made up out of nothing.
    pub fn concealed(&self) -> f64 {
        let count = |it: &Statistics| jitter(it).concealed_samples;
        (count(&self.after) - count(&self.before)) as f64 / self.played().max(1) as f64
    }

    /// What he got, in bits per second, with IP and UDP headers.
    pub fn bits_per_second(&self) -> f64 {
        let [before, after] = [&self.before, &self.after].map(|it| it.transport);
        let packets = after.packets_received - before.packets_received;
        let bytes = after.bytes_received - before.bytes_received + packets * HEADER_BYTES;
        bytes as f64 * 8.0 / self.seconds()
    }

    fn seconds(&self) -> f64 {
        self.played().max(1) as f64 / f64::from(SAMPLE_RATE)
    }

    fn played(&self) -> u64 {
        jitter(&self.after).played_samples - jitter(&self.before).played_samples
    }
}

/// IPv4 and UDP.
const HEADER_BYTES: u64 = 28;

/// All clips with their numbers, again and again until the call lasts as long as it should; or
/// one clip.
fn said<'a>(
    row: &Row,
    seed: u64,
    clips: &'a [Clip],
) -> impl Iterator<Item = (usize, &'a Clip)> + use<'a> {
    let only = row.is_beginning.then_some(seed as usize % clips.len());
    let round: usize = clips.iter().map(|clip| clip.len() + PAUSE).sum();
    let rounds = row.lasts.as_secs_f64() / duration(round).as_secs_f64();
    let rounds = (rounds.ceil() as usize).max(1);
    let all = (0..rounds).flat_map(|_| clips.iter().enumerate());
    all.filter(move |(index, _)| only.is_none_or(|only| only == *index))
}

fn jitter(statistics: &Statistics) -> cooee_audio::jitter::Statistics {
    statistics.plays.values().next().map(|play| play.jitter).unwrap_or_default()
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

fn one_way(talker: Link, listener: Link) -> Duration {
    talker.up.latency + listener.down.latency
}

fn duration(samples: usize) -> Duration {
    Duration::from_secs_f64(samples as f64 / f64::from(SAMPLE_RATE))
        .max(FRAME_DURATION * u32::from(samples > 0))
}
