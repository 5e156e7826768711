//! Microphones and speakers that are unplugged and plugged in during a call.

use crate::sound_server::{Plugged, pactl, with_sound_server};
use crate::support::{TestServer, wait_for};
use cooee::{
    AudioSink, AudioSource, DeviceExceptionType, DeviceType, Engine, ErrorCode, Event, Events,
    JitterStatistics, PublishChannel, UpdateType,
};
use cooee_testkit::Voice;
use std::time::{Duration, Instant};

#[test]
fn a_microphone_comes_and_goes() {
    let (test, sinks) = ("hot_plug::a_microphone_comes_and_goes", ["loud", "quiet"]);
    with_sound_server(test, &sinks, || {
        let server = TestServer::start();
        let (_bob, _bob_events) = server.publisher("room", "bob", "original", Voice::new(0));
        let (player, player_events) = server.user("room", "player");
        player.use_audio_device(DeviceType::Speaker, "pulseaudio:loud");
        player.set_audio_sink(AudioSink::Speaker);
        player.start_playing_stream("original");
        told(&player_events, [Told::Started(DeviceType::Speaker, "pulseaudio:loud")]);

        let usb = Plugged::microphone("usb", "loud");
        let alice = Alice::new(&server, None);
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:usb")]);
        let listener = Listener::new(&server);
        listener.hears(true);

        usb.unplug();
        let gone = [
            Told::Unplugged("pulseaudio:usb"),
            Told::Default(DeviceType::Microphone, ""),
            Told::Exception(DeviceType::Microphone, ""),
        ];
        told(&alice.events, gone);
        listener.hears(false);
        listener.receives_silence();

        let usb = Plugged::microphone("usb", "loud");
        let back = [
            Told::PluggedIn("pulseaudio:usb"),
            Told::Default(DeviceType::Microphone, "pulseaudio:usb"),
            Told::Started(DeviceType::Microphone, "pulseaudio:usb"),
        ];
        told(&alice.events, back);
        listener.hears(true);

        // Another default microphone, in a silent room, and back.
        let _headset = Plugged::microphone("headset", "quiet");
        pactl(&["set-default-source", "headset"]);
        let followed = [
            Told::Default(DeviceType::Microphone, "pulseaudio:headset"),
            Told::Started(DeviceType::Microphone, "pulseaudio:headset"),
        ];
        told(&alice.events, followed);
        listener.hears(false);
        pactl(&["set-default-source", "usb"]);
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:usb")]);
        listener.hears(true);

        // A chosen microphone is not replaced by the default one.
        alice.engine.use_audio_device(DeviceType::Microphone, "pulseaudio:usb");
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:usb")]);
        listener.hears(true);
        usb.unplug();
        told(&alice.events, [Told::Exception(DeviceType::Microphone, "pulseaudio:usb")]);
        let current = alice.engine.current_audio_device(DeviceType::Microphone);
        assert_eq!(current.wait(), Ok(None));
        listener.hears(false);
        let _usb = Plugged::microphone("usb", "loud");
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:usb")]);
        listener.hears(true);
        listener.was_never_dropped();
    });
}

#[test]
fn a_speaker_comes_and_goes() {
    with_sound_server("hot_plug::a_speaker_comes_and_goes", &[], || {
        let server = TestServer::start();
        let (desk, spare) = (Plugged::speaker("desk"), Plugged::speaker("spare"));
        let (_bob, _bob_events) = server.publisher("room", "bob", "original", Voice::new(0));
        let (player, player_events) = server.user("room", "player");
        player.set_audio_sink(AudioSink::Speaker);
        player.start_playing_stream("original");
        told(&player_events, [Told::Started(DeviceType::Speaker, "pulseaudio:desk")]);
        // She hears what the speaker plays, by its monitor.
        let alice = Alice::new(&server, Some("pulseaudio:desk.monitor"));
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:desk.monitor")]);
        let listener = Listener::new(&server);
        listener.hears(true);

        // The other speaker takes over, and there is nothing to capture.
        desk.unplug();
        let followed = [
            Told::Default(DeviceType::Speaker, "pulseaudio:spare"),
            Told::Started(DeviceType::Speaker, "pulseaudio:spare"),
        ];
        told(&player_events, followed);
        told(&alice.events, [Told::Exception(DeviceType::Microphone, "pulseaudio:desk.monitor")]);
        listener.hears(false);

        spare.unplug();
        told(&player_events, [Told::Exception(DeviceType::Speaker, "")]);
        let before = played(&player, "original");
        std::thread::sleep(Duration::from_secs(1));
        let after = played(&player, "original");
        println!("without a speaker for 1 s: {before:?}, then {after:?}");
        assert!(after.received_packets > before.received_packets + 20);
        assert!(after.current_delay < Duration::from_millis(200));

        let _desk = Plugged::speaker("desk");
        told(&player_events, [Told::Started(DeviceType::Speaker, "pulseaudio:desk")]);
        told(&alice.events, [Told::Started(DeviceType::Microphone, "pulseaudio:desk.monitor")]);
        listener.hears(true);
        listener.was_never_dropped();
    });
}

/// Publishes what a microphone captures.
struct Alice {
    engine: Engine,
    events: Events,
}

impl Alice {
    fn new(server: &TestServer, microphone: Option<&str>) -> Self {
        let (engine, events) = server.user("room", "alice");
        engine.enable_aec(false);
        engine.enable_ans(false);
        if let Some(id) = microphone {
            engine.use_audio_device(DeviceType::Microphone, id);
        }
        engine.set_audio_source(AudioSource::Microphone, PublishChannel::Main);
        engine.start_publishing_stream("captured", PublishChannel::Main);
        Self { engine, events }
    }
}

/// Plays what she publishes, without a device.
struct Listener {
    engine: Engine,
    events: Events,
    all: Events,
}

impl Listener {
    fn new(server: &TestServer) -> Self {
        let (engine, events) = server.user("room", "listener");
        engine.start_sound_level_monitor(Duration::from_millis(100));
        engine.start_playing_stream("captured");
        crate::support::player_state(&events, "captured", cooee::PlayerState::Playing);
        let all = engine.events();
        Self { engine, events, all }
    }

    fn hears(&self, sound: bool) {
        let began = Instant::now();
        crate::support::audible(&self.events, "captured", sound);
        let what = if sound { "sound" } else { "silence" };
        println!("the listener hears {what} after {:?}", began.elapsed());
    }

    /// Packets go on, and all that is in them is silence.
    fn receives_silence(&self) {
        let before = played(&self.engine, "captured");
        let end = Instant::now() + Duration::from_secs(1);
        let mut loudest: f64 = 0.0;
        while Instant::now() < end {
            if let Some(Event::RemoteSoundLevelUpdate { levels }) =
                self.events.next_within(Duration::from_millis(100))
            {
                loudest = levels.values().fold(loudest, |loudest, level| loudest.max(*level));
            }
        }
        let after = played(&self.engine, "captured");
        let packets = after.received_packets - before.received_packets;
        println!("1 s without a microphone: {packets} packets arrive, the loudest at {loudest}");
        assert!(packets >= 12, "{packets} packets, of 60 ms at most");
        assert!(loudest < 1.0, "{loudest}");
    }

    /// The play never left its state.
    fn was_never_dropped(&self) {
        while let Some(event) = self.all.next_within(Duration::ZERO) {
            let dropped =
                matches!(event, Event::PlayerStateUpdate { .. } | Event::RoomStreamUpdate { .. });
            assert!(!dropped, "{event:?}");
        }
    }
}

fn played(engine: &Engine, stream: &str) -> JitterStatistics {
    let statistics = engine.statistics().wait().unwrap();
    statistics.plays.into_iter().find(|(id, _)| id.as_str() == stream).unwrap().1.jitter
}

/// What is told of a device, in any order.
#[derive(Debug)]
enum Told {
    PluggedIn(&'static str),
    Unplugged(&'static str),
    Default(DeviceType, &'static str),
    Started(DeviceType, &'static str),
    /// An exception with the code of an unplugged device.
    Exception(DeviceType, &'static str),
}

impl Told {
    fn is(&self, event: &Event) -> bool {
        match (self, event) {
            (Self::PluggedIn(id), Event::AudioDeviceStateChanged { update, device_id, .. }) => {
                *update == UpdateType::Add && device_id == id
            }
            (Self::Unplugged(id), Event::AudioDeviceStateChanged { update, device_id, .. }) => {
                *update == UpdateType::Delete && device_id == id
            }
            (Self::Default(of, id), Event::DefaultAudioDeviceChanged { device, device_id })
            | (Self::Started(of, id), Event::LocalDeviceStarted { device, device_id }) => {
                device == of && device_id == id
            }
            (
                Self::Exception(of, id),
                Event::LocalDeviceExceptionOccurred { exception, device, device_id, error },
            ) => {
                device == of
                    && device_id == id
                    && *exception == DeviceExceptionType::DeviceUnplugged
                    && error.code == ErrorCode::DEVICE_UNPLUGGED
            }
            _ => false,
        }
    }
}

fn told<const N: usize>(events: &Events, wanted: [Told; N]) {
    let began = Instant::now();
    let what = format!("{wanted:?}");
    let mut missing = Vec::from(wanted);
    wait_for(events, &what, |event| {
        if let Some(index) = missing.iter().position(|wanted| wanted.is(event)) {
            missing.remove(index);
            println!("after {:?}: {event:?}", began.elapsed());
        }
        missing.is_empty().then_some(())
    });
}
