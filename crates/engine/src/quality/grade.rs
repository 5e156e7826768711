//! Scores as grades.

use super::opinion::{Impairments, opinion_score};
use cooee_proto::StreamQualityLevel;
use std::time::Duration;

/// The grade of a mean opinion score. The limits are those of the Web SDK.
pub(crate) fn grade_of(score: f64) -> StreamQualityLevel {
    match score {
        _ if score >= 4.0 => StreamQualityLevel::Excellent,
        _ if score >= 3.6 => StreamQualityLevel::Good,
        _ if score >= 3.1 => StreamQualityLevel::Medium,
        _ if score >= 2.0 => StreamQualityLevel::Bad,
        _ => StreamQualityLevel::Die,
    }
}

/// The grade of a direction without audio: that of the round trip.
pub(crate) fn idle_grade(round_trip_time: Option<Duration>) -> StreamQualityLevel {
    let Some(round_trip) = round_trip_time else { return StreamQualityLevel::Unknown };
    let delay = round_trip / 2;
    grade_of(opinion_score(Impairments { bits_per_second: GOOD_BITS, missing: 0.0, delay }))
}

/// The worst of some grades; `None` if nothing is known of any.
pub(crate) fn worst(
    grades: impl Iterator<Item = StreamQualityLevel>,
) -> Option<StreamQualityLevel> {
    grades.filter(|grade| *grade != StreamQualityLevel::Unknown).max()
}

/// Opus is not better with more. It stands in where the bitrate is not known: a receiver cannot
/// tell a codec with few bits from a pause in which it needs few.
pub(crate) const GOOD_BITS: f64 = 40_000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use StreamQualityLevel::{Bad, Die, Excellent, Good, Medium, Unknown};

    #[test]
    fn scores_have_grades() {
        let grades = [4.4, 4.0, 3.99, 3.6, 3.1, 2.0, 1.9].map(grade_of);
        assert_eq!(grades, [Excellent, Excellent, Good, Good, Medium, Bad, Die]);
    }

    #[test]
    fn the_worst_counts_and_the_unknown_does_not() {
        assert_eq!(worst([Good, Bad, Unknown, Excellent].into_iter()), Some(Bad));
        assert_eq!(worst([Unknown].into_iter()), None);
    }

    #[test]
    fn a_direction_without_audio_is_as_good_as_its_round_trip() {
        let grade = |ms| idle_grade(Some(Duration::from_millis(ms)));
        assert_eq!([grade(40), grade(1000), grade(3000)], [Excellent, Medium, Bad]);
        assert_eq!(idle_grade(None), Unknown);
    }
}
