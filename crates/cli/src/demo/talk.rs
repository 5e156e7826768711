//! The mouth of B and the ear of A: both on one 10 ms clock, so that what was said and what
//! was heard share a time line, and their offset is the delay of the call.

use cooee::{Channels, Engine, PcmFormat, PublishChannel};
use cooee_audio::{FRAME_DURATION, FRAME_SAMPLES, SAMPLE_RATE};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Louder than this is sound: about -50 dB.
const SOUND: i16 = 100;

/// What follows a text until all of it can have been heard.
const PAUSE: Duration = Duration::from_millis(500);

/// Both ends of the call, until stopped.
pub struct Talk {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    ticked: Condvar,
}

#[derive(Default)]
struct State {
    to_say: VecDeque<i16>,
    heard: Vec<i16>,
    first_sound: Option<Instant>,
    stopped: bool,
}

impl Talk {
    /// Starts the clock: each 10 ms `b` pushes a frame and `a` pulls one.
    pub fn start(a: Engine, b: Engine) -> Self {
        let shared = Arc::new(Shared::default());
        let thread = thread::spawn({
            let shared = shared.clone();
            move || run(&shared, &a, &b)
        });
        Self { shared, thread }
    }

    /// B says this after what he is saying; gives the sample of the recording from which on
    /// it can be heard.
    pub fn say(&self, samples: &[f32]) -> usize {
        let mut state = self.state();
        let position = state.heard.len() + state.to_say.len();
        state.to_say.extend(samples.iter().map(|sample| (sample * 32_767.0) as i16));
        position
    }

    /// When A heard the first sound.
    pub fn wait_for_sound(&self, patience: Duration) -> Option<Instant> {
        let waiting = self
            .shared
            .ticked
            .wait_timeout_while(self.state(), patience, |state| state.first_sound.is_none());
        waiting.unwrap_or_else(PoisonError::into_inner).0.first_sound
    }

    /// Waits until B has said everything and A has heard it.
    pub fn wait_until_said(&self) {
        let said = self.shared.ticked.wait_while(self.state(), |state| !state.to_say.is_empty());
        drop(said.unwrap_or_else(PoisonError::into_inner));
        self.pause();
    }

    /// Lets the call go on in silence for a moment.
    pub fn pause(&self) {
        let samples = (PAUSE.as_millis() as usize / 10) * FRAME_SAMPLES;
        let end = self.state().heard.len() + samples;
        let paused = self.shared.ticked.wait_while(self.state(), |state| state.heard.len() < end);
        drop(paused.unwrap_or_else(PoisonError::into_inner));
    }

    /// Stops the clock; gives all that A heard, 48 kHz mono.
    pub fn stop(self) -> Vec<f32> {
        self.state().stopped = true;
        if self.thread.join().is_err() {
            tracing::error!("the clock of the demo panicked");
        }
        let state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.heard.iter().map(|sample| f32::from(*sample) / 32_768.0).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(shared: &Shared, a: &Engine, b: &Engine) {
    let Ok(format) = PcmFormat::new(SAMPLE_RATE, Channels::Mono) else { return };
    let mut next = Instant::now();
    loop {
        thread::sleep(next.saturating_duration_since(Instant::now()));
        next += FRAME_DURATION;
        let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return;
        }
        let count = state.to_say.len().min(FRAME_SAMPLES);
        let mut said: Vec<i16> = state.to_say.drain(..count).collect();
        drop(state);

        said.resize(FRAME_SAMPLES, 0);
        let mut heard = [0; FRAME_SAMPLES];
        let moved = b
            .send_custom_audio_capture_pcm_data(&said, format, PublishChannel::Main)
            .and_then(|()| a.fetch_custom_audio_render_pcm_data(&mut heard, format));
        if let Err(error) = moved {
            tracing::warn!(%error, "sound was not moved");
        }

        let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.iter().any(|sample| sample.abs() > SOUND) {
            state.first_sound.get_or_insert_with(Instant::now);
        }
        state.heard.extend_from_slice(&heard);
        shared.ticked.notify_all();
    }
}

/// How long so many samples last.
pub fn seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}
