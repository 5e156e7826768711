//! A media thread: one UDP socket, one shard, and nothing shared with anybody.

use crate::addresses::Addresses;
use cooee_net::MediaSocket;
use cooee_sfu::{Command, Datagram, Event, Input, Output, Shard};
use std::{
    io,
    net::SocketAddr,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::{runtime::Runtime, sync::mpsc};
use tracing::{debug, error, info, warn};

/// Commands that may wait for the media thread; the control loop waits when there are more.
const WAITING_COMMANDS: usize = 1024;
/// Reads made in one system call, at 64 KiB of memory each.
const BATCH: usize = 32;
/// What the system is asked to buffer in each direction: half a second of a thousand streams.
const BUFFER_BYTES: usize = 4 * 1024 * 1024;
/// Batches of datagrams taken before commands and deadlines get their turn.
const BATCHES_PER_TURN: usize = 8;
/// How often lost datagrams are reported at most.
const REPORT_INTERVAL: Duration = Duration::from_secs(10);

/// A media thread and the control loop's ends of it.
pub struct MediaThread {
    /// What its socket is bound to.
    pub local_address: SocketAddr,
    /// Where clients are told to send.
    pub advertised: Vec<SocketAddr>,
    /// The thread ends when this is dropped.
    pub commands: mpsc::Sender<Command>,
    /// Unbounded, so that the media thread never waits; there are few events, each caused by a
    /// command or by the end of a transport.
    pub events: mpsc::UnboundedReceiver<Event>,
    /// To be waited for.
    pub thread: JoinHandle<()>,
}

impl MediaThread {
    /// Starts a thread with a socket bound to `address`. The socket's addresses as clients know
    /// them follow from what it is bound to; it cannot be used where there are none. The shard's
    /// settings follow from them.
    pub fn start(
        name: &str,
        address: SocketAddr,
        addresses: impl FnOnce(SocketAddr) -> Option<Addresses> + Send + 'static,
        settings: impl FnOnce(Vec<SocketAddr>) -> cooee_sfu::Config + Send + 'static,
    ) -> io::Result<Self> {
        let (commands, waiting) = mpsc::channel(WAITING_COMMANDS);
        let (told, events) = mpsc::unbounded_channel();
        let (started, start) = std::sync::mpsc::channel();
        // Binding needs the thread's runtime, which must not be dropped by an async caller.
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let media = runtime().and_then(|runtime| {
                let _context = runtime.enter();
                let (socket, addresses) = bind(address, addresses)?;
                Ok((runtime, socket, addresses))
            });
            let (runtime, socket, addresses) = match media {
                Ok(media) => media,
                Err(error) => return drop(started.send(Err(error))),
            };
            let advertised = addresses.advertised.clone();
            let bound = (socket.local_address(), advertised.clone());
            let shard = Shard::new(settings(advertised));
            let sending = Vec::new();
            let mut media =
                Media { addresses, shard, events: told, sending, losses: Losses::default() };
            drop(started.send(Ok(bound)));
            if let Err(error) = runtime.block_on(media.run(socket, waiting)) {
                error!(%error, "the media socket failed");
            }
        })?;
        let ended = || io::Error::other("the media thread ended at once");
        let (local_address, advertised) = start.recv().map_err(|_| ended())??;
        Ok(Self { local_address, advertised, commands, events, thread })
    }
}

fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn bind(
    address: SocketAddr,
    addresses: impl FnOnce(SocketAddr) -> Option<Addresses>,
) -> io::Result<(MediaSocket, Addresses)> {
    let socket = MediaSocket::bind(address, BATCH)?;
    socket.set_buffer_sizes(BUFFER_BYTES, BUFFER_BYTES);
    let unreachable = || {
        let message = "no client could reach it at any address of this machine or of advertise_ip";
        io::Error::new(io::ErrorKind::AddrNotAvailable, message)
    };
    let addresses = addresses(socket.local_address()).ok_or_else(unreachable)?;
    Ok((socket, addresses))
}

struct Media {
    addresses: Addresses,
    shard: Shard,
    events: mpsc::UnboundedSender<Event>,
    /// What the shard put out and the socket was not given yet.
    sending: Vec<Datagram>,
    losses: Losses,
}

impl Media {
    /// Runs until the sender of commands is gone.
    async fn run(
        &mut self,
        mut socket: MediaSocket,
        mut commands: mpsc::Receiver<Command>,
    ) -> io::Result<()> {
        loop {
            tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(command) => self.handle(Input::Command(command)),
                    None => break,
                },
                () = sleep_until(self.shard.deadline()) => self.handle(Input::Timeout),
                readable = socket.readable() => {
                    readable?;
                    self.receive(&mut socket);
                }
            }
            self.send(&socket);
        }
        info!(statistics = ?self.shard.statistics(), "media thread ends");
        Ok(())
    }

    fn receive(&mut self, socket: &mut MediaSocket) {
        for _ in 0..BATCHES_PER_TURN {
            let received = socket.receive(|source, received_on, contents| {
                let destination = self.addresses.candidate(received_on);
                self.handle(Input::Datagram { source, destination, contents });
            });
            match received {
                Ok(0) => return,
                Ok(_) => self.send(socket),
                Err(error) => return debug!(%error, "nothing could be received"),
            }
        }
    }

    fn handle(&mut self, input: Input<'_>) {
        self.shard.handle(Instant::now(), input);
        while let Some(output) = self.shard.poll() {
            match output {
                Output::Transmit(datagram) => self.sending.push(datagram),
                // The control loop is gone only while the server stops.
                Output::Event(event) => drop(self.events.send(event)),
            }
        }
    }

    fn send(&mut self, socket: &MediaSocket) {
        for datagram in self.sending.drain(..) {
            let from = self.addresses.local_ip(datagram.source);
            if let Err(error) = socket.send(from, datagram.destination, &datagram.contents) {
                self.losses.report(&error);
            }
        }
    }
}

/// Datagrams that the system refused, mostly because there is no way to the client.
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
