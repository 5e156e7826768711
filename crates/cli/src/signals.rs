//! Signals that end a command.

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

/// Resolves when the terminal is gone.
#[cfg(unix)]
pub fn hang_up() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        hang_up.recv().await;
    })
}

/// Never resolves: other systems end the program.
#[cfg(not(unix))]
pub fn hang_up() -> std::io::Result<impl Future<Output = ()>> {
    Ok(std::future::pending())
}
