//! The `cooee` program, run as a person or a script runs it.

mod app;
#[cfg(unix)]
mod call;
#[cfg(unix)]
mod callbacks;
mod demo;
mod operator;
#[cfg(unix)]
mod page;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod terminal;
mod token;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const COOEE: &str = env!("CARGO_BIN_EXE_cooee");

/// A data folder of its own, and the program in front of it.
struct Shell {
    folder: TempDir,
}

/// What a run of the program left behind.
struct Run {
    exit_code: i32,
    output: String,
    errors: String,
}

impl Shell {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `cooee` with these arguments, separated by single spaces.
    fn run(&self, arguments: &str) -> Run {
        self.run_with_input(arguments, "")
    }

    fn run_with_input(&self, arguments: &str, input: &str) -> Run {
        let arguments: Vec<_> = arguments.split(' ').filter(|word| !word.is_empty()).collect();
        run(self.command(Path::new(COOEE)).args(arguments), input)
    }

    /// A program that finds the data folder, and nothing else of the caller's environment.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("COOEE_DATA_DIR", self.data_dir());
        command
    }

    /// Runs what must succeed, and gives its output.
    fn good(&self, arguments: &str) -> String {
        let run = self.run(arguments);
        assert_eq!(run.exit_code, 0, "{arguments}: {}", run.errors);
        run.output
    }

    /// Runs what must fail with this exit code, and gives its error text.
    fn bad(&self, exit_code: i32, arguments: &str) -> String {
        let run = self.run(arguments);
        assert_eq!(run.exit_code, exit_code, "{arguments}: {}{}", run.output, run.errors);
        run.errors
    }

    /// Runs what must succeed and print JSON.
    fn json(&self, arguments: &str) -> Value {
        serde_json::from_str(&self.good(arguments)).expect("JSON")
    }

    /// Makes an app and gives its AppID.
    fn app(&self) -> String {
        self.json("app create --json")["app_id"].to_string()
    }
}

fn run(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    // A program that fails early does not read its input.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let done = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run {
        exit_code: done.status.code().expect("no signal"),
        output: text(done.stdout),
        errors: text(done.stderr),
    }
}
