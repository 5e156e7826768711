//! RFC 2198 block headers: the transport alone knows the negotiated payload type of Opus.

/// Set in a block header that is followed by another one.
const FOLLOWED: u8 = 0x80;
/// Bytes of a block header that is followed by another one; the last one has a single byte.
const BLOCK_HEADER_BYTES: usize = 4;

/// Writes `payload_type` into every block header of a RED payload. What follows the headers, or
/// stands where a truncated payload ends, is left alone.
pub(crate) fn set_payload_type(payload: &mut [u8], payload_type: u8) {
    let mut at = 0;
    while let Some(header) = payload.get_mut(at) {
        let followed = *header & FOLLOWED;
        *header = followed | (payload_type & !FOLLOWED);
        if followed == 0 {
            return;
        }
        at += BLOCK_HEADER_BYTES;
    }
}

#[cfg(test)]
mod tests {
    use super::set_payload_type;
    use proptest::prelude::*;

    #[test]
    fn each_header_is_written_and_no_block() {
        let mut payload = [0x80, 1, 2, 3, 0x80, 4, 5, 6, 0, 0xAA, 0xBB, 0xCC];
        set_payload_type(&mut payload, 111);
        assert_eq!(payload, [0x80 | 111, 1, 2, 3, 0x80 | 111, 4, 5, 6, 111, 0xAA, 0xBB, 0xCC]);
    }

    proptest! {
        #[test]
        fn any_payload_keeps_its_shape(mut payload: Vec<u8>, payload_type in 0u8..128) {
            let before = payload.clone();
            set_payload_type(&mut payload, payload_type);
            prop_assert_eq!(payload.len(), before.len());
            for (was, is) in before.iter().zip(&payload) {
                prop_assert!(was == is || (was & 0x80 == is & 0x80 && is & 0x7F == payload_type));
            }
        }
    }
}
