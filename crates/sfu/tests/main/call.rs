//! A call with sound and pictures in virtual time, and what its listeners hear and see.

use crate::client::Kind;
use crate::world::{Narrow, World, client_address};
use std::ops::Range;
use std::time::{Duration, Instant};

/// The time between two packets of sound.
const TICK: Duration = Duration::from_millis(20);
/// Sound of 48 kbit/s.
const SOUND_BYTES: usize = 120;
const PACKET_BYTES: usize = 1100;

/// Client 0 sends sound and pictures to all others.
pub struct Call {
    pub world: World,
    camera: Camera,
    ticks: u32,
}

/// A camera that sends each frame at once.
#[derive(Clone, Copy)]
pub struct Camera {
    pub bits_per_second: usize,
    pub frames_per_second: u32,
    /// How many times larger than others a key frame is.
    pub key_frame: usize,
    /// How many requests for key frames it has heeded.
    pub answered: usize,
}

impl Camera {
    pub const USUAL: Self =
        Self { bits_per_second: 1_000_000, frames_per_second: 25, key_frame: 5, answered: 0 };
}

/// What a client saw within a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub bits_per_second: u64,
    /// Frames whose last packet came.
    pub frames: usize,
    /// The longest time between two of them.
    pub longest_freeze: Duration,
}

/// What a client heard within a time.
#[derive(Debug, Default, Clone, Copy)]
pub struct Heard {
    /// Packets that did not come.
    pub lost: usize,
    /// The longest way beyond the shortest.
    pub longest: Duration,
    /// What a listener hears as a gap who waits for 40 ms and longer after each gap.
    pub concealed: Duration,
}

impl Call {
    pub fn new(players: u64, camera: Camera) -> Self {
        let mut world = World::with_clients(&vec![Kind::BROWSER; 1 + players as usize]);
        world.publish(1, 0);
        world.add_video(0, 1, 0);
        world.show(7, 0);
        for player in 1..=players {
            world.play(1, player, 0);
            world.add_video(player, 0, 1);
            world.watch(7, player);
        }
        Self { world, camera, ticks: 0 }
    }

    /// A client's link takes this much from here on.
    pub fn narrow(&mut self, player: u64, bits_per_second: u64) {
        let to = client_address(player);
        self.world.narrow.retain(|link| link.to != to);
        let free_at = self.world.now;
        self.world.narrow.push(Narrow { to, bits_per_second, free_at });
    }

    /// Sound and pictures for so long; returns the ticks of it.
    pub fn run(&mut self, time: Duration) -> Range<u32> {
        let begin = self.ticks;
        for _ in 0..time.as_millis() / TICK.as_millis() {
            let tick = self.ticks;
            let mut sound = vec![0; SOUND_BYTES];
            sound[..4].copy_from_slice(&tick.to_be_bytes());
            sound[4..12].copy_from_slice(&self.nanos().to_be_bytes());
            self.world.say(0, tick * 960, &sound);
            let frame = |tick: u32| tick * self.camera.frames_per_second / 50;
            if tick == 0 || frame(tick) != frame(tick - 1) {
                self.frame(frame(tick));
            }
            self.world.run(TICK);
            self.ticks += 1;
        }
        begin..self.ticks
    }

    fn nanos(&self) -> u64 {
        self.world.now.duration_since(self.world.began).as_nanos() as u64
    }

    fn frame(&mut self, number: u32) {
        let asked = self.world.client(0).key_frames_asked.len();
        let is_key = asked > self.camera.answered;
        self.camera.answered = asked;
        let mut bytes = self.camera.bits_per_second / 8 / self.camera.frames_per_second as usize;
        if is_key {
            bytes *= self.camera.key_frame;
        }
        let packets = bytes.div_ceil(PACKET_BYTES);
        for packet in 0..packets {
            let mut payload = vec![0; bytes / packets];
            payload[0] = if packet == 0 { 0x10 } else { 0 };
            payload[1] = u8::from(!(is_key && packet == 0));
            let timestamp = number * (90_000 / self.camera.frames_per_second);
            self.world.picture_packet(0, timestamp, &payload, packet + 1 == packets);
        }
    }

    /// What a client heard of the sound that was sent within a time.
    pub fn heard(&mut self, player: u64, ticks: Range<u32>) -> Heard {
        let began = self.world.began;
        let client = self.world.client(player);
        let slot = client.receiving[0];
        let mut delays = vec![None; ticks.end as usize];
        for (mid, packet) in &client.received {
            if *mid != slot {
                continue;
            }
            let tick = u32::from_be_bytes(packet.payload[..4].try_into().unwrap());
            let sent = u64::from_be_bytes(packet.payload[4..12].try_into().unwrap());
            if let Some(delay) = delays.get_mut(tick as usize) {
                *delay = Some(packet.timestamp - (began + Duration::from_nanos(sent)));
            }
        }
        let least = delays.iter().flatten().min().copied().unwrap_or_default();
        let mut heard = Heard::default();
        let usual = Duration::from_millis(40);
        let mut patience = usual;
        for (tick, delay) in delays.iter().enumerate() {
            let counts = ticks.contains(&(tick as u32));
            let before = heard;
            match delay.map(|delay| delay - least) {
                None => {
                    heard.lost += 1;
                    heard.concealed += TICK;
                }
                Some(delay) => {
                    heard.longest = heard.longest.max(delay);
                    if delay > patience {
                        heard.concealed += delay - patience;
                        patience = delay;
                    }
                }
            }
            patience = usual.max(patience - Duration::from_micros(200));
            if !counts {
                heard = before;
            }
        }
        heard
    }

    /// What a client saw within a time.
    pub fn seen(&mut self, player: u64, ticks: Range<u32>) -> Seen {
        let (from, to) = (self.start(ticks.start), self.start(ticks.end));
        let client = self.world.client(player);
        let mid = client.receiving_video[0];
        let packets = client
            .received
            .iter()
            .filter(|(at, packet)| *at == mid && packet.timestamp >= from && packet.timestamp < to);
        let (mut bytes, mut seen, mut last) = (0, Seen::default(), from);
        for (_, packet) in packets {
            bytes += packet.payload.len() as u64;
            if packet.header.marker {
                seen.frames += 1;
                seen.longest_freeze = seen.longest_freeze.max(packet.timestamp - last);
                last = packet.timestamp;
            }
        }
        seen.longest_freeze = seen.longest_freeze.max(to - last);
        seen.bits_per_second = bytes * 8 * 50 / u64::from(ticks.end - ticks.start);
        seen
    }

    /// When a tick began.
    fn start(&self, tick: u32) -> Instant {
        self.world.now - TICK * (self.ticks - tick)
    }
}
