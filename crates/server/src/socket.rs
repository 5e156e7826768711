//! The UDP socket of a media thread: many datagrams per system call, and the local address of
//! each, so that one socket serves all addresses of the machine.

use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io::{self, IoSliceMut},
    net::{IpAddr, SocketAddr},
};
use tokio::{io::Interest, net::UdpSocket};

/// What the system is asked to buffer in each direction: half a second of a thousand streams.
/// It may give less.
const SYSTEM_BUFFER_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of one receive buffer: a datagram, or equal ones that the system joined.
const BUFFER_BYTES: usize = 65_535;

/// A bound UDP socket.
pub struct MediaSocket {
    socket: UdpSocket,
    state: UdpSocketState,
    /// IPv4 addresses look like IPv6 ones to this socket.
    is_ipv6: bool,
}

/// One datagram that came.
#[derive(Debug)]
pub struct Received<'a> {
    pub source: SocketAddr,
    /// On which of this machine's addresses, where the system tells it.
    pub received_on: Option<IpAddr>,
    pub contents: &'a [u8],
}

/// Room for the datagrams of one system call.
pub struct ReceiveBuffers {
    bytes: Vec<u8>,
    metas: [RecvMeta; BATCH_SIZE],
    count: usize,
}

/// Binds a UDP socket; one for `::` takes IPv4 too.
pub fn bind(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // The system may refuse large buffers; smaller ones only lose more under load.
    socket.set_recv_buffer_size(SYSTEM_BUFFER_BYTES).ok();
    socket.set_send_buffer_size(SYSTEM_BUFFER_BYTES).ok();
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

impl MediaSocket {
    /// Takes a socket that [`bind`] made; needs a running Tokio runtime.
    pub fn new(socket: std::net::UdpSocket) -> io::Result<Self> {
        let is_ipv6 = socket.local_addr()?.is_ipv6();
        let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
        Ok(Self { socket: UdpSocket::from_std(socket)?, state, is_ipv6 })
    }

    /// Waits until there may be something to receive.
    pub async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Receives what is there; `false` where nothing is.
    pub fn receive(&self, buffers: &mut ReceiveBuffers) -> io::Result<bool> {
        let result = self.socket.try_io(Interest::READABLE, || {
            let mut slices = buffers.bytes.chunks_mut(BUFFER_BYTES).map(IoSliceMut::new);
            let mut slices: [IoSliceMut<'_>; BATCH_SIZE] =
                std::array::from_fn(|_| slices.next().expect("there is a chunk for each slice"));
            self.state.recv(UdpSockRef::from(&self.socket), &mut slices, &mut buffers.metas)
        });
        buffers.count = 0;
        match result {
            Ok(count) => {
                buffers.count = count;
                Ok(count > 0)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Sends a datagram from a local address, if one is named.
    pub fn send(
        &self,
        from: Option<IpAddr>,
        destination: SocketAddr,
        contents: &[u8],
    ) -> io::Result<()> {
        let transmit = Transmit {
            destination: self.socket_address(destination),
            ecn: None,
            contents,
            segment_size: None,
            src_ip: from.map(|ip| self.socket_address((ip, 0).into()).ip()),
        };
        self.socket.try_io(Interest::WRITABLE, || {
            self.state.try_send(UdpSockRef::from(&self.socket), &transmit)
        })
    }

    fn socket_address(&self, address: SocketAddr) -> SocketAddr {
        match address.ip() {
            IpAddr::V4(ip) if self.is_ipv6 => (ip.to_ipv6_mapped(), address.port()).into(),
            IpAddr::V4(_) | IpAddr::V6(_) => address,
        }
    }
}

impl ReceiveBuffers {
    pub fn new() -> Self {
        let bytes = vec![0; BATCH_SIZE * BUFFER_BYTES];
        Self { bytes, metas: [RecvMeta::default(); BATCH_SIZE], count: 0 }
    }

    /// What the last call received.
    pub fn datagrams(&self) -> impl Iterator<Item = Received<'_>> {
        let filled = self.metas[..self.count].iter().zip(self.bytes.chunks(BUFFER_BYTES));
        filled.flat_map(|(meta, bytes)| {
            bytes[..meta.len].chunks(meta.stride.max(1)).map(|contents| Received {
                source: SocketAddr::new(meta.addr.ip().to_canonical(), meta.addr.port()),
                received_on: meta.dst_ip.map(|ip| ip.to_canonical()),
                contents,
            })
        })
    }
}
