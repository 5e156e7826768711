//! Where the call's lines go: a terminal with a live line below them, or plain text.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::time::{Duration, Instant};

/// Standard output.
pub struct Screen {
    start: Instant,
    is_terminal: bool,
    live: String,
    /// Nobody reads the output any more.
    is_closed: bool,
}

/// Back to the start of the line; a line that is too long is cut, not wrapped.
const BEGIN_LIVE: &str = "\r\x1b[?7l";
/// Erase what the line before had more; wrap again.
const END_LIVE: &str = "\x1b[K\x1b[?7h";

impl Screen {
    /// Standard output as it is.
    pub fn new() -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let is_terminal = stdout().is_terminal() && !is_dumb;
        Self { start: Instant::now(), is_terminal, live: String::new(), is_closed: false }
    }

    /// Whether there is a live line.
    pub fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Whether nobody reads the output any more.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Writes a line with the seconds since the start.
    pub fn line(&mut self, text: impl Display) {
        let text = printable(&text.to_string());
        let line = timed(self.start.elapsed(), &text);
        match self.is_terminal {
            // Also good in raw mode, where a line feed does not return to the first column.
            true => self.write(&format!("\r\x1b[K{line}\r\n{BEGIN_LIVE}{}{END_LIVE}", self.live)),
            false => self.write(&format!("{line}\n")),
        }
    }

    /// Replaces the live line.
    pub fn live(&mut self, text: &str) {
        if self.is_terminal {
            self.live = printable(text);
            self.write(&format!("{BEGIN_LIVE}{}{END_LIVE}", self.live));
        }
    }

    fn write(&mut self, text: &str) {
        let mut output = stdout().lock();
        let written = output.write_all(text.as_bytes()).and_then(|()| output.flush());
        self.is_closed |= written.is_err();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.is_terminal {
            self.write("\r\x1b[K");
        }
    }
}

fn timed(elapsed: Duration, text: &str) -> String {
    format!("{:9.3}  {text}", elapsed.as_secs_f64())
}

/// What others wrote must not steer the terminal, nor turn the direction of its text.
fn printable(text: &str) -> String {
    let replace = |character: char| match character {
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if character.is_control() => '\u{fffd}',
        _ => character,
    };
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_write_steers_the_terminal() {
        assert_eq!(
            printable("zoë\x1b[2J\r\n\u{9b}\u{202e}"),
            "zoë\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn lines_have_a_time() {
        assert_eq!(timed(Duration::from_millis(12_345), "PLAYING"), "   12.345  PLAYING");
    }
}
