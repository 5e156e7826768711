//! A PulseAudio server of a test's own, with devices that come and go.
//!
//! The sound system is found through the environment of the process, so each test runs its body
//! in a child process.

use crate::support::PATIENCE;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const IN_CHILD: &str = "COOEE_TEST_CHILD";

/// Runs the test of that name again in a child process with another environment.
pub fn in_child(test: &str, environment: &[(&str, &str)], body: impl FnOnce()) {
    if std::env::var_os(IN_CHILD).is_some() {
        return body();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(IN_CHILD, "")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (said, complaint) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "in the child process: {said}\n{complaint}");
    assert!(said.contains("1 passed"), "{said}");
    print!("{said}");
}

/// Runs the body of the test of that name in a child process that has a sound server with these
/// null sinks, each with a monitor.
pub fn with_sound_server(test: &str, sinks: &[&str], body: impl FnOnce()) {
    if std::env::var_os(IN_CHILD).is_some() {
        return body();
    }
    let folder = tempfile::tempdir().unwrap();
    // Without a cookie of the right length the server turns the client away.
    std::fs::write(folder.path().join("cookie"), [0; 256]).unwrap();
    let server = format!("unix:{}", folder.path().join("pulse.socket").display());
    let cookie = folder.path().join("cookie").display().to_string();
    let _sound_server = SoundServer::start(folder.path(), sinks);
    in_child(test, &[("PULSE_SERVER", &server), ("PULSE_COOKIE", &cookie)], body);
}

/// A device that is plugged in for as long as the module is loaded.
pub struct Plugged {
    module: String,
}

impl Plugged {
    /// A speaker; what is played comes out of its monitor.
    pub fn speaker(name: &str) -> Self {
        Self::load(&["module-null-sink", &format!("sink_name={name}")])
    }

    /// A microphone that hears what is played on a sink.
    pub fn microphone(name: &str, sink: &str) -> Self {
        let (master, name) = (format!("master={sink}.monitor"), format!("source_name={name}"));
        Self::load(&["module-remap-source", &master, &name])
    }

    fn load(arguments: &[&str]) -> Self {
        let module = pactl(&[&["load-module"], arguments].concat());
        Self { module: module.trim().to_owned() }
    }

    pub fn unplug(self) {
        pactl(&["unload-module", &self.module]);
    }
}

/// Runs `pactl` in the child; gives what it says.
pub fn pactl(arguments: &[&str]) -> String {
    let output = Command::new("pactl")
        .args(arguments)
        .output()
        .expect("pactl is installed (apt-get install pulseaudio-utils)");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pactl {arguments:?}: {complaint}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

struct SoundServer(Child);

impl SoundServer {
    fn start(folder: &Path, sinks: &[&str]) -> Self {
        let socket = folder.join("pulse.socket");
        let process = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
            .args(["--disable-shm=yes", "--log-level=error"])
            .arg(format!(
                "--load=module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .args(sinks.iter().map(|sink| format!("--load=module-null-sink sink_name={sink}")))
            .env("HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .stdout(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed (apt-get install pulseaudio)");
        let server = Self(process);
        let deadline = Instant::now() + PATIENCE;
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(Instant::now() < deadline, "pulseaudio does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
