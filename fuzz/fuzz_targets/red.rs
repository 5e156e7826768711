//! Redundant audio payloads: both readers of them agree on what is in front, and what the
//! client's one takes apart can be put together again.
#![no_main]

use cooee_audio::red;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| {
    let forwarded = cooee_sfu::red::primary(payload);
    let _ = cooee_sfu::red::with_payload_type(payload, 111, 96);
    let Ok(split) = red::split(payload) else { return };
    let newest = split.newest;
    assert_eq!(forwarded, Some((newest.payload_type, newest.payload)));

    let copies: Vec<red::Block<'_>> = split.copies().collect();
    let mut joined = Vec::new();
    red::join(newest.payload_type, newest.payload, &copies, &mut joined);
    // A copy without an offset is no copy; it is not written.
    if copies.iter().all(|copy| copy.offset > 0) {
        assert_eq!(joined, payload);
    }
});
