//! Which addresses clients are told to send media to, and what belongs to which of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The addresses of a media socket as clients know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// What is advertised, the most useful first; never empty, never an unspecified address.
    pub advertised: Vec<SocketAddr>,
    /// The advertised ones are those of a translator (NAT) in front of this machine, not its own.
    is_translated: bool,
}

impl Addresses {
    /// The addresses of a socket that is bound to `bound`, on a machine that has the addresses
    /// `own`; `advertise` overrides them. An IPv6 socket takes IPv4 as well.
    pub fn new(bound: SocketAddr, own: &[IpAddr], advertise: &[IpAddr]) -> Self {
        let port = bound.port();
        let with_port = |ips: Vec<IpAddr>| ips.into_iter().map(|ip| (ip, port).into()).collect();
        if !advertise.is_empty() {
            let is_translated = !advertise.iter().all(|ip| own.contains(ip));
            return Self { advertised: with_port(advertise.to_vec()), is_translated };
        }
        if !bound.ip().is_unspecified() {
            return Self { advertised: vec![bound], is_translated: false };
        }
        let takes = |ip: &IpAddr| ip.is_ipv4() || bound.is_ipv6();
        let mut usable: Vec<_> = own.iter().copied().filter(is_usable).filter(takes).collect();
        // IPv4 first: it works nearly everywhere.
        usable.sort_by_key(IpAddr::is_ipv6);
        usable.dedup();
        if usable.is_empty() {
            let loopback = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            usable.extend(loopback.into_iter().filter(|ip| own.contains(ip) && takes(ip)));
        }
        if usable.is_empty() {
            usable.push(Ipv4Addr::LOCALHOST.into());
        }
        Self { advertised: with_port(usable), is_translated: false }
    }

    /// The advertised address by which a datagram came that was received on the local address
    /// `received_on`, where the system tells it. Behind a translator the two differ.
    pub fn candidate(&self, received_on: Option<IpAddr>, source: SocketAddr) -> SocketAddr {
        let is_family = |address: &&SocketAddr| address.is_ipv4() == source.is_ipv4();
        let exact = self.advertised.iter().find(|address| Some(address.ip()) == received_on);
        let related = || self.advertised.iter().find(is_family);
        *exact.or_else(related).unwrap_or(&self.advertised[0])
    }

    /// The local address to send from, where it matters; `None` leaves the choice to the system.
    pub fn local_ip(&self, candidate: SocketAddr) -> Option<IpAddr> {
        (!self.is_translated).then_some(candidate.ip())
    }
}

/// The addresses of this machine's interfaces that are up.
pub fn own_addresses() -> std::io::Result<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    Ok(interfaces.iter().filter(|interface| interface.is_oper_up()).map(|i| i.ip()).collect())
}

/// Whether other machines can send to this address.
fn is_usable(ip: &IpAddr) -> bool {
    let is_link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !(ip.is_unspecified() || ip.is_loopback() || ip.is_multicast() || is_link_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 7] =
        ["127.0.0.1", "::1", "fe80::1", "2001:db8::5", "169.254.3.4", "192.168.1.7", "fd00::7"];

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn advertised(bound: &str, own: &[&str], advertise: &[&str]) -> Vec<String> {
        let addresses = Addresses::new(address(bound), &ips(own), &ips(advertise));
        addresses.advertised.iter().map(SocketAddr::to_string).collect()
    }

    #[test]
    fn a_socket_for_all_addresses_advertises_those_that_others_can_reach() {
        assert_eq!(advertised("0.0.0.0:7870", &OWN, &[]), ["192.168.1.7:7870"]);
        assert_eq!(
            advertised("[::]:7870", &OWN, &[]),
            ["192.168.1.7:7870", "[2001:db8::5]:7870", "[fd00::7]:7870"]
        );
    }

    #[test]
    fn loopback_is_advertised_only_where_there_is_nothing_else() {
        let alone = ["127.0.0.1", "::1", "fe80::1"];
        assert_eq!(advertised("0.0.0.0:1", &alone, &[]), ["127.0.0.1:1"]);
        assert_eq!(advertised("[::]:1", &alone, &[]), ["127.0.0.1:1", "[::1]:1"]);
        assert_eq!(advertised("0.0.0.0:1", &[], &[]), ["127.0.0.1:1"]);
        assert_eq!(advertised("127.0.0.1:1", &OWN, &[]), ["127.0.0.1:1"]);
    }

    #[test]
    fn a_bound_or_given_address_is_the_only_one() {
        assert_eq!(advertised("192.168.1.7:9", &OWN, &[]), ["192.168.1.7:9"]);
        assert_eq!(advertised("0.0.0.0:9", &OWN, &["203.0.113.1"]), ["203.0.113.1:9"]);
    }

    #[test]
    fn behind_a_translator_datagrams_count_for_the_advertised_address() {
        let addresses = Addresses::new(
            address("[::]:9"),
            &ips(&["10.0.0.2", "fd00::2"]),
            &ips(&["203.0.113.1", "2001:db8::1"]),
        );
        let ipv4 = address("203.0.113.1:9");
        let client = address("198.51.100.9:5000");
        assert_eq!(addresses.candidate(ips(&["10.0.0.2"]).pop(), client), ipv4);
        assert_eq!(addresses.candidate(None, client), ipv4);
        let client = address("[2001:db8:9::1]:5000");
        let ipv6 = address("[2001:db8::1]:9");
        assert_eq!(addresses.candidate(ips(&["fd00::2"]).pop(), client), ipv6);
        assert_eq!(addresses.local_ip(ipv4), None);
    }

    #[test]
    fn of_several_own_addresses_the_one_that_was_used_counts() {
        let own = ["10.0.0.2", "10.1.0.2"];
        let addresses = Addresses::new(address("0.0.0.0:9"), &ips(&own), &[]);
        let second = address("10.1.0.2:9");
        assert_eq!(addresses.candidate(Some(second.ip()), address("10.1.0.9:5")), second);
        assert_eq!(addresses.local_ip(second), Some(second.ip()));
    }
}
