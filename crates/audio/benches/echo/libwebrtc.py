"""Runs libwebrtc's audio processing module over files of 16-bit samples at 48 kHz.

Arguments: what is played, what is captured, where the result goes; then 1 or 0 for each of echo
cancelling, noise suppression and gain control.
"""

import sys
from pathlib import Path

from livekit.rtc import AudioFrame
from livekit.rtc.apm import AudioProcessingModule

SAMPLES = 480
# How much later the echo comes than what is played, to start with. The module finds it by itself.
DELAY_MS = 90

played, captured, result = map(Path, sys.argv[1:4])
echo, noise, gain = (switch == "1" for switch in sys.argv[4:7])
module = AudioProcessingModule(
    echo_cancellation=echo,
    noise_suppression=noise,
    high_pass_filter=True,
    auto_gain_control=gain,
)


def frames(path):
    samples = path.read_bytes()
    for start in range(0, len(samples) - 2 * SAMPLES + 1, 2 * SAMPLES):
        yield AudioFrame(bytearray(samples[start : start + 2 * SAMPLES]), 48000, 1, SAMPLES)


with result.open("wb") as output:
    for far, near in zip(frames(played), frames(captured)):
        module.process_reverse_stream(far)
        module.set_stream_delay_ms(DELAY_MS)
        module.process_stream(near)
        output.write(bytes(near._data))
