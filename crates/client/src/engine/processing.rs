//! What is done to captured sound before it is published.

use super::Engine;
use crate::{AecMode, AnsMode};
use cooee_engine::Command;

/// The processing of captured sound. Until the first call of each switch the engine chooses: the
/// microphone gets all of it, in the karaoke scenario echo cancelling alone; files, samples and
/// what the application pushes get none. A call decides for every source. All work at any time.
impl Engine {
    /// Removes from what is captured what this engine plays, or not (Express: `enableAEC`).
    /// Where nothing comes back, as with headphones, the voice passes untouched.
    pub fn enable_aec(&self, enable: bool) {
        self.call(Command::EnableAec(enable));
    }

    /// Keeps the echo canceller at work even where it finds no echo, or not (Express:
    /// `enableHeadphoneAEC`). Off by default: an echo that appears is heard by the others for
    /// a second or two, but a voice at headphones is never spoilt.
    pub fn enable_headphone_aec(&self, enable: bool) {
        self.call(Command::EnableHeadphoneAec(enable));
    }

    /// Sets how thoroughly echo is removed, Aggressive by default (Express: `setAECMode`). It
    /// counts while echo cancelling is on.
    pub fn set_aec_mode(&self, mode: AecMode) {
        self.call(Command::SetAecMode(mode));
    }

    /// Brings quiet voices up and keeps loud ones bearable, or not (Express: `enableAGC`). Turn
    /// it off for music.
    pub fn enable_agc(&self, enable: bool) {
        self.call(Command::EnableAgc(enable));
    }

    /// Suppresses steady noise, or not (Express: `enableANS`). Turn it off for music.
    pub fn enable_ans(&self, enable: bool) {
        self.call(Command::EnableAns(enable));
    }

    /// Sets how much noise is suppressed, Medium by default (Express: `setANSMode`). It counts
    /// while noise suppression is on.
    pub fn set_ans_mode(&self, mode: AnsMode) {
        self.call(Command::SetAnsMode(mode));
    }
}
