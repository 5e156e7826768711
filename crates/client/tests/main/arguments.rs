//! Each broken rule of an argument has its code, told by the call's result and by
//! `on_debug_error`.

use crate::support::{TestServer, debug_error, player_state, publisher_state, room_state};
use cooee::{
    AudioConfig, Channels, Engine, EngineProfile, Error, LoginUser, PcmFormat, PlayerState,
    PublishChannel, PublisherState, RoomConfig, RoomStateChangedReason,
};
use std::time::Duration;

/// A call with its name and the code it must fail with; it gives its result if it has one.
type Row<'a> = (u32, &'a str, &'a dyn Fn(&Engine) -> Option<Result<(), Error>>);

fn check(rows: &[Row<'_>], engine: &Engine, events: &cooee::Events) {
    for (code, function, call) in rows {
        if let Some(result) = call(engine) {
            let error = result.expect_err(function);
            assert_eq!(error.code.0, *code, "the result of {function}: {error}");
            assert!(!error.hint.is_empty());
        }
        assert_eq!(debug_error(events, function).0, *code, "the debug error of {function}");
    }
}

fn login(engine: &Engine, room: &str, user: impl Into<LoginUser>) -> Option<Result<(), Error>> {
    Some(engine.login_room(room, user, RoomConfig::default()).wait().map(drop))
}

#[test]
fn before_the_login() {
    let server = TestServer::start();
    let (engine, events) = server.engine();
    let long = |bytes| "x".repeat(bytes);
    let switch = |engine: &Engine, from: &str, to: &str| {
        Some(engine.switch_room(from, to, RoomConfig::default()).wait().map(drop))
    };
    let second = Duration::from_secs(1);
    let format = PcmFormat::new(16_000, Channels::Mono).unwrap();
    let main = PublishChannel::Main;
    let rows: &[Row<'_>] = &[
        (1002011, "login_room", &|it| login(it, "", "user")),
        (1002012, "login_room", &|it| login(it, "a room", "user")),
        (1002013, "login_room", &|it| login(it, &long(128), "user")),
        (1002005, "login_room", &|it| login(it, "room", "")),
        (1002006, "login_room", &|it| login(it, "room", "é")),
        (1002007, "login_room", &|it| login(it, "room", long(64).as_str())),
        (1002008, "login_room", &|it| login(it, "room", LoginUser::new("user", ""))),
        (1002009, "login_room", &|it| login(it, "room", LoginUser::new("user", "a\nb"))),
        (1002010, "login_room", &|it| login(it, "room", LoginUser::new("user", long(256)))),
        (1002011, "logout_room", &|it| Some(it.logout_room("").wait())),
        (1002012, "switch_room", &|it| switch(it, "a b", "room")),
        (1002013, "switch_room", &|it| switch(it, "room", &long(128))),
        (1002002, "switch_room", &|it| switch(it, "room", "other")),
        (1002002, "renew_token", &|it| {
            it.renew_token("room", "04");
            None
        }),
        (1000014, "start_publishing_stream", &|it| {
            it.start_publishing_stream(long(257), main);
            None
        }),
        (1000015, "start_publishing_stream", &|it| {
            it.start_publishing_stream("", main);
            None
        }),
        (1000016, "start_publishing_stream", &|it| {
            it.start_publishing_stream("a b", main);
            None
        }),
        (1000002, "start_publishing_stream", &|it| {
            it.start_publishing_stream("stream", main);
            None
        }),
        (1003051, "set_stream_extra_info", &|it| {
            Some(it.set_stream_extra_info(long(1024), main).wait())
        }),
        (1000017, "set_audio_config", &|it| {
            it.set_audio_config(AudioConfig { bitrate: 5999 }, main);
            None
        }),
        (1000017, "set_capture_volume", &|it| {
            it.set_capture_volume(201);
            None
        }),
        (1000014, "start_playing_stream", &|it| {
            it.start_playing_stream(long(257));
            None
        }),
        (1000015, "start_playing_stream", &|it| {
            it.start_playing_stream("");
            None
        }),
        (1000016, "start_playing_stream", &|it| {
            it.start_playing_stream("ü");
            None
        }),
        (1000002, "start_playing_stream", &|it| {
            it.start_playing_stream("stream");
            None
        }),
        (1000015, "stop_playing_stream", &|it| {
            it.stop_playing_stream("");
            None
        }),
        (1004011, "set_play_volume", &|it| {
            it.set_play_volume("stream", 100);
            None
        }),
        (1000017, "set_all_play_stream_volume", &|it| {
            it.set_all_play_stream_volume(201);
            None
        }),
        (1004011, "mute_play_stream_audio", &|it| {
            it.mute_play_stream_audio("stream", true);
            None
        }),
        (1004011, "set_play_stream_buffer_interval_range", &|it| {
            it.set_play_stream_buffer_interval_range("stream", second, second);
            None
        }),
        (1006031, "start_sound_level_monitor", &|it| {
            it.start_sound_level_monitor(Duration::from_millis(99));
            None
        }),
        (1000010, "enable_camera", &|it| {
            it.enable_camera(true);
            None
        }),
        (1000002, "send_broadcast_message", &|it| {
            Some(it.send_broadcast_message("room", "hi").wait().map(drop))
        }),
        (1000002, "set_room_extra_info", &|it| {
            Some(it.set_room_extra_info("room", "key", "value").wait())
        }),
        (1012002, "send_custom_audio_capture_pcm_data", &|it| {
            Some(it.send_custom_audio_capture_pcm_data(&[0; 160], format, main))
        }),
        (1012003, "fetch_custom_audio_render_pcm_data", &|it| {
            Some(it.fetch_custom_audio_render_pcm_data(&mut [0; 160], format))
        }),
    ];
    check(rows, &engine, &events);
    assert_eq!(PcmFormat::new(11_025, Channels::Mono).unwrap_err().code.0, 1012010);
}

#[test]
fn in_a_room() {
    let server = TestServer::start();
    let (engine, events) = server.user("room", "user");
    let main = PublishChannel::Main;
    engine.start_publishing_stream("stream", main);
    publisher_state(&events, "stream", PublisherState::Publishing);
    engine.set_room_extra_info("room", "key", "value").wait().unwrap();
    let long = |bytes| "x".repeat(bytes);
    let broadcast = |engine: &Engine, room: &str, text: &str| {
        Some(engine.send_broadcast_message(room, text).wait().map(drop))
    };
    let command =
        |engine: &Engine, to: &str| Some(engine.send_custom_command("room", "do", [to]).wait());
    let info = |engine: &Engine, key: &str, value: &str| {
        Some(engine.set_room_extra_info("room", key, value).wait())
    };
    let rows: &[Row<'_>] = &[
        (1002001, "login_room", &|it| login(it, "room", "user")),
        (1002001, "login_room", &|it| login(it, "other", "user")),
        (1002002, "logout_room", &|it| Some(it.logout_room("other").wait())),
        (1003023, "start_publishing_stream", &|it| {
            it.start_publishing_stream("another", main);
            None
        }),
        (1003051, "set_stream_extra_info", &|it| {
            Some(it.set_stream_extra_info(long(1024), main).wait())
        }),
        (1012004, "enable_custom_audio_io", &|it| {
            it.enable_custom_audio_io(true, main);
            None
        }),
        (1009001, "send_broadcast_message", &|it| broadcast(it, "room", "")),
        (1009002, "send_broadcast_message", &|it| broadcast(it, "room", &long(1025))),
        (1009005, "send_broadcast_message", &|it| broadcast(it, "other", "hi")),
        (1009001, "send_barrage_message", &|it| {
            Some(it.send_barrage_message("room", "").wait().map(drop))
        }),
        (1009002, "send_barrage_message", &|it| {
            Some(it.send_barrage_message("room", long(1025)).wait().map(drop))
        }),
        (1009001, "send_custom_command", &|it| {
            Some(it.send_custom_command("room", "", ["user"]).wait())
        }),
        (1009011, "send_custom_command", &|it| command(it, "")),
        (1009012, "send_custom_command", &|it| command(it, &long(64))),
        (1002014, "set_room_extra_info", &|it| info(it, "", "value")),
        (1002015, "set_room_extra_info", &|it| info(it, &long(11), "value")),
        (1002016, "set_room_extra_info", &|it| info(it, "key", &long(129))),
        (1002017, "set_room_extra_info", &|it| info(it, "second", "value")),
    ];
    check(rows, &engine, &events);
    let wrong = RoomStateChangedReason::LogoutFailed;
    engine.logout_room("other");
    assert_eq!(room_state(&events, wrong).0, 1002002);

    for number in 0..13 {
        engine.start_playing_stream(format!("missing-{number}"));
    }
    assert_eq!(debug_error(&events, "start_playing_stream").0, 1004010);
    for _ in 0..3 {
        engine.send_broadcast_message("room", "hurry");
    }
    assert_eq!(debug_error(&events, "send_broadcast_message").0, 1009015);
    engine.stop_playing_stream("missing-0");
    assert_eq!(player_state(&events, "missing-0", PlayerState::NoPlay).0, 0);
}

#[test]
fn at_creation() {
    let good = "0123456789abcdef".repeat(4);
    let rows = [
        (1001000, 0, good.clone(), "http://127.0.0.1:1"),
        (1001001, 1, good[1..].to_owned(), "http://127.0.0.1:1"),
        (1001002, 1, good.replace('f', "g"), "http://127.0.0.1:1"),
        (1001003, 1, String::new(), "http://127.0.0.1:1"),
        (1000017, 1, good.clone(), "gopher://127.0.0.1"),
    ];
    for (code, app_id, app_sign, server) in rows {
        let profile = EngineProfile::new(app_id, server).with_app_sign(app_sign);
        let error = Engine::create(profile).expect_err("a broken rule");
        assert_eq!(error.code.0, code, "{error}");
    }
}
