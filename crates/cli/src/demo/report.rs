//! The demo's verdict: was B heard, how soon, and how well.

use super::talk::seconds;
use crate::failure::Failure;
use cooee::JitterStatistics;
use cooee_audio::similarity::{Comparison, compare};
use cooee_audio::wav::Writer;
use std::fmt;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Duration;

/// At least this similar is the same speech.
const HEARD: f32 = 0.9;

/// What the demo measured.
pub struct Report {
    heard: Vec<f32>,
    comparison: Comparison,
    login: Duration,
    first_audio: Option<Duration>,
    played: JitterStatistics,
    cpu: f64,
    memory: f64,
}

impl Report {
    /// Compares what A heard, from the moment at which B began to speak, with the speech.
    pub fn new(
        speech: &[f32],
        heard: &[f32],
        login: Duration,
        first_audio: Option<Duration>,
        played: JitterStatistics,
        cpu: f64,
        memory: f64,
    ) -> Self {
        let comparison = compare(speech, heard);
        Self { heard: heard.to_vec(), comparison, login, first_audio, played, cpu, memory }
    }

    /// Whether A really heard B.
    pub fn is_heard(&self) -> bool {
        self.comparison.similarity >= HEARD
    }

    /// Writes what A heard.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        let mut writer = Writer::new(BufWriter::new(File::create(path)?))?;
        writer.push(&self.heard)?;
        Ok(writer.finish()?)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_heard() { "A heard B" } else { "A did not hear B" };
        let milliseconds = |duration: Option<Duration>| match duration {
            Some(duration) => format!("{:.0} ms", duration.as_secs_f64() * 1000.0),
            None => "never".to_owned(),
        };
        let played = &self.played;
        let concealed = seconds(played.concealed_samples as usize) * 1000.0;
        writeln!(f, "{verdict}")?;
        writeln!(f, "  login                  {}", milliseconds(Some(self.login)))?;
        writeln!(f, "  login → first audio    {}", milliseconds(self.first_audio))?;
        writeln!(f, "  delay, sound to sound  {}", milliseconds(self.comparison.delay()))?;
        writeln!(
            f,
            "  packets                {} received, {} lost, {} late",
            played.received_packets, played.lost_packets, played.late_packets
        )?;
        writeln!(f, "  concealed              {concealed:.0} ms")?;
        writeln!(
            f,
            "  similarity             {:.3} (at least {HEARD})",
            self.comparison.similarity
        )?;
        writeln!(
            f,
            "  engine                 {:.1} % of a core, {:.1} MiB",
            self.cpu * 100.0,
            self.memory
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_audio::wav;
    use std::io::BufReader;

    /// Real speech, from the Debian package pocketsphinx-testdata that `./x test` installs.
    fn speech(clip: &str) -> Vec<f32> {
        let folder = "/usr/share/pocketsphinx/test/data/librivox";
        let path = format!("{folder}/sense_and_sensibility_01_austen_64kb-{clip}.wav");
        let file = File::open(&path)
            .unwrap_or_else(|error| panic!("{path}: {error}; install pocketsphinx-testdata"));
        wav::read(BufReader::new(file)).expect("is a WAV file")
    }

    fn is_heard(speech: &[f32], heard: &[f32]) -> bool {
        let played = JitterStatistics::default();
        Report::new(speech, heard, Duration::ZERO, None, played, 0.0, 0.0).is_heard()
    }

    #[test]
    fn the_same_speech_is_heard_late_and_quiet_as_it_may_be() {
        let speech = speech("0870");
        let mut heard = vec![0.0; 4800];
        heard.extend(speech.iter().map(|sample| sample * 0.3));
        assert!(is_heard(&speech, &heard));
    }

    #[test]
    fn silence_is_not_heard() {
        let speech = speech("0870");
        assert!(!is_heard(&speech, &vec![0.0; speech.len()]));
        assert!(!is_heard(&speech, &[]));
    }

    #[test]
    fn another_clip_of_the_same_voice_is_not_heard() {
        assert!(!is_heard(&speech("0870"), &speech("0920")));
    }

    #[test]
    fn half_of_the_clip_is_not_heard() {
        let speech = speech("0870");
        let (first, second) = speech.split_at(speech.len() / 2);
        let silence = vec![0.0; second.len()];
        assert!(!is_heard(&speech, &[first, &silence].concat()));
        assert!(!is_heard(&speech, &[&silence, second].concat()));
        assert!(!is_heard(&speech, first));
    }
}
