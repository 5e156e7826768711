//! The addresses at which this host can be reached.

use std::net::IpAddr;

/// All addresses of this host that another one could reach, IPv4 first, in a steady order.
/// Loopback addresses only where there is nothing else.
///
/// Addresses that nobody can be told to use are left out: unspecified and multicast ones, and
/// link-local ones, which mean nothing without the name of an interface.
pub fn host_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_else(|error| {
        tracing::warn!(%error, "the network interfaces cannot be listed");
        Vec::new()
    });
    let all: Vec<IpAddr> = interfaces.iter().map(|interface| interface.ip()).collect();
    usable(all)
}

fn usable(all: Vec<IpAddr>) -> Vec<IpAddr> {
    let (mut loopback, mut others): (Vec<_>, Vec<_>) =
        all.into_iter().filter(is_reachable).partition(IpAddr::is_loopback);
    let addresses = if others.is_empty() { &mut loopback } else { &mut others };
    addresses.sort_unstable();
    addresses.dedup();
    std::mem::take(addresses)
}

fn is_reachable(address: &IpAddr) -> bool {
    let link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !(link_local || address.is_unspecified() || address.is_multicast())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn only_addresses_that_others_can_reach() {
        let all = ["fe80::1", "fd00::2", "0.0.0.0", "192.0.2.2", "127.0.0.1", "169.254.1.1"];
        assert_eq!(usable(addresses(&all)), addresses(&["192.0.2.2", "fd00::2"]));
    }

    #[test]
    fn loopback_serves_where_there_is_nothing_else() {
        let all = ["::1", "127.0.0.1", "fe80::1"];
        assert_eq!(usable(addresses(&all)), addresses(&["127.0.0.1", "::1"]));
    }
}
