//! Microphone and speaker: opened and closed in the background as they are wanted.

use cooee_audio::device::{Capture, Playout};
use cooee_proto::{DeviceType, Error};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{JoinHandle, spawn_blocking};

/// What happened to a device.
pub(super) enum DeviceNews {
    /// The microphone is open.
    Capture { attempt: u64, capture: Box<Capture> },
    /// The speaker is open.
    Playout { attempt: u64, playout: Box<Playout> },
    /// The device could not be opened, or failed.
    Failed { attempt: u64, device_type: DeviceType, error: Error },
}

/// A device that is wanted from time to time.
pub(super) struct Device<T> {
    device_type: DeviceType,
    id: Option<String>,
    /// Tells the newest opening from earlier ones.
    attempt: u64,
    state: State<T>,
    /// The last closing: the next opening waits for it, as many devices open only once.
    closing: Option<JoinHandle<()>>,
}

enum State<T> {
    Closed,
    Opening,
    Open(T),
    /// Not tried again until it was unwanted, or another one was chosen.
    Failed,
}

impl<T: Send + 'static> Device<T> {
    pub fn new(device_type: DeviceType) -> Self {
        Self { device_type, id: None, attempt: 0, state: State::Closed, closing: None }
    }

    /// Chooses another device.
    pub fn choose(&mut self, id: String) {
        self.id = (!id.is_empty()).then_some(id);
        self.close(State::Closed);
    }

    /// Closes the device, if it is open, in the background: a sound system may take its time.
    fn close(&mut self, state: State<T>) {
        if let State::Open(device) = std::mem::replace(&mut self.state, state) {
            self.drop_in_background(device);
        }
    }

    fn drop_in_background(&mut self, device: T) {
        let before = self.closing.take();
        self.closing = Some(tokio::spawn(async move {
            wait_for(before).await;
            wait_for(Some(spawn_blocking(move || drop(device)))).await;
        }));
    }

    /// The id of the device; empty for the default one.
    pub fn id(&self) -> String {
        self.id.clone().unwrap_or_default()
    }

    /// The open device.
    pub fn open(&mut self) -> Option<&mut T> {
        match &mut self.state {
            State::Open(device) => Some(device),
            State::Closed | State::Opening | State::Failed => None,
        }
    }

    /// Takes the device that an attempt opened, unless it is not wanted any more.
    pub fn opened(&mut self, attempt: u64, device: T) {
        if attempt == self.attempt && matches!(self.state, State::Opening) {
            self.state = State::Open(device);
        } else {
            self.drop_in_background(device);
        }
    }

    /// Notes a failure; false if it belongs to an earlier attempt, or is known.
    pub fn failed(&mut self, attempt: u64) -> bool {
        let current =
            attempt == self.attempt && matches!(self.state, State::Opening | State::Open(_));
        if current {
            self.close(State::Failed);
        }
        current
    }

    /// Closes a device that is not wanted; tells whether one is to be opened, and as which
    /// attempt.
    fn want(&mut self, wanted: bool) -> Option<u64> {
        match (&self.state, wanted) {
            (_, false) => {
                self.close(State::Closed);
                None
            }
            (State::Closed, true) => {
                self.state = State::Opening;
                self.attempt += 1;
                Some(self.attempt)
            }
            (State::Opening | State::Open(_) | State::Failed, true) => None,
        }
    }

    /// Opens in the background what is wanted, with `open(id, ready, failed)`.
    fn open_if(
        &mut self,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
        open: fn(Option<&str>, ReadyFn, FailedFn) -> Result<T, Error>,
        opened: fn(u64, T) -> DeviceNews,
    ) {
        let Some(attempt) = self.want(wanted) else { return };
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

async fn wait_for(task: Option<JoinHandle<()>>) {
    let Some(task) = task else { return };
    if let Err(error) = task.await {
        tracing::warn!(%error, "a sound device did not close well");
    }
}

type ReadyFn = Box<dyn Fn() + Send>;
type FailedFn = Box<dyn FnOnce(Error) + Send>;

impl Device<Capture> {
    /// Opens or closes the microphone.
    pub fn want_capture(
        &mut self,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
    ) {
        let opened = |attempt, capture| DeviceNews::Capture { attempt, capture: Box::new(capture) };
        self.open_if(wanted, ready, news, Capture::open, opened);
    }
}

impl Device<Playout> {
    /// Opens or closes the speaker.
    pub fn want_playout(
        &mut self,
        wanted: bool,
        ready: &Arc<Notify>,
        news: &UnboundedSender<DeviceNews>,
    ) {
        let opened = |attempt, playout| DeviceNews::Playout { attempt, playout: Box::new(playout) };
        self.open_if(wanted, ready, news, Playout::open, opened);
    }
}
