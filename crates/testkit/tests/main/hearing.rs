//! Who hears whom, and how well.

use crate::support::*;
use cooee_audio::codec::OpusCodec;
use cooee_audio::similarity;
use cooee_engine::{Command, Event};
use cooee_proto::{AppId, ErrorCode, PlayerState, PublishChannel};
use cooee_testkit::{ClientId, Voice, World, voice};
use std::sync::Arc;

fn concealed(world: &World, client: ClientId) -> u64 {
    let plays = world.engine(client).statistics().plays;
    assert!(!plays.is_empty());
    plays.values().map(|play| play.jitter.concealed_samples).sum()
}

#[test]
fn two_users_hear_each_other_without_a_gap() {
    let mut world = world(1);
    let [anna, ben] = call(&mut world);
    let since = world.elapsed();
    world.run_for(10 * SECOND);
    for (listener, speaker) in [(anna, ben), (ben, anna)] {
        let voice = Voice::new(speaker.0);
        assert_eq!(world.longest_gap(listener, voice, since), milliseconds(10));
        assert!((95.0..105.0).contains(&world.level(listener, voice)));
        assert_eq!(concealed(&world, listener), 0);
    }
}

#[test]
fn six_users_hear_each_other_and_nobody_himself() {
    let mut world = world(2);
    let clients = call::<6>(&mut world);
    world.run_for(5 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    for client in clients {
        assert_eq!(concealed(&world, client), 0);
        let own = world.events(client).iter().map(words).filter(|words| {
            let update = words.starts_with("RoomStream") || words.starts_with("RoomUser");
            update && words.contains(&format!("user{}", client.0))
        });
        assert_eq!(own.collect::<Vec<_>>(), Vec::<String>::new());
    }
    assert_eq!(world.handshakes(), 6);
}

#[test]
fn speech_through_opus_arrives_as_it_was_spoken() {
    let mut world = world(3);
    let [anna, ben] = ["anna", "ben"]
        .map(|user| world.add_client_with(APP, user, |config| config.codec = Arc::new(OpusCodec)));
    for client in [anna, ben] {
        world.login(client, ROOM).expect("logged in");
    }
    world.publish(anna, MAIN, "speech");
    world.play(ben, "speech");
    world.run_for(SECOND);
    let clip = voice::speech(5, 6);
    let spoken = clip.clone();
    let mut frames =
        spoken.chunks_exact(480).map(|frame| frame.to_vec()).collect::<Vec<_>>().into_iter();
    world.feed(anna, MAIN, move |frame| {
        if let Some(spoken) = frames.next() {
            frame.copy_from_slice(&spoken);
        }
    });
    world.record(ben);
    world.run_for(8 * SECOND);
    let heard = similarity::compare(&clip, world.recording(ben));
    assert!(heard.similarity > 0.95, "{heard:?}");
    // 40 ms of network, 20 ms of packet and Opus' look-ahead are below what is measured.
    let delay = heard.delay().expect("it begins later");
    assert!((milliseconds(60)..milliseconds(110)).contains(&delay), "{delay:?}");
    assert_eq!(concealed(&world, ben), 0);

    let other = similarity::compare(&voice::speech(6, 6), world.recording(ben));
    assert!(other.similarity < 0.8, "{other:?}");
}

#[test]
fn speech_is_understood_over_a_lossy_reordering_network() {
    let mut world = world(4);
    let [anna, ben] = ["anna", "ben"]
        .map(|user| world.add_client_with(APP, user, |config| config.codec = Arc::new(OpusCodec)));
    let link = cooee_testkit::network::Link::symmetric(cooee_testkit::network::Conditions {
        latency: milliseconds(30),
        jitter: milliseconds(5),
        loss: 0.03,
        reorder: 0.02,
        duplicate: 0.02,
        ..Default::default()
    });
    for client in [anna, ben] {
        world.set_link(client, link);
        world.login(client, ROOM).expect("logged in");
    }
    world.publish(anna, MAIN, "speech");
    world.play(ben, "speech");
    world.run_for(SECOND);
    let clip = voice::speech(5, 6);
    let mut rest = clip.clone().into_iter();
    world.feed(anna, MAIN, move |frame| {
        frame.iter_mut().zip(&mut rest).for_each(|(sample, spoken)| *sample = spoken);
    });
    world.record(ben);
    world.run_for(8 * SECOND);
    let heard = similarity::compare(&clip, world.recording(ben));
    assert!(heard.similarity > 0.9, "{heard:?}");
    let play = world.engine(ben).statistics().plays.into_values().next().expect("a play");
    assert!(play.jitter.recovered_packets > 5, "redundancy is at work: {:?}", play.jitter);
}

#[test]
fn one_user_publishes_two_streams_and_another_tells_them_apart() {
    let mut world = world(5);
    let [anna, ben] = join(&mut world);
    let (main, aux) = (Voice::new(3), Voice::new(9));
    world.speak(anna, MAIN, main);
    world.speak(anna, PublishChannel::Aux, aux);
    world.publish(anna, MAIN, "main");
    world.publish(anna, PublishChannel::Aux, "aux");
    world.play(ben, "main");
    world.run_for(SECOND);
    assert!(world.hears(ben, main) && !world.hears(ben, aux));
    world.play(ben, "aux");
    world.run_for(SECOND);
    assert!(world.hears(ben, main) && world.hears(ben, aux));
    world.call(ben, Command::StopPlayingStream { stream_id: "main".to_owned() });
    world.run_for(SECOND);
    assert!(!world.hears(ben, main) && world.hears(ben, aux));
    world.call(anna, Command::StopPublishingStream { channel: PublishChannel::Aux });
    world.run_for(SECOND);
    assert!(!world.hears(ben, main) && !world.hears(ben, aux));
}

#[test]
fn a_play_waits_for_its_stream() {
    let mut world = world(6);
    let [anna, ben] = join(&mut world);
    world.play(ben, "stream0");
    world.run_for(20 * SECOND);
    let waiting = [
        (PlayerState::PlayRequesting, ErrorCode::OK),
        (PlayerState::PlayRequesting, ErrorCode::STREAM_MISSING),
    ];
    assert_eq!(player_states(&world, ben, "stream0", BEGINNING), waiting);
    publish(&mut world, anna);
    world.run_for(SECOND);
    assert!(world.hears(ben, Voice::new(0)));
    let states = player_states(&world, ben, "stream0", BEGINNING);
    assert_eq!(states[2..], [(PlayerState::Playing, ErrorCode::OK)]);

    // The stream ends and comes back; the application never stopped playing it.
    let since = world.elapsed();
    world.call(anna, Command::StopPublishingStream { channel: MAIN });
    world.run_for(5 * SECOND);
    assert!(!world.hears(ben, Voice::new(0)));
    publish(&mut world, anna);
    world.run_for(SECOND);
    assert!(world.hears(ben, Voice::new(0)));
    let states = player_states(&world, ben, "stream0", since);
    assert_eq!(states.first().map(|it| it.0), Some(PlayerState::PlayRequesting), "{states:?}");
    assert!(!states[0].1.is_ok());
    assert_eq!(states.last(), Some(&(PlayerState::Playing, ErrorCode::OK)));
}

#[test]
fn a_stream_is_heard_from_another_room_of_the_app() {
    let mut world = world(7);
    let [anna] = join(&mut world);
    let ben = world.add_client(APP, "ben");
    world.login(ben, "elsewhere").expect("logged in");
    publish(&mut world, anna);
    world.play(ben, "stream0");
    world.run_for(2 * SECOND);
    assert!(world.hears(ben, Voice::new(0)));
    assert_eq!(news_since(&world, ben, BEGINNING), Vec::<String>::new());
    assert_eq!(news_since(&world, anna, BEGINNING), Vec::<String>::new());
}

#[test]
fn two_apps_with_the_same_ids_never_meet() {
    let mut world = world(8);
    let other = AppId(2);
    world.add_app(other);
    let clients = [APP, APP, other, other];
    let clients: Vec<_> = clients
        .into_iter()
        .enumerate()
        .map(|(number, app)| world.add_client(app, &user_id(number % 2)))
        .collect();
    for (number, &client) in clients.iter().enumerate() {
        world.play_all(client);
        world.login(client, ROOM).expect("logged in");
        world.speak(client, MAIN, Voice::new(number));
        world.publish(client, MAIN, &stream_id(number % 2));
    }
    world.run_for(3 * SECOND);
    for (listener, &client) in clients.iter().enumerate() {
        let heard = (0..4).filter(|number| world.hears(client, Voice::new(*number)));
        assert_eq!(heard.collect::<Vec<_>>(), [listener ^ 1]);
    }
    let foreign = world.events(clients[0]).iter().any(|noted| {
        matches!(&noted.event, Event::RoomOnlineUserCountUpdate { count, .. } if *count > 2)
    });
    assert!(!foreign);
}

#[test]
fn a_thirteenth_play_is_refused_and_the_twelve_go_on() {
    let mut world = world(9);
    let listener = world.add_client(APP, "listener");
    world.login(listener, ROOM).expect("logged in");
    for number in 0..4 {
        let speaker = world.add_client(APP, &user_id(number));
        world.login(speaker, ROOM).expect("logged in");
        for (index, channel) in PublishChannel::ALL.into_iter().enumerate() {
            let voice = 4 * number + index;
            world.speak(speaker, channel, Voice::new(voice));
            world.publish(speaker, channel, &format!("stream{voice}"));
            world.play(listener, &format!("stream{voice}"));
        }
    }
    world.run_for(3 * SECOND);
    let heard = (0..16).filter(|number| world.hears(listener, Voice::new(*number)));
    assert_eq!(heard.collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
    let refused = [(PlayerState::NoPlay, ErrorCode::TOO_MANY_PLAYS)];
    assert_eq!(player_states(&world, listener, "stream12", BEGINNING), refused);

    world.call(listener, Command::StopPlayingStream { stream_id: "stream5".to_owned() });
    world.play(listener, "stream15");
    world.run_for(SECOND);
    assert!(world.hears(listener, Voice::new(15)) && !world.hears(listener, Voice::new(5)));
}

#[test]
fn a_stream_refused_on_a_busy_channel_leaves_the_other_audible() {
    let mut world = world(9);
    let [anna, ben] = call(&mut world);
    world.publish(anna, MAIN, "another");
    let since = world.elapsed() + SECOND;
    world.run_for(5 * SECOND);
    assert_eq!(world.longest_gap(ben, Voice::new(anna.0), since), milliseconds(10));
}
