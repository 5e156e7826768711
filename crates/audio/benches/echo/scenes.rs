//! The situations that are tried.

use crate::modules::{Module, Parts};
use crate::room::{drifted, echo, noise, sum};
use crate::speech::{Clip, far};
use cooee_audio::SAMPLE_RATE;

/// A room, who talks in it, and how its loudspeaker is heard there.
pub struct Scene {
    pub name: &'static str,
    /// Whether the user talks.
    pub near: bool,
    /// Whether others are heard.
    pub far: bool,
    /// How loud the echo is beside what is played, in dB; none at headphones.
    pub echo_db: Option<f32>,
    /// How far the clock of the microphone is off, in millionths.
    pub drift: f64,
    /// Whether the echo comes 80 ms later from the middle of the scene on.
    pub jump: bool,
    /// The loudness of steady noise, in dB of full scale.
    pub noise_db: f32,
}

/// What a scene sounds like, in 16-bit samples at 48 kHz.
pub struct Sound {
    pub played: Vec<i16>,
    pub captured: Vec<i16>,
}

/// How many rooms each scene is played in.
pub const ROOMS: std::ops::Range<u32> = 3..5;

/// How long only the others talk, or nobody does.
const LEAD: usize = 10 * SAMPLE_RATE as usize;

/// The silence behind each clip.
pub const PAUSE: usize = SAMPLE_RATE as usize;

/// The longest delay of a module.
const LONGEST_DELAY: usize = SAMPLE_RATE as usize / 20;

const ECHO_DELAY_MS: usize = 90;

/// Of a microphone in a quiet room: its own.
const QUIET_DB: f32 = -80.0;

const SCENE: Scene = Scene {
    name: "",
    near: true,
    far: true,
    echo_db: Some(-10.0),
    drift: 0.0,
    jump: false,
    noise_db: QUIET_DB,
};

pub fn all() -> Vec<Scene> {
    let alone = Scene { near: false, ..SCENE };
    let noisy = Scene { noise_db: -46.0, ..SCENE };
    vec![
        Scene { name: "echo", ..alone },
        Scene { name: "echo, +100 ppm", drift: 100.0, ..alone },
        Scene { name: "echo, -100 ppm", drift: -100.0, ..alone },
        Scene { name: "echo, 80 ms jump", jump: true, ..alone },
        Scene { name: "double talk", ..SCENE },
        Scene { name: "double talk, loud echo", echo_db: Some(0.0), ..SCENE },
        Scene { name: "double talk, +100 ppm", drift: 100.0, ..SCENE },
        Scene { name: "double talk, -100 ppm", drift: -100.0, ..SCENE },
        Scene { name: "double talk, 80 ms jump", jump: true, ..SCENE },
        Scene { name: "double talk, noise", ..noisy },
        Scene { name: "headset", echo_db: None, ..SCENE },
        Scene { name: "headset, noise", echo_db: None, ..noisy },
        Scene { name: "nobody else", far: false, ..SCENE },
        Scene { name: "nobody else, noise", far: false, ..noisy },
    ]
}

impl Scene {
    pub fn sound(&self, room: u32, near: &[Clip]) -> Sound {
        let said: Vec<f32> =
            near.iter().flat_map(|clip| [clip, &[0.0; PAUSE][..]].concat()).collect();
        let seconds = (LEAD + said.len()).div_ceil(SAMPLE_RATE as usize);
        let length = seconds * SAMPLE_RATE as usize;
        let skipped = room as usize * SAMPLE_RATE as usize;
        let mut played = vec![0.0; length];
        if self.far {
            played.iter_mut().zip(far().skip(skipped)).for_each(|(to, from)| *to = from);
        }
        let mut captured = noise(room, seconds, 10_f32.powf(self.noise_db / 20.0));
        if self.near {
            let voice = [&[0.0; LEAD][..], &said].concat();
            captured.iter_mut().zip(voice).for_each(|(to, from)| *to += from);
        }
        if let Some(echo_db) = self.echo_db {
            captured = sum(&captured, &self.echo(&played, room, echo_db));
        }
        let samples = |signal: Vec<f32>| {
            signal.into_iter().map(|sample| (sample * 32_768.0) as i16).collect()
        };
        Sound { played: samples(played), captured: samples(captured) }
    }

    fn echo(&self, played: &[f32], room: u32, echo_db: f32) -> Vec<f32> {
        // The room's own is 10 dB softer than what is played.
        let gain = 10_f32.powf((echo_db + 10.0) / 20.0);
        let mut heard = echo(played, ECHO_DELAY_MS, room);
        if self.jump {
            let jump = jump(played.len());
            heard[jump..].copy_from_slice(&echo(played, ECHO_DELAY_MS + 80, room)[jump..]);
        }
        heard.iter_mut().for_each(|sample| *sample *= gain);
        drifted(&heard, self.drift)
    }
}

/// Where the echo's delay jumps.
pub fn jump(length: usize) -> usize {
    length / 2
}

/// Where each clip begins in what is captured.
pub fn beginnings(near: &[Clip]) -> impl Iterator<Item = usize> {
    near.iter().scan(LEAD, |next, clip| {
        let begins = *next;
        *next += clip.len() + PAUSE;
        Some(begins)
    })
}

/// How many samples later a voice leaves a module: where it is most alike. The steps from sample
/// to sample are compared, because the samples themselves are nearly alike a pitch period later,
/// too.
pub fn delay(module: &Module, parts: Parts, near: &[Clip]) -> usize {
    let scene = Scene { far: false, echo_db: None, ..SCENE };
    let processed = steps(&module.process(parts, &scene.sound(0, near)));
    let said = steps(&near[0][..near[0].len() - LONGEST_DELAY]);
    let begins = beginnings(near).next().expect("a clip");
    let likeness = |delay: usize| -> f32 {
        said.iter().zip(&processed[begins + delay..]).map(|(a, b)| a * b).sum()
    };
    let delays = 0..LONGEST_DELAY;
    delays.max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).expect("some delays")
}

fn steps(samples: &[f32]) -> Vec<f32> {
    samples.windows(2).map(|pair| pair[1] - pair[0]).collect()
}
