"""PESQ-WB and STOI of pairs of WAV files: a line `REFERENCE\tHEARD` in, both scores out.

Both files are of one length and aligned: what was heard begins where the reference does. They may
have any rate and sample format; of several channels the first one counts. Used by this benchmark and
by the one that measures browsers in real time.
"""

import sys
from math import gcd

import numpy
from pesq import PesqError, pesq
from pystoi import stoi
from scipy.io import wavfile
from scipy.signal import resample_poly

RATE = 16000


def read(path):
    rate, samples = wavfile.read(path)
    if samples.ndim > 1:
        samples = samples[:, 0]
    if numpy.issubdtype(samples.dtype, numpy.integer):
        samples = samples / float(numpy.iinfo(samples.dtype).max)
    if rate != RATE:
        common = gcd(rate, RATE)
        samples = resample_poly(samples, RATE // common, rate // common)
    return samples.astype(numpy.float32)


for line in sys.stdin:
    reference, heard = (read(path) for path in line.rstrip("\n").split("\t"))
    score = pesq(RATE, reference, heard, "wb", on_error=PesqError.RETURN_VALUES)
    understood = stoi(reference, heard, RATE)
    print(f"{score:.3f} {understood:.3f}", flush=True)
