//! The brake against a link in virtual time.

use super::*;
use crate::flight::tests::{EXTENSION, datagram, report};

/// A link with a queue, and a client that reports every 50 ms.
struct Way {
    brake: Brake,
    now: Instant,
    began: Instant,
    bytes_per_second: f64,
    latency: Duration,
    free_at: Instant,
    /// Of those not reported yet: their numbers and arrivals.
    arrivals: Vec<(u16, Duration)>,
    number: u16,
}

fn ms(time_ms: u64) -> Duration {
    Duration::from_millis(time_ms)
}

impl Way {
    fn new(bytes_per_second: f64) -> Self {
        let now = crate::test_start();
        let (brake, arrivals) = (Brake::new(now), Vec::new());
        let latency = ms(10);
        Self {
            brake,
            now,
            began: now,
            bytes_per_second,
            latency,
            free_at: now,
            arrivals,
            number: 0,
        }
    }

    fn send(&mut self, bytes: usize) {
        self.brake.sent(self.now, &datagram(self.number, bytes), EXTENSION);
        let time = Duration::from_secs_f64(bytes as f64 / self.bytes_per_second);
        self.free_at = self.free_at.max(self.now) + time;
        let arrives = self.free_at + self.latency - self.began;
        self.arrivals.push((self.number, arrives));
        self.number += 1;
    }

    /// Sound of 188 bytes every 20 ms, and pictures of 1228 bytes as often, as far as the brake
    /// lets them, for so long; returns how many pictures went through.
    fn run(&mut self, time: Duration) -> usize {
        let end = self.now + time;
        let mut pictures = 0;
        while self.now < end {
            self.send(188);
            if self.brake.free_at(self.now) < self.now + ms(20) {
                self.send(1228);
                pictures += 1;
            }
            self.now += ms(20);
            if (self.now - self.began).as_millis().is_multiple_of(60) {
                let elapsed = self.now - self.began;
                let (arrived, rest): (Vec<_>, Vec<_>) =
                    self.arrivals.drain(..).partition(|(_, at)| *at <= elapsed);
                self.arrivals = rest;
                if let Some((base, _)) = arrived.first() {
                    let arrived: Vec<_> = arrived.iter().map(|(_, at)| Some(*at)).collect();
                    self.brake.report(self.now, &report(*base, &arrived));
                }
            }
        }
        pictures
    }

    fn queue(&self) -> Duration {
        self.free_at.saturating_duration_since(self.now)
    }
}

#[test]
fn a_wide_link_is_not_limited() {
    let mut way = Way::new(1_000_000.0);
    assert_eq!(way.run(ms(4000)), 200);
    assert!(!way.brake.is_on());
}

#[test]
fn a_link_that_becomes_narrow_is_drained_and_then_used() {
    let mut way = Way::new(1_000_000.0);
    way.run(ms(3000));
    way.bytes_per_second = 37_500.0;
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        way.run(ms(60));
        longest = longest.max(way.queue());
    }
    assert!(longest < ms(100), "{longest:?}");
    let rate = way.brake.rate().expect("a limit");
    assert!((0.85..1.0).contains(&(rate / 37_500.0)), "{rate}");
    // Sound takes 9400 bytes a second of it.
    let pictures = way.run(ms(2000)) * 1228 / 2;
    assert!((20_000..30_000).contains(&pictures), "{pictures} bytes a second");
    assert!(way.queue() < ms(50), "{:?}", way.queue());
}

#[test]
fn a_link_that_is_wide_again_is_used_again() {
    let mut way = Way::new(1_000_000.0);
    way.run(ms(3000));
    way.bytes_per_second = 37_500.0;
    way.run(ms(3000));
    way.bytes_per_second = 1_000_000.0;
    way.run(ms(5000));
    assert_eq!(way.run(ms(1000)), 50);
}

#[test]
fn a_longer_way_is_no_queue_for_long() {
    let mut way = Way::new(1_000_000.0);
    way.run(ms(3000));
    way.latency += ms(60);
    way.run(ms(1000));
    let pictures = way.run(ms(1000));
    assert!(pictures >= 45, "{pictures} of 50");
}

#[test]
fn it_is_off_when_no_picture_waited_for_long() {
    let mut way = Way::new(1_000_000.0);
    way.run(ms(3000));
    way.bytes_per_second = 37_500.0;
    way.run(ms(500));
    assert!(way.brake.is_on());
    way.bytes_per_second = 1_000_000.0;
    way.run(ms(5000));
    let base = way.number;
    for _ in 0..620 {
        way.send(188);
        way.now += ms(60);
        let at = way.now - way.began;
        let number = way.number - 1;
        way.brake.report(way.now, &report(number, &[Some(at)]));
    }
    assert!(way.number > base && !way.brake.is_on());
}
