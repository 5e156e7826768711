//! Datagrams and reports that tests of the flight and the brake are made of.

use super::*;
use proptest::prelude::*;

pub(crate) const EXTENSION: u8 = 3;

/// An RTP packet with a transport-wide sequence number between two other extensions.
pub(crate) fn datagram(number: u16, bytes: usize) -> Vec<u8> {
    let mut datagram = vec![0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xbe, 0xde, 0, 2];
    datagram.extend([0x10, 0x7f, EXTENSION << 4 | 1]);
    datagram.extend(number.to_be_bytes());
    datagram.extend([0, 0x40, b'0']);
    datagram.resize(bytes - HEADER_BYTES, 0);
    datagram
}

/// A report about packets from a number on, which arrived at these times or did not.
pub(crate) fn report(base: u16, times: &[Option<Duration>]) -> Arrivals {
    Arrivals { base, times: times.to_vec() }
}

fn ms(time_ms: u64) -> Duration {
    Duration::from_millis(time_ms)
}

#[test]
fn what_is_reported_is_no_longer_on_the_way() {
    let now = crate::test_start();
    let mut flight = Flight::new(now);
    // The numbers wrap.
    for index in 0..3 {
        let datagram = datagram(65_533 + index, 100);
        flight.sent(now + ms(10) * u32::from(index), &datagram, EXTENSION);
    }
    flight.sent(now + ms(30), &datagram(0, 200), EXTENSION);
    assert_eq!(flight.bytes(), 500);
    let arrivals = flight.report(&report(65_533, &[Some(ms(5)), None, Some(ms(3))]));
    let sent = [now + ms(20), now];
    assert_eq!(arrivals.iter().map(|one| one.sent_at).collect::<Vec<_>>(), sent);
    assert_eq!(arrivals[1].arrived_at - arrivals[0].arrived_at, ms(2));
    assert_eq!(flight.bytes(), 200);
    assert_eq!((flight.sent_at(0), flight.sent_at(1)), (Some(now + ms(30)), None));
    // Once more: nothing changes.
    assert!(flight.report(&report(65_533, &[Some(ms(5))])).is_empty());
    assert_eq!(flight.bytes(), 200);
}

#[test]
fn a_lost_report_and_a_silent_client_leave_nothing_on_the_way() {
    let now = crate::test_start();
    let mut flight = Flight::new(now);
    for number in 0..4 {
        flight.sent(now, &datagram(number, 100), EXTENSION);
    }
    flight.report(&report(2, &[Some(ms(5))]));
    assert_eq!(flight.bytes(), 100, "what was sent before is known");
    flight.sent(now + LIFE, &datagram(4, 100), EXTENSION);
    assert_eq!(flight.bytes(), 100, "the older one is forgotten");
}

#[test]
fn packets_without_the_number_are_not_followed() {
    let now = crate::test_start();
    let mut flight = Flight::new(now);
    let mut without = datagram(1, 100);
    without[0] = 0x80;
    let rtcp = [&[0x90, 201], &datagram(1, 100)[2..]].concat();
    for datagram in [&without[..], &rtcp, &datagram(1, 100)[..18], &[22, 1, 2], &[]] {
        flight.sent(now, datagram, EXTENSION);
    }
    flight.sent(now, &datagram(1, 100), EXTENSION + 1);
    assert_eq!(flight.bytes(), 0);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..60), id in 0_u8..16) {
        number(&bytes, id);
    }
}
