//! A UDP socket that tells where datagrams were sent to, and sends from a chosen address.

use quinn_udp::{RecvMeta, Transmit, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// The longest run of datagrams that the kernel hands over in one piece.
const BUFFER_BYTES: usize = 64 * 1024;

/// A UDP socket for media. Bound to an unspecified address it serves all of the host's
/// addresses, and names the right one with each datagram (RFC 3542, IP_PKTINFO).
pub struct MediaSocket {
    socket: UdpSocket,
    state: UdpSocketState,
    local: SocketAddr,
    buffers: Vec<Vec<u8>>,
}

impl MediaSocket {
    /// Binds a socket; `[::]` also serves IPv4. `batch` is how many reads are made in one
    /// system call, at 64 KiB of memory each. Must be called within a tokio runtime.
    pub fn bind(address: SocketAddr, batch: usize) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        let socket = UdpSocket::from_std(socket.into())?;
        let state = UdpSocketState::new((&socket).into())?;
        let local = socket.local_addr()?;
        let buffers = vec![vec![0; BUFFER_BYTES]; batch.clamp(1, quinn_udp::BATCH_SIZE)];
        Ok(Self { socket, state, local, buffers })
    }

    /// Asks the kernel for larger buffers, in bytes; it may give less.
    pub fn set_buffer_sizes(&self, receive: usize, send: usize) {
        let sizes = [
            self.state.set_recv_buffer_size((&self.socket).into(), receive),
            self.state.set_send_buffer_size((&self.socket).into(), send),
        ];
        if let Some(error) = sizes.into_iter().find_map(Result::err) {
            tracing::debug!(%error, "the socket keeps its buffer sizes");
        }
    }

    /// The address that the socket is bound to.
    pub fn local_address(&self) -> SocketAddr {
        self.local
    }

    /// Waits until there is something to receive.
    pub async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Hands over one batch of what has arrived: source, destination, contents. Does not wait;
    /// returns how many there were.
    pub fn receive(
        &mut self,
        mut each: impl FnMut(SocketAddr, SocketAddr, &[u8]),
    ) -> io::Result<usize> {
        let Self { socket, state, local, buffers } = self;
        let mut metas = [RecvMeta::default(); quinn_udp::BATCH_SIZE];
        let mut slices: Vec<_> = buffers.iter_mut().map(|it| IoSliceMut::new(it)).collect();
        let received = socket
            .try_io(Interest::READABLE, || state.recv((&*socket).into(), &mut slices, &mut metas));
        let received = match received {
            Ok(received) => received,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(0),
            Err(error) => return Err(error),
        };
        let mut count = 0;
        for (meta, buffer) in metas.iter().zip(buffers).take(received) {
            let source = canonical(meta.addr);
            let ip = meta.dst_ip.unwrap_or(local.ip()).to_canonical();
            let destination = SocketAddr::new(ip, local.port());
            for contents in buffer[..meta.len].chunks(meta.stride.max(1)) {
                each(source, destination, contents);
                count += 1;
            }
        }
        Ok(count)
    }

    /// Sends a datagram. `source` must be an address of this host; its port is ignored. A full
    /// send buffer loses the datagram, as a busy network would.
    pub fn send(&self, source: IpAddr, destination: SocketAddr, contents: &[u8]) -> io::Result<()> {
        let source = (!source.is_unspecified()).then_some(source);
        let transmit = Transmit {
            destination: self.for_this_socket(destination),
            ecn: None,
            contents,
            segment_size: None,
            src_ip: source,
        };
        match self.state.try_send((&self.socket).into(), &transmit) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            sent => sent,
        }
    }

    /// An IPv6 socket reaches IPv4 hosts under their mapped addresses (RFC 4291 §2.5.5.2).
    fn for_this_socket(&self, destination: SocketAddr) -> SocketAddr {
        match (self.local, destination) {
            (SocketAddr::V6(_), SocketAddr::V4(v4)) => {
                let mapped: Ipv6Addr = v4.ip().to_ipv6_mapped();
                SocketAddr::new(mapped.into(), v4.port())
            }
            _ => destination,
        }
    }
}

fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends from `from` to `to` between two sockets bound to all addresses, and reads what the
    /// receiver is told.
    async fn round(bind: &str, from: &str, to: &str) -> (SocketAddr, SocketAddr, Vec<u8>) {
        let bind: SocketAddr = bind.parse().expect("an address");
        let sender = MediaSocket::bind(bind, 1).expect("binds");
        let mut receiver = MediaSocket::bind(bind, 4).expect("binds");
        let to = SocketAddr::new(to.parse().expect("an ip"), receiver.local_address().port());
        sender.send(from.parse().expect("an ip"), to, b"hello").expect("sends");
        let mut seen = None;
        while seen.is_none() {
            receiver.readable().await.expect("becomes readable");
            receiver
                .receive(|source, destination, contents| {
                    seen = Some((source, destination, contents.to_vec()));
                })
                .expect("receives");
        }
        let (source, destination, contents) = seen.expect("was seen");
        assert_eq!(source.port(), sender.local_address().port());
        (source, destination, contents)
    }

    #[tokio::test]
    async fn names_the_address_that_a_datagram_was_sent_to() {
        for bind in ["0.0.0.0:0", "[::]:0"] {
            // Every address of 127.0.0.0/8 is this host's own.
            let (source, destination, contents) = round(bind, "127.0.0.3", "127.0.0.2").await;
            assert_eq!(source.ip().to_string(), "127.0.0.3", "bound to {bind}");
            assert_eq!(destination.ip().to_string(), "127.0.0.2", "bound to {bind}");
            assert_eq!(contents, b"hello");
        }
    }
}
