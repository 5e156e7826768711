//! A running server: its threads, from start to stop.

use crate::{
    addresses::Addresses,
    api::Api,
    app_watch::AppWatch,
    callbacks,
    config::{Config, TlsSource},
    control::{Control, Told, WAITING_INPUTS},
    gateway::Gateway,
    handle::Handle,
    listener::{HEAD_TIMEOUT, Service},
    media::MediaThread,
    operator::browser::Cookie,
    origins::Origins,
    store::{OperatorLogin, Store, StoreError},
    tls::{self, Tls, TlsError},
};
use cooee_node::{Input, Node};
use std::{
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    path::PathBuf,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};
use tracing::{error, info, warn};

/// How long clients get to take their goodbye when the server stops.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// Starts servers; any number of them can run in one process.
pub struct Server;

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("{protocol} {address} cannot be used: {source}")]
    Address {
        /// `TCP` or `UDP`.
        protocol: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The store cannot be opened or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// HTTPS was asked for and cannot be served.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Settings that do not fit together.
    #[error("{0}")]
    Settings(&'static str),
    /// The system refuses a thread, or does not tell its addresses.
    #[error("the system refused what a server needs: {0}")]
    System(#[from] io::Error),
}

/// A server that runs until it is stopped or dropped.
pub struct Running {
    /// Where HTTP and WebSocket are served.
    pub http_addr: SocketAddr,
    /// The UDP socket of the media thread.
    pub media_addr: SocketAddr,
    /// Where clients are told to send media.
    pub advertised: Vec<SocketAddr>,
    /// Whether HTTP is served over TLS.
    pub is_https: bool,
    /// What people write to reach it, such as `https://192.0.2.7:7870`; one of this machine
    /// comes first.
    pub urls: Vec<String>,
    /// Operates the server while it runs.
    pub handle: Handle,
    /// The file with the certificate that the server made for itself, if it uses one.
    pub self_signed: Option<PathBuf>,
    /// Where the operator's password is set, while there is none. It holds a secret: whoever
    /// opens it first operates this server.
    pub setup_link: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    ended: oneshot::Receiver<()>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts a server on threads of its own; it serves when this returns. Port 0 means any free
    /// port.
    pub fn start(config: &Config) -> Result<Running, StartError> {
        let store = Store::open(&config.data_dir)?;
        let apps = store.apps()?;
        let bans = store.bans(crate::control::wall_time())?;
        // Operators and business servers wait for the disk without holding up the app watch.
        let operators_store = Store::open(&config.data_dir)?;
        let callbacks_store = Store::open(&config.data_dir)?;
        let tls_source = TlsSource::of(config).map_err(StartError::Settings)?;
        let reached_at = reached_at(config);
        let tls = tls_source.as_ref().map(|tls| Tls::new(tls, &config.data_dir, &reached_at));
        let tls = tls.transpose()?;
        let listener = listen(config)?;
        let http_addr = listener.local_addr()?;
        let is_https = tls.is_some();
        let urls = urls(is_https, http_addr, &reached_at);
        let media = start_media(config, http_addr.port())?;
        let (media_addr, advertised) = (media.local_address, media.advertised);
        info!(%http_addr, %media_addr, ?advertised, apps = apps.len(), "server starts");
        if apps.is_empty() {
            warn!("there is no app that a client could log in to; `cooee app create` makes one");
        }

        if let Some(TlsSource::SelfSigned) = tls_source {
            for ip in reached_at.iter().filter(|ip| !ip.is_loopback()) {
                let page = format!("https://{}/debug", SocketAddr::new(*ip, http_addr.port()));
                info!(page, "for phones: open it, and accept this server's own certificate");
            }
        }
        let mut node = Node::new(node_config(config), rand::random());
        for record in &apps {
            let (now, wall) = (Instant::now(), crate::control::wall_time());
            node.handle(now, wall, Input::AppStored(record.clone()));
        }
        for operation in bans {
            let (now, wall) = (Instant::now(), crate::control::wall_time());
            node.handle(now, wall, Input::Operate { request: 0, operation });
            // Nobody asked, and nobody is there yet.
            while node.poll().is_some() {}
        }
        let (told, inputs) = mpsc::channel(WAITING_INPUTS);
        let setup_link = setup_link(&store, &urls)?;
        let api_store = Store::open(&config.data_dir)?;
        let (app_watch, watch_thread) = AppWatch::start(store, apps, told.clone())?;
        let cookie = Cookie { port: http_addr.port(), is_https };
        let handle = Handle::new(told.clone(), operators_store);
        let api = Api::new(api_store, app_watch.clone(), handle.clone(), cookie);
        let logins = api.logins().clone().listen(handle.notices());
        let origins = Origins(config.allow_origin.clone());
        let gateway = Gateway::new(told.clone(), app_watch, origins, handle.clone());
        let (callbacks, callbacks_thread) = callbacks::start(
            callbacks_store,
            config.callback_schedule.clone(),
            config.callback_ca.as_deref(),
        )?;
        let notices = handle.notice_sender();
        let control = Control::new(node, media.commands, media.events, notices, callbacks);
        let service = Service { router: gateway.router(api), tls, head_timeout: HEAD_TIMEOUT };
        let (stop, stopped) = oneshot::channel();
        let (running, ended) = oneshot::channel();
        let control_thread =
            thread::Builder::new().name("cooee-control".to_owned()).spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let serve = async {
                    tokio::spawn(logins);
                    serve(listener, service, control, inputs, told, stopped).await
                };
                if let Err(error) = runtime.and_then(|runtime| runtime.block_on(serve)) {
                    error!(%error, "the control loop cannot run");
                }
                info!("server ended");
                drop(running);
            })?;
        let threads = vec![control_thread, watch_thread, callbacks_thread, media.thread];
        let self_signed = (tls_source == Some(TlsSource::SelfSigned))
            .then(|| config.data_dir.join(tls::SELF_SIGNED_FILE));
        Ok(Running {
            http_addr,
            media_addr,
            advertised,
            is_https,
            urls,
            handle,
            self_signed,
            setup_link,
            stop: Some(stop),
            ended,
            threads,
        })
    }
}

/// Serves until it is told to stop, or until the control loop broke.
async fn serve(
    listener: TcpListener,
    service: Service,
    control: Control,
    inputs: mpsc::Receiver<Told>,
    told: mpsc::Sender<Told>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut control = tokio::spawn(control.run(inputs));
    let http = tokio::spawn(service.run(listener));
    tokio::select! {
        // The handle was used, or dropped.
        _ = stopped => {}
        _ = &mut control => return Ok(()),
    }
    http.abort();
    let drain = async {
        told.send(Told::Drain).await.ok();
        control.await.ok();
    };
    if tokio::time::timeout(DRAIN_TIME, drain).await.is_err() {
        warn!("some clients did not take their goodbye in time");
    }
    Ok(())
}

impl Running {
    /// Tells all clients that the server stops, and frees everything: at once where all take
    /// their goodbye, after 2 s otherwise.
    pub fn stop(mut self) {
        self.end();
    }

    /// Waits until the server ends by itself, which it does only if something in it broke.
    pub async fn ended(&mut self) {
        (&mut self.ended).await.ok();
    }

    fn end(&mut self) {
        // A control loop that broke takes no notice.
        self.stop.take().map(|stop| stop.send(()).ok());
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                error!("a thread of the server ended by a panic");
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// The link is to this machine: the password should not cross a network in clear text.
fn setup_link(store: &Store, urls: &[String]) -> Result<Option<String>, StoreError> {
    Ok(match store.operator_login()? {
        OperatorLogin::SetupNeeded(code) => urls.first().map(|url| code.link(url)),
        OperatorLogin::Password(_) => None,
    })
}

fn node_config(config: &Config) -> cooee_node::Config {
    cooee_node::Config {
        heartbeat_timeout: config.heartbeat_timeout,
        // Two of three heartbeats may be lost.
        heartbeat_interval: config.heartbeat_timeout / 3,
        ..cooee_node::Config::default()
    }
}

fn listen(config: &Config) -> Result<TcpListener, StartError> {
    let address = config.listen;
    let failed = |source| StartError::Address { protocol: "TCP", address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// The addresses under which clients know this machine.
fn reached_at(config: &Config) -> Vec<IpAddr> {
    let ip = config.listen.ip();
    let own = if ip.is_unspecified() { cooee_net::host_addresses() } else { vec![ip] };
    let usable = |address: &IpAddr| address.is_ipv4() || ip.is_ipv6();
    let mut all: Vec<_> = own.into_iter().filter(usable).collect();
    all.extend(config.advertise_ip.iter().filter(|&ip| !all.contains(ip)).collect::<Vec<_>>());
    all
}

fn urls(is_https: bool, listens: SocketAddr, reached_at: &[IpAddr]) -> Vec<String> {
    let (scheme, port) = (if is_https { "https" } else { "http" }, listens.port());
    let localhost = listens.ip().is_unspecified().then(|| format!("{scheme}://localhost:{port}"));
    let others = reached_at.iter().map(|&ip| format!("{scheme}://{}", SocketAddr::new(ip, port)));
    localhost.into_iter().chain(others).collect()
}

/// Media is on the port number of HTTP unless the configuration says otherwise.
fn start_media(config: &Config, http_port: u16) -> Result<MediaThread, StartError> {
    let host = cooee_net::host_addresses();
    let address = config.media.unwrap_or(SocketAddr::new(config.listen.ip(), http_port));
    let started = start_media_at(address, &host, config);
    if started.is_err() && config.media.is_none() && config.listen.port() == 0 {
        // Any free port will do, and the one that is free for TCP may be taken for UDP.
        return start_media_at(config.listen, &host, config);
    }
    started
}

fn start_media_at(
    address: SocketAddr,
    host: &[IpAddr],
    config: &Config,
) -> Result<MediaThread, StartError> {
    let (host, advertise) = (host.to_vec(), config.advertise_ip.clone());
    let listener_feedback = config.listener_feedback;
    let addresses = move |bound| Addresses::new(bound, &host, &advertise);
    let settings = move |advertised| cooee_sfu::Config {
        listener_feedback,
        ..cooee_sfu::Config::new(advertised)
    };
    MediaThread::start("cooee-media-0", address, addresses, settings)
        .map_err(|source| StartError::Address { protocol: "UDP", address, source })
}
