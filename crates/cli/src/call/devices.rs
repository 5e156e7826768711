//! The sound devices of this machine, as `--devices` prints them.

use crate::failure::Outcome;
use cooee::{DeviceInfo, DeviceType, Engine};
use std::process::ExitCode;

/// Prints all microphones and speakers, the default ones with a star.
pub fn print_devices() -> Outcome {
    let microphones = Engine::audio_device_list(DeviceType::Microphone)?;
    let speakers = Engine::audio_device_list(DeviceType::Speaker)?;
    print("Microphones (--microphone ID)", &microphones);
    print("Speakers (--speaker ID)", &speakers);
    Ok(ExitCode::SUCCESS)
}

fn print(title: &str, devices: &[DeviceInfo]) {
    println!("{title}, * is the default one:");
    if devices.is_empty() {
        println!("  none");
    }
    for DeviceInfo { id, name, is_default } in devices {
        println!("{} {id}  {name}", if *is_default { " *" } else { "  " });
    }
}
