//! Which addresses clients are told to send media to, and which of them a datagram belongs to.

use std::net::{IpAddr, SocketAddr, UdpSocket};

/// The addresses of a media socket as clients know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// What is advertised, the most useful first; never empty, never an unspecified address.
    pub advertised: Vec<SocketAddr>,
    /// Those of them that belong to a translator (NAT) in front of this machine.
    translated: Vec<IpAddr>,
}

impl Addresses {
    /// The addresses of a socket that is bound to `bound` (an IPv6 one takes IPv4 as well) on a
    /// machine that others reach at `host`. `advertise` overrides what they are told. `None`
    /// where nobody could reach the socket at any of these.
    pub fn new(bound: SocketAddr, host: &[IpAddr], advertise: &[IpAddr]) -> Option<Self> {
        let bound_ip = [bound.ip()];
        let ips = match (advertise.is_empty(), bound.ip().is_unspecified()) {
            (false, _) => advertise,
            (true, true) => host,
            (true, false) => &bound_ip,
        };
        let takes = |ip: &&IpAddr| !ip.is_unspecified() && (ip.is_ipv4() || bound.is_ipv6());
        let ips: Vec<_> = ips.iter().copied().filter(|ip| takes(&ip)).collect();
        let translated = ips.iter().copied().filter(|&ip| !is_own(ip)).collect();
        let advertised: Vec<_> =
            ips.into_iter().map(|ip| SocketAddr::new(ip, bound.port())).collect();
        (!advertised.is_empty()).then_some(Self { advertised, translated })
    }

    /// The advertised address by which a datagram came that was received on the local address
    /// `received_on`. Behind a translator the two differ.
    pub fn candidate(&self, received_on: SocketAddr) -> SocketAddr {
        let same = |address: &&SocketAddr| address.ip() == received_on.ip();
        let related = |address: &&SocketAddr| address.is_ipv4() == received_on.is_ipv4();
        let mut all = self.advertised.iter();
        let found = all.find(same).or_else(|| self.advertised.iter().find(related));
        *found.unwrap_or(&self.advertised[0])
    }

    /// The local address to send from; an unspecified one leaves the choice to the system.
    pub fn local_ip(&self, candidate: SocketAddr) -> IpAddr {
        match self.translated.contains(&candidate.ip()) {
            true => std::net::Ipv4Addr::UNSPECIFIED.into(),
            false => candidate.ip(),
        }
    }
}

/// Whether this machine has the address: only such a one can be bound to.
fn is_own(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn addresses(bound: &str, host: &[&str], advertise: &[&str]) -> Option<Addresses> {
        Addresses::new(address(bound), &ips(host), &ips(advertise))
    }

    fn advertised(bound: &str, host: &[&str], advertise: &[&str]) -> Vec<String> {
        let advertised = addresses(bound, host, advertise).unwrap().advertised;
        advertised.iter().map(SocketAddr::to_string).collect()
    }

    #[test]
    fn a_socket_for_all_addresses_advertises_those_of_the_host() {
        let host = ["192.0.2.7", "2001:db8::5"];
        assert_eq!(advertised("0.0.0.0:7870", &host, &[]), ["192.0.2.7:7870"]);
        assert_eq!(advertised("[::]:7870", &host, &[]), ["192.0.2.7:7870", "[2001:db8::5]:7870"]);
    }

    #[test]
    fn a_bound_or_given_address_is_the_only_one() {
        let host = ["192.0.2.7"];
        assert_eq!(advertised("127.0.0.1:9", &host, &[]), ["127.0.0.1:9"]);
        assert_eq!(advertised("0.0.0.0:9", &host, &["203.0.113.1"]), ["203.0.113.1:9"]);
    }

    #[test]
    fn what_nobody_could_reach_is_not_advertised() {
        assert_eq!(addresses("0.0.0.0:9", &[], &[]), None);
        assert_eq!(addresses("0.0.0.0:9", &["2001:db8::5"], &[]), None);
        assert_eq!(addresses("0.0.0.0:9", &["192.0.2.7"], &["2001:db8::5"]), None);
        assert_eq!(addresses("0.0.0.0:9", &["192.0.2.7"], &["0.0.0.0"]), None);
    }

    #[test]
    fn behind_a_translator_datagrams_count_for_the_advertised_address() {
        let advertise = ["203.0.113.1", "2001:db8::1"];
        let addresses = addresses("[::]:9", &["10.0.0.2", "fd00::2"], &advertise).unwrap();
        let ipv4 = address("203.0.113.1:9");
        assert_eq!(addresses.candidate(address("10.0.0.2:9")), ipv4);
        assert_eq!(addresses.candidate(address("[fd00::2]:9")), address("[2001:db8::1]:9"));
        assert!(addresses.local_ip(ipv4).is_unspecified());
    }

    #[test]
    fn of_several_own_addresses_the_one_that_was_used_counts() {
        let addresses = addresses("0.0.0.0:9", &["127.0.0.2", "127.0.0.3"], &[]).unwrap();
        let second = address("127.0.0.3:9");
        assert_eq!(addresses.candidate(second), second);
        assert_eq!(addresses.local_ip(second), second.ip());
    }
}
