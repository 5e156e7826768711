//! The limits, in bytes, counts and milliseconds.

use super::text::constant;
use crate::limits::*;
use std::time::Duration;

macro_rules! limits {
    ($($name:ident),+ $(,)?) => { [$((stringify!($name), $name.number())),+] };
}

pub(super) fn section() -> String {
    let limits = limits![
        STREAM_EXTRA_INFO_BYTES,
        ROOM_EXTRA_INFO_KEY_BYTES,
        ROOM_EXTRA_INFO_VALUE_BYTES,
        MESSAGE_BYTES,
        PLAYS,
        PUBLISH_CHANNELS,
        BROADCASTS_PER_ROOM_PER_SECOND,
        BROADCASTS_PER_USER_PER_SECOND,
        BARRAGES_PER_ROOM_PER_SECOND,
        COMMANDS_TO_ONE_PER_SECOND,
        COMMANDS_TO_MANY_PER_SECOND,
        ROOM_EXTRA_INFOS_PER_SECOND,
        MESSAGES_PER_CALLBACK,
        SIGNAL_MESSAGE_BYTES,
        HEARTBEAT_TIMEOUT,
        HEARTBEAT_INTERVAL,
        USER_COUNT_INTERVAL,
        TOKEN_WARNING,
    ];
    limits
        .map(|(name, (number, unit))| {
            constant(&documentation(name), &format!("{name}{unit}"), &number)
        })
        .concat()
}

/// A limit's description, as it stands in the source.
fn documentation(name: &str) -> String {
    let source = include_str!("../limits.rs");
    let (before, _) =
        source.split_once(&format!("\npub const {name}:")).expect("the limit stands there");
    let lines = before.rsplit('\n').map_while(|line| line.strip_prefix("/// "));
    lines.collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// A limit as a number with the ending that its name gets.
trait Limit {
    fn number(self) -> (String, &'static str);
}

impl Limit for usize {
    fn number(self) -> (String, &'static str) {
        (self.to_string(), "")
    }
}

impl Limit for u32 {
    fn number(self) -> (String, &'static str) {
        (self.to_string(), "")
    }
}

impl Limit for Duration {
    fn number(self) -> (String, &'static str) {
        (self.as_millis().to_string(), "_MS")
    }
}
