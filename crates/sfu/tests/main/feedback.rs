//! What publishers learn of their listeners' losses.

use crate::client::{Datagram, Kind};
use crate::world::{World, client_address, server_address};
use cooee_proto::SessionId;
use cooee_sfu::{Config, Event, Feedback, Shard, StreamHandle};
use std::collections::BTreeMap;
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

/// Loses these percentages of the media packets from and to clients.
fn lossy(from: &[(u64, u32)], to: &[(u64, u32)]) -> impl FnMut(&Datagram) -> bool + use<> {
    let percentages = |clients: &[(u64, u32)]| -> BTreeMap<_, _> {
        clients.iter().map(|(id, percent)| (client_address(*id), *percent)).collect()
    };
    let (from, to) = (percentages(from), percentages(to));
    let mut state = 1_u32;
    move |datagram| {
        let is_media = matches!(datagram.contents[..2], [128..=191, 0..=191 | 224..]);
        let percent = from.get(&datagram.source).or_else(|| to.get(&datagram.destination));
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        is_media && percent.is_some_and(|percent| (state >> 16) % 100 < *percent)
    }
}

/// Client 0 publishes, all others play.
fn call(kinds: &[Kind]) -> World {
    let mut world = World::with_clients(kinds);
    world.publish(7, 0);
    for player in 1..kinds.len() as u64 {
        world.play(7, player, 0);
    }
    world
}

fn talk(world: &mut World, seconds: u64) {
    let first = world.shard.stream_statistics(StreamHandle(7)).map_or(0, |it| it.packets_received);
    for frame in (first as u32..).take(seconds as usize * 50) {
        world.say(0, frame * 960, &frame.to_be_bytes());
        world.run(FRAME);
    }
}

fn told(world: &World) -> Vec<Feedback> {
    let told = |event: &Event| match event {
        Event::StreamFeedback { stream, transport, feedback } => {
            assert_eq!((*stream, *transport), (StreamHandle(7), SessionId(0)));
            Some(*feedback)
        }
        _ => None,
    };
    world.events.iter().filter_map(told).collect()
}

/// The mean of what the publisher's reports said in the last seconds.
fn reported(world: &mut World, seconds: u64) -> f32 {
    let since = world.now - Duration::from_secs(seconds);
    let reported = &world.client(0).reported_losses;
    let lately: Vec<f32> =
        reported.iter().filter(|(at, _)| *at >= since).map(|(_, loss)| *loss).collect();
    assert!(lately.len() as u64 >= seconds - 2, "a report each second: {lately:?}");
    lately.iter().sum::<f32>() / lately.len() as f32
}

#[test]
fn a_listeners_loss_reaches_a_browser_in_its_reports() {
    for player in [Kind::BROWSER, Kind::NATIVE] {
        let mut world = call(&[Kind::BROWSER, player, Kind::NATIVE, Kind::BROWSER]);
        talk(&mut world, 5);
        assert_eq!(reported(&mut world, 4), 0.0);
        world.loses = Box::new(lossy(&[], &[(1, 20)]));
        talk(&mut world, 30);
        let loss = reported(&mut world, 20);
        assert!((0.17..=0.27).contains(&loss), "{loss} reported for 20%");
        let feedback = *told(&world).last().unwrap();
        assert!((0.15..=0.3).contains(&feedback.loss), "{feedback:?}");
        assert_eq!(world.shard.stream_statistics(StreamHandle(7)).unwrap().packets_lost, 0);
        let round_trips = &world.client(0).round_trips;
        let trip = round_trips.last().expect("reports still tell the round trip");
        assert!(trip.abs_diff(Duration::from_millis(20)) < Duration::from_millis(5), "{trip:?}");

        world.loses = Box::new(|_| false);
        talk(&mut world, 90);
        assert_eq!(reported(&mut world, 5), 0.0);
        assert_eq!(told(&world).last().unwrap().loss, 0.0);
    }
}

#[test]
fn a_native_publishers_reports_are_about_its_uplink_alone() {
    let mut world = call(&[Kind::NATIVE, Kind::BROWSER]);
    world.loses = Box::new(lossy(&[], &[(1, 30)]));
    talk(&mut world, 20);
    assert_eq!(reported(&mut world, 10), 0.0);
    let feedback = *told(&world).last().unwrap();
    assert!((0.22..=0.4).contains(&feedback.loss), "{feedback:?}");
    assert!(told(&world).len() <= 20, "at most one a second");
}

#[test]
fn without_listener_feedback_reports_are_about_the_uplink_alone() {
    let mut config = Config::new(vec![server_address()]);
    config.listener_feedback = false;
    let mut world = World::new();
    world.shard = Shard::new(config);
    world.fill(&[Kind::BROWSER, Kind::NATIVE]);
    world.publish(7, 0);
    world.play(7, 1, 0);
    world.loses = Box::new(lossy(&[(0, 10)], &[(1, 50)]));
    talk(&mut world, 30);
    let loss = reported(&mut world, 20);
    assert!((0.06..=0.14).contains(&loss), "{loss} reported for 10% on the uplink");
    let feedback = *told(&world).last().unwrap();
    assert!((0.05..=0.15).contains(&feedback.loss), "{feedback:?}");
}

#[test]
fn the_uplinks_loss_counts_too() {
    let mut world = call(&[Kind::BROWSER, Kind::NATIVE]);
    world.loses = Box::new(lossy(&[(0, 20)], &[(1, 20)]));
    talk(&mut world, 30);
    let loss = reported(&mut world, 20);
    assert!((0.32..=0.44).contains(&loss), "{loss} reported for 36% in all");
}

#[test]
fn the_loss_of_one_who_left_is_forgotten() {
    let mut world = call(&[Kind::BROWSER, Kind::NATIVE, Kind::NATIVE]);
    world.loses = Box::new(lossy(&[], &[(1, 40)]));
    talk(&mut world, 10);
    let stream = StreamHandle(7);
    world.command(cooee_sfu::Command::Unplay { stream, transport: SessionId(1) });
    talk(&mut world, 60);
    assert_eq!(told(&world).last().unwrap().loss, 0.0);
    assert_eq!(reported(&mut world, 5), 0.0);
}

#[test]
fn a_clean_network_is_told_once() {
    let mut world = call(&[Kind::BROWSER, Kind::NATIVE, Kind::WITHOUT_RED]);
    talk(&mut world, 20);
    assert_eq!(told(&world), [Feedback::default()]);
}
