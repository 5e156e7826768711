//! Who talks: a reader of LibriVox in the room, and others, heard through its loudspeaker. All are
//! from the Debian package pocketsphinx-testdata.

use crate::room::loudness_db;
use cooee_audio::{SAMPLE_RATE, resample, wav};
use std::fs::File;
use std::path::Path;

/// One thing that is said, at 48 kHz.
pub type Clip = Vec<f32>;

const FOLDER: &str = "/usr/share/pocketsphinx/test/data";

/// What the user says.
pub fn near() -> Vec<Clip> {
    ["0870", "0880", "0890", "0920", "0930"]
        .map(|number| {
            let name = format!("librivox/sense_and_sensibility_01_austen_64kb-{number}.wav");
            levelled(read_wav(&name))
        })
        .into()
}

/// What the others say, without an end.
pub fn far() -> impl Iterator<Item = f32> + Clone {
    let cards = ["001", "002", "003", "004", "005"].map(|it| read_wav(&format!("cards/{it}.wav")));
    let commands = ["numbers.raw", "goforward.raw", "something.raw"].map(read_raw);
    let said: Vec<f32> = cards.into_iter().chain(commands).flat_map(levelled).collect();
    said.into_iter().cycle()
}

/// As loud as a voice at a good microphone.
fn levelled(mut clip: Clip) -> Clip {
    let seconds = clip.len() as f32 / SAMPLE_RATE as f32;
    let gain = 10_f32.powf((VOICE_DB - loudness_db(&clip, 0.0, seconds)) / 20.0);
    clip.iter_mut().for_each(|sample| *sample *= gain);
    clip
}

const VOICE_DB: f32 = -26.0;

fn read_wav(name: &str) -> Clip {
    let path = Path::new(FOLDER).join(name);
    let file = File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    wav::read(file).expect("a WAV file")
}

/// 16-bit samples at 16 kHz, without a header.
fn read_raw(name: &str) -> Clip {
    let path = Path::new(FOLDER).join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let (samples, _) = bytes.as_chunks::<2>();
    let samples: Vec<f32> =
        samples.iter().map(|it| f32::from(i16::from_le_bytes(*it)) / 32_768.0).collect();
    resample::resample(&samples, 16_000, SAMPLE_RATE).expect("usual rates")
}
