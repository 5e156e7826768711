//! Publishing: streams from this engine to the cloud.

use super::{Engine, get, set};
use crate::Pending;
use cooee_engine::Command;
use cooee_proto::PublishChannel;

/// How a channel's audio is encoded (Express: `ZegoAudioConfig`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioConfig {
    /// Bits per second, 6,000 to 192,000. Default 48,000, in the standard voice scenarios
    /// 32,000. More sounds better and costs that much on the network.
    pub bitrate: u32,
}

/// How a stream is published (Express: `ZegoPublisherConfig` and the channel). A channel alone
/// is a config, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherConfig {
    /// The channel to publish. Default: Main.
    pub channel: PublishChannel,
    /// The stream's extra info, fewer than 1024 bytes, which others see when the stream
    /// appears. `None` keeps what `set_stream_extra_info` set for the channel.
    pub extra_info: Option<String>,
}

impl Default for PublisherConfig {
    fn default() -> Self {
        PublishChannel::Main.into()
    }
}

impl From<PublishChannel> for PublisherConfig {
    fn from(channel: PublishChannel) -> Self {
        Self { channel, extra_info: None }
    }
}

impl Engine {
    /// Publishes a channel as a stream (Express: `startPublishingStream`).
    ///
    /// States: REQUESTING, then PUBLISHING. A streamID that is live elsewhere in the app:
    /// NO_PUBLISH with 1003028. A channel that already publishes: 1003023. Before login:
    /// NO_PUBLISH with 1000002. What the network breaks is retried for 20 min.
    pub fn start_publishing_stream(
        &self,
        stream_id: impl Into<String>,
        config: impl Into<PublisherConfig>,
    ) {
        let PublisherConfig { channel, extra_info } = config.into();
        if let Some(extra_info) = extra_info {
            self.call(Command::SetStreamExtraInfo { extra_info, channel });
        }
        self.call(Command::StartPublishingStream { stream_id: stream_id.into(), channel });
    }

    /// Stops publishing a channel (Express: `stopPublishingStream`).
    pub fn stop_publishing_stream(&self, channel: PublishChannel) {
        self.call(Command::StopPublishingStream { channel });
    }

    /// Sets a channel's stream extra info, fewer than 1024 bytes (Express:
    /// `setStreamExtraInfo`). Before the publish it becomes the initial value.
    pub fn set_stream_extra_info(
        &self,
        extra_info: impl Into<String>,
        channel: PublishChannel,
    ) -> Pending<()> {
        self.ask(Command::SetStreamExtraInfo { extra_info: extra_info.into(), channel }, |_| ())
    }

    /// Sets how a channel is encoded (Express: `setAudioConfig`), at any time.
    pub fn set_audio_config(&self, config: AudioConfig, channel: PublishChannel) {
        self.call(Command::SetAudioBitrate { bitrate: config.bitrate, channel });
    }

    /// Makes a channel's stream silent, or ends that (Express: `mutePublishStreamAudio`).
    /// Players see the microphone as muted.
    pub fn mute_publish_stream_audio(&self, mute: bool, channel: PublishChannel) {
        self.call(Command::MutePublishStreamAudio { muted: mute, channel });
    }

    /// Replaces the microphone by silence on all channels, or ends that (Express:
    /// `muteMicrophone`). The device stays open. Players see the microphone as muted.
    pub fn mute_microphone(&self, mute: bool) {
        set(&self.inner.microphone_muted, mute);
        self.call(Command::MuteMicrophone(mute));
    }

    /// Whether the microphone is muted (Express: `isMicrophoneMuted`).
    pub fn is_microphone_muted(&self) -> bool {
        get(&self.inner.microphone_muted)
    }

    /// Closes or opens the microphone's device (Express: `enableAudioCaptureDevice`). A live
    /// publish carries silence meanwhile, and players see the microphone as disabled. Slower
    /// than [`Engine::mute_microphone`].
    pub fn enable_audio_capture_device(&self, enable: bool) {
        self.call(Command::EnableAudioCaptureDevice(enable));
    }

    /// Sets the volume of what is captured, 0 to 200 percent, 100 by default (Express:
    /// `setCaptureVolume`).
    pub fn set_capture_volume(&self, volume: u16) {
        self.call(Command::SetCaptureVolume(volume));
    }
}
