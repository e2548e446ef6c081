#!/usr/bin/env python3
"""Writes pattern_reference.hpp: patterns of a small made image, tilted geometry, from pyFAI 0.21.3 (Debian's
python3-pyfai), and the parts of its pixels in a grid of sectors by clipping of polygons, written here.

pyFAI's own full splitting in two dimensions is left out: its parts of single pixels differ from those of exact clipping
as the last line prints. Run: python3 make_patterns.py > pattern_reference.hpp
"""
import logging
import math
import sys

import numpy as np

logging.disable(50)
from pyFAI.azimuthalIntegrator import AzimuthalIntegrator  # noqa: E402
from pyFAI.detectors import Detector  # noqa: E402

N = 64
PIXEL, WAVELENGTH = 0.0064, 1.2359e-11
GEOMETRY = dict(dist=0.25, poni1=0.2071, poni2=0.2013, rot1=0.06, rot2=-0.04, rot3=0.3)
BINS, RADIAL, SECTORS = 40, 16, 8

i, j = np.mgrid[0:N, 0:N]
image = (200 + (i * 7919 + j * 104729 + i * j * 31) % 1009).astype(np.int32)
dark = ((i * 3 + j * 5) % 17).astype(np.float32)
flat = (1 + ((i * 11 + j * 13) % 32) / 128).astype(np.float32)
mask = ((i * 29 + j * 31) % 53 == 0).astype(np.int8)
ai = AzimuthalIntegrator(detector=Detector(PIXEL, PIXEL, max_shape=(N, N)), wavelength=WAVELENGTH, **GEOMETRY)
METHODS = {"none": ("no", "histogram", "cython"), "bbox": ("bbox", "csr", "cython"), "full": ("full", "csr", "cython")}


def array(name, values):
    rows = [", ".join(f"{v:.9g}" for v in values[k:k + 8]) for k in range(0, len(values), 8)]
    print(f"constexpr double {name}[] = {{\n    " + ",\n    ".join(rows) + "};")


print("#pragma once\n\n// Written by reference/make_patterns.py.\nnamespace glasscape::reference {\n")
for split, method in METHODS.items():
    for unit, name in (("q_A^-1", "q"), ("2th_deg", "two_theta")):
        ai.reset()
        corrected = ai.integrate1d_ng(image, BINS, unit=unit, method=method, polarization_factor=0.95, dark=dark,
                                      flat=flat, mask=mask)
        array(f"radial_{split}_{name}", corrected.radial)
        array(f"corrected_{split}_{name}", corrected.intensity)
    ai.reset()
    counted = ai.integrate1d_ng(image, BINS, unit="q_A^-1", method=method, error_model="poisson")
    array(f"poisson_{split}", counted.sigma)
ai.reset()
array("azimuthal_none", ai.integrate1d_ng(image, BINS, unit="q_A^-1", method=("no", "csr", "cython"), error_model="azimuthal",
                                          correctSolidAngle=False).sigma)
for split in ("none", "bbox"):
    ai.reset()
    caked = ai.integrate2d_ng(image, RADIAL, SECTORS, unit="q_A^-1", method=METHODS[split], azimuth_range=(-180, 180),
                              polarization_factor=0.95)
    array(f"sectors_{split}", caked.intensity.ravel())
    array(f"sectors_count_{split}", caked.count.ravel())


def clip(polygon, axis, value, less):
    result = []
    for k, b in enumerate(polygon):
        a = polygon[k - 1]
        a_in, b_in = [(p[axis] <= value) if less else (p[axis] >= value) for p in (a, b)]
        if a_in != b_in:
            t = (value - a[axis]) / (b[axis] - a[axis])
            result.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        if b_in:
            result.append(b)
    return result


def area(p):
    return 0.5 * sum(p[k - 1][0] * p[k][1] - p[k][0] * p[k - 1][1] for k in range(len(p)))


# Sums of parts and of part · value over pixels, azimuth continued at ±π; the pixel that the beam hits is left out, as are
# bins that it can reach.
corners = ai.corner_array((N, N), unit="q_A^-1", scale=True).astype(float)
LOW, HIGH = 2.0, 14.0
width, height = (HIGH - LOW) / RADIAL, 2 * math.pi / SECTORS
parts, signal = np.zeros((SECTORS, RADIAL)), np.zeros((SECTORS, RADIAL))
for row in range(N):
    for column in range(N):
        chi = corners[row, column, :, 1].copy()
        if chi.max() - chi.min() > math.pi:
            chi[chi < 0] += 2 * math.pi
        if chi.max() - chi.min() > math.pi or corners[row, column, :, 0].max() < LOW:
            continue
        whole = [((q - LOW) / width, (c + math.pi) / height) for q, c in zip(corners[row, column, :, 0], chi)]
        total = area(whole)
        x = [p[0] for p in whole]
        y = [p[1] for p in whole]
        for a in range(max(0, math.floor(min(x))), min(RADIAL, math.floor(max(x)) + 1)):
            strip = clip(clip(whole, 0, a, False), 0, a + 1, True)
            if len(strip) < 3:
                continue
            for b in range(math.floor(min(y)), math.floor(max(y)) + 1):
                cell = clip(clip(strip, 1, b, False), 1, b + 1, True)
                if len(cell) >= 3:
                    part = area(cell) / total
                    parts[b % SECTORS, a] += part
                    signal[b % SECTORS, a] += part * image[row, column]
array("clipped_parts", parts.ravel())
array("clipped_mean", (signal / parts).ravel())
print("\n}  // namespace glasscape::reference")
ai.reset()
other = ai.integrate2d_ng(image, RADIAL, SECTORS, unit="q_A^-1", method=METHODS["full"], azimuth_range=(-180, 180),
                          radial_range=(LOW, HIGH))
print("pyFAI's full splitting and clipping differ by up to", np.abs(other.count - parts)[1:-1, 1:-1].max(), "pixels",
      file=sys.stderr)
