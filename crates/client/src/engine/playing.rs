//! Playing: streams from the cloud to this engine.

use super::{Engine, get, set};
use cooee_engine::Command;
use std::time::Duration;

impl Engine {
    /// Plays a stream of any room of the app (Express: `startPlayingStream`).
    ///
    /// States: REQUESTING, then PLAYING. A stream that does not exist is waited for: REQUESTING
    /// with 1004002. More than 12 plays: 1004010. Before login: NO_PLAY with 1000002.
    pub fn start_playing_stream(&self, stream_id: impl Into<String>) {
        self.call(Command::StartPlayingStream { stream_id: stream_id.into() });
    }

    /// Stops playing a stream and forgets its volume and mute (Express: `stopPlayingStream`).
    /// Call it when the stream's delete update comes, else the engine waits for its return.
    pub fn stop_playing_stream(&self, stream_id: impl Into<String>) {
        self.call(Command::StopPlayingStream { stream_id: stream_id.into() });
    }

    /// Bounds the jitter buffer's delay of a played stream (Express:
    /// `setPlayStreamBufferIntervalRange`); 0 to 4 s by default. A higher minimum rides out
    /// worse networks at the price of delay.
    pub fn set_play_stream_buffer_interval_range(
        &self,
        stream_id: impl Into<String>,
        min: Duration,
        max: Duration,
    ) {
        let stream_id = stream_id.into();
        self.call(Command::SetPlayStreamBufferIntervalRange { stream_id, min, max });
    }

    /// Sets the volume of one played stream, 0 to 200 percent (Express: `setPlayVolume`).
    pub fn set_play_volume(&self, stream_id: impl Into<String>, volume: u16) {
        self.call(Command::SetPlayVolume { stream_id: stream_id.into(), volume });
    }

    /// Sets the volume of all streams, later ones too (Express: `setAllPlayStreamVolume`).
    pub fn set_all_play_stream_volume(&self, volume: u16) {
        self.call(Command::SetAllPlayStreamVolume(volume));
    }

    /// Mutes or unmutes one played stream (Express: `mutePlayStreamAudio`).
    pub fn mute_play_stream_audio(&self, stream_id: impl Into<String>, mute: bool) {
        self.call(Command::MutePlayStreamAudio { stream_id: stream_id.into(), muted: mute });
    }

    /// Mutes all streams, later ones too, whatever is set for single ones (Express:
    /// `muteAllPlayStreamAudio`).
    pub fn mute_all_play_stream_audio(&self, mute: bool) {
        self.call(Command::MuteAllPlayStreamAudio(mute));
    }

    /// Mutes or unmutes all streams, later ones too; single calls afterwards override it
    /// (Express: `muteAllPlayAudioStreams`).
    pub fn mute_all_play_audio_streams(&self, mute: bool) {
        self.call(Command::MuteAllPlayAudioStreams(mute));
    }

    /// Makes all output silent, or ends that (Express: `muteSpeaker`).
    pub fn mute_speaker(&self, mute: bool) {
        set(&self.inner.speaker_muted, mute);
        self.call(Command::MuteSpeaker(mute));
    }

    /// Whether all output is muted (Express: `isSpeakerMuted`).
    pub fn is_speaker_muted(&self) -> bool {
        get(&self.inner.speaker_muted)
    }
}
