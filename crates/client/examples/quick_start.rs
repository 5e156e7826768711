//! The quick start: a whole call in twenty steps. Run it twice, as two users:
//!
//! ```sh
//! cooee serve &
//! cooee app create --name demo      # prints AppID and AppSign
//! export COOEE_APP_ID=… COOEE_APP_SIGN=…
//! cargo run --package cooee --example quick_start -- --user alice
//! cargo run --package cooee --example quick_start -- --user bob
//! ```

// Step 1: add the SDK to the project (`cargo add cooee`) and import it.
use clap::Parser;
use cooee::{
    AudioSink, AudioSource, Engine, EngineProfile, LoginUser, PublishChannel, RoomConfig, Scenario,
    UpdateType,
};
use std::time::Duration;

/// Talk in a room for a while.
#[derive(Parser)]
pub struct Settings {
    /// Where `cooee serve` runs.
    #[arg(long, env = "COOEE_SERVER", default_value = "http://127.0.0.1:7870")]
    pub server: String,
    /// The AppID that `cooee app create` printed.
    #[arg(long, env = "COOEE_APP_ID")]
    pub app_id: u32,
    /// The AppSign that `cooee app create` printed.
    #[arg(long, env = "COOEE_APP_SIGN", hide_env_values = true)]
    pub app_sign: String,
    /// The room.
    #[arg(long, default_value = "room1")]
    pub room: String,
    /// Who you are: unique within the app.
    #[arg(long)]
    pub user: String,
    /// How long to talk, in seconds.
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// Neither microphone nor speaker.
    #[arg(long)]
    pub without_devices: bool,
}

fn main() -> Result<(), cooee::Error> {
    let settings = Settings::parse();
    let seconds = Duration::from_secs(settings.seconds);
    call(&settings, |_| std::thread::sleep(seconds))
}

/// One call, from the first step to the last; `talk` is what happens in its middle.
pub fn call(settings: &Settings, talk: impl FnOnce(&Engine)) -> Result<(), cooee::Error> {
    // Step 2: create the engine with a profile.
    let engine = Engine::create(EngineProfile {
        app_id: settings.app_id,
        app_sign: Some(settings.app_sign.clone()),
        scenario: Scenario::General,
        server: settings.server.clone(),
        ..EngineProfile::default()
    })?;

    // Step 3: audio only.
    engine.enable_camera(false);
    if settings.without_devices {
        engine.set_audio_source(AudioSource::Silence, PublishChannel::Main);
        engine.set_audio_sink(AudioSink::Nowhere);
    }

    // Step 4: register callbacks at once, so that none is missed.
    register_callbacks(&engine);

    // Step 5: a user; the name equals the ID.
    let user = LoginUser::from(settings.user.as_str());

    // Step 6: a room configuration that asks for user updates. With Token authentication, the
    // token goes in here, too.
    let config = RoomConfig { is_user_status_notify: true, ..RoomConfig::default() };

    // Step 7: log in; the room is made if it does not exist.
    engine.login_room(&settings.room, user, config).wait()?;

    // Step 11: publish, with a streamID that is unique within the app.
    engine.start_publishing_stream(format!("stream-{}", settings.user), PublishChannel::Main);

    // Step 13: microphone, stream and speaker can be muted during the call.
    engine.mute_microphone(true);
    engine.mute_publish_stream_audio(true, PublishChannel::Main);
    engine.mute_speaker(true);
    engine.mute_microphone(false);
    engine.mute_publish_stream_audio(false, PublishChannel::Main);
    engine.mute_speaker(false);

    // Step 16: try it with a second client: another run of this program, `cooee call`, or the
    // web page.
    talk(&engine);

    // Step 17: stop publishing; the others get a delete update.
    engine.stop_publishing_stream(PublishChannel::Main);

    // Step 19: log out; what still plays stops, too.
    engine.logout_room(&settings.room).wait()?;

    // Step 20: destroy the engine: threads, sockets and devices are released.
    engine.destroy_engine();
    Ok(())
}

fn register_callbacks(engine: &Engine) {
    // Step 8: the connection to the room changed.
    engine.on_room_state_changed(|room_id, reason, error_code, extended_data| {
        println!("room {room_id}: {reason:?}, code {error_code} {extended_data:?}");
    });

    // Step 9: users came or went.
    engine.on_room_user_update(|room_id, update_type, users| {
        for user in users {
            println!("room {room_id}: {update_type:?} user {}", user.user_id);
        }
    });

    // Step 10: streams of others came or went.
    let player = engine.clone();
    engine.on_room_stream_update(move |room_id, update_type, streams, _reasons| {
        for stream in streams {
            println!("room {room_id}: {update_type:?} stream {}", stream.stream_id);
            match update_type {
                // Step 14: play it.
                UpdateType::Add => player.start_playing_stream(stream.stream_id.as_str()),
                // Step 18: stop at once, or the engine waits for its return.
                UpdateType::Delete => player.stop_playing_stream(stream.stream_id.as_str()),
            }
        }
    });

    // Step 12: the publish changed its state; what the network breaks is retried.
    engine.on_publisher_state_update(|stream_id, state, error_code, _| {
        println!("publish {stream_id}: {state:?}, code {error_code}");
    });

    // Step 15: a play changed its state; what the network breaks is retried.
    engine.on_player_state_update(|stream_id, state, error_code, _| {
        println!("play {stream_id}: {state:?}, code {error_code}");
    });

    // What else goes wrong is told here, with what to do about it.
    engine.on_debug_error(|error_code, function, info| {
        println!("{function} failed with {error_code}: {info}");
    });
}
