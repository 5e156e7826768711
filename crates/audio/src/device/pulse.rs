//! PulseAudio, or PipeWire in its place, asked directly: which devices there are, which are the
//! defaults, and when that changes. cpal plays and captures through it, but tells none of these.

use super::inventory::{DeviceInfo, Inventory};
use pulseaudio::protocol::{
    self, AuthParams, AuthReply, Command, CommandReply, Prop, Props, ServerInfo,
    SetClientNameReply, SinkInfoList, SourceInfoList, SubscriptionEvent,
    SubscriptionEventFacility as Facility, SubscriptionEventType as EventType, SubscriptionMask,
};
use pulseaudio::{ClientError, cookie_path_from_env, socket_path_from_env};
use std::ffi::CStr;
use std::io::{self, BufReader};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long the server may take for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// A connection to the server, which asks and waits for the answer.
pub(super) struct Pulse {
    socket: BufReader<UnixStream>,
    version: u16,
    sequence: u32,
}

/// A connection that the server tells of changes.
pub(super) struct PulseChanges(Pulse);

impl Pulse {
    /// Connects to the server that the environment names.
    pub fn connect() -> Result<Self, ClientError> {
        let path = socket_path_from_env().ok_or(ClientError::ServerUnavailable)?;
        let cookie = cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
        let socket = UnixStream::connect(path)?;
        socket.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        let version = protocol::MAX_VERSION;
        let mut pulse = Self { socket: BufReader::new(socket), version, sequence: 0 };
        let auth = AuthParams {
            version,
            supports_shm: false,
            supports_memfd: false,
            cookie: cookie.unwrap_or_default(),
        };
        let reply: AuthReply = pulse.ask(Command::Auth(auth))?;
        pulse.version = version.min(reply.version);
        let mut properties = Props::new();
        properties.set(Prop::ApplicationName, c"Cooee");
        let _: SetClientNameReply = pulse.ask(Command::SetClientName(properties))?;
        Ok(pulse)
    }

    /// The devices, with ids as cpal has them.
    ///
    /// What a speaker plays can be captured by the id of its monitor, but a monitor is never the
    /// default microphone: the server makes it so when the last microphone is unplugged, and
    /// everybody would hear himself.
    pub fn inventory(&mut self) -> Result<Inventory, ClientError> {
        let server: ServerInfo = self.ask(Command::GetServerInfo)?;
        let sources: SourceInfoList = self.ask(Command::GetSourceInfoList)?;
        let sinks: SinkInfoList = self.ask(Command::GetSinkInfoList)?;
        let describe = |name: &CStr, description: Option<&CStr>, is_default| {
            let text = |text: &CStr| String::from_utf8_lossy(text.to_bytes()).into_owned();
            let id = format!("{}:{}", cpal::HostId::PulseAudio, text(name));
            DeviceInfo { id, name: text(description.unwrap_or(name)), is_default }
        };
        let inputs = sources.iter().map(|source| {
            let is_default = server.default_source_name.as_ref() == Some(&source.name)
                && source.monitor_of_sink_index.is_none();
            describe(&source.name, source.description.as_deref(), is_default)
        });
        let outputs = sinks.iter().map(|sink| {
            let is_default = server.default_sink_name.as_ref() == Some(&sink.name);
            describe(&sink.name, sink.description.as_deref(), is_default)
        });
        Ok(Inventory { inputs: inputs.collect(), outputs: outputs.collect() })
    }

    fn ask<R: CommandReply>(&mut self, command: Command) -> Result<R, ClientError> {
        let sequence = self.send(&command)?;
        let (answered, reply) = protocol::read_reply_message(&mut self.socket, self.version)?;
        if answered == sequence { Ok(reply) } else { Err(ClientError::UnexpectedSequenceNumber) }
    }

    fn send(&mut self, command: &Command) -> Result<u32, ClientError> {
        self.sequence += 1;
        let socket = self.socket.get_mut();
        protocol::write_command_message(socket, self.sequence, command, self.version)?;
        Ok(self.sequence)
    }
}

impl PulseChanges {
    /// From here on every change is told.
    pub fn subscribe() -> Result<Self, ClientError> {
        let mut pulse = Pulse::connect()?;
        let mask = SubscriptionMask::SINK | SubscriptionMask::SOURCE | SubscriptionMask::SERVER;
        pulse.send(&Command::Subscribe(mask))?;
        protocol::read_ack_message(&mut pulse.socket)?;
        pulse.socket.get_ref().set_read_timeout(None)?;
        Ok(Self(pulse))
    }

    /// What ends [`wait`](Self::wait) from another thread, by being shut down.
    pub fn socket(&self) -> io::Result<UnixStream> {
        self.0.socket.get_ref().try_clone()
    }

    /// Waits until devices came or went, or something about the server changed; volumes alone
    /// wake nobody.
    pub fn wait(&mut self) -> Result<(), ClientError> {
        loop {
            let Pulse { socket, version, .. } = &mut self.0;
            let (_, command) = protocol::read_command_message(socket, *version)?;
            if let Command::SubscribeEvent(event) = command
                && is_about_devices(&event)
            {
                return Ok(());
            }
        }
    }
}

fn is_about_devices(event: &SubscriptionEvent) -> bool {
    event.event_facility == Facility::Server || event.event_type != EventType::Changed
}
