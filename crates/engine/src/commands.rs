//! Carries out the application's calls: checks the arguments, then asks the session or sets a
//! switch.

use crate::capture_switches::CaptureSwitches;
use crate::{Command, Engine, Reply, RequestId, RoomConfig};
use cooee_audio::Volume;
use cooee_audio::jitter::Bounds;
use cooee_proto::signal::LoginConfig;
use cooee_proto::{Error, ErrorCode, RemoteDeviceState, RoomId, StreamId, User, UserId, UserName};
use cooee_session::{self as session, Command as SessionCommand};
use std::time::Instant;

/// The audio bitrates that may be asked for, in bit/s.
const BITRATES: std::ops::RangeInclusive<u32> = 6_000..=192_000;

impl Engine {
    /// Carries out one call, or says which argument is wrong.
    pub(crate) fn command(
        &mut self,
        now: Instant,
        request: RequestId,
        command: Command,
    ) -> Result<(), Error> {
        match command {
            Command::LoginRoom { room_id, user, config } => {
                let room_id = RoomId::new(room_id)?;
                let user = User {
                    user_id: UserId::new(user.user_id)?,
                    user_name: UserName::new(user.user_name)?,
                };
                let (config, token) = login_config(config);
                self.ask(SessionCommand::Login { request, room_id, user, config, token });
            }
            Command::LogoutRoom { room_id } => {
                let room_id = room_id.map(RoomId::new).transpose()?;
                self.ask(SessionCommand::Logout { request, room_id });
            }
            Command::SwitchRoom { from_room_id, to_room_id, config } => {
                let (from, to) = (RoomId::new(from_room_id)?, RoomId::new(to_room_id)?);
                let (config, token) = login_config(config);
                self.ask(SessionCommand::SwitchRoom { request, from, to, config, token });
            }
            Command::RenewToken { room_id, token } => {
                let room_id = RoomId::new(room_id)?;
                self.ask(SessionCommand::RenewToken { room_id, token });
            }
            Command::StartPublishingStream { stream_id, channel } => {
                let stream_id = StreamId::new(stream_id)?;
                let mic_state = self.capture_switches.microphone_state(channel);
                let extra_info = String::new();
                self.ask(SessionCommand::StartPublishing {
                    channel,
                    stream_id,
                    extra_info,
                    mic_state,
                    camera_state: RemoteDeviceState::Disable,
                });
            }
            Command::StopPublishingStream { channel } => {
                self.ask(SessionCommand::StopPublishing { channel });
            }
            Command::SetStreamExtraInfo { extra_info, channel } => {
                self.ask(SessionCommand::SetStreamExtraInfo { request, channel, extra_info });
            }
            Command::SetAudioBitrate { bitrate, channel } => {
                if !BITRATES.contains(&bitrate) {
                    let message = format!("bitrate is {bitrate} bit/s; 6000 to 192000 are allowed");
                    return Err(Error::new(ErrorCode::ILLEGAL_PARAMETER, message));
                }
                self.bitrates[channel as usize] = bitrate;
                self.adapt(channel)
                    .map_err(|error| Error::new(ErrorCode::PUBLISH_INTERNAL, error.to_string()))?;
            }
            Command::StartPlayingStream { stream_id } => {
                let stream_id = StreamId::new(stream_id)?;
                self.ask(SessionCommand::StartPlaying { stream_id, video: false });
            }
            Command::StopPlayingStream { stream_id } => {
                let stream_id = StreamId::new(stream_id)?;
                self.ask(SessionCommand::StopPlaying { stream_id });
            }
            Command::SetPlayStreamBufferIntervalRange { stream_id, min, max } => {
                let stream_id = self.played(stream_id)?;
                if let Some(play) = self.plays.get_mut(&stream_id) {
                    play.set_bounds(Bounds::new(min, max));
                }
            }
            Command::MuteMicrophone(muted) => {
                self.switch_capture(|switches| switches.microphone_muted = muted);
            }
            Command::EnableAudioCaptureDevice(enabled) => {
                self.switch_capture(|switches| switches.capture_device_enabled = enabled);
            }
            Command::MutePublishStreamAudio { muted, channel } => {
                self.switch_capture(|switches| switches.publish_muted[channel as usize] = muted);
            }
            Command::SetCaptureVolume(percent) => self.capture_volume = volume(percent)?,
            Command::EnableAec(enabled) => {
                self.processing.switch(|switches| switches.aec = Some(enabled));
            }
            Command::EnableHeadphoneAec(enabled) => {
                self.processing.switch(|switches| switches.headphone_aec = enabled);
            }
            Command::SetAecMode(mode) => self.processing.switch(|it| it.aec_mode = mode),
            Command::EnableAgc(enabled) => {
                self.processing.switch(|switches| switches.agc = Some(enabled));
            }
            Command::EnableAns(enabled) => {
                self.processing.switch(|switches| switches.ans = Some(enabled));
            }
            Command::SetAnsMode(mode) => self.processing.switch(|it| it.ans_mode = mode),
            Command::MuteSpeaker(muted) => self.play_switches.speaker_muted = muted,
            Command::MutePlayStreamAudio { stream_id, muted } => {
                let stream_id = self.played(stream_id)?;
                self.play_switches.mute(stream_id, muted);
                self.apply_play_volumes();
            }
            Command::MuteAllPlayStreamAudio(muted) => {
                self.play_switches.mute_all_strictly(muted);
                self.apply_play_volumes();
            }
            Command::MuteAllPlayAudioStreams(muted) => {
                self.play_switches.mute_all(muted);
                self.apply_play_volumes();
            }
            Command::SetPlayVolume { stream_id, volume: percent } => {
                let volume = volume(percent)?;
                let stream_id = self.played(stream_id)?;
                self.play_switches.set_volume(stream_id, volume);
                self.apply_play_volumes();
            }
            Command::SetAllPlayStreamVolume(percent) => {
                self.play_switches.set_all_volume(volume(percent)?);
                self.apply_play_volumes();
            }
            Command::StartSoundLevelMonitor { interval } => {
                self.sound_levels.start(now, interval)?;
            }
            Command::StopSoundLevelMonitor => self.sound_levels.stop(),
            Command::SetRoomExtraInfo { room_id, key, value } => {
                let room_id = RoomId::new(room_id)?;
                self.ask(SessionCommand::SetRoomExtraInfo { request, room_id, key, value });
            }
            Command::SendBroadcastMessage { room_id, message } => {
                let room_id = RoomId::new(room_id)?;
                self.ask(SessionCommand::SendBroadcastMessage { request, room_id, message });
            }
            Command::SendBarrageMessage { room_id, message } => {
                let room_id = RoomId::new(room_id)?;
                self.ask(SessionCommand::SendBarrageMessage { request, room_id, message });
            }
            Command::SendCustomCommand { room_id, command, to_users } => {
                let room_id = RoomId::new(room_id)?;
                let to_users =
                    to_users.into_iter().map(target).collect::<Result<Vec<_>, Error>>()?;
                self.ask(SessionCommand::SendCustomCommand { request, room_id, command, to_users });
            }
        }
        Ok(())
    }

    fn ask(&mut self, command: SessionCommand) {
        self.for_session.push_back(command.into());
    }

    /// The checked id of a stream that is being played.
    fn played(&self, stream_id: String) -> Result<StreamId, Error> {
        let stream_id = StreamId::new(stream_id)?;
        if !self.plays.contains_key(&stream_id) {
            let message = format!("stream {stream_id:?} is not being played");
            return Err(Error::new(ErrorCode::NOT_PLAYING, message));
        }
        Ok(stream_id)
    }

    /// Changes the switches and tells the listeners of each channel whose microphone state
    /// changed by it.
    fn switch_capture(&mut self, change: impl FnOnce(&mut CaptureSwitches)) {
        let before = self.capture_switches;
        change(&mut self.capture_switches);
        let channels: Vec<_> = self.publishes.keys().copied().collect();
        for channel in channels {
            let state = self.capture_switches.microphone_state(channel);
            if state != before.microphone_state(channel) {
                self.ask(SessionCommand::SetMicState { channel, state });
            }
        }
    }

    fn apply_play_volumes(&mut self) {
        for (stream_id, play) in &mut self.plays {
            play.set_volume(self.play_switches.volume(stream_id));
        }
    }
}

fn login_config(config: RoomConfig) -> (LoginConfig, String) {
    let RoomConfig { max_member_count, is_user_status_notify, token } = config;
    (LoginConfig { is_user_status_notify, max_member_count }, token)
}

/// A target of a custom command; the message codes name the fault, not the login codes.
fn target(user_id: String) -> Result<UserId, Error> {
    UserId::new(user_id).map_err(|error| match error.code {
        ErrorCode::USER_ID_EMPTY => Error::new(ErrorCode::MESSAGE_TARGET_EMPTY, error.message),
        ErrorCode::USER_ID_TOO_LONG => {
            Error::new(ErrorCode::MESSAGE_TARGET_TOO_LONG, error.message)
        }
        _ => error,
    })
}

fn volume(percent: u16) -> Result<Volume, Error> {
    match u8::try_from(percent) {
        Ok(percent) if percent <= Volume::MAX.percent() => Ok(Volume::from_percent(percent)),
        _ => {
            let message = format!("volume is {percent} %; 0 to 200 are allowed");
            Err(Error::new(ErrorCode::ILLEGAL_PARAMETER, message))
        }
    }
}

impl From<session::Reply> for Reply {
    fn from(reply: session::Reply) -> Self {
        match reply {
            session::Reply::Nothing => Self::Done,
            session::Reply::LoggedIn { room_session_id } => Self::LoggedIn { room_session_id },
            session::Reply::BroadcastSent { message_id } => Self::BroadcastMessageId(message_id),
            session::Reply::BarrageSent { message_id } => Self::BarrageMessageId(message_id),
        }
    }
}
