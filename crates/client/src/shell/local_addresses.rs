//! The media socket, and the addresses at which it can be reached.

use cooee_net::{MediaSocket, host_addresses};
use cooee_proto::{Error, ErrorCode};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio_tungstenite::tungstenite::http::Uri;

/// Reads of the media socket in one system call: an engine plays at most a dozen streams.
const RECEIVE_BATCH: usize = 2;

/// A socket on all addresses, IPv6 too where the host has it.
pub(super) fn bind_media() -> Result<MediaSocket, Error> {
    let any = |ip: IpAddr| SocketAddr::new(ip, 0);
    MediaSocket::bind(any(Ipv6Addr::UNSPECIFIED.into()), RECEIVE_BATCH)
        .or_else(|_| MediaSocket::bind(any(Ipv4Addr::UNSPECIFIED.into()), RECEIVE_BATCH))
        .map_err(|error| {
            let message = format!("the system refused a UDP socket: {error}");
            Error::new(ErrorCode::CANNOT_CONNECT, message)
        })
}

/// The host candidates. Loopback serves a server on this computer that listens nowhere else.
pub(super) fn local_addresses(url: &Uri, media: &MediaSocket) -> Vec<SocketAddr> {
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_loopback() => Some(ip),
        _ if host == "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => None,
    };
    let bound = media.local_address();
    let mut addresses: Vec<IpAddr> = host_addresses();
    if let Some(loopback) = loopback.filter(|loopback| !addresses.contains(loopback)) {
        addresses.push(loopback);
    }
    addresses
        .into_iter()
        .filter(|ip| bound.is_ipv6() || ip.is_ipv4())
        .map(|ip| SocketAddr::new(ip, bound.port()))
        .collect()
}
