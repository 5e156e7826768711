//! The figures of streams.

use cooee_audio::SendSettings;
use cooee_proto::StreamQualityLevel;
use std::time::Duration;

/// The figures of a published stream, each since the report before (Express:
/// `ZegoPublishStreamQuality`; there is no video).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublisherQuality {
    /// Frames of 10 ms captured a second: 100 where the source keeps up (`audioCaptureFPS`).
    pub audio_capture_fps: f64,
    /// Packets sent a second: 50 with packets of 20 ms (`audioSendFPS`).
    pub audio_send_fps: f64,
    /// The payload sent, copies and deep redundancy included, in kbit/s (`audioKBPS`).
    pub audio_kbps: f64,
    /// The same with 68 bytes of IPv4, UDP, RTP and SRTP for each packet, in kbit/s.
    pub network_kbps: f64,
    /// To the server and back (`rtt`); `None` before it is measured.
    pub round_trip_time: Option<Duration>,
    /// The share of packets that the server missed, 0 to 1: its newest report, the worst of all
    /// streams that this engine publishes (`packetLostRate`). Copies make good for most of it.
    pub packet_lost_rate: f64,
    /// The share of packets that a listener misses whom the server asks to protect, 0 to 1, the
    /// way to the server included; `None` while it asks for nobody.
    pub listener_packet_lost_rate: Option<f64>,
    /// How good the stream comes to the server, after what protects it (`level`).
    pub level: StreamQualityLevel,
    /// How loud the stream was, mutes and volume applied, 0 to 100.
    pub sound_level: f64,
    /// How the stream is sent as the network asks for it: the encoder's bitrate, packet length,
    /// copies, reach of the deep redundancy, and the loss that Opus is told to expect.
    pub protection: SendSettings,
    /// Bytes of payload sent since the publish began (`audioSendBytes`).
    pub audio_send_bytes: u64,
}

/// The figures of a played stream, each since the report before unless it says otherwise
/// (Express: `ZegoPlayStreamQuality`; there is no video).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlayerQuality {
    /// Packets received a second: 50 with packets of 20 ms (`audioRecvFPS`).
    pub audio_recv_fps: f64,
    /// Packets that left the jitter buffer a second, redundant copies of lost ones included
    /// (`audioDejitterFPS`).
    pub audio_dejitter_fps: f64,
    /// Those of them that could be decoded, a second (`audioDecodeFPS`).
    pub audio_decode_fps: f64,
    /// Frames of 10 ms handed to the mixer a second, made up or not: 100 while the stream plays
    /// (`audioRenderFPS`).
    pub audio_render_fps: f64,
    /// The payload received, redundancy included, in kbit/s (`audioKBPS`).
    pub audio_kbps: f64,
    /// The same with 68 bytes of IPv4, UDP, RTP and SRTP for each packet, in kbit/s.
    pub network_kbps: f64,
    /// How often the stream broke off, per 10 s (`audioBreakRate`). A break is 200 ms or more
    /// without anything real to hear although there should be.
    pub audio_break_rate: f64,
    /// The mean opinion score, 1 to 4.5, by the E-model of ITU-T G.107.1 with the impairments of
    /// Opus; `None` where nothing came to be judged (`mos`, which is −1 there).
    pub mos: Option<f64>,
    /// To the server and back (`rtt`); `None` before it is measured.
    pub round_trip_time: Option<Duration>,
    /// The share of packets that did not arrive, 0 to 1, copies not counted (`packetLostRate`).
    /// The server forwards gaps, so this is the loss from the publisher on
    /// (`peerToPeerPacketLostRate`).
    pub packet_lost_rate: f64,
    /// From the publisher's microphone to the ear, as far as it is known here
    /// (`peerToPeerDelay`): a packet's length, half of [`round_trip_time`](Self::round_trip_time),
    /// and [`delay`](Self::delay). Not in it: the publisher's own way to the server, and what
    /// sound cards add on both sides.
    pub peer_to_peer_delay: Duration,
    /// What the jitter buffer adds: how long a packet waits that came by the fastest way
    /// (`delay`).
    pub delay: Duration,
    /// The delay that the jitter buffer aims at.
    pub target_delay: Duration,
    /// The share of packets that were lost but played from a redundant copy, 0 to 1.
    pub recovered_rate: f64,
    /// The share of audio that was made from what later packets told of it (deep redundancy), 0
    /// to 1: heard as speech, a little worse than received.
    pub reconstructed_rate: f64,
    /// The share of audio that was made up, 0 to 1, not counting the reconstructed one.
    pub concealed_rate: f64,
    /// How good the stream is (`level`).
    pub level: StreamQualityLevel,
    /// How loud the stream was played, its volume applied, 0 to 100.
    pub sound_level: f64,
    /// Whether the application muted it (`muteAudio`).
    pub mute_audio: bool,
    /// Bytes of payload received since the play began (`audioRecvBytes`).
    pub audio_recv_bytes: u64,
    /// Breaks since the play began (`audioCumulativeBreakCount`).
    pub audio_cumulative_break_count: u64,
    /// How long they were together (`audioCumulativeBreakTime`).
    pub audio_cumulative_break_time: Duration,
    /// Their share of the time that the stream played, 0 to 100 (`audioCumulativeBreakRate`).
    pub audio_cumulative_break_rate: f64,
    /// How long the stream played, made up or not (`audioCumulativeDecodeTime`).
    pub audio_cumulative_decode_time: Duration,
}
