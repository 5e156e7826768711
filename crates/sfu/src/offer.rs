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
    /// What the answer takes over from it.
    pub wishes: Wishes,
}

/// What str0m would answer otherwise than the client wants it, for each line of an offer.
#[derive(Default)]
pub(crate) struct Wishes(Vec<LineWishes>);

#[derive(Default)]
struct LineWishes {
    /// The payload types, the client's favourite first.
    payload_types: Vec<String>,
    /// The attributes that ask for reports about all packets.
    feedback: Vec<String>,
}

impl Wishes {
    /// The answer with the payload types of each line in the order of the offer, and with
    /// transport-wide feedback wherever the client offered it. A browser sends redundant audio
    /// exactly if it comes first, so that the client chooses; str0m would always ask for it. And
    /// str0m leaves the feedback out for what it does not congestion-control, which is sound.
    pub fn apply(&self, answer: &str) -> String {
        let none = LineWishes::default();
        let mut lines_of_media = self.0.iter();
        let mut wishes = &none;
        let mut made = String::with_capacity(answer.len());
        let mut push = |line: &str| {
            made.push_str(line);
            made.push_str("\r\n");
        };
        for line in answer.lines() {
            if let Some((head, mut answered)) = media_line(line) {
                wishes = lines_of_media.next().unwrap_or(&none);
                answered.sort_by_key(|one| {
                    let place = wishes.payload_types.iter().position(|other| other == one);
                    place.unwrap_or(usize::MAX)
                });
                push(&format!("{head} {}", answered.join(" ")));
                continue;
            }
            if is_feedback(line) {
                continue;
            }
            push(line);
            let payload_type = line.strip_prefix("a=rtpmap:").and_then(|map| map.split(' ').next());
            if let Some(payload_type) = payload_type {
                let attribute = feedback(payload_type);
                if wishes.feedback.contains(&attribute) {
                    push(&attribute);
                }
            }
        }
        made
    }
}

fn feedback(payload_type: &str) -> String {
    format!("a=rtcp-fb:{payload_type} transport-cc")
}

fn is_feedback(line: &str) -> bool {
    line.starts_with("a=rtcp-fb:") && line.ends_with(" transport-cc")
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
    let mut wishes = Wishes::default();
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
            let payload_types = types.into_iter().map(str::to_owned).collect();
            wishes.0.push(LineWishes { payload_types, feedback: Vec::new() });
        }
        if let Some(wishes) = wishes.0.last_mut().filter(|_| is_feedback(line)) {
            wishes.feedback.push(line.to_owned());
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
    Ok(Offer { sdp, mids, wishes })
}

/// The error of an offer that cannot be taken.
pub(crate) fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("the SDP offer cannot be taken: {why}"))
}
