//! Kinds of arguments that several commands take.

use cooee_proto::{AppId, Error, ErrorCode};
use std::time::Duration;

/// An AppID in decimal.
pub fn app_id(text: &str) -> Result<AppId, Error> {
    let number = text.parse().map_err(|_| {
        let message = format!("{text:?} is not an AppID, a number from 1 to 4294967295");
        Error::new(ErrorCode::APP_ID_WRONG, message)
    })?;
    AppId::new(number)
}

/// A span such as `90s`, `10m`, `1h` or `7d`; a number alone counts seconds. Never zero.
pub fn span(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let seconds_per_unit = match &text[digits.len()..] {
        "" | "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let number = digits.parse::<u32>().ok().filter(|&number| number > 0);
    match (number, seconds_per_unit) {
        (Some(number), Some(unit)) => Ok(Duration::from_secs(u64::from(number) * unit)),
        _ => Err(format!("{text:?} is not a span such as 90s, 10m, 1h or 7d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_units() {
        let seconds = |text| span(text).map(|span| span.as_secs());
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("10m"), Ok(600));
        assert_eq!(seconds("1h"), Ok(3600));
        assert_eq!(seconds("7d"), Ok(604_800));
        assert_eq!(seconds("4294967295d"), Ok(4_294_967_295 * 86_400));
        for text in ["", "0", "0h", "h", "-1h", "1.5h", "1w", "1 h", "4294967296", "1h1", "１h"] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn app_ids_are_numbers_from_1() {
        assert_eq!(app_id("4294967295"), Ok(AppId(u32::MAX)));
        let code = |text| app_id(text).expect_err("refused").code.0;
        assert_eq!(code("0"), 1001000);
        assert_eq!(code("4294967296"), 1001004);
        assert_eq!(code("demo"), 1001004);
    }
}
