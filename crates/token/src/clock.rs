//! Points and spans of time in words.

use cooee_proto::WallTime;
use std::time::Duration;

/// A point of time for people and programs: `2026-11-22 08:12:50 UTC (1795335170)`.
pub fn utc(time: WallTime) -> String {
    let seconds = time.seconds();
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC ({seconds})")
}

/// A span with one or two units: `45 s`, `12 min`, `3 h 20 min`, `2 days 5 h`, `3650 days`.
pub fn span_in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let two = |large: String, small: u64, unit: &str| match small {
        0 => large,
        _ => format!("{large} {small} {unit}"),
    };
    match () {
        () if minutes == 0 => format!("{seconds} s"),
        () if hours == 0 => two(format!("{minutes} min"), seconds % 60, "s"),
        () if days == 0 => two(format!("{hours} h"), minutes % 60, "min"),
        () if days == 1 => two("1 day".to_owned(), hours % 24, "h"),
        () if days < 30 => two(format!("{days} days"), hours % 24, "h"),
        () => format!("{days} days"),
    }
}

/// How far `now` is from `time`, from the point of view of `now`.
pub(crate) fn distance(time: WallTime, now: WallTime) -> String {
    let span = span_in_words(Duration::from_millis(time.0.abs_diff(now.0)));
    if time > now { format!("in {span}") } else { format!("{span} ago") }
}

/// Year, month and day of a count of days since 1970-01-01, in the Gregorian calendar. The year
/// is counted from March, so that the leap day is its last.
fn civil(days: i64) -> (i64, i64, i64) {
    let since_march_0 = days + 719_468;
    let era = since_march_0.div_euclid(146_097);
    let day_of_era = since_march_0.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values from Python's datetime.
    #[test]
    fn points_of_time_are_those_of_the_calendar() {
        let text = |seconds: u64| utc(WallTime(seconds * 1000));
        assert_eq!(text(0), "1970-01-01 00:00:00 UTC (0)");
        assert_eq!(text(951_782_399), "2000-02-28 23:59:59 UTC (951782399)");
        assert_eq!(text(951_868_799), "2000-02-29 23:59:59 UTC (951868799)");
        assert_eq!(text(4_107_542_400), "2100-03-01 00:00:00 UTC (4107542400)");
        assert_eq!(text(1_795_335_170), "2026-11-22 08:12:50 UTC (1795335170)");
    }

    #[test]
    fn the_largest_time_has_words_too() {
        assert!(utc(WallTime(u64::MAX)).ends_with("UTC (18446744073709551)"));
    }

    #[test]
    fn spans_have_at_most_two_units() {
        let text = |seconds| span_in_words(Duration::from_secs(seconds));
        assert_eq!(text(0), "0 s");
        assert_eq!(text(59), "59 s");
        assert_eq!(text(60), "1 min");
        assert_eq!(text(61), "1 min 1 s");
        assert_eq!(text(12_000), "3 h 20 min");
        assert_eq!(text(86_400), "1 day");
        assert_eq!(text(90_000), "1 day 1 h");
        assert_eq!(text(86_400 * 3650 + 5), "3650 days");
    }
}
