//! Two engines in a room hear each other.

use crate::support::{TestServer, audible, player_state, publisher_state, tone, wait_for};
use cooee::{
    AudioSink, AudioSource, Event, PlayerState, PublishChannel, PublisherState, StreamDeleteReason,
    UpdateType,
};
use cooee_testkit::{Voice, voice};
use std::fs::File;
use std::io::BufReader;
use std::time::Duration;

#[test]
fn a_hears_b() {
    let server = TestServer::start();
    let (b, _b_events) = server.publisher("room", "bob", "stream-b", Voice::new(0));
    let (a, a_events) = server.user("room", "alice");
    a.start_sound_level_monitor(Duration::from_millis(100));
    let stream = wait_for(&a_events, "stream", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Add, streams, .. } => {
            streams.first().cloned()
        }
        _ => None,
    });
    assert_eq!(stream.stream_id.as_str(), "stream-b");
    assert_eq!(stream.user.user_id.as_str(), "bob");
    a.start_playing_stream("stream-b");
    player_state(&a_events, "stream-b", PlayerState::Playing);
    audible(&a_events, "stream-b", true);

    b.logout_room("room").wait().unwrap();
    let reasons = wait_for(&a_events, "deletion", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Delete, reasons, .. } => {
            Some(reasons.clone())
        }
        _ => None,
    });
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].code, StreamDeleteReason::Stopped);
}

#[test]
fn one_user_publishes_two_streams_that_are_told_apart() {
    let server = TestServer::start();
    let (b, b_events) = server.publisher("room", "bob", "first", Voice::new(1));
    b.set_audio_source(tone(Voice::new(2)), PublishChannel::Aux);
    b.start_publishing_stream("second", PublishChannel::Aux);
    publisher_state(&b_events, "second", PublisherState::Publishing);

    let (a, a_events) = server.user("room", "alice");
    a.start_sound_level_monitor(Duration::from_millis(100));
    for stream in ["first", "second"] {
        a.start_playing_stream(stream);
        audible(&a_events, stream, true);
    }
    b.stop_publishing_stream(PublishChannel::Main);
    publisher_state(&b_events, "first", PublisherState::NoPublish);
    audible(&a_events, "first", false);
    audible(&a_events, "second", true);
}

#[test]
fn a_wav_file_is_published_and_another_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let (said, heard) = (folder.path().join("said.wav"), folder.path().join("heard.wav"));
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&said, spec).unwrap();
    for index in 0..16_000 {
        // 500 Hz: Voice 2.
        let angle = index as f32 * 500.0 * std::f32::consts::TAU / 16_000.0;
        for _ in 0..2 {
            writer.write_sample((angle.sin() * 3000.0) as i16).unwrap();
        }
    }
    writer.finalize().unwrap();

    let server = TestServer::start();
    let (b, b_events) = server.user("room", "bob");
    b.set_audio_source(AudioSource::wav_file(&said, true).unwrap(), PublishChannel::Main);
    b.start_publishing_stream("stream-b", PublishChannel::Main);
    publisher_state(&b_events, "stream-b", PublisherState::Publishing);
    let (a, a_events) = server.user("room", "alice");
    a.set_audio_sink(AudioSink::wav_file(&heard).unwrap());
    a.start_sound_level_monitor(Duration::from_millis(100));
    a.start_playing_stream("stream-b");
    for _ in 0..5 {
        audible(&a_events, "stream-b", true);
    }
    a.destroy_engine();

    let recording = cooee_audio::wav::read(BufReader::new(File::open(&heard).unwrap())).unwrap();
    let last = &recording[recording.len() - 4800..];
    let levels = voice::levels(last);
    let loudest = (0..Voice::COUNT).max_by_key(|number| levels[*number]);
    assert_eq!(loudest, Some(2), "{levels:?} in {} samples", recording.len());

    assert!(AudioSource::wav_file(folder.path().join("missing.wav"), true).is_err());
    assert!(AudioSink::wav_file(folder.path().join("missing/folder.wav")).is_err());
}
