//! What processes the microphone: nothing, Cooee, or libwebrtc's audio processing module out of
//! the Python package `livekit`.

use crate::room::frames;
use crate::scenes::Sound;
use cooee_audio::processing::{EchoMode, NoiseMode, Processing, ProcessingConfig};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

pub enum Module {
    Off,
    Cooee,
    Libwebrtc(Libwebrtc),
}

pub struct Libwebrtc {
    pub python: OsString,
    /// Where the samples may lie.
    pub folder: PathBuf,
}

/// Which parts of the processing are on. The high-pass filter always is.
#[derive(Clone, Copy)]
pub struct Parts {
    echo: bool,
    noise: bool,
    gain: bool,
}

impl Parts {
    pub const ALL: Self = Self { echo: true, noise: true, gain: true };

    pub fn read(words: &str) -> Self {
        let has = |part| words.split(',').any(|word| word == part);
        Self { echo: has("aec"), noise: has("ns"), gain: has("agc") }
    }
}

impl Module {
    /// What comes out when each frame is first played and then captured.
    pub fn process(&self, parts: Parts, sound: &Sound) -> Vec<f32> {
        match self {
            Self::Off => floats(&sound.captured),
            Self::Cooee => cooee(parts, sound),
            Self::Libwebrtc(it) => it.process(parts, sound),
        }
    }
}

fn cooee(parts: Parts, sound: &Sound) -> Vec<f32> {
    let mut processing = Processing::new(ProcessingConfig {
        high_pass: true,
        echo: parts.echo.then(EchoMode::default),
        cancel_without_echo: false,
        noise: parts.noise.then(NoiseMode::default),
        gain: parts.gain,
    });
    let mut processed = Vec::with_capacity(sound.captured.len());
    for (played, mut captured) in
        frames(&floats(&sound.played)).zip(frames(&floats(&sound.captured)))
    {
        processing.render(&played);
        processing.capture(&mut captured);
        processed.extend(captured);
    }
    processed
}

impl Libwebrtc {
    fn process(&self, parts: Parts, sound: &Sound) -> Vec<f32> {
        let file = |name: &str| self.folder.join(name);
        let [played, captured, processed] =
            ["played.s16", "captured.s16", "processed.s16"].map(file);
        write(&played, &sound.played);
        write(&captured, &sound.captured);
        let switch = |on: bool| if on { "1" } else { "0" };
        let status = Command::new(&self.python)
            .args(["-c", include_str!("libwebrtc.py")])
            .args([&played, &captured, &processed])
            .args([parts.echo, parts.noise, parts.gain].map(switch))
            .status()
            .expect("Python");
        assert!(status.success(), "libwebrtc's module: {status}");
        let bytes = std::fs::read(&processed).expect("the processed samples");
        let (samples, _) = bytes.as_chunks::<2>();
        floats(&samples.iter().map(|it| i16::from_le_bytes(*it)).collect::<Vec<_>>())
    }
}

fn floats(samples: &[i16]) -> Vec<f32> {
    samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect()
}

fn write(path: &Path, samples: &[i16]) {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    std::fs::write(path, bytes).expect("a place for the samples");
}
