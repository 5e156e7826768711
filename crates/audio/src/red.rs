//! Redundant audio (RFC 2198): one packet that also carries copies of earlier ones.
//!
//! A header of 4 bytes for each copy, oldest first; one byte for the newest block; then the
//! blocks in the same order.

/// The furthest back, in ticks, that a copy can lie (14 bits).
pub const MAX_OFFSET: u32 = 0x3fff;

/// The longest copy in bytes (10 bits).
pub const MAX_COPY_BYTES: usize = 0x3ff;

/// The most copies that [`split`] accepts in a packet. Senders use one to four; the bound
/// keeps a hostile packet from making work.
pub const MAX_COPIES: usize = 8;

/// One block of a redundant packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The RTP payload type of the block.
    pub payload_type: u8,
    /// How far before the packet's timestamp the block lies, in ticks; 0 for the newest.
    pub offset: u32,
    /// The block's payload.
    pub payload: &'a [u8],
}

/// The blocks of a redundant packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The packet that this one was sent for.
    pub newest: Block<'a>,
    copies: [Option<Block<'a>>; MAX_COPIES],
}

impl<'a> Split<'a> {
    /// The copies of earlier packets, in the order in which they were sent: oldest first.
    pub fn copies(&self) -> impl Iterator<Item = Block<'a>> {
        self.copies.into_iter().flatten()
    }
}

/// A payload is no redundant packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedError {
    /// The payload ends within its headers, or announces more than it holds.
    #[error("the payload of {bytes} bytes is cut short")]
    Truncated {
        /// How long the payload was.
        bytes: usize,
    },
    /// There are more copies than anyone sends.
    #[error("more than {MAX_COPIES} copies")]
    TooManyCopies,
}

/// Takes a redundant packet apart.
pub fn split(payload: &[u8]) -> Result<Split<'_>, RedError> {
    let truncated = RedError::Truncated { bytes: payload.len() };
    let mut copies = [None; MAX_COPIES];
    let mut count = 0;
    let mut headers = payload;
    // First pass over the headers: where the blocks begin.
    let newest_type = loop {
        match headers {
            [first, rest @ ..] if first & MORE == 0 => {
                headers = rest;
                break *first;
            }
            [_, _, _, _, rest @ ..] if count < MAX_COPIES => {
                headers = rest;
                count += 1;
            }
            [_, _, _, _, ..] => return Err(RedError::TooManyCopies),
            _ => return Err(truncated),
        }
    };
    let mut blocks = headers;
    for (header, copy) in payload.chunks_exact(COPY_HEADER_BYTES).zip(&mut copies).take(count) {
        let bits = u32::from_be_bytes([0, header[1], header[2], header[3]]);
        let length = bits as usize & MAX_COPY_BYTES;
        let (block, rest) = blocks.split_at_checked(length).ok_or(truncated)?;
        *copy = Some(Block { payload_type: header[0] & !MORE, offset: bits >> 10, payload: block });
        blocks = rest;
    }
    let newest = Block { payload_type: newest_type, offset: 0, payload: blocks };
    Ok(Split { newest, copies })
}

/// Puts a redundant packet together, in place of what `into` held.
///
/// Copies that the format cannot express (too long, too old, too many) are left out.
pub fn join(newest_type: u8, newest: &[u8], copies: &[Block<'_>], into: &mut Vec<u8>) {
    let fits = |copy: &&Block<'_>| {
        copy.payload.len() <= MAX_COPY_BYTES && (1..=MAX_OFFSET).contains(&copy.offset)
    };
    let copies = || copies.iter().filter(fits).take(MAX_COPIES);
    into.clear();
    for copy in copies() {
        let bits = copy.offset << 10 | copy.payload.len() as u32;
        let [_, high, middle, low] = bits.to_be_bytes();
        into.extend([MORE | copy.payload_type & !MORE, high, middle, low]);
    }
    into.push(newest_type & !MORE);
    for copy in copies() {
        into.extend_from_slice(copy.payload);
    }
    into.extend_from_slice(newest);
}

/// The bit of a header that tells that another header follows.
const MORE: u8 = 0x80;

/// The header of a copy: one bit, 7 bits of payload type, 14 of offset, 10 of length.
const COPY_HEADER_BYTES: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn copy(offset: u32, payload: &[u8]) -> Block<'_> {
        Block { payload_type: 111, offset, payload }
    }

    #[test]
    fn a_packet_with_one_copy_is_laid_out_as_the_rfc_says() {
        let mut packet = Vec::new();
        join(111, &[7, 8], &[copy(960, &[1, 2, 3])], &mut packet);
        // 960 << 10 | 3, after the bit that tells of another header and the payload type.
        assert_eq!(packet, [0x80 | 111, 0x0f, 0x00, 0x03, 111, 1, 2, 3, 7, 8]);
        let split = split(&packet).unwrap();
        assert_eq!(split.newest, Block { payload_type: 111, offset: 0, payload: &[7, 8] });
        assert_eq!(split.copies().collect::<Vec<_>>(), [copy(960, &[1, 2, 3])]);
    }

    #[test]
    fn what_the_format_cannot_express_is_left_out() {
        let long = [0; MAX_COPY_BYTES + 1];
        let copies =
            [copy(960, &long), copy(MAX_OFFSET + 1, &[1]), copy(0, &[1]), copy(1920, &[2])];
        let mut packet = Vec::new();
        join(111, &[7], &copies, &mut packet);
        let copies: Vec<_> = split(&packet).unwrap().copies().collect();
        assert_eq!(copies, [copy(1920, &[2])]);
    }

    #[test]
    fn packets_that_are_none_are_refused() {
        assert_eq!(split(&[]), Err(RedError::Truncated { bytes: 0 }));
        assert_eq!(split(&[0xef, 0, 0, 1]), Err(RedError::Truncated { bytes: 4 }), "no newest");
        let cut = [0xef, 0, 0, 2, 111, 1];
        assert_eq!(split(&cut), Err(RedError::Truncated { bytes: 6 }), "a copy cut short");
        let many: Vec<u8> =
            [0xef, 0, 4, 0].repeat(MAX_COPIES + 1).into_iter().chain([111]).collect();
        assert_eq!(split(&many), Err(RedError::TooManyCopies));
    }

    proptest! {
        #[test]
        fn what_was_joined_is_split_alike(
            newest in prop::collection::vec(any::<u8>(), 0..1300),
            copies in prop::collection::vec(
                (0..128_u8, 1..=MAX_OFFSET, prop::collection::vec(any::<u8>(), 0..=MAX_COPY_BYTES)),
                0..=MAX_COPIES,
            ),
            newest_type in 0..128_u8,
        ) {
            let copies: Vec<Block<'_>> = copies
                .iter()
                .map(|(payload_type, offset, payload)| Block {
                    payload_type: *payload_type,
                    offset: *offset,
                    payload,
                })
                .collect();
            let mut packet = vec![1, 2, 3];
            join(newest_type, &newest, &copies, &mut packet);
            let split = split(&packet).unwrap();
            prop_assert_eq!(split.newest.payload, &newest[..]);
            prop_assert_eq!(split.newest.payload_type, newest_type);
            prop_assert_eq!(split.copies().collect::<Vec<_>>(), copies);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(split) = split(&bytes) {
                let blocks: usize = split.copies().map(|copy| 4 + copy.payload.len()).sum();
                prop_assert_eq!(blocks + 1 + split.newest.payload.len(), bytes.len());
            }
        }
    }
}
