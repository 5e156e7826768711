use super::arrivals::MOST_RECENT;
use super::*;
use proptest::prelude::*;
use std::time::Duration;

/// A sender that obeys, on a link that passes so much; how long packets waited, in seconds,
/// and the limit, ten times a second.
fn link(bits_per_second: f64, loss: impl Fn(u64) -> bool, drift: f64) -> Vec<(f64, Option<u32>)> {
    #[expect(clippy::disallowed_methods, reason = "where the virtual time starts")]
    let start = Instant::now();
    let mut bandwidth = Bandwidth::new(start);
    let (mut free_at, mut told, mut seen, mut arrivals) = (0.0_f64, 0, vec![], vec![]);
    for number in 0..3000_u64 {
        let now = number as f64 * 0.02;
        let rate = bandwidth.bits_per_second().map_or(122_000.0, f64::from).min(122_000.0);
        bandwidth.sent(start + seconds(now), number as u16, (rate * 0.02 / 8.0) as usize);
        free_at = free_at.max(now) + rate * 0.02 / bits_per_second;
        let arrived = (free_at + 0.02) * (1.0 + drift) + 77.0;
        arrivals
            .push((number, (!loss(number)).then(|| (free_at + 0.04, start + seconds(arrived)))));
        if number % 5 == 0 {
            // What is on the way is not told of yet.
            let ready = arrivals[told..]
                .iter()
                .take_while(|(_, it)| it.is_none_or(|(known, _)| known <= now))
                .count();
            let news = &arrivals[told..told + ready];
            bandwidth.feedback(news.iter().map(|(number, it)| (*number, it.map(|it| it.1))));
            told += ready;
            seen.push((free_at - now, bandwidth.bits_per_second()));
        }
    }
    seen
}

fn seconds(count: f64) -> Duration {
    Duration::from_secs_f64(count)
}

#[test]
fn a_narrow_link_is_found_out_and_used() {
    for passes in [32_000.0, 64_000.0, 96_000.0] {
        let seen = link(passes, |number| number % 10 == 3, 0.0);
        let mut waits: Vec<f64> = seen.iter().map(|it| it.0).collect();
        waits.sort_by(f64::total_cmp);
        let usual = waits[waits.len() * 95 / 100];
        assert!(usual < 0.15, "{passes}: {usual} s");
        let mean = seen[50..].iter().map(|it| f64::from(it.1.unwrap_or(0))).sum::<f64>();
        let mean = mean / (seen.len() - 50) as f64;
        assert!(mean > 0.7 * passes, "{passes}: {mean}");
    }
}

#[test]
fn neither_loss_nor_clocks_that_drift_are_queues() {
    for drift in [-0.0003, 0.0, 0.0003] {
        let seen = link(1e7, |number| number % 10 < 5, drift);
        let late = &seen[150..];
        assert!(late.iter().all(|it| it.1.is_none_or(|bits| bits > 85_000)), "{late:?}");
    }
}

proptest! {
    #[test]
    fn no_feedback_leads_astray(
        packets in proptest::collection::vec((any::<u16>(), 0..3000_usize, 0..100_u64), 0..200),
        told in proptest::collection::vec((any::<u64>(), proptest::option::of(any::<u32>())), 0..400),
    ) {
        #[expect(clippy::disallowed_methods, reason = "where the virtual time starts")]
        let start = Instant::now();
        let mut bandwidth = Bandwidth::new(start);
        let mut now = start;
        let mut told = told.into_iter();
        for (sequence, bytes, pause) in packets {
            now += Duration::from_millis(pause);
            bandwidth.sent(now, sequence, bytes);
            let newest = bandwidth.newest();
            let news = told.by_ref().take(2).map(|(number, after)| {
                let arrived = after.map(|after| start + Duration::from_micros(after.into()));
                (newest.saturating_sub(number % 3), arrived)
            });
            bandwidth.feedback(news);
            let limit = bandwidth.bits_per_second();
            prop_assert!(limit.is_none_or(|bits| (16_000..=400_000).contains(&bits)));
        }
        prop_assert!(bandwidth.sent.len() <= MOST_ON_THE_WAY);
        prop_assert!(bandwidth.arrivals.len() <= MOST_RECENT);
    }
}
