//! Removes the echo of what is played, where there is one.

use super::EchoMode;
use super::coupling::Coupling;
use super::stage::{Capture, Stage};
use crate::{FRAME_SAMPLES, Frame, SILENCE};
use sonora::Config;
use sonora::config::EchoCanceller;

/// The canceller, and what passes it by.
///
/// A canceller that finds no echo still mistakes parts of a voice for one. So its output is used
/// only where something played comes back ([`Coupling`]), while it goes on learning.
pub(super) struct EchoControl {
    canceller: Option<Canceller>,
    mix: Mix,
    previous: Frame,
}

/// How much of each signal is heard.
#[derive(Clone, Copy, PartialEq)]
struct Mix {
    captured: f32,
    /// The captured signal as late as the cancelled one.
    delayed: f32,
    cancelled: f32,
}

impl EchoControl {
    pub fn new() -> Self {
        Self { canceller: None, mix: Mix::CAPTURED, previous: SILENCE }
    }

    /// Takes note of 10 ms that are played.
    pub fn render(&mut self, frame: &Frame) {
        if let Some(canceller) = &mut self.canceller {
            canceller.render(frame);
        }
    }

    /// Removes echo from 10 ms, or lets them pass.
    pub fn capture(&mut self, mode: Option<EchoMode>, without_echo: bool, frame: &mut Frame) {
        let previous = std::mem::replace(&mut self.previous, *frame);
        if mode.is_none() && self.mix == Mix::CAPTURED {
            self.canceller = None;
            return;
        }
        let canceller = self.canceller.get_or_insert_with(|| Canceller::new(&previous));
        let cancelled = canceller.capture(frame);
        let delayed = canceller.delay(frame);
        let wanted = match mode {
            None => Mix::CAPTURED,
            Some(_) if !canceller.is_needed(without_echo) => Mix::DELAYED,
            Some(mode) => Mix::cancelled(mode),
        };
        let from = std::mem::replace(&mut self.mix, wanted);
        for (index, sample) in frame.iter_mut().enumerate() {
            let mix = from.towards(wanted, (index + 1) as f32 / FRAME_SAMPLES as f32);
            *sample = mix.captured * *sample
                + mix.delayed * delayed[index]
                + mix.cancelled * cancelled[index];
        }
    }

    pub fn device_changed(&mut self) {
        if let Some(canceller) = &mut self.canceller {
            canceller.coupling.forget();
        }
    }

    pub fn has_echo(&self) -> Option<bool> {
        self.canceller.as_ref().and_then(|canceller| canceller.coupling.found())
    }
}

impl Mix {
    const CAPTURED: Self = Self { captured: 1.0, delayed: 0.0, cancelled: 0.0 };
    const DELAYED: Self = Self { captured: 0.0, delayed: 1.0, cancelled: 0.0 };

    /// The kinder modes leave a little of everything in.
    fn cancelled(mode: EchoMode) -> Self {
        let delayed = match mode {
            EchoMode::Aggressive => 0.0,
            EchoMode::Medium => 0.0316,
            EchoMode::Soft => 0.1,
        };
        Self { captured: 0.0, delayed, cancelled: 1.0 - delayed }
    }

    fn towards(self, other: Self, share: f32) -> Self {
        let between = |from: f32, to: f32| from + (to - from) * share;
        Self {
            captured: between(self.captured, other.captured),
            delayed: between(self.delayed, other.delayed),
            cancelled: between(self.cancelled, other.cancelled),
        }
    }
}

struct Canceller {
    stage: Stage,
    coupling: Coupling,
    /// What the delayed signal still owes.
    late: [f32; DELAY_SAMPLES],
    /// How many captured frames came since the last one that was played.
    since_render: usize,
    /// For how many captured frames nothing was audible.
    silent_for: usize,
}

impl Canceller {
    /// A canceller that takes over after `previous` was captured.
    fn new(previous: &Frame) -> Self {
        // The high-pass filter is a part of its own.
        let echo_canceller =
            EchoCanceller { enforce_high_pass_filtering: false, ..EchoCanceller::default() };
        let config = Config { echo_canceller: Some(echo_canceller), ..Config::default() };
        let mut canceller = Self {
            stage: Stage::new(config),
            coupling: Coupling::new(),
            late: [0.0; DELAY_SAMPLES],
            since_render: 0,
            silent_for: SILENT_FRAMES,
        };
        canceller.delay(previous);
        canceller
    }

    fn render(&mut self, frame: &Frame) {
        self.since_render = 0;
        if frame.iter().any(|sample| sample.abs() > INAUDIBLE) {
            self.silent_for = 0;
        }
        self.show(frame);
    }

    fn show(&mut self, frame: &Frame) {
        if !self.is_idle() {
            self.stage.render(frame);
            self.coupling.render(frame);
        }
    }

    fn capture(&mut self, frame: &Frame) -> Frame {
        self.since_render += 1;
        self.silent_for = self.silent_for.saturating_add(1);
        if self.is_idle() {
            return SILENCE;
        }
        // Where nothing is played there is nobody to say so.
        if self.since_render > ABSENT_FRAMES {
            self.show(&SILENCE);
        }
        self.coupling.capture(frame);
        self.stage.capture(frame)
    }

    /// Whether nothing was played for so long that no echo of it is left.
    fn is_idle(&self) -> bool {
        self.silent_for > SILENT_FRAMES
    }

    fn is_needed(&self, without_echo: bool) -> bool {
        !self.is_idle() && (without_echo || self.coupling.found() != Some(false))
    }

    fn delay(&mut self, frame: &Frame) -> Frame {
        let mut delayed = SILENCE;
        let kept = FRAME_SAMPLES - DELAY_SAMPLES;
        delayed[..DELAY_SAMPLES].copy_from_slice(&self.late);
        delayed[DELAY_SAMPLES..].copy_from_slice(&frame[..kept]);
        self.late.copy_from_slice(&frame[kept..]);
        delayed
    }
}

/// How much later the canceller's output is: its filter bank and its blocks.
const DELAY_SAMPLES: usize = 430;

/// After so many captured frames without a played one, nothing is being played: 100 ms, more
/// than sound cards ask for at a time.
const ABSENT_FRAMES: usize = 10;

/// No echo is left after so much silence: two seconds, longer than rooms and devices hold sound.
const SILENT_FRAMES: usize = 200;

/// What is softer than -80 dB is silence.
const INAUDIBLE: f32 = 1e-4;
