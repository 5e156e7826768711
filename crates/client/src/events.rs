//! All callbacks as one stream of values.

use cooee_engine::Event;
use futures_util::Stream;
use std::pin::Pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Everything that an engine tells, in order, from the moment of
/// [`Engine::events`](crate::Engine::events) on. It ends when the engine is destroyed.
///
/// For threads it is an iterator that blocks, for async code a [`Stream`]. Events wait in
/// memory until they are taken: take them, or drop this.
pub struct Events {
    receiver: mpsc::Receiver<Event>,
    waker: SharedWaker,
}

/// Where the engine leaves events for one [`Events`].
pub(crate) struct EventSender {
    sender: Option<mpsc::Sender<Event>>,
    waker: SharedWaker,
}

type SharedWaker = Arc<Mutex<Option<Waker>>>;

pub(crate) fn channel() -> (EventSender, Events) {
    let (sender, receiver) = mpsc::channel();
    let waker = SharedWaker::default();
    (EventSender { sender: Some(sender), waker: waker.clone() }, Events { receiver, waker })
}

impl Events {
    /// The next event; `None` if none comes within `timeout`, or the engine was destroyed.
    pub fn next_within(&self, timeout: Duration) -> Option<Event> {
        self.receiver.recv_timeout(timeout).ok()
    }
}

impl Iterator for Events {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        self.receiver.recv().ok()
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        // Registered before looking, so that an event between the two wakes the task.
        let mut waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        *waker = Some(context.waker().clone());
        match self.receiver.try_recv() {
            Ok(event) => Poll::Ready(Some(event)),
            Err(mpsc::TryRecvError::Empty) => Poll::Pending,
            Err(mpsc::TryRecvError::Disconnected) => Poll::Ready(None),
        }
    }
}

impl EventSender {
    /// Leaves an event; false if nobody will take it any more.
    pub fn send(&self, event: Event) -> bool {
        let taken = self.sender.as_ref().is_some_and(|sender| sender.send(event).is_ok());
        self.wake();
        taken
    }

    fn wake(&self) {
        let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for EventSender {
    fn drop(&mut self) {
        self.sender = None;
        self.wake();
    }
}
