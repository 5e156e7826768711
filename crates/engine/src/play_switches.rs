//! Which played streams are heard, and how loud (Express §6).

use cooee_audio::Volume;
use cooee_proto::StreamId;
use std::collections::BTreeMap;

/// Mutes and volumes of played streams.
#[derive(Clone, Debug)]
pub struct PlaySwitches {
    /// Everything that the engine plays is silent.
    pub speaker_muted: bool,
    all_muted_strictly: bool,
    all_muted: bool,
    muted: BTreeMap<StreamId, bool>,
    all_volume: Volume,
    volumes: BTreeMap<StreamId, Volume>,
}

impl Default for PlaySwitches {
    fn default() -> Self {
        Self {
            speaker_muted: false,
            all_muted_strictly: false,
            all_muted: false,
            muted: BTreeMap::new(),
            all_volume: Volume::NORMAL,
            volumes: BTreeMap::new(),
        }
    }
}

impl PlaySwitches {
    /// Mutes or unmutes one stream.
    pub fn mute(&mut self, stream_id: StreamId, muted: bool) {
        self.muted.insert(stream_id, muted);
    }

    /// Mutes all streams, later ones too; while it holds it overrides the single ones
    /// (Express: `muteAllPlayStreamAudio`).
    pub fn mute_all_strictly(&mut self, muted: bool) {
        self.all_muted_strictly = muted;
    }

    /// Mutes or unmutes all streams, later ones too; single calls afterwards may override it
    /// (Express: `muteAllPlayAudioStreams`).
    pub fn mute_all(&mut self, muted: bool) {
        self.all_muted = muted;
        self.muted.clear();
    }

    /// Sets the volume of one stream.
    pub fn set_volume(&mut self, stream_id: StreamId, volume: Volume) {
        self.volumes.insert(stream_id, volume);
    }

    /// Sets the volume of all streams, later ones too.
    pub fn set_all_volume(&mut self, volume: Volume) {
        self.all_volume = volume;
        self.volumes.clear();
    }

    /// Forgets what was set for one stream, as the end of its play does.
    pub fn forget(&mut self, stream_id: &StreamId) {
        self.muted.remove(stream_id);
        self.volumes.remove(stream_id);
    }

    /// Whether the stream is muted; the speaker's own mute is not counted.
    pub fn is_muted(&self, stream_id: &StreamId) -> bool {
        self.all_muted_strictly || self.muted.get(stream_id).copied().unwrap_or(self.all_muted)
    }

    /// How loud the stream is played.
    pub fn volume(&self, stream_id: &StreamId) -> Volume {
        if self.is_muted(stream_id) {
            return Volume::MUTE;
        }
        self.volumes.get(stream_id).copied().unwrap_or(self.all_volume)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str) -> StreamId {
        StreamId::new(name).expect("a valid streamID")
    }

    #[test]
    fn the_strict_mute_overrides_single_ones_and_gives_them_back() {
        let mut switches = PlaySwitches::default();
        switches.mute_all_strictly(true);
        switches.mute(stream("a"), false);
        assert!(switches.is_muted(&stream("a")) && switches.is_muted(&stream("b")));
        switches.mute_all_strictly(false);
        assert!(!switches.is_muted(&stream("a")) && !switches.is_muted(&stream("b")));
    }

    #[test]
    fn a_single_call_after_the_soft_mute_overrides_it() {
        let mut switches = PlaySwitches::default();
        switches.mute(stream("a"), false);
        switches.mute_all(true);
        assert!(switches.is_muted(&stream("a")));
        switches.mute(stream("a"), false);
        assert!(!switches.is_muted(&stream("a")));
        assert!(switches.is_muted(&stream("later")));
    }

    #[test]
    fn the_last_volume_call_wins() {
        let mut switches = PlaySwitches::default();
        let half = Volume::from_percent(50);
        switches.set_volume(stream("a"), half);
        assert_eq!(switches.volume(&stream("a")), half);
        switches.set_all_volume(Volume::MAX);
        assert_eq!(switches.volume(&stream("a")), Volume::MAX);
        assert_eq!(switches.volume(&stream("later")), Volume::MAX);
        switches.set_volume(stream("a"), half);
        assert_eq!(switches.volume(&stream("a")), half);
    }

    #[test]
    fn the_end_of_a_play_resets_its_settings() {
        let mut switches = PlaySwitches::default();
        switches.set_volume(stream("a"), Volume::from_percent(50));
        switches.mute(stream("a"), true);
        switches.forget(&stream("a"));
        assert_eq!(switches.volume(&stream("a")), Volume::NORMAL);
    }
}
