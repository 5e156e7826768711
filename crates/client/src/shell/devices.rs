//! Microphone and speaker: opened and closed in the background as they are wanted.

use cooee_audio::device::{Capture, Direction, Inventory, Playout};
use cooee_proto::{DeviceType, Error, ErrorCode};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

/// What happened to a device, or to the devices of this machine.
pub(super) enum DeviceNews {
    /// The microphone is open.
    Capture { attempt: u64, capture: Box<Capture> },
    /// The speaker is open.
    Playout { attempt: u64, playout: Box<Playout> },
    /// The device could not be opened, or failed.
    Failed { attempt: u64, device_type: DeviceType, error: Error },
    /// What devices there are from here on.
    Inventory(Arc<Inventory>),
}

/// A device that is wanted from time to time.
///
/// It follows the machine's devices: another default one takes the place of the default one, a
/// device that was unplugged is opened again when it is back, and one that is there and cannot
/// be opened is tried again, later each time.
pub(super) struct Device<T> {
    device_type: DeviceType,
    /// The application's choice; `None` for the default device.
    id: Option<String>,
    /// Tells the newest opening from earlier ones.
    attempt: u64,
    state: State<T>,
    /// The last closing: the next opening waits for it, as many devices open only once.
    closing: Option<JoinHandle<()>>,
    /// Failures since it was last open.
    failures: u32,
    /// What the application knows to be wrong.
    told: Option<ErrorCode>,
    inventory: Option<Arc<Inventory>>,
}

enum State<T> {
    Closed,
    Opening,
    Open {
        device: T,
        id: String,
    },
    /// Tried again at this time, or when devices come and go, or when another one is chosen.
    Failed {
        retry: Option<Instant>,
    },
}

/// A device that is there and cannot be opened is tried again after this time, then after twice
/// the time, and so on.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// The longest time between two tries.
const LAST_RETRY: Duration = Duration::from_secs(30);

/// How long an opening waits for the closing before it.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(500);

impl<T: Send + 'static> Device<T> {
    pub fn new(device_type: DeviceType) -> Self {
        Self {
            device_type,
            id: None,
            attempt: 0,
            state: State::Closed,
            closing: None,
            failures: 0,
            told: None,
            inventory: None,
        }
    }

    /// Chooses another device.
    pub fn choose(&mut self, id: String) {
        self.id = (!id.is_empty()).then_some(id);
        self.forget_failures();
        self.close(State::Closed);
    }

    fn forget_failures(&mut self) {
        self.failures = 0;
        self.told = None;
    }

    /// Closes the device, if it is open, in the background: a sound system may take its time.
    fn close(&mut self, state: State<T>) {
        if let State::Open { device, .. } = std::mem::replace(&mut self.state, state) {
            self.drop_in_background(device);
        }
    }

    fn drop_in_background(&mut self, device: T) {
        let before = self.closing.take();
        let closing = spawn_blocking(move || drop(device));
        self.closing = Some(tokio::spawn(async move {
            wait_for(before).await;
            wait_for(Some(closing)).await;
        }));
    }

    /// The id of the choice; empty for the default one.
    pub fn id(&self) -> String {
        self.id.clone().unwrap_or_default()
    }

    /// The id of the open device.
    pub fn open_id(&self) -> Option<&str> {
        match &self.state {
            State::Open { id, .. } => Some(id),
            State::Closed | State::Opening | State::Failed { .. } => None,
        }
    }

    /// The open device.
    pub fn open(&mut self) -> Option<&mut T> {
        match &mut self.state {
            State::Open { device, .. } => Some(device),
            State::Closed | State::Opening | State::Failed { .. } => None,
        }
    }

    /// When a device that failed is to be tried again.
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Failed { retry } => retry,
            State::Closed | State::Opening | State::Open { .. } => None,
        }
    }

    /// Takes the device that an attempt opened; false if it is not wanted any more.
    pub fn opened(&mut self, attempt: u64, device: T, id: &str) -> bool {
        let is_wanted = attempt == self.attempt && matches!(self.state, State::Opening);
        if is_wanted {
            self.state = State::Open { device, id: id.to_owned() };
            self.forget_failures();
        } else {
            self.drop_in_background(device);
        }
        is_wanted
    }

    /// Notes a failure; gives it back if the application is to know, which it is once until the
    /// device is open again.
    pub fn failed(&mut self, now: Instant, attempt: u64, error: Error) -> Option<Error> {
        let is_current =
            attempt == self.attempt && matches!(self.state, State::Opening | State::Open { .. });
        if is_current { self.fail(now, error) } else { None }
    }

    fn fail(&mut self, now: Instant, error: Error) -> Option<Error> {
        let wait = FIRST_RETRY.saturating_mul(1 << self.failures.min(10)).min(LAST_RETRY);
        self.failures += 1;
        // One that is not there is opened when it comes.
        let is_missing = self.inventory.is_some() && self.target().is_none();
        self.close(State::Failed { retry: (!is_missing).then(|| now + wait) });
        (self.told.replace(error.code) != Some(error.code)).then_some(error)
    }

    /// What would be opened, if it is known to be there.
    fn target(&self) -> Option<&str> {
        let (inventory, direction) = (self.inventory.as_deref()?, direction(self.device_type));
        match &self.id {
            Some(id) => inventory.has(direction, id).then_some(id),
            None => inventory.default_id(direction),
        }
    }

    /// Follows the devices of this machine; gives what the application is to know.
    pub fn devices_changed(&mut self, now: Instant, inventory: Arc<Inventory>) -> Option<Error> {
        self.inventory = Some(inventory);
        self.follow(now)
    }

    /// Compares what is open with what should be.
    pub fn follow(&mut self, now: Instant) -> Option<Error> {
        // Without a list of devices, what is open is good.
        self.inventory.as_ref()?;
        let target = self.target();
        match &self.state {
            State::Open { id, .. } if target == Some(id) => None,
            State::Open { id, .. } if target.is_none() => {
                let message = format!("{} {id} is gone", name(self.device_type));
                self.fail(now, Error::new(ErrorCode::DEVICE_UNPLUGGED, message))
            }
            State::Open { .. } => {
                self.close(State::Closed);
                None
            }
            State::Failed { .. } if target.is_some() => {
                self.state = State::Closed;
                None
            }
            State::Failed { .. } | State::Closed | State::Opening => None,
        }
    }

    /// Closes a device that is not wanted; tells whether one is to be opened, and as which
    /// attempt.
    fn want(&mut self, now: Instant, wanted: bool) -> Option<u64> {
        if !wanted {
            self.forget_failures();
            self.close(State::Closed);
            return None;
        }
        let is_due = match &self.state {
            State::Closed => true,
            State::Failed { retry } => retry.is_some_and(|retry| retry <= now),
            State::Opening | State::Open { .. } => false,
        };
        is_due.then(|| {
            self.state = State::Opening;
            self.attempt += 1;
            self.attempt
        })
    }

    /// Opens in the background what is wanted, with `open(id, ready, failed)`.
    fn open_if(
        &mut self,
        now: Instant,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
        open: fn(Option<&str>, ReadyFn, FailedFn) -> Result<T, Error>,
        opened: fn(u64, T) -> DeviceNews,
    ) {
        let Some(attempt) = self.want(now, wanted) else { return };
        let (device_type, id) = (self.device_type, self.id.clone());
        let (ready, news) = (ready.clone(), news.clone());
        let closing = self.closing.take();
        let open = move || {
            let failed = move |error| DeviceNews::Failed { attempt, device_type, error };
            let tell_failed: FailedFn = Box::new({
                let news = news.clone();
                move |error| drop(news.send(failed(error)))
            });
            let result = open(id.as_deref(), Box::new(move || ready.notify_one()), tell_failed);
            // Nobody listens only when the engine has ended; the device closes by being dropped.
            let _ = news.send(match result {
                Ok(device) => opened(attempt, device),
                Err(error) => failed(error),
            });
        };
        tokio::spawn(async move {
            wait_for(closing).await;
            spawn_blocking(open);
        });
    }
}

/// Waits until a device is closed, but not for ever: cpal's thread for a PulseAudio speaker that
/// the server took away, with no other to go to, ends only with the connection to the server.
async fn wait_for(closing: Option<JoinHandle<()>>) {
    let Some(closing) = closing else { return };
    match timeout(CLOSE_TIMEOUT, closing).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a sound device did not close well"),
        Err(_) => tracing::debug!("a sound device does not close; it is left behind"),
    }
}

/// Where a kind of device carries sound.
pub(crate) fn direction(device_type: DeviceType) -> Direction {
    match device_type {
        DeviceType::Microphone => Direction::Input,
        DeviceType::Speaker => Direction::Output,
    }
}

fn name(device_type: DeviceType) -> &'static str {
    match device_type {
        DeviceType::Microphone => "the microphone",
        DeviceType::Speaker => "the speaker",
    }
}

type ReadyFn = Box<dyn Fn() + Send>;
type FailedFn = Box<dyn FnOnce(Error) + Send>;

impl Device<Capture> {
    /// Opens or closes the microphone.
    pub fn want_capture(
        &mut self,
        now: Instant,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
    ) {
        let opened = |attempt, capture| DeviceNews::Capture { attempt, capture: Box::new(capture) };
        self.open_if(now, wanted, ready, news, Capture::open, opened);
    }
}

impl Device<Playout> {
    /// Opens or closes the speaker.
    pub fn want_playout(
        &mut self,
        now: Instant,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
    ) {
        let opened = |attempt, playout| DeviceNews::Playout { attempt, playout: Box::new(playout) };
        self.open_if(now, wanted, ready, news, Playout::open, opened);
    }
}
