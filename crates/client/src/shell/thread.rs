//! The two threads of an engine, from start to end.

use super::event_loop::EventLoop;
use super::{CustomAudio, Order};
use crate::callbacks::Callbacks;
use cooee_engine::{Config, Event};
use cooee_proto::{Error, ErrorCode};
use rustls::ClientConfig;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::http::Uri;

/// How long a destroy waits for the goodbye to be sent and the devices to close.
const DESTROY_TIME: Duration = Duration::from_millis(500);

/// The threads of one engine.
pub(crate) struct EngineThread {
    orders: UnboundedSender<Order>,
    is_over: AtomicBool,
    own_threads: [ThreadId; 2],
    ending: Mutex<Option<Ending>>,
}

/// What is needed to wait for the end.
struct Ending {
    finished: mpsc::Receiver<()>,
    threads: [JoinHandle<()>; 2],
}

impl EngineThread {
    /// Starts both threads; returns when the media socket is bound.
    pub fn start(
        config: Config,
        url: Uri,
        tls: Option<Arc<ClientConfig>>,
        callbacks: Arc<Callbacks>,
        custom_audio: Arc<CustomAudio>,
    ) -> Result<Self, Error> {
        let (orders, orders_received) = unbounded_channel();
        let (events, events_received) = mpsc::channel::<Event>();
        let (finish, finished) = mpsc::channel();
        let (started, has_started) = mpsc::channel();

        let callback_thread = spawn("cooee-callbacks", {
            let callbacks = callbacks.clone();
            move || {
                for event in events_received {
                    callbacks.tell(&event);
                }
                callbacks.end();
                // The other side is gone if nobody waits for the end.
                let _ = finish.send(());
            }
        })?;
        let engine_thread = spawn("cooee-engine", move || {
            let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = match built {
                Ok(runtime) => runtime,
                Err(error) => return drop(started.send(Err(refused("a runtime", &error)))),
            };
            let guard = runtime.enter();
            let event_loop =
                EventLoop::new(config, url, tls, orders_received, events, custom_audio);
            drop(guard);
            match event_loop {
                Ok(event_loop) => {
                    let _ = started.send(Ok(()));
                    runtime.block_on(event_loop.run());
                }
                Err(error) => drop(started.send(Err(error))),
            }
            // Threads that open devices or resolve names may hang; they are left behind.
            runtime.shutdown_timeout(DESTROY_TIME / 5);
        })?;
        has_started.recv().unwrap_or_else(|_| {
            Err(Error::new(ErrorCode::CANNOT_CONNECT, "the engine's thread ended"))
        })?;
        let threads = [engine_thread, callback_thread];
        Ok(Self {
            orders,
            is_over: AtomicBool::new(false),
            own_threads: threads.each_ref().map(|thread| thread.thread().id()),
            ending: Mutex::new(Some(Ending { finished, threads })),
        })
    }

    /// Gives an order; after the end nobody hears it, and its reply is dropped.
    pub fn order(&self, order: Order) {
        if !self.is_over() {
            let _ = self.orders.send(order);
        }
    }

    /// Whether the engine was destroyed.
    pub fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    /// Ends both threads and waits for it, except on these threads themselves: a callback may
    /// destroy the engine, and a task that the engine's thread wakes may drop its last handle.
    pub fn destroy(&self) {
        self.order(Order::Destroy);
        self.is_over.store(true, Ordering::Release);
        if self.own_threads.contains(&thread::current().id()) {
            return;
        }
        let ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Ending { finished, threads }) = ending else { return };
        if finished.recv_timeout(DESTROY_TIME) == Err(mpsc::RecvTimeoutError::Timeout) {
            tracing::warn!("the engine's threads are still busy; they end by themselves");
            return;
        }
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the engine panicked");
            }
        }
    }
}

/// An echo canceller is put together on the stack, which takes more than the 2 MiB that threads
/// have otherwise. Memory is used only as far as a stack ever reaches.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK_BYTES)
        .spawn(run)
        .map_err(|error| refused("a thread", &error))
}

fn refused(what: &str, error: &std::io::Error) -> Error {
    Error::new(ErrorCode::CANNOT_CONNECT, format!("the system refused {what}: {error}"))
}
