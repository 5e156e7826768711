//! Messages and extra infos between engines.

use crate::support::{TestServer, publisher_state, wait_for};
use cooee::{Event, Events, PublishChannel, PublisherConfig, PublisherState, UpdateType};

/// Waits for one broadcast message; all messages before it must be from others.
fn broadcast(events: &Events, own_id: &str) -> String {
    wait_for(events, "broadcast", |event| match event {
        Event::ImRecvBroadcastMessage { messages, .. } => {
            assert!(messages.iter().all(|it| it.from_user.user_id.as_str() != own_id));
            Some(messages[0].message.clone())
        }
        _ => None,
    })
}

#[test]
fn messages_reach_the_others_in_order() {
    let server = TestServer::start();
    let (alice, alice_events) = server.user("room", "alice");
    let (bob, bob_events) = server.user("room", "bob");
    let (_carol, carol_events) = server.user("room", "carol");

    let first = alice.send_broadcast_message("room", "one");
    let second = alice.send_broadcast_message("room", "two");
    assert!(first.wait().unwrap() < second.wait().unwrap());
    let mut texts = Vec::new();
    while texts.len() < 2 {
        wait_for(&bob_events, "broadcasts", |event| match event {
            Event::ImRecvBroadcastMessage { messages, .. } => {
                texts.extend(messages.iter().map(|it| it.message.clone()));
                Some(())
            }
            _ => None,
        });
    }
    assert_eq!(texts, ["one", "two"]);

    let id = alice.send_barrage_message("room", "whoosh").wait().unwrap();
    let barrage = wait_for(&bob_events, "barrage", |event| match event {
        Event::ImRecvBarrageMessage { messages, .. } => Some(messages[0].clone()),
        _ => None,
    });
    assert_eq!((barrage.message_id, barrage.message), (id, "whoosh".to_owned()));

    alice.send_custom_command("room", "for bob", ["bob"]).wait().unwrap();
    alice.send_custom_command("room", "for all", [""; 0]).wait().unwrap();
    let command = |events: &Events| {
        wait_for(events, "command", |event| match event {
            Event::ImRecvCustomCommand { command, .. } => Some(command.clone()),
            _ => None,
        })
    };
    assert_eq!(command(&bob_events), "for bob");
    assert_eq!(command(&bob_events), "for all");
    assert_eq!(command(&carol_events), "for all");

    // Alice's own messages would have come before this one.
    bob.send_broadcast_message("room", "answer").wait().unwrap();
    assert_eq!(broadcast(&alice_events, "alice"), "answer");
}

#[test]
fn extra_infos_are_told_and_kept() {
    let server = TestServer::start();
    let (alice, alice_events) = server.user("room", "alice");
    let (bob, bob_events) = server.user("room", "bob");
    let room_info = |events: &Events, setter: &str| {
        wait_for(events, "room extra info", |event| match event {
            Event::RoomExtraInfoUpdate { infos, .. } => {
                assert_eq!(infos[0].update_user.user_id.as_str(), setter);
                Some((infos[0].key.clone(), infos[0].value.clone()))
            }
            _ => None,
        })
    };
    let expected = |value: &str| ("topic".to_owned(), value.to_owned());
    alice.set_room_extra_info("room", "topic", "tea").wait().unwrap();
    assert_eq!(room_info(&bob_events, "alice"), expected("tea"));
    let (_carol, carol_events) = server.user("room", "carol");
    assert_eq!(room_info(&carol_events, "alice"), expected("tea"));
    // The setter is told of others' changes alone.
    bob.set_room_extra_info("room", "topic", "coffee").wait().unwrap();
    assert_eq!(room_info(&alice_events, "bob"), expected("coffee"));

    let config = PublisherConfig { extra_info: Some("at first".into()), ..Default::default() };
    alice.start_publishing_stream("stream", config);
    publisher_state(&alice_events, "stream", PublisherState::Publishing);
    let at_first = wait_for(&bob_events, "stream", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Add, streams, .. } => {
            Some(streams[0].extra_info.clone())
        }
        _ => None,
    });
    assert_eq!(at_first, "at first");
    alice.set_stream_extra_info("later", PublishChannel::Main).wait().unwrap();
    let later = wait_for(&bob_events, "stream extra info", |event| match event {
        Event::RoomStreamExtraInfoUpdate { streams, .. } => Some(streams[0].extra_info.clone()),
        _ => None,
    });
    assert_eq!(later, "later");
}
