//! Where captured sound comes from and played sound goes: devices, files, the application.

use super::Engine;
use crate::pending::Pending;
use crate::shell::{AudioSink, AudioSource, Order, SoundOrder, direction};
use cooee_audio::device::{self, DeviceInfo};
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
        device::devices(direction(device_type))
    }

    /// The id of the default microphone or speaker; `None` on a computer without any (Express:
    /// `getDefaultAudioDeviceID`). It asks the sound system, like
    /// [`Engine::audio_device_list`].
    pub fn default_audio_device_id(device_type: DeviceType) -> Result<Option<String>, Error> {
        let devices = device::devices(direction(device_type))?;
        Ok(devices.into_iter().find(|device| device.is_default).map(|device| device.id))
    }

    /// Uses another microphone or speaker (Express: `useAudioDevice`), at any time; an empty id
    /// goes back to the default one.
    ///
    /// An unknown id is told by `on_local_device_exception_occurred` as soon as the device is
    /// wanted. A call goes on silently without its device, and with it from the moment it is
    /// plugged in; `on_local_device_started` tells of that. The default device is followed: when
    /// another one is the default one, it takes the place of the first.
    pub fn use_audio_device(&self, device_type: DeviceType, device_id: impl Into<String>) {
        let device_id = device_id.into();
        self.order_sound(SoundOrder::UseDevice { device_type, device_id });
    }

    /// The id of the microphone or speaker that is open at this moment, also where it is the
    /// default one (Express: `getCurrentAudioDevice`).
    pub fn current_audio_device(&self, device_type: DeviceType) -> Pending<Option<String>> {
        let (sender, pending) = Pending::new();
        let tell = Box::new(move |id: Option<&str>| {
            // Nobody waits if the application dropped its `Pending`.
            let _ = sender.send(Ok(id.map(str::to_owned)));
        });
        self.order_sound(SoundOrder::CurrentDevice { device_type, tell });
        pending
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
