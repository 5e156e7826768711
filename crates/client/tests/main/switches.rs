//! Mutes and volumes, as the other side sees and hears them (Express §7, the mute matrix).

use crate::support::{TestServer, audible, player_state, wait_for};
use cooee::{
    Channels, Engine, Event, Events, PcmFormat, PlayerState, PublishChannel, RemoteDeviceState,
};
use cooee_testkit::{Voice, voice};
use std::time::{Duration, Instant};

fn microphone(events: &Events, wanted: RemoteDeviceState) {
    wait_for(events, &format!("microphone {wanted:?}"), |event| match event {
        Event::RemoteMicStateUpdate { state, .. } => (*state == wanted).then_some(()),
        _ => None,
    });
}

#[test]
fn a_muted_microphone_is_seen_and_not_heard() {
    let server = TestServer::start();
    let (bob, _bob_events) = server.publisher("room", "bob", "stream", Voice::new(0));
    let (alice, events) = server.user("room", "alice");
    alice.start_sound_level_monitor(Duration::from_millis(100));
    alice.start_playing_stream("stream");
    audible(&events, "stream", true);

    use RemoteDeviceState::{Disable, Mute, Open};
    let main = PublishChannel::Main;
    let rows: [(&dyn Fn(), RemoteDeviceState); 7] = [
        (&|| bob.mute_microphone(true), Mute),
        (&|| bob.enable_audio_capture_device(false), Disable),
        (&|| bob.mute_microphone(false), Disable),
        (&|| bob.enable_audio_capture_device(true), Open),
        (&|| bob.mute_publish_stream_audio(true, main), Mute),
        (&|| bob.mute_publish_stream_audio(true, PublishChannel::Aux), Mute),
        (&|| bob.mute_publish_stream_audio(false, main), Open),
    ];
    let mut before = Open;
    for (switch, expected) in rows {
        switch();
        if expected != before {
            microphone(&events, expected);
        }
        audible(&events, "stream", expected == Open);
        before = expected;
    }
    assert!(!bob.is_microphone_muted());

    // Someone who comes later is told as well.
    bob.mute_microphone(true);
    assert!(bob.is_microphone_muted());
    let (carol, carol_events) = server.user("room", "carol");
    carol.start_playing_stream("stream");
    microphone(&carol_events, Mute);
}

/// Fetches 10 ms every 10 ms until the voice is as loud as wanted, in percent.
fn wait_for_level(engine: &Engine, voice: Voice, wanted: std::ops::RangeInclusive<u8>, why: &str) {
    let format = PcmFormat::new(48_000, Channels::Mono).unwrap();
    let (start, mut level) = (Instant::now(), 0);
    let mut recent: Vec<f32> = Vec::new();
    while start.elapsed() < crate::support::PATIENCE {
        let mut samples = [0; 480];
        engine.fetch_custom_audio_render_pcm_data(&mut samples, format).unwrap();
        recent.extend(samples.map(|sample| f32::from(sample) / 32_768.0));
        if recent.len() == 4800 {
            level = voice::levels(&recent)[voice.number()];
            if wanted.contains(&level) {
                return;
            }
            recent.clear();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{why}: {level} % is heard, {wanted:?} are expected");
}

#[test]
fn a_player_decides_what_is_heard() {
    let server = TestServer::start();
    let voice = Voice::new(0);
    let (bob, _bob_events) = server.publisher("room", "bob", "stream", voice);
    let (alice, events) = server.user("room", "alice");
    alice.enable_custom_audio_io(true, PublishChannel::Main);
    alice.start_playing_stream("stream");
    player_state(&events, "stream", PlayerState::Playing);

    let (full, half, silent) = (85..=115, 40..=60, 0..=1);
    let rows: [(&str, &dyn Fn(), _); 12] = [
        ("nothing set", &|| (), &full),
        ("mute_speaker", &|| alice.mute_speaker(true), &silent),
        ("unmuted", &|| alice.mute_speaker(false), &full),
        ("set_play_volume", &|| alice.set_play_volume("stream", 50), &half),
        ("set_all_play_stream_volume", &|| alice.set_all_play_stream_volume(100), &full),
        ("mute_play_stream_audio", &|| alice.mute_play_stream_audio("stream", true), &silent),
        ("unmuted", &|| alice.mute_play_stream_audio("stream", false), &full),
        ("mute_all_play_stream_audio", &|| alice.mute_all_play_stream_audio(true), &silent),
        ("unmuted", &|| alice.mute_all_play_stream_audio(false), &full),
        ("mute_all_play_audio_streams", &|| alice.mute_all_play_audio_streams(true), &silent),
        ("one unmuted", &|| alice.mute_play_stream_audio("stream", false), &full),
        ("set_capture_volume", &|| bob.set_capture_volume(50), &half),
    ];
    for (why, switch, wanted) in rows {
        switch();
        wait_for_level(&alice, voice, wanted.clone(), why);
    }
}
