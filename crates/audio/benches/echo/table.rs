//! The lines of the table.

use crate::modules::{Module, Parts};
use crate::room::loudness_db;
use crate::scenes::{ROOMS, Scene, Sound, beginnings, jump};
use crate::scores::Scores;
use crate::speech::Clip;
use cooee_audio::SAMPLE_RATE;

pub const HEADING: &str = "\
scene                    |     echo removed, dB: early, settled |          PESQ-WB          |           STOI
                         |            cooee           libwebrtc |    off   cooee  libwebrtc |    off   cooee  libwebrtc";

/// What each module made of a scene: the means over all rooms and clips.
pub struct Row {
    name: &'static str,
    /// What is removed early and when settled.
    removed: Option<[[f32; 2]; 3]>,
    quality: Option<[f64; 3]>,
    understood: Option<[f64; 3]>,
}

impl Row {
    pub fn measure(
        scene: &Scene,
        modules: &[Module; 3],
        delays: &[usize; 3],
        parts: Parts,
        near: &[Clip],
        scores: &mut Scores,
    ) -> Self {
        let mut row = Self { name: scene.name, removed: None, quality: None, understood: None };
        let rooms = ROOMS.len();
        for sound in ROOMS.map(|room| scene.sound(room, near)) {
            for (index, (module, delay)) in modules.iter().zip(delays).enumerate() {
                let processed = module.process(parts, &sound);
                if !scene.near {
                    let sums = row.removed.get_or_insert_default();
                    let removed = removed(scene, &sound, &processed, *delay);
                    sums[index]
                        .iter_mut()
                        .zip(removed)
                        .for_each(|(sum, it)| *sum += it / rooms as f32);
                    continue;
                }
                let (quality, understood) =
                    (row.quality.get_or_insert_default(), row.understood.get_or_insert_default());
                for (number, (begins, clip)) in beginnings(near).zip(near).enumerate() {
                    let score = scores.score(number, &processed[begins + delay..][..clip.len()]);
                    let share = 1.0 / (rooms * near.len()) as f64;
                    quality[index] += share * score.quality;
                    understood[index] += share * score.intelligibility;
                }
            }
        }
        row
    }

    pub fn print(&self) {
        let removed = self.removed.map_or(format!("{:>37}", ""), |[_, cooee, libwebrtc]| {
            let pair = |[early, settled]: [f32; 2]| format!("{early:>6.1} {settled:>6.1}");
            format!("{:>17} {:>19}", pair(cooee), pair(libwebrtc))
        });
        let three = |values: Option<[f64; 3]>, digits: usize| {
            values.map_or(format!("{:>26}", ""), |[off, cooee, libwebrtc]| {
                let worse = if cooee < libwebrtc { "<" } else { " " };
                format!("{off:>6.digits$}  {cooee:>6.digits$} {worse} {libwebrtc:>6.digits$}   ")
            })
        };
        println!(
            "{:<24} |{removed} |{} |{}",
            self.name,
            three(self.quality, 2),
            three(self.understood, 3)
        );
    }
}

/// By how many dB a module lowered an echo alone: from second 1 to 4 of the scene, or of what
/// comes after the jump, and in the last ten seconds.
fn removed(scene: &Scene, sound: &Sound, processed: &[f32], delay: usize) -> [f32; 2] {
    let captured: Vec<f32> = sound.captured.iter().map(|it| f32::from(*it) / 32_768.0).collect();
    let begins = if scene.jump { jump(captured.len()) } else { 0 } as f32 / SAMPLE_RATE as f32;
    let ends = (captured.len() / SAMPLE_RATE as usize) as f32 - 1.0;
    [(begins + 1.0, begins + 4.0), (ends - 10.0, ends)].map(|(from, to)| {
        loudness_db(&captured, from, to) - loudness_db(&processed[delay..], from, to)
    })
}
