//! What this process uses, as the kernel counts it (proc(5)).

use std::fs;
use std::time::Instant;

/// The processor time of all engine threads, from a moment on.
pub struct Usage {
    since: Instant,
    nanoseconds: u64,
}

impl Usage {
    /// Counts from now on.
    pub fn of_engine_threads() -> Self {
        Self { since: Instant::now(), nanoseconds: engine_nanoseconds() }
    }

    /// The share of one core that the engine threads took since then, 1 for all of it.
    pub fn cores_since(&self) -> f64 {
        let used = engine_nanoseconds().saturating_sub(self.nanoseconds);
        used as f64 / self.since.elapsed().as_nanos() as f64
    }

    /// The resident memory of the whole process in MiB; 0 where the system does not tell.
    pub fn resident_mebibytes() -> f64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kibibytes.unwrap_or_default() / 1024.0
    }
}

/// Threads are told apart by name: the engine's, and the one that runs its callbacks.
fn engine_nanoseconds() -> u64 {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    tasks
        .filter(|task| {
            let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            ["cooee-engine", "cooee-callbacks"].contains(&name.trim())
        })
        .filter_map(|task| {
            let times = fs::read_to_string(task.path().join("schedstat")).ok()?;
            times.split_whitespace().next()?.parse::<u64>().ok()
        })
        .sum()
}
