//! Echo cancelling, noise suppression and gain control of what is captured (Express §8), each
//! automatic until the application decides.

use crate::Scenario;
use cooee_audio::Frame;
use cooee_audio::processing::{EchoMode, NoiseMode, Processing, ProcessingConfig};
use cooee_proto::PublishChannel;

/// What the application wants. `None` is automatic: a microphone is processed as the scenario
/// needs it, other sources are not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProcessingSwitches {
    pub aec: Option<bool>,
    pub aec_mode: EchoMode,
    pub headphone_aec: bool,
    pub agc: Option<bool>,
    pub ans: Option<bool>,
    pub ans_mode: NoiseMode,
    /// Whether what is captured is music, which noise suppression and gain control spoil.
    is_music: bool,
}

impl ProcessingSwitches {
    fn new(scenario: Scenario) -> Self {
        Self {
            aec: None,
            aec_mode: EchoMode::default(),
            headphone_aec: false,
            agc: None,
            ans: None,
            ans_mode: NoiseMode::default(),
            is_music: scenario == Scenario::Karaoke,
        }
    }

    fn microphone(&self) -> ProcessingConfig {
        self.config(true, !self.is_music)
    }

    fn other(&self) -> ProcessingConfig {
        self.config(false, false)
    }

    /// The processing where automatic echo cancelling means `aec`, and the rest `speech`.
    fn config(&self, aec: bool, speech: bool) -> ProcessingConfig {
        let echo = self.aec.unwrap_or(aec).then_some(self.aec_mode);
        let noise = self.ans.unwrap_or(speech).then_some(self.ans_mode);
        let gain = self.agc.unwrap_or(speech);
        ProcessingConfig {
            high_pass: echo.is_some() || noise.is_some() || gain,
            echo,
            cancel_without_echo: self.headphone_aec,
            noise,
            gain,
        }
    }
}

/// The processing of all that is captured. The microphone is processed once, however many
/// channels publish it.
pub(crate) struct SoundProcessing {
    switches: ProcessingSwitches,
    microphone: Option<Processing>,
    others: [Option<Processing>; PublishChannel::ALL.len()],
}

impl SoundProcessing {
    pub fn new(scenario: Scenario) -> Self {
        let switches = ProcessingSwitches::new(scenario);
        Self { switches, microphone: None, others: [const { None }; PublishChannel::ALL.len()] }
    }

    /// Changes the switches, for the next frames.
    pub fn switch(&mut self, change: impl FnOnce(&mut ProcessingSwitches)) {
        change(&mut self.switches);
    }

    /// Takes note of 10 ms that are played.
    pub fn played(&mut self, frame: &Frame) {
        for processing in self.microphone.iter_mut().chain(self.others.iter_mut().flatten()) {
            processing.render(frame);
        }
    }

    /// Processes 10 ms of the microphone.
    pub fn microphone(&mut self, frame: &mut Frame) {
        process(&mut self.microphone, self.switches.microphone(), frame);
    }

    /// Processes 10 ms of a channel's other source, if the application asked for anything.
    pub fn other(&mut self, channel: PublishChannel, frame: &mut Frame) {
        process(&mut self.others[channel as usize], self.switches.other(), frame);
    }

    /// Microphone or speaker are others than before.
    pub fn device_changed(&mut self) {
        if let Some(processing) = &mut self.microphone {
            processing.device_changed();
        }
    }
}

fn process(processing: &mut Option<Processing>, config: ProcessingConfig, frame: &mut Frame) {
    if processing.is_none() && config == ProcessingConfig::default() {
        return;
    }
    let processing = processing.get_or_insert_with(|| Processing::new(config));
    processing.configure(config);
    processing.capture(frame);
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_audio::{FRAME_SAMPLES, SILENCE};

    /// Each row is a scenario and calls of the application, with what is done to the
    /// microphone and to another source: echo, noise, gain.
    #[test]
    fn switches_and_defaults() {
        type Calls = fn(&mut ProcessingSwitches);
        let rows: [(Scenario, Calls, [[bool; 3]; 2]); 6] = [
            (Scenario::General, |_| {}, [[true; 3], [false; 3]]),
            (Scenario::Karaoke, |_| {}, [[true, false, false], [false; 3]]),
            (
                Scenario::Karaoke,
                |it| it.ans = Some(true),
                [[true, true, false], [false, true, false]],
            ),
            (Scenario::General, |it| it.aec = Some(false), [[false, true, true], [false; 3]]),
            (Scenario::General, |it| it.agc = Some(true), [[true; 3], [false, false, true]]),
            (
                Scenario::General,
                |it| (it.aec, it.ans, it.agc) = (Some(false), Some(false), Some(false)),
                [[false; 3], [false; 3]],
            ),
        ];
        for (scenario, calls, [microphone, other]) in rows {
            let mut switches = ProcessingSwitches::new(scenario);
            calls(&mut switches);
            let done = |it: ProcessingConfig| {
                assert_eq!(it.high_pass, it.echo.is_some() || it.noise.is_some() || it.gain);
                [it.echo.is_some(), it.noise.is_some(), it.gain]
            };
            assert_eq!(done(switches.microphone()), microphone, "{switches:?}");
            assert_eq!(done(switches.other()), other, "{switches:?}");
        }
    }

    #[test]
    fn modes_are_those_of_express() {
        let mut switches = ProcessingSwitches::new(Scenario::General);
        assert_eq!(switches.microphone().echo, Some(EchoMode::Aggressive));
        assert_eq!(switches.microphone().noise, Some(NoiseMode::Medium));
        assert!(!switches.microphone().cancel_without_echo);
        switches.aec_mode = EchoMode::Soft;
        switches.ans_mode = NoiseMode::Aggressive;
        switches.headphone_aec = true;
        assert_eq!(switches.microphone().echo, Some(EchoMode::Soft));
        assert_eq!(switches.microphone().noise, Some(NoiseMode::Aggressive));
        assert!(switches.microphone().cancel_without_echo);
    }

    /// 10 ms that no processing would leave alone.
    fn rumble() -> Frame {
        std::array::from_fn(|index| 0.5 * (index as f32 / FRAME_SAMPLES as f32 - 0.5))
    }

    #[test]
    fn other_sources_pass_untouched_until_something_is_asked_for() {
        let mut processing = SoundProcessing::new(Scenario::General);
        let through = |processing: &mut SoundProcessing| {
            let frames = [(); 3].map(|()| {
                let mut frame = rumble();
                processing.other(PublishChannel::Aux, &mut frame);
                frame
            });
            frames[2]
        };
        assert_eq!(through(&mut processing), rumble());
        processing.switch(|it| it.ans = Some(true));
        assert_ne!(through(&mut processing), rumble());
        processing.switch(|it| it.ans = Some(false));
        assert_eq!(through(&mut processing), rumble());
    }

    #[test]
    fn the_microphone_is_processed_unless_everything_is_off() {
        let mut processing = SoundProcessing::new(Scenario::General);
        processing.played(&SILENCE);
        let mut frame = rumble();
        processing.microphone(&mut frame);
        assert_ne!(frame, rumble());
        processing.switch(|it| (it.aec, it.ans, it.agc) = (Some(false), Some(false), Some(false)));
        for _ in 0..2 {
            frame = rumble();
            processing.microphone(&mut frame);
        }
        assert_eq!(frame, rumble());
    }
}
