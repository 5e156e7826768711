//! How a command ends when it cannot do its work.

use std::fmt;
use std::process::ExitCode;

/// What a command gives back: its exit code, or what went wrong.
pub type Outcome = Result<ExitCode, Failure>;

/// Text for the person at the terminal, and the exit code.
pub struct Failure {
    text: String,
    exit_code: u8,
}

impl Failure {
    /// A failure with exit code 1.
    pub fn new(text: impl fmt::Display) -> Self {
        Self { text: text.to_string(), exit_code: 1 }
    }

    /// The same failure with another exit code.
    pub fn with_exit_code(self, exit_code: u8) -> Self {
        Self { exit_code, ..self }
    }

    /// The exit code of the program.
    pub fn exit_code(&self) -> ExitCode {
        self.exit_code.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}
