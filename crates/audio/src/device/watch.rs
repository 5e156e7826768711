//! Who wants to know when devices come and go.

use super::host;
use super::inventory::Inventory;
#[cfg(target_os = "linux")]
use super::pulse::{Pulse, PulseChanges};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where the system tells nothing by itself, how often it is asked.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// Tells of this machine's devices, first at once and then after every change, until it is
/// dropped.
///
/// All watches of a process share one thread. PulseAudio and PipeWire tell it of changes; other
/// systems are asked every 2 s.
pub struct Watch {
    number: u64,
}

type Tell = Box<dyn Fn(&Arc<Inventory>) + Send>;

/// The thread's owner.
struct Watcher {
    next_number: u64,
    watches: BTreeMap<u64, Tell>,
    latest: Option<Arc<Inventory>>,
    stop: Option<Arc<Stop>>,
}

/// Ends the thread.
#[derive(Default)]
struct Stop {
    state: Mutex<StopState>,
    changed: Condvar,
}

#[derive(Default)]
struct StopState {
    stopped: bool,
    /// What the thread waits for, if it waits for a server.
    #[cfg(target_os = "linux")]
    socket: Option<std::os::unix::net::UnixStream>,
}

static WATCHER: Mutex<Watcher> =
    Mutex::new(Watcher { next_number: 0, watches: BTreeMap::new(), latest: None, stop: None });

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// Starts watching. `tell` is called on a thread of the watch; it must return soon, and must
    /// not start or drop a watch.
    pub fn start(tell: impl Fn(&Arc<Inventory>) + Send + 'static) -> std::io::Result<Self> {
        let mut watcher = locked(&WATCHER);
        if watcher.stop.is_none() {
            let stop = Arc::new(Stop::default());
            let thread = std::thread::Builder::new().name("cooee-devices".to_owned());
            thread.spawn({
                let stop = stop.clone();
                move || watch(&stop)
            })?;
            watcher.stop = Some(stop);
        }
        if let Some(latest) = &watcher.latest {
            tell(latest);
        }
        let number = watcher.next_number;
        watcher.next_number += 1;
        watcher.watches.insert(number, Box::new(tell));
        Ok(Self { number })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watcher = locked(&WATCHER);
        let tell = watcher.watches.remove(&self.number);
        let stop = watcher.watches.is_empty().then(|| watcher.stop.take()).flatten();
        if let Some(stop) = stop {
            watcher.latest = None;
            stop.stop();
        }
        drop(watcher);
        drop(tell);
    }
}

impl Stop {
    /// The thread is not waited for: it may be in the middle of asking a server that hangs.
    fn stop(&self) {
        let mut state = locked(&self.state);
        state.stopped = true;
        #[cfg(target_os = "linux")]
        if let Some(socket) = state.socket.take() {
            // A socket that is gone is as good as one that is shut.
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
        self.changed.notify_all();
    }

    /// Waits; false if the thread is to end.
    fn pause(&self, time: Duration) -> bool {
        let state = locked(&self.state);
        let waited = self.changed.wait_timeout_while(state, time, |state| !state.stopped);
        !waited.unwrap_or_else(PoisonError::into_inner).0.stopped
    }
}

/// What the thread does.
fn watch(stop: &Arc<Stop>) {
    loop {
        #[cfg(target_os = "linux")]
        if let Err(error) = watch_pulse(stop) {
            tracing::debug!(%error, "PulseAudio tells nothing");
        }
        match host::inventory() {
            Ok(inventory) => publish(stop, inventory),
            Err(error) => tracing::debug!(%error, "the devices cannot be listed"),
        }
        if !stop.pause(POLL_INTERVAL) {
            return;
        }
    }
}

/// Watches PulseAudio until it goes away, or the watch ends.
#[cfg(target_os = "linux")]
fn watch_pulse(stop: &Arc<Stop>) -> Result<(), pulseaudio::ClientError> {
    let mut changes = PulseChanges::subscribe()?;
    let mut pulse = Pulse::connect()?;
    {
        let mut state = locked(&stop.state);
        if state.stopped {
            return Ok(());
        }
        state.socket = Some(changes.socket()?);
    }
    loop {
        publish(stop, pulse.inventory()?);
        changes.wait()?;
    }
}

fn publish(stop: &Arc<Stop>, inventory: Inventory) {
    let mut watcher = locked(&WATCHER);
    let is_current = watcher.stop.as_ref().is_some_and(|current| Arc::ptr_eq(current, stop));
    if !is_current || watcher.latest.as_deref() == Some(&inventory) {
        return;
    }
    let inventory = Arc::new(inventory);
    watcher.latest = Some(inventory.clone());
    watcher.watches.values().for_each(|tell| tell(&inventory));
}
