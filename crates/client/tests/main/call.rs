//! Two engines in a room hear each other.

use crate::support::{TestServer, wait_for};
use cooee::{
    AudioSource, Event, PlayerState, PublishChannel, PublisherState, RoomConfig, UpdateType,
};
use std::sync::Arc;
use std::time::Duration;

/// A second of a 440 Hz tone at half of full scale.
fn tone() -> AudioSource {
    let sample = |index: u32| 0.5 * (index as f32 * 440.0 * std::f32::consts::TAU / 48_000.0).sin();
    AudioSource::Samples { samples: (0..48_000).map(sample).collect::<Arc<[f32]>>(), repeat: true }
}

#[test]
fn a_hears_b() {
    let server = TestServer::start();
    let (b, b_events) = server.engine();
    b.set_audio_source(tone(), PublishChannel::Main);
    b.login_room("room", "bob", RoomConfig::default()).wait().unwrap();
    b.start_publishing_stream("stream-b", PublishChannel::Main);
    wait_for(&b_events, "PUBLISHING", |event| match event {
        Event::PublisherStateUpdate { state: PublisherState::Publishing, .. } => Some(()),
        _ => None,
    });

    let (a, a_events) = server.engine();
    a.start_sound_level_monitor(Duration::from_millis(100));
    a.login_room("room", "alice", RoomConfig::default()).wait().unwrap();
    let stream = wait_for(&a_events, "stream", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Add, streams, .. } => {
            streams.first().cloned()
        }
        _ => None,
    });
    assert_eq!(stream.stream_id.as_str(), "stream-b");
    assert_eq!(stream.user.user_id.as_str(), "bob");
    a.start_playing_stream("stream-b");
    wait_for(&a_events, "PLAYING", |event| match event {
        Event::PlayerStateUpdate { state: PlayerState::Playing, .. } => Some(()),
        _ => None,
    });
    let level = wait_for(&a_events, "sound", |event| match event {
        Event::RemoteSoundLevelUpdate { levels } => {
            levels.values().copied().find(|level| *level > 50.0)
        }
        _ => None,
    });
    assert!(level < 100.0);

    b.logout_room("room").wait().unwrap();
    wait_for(&a_events, "deletion", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Delete, reasons, .. } => {
            assert_eq!(reasons.len(), 1);
            Some(())
        }
        _ => None,
    });
    a.destroy_engine();
    b.destroy_engine();
}
