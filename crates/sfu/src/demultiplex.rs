//! Whose datagram is it: many transports share one UDP port.
//!
//! Connectivity checks (STUN) name their transport by the username fragment that its answer
//! held. Everything else belongs to the transport whose check last came, verified, from the same
//! address. DTLS is therefore never taken from an address that has not passed a check: that is
//! what makes the handshakes of many clients on one port independent of each other.

use cooee_proto::SessionId;
use std::collections::HashMap;
use std::net::SocketAddr;
use str0m::ice::StunMessage;

/// The shortest RTP or RTCP packet that can carry anything.
const MEDIA_HEADER_BYTES: usize = 8;
/// A DTLS record header.
const DTLS_HEADER_BYTES: usize = 13;
/// The longest datagram taken. WebRTC keeps below the MTU of Ethernet; a longer packet would not
/// fit the buffers that it is forwarded through.
const LONGEST_DATAGRAM_BYTES: usize = 1500;

/// What a datagram is, by its first bytes (RFC 7983).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// An ICE connectivity check.
    Check(Check<'a>),
    /// A DTLS record.
    Dtls,
    /// An RTP or RTCP packet.
    Media,
}

/// The unverified contents of a STUN binding request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check<'a> {
    /// The username fragment of the server's side.
    pub fragment: &'a str,
    /// Whether the client wants its media on this path (USE-CANDIDATE).
    pub nominates: bool,
    /// Names the check; its reply carries the same.
    pub transaction: [u8; 12],
}

/// Reads a datagram as far as its owner can be told from it. `None` if no transport can want it.
pub fn classify(contents: &[u8]) -> Option<Packet<'_>> {
    if contents.len() > LONGEST_DATAGRAM_BYTES {
        return None;
    }
    match contents.first()? {
        0..=3 => check(contents).map(Packet::Check),
        20..=63 if contents.len() >= DTLS_HEADER_BYTES => Some(Packet::Dtls),
        128..=191 if contents.len() >= MEDIA_HEADER_BYTES => Some(Packet::Media),
        _ => None,
    }
}

fn check(contents: &[u8]) -> Option<Check<'_>> {
    let message = StunMessage::parse(contents).ok()?;
    if !message.is_binding_request() {
        return None;
    }
    let (fragment, _) = message.username()?.split_once(':')?;
    Some(Check {
        fragment,
        nominates: message.use_candidate(),
        transaction: transaction(contents)?,
    })
}

/// The transaction of a STUN message.
fn transaction(contents: &[u8]) -> Option<[u8; 12]> {
    contents.get(8..20)?.try_into().ok()
}

/// Whether an outgoing datagram is STUN, which goes where the check came from.
pub(crate) fn is_stun(contents: &[u8]) -> bool {
    contents.first().is_some_and(|byte| *byte < 4)
}

/// Whether an outgoing datagram accepts the check of this transaction.
pub(crate) fn accepts(contents: &[u8], check: &Check<'_>) -> bool {
    const BINDING_SUCCESS: [u8; 2] = [0x01, 0x01];
    contents.starts_with(&BINDING_SUCCESS) && transaction(contents) == Some(check.transaction)
}

/// Who owns which username fragment and which address.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    pub fragments: HashMap<String, SessionId>,
    addresses: HashMap<SocketAddr, SessionId>,
}

impl Owners {
    /// The transport that a packet belongs to.
    pub fn owner(&self, packet: &Packet<'_>, source: SocketAddr) -> Option<SessionId> {
        match packet {
            Packet::Check(check) => self.fragments.get(check.fragment),
            Packet::Dtls | Packet::Media => self.addresses.get(&source),
        }
        .copied()
    }

    /// A transport announces its username fragment.
    pub fn add_fragment(&mut self, fragment: String, owner: SessionId) {
        self.fragments.insert(fragment, owner);
    }

    /// A transport has another username fragment, or is gone.
    pub fn remove_fragment(&mut self, fragment: &str) {
        self.fragments.remove(fragment);
    }

    /// A check from this address was verified. A client that comes back with another transport
    /// from the same port takes the address over.
    pub fn add_address(&mut self, address: SocketAddr, owner: SessionId) {
        self.addresses.insert(address, owner);
    }

    /// A transport no longer uses this address.
    pub fn remove_address(&mut self, address: SocketAddr, owner: SessionId) {
        if self.addresses.get(&address) == Some(&owner) {
            self.addresses.remove(&address);
        }
    }

    /// How many addresses have an owner.
    pub fn addresses(&self) -> usize {
        self.addresses.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use str0m::ice::TransId;

    fn binding_request(username: &str, nominates: bool) -> Vec<u8> {
        let mut buffer = vec![0; 256];
        let message = StunMessage::binding_request(username, TransId::new(), true, 1, 7, nominates);
        let length = message
            .to_bytes(Some(b"password"), &mut buffer, |_, _| [0; 20])
            .expect("it fits the buffer");
        buffer.truncate(length);
        buffer
    }

    #[test]
    fn a_check_names_its_transport_and_its_wish() {
        let contents = binding_request("server:client", true);
        let Some(Packet::Check(check)) = classify(&contents) else { panic!("no check") };
        assert_eq!(check.fragment, "server");
        assert!(check.nominates);
        assert_eq!(check.transaction, contents[8..20]);
        let contents = binding_request("server:client", false);
        assert!(matches!(classify(&contents), Some(Packet::Check(Check { nominates: false, .. }))));
    }

    #[test]
    fn truncated_and_foreign_datagrams_are_nobodys() {
        let contents = binding_request("server:client", true);
        for length in 0..contents.len() {
            assert_eq!(classify(&contents[..length]), None, "{length} bytes of a check");
        }
        assert_eq!(classify(&[]), None);
        assert_eq!(classify(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(classify(&[22; 12]), None, "no whole DTLS record header");
        assert_eq!(classify(&[22; 13]), Some(Packet::Dtls));
        assert_eq!(classify(&[0x80; 12]), Some(Packet::Media));
        assert_eq!(classify(&[0x80; 7]), None);
        assert_eq!(classify(&[0x80; 1500]), Some(Packet::Media));
        assert_eq!(classify(&[0x80; 1501]), None, "longer than an Ethernet frame");
    }

    #[test]
    fn an_address_is_given_up_by_its_owner_only() {
        let address: SocketAddr = "192.0.2.1:5000".parse().expect("an address");
        let mut owners = Owners::default();
        owners.add_address(address, SessionId(1));
        owners.add_address(address, SessionId(2));
        owners.remove_address(address, SessionId(1));
        assert_eq!(owners.owner(&Packet::Media, address), Some(SessionId(2)));
        owners.remove_address(address, SessionId(2));
        assert_eq!(owners.owner(&Packet::Dtls, address), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn any_bytes_can_be_classified(
            first in any::<u8>(),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut contents = vec![first];
            contents.extend(rest);
            classify(&contents);
        }

        #[test]
        fn a_damaged_check_never_panics(
            position in 0_usize..80,
            byte in any::<u8>(),
            length in 0_usize..120,
        ) {
            let mut contents = binding_request("server:client", true);
            let position = position % contents.len();
            contents[position] = byte;
            contents.truncate(length);
            classify(&contents);
        }
    }
}
