//! How good a conversation sounds, as a mean opinion score: the E-model of ITU-T G.107.1
//! (wideband) with the impairments of Opus. Pure.
//!
//! ```text
//! R   = 129 − Idd(delay) − Ie,eff(codec, what is missing)
//! MOS = 1 + 0.035 Rx + 7·10⁻⁶ Rx (Rx − 60)(100 − Rx),  Rx = R / 1.29
//! ```
//!
//! Noise and echo are taken at their defaults, which cost nothing on this scale (Is, Idte and
//! Idle are 0): the processing of the microphone sees to them, and no listener can measure them.
//!
//! - Delay, `Idd`: G.107, clause 7.4: nothing up to 100 ms one way.
//! - Codec, `Ie`: what Opus costs at a bitrate ([`CODEC`]), from Alahmadi, Pocta and Melvin, "An
//!   Adaptive Bitrate Switching Algorithm for Speech Applications in Context of WebRTC" (ACM TOMM
//!   17(4), 2021, doi 10.1145/3458751), super-wideband, variable bitrate. The table of
//!   `docs/adr/0011`, brought to this scale in the manner of ITU-T P.834.1, agrees within 3
//!   points. ITU-T G.113 has no values for Opus.
//! - Missing audio, `Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl + Bpl)`: clause 7.5. `Ppl` is the share
//!   of *audio* that is made up, after copies have done their work, not that of packets. `Bpl` is
//!   the paper's for bursty losses at 37 kbit/s and above, since what copies leave comes in bursts.

use std::time::Duration;

/// What speaks against a conversation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impairments {
    /// What the speech is encoded with, in bits per second.
    pub bits_per_second: f64,
    /// The share of audio that is missing, 0 to 1.
    pub missing: f64,
    /// From mouth to ear, one way.
    pub delay: Duration,
}

/// The mean opinion score, 1 to 4.5.
pub fn opinion_score(impairments: Impairments) -> f64 {
    score_of(rating(impairments) / SCALE)
}

/// The transmission rating R of G.107.1, 0 to 129.
fn rating(Impairments { bits_per_second, missing, delay }: Impairments) -> f64 {
    let percent = 100.0 * missing.clamp(0.0, 1.0);
    let codec = codec_impairment(bits_per_second / 1000.0);
    let equipment = codec + (95.0 - codec) * percent / (percent + ROBUSTNESS);
    (100.0 * SCALE - delay_impairment(delay) - equipment).max(0.0)
}

/// `Idd` of G.107: what a delay costs a conversation.
fn delay_impairment(one_way: Duration) -> f64 {
    let milliseconds = one_way.as_secs_f64() * 1000.0;
    if milliseconds <= 100.0 {
        return 0.0;
    }
    let x = (milliseconds / 100.0).log2();
    let sixth = 1.0 / 6.0;
    25.0 * ((1.0 + x.powi(6)).powf(sixth) - 3.0 * (1.0 + (x / 3.0).powi(6)).powf(sixth) + 2.0)
}

/// `Ie` of Opus at so many kbit/s: between the points of [`CODEC`] in straight lines.
fn codec_impairment(kilobits: f64) -> f64 {
    let after = CODEC.iter().position(|(at, _)| kilobits <= *at);
    match after {
        Some(0) => CODEC[0].1,
        None => CODEC[CODEC.len() - 1].1,
        Some(after) => {
            let ((low, worse), (high, better)) = (CODEC[after - 1], CODEC[after]);
            worse + (better - worse) * (kilobits - low) / (high - low)
        }
    }
}

/// The score of a narrowband rating: G.107, annex B.
fn score_of(rating: f64) -> f64 {
    let rating = rating.clamp(0.0, 100.0);
    // The polynomial falls below 1 near 0.
    (1.0 + 0.035 * rating + 7e-6 * rating * (rating - 60.0) * (100.0 - rating)).max(1.0)
}

/// How many points of G.107.1 make one of G.107.
const SCALE: f64 = 1.29;

/// `Bpl` of Opus: the loss, in percent, that costs half of what loss can cost.
const ROBUSTNESS: f64 = 8.3;

/// `Ie` of Opus by kbit/s.
const CODEC: [(f64, f64); 6] =
    [(14.0, 38.1), (16.0, 30.2), (19.0, 23.8), (25.0, 20.2), (31.0, 16.8), (40.0, 10.7)];

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(value: f64, expected: f64, within: f64) {
        assert!((value - expected).abs() <= within, "{value} is not near {expected}");
    }

    fn score(missing: f64, milliseconds: u64) -> f64 {
        let delay = Duration::from_millis(milliseconds);
        opinion_score(Impairments { bits_per_second: 48_000.0, missing, delay })
    }

    #[test]
    fn ratings_have_the_scores_of_annex_b() {
        // G.107, table B.1, and the default rating of 93.2. The table rounds 4.024 up to 4.03.
        for (rating, expected) in
            [(90.0, 4.34), (80.0, 4.03), (70.0, 3.60), (60.0, 3.10), (50.0, 2.58)]
        {
            assert_near(score_of(rating), expected, 0.0065);
        }
        assert_near(score_of(93.2), 4.41, 0.006);
        assert_eq!([score_of(0.0), score_of(-5.0), score_of(3.0)], [1.0; 3]);
        assert_eq!(score_of(120.0), 4.5);
    }

    #[test]
    fn delays_cost_what_the_formula_says() {
        let cost = |milliseconds| delay_impairment(Duration::from_millis(milliseconds));
        assert_eq!([cost(0), cost(100)], [0.0, 0.0]);
        // By hand: X is 1, 2 and 3.
        assert_near(cost(200), 25.0 * (2_f64.powf(1.0 / 6.0) - 3.000_685 + 2.0), 0.01);
        assert_near(cost(400), 24.07, 0.02);
        assert_near(cost(800), 25.0 * (730_f64.powf(1.0 / 6.0) - 3.367_386 + 2.0), 0.01);
    }

    #[test]
    fn the_codec_costs_what_was_published() {
        for (kilobits, expected) in [(14.0, 38.06), (19.0, 23.81), (25.0, 20.21), (40.0, 10.67)] {
            assert_near(codec_impairment(kilobits), expected, 0.1);
        }
        // These are not in the table here but in the paper's.
        for (kilobits, expected) in [(22.0, 20.22), (28.0, 18.48), (34.0, 14.76), (37.0, 12.08)] {
            assert_near(codec_impairment(kilobits), expected, 2.0);
        }
        assert_eq!(codec_impairment(6.0), CODEC[0].1);
        assert_eq!(codec_impairment(192.0), CODEC[5].1);
    }

    #[test]
    fn scores_are_near_those_that_were_measured_with_speech() {
        // ADR 0011: PESQ-WB of Opus at 48 kbit/s, by what is missing of the audio.
        for (missing, measured) in [(0.0, 4.5), (0.05, 3.3), (0.1, 2.8), (0.2, 2.0)] {
            assert_near(score(missing, 0), measured, 0.35);
        }
    }

    #[test]
    fn worse_is_never_better() {
        let by_loss: Vec<_> =
            (0..=100).map(|percent| score(f64::from(percent) / 100.0, 60)).collect();
        assert!(by_loss.is_sorted_by(|better, worse| better >= worse), "{by_loss:?}");
        let by_delay: Vec<_> = (0..200).map(|step| score(0.01, 10 * step)).collect();
        assert!(by_delay.is_sorted_by(|better, worse| better >= worse), "{by_delay:?}");
    }
}
