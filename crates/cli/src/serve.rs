//! `cooee serve`: the server, until it is told to stop.

use crate::failure::{Failure, Outcome};
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
        println!("cooee serves http://{http}, media at {}", media.join(", "));
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

/// Resolves at the first SIGTERM or SIGINT (Ctrl-C).
#[cfg(unix)]
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async { tokio::signal::ctrl_c().await.unwrap_or_default() })
}
