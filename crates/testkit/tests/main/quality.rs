//! The quality callbacks: figures of streams, grades of the network, breaks.

use crate::support::*;
use cooee_engine::{Command, Event, PlayerQuality, PublisherQuality};
use cooee_proto::PlayerMediaEvent::{self, AudioBreakOccur, AudioBreakResume};
use cooee_proto::StreamQualityLevel::{self, Excellent};
use cooee_testkit::network::{Conditions, Link, Traffic};
use cooee_testkit::{ClientId, World};
use std::time::Duration;

fn published(world: &World, client: ClientId) -> Vec<(Duration, PublisherQuality)> {
    let qualities = world.events(client).iter().filter_map(|noted| match &noted.event {
        Event::PublisherQualityUpdate { quality, .. } => Some((noted.at, **quality)),
        _ => None,
    });
    qualities.collect()
}

fn played(world: &World, client: ClientId) -> Vec<(Duration, PlayerQuality)> {
    let qualities = world.events(client).iter().filter_map(|noted| match &noted.event {
        Event::PlayerQualityUpdate { quality, .. } => Some((noted.at, **quality)),
        _ => None,
    });
    qualities.collect()
}

fn network(world: &World, client: ClientId) -> Vec<(Duration, [StreamQualityLevel; 2])> {
    let grades = world.events(client).iter().filter_map(|noted| match &noted.event {
        Event::NetworkQuality { user_id, upstream, downstream } => {
            assert_eq!(user_id, "");
            Some((noted.at, [*upstream, *downstream]))
        }
        _ => None,
    });
    grades.collect()
}

fn media_events(world: &World, client: ClientId, since: Duration) -> Vec<PlayerMediaEvent> {
    let events = events_since(world, client, since).into_iter().filter_map(|event| match event {
        Event::PlayerMediaEvent { event, .. } => Some(event),
        _ => None,
    });
    events.collect()
}

fn newest<T: Copy>(qualities: &[(Duration, T)]) -> T {
    qualities.last().expect("figures").1
}

fn gaps<T>(told: &[(Duration, T)]) -> Vec<Duration> {
    told.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
}

#[track_caller]
fn assert_near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() <= within, "{value} is not near {expected}");
}

#[test]
fn a_good_call_has_good_figures() {
    let mut world = world(1);
    let [anna, ben] = call(&mut world);
    world.run_for(10 * SECOND);

    let qualities = published(&world, anna);
    assert_eq!(gaps(&qualities), [3 * SECOND; 3]);
    let quality = newest(&qualities);
    assert_near(quality.audio_capture_fps, 100.0, 1.0);
    assert_near(quality.audio_send_fps, 50.0, 1.0);
    // The stand-in codec has small packets; a copy and the headers are on top.
    assert!(quality.network_kbps > quality.audio_kbps + 26.0, "{quality:?}");
    let rtt = quality.round_trip_time.expect("measured");
    assert_near(rtt.as_secs_f64(), 0.040, 0.002);
    assert_eq!((quality.packet_lost_rate, quality.level), (0.0, Excellent));
    assert!(quality.sound_level > 10.0, "{quality:?}");
    assert_eq!(quality.protection.copies, 1);

    let qualities = played(&world, ben);
    assert_eq!(gaps(&qualities), [3 * SECOND; 3]);
    let quality = newest(&qualities);
    for packets in [quality.audio_recv_fps, quality.audio_dejitter_fps, quality.audio_decode_fps] {
        assert_near(packets, 50.0, 1.0);
    }
    assert_near(quality.audio_render_fps, 100.0, 1.0);
    assert!(quality.mos.is_some_and(|mos| mos > 4.2), "{quality:?}");
    assert_eq!(quality.level, Excellent);
    let losses = [quality.packet_lost_rate, quality.concealed_rate, quality.reconstructed_rate];
    assert_eq!(losses, [0.0; 3]);
    assert!(quality.delay > Duration::ZERO && quality.delay < milliseconds(60), "{quality:?}");
    let known = milliseconds(20) + rtt / 2 + quality.delay;
    assert_near(quality.peer_to_peer_delay.as_secs_f64(), known.as_secs_f64(), 0.003);
    assert_eq!((quality.audio_cumulative_break_count, quality.audio_break_rate), (0, 0.0));
    assert!(quality.sound_level > 10.0 && !quality.mute_audio, "{quality:?}");

    let grades = network(&world, ben);
    assert_eq!(gaps(&grades), vec![2 * SECOND; grades.len() - 1]);
    assert_eq!(newest(&grades), [Excellent; 2]);
    assert_eq!(media_events(&world, ben, BEGINNING), []);
}

#[test]
fn a_lossy_downlink_is_seen_by_the_listener_and_by_the_publisher() {
    let mut world = world(2);
    let [anna, ben] = call(&mut world);
    let lossy = Conditions { loss: 0.2, ..Conditions::default() };
    world.set_link(ben, Link { down: lossy, ..Link::with_round_trip(milliseconds(40)) });
    world.run_for(20 * SECOND);

    let heard = newest(&played(&world, ben));
    assert_near(heard.packet_lost_rate, 0.2, 0.09);
    assert!(heard.recovered_rate > 0.5 * heard.packet_lost_rate, "{heard:?}");
    assert!(heard.concealed_rate < 0.5 * heard.packet_lost_rate, "{heard:?}");
    let sent = newest(&published(&world, anna));
    assert!(sent.listener_packet_lost_rate.is_some_and(|loss| loss > 0.1), "{sent:?}");
    assert!(sent.protection.copies > 1, "{sent:?}");
    assert_eq!(sent.packet_lost_rate, 0.0, "on the way to the server nothing is lost");
}

#[test]
fn a_downlink_that_nothing_protects_against_is_bad() {
    let mut world = world(3);
    let [_, ben] = call(&mut world);
    let awful = Conditions { loss: 0.9, ..Conditions::default() };
    world.set_link(ben, Link { down: awful, ..Link::with_round_trip(milliseconds(40)) });
    world.run_for(12 * SECOND);
    let heard = newest(&played(&world, ben));
    assert!(heard.mos.is_some_and(|mos| mos < 2.5), "{heard:?}");
    assert!(heard.level >= StreamQualityLevel::Bad, "{heard:?}");
    assert!(newest(&network(&world, ben))[1] >= StreamQualityLevel::Bad);
}

#[test]
fn a_break_is_told_once_with_its_length() {
    let mut world = world(4);
    let [anna, ben] = call(&mut world);
    for (breaks, cut) in [(1, 350), (2, 800)] {
        let since = world.elapsed();
        world.cut(anna, Traffic::Datagrams);
        world.run_for(milliseconds(cut));
        world.restore(anna, Traffic::Datagrams);
        world.run_for(8 * SECOND);
        assert_eq!(media_events(&world, ben, since), [AudioBreakOccur, AudioBreakResume]);
        let quality = newest(&played(&world, ben));
        assert_eq!(quality.audio_cumulative_break_count, breaks);
    }
    let quality = newest(&played(&world, ben));
    let time = quality.audio_cumulative_break_time;
    assert!(time > milliseconds(900) && time < milliseconds(2200), "{time:?}");
    assert!(quality.audio_cumulative_break_rate > 3.0, "{quality:?}");
}

#[test]
fn a_muted_publisher_is_no_break() {
    let mut world = world(5);
    let [anna, ben] = call(&mut world);
    let since = world.elapsed();
    world.call(anna, Command::MuteMicrophone(true));
    world.run_for(10 * SECOND);
    assert_eq!(media_events(&world, ben, since), []);
    let (sent, heard) = (newest(&published(&world, anna)), newest(&played(&world, ben)));
    assert_eq!((sent.sound_level, heard.sound_level), (0.0, 0.0));
    assert_eq!(heard.level, Excellent);
}

#[test]
fn nothing_is_told_while_nothing_is_published_or_played() {
    let mut world = world(6);
    let [anna] = join(&mut world);
    world.run_for(10 * SECOND);
    publish(&mut world, anna);
    world.run_for(5 * SECOND);
    assert_eq!((published(&world, anna).len(), network(&world, anna).len()), (1, 2));
    world.call(anna, Command::StopPublishingStream { channel: MAIN });
    world.run_for(10 * SECOND);
    assert_eq!((published(&world, anna).len(), network(&world, anna).len()), (1, 2));
}

#[test]
fn a_dead_path_is_graded_so() {
    let mut world = world(7);
    let [anna, ben] = call(&mut world);
    world.cut(ben, Traffic::Datagrams);
    world.run_for(9 * SECOND);
    assert_eq!(newest(&network(&world, ben)), [StreamQualityLevel::Die; 2]);
    assert_eq!(newest(&published(&world, ben)).level, StreamQualityLevel::Die);
    assert_eq!(newest(&network(&world, anna))[0], Excellent, "her own way is as good as before");
}
