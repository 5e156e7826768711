//! From one room to another.

use crate::support::{TestServer, audible, publisher_state, room_state, wait_for};
use cooee::{
    Event, PublisherState, RoomConfig, RoomStateChangedReason, StreamDeleteReason, UpdateType,
};
use cooee_testkit::Voice;
use std::time::Duration;

#[test]
fn a_switch_leaves_one_room_for_another() {
    let server = TestServer::start();
    let (_watcher, watcher_events) = server.user("first", "watcher");
    let (_bob, _bob_events) = server.publisher("first", "bob", "stream-b", Voice::new(1));
    let (alice, alice_events) = server.publisher("first", "alice", "stream-a", Voice::new(0));

    alice.switch_room("first", "second", RoomConfig::default()).wait().unwrap();
    publisher_state(&alice_events, "stream-a", PublisherState::NoPublish);
    let mut reasons = Vec::new();
    while reasons.len() < 3 {
        wait_for(&alice_events, "room states", |event| match event {
            Event::RoomStateChanged { room_id, reason, code, .. } => {
                assert!(code.is_ok());
                reasons.push((room_id.to_string(), *reason));
                Some(())
            }
            _ => None,
        });
    }
    use RoomStateChangedReason::{Logined, Logining, Logout};
    let expected = [("first", Logout), ("second", Logining), ("second", Logined)];
    assert_eq!(reasons, expected.map(|(room, reason)| (room.to_owned(), reason)));

    let deletion = wait_for(&watcher_events, "the stream's end", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Delete, reasons, .. } => {
            Some(reasons[0].clone())
        }
        _ => None,
    });
    assert_eq!(deletion.stream_id.as_str(), "stream-a");
    assert_eq!(deletion.code, StreamDeleteReason::Stopped);
    wait_for(&watcher_events, "the user's leave", |event| match event {
        Event::RoomUserUpdate { update: UpdateType::Delete, users, .. } => {
            (users[0].user_id.as_str() == "alice").then_some(())
        }
        _ => None,
    });

    // A stream of the room that was left can still be played, on the same transport.
    alice.start_sound_level_monitor(Duration::from_millis(100));
    alice.start_playing_stream("stream-b");
    audible(&alice_events, "stream-b", true);
    alice.logout_room("second").wait().unwrap();
    assert_eq!(room_state(&alice_events, Logout).0, 0);
}
