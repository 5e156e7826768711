//! What most tests of the World begin with.

use cooee_engine::{Command, Event, RequestId};
use cooee_node::Config;
use cooee_proto::{
    AppId, Error, ErrorCode, PlayerState, PublishChannel, PublisherState, RoomStateChangedReason,
    StreamDeleteReason, UpdateType,
};
use cooee_testkit::{ClientId, Voice, World};
use std::time::Duration;

pub const APP: AppId = AppId(1_234_567_890);
pub const ROOM: &str = "room";
pub const MAIN: PublishChannel = PublishChannel::Main;
pub const SECOND: Duration = Duration::from_secs(1);
/// When a world begins.
pub const BEGINNING: Duration = Duration::ZERO;

pub fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// A world with an app.
pub fn world(seed: u64) -> World {
    world_with(seed, |_| {})
}

/// A world with an app and another server.
pub fn world_with(seed: u64, change: impl FnOnce(&mut Config)) -> World {
    let mut config = Config::default();
    change(&mut config);
    let mut world = World::with_server(seed, config);
    world.add_app(APP);
    world
}

pub fn user_id(number: usize) -> String {
    format!("user{number}")
}

/// The stream that [`call`] lets client `number` publish.
pub fn stream_id(number: usize) -> String {
    format!("stream{number}")
}

/// Clients `user0`, `user1`, … that are logged in to [`ROOM`].
pub fn join<const COUNT: usize>(world: &mut World) -> [ClientId; COUNT] {
    let clients = std::array::from_fn(|number| world.add_client(APP, &user_id(number)));
    for client in clients {
        world.login(client, ROOM).expect("an AppSign login");
    }
    clients
}

/// A call: each client speaks with the voice of its number, publishes, and plays all others.
pub fn call<const COUNT: usize>(world: &mut World) -> [ClientId; COUNT] {
    let clients = std::array::from_fn(|number| world.add_client(APP, &user_id(number)));
    enter_call(world, &clients);
    clients
}

/// Logs clients in, lets them publish and play, and waits until all hear each other.
pub fn enter_call(world: &mut World, clients: &[ClientId]) {
    for &client in clients {
        world.play_all(client);
        world.login(client, ROOM).expect("a login");
        publish(world, client);
    }
    world.run_for(2 * SECOND);
    assert_all_hear_each_other(world, clients);
}

/// Publishes the client's own stream with its own voice.
pub fn publish(world: &mut World, client: ClientId) {
    world.speak(client, MAIN, Voice::new(client.0));
    world.publish(client, MAIN, &stream_id(client.0));
}

#[track_caller]
pub fn assert_all_hear_each_other(world: &World, clients: &[ClientId]) {
    for &listener in clients {
        for &speaker in clients {
            let heard = world.hears(listener, Voice::new(speaker.0));
            assert_eq!(
                heard,
                listener != speaker,
                "at {:?}, {listener:?} hears {speaker:?}: {heard}\n{}",
                world.elapsed(),
                world.transcript(listener),
            );
        }
    }
}

/// The events of a client since a moment.
pub fn events_since(world: &World, client: ClientId, since: Duration) -> Vec<Event> {
    let events = world.events(client).iter().filter(|noted| noted.at >= since);
    events.map(|noted| noted.event.clone()).collect()
}

/// What a client was told since a moment about who is in the room: user and stream updates.
pub fn news_since(world: &World, client: ClientId, since: Duration) -> Vec<String> {
    let news = world.events(client).iter().filter(|noted| {
        let is_news =
            matches!(noted.event, Event::RoomUserUpdate { .. } | Event::RoomStreamUpdate { .. });
        noted.at >= since && is_news
    });
    news.map(words).collect()
}

/// An event's transcript without its time.
pub fn words(noted: &cooee_testkit::Noted) -> String {
    let text = noted.to_string();
    text.trim_start().split_once(' ').expect("a time and an event").1.to_owned()
}

/// The events of one kind, in words, since a moment.
pub fn told_since(world: &World, client: ClientId, kind: &str, since: Duration) -> Vec<String> {
    let noted = world.events(client).iter().filter(|noted| noted.at >= since);
    noted.map(words).filter(|words| words.starts_with(kind)).collect()
}

/// The room states of a client since a moment.
pub fn room_states(
    world: &World,
    client: ClientId,
    since: Duration,
) -> Vec<(RoomStateChangedReason, ErrorCode)> {
    let states = events_since(world, client, since).into_iter().filter_map(|event| match event {
        Event::RoomStateChanged { reason, code, .. } => Some((reason, code)),
        _ => None,
    });
    states.collect()
}

/// The states of a client's publish since a moment.
pub fn publisher_states(
    world: &World,
    client: ClientId,
    stream: &str,
    since: Duration,
) -> Vec<(PublisherState, ErrorCode)> {
    let states = events_since(world, client, since).into_iter().filter_map(|event| match event {
        Event::PublisherStateUpdate { stream_id, state, code, .. }
            if stream_id.as_str() == stream =>
        {
            Some((state, code))
        }
        _ => None,
    });
    states.collect()
}

/// The states of a client's play since a moment.
pub fn player_states(
    world: &World,
    client: ClientId,
    stream: &str,
    since: Duration,
) -> Vec<(PlayerState, ErrorCode)> {
    let states = events_since(world, client, since).into_iter().filter_map(|event| match event {
        Event::PlayerStateUpdate { stream_id, state, code, .. } if stream_id.as_str() == stream => {
            Some((state, code))
        }
        _ => None,
    });
    states.collect()
}

/// The stream deletes of a client since a moment.
pub fn deletions(
    world: &World,
    client: ClientId,
    since: Duration,
) -> Vec<(String, StreamDeleteReason)> {
    let deletes = events_since(world, client, since).into_iter().filter_map(|event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Delete, reasons, .. } => Some(reasons),
        _ => None,
    });
    deletes.flatten().map(|it| (it.stream_id.to_string(), it.code)).collect()
}

/// Makes a call that is done at once or not at all, and tells what came of it.
pub fn result_of(world: &World, client: ClientId, request: RequestId) -> Result<(), Error> {
    world.result(client, request).expect("the call is done").clone().map(drop)
}

/// The code of a call that fails.
#[track_caller]
pub fn refusal(world: &mut World, client: ClientId, command: Command) -> ErrorCode {
    world.ask(client, command).expect_err("a refusal").code
}

/// Makes a call that has no result, and is not refused.
#[track_caller]
pub fn set(world: &mut World, client: ClientId, command: Command) {
    let request = world.call(client, command);
    assert_eq!(world.result(client, request), None);
}
