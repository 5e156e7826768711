//! Sound devices: none at all, and a real PulseAudio server with a null sink.

use crate::sound_server::{in_child, with_sound_server};
use crate::support::{TestServer, audible, engine, player_state, publisher_state};
use crate::support::{tone, wait_for};
use cooee::{
    AudioSink, AudioSource, DeviceType, Engine, Event, PlayerState, PublishChannel, PublisherState,
    RoomConfig,
};
use cooee_testkit::Voice;
use std::time::Duration;

#[test]
fn without_any_device_a_call_goes_on() {
    let environment = [
        ("PULSE_SERVER", "unix:/nonexistent/pulse"),
        ("ALSA_CONFIG_PATH", "/nonexistent/alsa.conf"),
        ("XDG_RUNTIME_DIR", "/nonexistent"),
    ];
    in_child("devices::without_any_device_a_call_goes_on", &environment, || {
        let server = TestServer::start();
        let (_bob, _bob_events) = server.publisher("room", "bob", "stream-b", Voice::new(0));
        let alice = Engine::create(server.profile()).unwrap();
        let events = alice.events();
        alice.start_sound_level_monitor(Duration::from_millis(100));
        alice.login_room("room", "alice", RoomConfig::default()).wait().unwrap();
        alice.start_publishing_stream("stream-a", PublishChannel::Main);
        alice.start_playing_stream("stream-b");
        let (mut missing, mut publishing, mut playing) = (Vec::new(), false, false);
        wait_for(&events, "devices, states", |event| {
            match event {
                Event::LocalDeviceExceptionOccurred { device, device_id, error, .. } => {
                    assert_eq!(device_id, "");
                    assert!(!error.hint.is_empty());
                    missing.push(*device);
                }
                Event::PublisherStateUpdate { state: PublisherState::Publishing, .. } => {
                    publishing = true;
                }
                Event::PlayerStateUpdate { state: PlayerState::Playing, .. } => playing = true,
                _ => {}
            }
            (missing.len() == 2 && publishing && playing).then_some(())
        });
        missing.sort_unstable();
        assert_eq!(missing, [DeviceType::Microphone, DeviceType::Speaker]);
        audible(&events, "stream-b", true);
        let audience = server.user("room", "carol");
        audience.0.start_playing_stream("stream-a");
        player_state(&audience.1, "stream-a", PlayerState::Playing);
        alice.use_audio_device(DeviceType::Speaker, "no-such-speaker");
        let id = wait_for(&events, "unknown device", |event| match event {
            Event::LocalDeviceExceptionOccurred { device_id, .. } => Some(device_id.clone()),
            _ => None,
        });
        assert_eq!(id, "no-such-speaker");
    });
}

#[test]
fn through_a_sound_card_and_back() {
    let (name, sinks) = ("devices::through_a_sound_card_and_back", ["null"]);
    with_sound_server(name, &sinks, || {
        let server = TestServer::start();
        let voice = Voice::new(4);
        let (_bob, _bob_events) = server.publisher("room", "bob", "original", voice);

        // The speaker is the null sink, the microphone is its monitor.
        let (player, _player_events) = server.user("room", "player");
        player.set_audio_sink(AudioSink::Speaker);
        player.start_playing_stream("original");
        let (microphone, microphone_events) = server.user("room", "microphone");
        microphone.set_audio_source(AudioSource::Microphone, PublishChannel::Main);
        // A monitor is a microphone only where it is chosen.
        microphone.use_audio_device(DeviceType::Microphone, "pulseaudio:null.monitor");
        microphone.start_publishing_stream("captured", PublishChannel::Main);
        publisher_state(&microphone_events, "captured", PublisherState::Publishing);

        let (listener, listener_events) = engine(server.profile());
        listener.start_sound_level_monitor(Duration::from_millis(100));
        listener.login_room("room", "listener", RoomConfig::default()).wait().unwrap();
        listener.start_playing_stream("captured");
        audible(&listener_events, "captured", true);

        // The microphone goes away and comes back, and another source takes its place.
        microphone.enable_audio_capture_device(false);
        audible(&listener_events, "captured", false);
        microphone.enable_audio_capture_device(true);
        audible(&listener_events, "captured", true);
        microphone.set_audio_source(AudioSource::Silence, PublishChannel::Main);
        audible(&listener_events, "captured", false);
        microphone.set_audio_source(tone(voice), PublishChannel::Main);
        audible(&listener_events, "captured", true);
    });
}
