//! Removes what lies below speech.

use super::stage::glide;
use crate::{Frame, SAMPLE_RATE};
use std::f32::consts::{SQRT_2, TAU};

/// A Butterworth filter of second order.
#[derive(Default)]
pub(super) struct HighPass {
    enabled: bool,
    /// The filter's memory (transposed direct form II).
    memory: [f32; 2],
}

impl HighPass {
    /// Filters a frame, or lets it pass; a change glides.
    pub fn process(&mut self, enabled: bool, frame: &mut Frame) {
        let was_enabled = std::mem::replace(&mut self.enabled, enabled);
        if !enabled && !was_enabled {
            return;
        }
        let input = *frame;
        self.filter(frame);
        if enabled && !was_enabled {
            let filtered = std::mem::replace(frame, input);
            glide(frame, &filtered);
        } else if was_enabled && !enabled {
            glide(frame, &input);
            self.memory = [0.0; 2];
        }
    }

    fn filter(&mut self, frame: &mut Frame) {
        let angle = TAU * CORNER_HZ / SAMPLE_RATE as f32;
        let alpha = angle.sin() / SQRT_2;
        let scale = 1.0 / (1.0 + alpha);
        let b = (1.0 + angle.cos()) / 2.0 * scale;
        let (a1, a2) = (-2.0 * angle.cos() * scale, (1.0 - alpha) * scale);
        let [mut first, mut second] = self.memory;
        for sample in frame {
            let input = *sample;
            let output = b * input + first;
            first = -2.0 * b * input - a1 * output + second;
            second = b * input - a2 * output;
            *sample = output;
        }
        // Numbers that die away slow some processors down.
        self.memory = [first, second].map(|it| if it.abs() < 1e-20 { 0.0 } else { it });
    }
}

/// Where the filter takes 3 dB: below the voices of men.
const CORNER_HZ: f32 = 80.0;
