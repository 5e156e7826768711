//! The twenty steps of the quick start, as the example takes them, with a second client that
//! sees and hears them.

use crate::support::{TestServer, player_state, publisher_state, tone, wait_for};
use cooee::{Engine, Event, PlayerState, PublishChannel, PublisherState, UpdateType};
use cooee_testkit::Voice;
use std::time::{Duration, Instant};

#[path = "../../examples/quick_start.rs"]
#[allow(dead_code, reason = "its main is not called here")]
mod example;

#[test]
fn the_twenty_steps() {
    let server = TestServer::start();
    let (bob, bob_events) = server.user("room1", "bob");
    bob.set_audio_source(tone(Voice::new(0)), PublishChannel::Main);
    bob.start_publishing_stream("stream-bob", PublishChannel::Main);
    publisher_state(&bob_events, "stream-bob", PublisherState::Publishing);

    let settings = example::Settings {
        server: server.url(),
        app_id: server.app.app_id.0,
        app_sign: server.app.app_sign.reveal(),
        room: "room1".to_owned(),
        user: "alice".to_owned(),
        seconds: 0,
        without_devices: true,
    };
    example::call(&settings, |alice| {
        user_update(&bob_events, UpdateType::Add);
        stream_update(&bob_events, UpdateType::Add);
        bob.start_playing_stream("stream-alice");
        player_state(&bob_events, "stream-alice", PlayerState::Playing);
        hears(alice, "stream-bob");
        hears(&bob, "stream-alice");
        // Step 18, from the other side.
        bob.stop_publishing_stream(PublishChannel::Main);
        publisher_state(&bob_events, "stream-bob", PublisherState::NoPublish);
        until("alice stops playing", || {
            alice.statistics().wait().unwrap().plays.is_empty().then_some(())
        });
    })
    .unwrap();
    stream_update(&bob_events, UpdateType::Delete);
    user_update(&bob_events, UpdateType::Delete);
}

/// Waits until packets of the stream have been played.
fn hears(engine: &Engine, stream: &str) {
    until(stream, || {
        let statistics = engine.statistics().wait().unwrap();
        let play = statistics.plays.iter().find(|(id, _)| id.as_str() == stream)?.1;
        (play.jitter.played_samples > 4800).then_some(())
    });
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + crate::support::PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what} does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn user_update(events: &cooee::Events, wanted: UpdateType) {
    wait_for(events, &format!("{wanted:?} alice"), |event| match event {
        Event::RoomUserUpdate { update, users, .. } => {
            (*update == wanted && users[0].user_id.as_str() == "alice").then_some(())
        }
        _ => None,
    });
}

fn stream_update(events: &cooee::Events, wanted: UpdateType) {
    wait_for(events, &format!("{wanted:?} stream-alice"), |event| match event {
        Event::RoomStreamUpdate { update, streams, .. } => {
            (*update == wanted && streams[0].stream_id.as_str() == "stream-alice").then_some(())
        }
        _ => None,
    });
}
