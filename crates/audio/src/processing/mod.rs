//! What makes a microphone's sound fit for a call: high-pass filter, echo cancelling, noise
//! suppression, gain control.
//!
//! Echo is what the loudspeaker plays and the microphone hears. So [`Processing`] is shown both:
//! each frame that is played, and each frame that is captured.

mod coupling;
mod echo;
mod high_pass;
mod noise;
mod stage;

use crate::Frame;
use echo::EchoControl;
use high_pass::HighPass;
use noise::Suppressor;
use sonora::Config;
use sonora::config::{AdaptiveDigital, GainController2};
use stage::{Stage, Switched};

/// What is done to captured sound; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessingConfig {
    /// Whether what lies below speech is removed: rumble, hum, a handled microphone.
    pub high_pass: bool,
    /// Whether the echo of what is played is removed, and how thoroughly.
    pub echo: Option<EchoMode>,
    /// Whether the canceller stays in the way when it finds no echo at all, as with headphones.
    /// If not, the voice passes it untouched until there is an echo.
    pub cancel_without_echo: bool,
    /// Whether steady noise is suppressed, and how much.
    pub noise: Option<NoiseMode>,
    /// Whether quiet voices are brought up.
    pub gain: bool,
}

/// How thoroughly echo is removed (Express: `ZegoAECMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EchoMode {
    /// All that can be removed.
    #[default]
    Aggressive,
    /// By 30 dB at most; kinder to a voice that speaks at the same time.
    Medium,
    /// By 20 dB at most; the kindest.
    Soft,
}

/// How much steady noise is suppressed (Express: `ZegoANSMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoiseMode {
    /// By about 6 dB.
    Soft,
    /// By about 12 dB.
    #[default]
    Medium,
    /// By about 18 dB; voices may suffer.
    Aggressive,
}

/// Processes what one microphone captures, in frames of 10 ms.
///
/// Show it each frame that is played with [`render`](Self::render) and each captured one with
/// [`capture`](Self::capture), in the order in which they come; between them there may be any
/// delay up to half a second, which it finds by itself and follows. Everything can be switched
/// at any time: changes glide within a frame.
pub struct Processing {
    config: ProcessingConfig,
    high_pass: HighPass,
    echo: EchoControl,
    noise: Switched<NoiseMode, Suppressor>,
    gain: Switched<(), Stage>,
}

impl Processing {
    /// A processing for a microphone of which nothing is known.
    pub fn new(config: ProcessingConfig) -> Self {
        Self {
            config,
            high_pass: HighPass::default(),
            echo: EchoControl::new(),
            noise: Switched::new(Suppressor::new),
            gain: Switched::new(|()| gain_controller()),
        }
    }

    /// Does something else from the next frame on.
    pub fn configure(&mut self, config: ProcessingConfig) {
        self.config = config;
    }

    /// Takes note of 10 ms that are played.
    pub fn render(&mut self, frame: &Frame) {
        if self.config.echo.is_some() {
            self.echo.render(&bounded(frame));
        }
    }

    /// Processes 10 ms of captured sound in place. What comes out is finite and within -1..=1,
    /// whatever goes in.
    pub fn capture(&mut self, frame: &mut Frame) {
        let ProcessingConfig { high_pass, echo, cancel_without_echo, noise, gain } = self.config;
        *frame = bounded(frame);
        self.high_pass.process(high_pass, frame);
        self.echo.capture(echo, cancel_without_echo, frame);
        self.noise.process(noise, frame);
        self.gain.process(gain.then_some(()), frame);
        *frame = bounded(frame);
    }

    /// Forgets whether there is an echo: the microphone or the speaker is another one.
    pub fn device_changed(&mut self) {
        self.echo.device_changed();
    }

    /// Whether what is played comes back through the microphone; `None` as long as that is not
    /// known.
    pub fn has_echo(&self) -> Option<bool> {
        self.echo.has_echo()
    }
}

/// A sample that is no number would stay in the filters for ever.
fn bounded(frame: &Frame) -> Frame {
    frame.map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 })
}

fn gain_controller() -> Stage {
    let adaptive = AdaptiveDigital {
        initial_gain_db: INITIAL_GAIN_DB,
        max_gain_db: MOST_GAIN_DB,
        ..AdaptiveDigital::default()
    };
    let gain_controller2 =
        GainController2 { adaptive_digital: Some(adaptive), ..GainController2::default() };
    Stage::new(Config { gain_controller2: Some(gain_controller2), ..Config::default() })
}

/// The gain before anything is known of a voice: little, lest a call begins with a shout.
const INITIAL_GAIN_DB: f32 = 6.0;

/// The most gain: a voice that needs more is not meant for this microphone.
const MOST_GAIN_DB: f32 = 30.0;
