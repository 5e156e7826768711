//! What a listener hears over good and bad networks, with real Opus.

use std::time::Duration;

use cooee_audio::jitter::Bounds;
use cooee_audio::{FRAME_SAMPLES, Playout};

use crate::network::{Call, Chance, Heard, LONGEST_CALL};
use crate::speech::Speech;

const MS: Duration = Duration::from_millis(1);

/// What every packet needs at least.
const PATH: Duration = Duration::from_millis(30);

#[test]
fn a_clean_link_plays_everything_almost_at_once() {
    for pull_phase in [0, 1, 3, 6, 9] {
        let call = Call { pull_phase: pull_phase * MS, ..Call::default() };
        let heard = call.make(&mut |_| Some(PATH));
        let last = last(&heard);
        assert_eq!((last.concealed_samples, last.late_packets, last.lost_packets), (0, 0, 0));
        assert!(longest_delay(&heard[200..]) <= 18 * MS, "phase {pull_phase}: {last:?}");
        let first = heard.iter().find(|heard| heard.playout == Playout::Received);
        assert!(first.is_some_and(|first| first.at <= PATH + 60 * MS));
    }
}

#[test]
fn a_clean_link_sounds_like_the_talker() {
    let heard = Call::default().make(&mut |_| Some(PATH));
    let mut speech = Speech::new();
    let said: Vec<f32> = (0..heard.len()).flat_map(|_| speech.frame()).collect();
    let heard: Vec<f32> = heard.iter().flat_map(|heard| heard.frame).collect();
    let (delay, similarity) = best_match(&said, &heard);
    assert!(similarity > 0.95, "{similarity} at {delay:?}");
    // Packet 20 ms, codec 6.5 ms, and the buffer.
    assert!(delay <= PATH + 50 * MS, "{delay:?}");
}

#[test]
fn a_device_that_pulls_in_pairs_is_served_as_well() {
    let call = Call { pulls_in_pairs: true, ..Call::default() };
    let heard = call.make(&mut |_| Some(PATH));
    assert_eq!(last(&heard).concealed_samples, 0);
    assert!(longest_delay(&heard[200..]) <= 18 * MS);
}

/// Both ends and the server on one busy computer, whose threads are woken late now and then.
#[test]
fn a_busy_computer_costs_no_delay() {
    let mut number = 0;
    let call = Call { pull_phase: Duration::from_millis(2), ..Call::default() };
    let heard = call.make(&mut |_| {
        number += 1;
        Some(match number {
            _ if number % 400 == 130 => MS * 52 / 5,
            _ if number % 60 == 3 => MS * 29 / 5,
            _ => MS * 13 / 5 - MS / 10 * (number * 7 % 16),
        })
    });
    let late = |heard: &Heard| heard.statistics.current_delay > MS * 11;
    let last_late = heard.iter().rposition(late).map(|index| heard[index].at);
    assert!(last_late.is_none_or(|at| at < 3000 * MS), "{last_late:?}");
    assert!(concealed_samples(&heard) <= 3 * 480, "{:?}", last(&heard));
}

#[test]
fn copies_recover_most_losses_for_one_packet_of_delay() {
    let concealed = |copies| {
        let mut chance = Chance::new(5);
        let call = Call { copies, seconds: 30, ..Call::default() };
        let heard = call.make(&mut |_| (chance.share() >= 0.1).then_some(PATH));
        assert!(longest_delay(&heard[200..]) <= 38 * MS);
        concealed_share(&heard)
    };
    let (without, with) = (concealed(0), concealed(1));
    assert!((0.08..0.13).contains(&without), "{without}");
    assert!(with < without / 5.0, "{with} against {without}");
}

#[test]
fn what_no_copy_holds_is_made_of_what_later_packets_tell() {
    let mut chance = Chance::new(9);
    let call = Call { tells: true, seconds: 30, ..Call::default() };
    let heard = call.make(&mut |_| (chance.share() >= 0.2).then_some(PATH));
    let last = last(&heard);
    let reconstructed = last.reconstructed_samples as f64 / last.played_samples as f64;
    assert!((0.12..0.22).contains(&reconstructed), "{last:?}");
    assert!(concealed_samples(&heard[500..]) < 48 * 1500, "{last:?}");
    assert!(longest_delay(&heard) <= 120 * MS, "{last:?}");
}

#[test]
fn a_long_gap_is_counted_once() {
    let heard = Call::default().make(&mut |sent| {
        let lost = (5000 * MS..5300 * MS).contains(&sent) || (9000 * MS..9100 * MS).contains(&sent);
        (!lost).then_some(PATH)
    });
    assert_eq!(last(&heard).audible_gaps, 1);
}

#[test]
fn jitter_is_bought_off_with_delay() {
    for (copies, most_concealed, longest) in [(0, 0.015, 125 * MS), (1, 0.006, 95 * MS)] {
        let mut chance = Chance::new(7);
        let call = Call { copies, seconds: 30, ..Call::default() };
        let heard = call.make(&mut |_| Some(PATH + chance.exponential(20 * MS)));
        let share = concealed_share(&heard);
        assert!(share < most_concealed, "{copies} copies: {share}");
        assert!(longest_delay(&heard) <= longest, "{copies} copies: {:?}", longest_delay(&heard));
    }
}

#[test]
fn after_an_outage_the_delay_is_back_at_once_and_nothing_old_is_heard() {
    for length in [60, 150, 300, 1000, 3000] {
        let (from, to) = (8000 * MS, (8000 + length) * MS);
        let heard = Call::default().make(&mut |sent| {
            Some(if (from..to).contains(&sent) { to - sent + PATH } else { PATH })
        });
        let after = heard.iter().position(|heard| heard.at > to + PATH + 100 * MS).unwrap_or(0);
        let later = after + 150;
        assert!(longest_delay(&heard[after..]) <= 60 * MS, "{length} ms");
        assert!(longest_delay(&heard[later..]) <= 18 * MS, "{length} ms");
        let concealed = last(&heard).concealed_samples as u32 / 48;
        assert!((length - 20..length + 40).contains(&concealed), "{length} ms: {concealed}");
    }
}

#[test]
fn outages_that_repeat_are_waited_for() {
    let call = Call { seconds: 30, ..Call::default() };
    let heard = call.make(&mut |sent| {
        let place = sent.as_millis() as u32 % 2000;
        Some(PATH + MS * 200_u32.saturating_sub(place))
    });
    let concealed = concealed_samples(&heard[1000..]);
    assert!(concealed < 48 * 400, "{concealed} of the last 20 s, in which 2 s were held up");
}

#[test]
fn another_path_is_followed() {
    let slower =
        Call::default().make(&mut |sent| Some(if sent > 8000 * MS { 3 * PATH } else { PATH }));
    assert!(last(&slower).concealed_samples < 48 * 200);
    assert!(longest_delay(&slower[1000..]) <= 18 * MS);
    let call = Call { seconds: 30, ..Call::default() };
    let faster = call.make(&mut |sent| Some(if sent < 8000 * MS { 3 * PATH } else { PATH }));
    assert_eq!(last(&faster).concealed_samples, 0);
    assert!(longest_delay(&faster[2800..]) <= 18 * MS, "{:?}", last(&faster));
}

#[test]
fn clocks_that_drift_are_followed_without_a_gap() {
    for drift in [-500, 500] {
        let call = Call { drift, seconds: LONGEST_CALL, ..Call::default() };
        let heard = call.make(&mut |_| Some(PATH));
        let last = last(&heard);
        assert_eq!((last.concealed_samples, last.late_packets), (0, 0), "{drift}");
        let longest = longest_delay(&heard[200..]);
        assert!(longest <= 30 * MS, "{drift}: {longest:?} {last:?}");
        let shortened = |heard: &Heard| {
            heard.statistics.removed_samples as i64 - heard.statistics.inserted_samples as i64
        };
        let changed = (shortened(&heard[heard.len() - 1]) - shortened(&heard[500])) / 48;
        let drifted = drift * 35 / 1000;
        assert!((changed - drifted).abs() <= 10, "{changed} ms, not {drifted} ms");
        assert_eq!(changed.signum(), drift.signum());
    }
}

#[test]
fn the_delay_keeps_to_its_bounds() {
    for (min, max) in [(100, 100), (200, 4000), (0, 40)] {
        let mut chance = Chance::new(3);
        let bounds = Bounds::new(min * MS, max * MS);
        let call = Call { bounds, seconds: 30, ..Call::default() };
        let heard = call.make(&mut |_| Some(PATH + chance.exponential(20 * MS)));
        for heard in &heard[500..] {
            let statistics = heard.statistics;
            assert!((min * MS..=max * MS).contains(&statistics.target_delay));
            assert!(statistics.current_delay + 10 * MS >= min * MS, "{statistics:?}");
            assert!(statistics.current_delay <= max * MS + 60 * MS, "{statistics:?}");
        }
    }
}

fn last(heard: &[Heard]) -> cooee_audio::jitter::Statistics {
    heard.last().expect("somebody listened").statistics
}

fn longest_delay(heard: &[Heard]) -> Duration {
    heard.iter().map(|heard| heard.statistics.current_delay).max().unwrap_or_default()
}

fn concealed_samples(heard: &[Heard]) -> u64 {
    let before = heard.first().map_or(0, |heard| heard.statistics.concealed_samples);
    last(heard).concealed_samples - before
}

fn concealed_share(heard: &[Heard]) -> f64 {
    last(heard).concealed_samples as f64 / last(heard).played_samples as f64
}

/// The delay at which the energies of two recordings go together best, and how well.
fn best_match(said: &[f32], heard: &[f32]) -> (Duration, f64) {
    (0..150)
        .map(|delay| (delay * MS, similarity(said, &heard[48 * delay as usize..])))
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .unwrap_or_default()
}

/// The correlation of the loudness of two recordings.
fn similarity(one: &[f32], other: &[f32]) -> f64 {
    let loudness = |samples: &[f32]| -> Vec<f64> {
        let energy = |part: &[f32]| part.iter().map(|sample| f64::from(sample * sample)).sum();
        samples.chunks_exact(FRAME_SAMPLES).map(|part| f64::sqrt(energy(part))).collect()
    };
    let (one, other) = (loudness(one), loudness(other));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_one, mean_other) = (mean(&one), mean(&other));
    let pairs = || one.iter().zip(&other).map(|(one, other)| (one - mean_one, other - mean_other));
    let together: f64 = pairs().map(|(one, other)| one * other).sum();
    let each: (f64, f64) =
        pairs().fold((0.0, 0.0), |sum, (one, other)| (sum.0 + one * one, sum.1 + other * other));
    together / (each.0 * each.1).sqrt()
}
