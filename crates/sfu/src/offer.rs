//! SDP offers before str0m sees them.

use cooee_proto::{Error, ErrorCode};
use str0m::change::SdpOffer;
use str0m::media::Mid;

/// The most media lines of a transport. The largest pool a client can use is 4 sending and 12
/// receiving slots, rounded up by doubling.
const MOST_LINES: usize = 64;
/// The longest MID: what fits the RTP header extension with one-byte headers.
const LONGEST_MID_BYTES: usize = 16;

/// An offer that was read.
pub(crate) struct Offer {
    /// The offer for str0m, without candidates.
    pub sdp: SdpOffer,
    /// The names of its lines, in order.
    pub mids: Vec<Mid>,
}

/// Reads an offer. Candidates in it are left out: the server only answers checks and learns
/// addresses from them, so that unresolvable, foreign and forgotten candidates all do no harm.
pub(crate) fn read(text: &str) -> Result<Offer, Error> {
    let mut mids = Vec::new();
    let mut without_candidates = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with("a=candidate:") || line.starts_with("a=end-of-candidates") {
            continue;
        }
        if let Some(mid) = line.strip_prefix("a=mid:") {
            let mid = mid.trim();
            if mid.is_empty() || mid.len() > LONGEST_MID_BYTES {
                let bytes = mid.len();
                return Err(refused(format!(
                    "a MID of {bytes} bytes; expected 1 to {LONGEST_MID_BYTES}"
                )));
            }
            mids.push(Mid::from(mid));
        }
        without_candidates.push_str(line);
        without_candidates.push_str("\r\n");
    }
    if mids.len() > MOST_LINES {
        let count = mids.len();
        return Err(refused(format!("{count} media lines; at most {MOST_LINES} are allowed")));
    }
    let sdp = SdpOffer::from_sdp_string(&without_candidates)
        .map_err(|error| refused(error.to_string()))?;
    Ok(Offer { sdp, mids })
}

/// The error of an offer that cannot be taken.
pub(crate) fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("the SDP offer cannot be taken: {why}"))
}
