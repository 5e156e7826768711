//! Redundant audio payloads (RFC 2198), as far as forwarding needs them.

/// The bit of a block header that says that another block follows.
const ANOTHER_FOLLOWS: u8 = 0x80;
/// Bytes of a redundant block's header; the primary's has one.
const REDUNDANT_HEADER_BYTES: usize = 4;
/// The most redundant blocks taken. RFC 2198 has no limit; receivers have.
const MOST_REDUNDANT_BLOCKS: usize = 32;

/// Where the blocks of a payload lie.
struct Layout {
    /// Redundant blocks in front of the primary.
    redundant: usize,
    /// Where the primary's bytes begin; it is the rest of the payload.
    primary: usize,
}

/// The primary block: what the sender would have sent without redundancy, with its payload type.
/// `None` if the payload is malformed.
pub fn primary(payload: &[u8]) -> Option<(u8, &[u8])> {
    let layout = layout(payload)?;
    let header = *payload.get(layout.redundant * REDUNDANT_HEADER_BYTES)?;
    Some((header, payload.get(layout.primary..)?))
}

/// A copy in which blocks of one payload type carry another, because two ends negotiated
/// different numbers for the same codec. `None` if the payload is malformed.
pub fn with_payload_type(payload: &[u8], from: u8, to: u8) -> Option<Vec<u8>> {
    let layout = layout(payload)?;
    let mut copy = payload.to_vec();
    for block in 0..=layout.redundant {
        let header = copy.get_mut(block * REDUNDANT_HEADER_BYTES)?;
        if *header & !ANOTHER_FOLLOWS == from {
            *header = *header & ANOTHER_FOLLOWS | to & !ANOTHER_FOLLOWS;
        }
    }
    Some(copy)
}

fn layout(payload: &[u8]) -> Option<Layout> {
    let mut redundant = 0;
    let mut redundant_bytes = 0;
    loop {
        let header = payload.get(redundant * REDUNDANT_HEADER_BYTES..)?;
        if header.first()? & ANOTHER_FOLLOWS == 0 {
            break;
        }
        let &[_, _, length_high, length_low, ..] = header else { return None };
        redundant_bytes += usize::from(length_high & 0x03) << 8 | usize::from(length_low);
        redundant += 1;
        if redundant > MOST_REDUNDANT_BLOCKS {
            return None;
        }
    }
    let primary = redundant * REDUNDANT_HEADER_BYTES + 1 + redundant_bytes;
    (primary <= payload.len()).then_some(Layout { redundant, primary })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use str0m::rtp::{RedDecoder, RedEncoder, RedundantBlock};

    fn block(pt: u8, timestamp_offset: u32, payload: &[u8]) -> RedundantBlock {
        RedundantBlock { pt, timestamp_offset, payload: payload.to_vec() }
    }

    #[test]
    fn the_primary_is_the_last_block() {
        let payload =
            RedEncoder::encode(111, b"now", &[block(111, 1920, b"older"), block(111, 960, b"old")]);
        assert_eq!(primary(&payload), Some((111, b"now".as_slice())));
    }

    #[test]
    fn a_payload_may_hold_the_primary_alone_or_an_empty_one() {
        assert_eq!(primary(&[111, 1, 2]), Some((111, [1, 2].as_slice())));
        assert_eq!(primary(&[111]), Some((111, [].as_slice())));
        assert_eq!(primary(&[]), None);
    }

    #[test]
    fn a_truncated_payload_is_refused() {
        let payload = RedEncoder::encode(111, b"", &[block(111, 960, b"old")]);
        for length in 0..payload.len() {
            assert_eq!(primary(&payload[..length]), None, "{length} bytes");
            assert_eq!(with_payload_type(&payload[..length], 111, 109), None);
        }
        assert!(primary(&payload).is_some());
    }

    #[test]
    fn payload_types_are_rewritten_in_every_block_that_has_them() {
        let blocks = [block(111, 960, b"old"), block(13, 480, b"noise")];
        let payload = RedEncoder::encode(111, b"now", &blocks);
        let rewritten = with_payload_type(&payload, 111, 109).expect("well formed");
        let blocks = [block(109, 960, b"old"), block(13, 480, b"noise")];
        assert_eq!(rewritten, RedEncoder::encode(109, b"now", &blocks));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Agrees with str0m's decoder on what is well formed and where the primary is.
        #[test]
        fn any_bytes_are_read_as_another_decoder_reads_them(
            mut payload in prop::collection::vec(any::<u8>(), 0..64),
            redundant in 0_usize..4,
        ) {
            // Short blocks, so that well-formed payloads are not rare.
            for index in 0..redundant {
                if let Some(header) = payload.get_mut(index * 4..index * 4 + 4) {
                    header[0] |= 0x80;
                    header[2] &= 0xfc;
                    header[3] &= 0x07;
                }
            }
            if let Some(header) = payload.get_mut(redundant * 4) {
                *header &= 0x7f;
            }
            let expected = RedDecoder::decode(&payload).ok().map(|blocks| {
                let last = blocks.last().expect("a primary");
                (last.pt, last.payload.to_vec())
            });
            let found = primary(&payload).map(|(pt, bytes)| (pt, bytes.to_vec()));
            prop_assert_eq!(found, expected);
        }
    }
}
