#!/usr/bin/env python3
"""Integration of 2048 × 2048 pixels by glasscape and by pyFAI, side by side: the first image (set-up included) and each
further one (with --error-model repeats each image is integrated by itself), and how far the patterns differ,
R = Σ|a − b|/Σ|b|. Prints a line for each splitting; says so and stops where
pyFAI is not installed. Usage: bench/compare_pyfai.py [pixels]   (GLASSCAPE_PROGRAM, default build/glasscape)"""
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = os.environ.get("GLASSCAPE_PROGRAM") or str(Path(__file__).resolve().parents[1] / "build" / "glasscape")

try:
    logging.disable(50)
    import fabio
    import numpy as np
    from pyFAI.azimuthalIntegrator import AzimuthalIntegrator
    from pyFAI.detectors import Detector
except ImportError:
    sys.exit("pyFAI is not installed for this Python (Debian: python3-pyfai): nothing compared")

side = int(sys.argv[1]) if len(sys.argv) > 1 else 2048
bins, sectors, further = 2000 * side // 2048, 360, 8
folder = Path(tempfile.mkdtemp(prefix="glasscape-bench-"))
pixel = 200e-6 * 2048 / side
geometry = dict(dist=0.25, poni1=0.2071, poni2=0.2013, rot1=0.06, rot2=-0.04, rot3=0.3)
config = json.dumps({"pixel1": pixel, "pixel2": pixel, "max_shape": [side, side]})
(folder / "g.poni").write_text(f"poni_version: 2\nDetector: Detector\nDetector_config: {config}\nDistance: 0.25\n"
                               "Poni1: 0.2071\nPoni2: 0.2013\nRot1: 0.06\nRot2: -0.04\nRot3: 0.3\nWavelength: 1.2359e-11\n")
ai = AzimuthalIntegrator(detector=Detector(pixel, pixel, max_shape=(side, side)), wavelength=1.2359e-11, **geometry)
q = ai.qArray((side, side)) / 10
counts = np.random.default_rng(1).poisson(2000 * np.exp(-q / 8) * (1 + 0.5 * np.cos(4.8 * q)) + 50).astype(np.int32)
fabio.edfimage.EdfImage(data=counts).write(str(folder / "i.edf"))


def glasscape(images, output, *flags):
    begin = time.perf_counter()
    subprocess.run([PROGRAM, "diffraction", "integrate", *["i.edf"] * images, "--poni", "g.poni", "--force", "--quiet", "-o",
                    output, "--polarization", "0.95", "--error-model", "repeats", *map(str, flags)], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def pyfai(call):
    begin = time.perf_counter()
    fabio.open(str(folder / "i.edf")).data
    result = call()
    return time.perf_counter() - begin, result


for split, method in (("none", ("no", "csr", "cython")), ("bbox", ("bbox", "csr", "cython")), ("full", ("full", "csr", "cython"))):
    for azimuths in (1, sectors):
        ai.reset()
        keywords = dict(unit="q_A^-1", method=method, polarization_factor=0.95)
        call = ((lambda: ai.integrate1d_ng(counts, bins, **keywords)) if azimuths == 1 else
                (lambda: ai.integrate2d_ng(counts, bins, azimuths, azimuth_range=(-180, 180), **keywords)))
        first, result = pyfai(call)
        each = min(pyfai(call)[0] for _ in range(3))
        flags = ["--bins", bins, "--azimuth-bins", azimuths, "--split", split, "--edges", "whole"]
        output = "o.xy" if azimuths == 1 else "o.h5"
        own_first = glasscape(1, output, *flags)
        own_each = (glasscape(1 + further, output, *flags) - own_first) / further
        agreement = ""
        if azimuths == 1:
            glasscape(1, output, *flags)
            own = np.loadtxt(folder / output)[:, 1]
            agreement = f"  R {np.abs(own - result.intensity).sum() / np.abs(result.intensity).sum():.1e}"
        print(f"{split:5} {bins} x {azimuths:3}: first image {own_first:5.2f} s, pyFAI {first:5.2f} s, ratio {first / own_first:4.1f}; "
              f"each further {own_each:5.2f} s, pyFAI {each:5.2f} s, ratio {each / own_each:4.1f}{agreement}", flush=True)
