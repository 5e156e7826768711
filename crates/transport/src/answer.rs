//! Whether an SDP answer fits the offer that it answers.
//!
//! str0m applies an answer step by step and may stop half way at a fault. So everything that
//! it could trip over is checked here first, while nothing has changed yet.

use crate::{Direction, Slot};
use std::net::SocketAddr;
use str0m::change::SdpAnswer;
use str0m::config::Fingerprint;
use str0m::media::Direction as MediaDirection;
use str0m::{Candidate, CandidateKind, IceCreds};

/// What the answer must agree with.
pub(crate) struct Expected<'a> {
    /// Every slot of the offer, in the order of its lines.
    pub(crate) slots: &'a [Slot],
    /// Who the server was so far; `None` before the first answer.
    pub(crate) server: Option<&'a Server>,
    /// Whether the offer restarts ICE.
    pub(crate) restarts_ice: bool,
}

/// Who the server is: what later answers must repeat.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// The server's certificate.
    pub(crate) fingerprint: Fingerprint,
    /// The credentials for checks of the path; another pair is another ICE session.
    pub(crate) ice: IceCreds,
    /// Where the server can be reached.
    pub(crate) candidates: Vec<Candidate>,
}

impl Server {
    /// Whether this is an address of the server.
    pub(crate) fn is_at(&self, address: SocketAddr) -> bool {
        self.candidates.iter().any(|candidate| candidate.addr() == address)
    }
}

/// Reads an answer and checks it against what is expected; the error says what is wrong.
pub(crate) fn check(text: &str, expected: &Expected) -> Result<(SdpAnswer, Server), String> {
    let answer = SdpAnswer::from_sdp_string(text).map_err(|error| error.to_string())?;
    check_lines(&answer, expected.slots)?;
    check_bundle(text, expected.slots)?;

    // An answer may say these once for the session or on each line.
    let mut lines = answer.media_lines.iter();
    let setup = answer.session.setup().or_else(|| lines.find_map(|line| line.setup()));
    let setup = setup.ok_or("a=setup is missing")?;
    if setup.setup_line() == "actpass" {
        return Err("a=setup is actpass, expected active or passive".to_owned());
    }

    let mut lines = answer.media_lines.iter();
    let fingerprint = answer.session.fingerprint();
    let fingerprint = fingerprint.or_else(|| lines.find_map(|line| line.fingerprint()));
    let fingerprint = fingerprint.ok_or("a=fingerprint is missing")?;

    let mut lines = answer.media_lines.iter();
    let ice = answer.session.ice_creds().or_else(|| lines.find_map(|line| line.ice_creds()));
    let ice = ice.ok_or("a=ice-ufrag or a=ice-pwd is missing")?;

    let mut candidates: Vec<Candidate> = answer.session.ice_candidates().cloned().collect();
    for line in &answer.media_lines {
        candidates.extend(line.ice_candidates().cloned());
    }
    candidates.retain(|candidate| candidate.kind() == CandidateKind::Host);

    if let Some(server) = expected.server {
        if server.fingerprint != fingerprint {
            return Err("a=fingerprint differs from that of the first answer".to_owned());
        }
        let restarted = server.ice != ice;
        if restarted != expected.restarts_ice {
            let fault = if restarted { "changed without" } else { "did not change after" };
            return Err(format!("the ICE credentials {fault} an offer to restart ICE"));
        }
        // Candidates of a running ICE session need not be repeated.
        if !restarted && candidates.is_empty() {
            candidates.clone_from(&server.candidates);
        }
    }
    if candidates.is_empty() {
        return Err("the answer names no host candidate".to_owned());
    }
    Ok((answer, Server { fingerprint, ice, candidates }))
}

fn check_lines(answer: &SdpAnswer, slots: &[Slot]) -> Result<(), String> {
    let lines = &answer.media_lines;
    if lines.len() != slots.len() {
        return Err(format!("{} media lines arrived, {} were offered", lines.len(), slots.len()));
    }
    for (line, slot) in lines.iter().zip(slots) {
        if let Some(fault) = line.check_consistent() {
            return Err(fault);
        }
        let mid = &slot.mid;
        if *line.mid() != *mid.0 {
            return Err(format!("a media line is {}, but {mid} was offered there", line.mid()));
        }
        if line.disabled || !line.typ.is_media() {
            return Err(format!("slot {mid} is rejected"));
        }
        let direction = match slot.direction {
            Direction::Send => MediaDirection::RecvOnly,
            Direction::Receive => MediaDirection::SendOnly,
        };
        if line.direction() != direction {
            return Err(format!("slot {mid} is {}, expected {direction}", line.direction()));
        }
        if !line.rtp_params().iter().any(|params| params.spec().codec.is_audio()) {
            return Err(format!("slot {mid} has no codec"));
        }
    }
    Ok(())
}

/// All lines share one transport, in the order offered. Only the session's own lines, before
/// the first media line, can say so (RFC 9143 §7.2).
fn check_bundle(text: &str, slots: &[Slot]) -> Result<(), String> {
    let mut session = text.lines().take_while(|line| !line.starts_with("m="));
    let group = session.find_map(|line| line.strip_prefix("a=group:BUNDLE"));
    let group = group.ok_or("a=group:BUNDLE is missing")?;
    if !group.split_whitespace().eq(slots.iter().map(|slot| slot.mid.0.as_str())) {
        return Err(format!("a=group:BUNDLE is{group}, expected all slots in their order"));
    }
    Ok(())
}
