//! What a call is for, and the audio settings that follow from it.

/// What a call is for (Express: `ZegoScenario`, with its numbers).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// Anything (Express calls it deprecated; the quick start uses it).
    General = 0,
    /// One-to-one talk (deprecated in Express).
    Communication = 1,
    /// Live broadcast (deprecated in Express).
    Live = 2,
    /// No particular one.
    #[default]
    Default = 3,
    /// Video call at standard quality.
    StandardVideoCall = 4,
    /// Video call at high quality.
    HighQualityVideoCall = 5,
    /// Voice chatroom at standard quality.
    StandardChatroom = 6,
    /// Voice chatroom at high quality.
    HighQualityChatroom = 7,
    /// Broadcast.
    Broadcast = 8,
    /// Karaoke.
    Karaoke = 9,
    /// Voice call at standard quality.
    StandardVoiceCall = 10,
}

impl Scenario {
    /// Whether the camera is on until the application says otherwise. The voice scenarios have
    /// it off.
    pub fn camera_by_default(self) -> bool {
        match self {
            Self::StandardChatroom
            | Self::HighQualityChatroom
            | Self::Karaoke
            | Self::StandardVoiceCall => false,
            Self::General
            | Self::Communication
            | Self::Live
            | Self::Default
            | Self::StandardVideoCall
            | Self::HighQualityVideoCall
            | Self::Broadcast => true,
        }
    }

    /// The audio bitrate in bit/s until the application sets another one: 32,000 in the
    /// standard voice scenarios, else 48,000.
    pub fn default_audio_bitrate(self) -> u32 {
        match self {
            Self::StandardChatroom | Self::StandardVoiceCall => 32_000,
            Self::General
            | Self::Communication
            | Self::Live
            | Self::Default
            | Self::StandardVideoCall
            | Self::HighQualityVideoCall
            | Self::HighQualityChatroom
            | Self::Broadcast
            | Self::Karaoke => 48_000,
        }
    }
}
