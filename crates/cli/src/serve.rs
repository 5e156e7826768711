//! `cooee serve`: the server, until it is told to stop.

use crate::failure::{Failure, Outcome};
use crate::signals::stop_signal;
use clap::Args;
use cooee_server::config::ServeArgs;
use cooee_server::{Server, logging};
use std::process::ExitCode;

/// Run the server until Ctrl-C or SIGTERM; clients are told and reconnect.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    settings: ServeArgs,
}

impl Serve {
    pub fn run(self) -> Outcome {
        let config = self.settings.load()?;
        logging::start(&config);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Before the server starts, so that an early signal is not missed.
        let stopped = {
            let _context = runtime.enter();
            stop_signal()?
        };
        let mut running = Server::start(&config)?;
        let (http, advertised) = (running.http_addr, &running.advertised);
        let media: Vec<_> = advertised.iter().map(|address| format!("udp {address}")).collect();
        let scheme = if running.is_https { "https" } else { "http" };
        println!("cooee serves {scheme}://{http}, media at {}", media.join(", "));
        if let Some(link) = &running.setup_link {
            println!("set the console's password (the link is good once): {link}");
        }
        let was_asked = runtime.block_on(async {
            tokio::select! {
                () = stopped => true,
                () = running.ended() => false,
            }
        });
        running.stop();
        match was_asked {
            true => Ok(ExitCode::SUCCESS),
            false => Err(Failure::new("the server broke; its log says why")),
        }
    }
}
