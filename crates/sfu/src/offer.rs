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
    /// Which codecs the client wants most.
    pub order: Order,
}

/// The payload types of each line of an offer, the client's favourite first.
pub(crate) struct Order(Vec<Vec<String>>);

impl Order {
    /// The answer with the payload types of each line in the order of the offer. A browser sends
    /// redundant audio exactly if it comes first, so that the client chooses; str0m would always
    /// ask for it.
    pub fn apply(&self, answer: &str) -> String {
        let mut lines_of_media = self.0.iter();
        let mut ordered = String::with_capacity(answer.len());
        for line in answer.lines() {
            match media_line(line) {
                Some((head, mut answered)) => {
                    let offered = lines_of_media.next().map_or(&[][..], Vec::as_slice);
                    answered.sort_by_key(|one| {
                        offered.iter().position(|other| other == one).unwrap_or(usize::MAX)
                    });
                    ordered.push_str(&format!("{head} {}", answered.join(" ")));
                }
                None => ordered.push_str(line),
            }
            ordered.push_str("\r\n");
        }
        ordered
    }
}

/// Splits `m=audio 9 UDP/TLS/RTP/SAVPF 63 111` before its payload types.
fn media_line(line: &str) -> Option<(&str, Vec<&str>)> {
    let (third_space, _) = line.strip_prefix("m=").and(line.match_indices(' ').nth(2))?;
    Some((&line[..third_space], line[third_space..].split_ascii_whitespace().collect()))
}

/// Reads an offer. Candidates in it are left out: the server only answers checks and learns
/// addresses from them, so that unresolvable, foreign and forgotten candidates all do no harm.
pub(crate) fn read(text: &str) -> Result<Offer, Error> {
    let mut mids = Vec::new();
    let mut payload_types = Vec::new();
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
        if let Some((_, types)) = media_line(line) {
            payload_types.push(types.into_iter().map(str::to_owned).collect());
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
    Ok(Offer { sdp, mids, order: Order(payload_types) })
}

/// The error of an offer that cannot be taken.
pub(crate) fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("the SDP offer cannot be taken: {why}"))
}
