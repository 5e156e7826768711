//! The `cooee` command.
//!
//! Exit codes: 0 for success, 1 where the command could not do its work, 2 for a wrong command
//! line. A command with other codes says so in its help.

mod app;
mod arguments;
mod call;
mod demo;
mod failure;
mod operator;
mod serve;
mod signals;
mod token;

use clap::{Parser, Subcommand};
use failure::Outcome;
use std::process::ExitCode;

/// Self-hosted voice calls: the server, its apps and tokens, and a client.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Cooee {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    App(app::App),
    Operator(operator::Operator),
    Token(token::Token),
    Call(Box<call::Call>),
    Demo(demo::Demo),
}

impl Command {
    fn run(self) -> Outcome {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::App(app) => app.run(),
            Self::Operator(operator) => operator.run(),
            Self::Token(token) => token.run(),
            Self::Call(call) => call.run(),
            Self::Demo(demo) => demo.run(),
        }
    }
}

fn main() -> ExitCode {
    Cooee::parse().command.run().unwrap_or_else(|failure| {
        eprintln!("cooee: {failure}");
        failure.exit_code()
    })
}
