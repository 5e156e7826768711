//! Network shells that server and SDK share. A media socket is bound to all addresses of the
//! host at once, yet ICE (RFC 8445) needs to know which one a datagram was sent to.

mod host_addresses;
mod media_socket;

pub use host_addresses::host_addresses;
pub use media_socket::MediaSocket;
