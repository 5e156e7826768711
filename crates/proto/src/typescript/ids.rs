//! The rules of ids, as regular expressions.

use super::text::constant;
use crate::id::Rule;
use crate::{RoomId, StreamId, UserId, UserName};
use std::fmt::Write as _;

const INTERFACE: &str = "\
/** The three things that can be wrong with an id, with their codes. */
export interface IdRule {
  /** What the id is called in messages. */
  what: string;
  /** The most bytes of its UTF-8. */
  mostBytes: number;
  /** Finds a character that is not allowed. */
  refused: RegExp;
  empty: ErrorCode;
  characters: ErrorCode;
  tooLong: ErrorCode;
}
";

pub(super) fn section() -> String {
    let rules = [
        rule("The rule of roomIDs.", "ROOM_ID", &RoomId::RULE),
        rule("The rule of userIDs.", "USER_ID", &UserId::RULE),
        rule("The rule of userNames.", "USER_NAME", &UserName::RULE),
        rule("The rule of streamIDs.", "STREAM_ID", &StreamId::RULE),
    ];
    format!("{INTERFACE}\n{}", rules.join("\n"))
}

fn rule(doc: &str, name: &str, rule: &Rule) -> String {
    let value = format!(
        "{{\n  what: \"{}\",\n  mostBytes: {},\n  refused: /[^{}]/u,\n  empty: {},\n  characters: {},\n  tooLong: {},\n}}",
        rule.what,
        rule.most_bytes,
        ranges(rule.allows),
        rule.empty,
        rule.characters,
        rule.too_long
    );
    constant(doc, &format!("{name}_RULE: IdRule"), &value)
}

/// All characters that are allowed, as the inside of a character class.
fn ranges(allows: fn(char) -> bool) -> String {
    let mut ranges: Vec<(char, char)> = Vec::new();
    for character in (char::MIN..=char::MAX).filter(|&character| allows(character)) {
        match ranges.last_mut() {
            Some((_, last)) if *last as u32 + 1 == character as u32 => *last = character,
            _ => ranges.push((character, character)),
        }
    }
    ranges.iter().fold(String::new(), |mut text, &(first, last)| {
        let written = match first == last {
            true => write!(text, "{}", escaped(first)),
            false => write!(text, "{}-{}", escaped(first), escaped(last)),
        };
        written.expect("a String takes any text");
        text
    })
}

fn escaped(character: char) -> String {
    match character {
        character if character.is_ascii_alphanumeric() => character.to_string(),
        character => format!("\\u{{{:x}}}", character as u32),
    }
}
