use super::*;
use proptest::prelude::*;

/// A report block about an SSRC, with bytes that are told apart.
fn block(ssrc: u32, fraction: u8) -> Vec<u8> {
    let mut block = ssrc.to_be_bytes().to_vec();
    block.push(fraction);
    block.extend(1..=19);
    block
}

fn packet(kind: u8, count: u8, contents: &[Vec<u8>]) -> Vec<u8> {
    let contents = contents.concat();
    let words = u16::try_from(contents.len() / 4).expect("a short packet");
    let mut packet = vec![0x80 | count, kind];
    packet.extend(words.to_be_bytes());
    packet.extend(contents);
    packet
}

fn report(kind: u8, blocks: &[Vec<u8>]) -> Vec<u8> {
    let sender = match kind {
        SENDER_REPORT => vec![9; 24],
        _ => vec![9; 4],
    };
    packet(kind, blocks.len() as u8, &[vec![sender], blocks.to_vec()].concat())
}

fn sealed(losses: &[Loss], packet: &[u8]) -> Vec<u8> {
    let mut associated = packet[..CLEAR_BYTES].to_vec();
    associated.extend([0x80, 0, 0, 1]);
    let body = &packet[CLEAR_BYTES..];
    let body = with_losses(losses, &associated, body).unwrap_or_else(|| body.to_vec());
    [&packet[..CLEAR_BYTES], &body].concat()
}

#[test]
fn the_fraction_lost_is_raised_in_all_reports_about_the_stream() {
    let losses = [Loss::new(7.into(), 0.25), Loss::new(8.into(), 1.0)];
    let description = packet(202, 1, &[vec![0; 8]]);
    for kind in [SENDER_REPORT, RECEIVER_REPORT] {
        let with = |seven, eight| {
            let blocks = [block(5, 3), block(7, seven), block(8, eight)];
            [description.clone(), report(kind, &blocks)].concat()
        };
        assert_eq!(sealed(&losses, &with(0, 10)), with(64, 255));
        assert_eq!(sealed(&losses, &with(200, 255)), with(200, 255), "its own uplink is worse");
        assert_eq!(sealed(&[], &with(0, 0)), with(0, 0));
    }
}

#[test]
fn media_is_no_report() {
    let losses = [Loss::new(7.into(), 0.5)];
    let media = report(RECEIVER_REPORT, &[block(7, 0)]);
    let header = [0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7];
    assert_eq!(with_losses(&losses, &header, &media), None);
}

#[test]
fn losses_are_told_only_while_their_transport_acts() {
    let mut losses = vec![Loss::new(7.into(), 0.5)];
    let told = telling(&mut losses, || LOSSES.with_borrow(Vec::clone));
    assert_eq!(told, losses);
    assert!(LOSSES.with_borrow(Vec::is_empty));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_keep_their_length_and_all_but_fractions(
        kind in 190_u8..225,
        count in 0_u8..32,
        words in 0_u16..40,
        body in prop::collection::vec(0_u8..3, 4..160),
    ) {
        let losses = [Loss::new(0.into(), 0.5), Loss::new(1.into(), 0.1)];
        let [high, low] = words.to_be_bytes();
        let packet = [&[0x80 | count, kind, high, low][..], &body].concat();
        let sealed = sealed(&losses, &packet);
        prop_assert_eq!(sealed.len(), packet.len());
        for (after, before) in sealed.iter().zip(&packet) {
            prop_assert!(after == before || [128, 26].contains(after));
        }
    }
}
