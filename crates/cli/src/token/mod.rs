//! `cooee token`: make tokens, and explain them.

mod check;
mod make;

use crate::failure::Outcome;
use clap::{Args, Subcommand};
use cooee_proto::WallTime;
use cooee_server::config::DataArgs;
use std::time::SystemTime;

/// Make a token, or explain one.
#[derive(Args)]
pub struct Token {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Make(make::Make),
    Check(check::Check),
}

impl Token {
    /// Does what was asked.
    pub fn run(self) -> Outcome {
        match self.action {
            Action::Make(make) => make.run(&self.data),
            Action::Check(check) => check.run(&self.data),
        }
    }
}

pub fn wall_clock() -> WallTime {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    WallTime(since_epoch.as_millis() as u64)
}
