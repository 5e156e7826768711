//! The control loop: the one task that owns the node.

use crate::media::sleep_until;
use cooee_node::{Answer, ConnectionId, Input, Node, Notice, Operation, Output, ShardId};
use cooee_proto::{Error, WallTime};
use cooee_sfu::{Command, Event};
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::{
    broadcast,
    mpsc::{self, error::TrySendError},
    oneshot,
};
use tracing::{error, warn};

/// Inputs that may wait for the control loop; connections wait with reading when there are more.
pub const WAITING_INPUTS: usize = 1024;
/// Texts and bytes that may wait for a client to read them; above either the client is dropped,
/// since it would cost ever more memory. Both hold all that a resume sends at once.
const WAITING_TEXTS: usize = 2048;
const WAITING_BYTES: usize = 1024 * 1024;

/// What the control loop is told by other tasks and threads.
pub enum Told {
    /// A WebSocket was opened; its texts go to the sender.
    Opened {
        connection: ConnectionId,
        origin: Option<String>,
        address: Option<IpAddr>,
        texts: TextSender,
    },
    Input(Input),
    /// Perform an operation.
    Operate {
        operation: Operation,
        answer: oneshot::Sender<Result<Answer, Error>>,
    },
    /// Tell the clients that the server stops, and end when all are gone.
    Drain,
}

/// Texts on their way to one client, bounded in number and bytes.
pub struct TextSender {
    texts: mpsc::Sender<String>,
    waiting: Arc<AtomicUsize>,
}

/// The client's end of a [`TextSender`].
pub struct TextReceiver {
    texts: mpsc::Receiver<String>,
    waiting: Arc<AtomicUsize>,
}

pub fn texts() -> (TextSender, TextReceiver) {
    let (sender, receiver) = mpsc::channel(WAITING_TEXTS);
    let waiting = Arc::new(AtomicUsize::new(0));
    let sender = TextSender { texts: sender, waiting: waiting.clone() };
    (sender, TextReceiver { texts: receiver, waiting })
}

impl TextSender {
    /// `false` where too much waits already. A connection that has ended takes everything: it
    /// says itself that it has, after the texts that it read last and that are still to be
    /// handled, such as a logout.
    fn send(&self, text: String) -> bool {
        let bytes = text.len();
        let before = self.waiting.fetch_add(bytes, Ordering::Relaxed);
        match self.texts.try_send(text) {
            Ok(()) => before + bytes <= WAITING_BYTES,
            Err(TrySendError::Closed(_)) => true,
            Err(TrySendError::Full(_)) => false,
        }
    }
}

impl TextReceiver {
    /// The next text; `None` after the last one of a connection that is to be closed.
    pub async fn next(&mut self) -> Option<String> {
        let text = self.texts.recv().await?;
        self.waiting.fetch_sub(text.len(), Ordering::Relaxed);
        Some(text)
    }
}

/// Owns the node, and performs what it puts out.
pub struct Control {
    node: Node,
    media: mpsc::Sender<Command>,
    media_events: mpsc::UnboundedReceiver<Event>,
    clients: BTreeMap<ConnectionId, TextSender>,
    /// Operations that the node has not answered.
    operations: BTreeMap<u64, oneshot::Sender<Result<Answer, Error>>>,
    last_operation: u64,
    notices: broadcast::Sender<Arc<Notice>>,
    callbacks: mpsc::UnboundedSender<Notice>,
    /// Connections whose task has not ended.
    open: usize,
    is_draining: bool,
}

impl Control {
    pub fn new(
        node: Node,
        media: mpsc::Sender<Command>,
        media_events: mpsc::UnboundedReceiver<Event>,
        notices: broadcast::Sender<Arc<Notice>>,
        callbacks: mpsc::UnboundedSender<Notice>,
    ) -> Self {
        Self {
            node,
            media,
            media_events,
            clients: BTreeMap::new(),
            operations: BTreeMap::new(),
            last_operation: 0,
            notices,
            callbacks,
            open: 0,
            is_draining: false,
        }
    }

    /// Runs until the server was drained and all connections are gone.
    pub async fn run(mut self, mut told: mpsc::Receiver<Told>) {
        while !(self.is_draining && self.open == 0) {
            let told = tokio::select! {
                told = told.recv() => told,
                event = self.media_events.recv() => match event {
                    Some(event) => Some(Told::Input(Input::Shard { shard: ShardId(0), event })),
                    None => {
                        error!("the media thread is gone");
                        None
                    }
                },
                () = sleep_until(self.node.deadline()) => Some(Told::Input(Input::Timeout)),
            };
            match told {
                Some(told) => self.take(told).await,
                None => break,
            }
        }
    }

    async fn take(&mut self, told: Told) {
        let input = match told {
            Told::Opened { connection, origin, address, texts } => {
                self.open += 1;
                self.clients.insert(connection, texts);
                Input::ConnectionOpened { connection, origin, address }
            }
            Told::Operate { operation, answer } => {
                self.last_operation += 1;
                let request = self.last_operation;
                self.operations.insert(request, answer);
                Input::Operate { request, operation }
            }
            Told::Drain => {
                self.is_draining = true;
                Input::Drain
            }
            Told::Input(Input::ConnectionClosed { connection }) => {
                self.open -= 1;
                self.clients.remove(&connection);
                Input::ConnectionClosed { connection }
            }
            Told::Input(input) => input,
        };
        self.handle(input).await;
    }

    async fn handle(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.node.handle(Instant::now(), wall_time(), input);
            while let Some(output) = self.node.poll() {
                inputs.extend(self.perform(output).await);
            }
        }
    }

    /// Performs an output; the result is what follows from it for the node.
    async fn perform(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Send { connection, text } => {
                let client = self.clients.get(&connection)?;
                if client.send(text) {
                    return None;
                }
                warn!(connection = connection.0, "client dropped: it does not read");
                self.clients.remove(&connection);
                Some(Input::ConnectionClosed { connection })
            }
            Output::Close { connection } => {
                self.clients.remove(&connection);
                None
            }
            Output::Operated { request, result } => {
                if let Some(answer) = self.operations.remove(&request) {
                    // Who asked may have gone.
                    answer.send(result).ok();
                }
                None
            }
            Output::Notice(notice) => {
                // Without that thread the server goes on without callbacks, as its log says.
                self.callbacks.send(notice.clone()).ok();
                // There may be no listener.
                self.notices.send(Arc::new(notice)).ok();
                None
            }
            Output::Shard { shard: _, command } => {
                // That the media thread is gone is noticed by its events.
                self.media.send(command).await.ok();
                None
            }
        }
    }
}

pub fn wall_time() -> WallTime {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    WallTime(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_reads_nothing_is_bounded_in_texts_and_bytes() {
        let (sender, _receiver) = texts();
        let sent = (0..3000).take_while(|_| sender.send("x".to_owned())).count();
        assert_eq!(sent, WAITING_TEXTS);
        let (sender, _receiver) = texts();
        let sent = (0..3000).take_while(|_| sender.send("x".repeat(10_000))).count();
        assert_eq!(sent, WAITING_BYTES / 10_000);
    }

    #[test]
    fn a_connection_that_has_ended_is_not_dropped_before_its_last_texts() {
        let (sender, receiver) = texts();
        drop(receiver);
        assert!((0..3000).all(|_| sender.send("x".repeat(1000))));
    }

    #[tokio::test]
    async fn what_was_read_counts_no_longer() {
        let (sender, mut receiver) = texts();
        for _ in 0..1000 {
            assert!(sender.send("x".repeat(10_000)));
            assert_eq!(receiver.next().await.map(|text| text.len()), Some(10_000));
        }
        drop(sender);
        assert_eq!(receiver.next().await, None);
    }
}
