//! Callbacks: set at any time, free to do anything, gone with the engine.

use crate::support::{PATIENCE, TestServer};
use cooee::{Engine, PublishChannel, RoomConfig, RoomStateChangedReason};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};

#[test]
fn they_may_be_set_late_replace_themselves_and_call_the_engine() {
    let server = TestServer::start();
    let (engine, _) = server.engine();
    let (tell, told) = mpsc::channel::<&str>();
    engine.on_room_state_changed({
        let (engine, tell) = (engine.clone(), tell.clone());
        move |_, reason, _, _| {
            if reason == RoomStateChangedReason::Logined {
                tell.send("first").unwrap();
                let (tell, inner) = (tell.clone(), engine.clone());
                engine.on_room_state_changed(move |room_id, reason, _, _| {
                    if reason == RoomStateChangedReason::Logout {
                        tell.send("second").unwrap();
                        inner.login_room(room_id.as_str(), "user", RoomConfig::default());
                    }
                    if reason == RoomStateChangedReason::Logined {
                        tell.send("again").unwrap();
                    }
                });
            }
        }
    });
    engine.login_room("room", "user", RoomConfig::default()).wait().unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok("first"));
    engine.on_publisher_state_update(move |_, _, _, _| tell.send("publisher").unwrap());
    engine.start_publishing_stream("stream", PublishChannel::Main);
    assert_eq!(told.recv_timeout(PATIENCE), Ok("publisher"));
    engine.stop_publishing_stream(PublishChannel::Main);
    engine.logout_room("room");
    let mut rest = std::iter::repeat_with(|| told.recv_timeout(PATIENCE).unwrap());
    assert!(rest.any(|word| word == "second"));
    assert!(rest.any(|word| word == "again"));
    engine.destroy_engine();
}

#[test]
fn one_that_panics_silences_nobody() {
    let server = TestServer::start();
    let (engine, events) = server.engine();
    let (tell, told) = mpsc::channel();
    engine.on_room_state_changed(move |_, reason, _, _| {
        tell.send(reason).unwrap();
        assert_ne!(reason, RoomStateChangedReason::Logining, "on purpose");
    });
    engine.login_room("room", "user", RoomConfig::default()).wait().unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(RoomStateChangedReason::Logining));
    assert_eq!(told.recv_timeout(PATIENCE), Ok(RoomStateChangedReason::Logined));
    engine.destroy_engine();
    assert!(events.count() > 0, "and the stream of events ends");
}

#[test]
fn one_may_destroy_the_engine() {
    let server = TestServer::start();
    let (engine, events) = server.engine();
    let held = Arc::new(());
    engine.on_room_state_changed({
        let (engine, held) = (engine.clone(), held.clone());
        move |_, reason, _, _| {
            let _held = &held;
            if reason == RoomStateChangedReason::Logined {
                engine.destroy_engine();
            }
        }
    });
    engine.login_room("room", "user", RoomConfig::default());
    // Ends with the engine, after its last event.
    let last = events.last().unwrap();
    assert!(matches!(last, cooee::Event::RoomStateChanged { .. }), "{last:?}");
    engine.destroy_engine();
    assert_eq!(Arc::strong_count(&held), 1, "the closures are gone");
    after_the_end(&engine);
}

/// Every call fails with 1000001, and nothing is kept.
fn after_the_end(engine: &Engine) {
    let no_engine =
        |result: Result<(), cooee::Error>| assert_eq!(result.unwrap_err().code.0, 1000001);
    no_engine(engine.login_room("room", "user", RoomConfig::default()).wait().map(drop));
    no_engine(engine.logout_room("room").wait());
    no_engine(engine.switch_room("a", "b", RoomConfig::default()).wait().map(drop));
    no_engine(engine.set_stream_extra_info("", PublishChannel::Main).wait());
    no_engine(engine.send_broadcast_message("room", "hi").wait().map(drop));
    no_engine(engine.send_barrage_message("room", "hi").wait().map(drop));
    no_engine(engine.send_custom_command("room", "hi", ["user"]).wait());
    no_engine(engine.set_room_extra_info("room", "key", "value").wait());
    no_engine(engine.statistics().wait().map(drop));
    let format = cooee::PcmFormat::new(48_000, cooee::Channels::Mono).unwrap();
    no_engine(engine.send_custom_audio_capture_pcm_data(&[0], format, PublishChannel::Main));
    no_engine(engine.fetch_custom_audio_render_pcm_data(&mut [0], format));
    engine.start_publishing_stream("stream", PublishChannel::Main);
    engine.start_playing_stream("stream");
    engine.mute_microphone(true);
    engine.enable_camera(true);
    engine.destroy_engine();

    let held = Arc::new(());
    let (late, too) = (held.clone(), engine.clone());
    engine.on_debug_error(move |_, _, _| drop((late.clone(), too.clone())));
    assert_eq!(Arc::strong_count(&held), 1, "a late closure is not kept");
    assert_eq!(engine.events().count(), 0);
}

#[test]
fn the_last_handle_ends_the_engine() {
    let server = TestServer::start();
    let (engine, events) = server.engine();
    let calls = Arc::new(AtomicU32::new(0));
    engine.on_room_state_changed({
        let calls = calls.clone();
        move |_, _, _, _| {
            calls.fetch_add(1, Ordering::SeqCst);
        }
    });
    let pending = engine.login_room("room", "user", RoomConfig::default());
    pending.wait().unwrap();
    drop(engine);
    assert!(events.count() >= 3, "LOGINING, LOGINED, LOGOUT");
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(Arc::strong_count(&calls), 1);
}
