use super::*;
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

/// A folder in virtual time, with a publisher who sends 50 packets a second.
struct Stream {
    now: Instant,
    folder: Folder,
    received: u64,
    lost: u64,
}

impl Stream {
    fn new() -> Self {
        Self { now: crate::test_start(), folder: Folder::default(), received: 0, lost: 0 }
    }

    /// Lets a second pass in which this share of the uplink and of each downlink was lost.
    fn second(&mut self, uplink: f32, downlinks: &[f32]) -> f32 {
        self.now += SECOND;
        let lost = (50.0 * uplink).round() as u64;
        self.lost += lost;
        self.received += 50 - lost;
        let players = downlinks
            .iter()
            .map(|loss| Reception { downlink_loss: Some(*loss), ..Reception::default() });
        assert!(self.folder.is_due(self.now));
        self.folder.fold(self.now, self.received, self.lost, players);
        self.folder.feedback().loss
    }

    fn seconds(&mut self, count: usize, uplink: f32, downlinks: &[f32]) -> f32 {
        (0..count).map(|_| self.second(uplink, downlinks)).last().expect("a second")
    }
}

#[test]
fn the_steady_figure_is_that_of_the_lossiest_listener_and_the_uplink() {
    let many: Vec<f32> = (0..40).map(|player| if player < 2 { 0.5 } else { 0.0 }).collect();
    for (uplink, downlinks, expected) in [
        (0.0, &[][..], 0.0),
        (0.1, &[], 0.1),
        (0.0, &[0.0, 0.0, 0.0], 0.0),
        (0.0, &[0.1, 0.0, 0.0], 0.1),
        (0.2, &[0.0], 0.2),
        (0.2, &[0.5, 0.0], 0.6),
        (0.0, &[1.0], 1.0),
        // Two of forty do not decide for the others.
        (0.0, &many, 0.0),
    ] {
        let mut stream = Stream::new();
        let loss = stream.seconds(60, uplink, downlinks);
        assert!((loss - expected).abs() < 0.005, "{uplink} {downlinks:?}: {loss}");
    }
}

#[test]
fn a_report_about_the_stream_holds_the_uplinks_loss_already() {
    let report = Reception { stream_loss: Some(0.3), ..Reception::default() };
    assert_eq!(report.loss(0.2), 0.3);
    assert!((report.loss(0.4) - 0.4).abs() < 1e-6);
    let both = Reception { downlink_loss: Some(0.5), ..report };
    assert_eq!(both.loss(0.0), 0.5);
    assert!((Reception::default().loss(0.2) - 0.2).abs() < 1e-6);
}

#[test]
fn loss_rises_within_two_seconds_and_stays_for_several() {
    let mut stream = Stream::new();
    stream.seconds(10, 0.0, &[0.0]);
    assert!(stream.seconds(2, 0.0, &[0.2]) > 0.15);
    stream.seconds(10, 0.0, &[0.2]);
    assert!(stream.seconds(5, 0.0, &[0.0]) > 0.1);
    assert_eq!(stream.seconds(60, 0.0, &[0.0]), 0.0);
}

#[test]
fn packets_that_were_only_late_are_no_loss() {
    let mut stream = Stream::new();
    stream.seconds(5, 0.0, &[]);
    // More fill gaps than are made.
    stream.lost = 10;
    stream.second(0.0, &[]);
    stream.lost = 0;
    stream.second(0.0, &[]);
    assert!(stream.folder.feedback().loss < 0.1);
}

#[test]
fn it_is_due_once_a_second() {
    let mut stream = Stream::new();
    stream.second(0.0, &[]);
    assert!(!stream.folder.is_due(stream.now + SECOND - Duration::from_millis(1)));
    assert!(stream.folder.is_due(stream.now + SECOND));
}

#[test]
fn only_changes_that_matter_are_told() {
    let mut stream = Stream::new();
    stream.seconds(3, 0.0, &[0.0]);
    assert_eq!(stream.folder.take_change(), Some(Feedback::default()), "the first figure");
    stream.seconds(3, 0.0, &[0.0]);
    assert_eq!(stream.folder.take_change(), None);
    stream.seconds(20, 0.0, &[0.1]);
    let told = stream.folder.take_change().expect("a change");
    assert!((told.loss - 0.1).abs() < 0.01);
    stream.seconds(20, 0.0, &[0.11]);
    assert_eq!(stream.folder.take_change(), None, "11% for 10%");
    stream.seconds(20, 0.0, &[0.13]);
    assert!(stream.folder.take_change().is_some(), "13% for 10%");
    stream.seconds(120, 0.0, &[0.0]);
    assert_eq!(stream.folder.take_change(), Some(Feedback::default()));
    assert_eq!(stream.folder.take_change(), None);
}

#[test]
fn jitter_is_told_in_steps() {
    let start = crate::test_start();
    let mut folder = Folder::default();
    let mut fold = |second, jitter_ms| {
        let jitter = Duration::from_millis(jitter_ms);
        let player = Reception { jitter, ..Reception::default() };
        folder.fold(start + SECOND * second, 0, 0, [player].into_iter());
        folder.take_change().map(|told| told.jitter)
    };
    assert_eq!(fold(0, 0), Some(Duration::ZERO));
    assert_eq!(fold(1, 9), None);
    assert_eq!(fold(20, 80), Some(Duration::from_millis(80)));
    assert_eq!(fold(40, 95), None);
    assert_eq!(fold(60, 105), Some(Duration::from_millis(105)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_figure_stays_between_what_was_measured(
        seconds in prop::collection::vec(
            (0.0_f32..1.0, prop::collection::vec(-0.5_f32..1.5, 0..30)),
            1..60,
        ),
    ) {
        let mut stream = Stream::new();
        for (uplink, downlinks) in &seconds {
            let loss = stream.second(*uplink, downlinks);
            prop_assert!((0.0..=1.0).contains(&loss));
        }
    }

    #[test]
    fn more_loss_never_makes_a_lower_figure(
        seconds in prop::collection::vec((0.0_f32..0.5, 0.0_f32..0.5, 0.0_f32..0.5), 1..40),
    ) {
        let (mut less, mut more) = (Stream::new(), Stream::new());
        for (uplink, downlink, further) in seconds {
            let low = less.second(uplink, &[downlink, 0.0]);
            let high = more.second(uplink, &[downlink + further, 0.0]);
            prop_assert!(low <= high + 1e-6);
        }
    }

    #[test]
    fn what_is_told_is_never_far_from_the_figure(
        losses in prop::collection::vec(0.0_f32..1.0, 1..60),
    ) {
        let mut stream = Stream::new();
        let mut told = Feedback::default();
        for loss in losses {
            stream.second(0.0, &[loss]);
            told = stream.folder.take_change().unwrap_or(told);
            let far = (stream.folder.feedback().loss - told.loss).abs();
            prop_assert!(far <= 0.01_f32.max(told.loss * 0.2) + 1e-6);
        }
    }
}
