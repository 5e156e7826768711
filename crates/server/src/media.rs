//! A media thread: one UDP socket, one shard, and nothing shared with anybody.

use crate::{
    addresses::Addresses,
    socket::{MediaSocket, ReceiveBuffers},
};
use cooee_sfu::{Command, Datagram, Event, Input, Output, Shard};
use std::{
    io,
    net::UdpSocket,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::sync::mpsc;
use tracing::{debug, error, info, warn};

/// Commands that may wait for the media thread; the control loop waits when there are more.
const WAITING_COMMANDS: usize = 1024;
/// Batches of datagrams taken before commands and deadlines get their turn.
const BATCHES_PER_TURN: usize = 8;
/// How often lost datagrams are reported at most.
const REPORT_INTERVAL: Duration = Duration::from_secs(10);

/// A media thread and the control loop's ends of it.
pub struct MediaThread {
    /// The thread ends when this is dropped.
    pub commands: mpsc::Sender<Command>,
    /// Unbounded, so that the media thread never waits; there are few events, each caused by a
    /// command or by the end of a transport.
    pub events: mpsc::UnboundedReceiver<Event>,
    /// To be waited for.
    pub thread: JoinHandle<()>,
}

impl MediaThread {
    /// Starts on a socket that `socket::bind` made.
    pub fn start(name: &str, socket: UdpSocket, addresses: Addresses) -> io::Result<Self> {
        let (commands, waiting) = mpsc::channel(WAITING_COMMANDS);
        let (told, events) = mpsc::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let run = async move {
            let socket = MediaSocket::new(socket)?;
            Media::new(socket, addresses, told).run(waiting).await
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            if let Err(error) = runtime.block_on(run) {
                error!(%error, "the media socket cannot be used");
            }
        })?;
        Ok(Self { commands, events, thread })
    }
}

struct Media {
    socket: MediaSocket,
    addresses: Addresses,
    shard: Shard,
    events: mpsc::UnboundedSender<Event>,
    losses: Losses,
}

impl Media {
    fn new(
        socket: MediaSocket,
        addresses: Addresses,
        events: mpsc::UnboundedSender<Event>,
    ) -> Self {
        let shard = Shard::new(cooee_sfu::Config::new(addresses.advertised.clone()));
        Self { socket, addresses, shard, events, losses: Losses::default() }
    }

    /// Runs until the sender of commands is gone.
    async fn run(&mut self, mut commands: mpsc::Receiver<Command>) -> io::Result<()> {
        let mut buffers = ReceiveBuffers::new();
        loop {
            tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(command) => self.handle(Input::Command(command)),
                    None => break,
                },
                () = sleep_until(self.shard.deadline()) => self.handle(Input::Timeout),
                readable = self.socket.readable() => {
                    readable?;
                    self.receive(&mut buffers);
                }
            }
        }
        info!(statistics = ?self.shard.statistics(), "media thread ends");
        Ok(())
    }

    fn receive(&mut self, buffers: &mut ReceiveBuffers) {
        for _ in 0..BATCHES_PER_TURN {
            match self.socket.receive(buffers) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    debug!(%error, "nothing could be received");
                    return;
                }
            }
            for datagram in buffers.datagrams() {
                let source = datagram.source;
                let destination = self.addresses.candidate(datagram.received_on, source);
                let contents = datagram.contents;
                self.handle(Input::Datagram { source, destination, contents });
            }
        }
    }

    fn handle(&mut self, input: Input<'_>) {
        self.shard.handle(Instant::now(), input);
        while let Some(output) = self.shard.poll() {
            match output {
                Output::Transmit(datagram) => self.send(&datagram),
                // The control loop is gone only while the server stops.
                Output::Event(event) => drop(self.events.send(event)),
            }
        }
    }

    fn send(&mut self, datagram: &Datagram) {
        let from = self.addresses.local_ip(datagram.source);
        if let Err(error) = self.socket.send(from, datagram.destination, &datagram.contents) {
            self.losses.report(&error);
        }
    }
}

/// Datagrams that the system did not take: its buffer is full, or there is no way to the client.
#[derive(Default)]
struct Losses {
    count: u64,
    reported: Option<Instant>,
}

impl Losses {
    fn report(&mut self, error: &io::Error) {
        self.count += 1;
        let now = Instant::now();
        if self.reported.is_none_or(|reported| now - reported >= REPORT_INTERVAL) {
            warn!(%error, lost = self.count, "datagrams could not be sent");
            (self.count, self.reported) = (0, Some(now));
        }
    }
}

pub(crate) async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
        None => std::future::pending().await,
    }
}
