//! The unit of all client audio: 10 ms of 48 kHz mono.

use std::time::Duration;

/// Samples in one second.
pub const SAMPLE_RATE: u32 = 48_000;

/// Samples in one [`Frame`].
pub const FRAME_SAMPLES: usize = 480;

/// How long one [`Frame`] lasts.
pub const FRAME_DURATION: Duration = Duration::from_millis(10);

/// 10 ms of 48 kHz mono, each sample between -1 and 1.
pub type Frame = [f32; FRAME_SAMPLES];

/// A frame of silence.
pub const SILENCE: Frame = [0.0; FRAME_SAMPLES];
