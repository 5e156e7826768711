//! Pictures: forwarded from a key frame on, asked for, and never in the way of sound.

use crate::client::Kind;
use crate::figures::figures;
use crate::world::{Narrow, World, client_address};
use cooee_sfu::{Codec, Command};
use std::time::{Duration, Instant};

const FRAME: Duration = Duration::from_millis(40);
const FRAME_UNITS: u32 = 3600;

/// The first packet of a VP8 key frame, and of another frame.
fn picture(is_key: bool, bytes: usize) -> Vec<u8> {
    let mut payload = vec![0_u8; bytes];
    payload[0] = 0x10;
    payload[1] = u8::from(!is_key);
    payload
}

fn is_key(payload: &[u8]) -> bool {
    payload[0] == 0x10 && payload[1] & 1 == 0
}

/// Client 0 sends pictures as stream 7 and clients from 1 on watch it.
fn world(players: u64) -> World {
    let mut world = World::with_clients(&vec![Kind::BROWSER; 1 + players as usize]);
    world.add_video(0, 1, 0);
    world.show(7, 0);
    for player in 1..=players {
        world.add_video(player, 0, 1);
        world.watch(7, player);
    }
    world
}

/// Client 0 sends one packet for each frame; a key frame if it was asked for one since.
fn film(world: &mut World, frames: u32, begin: u32, bytes: usize) {
    let mut answered = world.client(0).key_frames_asked.len();
    for frame in begin..begin + frames {
        let asked = world.client(0).key_frames_asked.len();
        let payload = picture(asked > answered, bytes);
        answered = asked;
        world.picture(0, frame * FRAME_UNITS, &payload);
        world.run(FRAME);
    }
}

#[test]
fn pictures_are_forwarded_from_a_key_frame_on() {
    let mut world = world(2);
    for frame in 0..20_u32 {
        world.picture(0, frame * FRAME_UNITS, &picture(frame == 5 || frame == 12, 100));
        world.run(FRAME);
    }
    for player in [1, 2] {
        let seen = world.seen(player);
        assert_eq!(seen.len(), 15, "all from the first key frame on");
        for (index, (sequence, timestamp, payload)) in seen.iter().enumerate() {
            assert_eq!(*sequence, index as u64 + 1);
            assert_eq!(*timestamp, (index as u32 + 5) * FRAME_UNITS);
            assert_eq!(is_key(payload), index == 0 || index == 7);
        }
    }
}

#[test]
fn who_watches_learns_the_codec_and_the_frames_of_each_second() {
    let mut world = world(1);
    film(&mut world, 50, 0, 500);
    world.command(Command::Watch(true));
    film(&mut world, 100, 50, 500);
    let told = figures(&mut world);
    let [first, .., last] = &told[..] else { panic!("{told:?}") };
    assert_eq!(first.streams[0].frames_per_second, 0.0, "nothing was counted before");
    let stream = &last.streams[0];
    assert_eq!(stream.codec, Some(Codec::Vp8));
    assert!((24.0..=26.0).contains(&stream.frames_per_second), "{stream:?}");
    assert!((96_000..=104_000).contains(&stream.bits_per_second), "{stream:?}");
    assert!(stream.players[0].bits_per_second > 90_000, "{stream:?}");
}

#[test]
fn a_player_who_joins_sees_a_key_frame_soon() {
    let mut world = world(2);
    film(&mut world, 30, 0, 100);
    world.join(9, Kind::BROWSER);
    world.run(Duration::from_millis(300));
    world.add_video(9, 0, 1);
    let joined = world.now;
    world.watch(7, 9);
    while world.seen(9).is_empty() && world.now < joined + Duration::from_secs(2) {
        let frame = 100 + (world.now - joined).as_millis() as u32 / 40;
        film(&mut world, 1, frame, 100);
        if world.client(0).key_frames_asked.last().is_some_and(|at| *at >= joined) {
            world.picture(0, (frame + 1) * FRAME_UNITS, &picture(true, 100));
            world.run(FRAME);
        }
    }
    assert!(is_key(&world.seen(9)[0].2));
    let waited = world.now - joined;
    assert!(waited <= Duration::from_millis(200), "{waited:?}");
}

#[test]
fn another_stream_on_a_slot_begins_with_a_key_frame_and_without_a_gap() {
    let mut world = world(1);
    world.join(9, Kind::BROWSER);
    world.run(Duration::from_millis(300));
    world.add_video(9, 1, 0);
    world.show(8, 9);
    film(&mut world, 10, 0, 100);
    world.picture(0, 10 * FRAME_UNITS, &picture(true, 100));
    world.run(FRAME);
    let before = world.seen(1);
    let (last_sequence, last_timestamp, _) = before.last().expect("pictures came").clone();

    world.watch(8, 1);
    world.run(Duration::from_millis(50));
    assert_eq!(world.client(9).key_frames_asked.len(), 1, "asked for at once");
    for frame in 0..5_u32 {
        world.picture(9, 77_000 + frame * FRAME_UNITS, &picture(frame == 2, 50));
        world.run(FRAME);
    }
    let after = world.seen(1).split_off(before.len());
    assert_eq!(after.len(), 3, "from the key frame on");
    assert!(is_key(&after[0].2));
    assert_eq!(after[0].0, last_sequence + 1);
    let jump = after[0].1.wrapping_sub(last_timestamp);
    assert!(jump > 0 && jump < 90_000, "{jump}");
    assert_eq!(after[1].1 - after[0].1, FRAME_UNITS);
}

#[test]
fn requests_for_key_frames_reach_the_publisher_but_not_too_often() {
    let mut world = world(3);
    world.picture(0, 0, &picture(true, 100));
    world.run(Duration::from_secs(1));
    let begin: Instant = world.now;
    for frame in 1..=50_u32 {
        let now = world.now;
        for player in 1..=3 {
            world.client(player).ask_key_frame(now, 0);
        }
        world.picture(0, frame * FRAME_UNITS, &picture(false, 100));
        world.run(FRAME);
    }
    let asked = &world.client(0).key_frames_asked;
    let asked: Vec<_> = asked.iter().filter(|at| **at >= begin).collect();
    // Two seconds of it.
    assert!((3..=5).contains(&asked.len()), "{}", asked.len());
    for pair in asked.windows(2) {
        assert!(*pair[1] - *pair[0] >= Duration::from_millis(490));
    }
}

#[test]
fn a_lost_packet_is_sent_again_on_both_ways() {
    for at_server in [true, false] {
        let mut world = world(1);
        film(&mut world, 5, 0, 100);
        world.picture(0, 5 * FRAME_UNITS, &picture(true, 100));
        world.run(FRAME);
        let before = world.seen(1).len();
        let mut lost = false;
        world.loses = Box::new(move |datagram| {
            let to_server = datagram.destination == crate::world::server_address();
            let is_picture = datagram.contents.len() > 900;
            let loses = is_picture && to_server == at_server && !lost;
            lost |= loses;
            loses
        });
        for frame in 6..30_u32 {
            world.picture(0, frame * FRAME_UNITS, &picture(false, 900));
            world.run(FRAME);
        }
        assert_eq!(world.seen(1).len() - before, 24, "lost towards the server: {at_server}");
    }
}

#[test]
fn sound_is_not_kept_waiting_where_pictures_do_not_fit() {
    let mut world = World::with_clients(&[Kind::BROWSER, Kind::BROWSER]);
    world.publish(1, 0);
    world.play(1, 1, 0);
    world.add_video(0, 1, 0);
    world.add_video(1, 0, 1);
    world.show(7, 0);
    world.watch(7, 1);
    let to = client_address(1);
    world.narrow.push(Narrow { to, bits_per_second: 300_000, free_at: world.now });
    let mut key_frames = world.client(0).key_frames_asked.len();
    let begin = world.now;
    // 20 s of 50 packets of sound in a second, and of pictures of 1 Mbit/s.
    for tick in 0..1000_u32 {
        world.say(0, tick * 960, &tick.to_be_bytes());
        let asked = world.client(0).key_frames_asked.len();
        let is_key = tick % 2 == 0 && asked > key_frames;
        if tick % 2 == 0 {
            key_frames = asked;
            let packets = if is_key { 20 } else { 5 };
            for packet in 0..packets {
                let mut payload = picture(is_key && packet == 0, 1000);
                payload[0] = if packet == 0 { 0x10 } else { 0 };
                world.picture(0, tick / 2 * FRAME_UNITS, &payload);
            }
        }
        world.run(Duration::from_millis(20));
    }
    world.run(Duration::from_secs(1));
    let slot = world.client(1).receiving[0];
    // After the first seconds, in which the link becomes known.
    let settled = begin + Duration::from_secs(5);
    let sound: Vec<_> = world.client(1).received.iter().filter(|(mid, _)| *mid == slot).collect();
    let late: Vec<_> = sound.iter().filter(|(_, packet)| packet.timestamp >= settled).collect();
    assert!(late.len() >= 735, "{} of 750 packets", late.len());
    let gaps = late.windows(2).map(|pair| pair[1].1.timestamp - pair[0].1.timestamp);
    let longest = gaps.max().expect("packets");
    // The link's own queue holds 300 ms.
    assert!(longest < Duration::from_millis(220), "{longest:?}");
    let bits: usize = world.seen(1).iter().map(|(_, _, payload)| payload.len() * 8).sum();
    let rate = bits as f64 / 20.0;
    assert!((20_000.0..300_000.0).contains(&rate), "{rate} bit/s of pictures");
}
