//! The device module against a real PulseAudio server with a null sink.
//!
//! The connection to the sound system is found through the environment of the process, so each
//! test runs its body in a child process of its own, with a server of its own.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use cooee_audio::device::{Capture, Direction, Playout, devices};
use cooee_audio::level::Level;
use cooee_audio::{FRAME_SAMPLES, Frame, SILENCE};
use cooee_proto::ErrorCode;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

#[test]
fn devices_are_listed_and_opened_by_their_id() {
    with_sound_server("devices_are_listed_and_opened_by_their_id", |_| {
        let outputs = devices(Direction::Output).unwrap();
        let names: Vec<&str> = outputs.iter().map(|device| device.name.as_str()).collect();
        assert_eq!(names, ["First", "Second"]);
        assert_eq!(outputs.iter().filter(|device| device.is_default).count(), 1);
        let inputs = devices(Direction::Input).unwrap();
        assert_eq!(inputs.len(), 2, "{inputs:?}");

        for device in &outputs {
            Playout::open(Some(&device.id), || (), |_| ()).unwrap();
        }
        for device in &inputs {
            Capture::open(Some(&device.id), || (), |_| ()).unwrap();
        }
        assert!(inputs.iter().all(|device| !device.is_default), "{inputs:?}");
        let error = Capture::open(None, || (), |_| ()).err().unwrap();
        assert_eq!(error.code, ErrorCode::DEVICE_GENERIC, "a monitor is no default: {error}");
        let error = Playout::open(Some("pulseaudio:third"), || (), |_| ()).err().unwrap();
        assert_eq!(error.code, ErrorCode::DEVICE_UNKNOWN);
        // A speaker is no microphone.
        let error = Capture::open(Some(&outputs[0].id), || (), |_| ()).err().unwrap();
        assert_eq!(error.code, ErrorCode::DEVICE_UNKNOWN);
    });
}

#[test]
fn what_is_played_is_captured() {
    with_sound_server("what_is_played_is_captured", |_| {
        let (wake, awake) = mpsc::channel();
        let wake_too = wake.clone();
        let failed = |error| panic!("{error}");
        let mut playout = Playout::open(None, move || notify(&wake), failed).unwrap();
        let mut capture = Capture::open(Some(MONITOR), move || notify(&wake_too), failed).unwrap();

        // A second of silence, then a tone: what a media thread does when it is woken.
        let mut pushed: usize = 0;
        let mut captured = Vec::new();
        let (mut tone_pushed, mut tone_captured) = (None, None);
        while captured.len() < 3 * 48_000 {
            awake.recv_timeout(Duration::from_secs(10)).expect("the device calls");
            while playout.wants_frame() {
                if pushed < 48_000 {
                    playout.push(now(), &SILENCE);
                } else {
                    tone_pushed.get_or_insert_with(now);
                    playout.push(now(), &tone(pushed));
                }
                pushed += FRAME_SAMPLES;
            }
            while let Some(frame) = capture.pull(now()) {
                if tone_captured.is_none() && Level::of(&frame).dbov() > -30 {
                    tone_captured = Some(now());
                }
                captured.extend_from_slice(&frame);
            }
        }
        let delay =
            tone_captured.expect("the tone came back") - tone_pushed.expect("it was played");
        println!(
            "round trip {delay:?}, {} samples missed, {} lost, CPU {:?} in 3 s",
            playout.missed_samples(),
            capture.lost_samples(),
            cpu_time()
        );

        let tail = &captured[2 * 48_000..];
        let level = Level::of(tail).dbov();
        assert!((-11..=-8).contains(&level), "the tone came back at {level} dBov");
        let share = share_of_tone(tail);
        assert!(share > 0.8, "{share} of the energy is the tone");
    });
}

#[test]
fn closing_ends_threads_and_sockets() {
    with_sound_server("closing_ends_threads_and_sockets", |_| {
        let cycle = || {
            let capture = Capture::open(Some(MONITOR), || (), |_| ()).unwrap();
            let playout = Playout::open(None, || (), |_| ()).unwrap();
            drop((capture, playout));
            devices(Direction::Output).unwrap();
        };
        cycle();
        let before = (count("/proc/self/task"), count("/proc/self/fd"));
        for _ in 0..10 {
            cycle();
        }
        assert_eq!((count("/proc/self/task"), count("/proc/self/fd")), before);
    });
}

#[test]
fn a_sound_server_that_goes_away_is_told() {
    with_sound_server("a_sound_server_that_goes_away_is_told", |server| {
        let (tell, told) = mpsc::channel();
        let tell = move |error| tell.send(error).unwrap();
        let playout = Playout::open(None, || (), tell.clone()).unwrap();
        let capture = Capture::open(Some(MONITOR), || (), tell).unwrap();
        server.stop();
        for _ in 0..2 {
            let error = told.recv_timeout(Duration::from_secs(10)).expect("both devices fail");
            assert_eq!(error.code, ErrorCode::DEVICE_UNPLUGGED, "{error}");
        }
        drop((capture, playout));
        // No device, or the machine's own ones: either way an answer.
        let _ = devices(Direction::Output);
        // The next server is found without a restart of this process.
        server.start();
        assert_eq!(devices(Direction::Output).unwrap().len(), 2);
        Playout::open(None, || (), |_| ()).unwrap();
    });
}

/// The receiver may have ended first.
fn notify(wake: &mpsc::Sender<()>) {
    let _ = wake.send(());
}

/// What is played on the first sink. It is a microphone only where it is chosen.
const MONITOR: &str = "pulseaudio:first.monitor";

const TONE_HERTZ: f32 = 1000.0;

/// A frame of a tone at -9 dBov.
fn tone(start: usize) -> Frame {
    let step = std::f32::consts::TAU * TONE_HERTZ / 48_000.0;
    std::array::from_fn(|index| 0.5 * ((start + index) as f32 * step).sin())
}

/// How much of the energy has the frequency of the tone.
fn share_of_tone(samples: &[f32]) -> f32 {
    let share = |frame: &[f32]| {
        let step = std::f32::consts::TAU * TONE_HERTZ / 48_000.0;
        let (mut sine, mut cosine, mut energy) = (0.0, 0.0, 1e-9);
        for (index, sample) in frame.iter().enumerate() {
            sine += sample * (index as f32 * step).sin();
            cosine += sample * (index as f32 * step).cos();
            energy += sample * sample;
        }
        2.0 / frame.len() as f32 * (sine * sine + cosine * cosine) / energy
    };
    let frames = samples.chunks_exact(FRAME_SAMPLES);
    let count = frames.len() as f32;
    frames.map(share).sum::<f32>() / count
}

/// Runs the body of the test of that name in a child process whose environment leads to a
/// PulseAudio server of its own.
fn with_sound_server(test: &str, body: impl FnOnce(&mut SoundServer)) {
    const FOLDER: &str = "COOEE_TEST_SOUND_SERVER";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let mut server = SoundServer { folder: folder.into(), process: None };
        server.start();
        body(&mut server);
        return;
    }
    let folder = std::env::temp_dir().join(format!("cooee-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Without a cookie of the right length the server turns the client away.
    std::fs::write(folder.join("cookie"), [0; 256]).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, &folder)
        .env("PULSE_SERVER", format!("unix:{}", socket(&folder).display()))
        .env("PULSE_COOKIE", folder.join("cookie"))
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "in the child process: {complaint}");
}

/// A PulseAudio server with two null sinks.
struct SoundServer {
    folder: PathBuf,
    process: Option<Child>,
}

impl SoundServer {
    fn start(&mut self) {
        let socket = socket(&self.folder);
        let load = |module: String| format!("--load={module}");
        let sink = |name: &str, description: &str| {
            load(format!(
                "module-null-sink sink_name={name} sink_properties=device.description={description}"
            ))
        };
        let process = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
            .args(["--disable-shm=yes", "--log-level=error"])
            .arg(load(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            )))
            .args([sink("first", "First"), sink("second", "Second")])
            .env("HOME", &self.folder)
            .env("XDG_RUNTIME_DIR", &self.folder)
            .stdout(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed (apt-get install pulseaudio)");
        self.process = Some(process);
        let deadline = now() + Duration::from_secs(10);
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(now() < deadline, "pulseaudio does not listen on {}", socket.display());
            pause();
        }
    }

    fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("pulse.socket")
}

fn count(folder: &str) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// The CPU time that this process has used.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.split_whitespace().collect();
    Duration::from_millis(
        10 * (fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap()),
    )
}

#[expect(clippy::disallowed_methods, reason = "a real device has real time")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a server takes a moment to listen")]
fn pause() {
    std::thread::sleep(Duration::from_millis(5));
}
