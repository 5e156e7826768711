//! Where captured sound comes from and played sound goes: devices, files, the application.

use super::Engine;
use crate::shell::{AudioSink, AudioSource, Order, SoundOrder};
use cooee_audio::device::{self, DeviceInfo, Direction};
use cooee_audio::resample::PcmFormat;
use cooee_engine::Command;
use cooee_proto::{DeviceType, Error, PublishChannel};
use std::time::Duration;

impl Engine {
    /// Chooses what a channel captures (Express: `setAudioSource`): the microphone for Main,
    /// silence for the others until then. At any time.
    pub fn set_audio_source(&self, source: AudioSource, channel: PublishChannel) {
        let source = source.open(channel, &self.inner.custom_audio);
        self.order_sound(SoundOrder::SetSource { source, channel });
    }

    /// Chooses where everything that is played goes: the speaker until then. At any time.
    pub fn set_audio_sink(&self, sink: AudioSink) {
        let sink = sink.open(&self.inner.custom_audio);
        self.order_sound(SoundOrder::SetSink(sink));
    }

    /// Puts the application in the place of microphone and speaker, or ends that (Express:
    /// `enableCustomAudioIO`). While publishing or playing it is refused with 1012004.
    pub fn enable_custom_audio_io(&self, enable: bool, channel: PublishChannel) {
        let custom_audio = &self.inner.custom_audio;
        self.order_sound(if enable {
            let capture = custom_audio.ensure_capture(channel);
            let render = custom_audio.ensure_render();
            SoundOrder::EnableCustomAudio { channel, capture, render }
        } else {
            SoundOrder::DisableCustomAudio { channel }
        });
    }

    /// Hands over captured sound: 16-bit PCM, interleaved, any number of samples; 10 or 20 ms
    /// at a time are best (Express: `sendCustomAudioCapturePCMData`). Fails with 1012002 if
    /// custom audio is not enabled for this channel.
    pub fn send_custom_audio_capture_pcm_data(
        &self,
        samples: &[i16],
        format: PcmFormat,
        channel: PublishChannel,
    ) -> Result<(), Error> {
        self.is_destroyed()?;
        let sent = self.inner.custom_audio.send(samples, format, channel);
        self.report_error("send_custom_audio_capture_pcm_data", sent)
    }

    /// Fills `samples` with the next of everything that is played: 16-bit PCM, interleaved
    /// (Express: `fetchCustomAudioRenderPCMData`). The application is the clock: fetch 10 ms
    /// every 10 ms. Fails with 1012003 if custom audio is not enabled.
    pub fn fetch_custom_audio_render_pcm_data(
        &self,
        samples: &mut [i16],
        format: PcmFormat,
    ) -> Result<(), Error> {
        self.is_destroyed()?;
        let fetched = self.inner.custom_audio.fetch(samples, format);
        self.report_error("fetch_custom_audio_render_pcm_data", fetched)
    }

    /// The microphones or speakers of this computer (Express: `getAudioDeviceList`). It asks
    /// the sound system, which may take up to two seconds if that hangs.
    pub fn audio_device_list(device_type: DeviceType) -> Result<Vec<DeviceInfo>, Error> {
        device::devices(match device_type {
            DeviceType::Microphone => Direction::Input,
            DeviceType::Speaker => Direction::Output,
        })
    }

    /// Uses another microphone or speaker (Express: `useAudioDevice`), at any time. An unknown
    /// id is told by `on_local_device_exception_occurred`.
    pub fn use_audio_device(&self, device_type: DeviceType, device_id: impl Into<String>) {
        let device_id = device_id.into();
        self.order_sound(SoundOrder::UseDevice { device_type, device_id });
    }

    /// Reports the captured and all remote sound levels at an interval of 100 to 3,000 ms
    /// (Express: `startSoundLevelMonitor`).
    pub fn start_sound_level_monitor(&self, interval: Duration) {
        self.call(Command::StartSoundLevelMonitor { interval });
    }

    /// Stops reporting sound levels (Express: `stopSoundLevelMonitor`).
    pub fn stop_sound_level_monitor(&self) {
        self.call(Command::StopSoundLevelMonitor);
    }

    fn order_sound(&self, order: SoundOrder) {
        self.inner.thread.order(Order::Sound(order));
    }
}
