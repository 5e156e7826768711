//! `cooee operator`: who may use the console.

use crate::failure::Outcome;
use clap::{Args, Subcommand};
use cooee_server::config::{Config, DataArgs, TlsSource};
use cooee_server::store::Store;
use std::process::ExitCode;

/// The operator's password for the console.
#[derive(Args)]
pub struct Operator {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Forget the password, end all sessions, and print a link that sets another one.
    ///
    /// A running server knows at once. API keys stay.
    Reset,
}

impl Operator {
    /// Does what was asked.
    pub fn run(self) -> Outcome {
        let config = self.data.load()?;
        match self.action {
            Action::Reset => {
                let code = Store::open_existing(&config.data_dir)?.reset_operator()?;
                println!("{}", code.link(&url(&config)));
                eprintln!(
                    "Open it to set another password; it is good until it is used. Write the \
                     server's address and port where they are others."
                );
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// Where the console is for a browser on this machine, as far as the configuration tells.
fn url(config: &Config) -> String {
    let scheme = if matches!(TlsSource::of(config), Ok(Some(_))) { "https" } else { "http" };
    let host = match config.listen.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        ip if ip.is_ipv6() => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    format!("{scheme}://{host}:{}", config.listen.port())
}
