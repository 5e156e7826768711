//! What is said: readers of LibriVox and a man who deals cards, from the Debian package
//! pocketsphinx-testdata.

use cooee_audio::wav;
use std::fs::File;
use std::path::Path;

/// One thing that is said, at 48 kHz.
pub type Clip = Vec<f32>;

const FOLDER: &str = "/usr/share/pocketsphinx/test/data";

const FILES: [&str; 6] = [
    "librivox/sense_and_sensibility_01_austen_64kb-0870.wav",
    "cards/005.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0880.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0890.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0920.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0930.wav",
];

pub fn clips() -> Vec<Clip> {
    let read = |name: &str| {
        let path = Path::new(FOLDER).join(name);
        let file = File::open(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        wav::read(file).expect("a WAV file")
    };
    FILES.map(read).into()
}
