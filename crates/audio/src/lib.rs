//! Client audio: Opus, RED, jitter buffer, mixer, levels; and, behind a feature, sound devices.
