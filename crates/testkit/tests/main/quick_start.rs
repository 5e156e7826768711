//! The 20 steps of the quick start, as one client sees them.

use crate::support::*;
use cooee_engine::{Command, Event};
use cooee_proto::{AppId, UpdateType};
use cooee_testkit::{Voice, World};

#[test]
fn the_events_of_the_twenty_steps() {
    // A, B: the project and its secrets. 1 to 4: the engine, audio only, its callbacks set.
    let app = AppId(1_234_567_890);
    let mut world = World::new(20);
    world.add_app(app);
    let anna = world.add_client(app, "anna");
    world.speak(anna, MAIN, Voice::new(0));

    // 5 to 10: into the room, with user updates.
    world.login(anna, "room1").expect("logged in");

    // 11, 12: publish.
    world.publish(anna, MAIN, "stream-of-anna");
    world.run_for(SECOND);

    // 13: microphone, audio and speaker off and on again.
    for muted in [true, false] {
        world.call(anna, Command::MuteMicrophone(muted));
        world.call(anna, Command::MutePublishStreamAudio { muted, channel: MAIN });
        world.call(anna, Command::MuteSpeaker(muted));
    }

    // 16: a second client, with a Token.
    let ben = world.add_client_with(app, "ben", |config| config.app_sign = None);
    world.speak(ben, MAIN, Voice::new(1));
    world.play_all(ben);
    world.login(ben, "room1").expect("logged in");
    world.publish(ben, MAIN, "stream-of-ben");

    // 10, 14, 15: the usual application plays what appears.
    let update =
        |event: &Event| matches!(event, Event::RoomStreamUpdate { update: UpdateType::Add, .. });
    world.wait_for(anna, SECOND, update).expect("Ben's stream appears");
    world.play(anna, "stream-of-ben");
    world.run_for(2 * SECOND);
    assert!(world.hears(anna, Voice::new(1)) && world.hears(ben, Voice::new(0)));

    // 17, 18: Ben stops; Anna stops playing when told, then publishing.
    world.call(ben, Command::StopPublishingStream { channel: MAIN });
    let update =
        |event: &Event| matches!(event, Event::RoomStreamUpdate { update: UpdateType::Delete, .. });
    world.wait_for(anna, SECOND, update).expect("Ben's stream ends");
    world.call(anna, Command::StopPlayingStream { stream_id: "stream-of-ben".to_owned() });
    world.call(anna, Command::StopPublishingStream { channel: MAIN });
    world.ask(ben, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.run_for(SECOND);

    // 19, 20: out of the room; the engine is destroyed.
    let room_id = Some("room1".to_owned());
    world.ask(anna, Command::LogoutRoom { room_id }).expect("logged out");
    world.destroy(anna);
    world.destroy(ben);
    world.run_for(120 * SECOND);
    assert_eq!(world.shard().expect("it runs").statistics().transports, 0);
    assert_eq!(world.node().expect("it runs").session_count(), 0);

    insta::assert_snapshot!(world.transcript(anna));
}

#[test]
fn the_same_seed_and_script_give_the_same_events() {
    let play = |seed| {
        let mut world = world(seed);
        let clients = call::<3>(&mut world);
        let link = cooee_testkit::network::Link::symmetric(cooee_testkit::network::Conditions {
            loss: 0.3,
            jitter: milliseconds(30),
            ..Default::default()
        });
        world.set_link(clients[0], link);
        world.run_for(5 * SECOND);
        world.break_sockets(clients[1]);
        world.run_for(5 * SECOND);
        clients.map(|client| world.transcript(client))
    };
    assert_eq!(play(7), play(7));
}
