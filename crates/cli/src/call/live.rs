//! The call in one line: live below a terminal's text, or as figures every few seconds.

use super::picture::{Link, Picture, Play};
use cooee::{
    PlayerState, PublisherQuality, PublisherState, RemoteDeviceState, RoomId, SendSettings,
    StreamId,
};
use std::time::Duration;

/// The live line: users, levels, delays, round trip, loss.
pub fn live_line(room: &RoomId, picture: &Picture) -> String {
    let link = match picture.link {
        Link::In(_) => String::new(),
        Link::Lost => " RECONNECTING".to_owned(),
        Link::Out => " connecting".to_owned(),
    };
    let users = match picture.users.len() + 1 {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    };
    let mut parts = vec![format!("{room}{link}: {users}")];
    parts.push(match picture.publish {
        Some(_) if picture.microphone_muted => "you MUTED".to_owned(),
        Some(PublisherState::Publishing) => format!("you {}", bar(picture.captured_level)),
        Some(_) => "you not yet on air".to_owned(),
        None => "you listen".to_owned(),
    });
    parts.extend(picture.plays.iter().map(|(id, play)| live_play(picture, id, play)));
    if picture.speaker_muted {
        parts.push("speaker MUTED".to_owned());
    }
    parts.push(format!("round trip {}", round_trip(picture)));
    parts.push("? help".to_owned());
    parts.join(" | ")
}

fn live_play(picture: &Picture, id: &StreamId, play: &Play) -> String {
    let who = picture.publisher(id).unwrap_or(id.as_str());
    let state = match (play.state, picture.remote_microphone(id)) {
        (PlayerState::NoPlay, _) => return format!("{who} refused"),
        (PlayerState::PlayRequesting, _) => return format!("{who} waiting"),
        (PlayerState::Playing, RemoteDeviceState::Mute) => "muted".to_owned(),
        (PlayerState::Playing, RemoteDeviceState::Disable) => "off".to_owned(),
        (PlayerState::Playing, RemoteDeviceState::Open) => bar(play.level),
    };
    let score = play.quality.and_then(|quality| quality.mos);
    let score = score.map_or(String::new(), |mos| format!("MOS {mos:.1}, "));
    format!(
        "{who} {state} {score}{} ms, lost {:.1}%, concealed {:.1}%",
        play.jitter.current_delay.as_millis(),
        play.lost() * 100.0,
        play.concealed() * 100.0
    )
}

/// The figures line of plain text.
pub fn figures_line(picture: &Picture) -> String {
    let mut parts = vec![format!("FIGURES users {}", picture.users.len() + 1)];
    parts.push(format!("round trip {}", round_trip(picture)));
    if let Some(loss) = picture.statistics.transport.remote_loss {
        parts.push(format!("lost on the way to the server {:.1}%", loss * 100.0));
    }
    if let Some([up, down]) = picture.network {
        parts.push(format!("network {up:?} up, {down:?} down"));
    }
    if picture.publish.is_some() {
        parts.push(format!("own level {:.0}", picture.captured_level));
    }
    parts.extend(picture.sent.as_ref().map(figures_of_publish));
    parts.extend(picture.plays.iter().map(|(id, play)| figures_of_play(id, play)));
    parts.join("; ")
}

fn figures_of_publish(sent: &PublisherQuality) -> String {
    format!(
        "sent {:?}: {:.0} packets/s, {:.0} kbit/s, {:.0} with headers; {}",
        sent.level,
        sent.audio_send_fps,
        sent.audio_kbps,
        sent.network_kbps,
        protection(sent.protection)
    )
}

fn protection(settings: SendSettings) -> String {
    format!(
        "protection {} kbit/s in {} ms, {} copies, DRED {} ms, told loss {}%",
        settings.bits_per_second / 1000,
        settings.packet_length.samples() / 48,
        settings.copies,
        10 * u32::from(settings.deep_redundancy),
        settings.packet_loss
    )
}

fn figures_of_play(id: &StreamId, play: &Play) -> String {
    let jitter = &play.jitter;
    if play.state != PlayerState::Playing {
        return format!("{id}: not playing");
    }
    let quality = play.quality.map_or(String::new(), |quality| {
        let score = quality.mos.map_or("unknown".to_owned(), |mos| format!("{mos:.2}"));
        format!(
            "{:?}, MOS {score}, end to end {} ms, lost of late {:.1}%, reconstructed {:.1}%, \
             breaks {} ({} ms), ",
            quality.level,
            quality.peer_to_peer_delay.as_millis(),
            quality.packet_lost_rate * 100.0,
            quality.reconstructed_rate * 100.0,
            quality.audio_cumulative_break_count,
            quality.audio_cumulative_break_time.as_millis()
        )
    });
    format!(
        "{id}: {quality}level {:.0}, delay {} ms, received {}, lost {} ({:.1}%), late {}, \
         concealed {} samples ({:.1}%)",
        play.level,
        jitter.current_delay.as_millis(),
        jitter.received_packets,
        jitter.lost_packets,
        play.lost() * 100.0,
        jitter.late_packets,
        jitter.concealed_samples,
        play.concealed() * 100.0
    )
}

fn round_trip(picture: &Picture) -> String {
    let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    picture.statistics.transport.round_trip_time.map_or("unknown".to_owned(), milliseconds)
}

/// A level from 0 to 100.
fn bar(level: f64) -> String {
    const CELLS: usize = 8;
    let full = ((level / 100.0 * CELLS as f64).round() as usize).min(CELLS);
    format!("[{}{}]", "#".repeat(full), " ".repeat(CELLS - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_bars() {
        assert_eq!(bar(0.0), "[        ]");
        assert_eq!(bar(50.0), "[####    ]");
        assert_eq!(bar(100.0), "[########]");
        assert_eq!(bar(1000.0), "[########]");
    }
}
