"""What libwebrtc's audio processing module costs, in percent of a core: with everything on, and with
nothing on, which is what Python and the way to the module cost.

Arguments: WAV files of what is captured and of what is played.
"""

import json
import sys
import time
import wave

import numpy
from livekit.rtc import AudioFrame
from livekit.rtc.apm import AudioProcessingModule

SAMPLES = 480
SECONDS = 30


def frames(path):
    with wave.open(path) as file:
        narrow = numpy.frombuffer(file.readframes(16000 * SECONDS), numpy.int16)
    wide = numpy.interp(numpy.arange(3 * len(narrow)) / 3, numpy.arange(len(narrow)), narrow)
    samples = wide.astype(numpy.int16).tobytes()
    size = 2 * SAMPLES
    return [bytearray(samples[at : at + size]) for at in range(0, len(samples) - size + 1, size)]


def percent(near, far, on):
    module = AudioProcessingModule(
        echo_cancellation=on, noise_suppression=on, high_pass_filter=on, auto_gain_control=on
    )
    begun = time.process_time()
    for captured, played in zip(near, far):
        module.process_reverse_stream(AudioFrame(bytearray(played), 48000, 1, SAMPLES))
        if on:
            module.set_stream_delay_ms(0)
        module.process_stream(AudioFrame(bytearray(captured), 48000, 1, SAMPLES))
    return (time.process_time() - begun) / (len(near) / 100) * 100


near, far = map(frames, sys.argv[1:3])
print(json.dumps({"all": percent(near, far, True), "none": percent(near, far, False)}))
