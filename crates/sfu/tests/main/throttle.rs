//! Links that become narrow in the middle of a call, and links that only seem to.

use crate::call::{Call, Camera};
use crate::client::Datagram;
use crate::world::client_address;
use std::time::{Duration, Instant};

const SMALL: Camera = Camera { bits_per_second: 400_000, frames_per_second: 15, ..Camera::USUAL };
const NARROW: u64 = 300_000;
const WIDE: u64 = 2_000_000;

fn ms(time_ms: u64) -> Duration {
    Duration::from_millis(time_ms)
}

/// Numbers without a pattern, 0..=1.
fn noise(mut seed: u32) -> impl FnMut() -> f32 {
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 24) as f32
    }
}

#[test]
fn sound_hardly_waits_when_a_link_becomes_narrow() {
    // The longest gap follows from what is on the way before anybody can know: one frame, or
    // two, and a report comes every 50 ms.
    let smooth = Camera { frames_per_second: 30, ..SMALL };
    for (camera, most) in [(SMALL, 60), (smooth, 60), (Camera::USUAL, 230)] {
        for phase in 0..5 {
            let mut call = Call::new(1, camera);
            call.world.latency = ms(1);
            call.run(ms(5000 + 20 * phase));
            call.narrow(1, NARROW);
            let settling = call.run(ms(3000));
            let narrow = call.run(ms(6000));
            call.run(ms(400));
            let heard = call.heard(1, settling.clone());
            assert!(heard.lost == 0 && heard.concealed <= ms(most), "{phase}: {heard:?}");
            let heard = call.heard(1, narrow.clone());
            assert!(heard.lost == 0 && heard.longest <= ms(150), "{phase}: {heard:?}");
            // Single pictures are still seen.
            let seen = call.seen(1, settling.start..narrow.end);
            assert!(seen.frames >= 5 && seen.longest_freeze < ms(6000), "{phase}: {seen:?}");
        }
    }
}

#[test]
fn pictures_come_back_when_the_link_is_wide_again() {
    for camera in [SMALL, Camera::USUAL] {
        let mut call = Call::new(1, camera);
        call.run(ms(3000));
        call.narrow(1, NARROW);
        call.run(ms(8000));
        call.narrow(1, WIDE);
        let returning = call.run(ms(14_000));
        let wide = call.run(ms(4000));
        call.run(ms(400));
        let seen = call.seen(1, wide);
        assert!(seen.frames as u32 >= 4 * camera.frames_per_second - 2, "{seen:?}");
        let heard = call.heard(1, returning);
        assert!(heard.lost == 0 && heard.concealed <= ms(20), "{heard:?}");
    }
}

#[test]
fn varying_delays_do_not_stop_pictures() {
    let mut random = noise(7);
    let mut newest = None::<Instant>;
    // Up to 100 ms more for each, in order.
    let jitter = move |now: Instant| {
        let at = (now + ms(100).mul_f32(random())).max(newest.unwrap_or(now));
        newest = Some(at);
        at - now
    };
    // Nothing for 150 ms out of 700, and then all of it, as radio links do.
    let mut began = None;
    let bursts = move |now: Instant| {
        let phase = (now - *began.get_or_insert(now)).as_millis() as u64 % 700;
        ms(150_u64.saturating_sub(phase))
    };
    // A longer way from the beginning of the test on.
    let longer = |_: Instant| ms(70);
    let delays: [Box<dyn FnMut(Instant) -> Duration>; 3] =
        [Box::new(jitter), Box::new(bursts), Box::new(longer)];
    for mut delay in delays {
        let mut call = Call::new(1, Camera::USUAL);
        call.run(ms(3000));
        call.world.delay = Box::new(move |now, datagram: &Datagram| {
            let is_down = datagram.destination == client_address(1);
            if is_down { delay(now) } else { Duration::ZERO }
        });
        let ticks = call.run(ms(10_000));
        call.run(ms(400));
        let seen = call.seen(1, ticks);
        assert!(seen.frames >= 240 && seen.longest_freeze <= ms(300), "{seen:?}");
        assert_eq!(call.world.client(0).key_frames_asked.len(), 1, "nothing was left out");
    }
}

#[test]
fn some_pictures_come_where_a_third_of_all_is_lost() {
    let mut call = Call::new(1, Camera::USUAL);
    let mut random = noise(7);
    call.world.loses =
        Box::new(move |datagram| datagram.destination == client_address(1) && random() < 0.3);
    let ticks = call.run(ms(20_000));
    call.run(ms(400));
    let seen = call.seen(1, ticks.clone());
    assert!(seen.frames >= 25 && seen.longest_freeze < ms(8000), "{seen:?}");
    let heard = call.heard(1, ticks);
    assert!((200..400).contains(&heard.lost) && heard.longest < ms(30), "{heard:?}");
}

#[test]
fn a_narrow_link_is_nobody_elses_matter() {
    let mut call = Call::new(3, SMALL);
    call.narrow(2, WIDE);
    call.run(ms(3000));
    call.narrow(1, NARROW);
    let ticks = call.run(ms(8000));
    call.run(ms(400));
    for player in [2, 3] {
        let seen = call.seen(player, ticks.clone());
        assert!(seen.frames >= 118 && seen.longest_freeze < ms(200), "{player}: {seen:?}");
        let heard = call.heard(player, ticks.clone());
        assert!(heard.lost == 0 && heard.longest < ms(40), "{player}: {heard:?}");
    }
}
