"""PESQ-WB and STOI of pairs of files: mono float32 at 16 kHz. A line `REFERENCE\tHEARD` in, both out."""

import sys

import numpy
from pesq import PesqError, pesq
from pystoi import stoi

for line in sys.stdin:
    reference, heard = (numpy.fromfile(path, numpy.float32) for path in line.rstrip("\n").split("\t"))
    score = pesq(16000, reference, heard, "wb", on_error=PesqError.RETURN_VALUES)
    understood = stoi(reference, heard, 16000)
    print(f"{score:.3f} {understood:.3f}", flush=True)
