"""Writes ovito_reference.hpp: strains and non-affine displacements of some atoms by OVITO and matscipy.

Run as: python3 make_reference.py FOLDER/glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz > ovito_reference.hpp
(ovito 3.17.2, matscipy 1.3.1)

The pair is made here and, by the same formulas, in the test: the glass in a cell sheared by 0.3, its atoms displaced by a
smooth field and shaken by sines of their ids, wrapped into the cell.
"""
import gzip
import os
import sys
import tempfile

import numpy as np
import ovito
from ase import Atoms
from matscipy import __version__ as matscipy_version
from matscipy.atomic_strain import atomic_strain
from matscipy.neighbours import neighbour_list
from ovito.io import import_file
from ovito.modifiers import AtomicStrainModifier
from ovito.pipeline import FileSource

CUTOFF, HALF = 3.8, 21.4963
SHOWN = range(60, 5000, 124)

rows = [line.split() for line in gzip.open(sys.argv[1], "rt").read().splitlines()]
rows = np.array([[float(word) for word in row] for row in rows if len(row) == 5 and row[0].isdigit()])
rows = rows[np.argsort(rows[:, 0])]
number, x = rows[:, 0], rows[:, 2:5]
side = 2 * HALF
cell = np.diag([side, side, side])
sheared = np.array([[1.02 * side, 0, 0], [0.3 * side, 0.98 * side, 0], [0, -0.1 * side, side]])
wave = 2 * np.pi / side
u = np.stack([np.sin(wave * x[:, 1]), 0.5 * np.sin(wave * x[:, 2]), 0.7 * np.cos(wave * x[:, 0])], axis=1)
u += 0.35 * np.stack([np.sin(12.9898 * number), np.sin(78.233 * number), np.sin(37.719 * number)], axis=1)
y = (x + HALF) @ np.linalg.inv(cell) @ sheared - HALF + u


def write(name, cell, positions):
    fractional = (positions + HALF) @ np.linalg.inv(cell)
    positions = (fractional - np.floor(fractional)) @ cell - HALF
    with open(name, "w") as file:
        lattice = " ".join(repr(float(v)) for v in cell.ravel())
        file.write(f'{len(x)}\nLattice="{lattice}" Origin="-{HALF} -{HALF} -{HALF}" Properties=pos:R:3:id:I:1 pbc="T T T"\n')
        for p, i in zip(positions, number):
            file.write(f"{float(p[0])!r} {float(p[1])!r} {float(p[2])!r} {int(i)}\n")


with tempfile.TemporaryDirectory() as folder:
    before, after = os.path.join(folder, "before.xyz"), os.path.join(folder, "after.xyz")
    write(before, cell, x)
    write(after, sheared, y)
    pipeline = import_file(after)
    strain = AtomicStrainModifier(cutoff=CUTOFF, output_strain_tensors=True, output_deformation_gradients=True,
                                  output_nonaffine_squared_displacements=True)
    strain.reference = FileSource()
    strain.reference.load(before)
    pipeline.modifiers.append(strain)
    particles = pipeline.compute().particles
order = np.argsort(np.array(particles["Particle Identifier"]))
shear, volumetric, d2min = (np.array(particles[name])[order]
                            for name in ("Shear Strain", "Volumetric Strain", "Nonaffine Squared Displacement"))
# OVITO keeps the matrix by columns.
gradient = np.array(particles["Deformation Gradient"])[order].reshape(-1, 3, 3).transpose(0, 2, 1)

old = Atoms(positions=x, cell=cell, pbc=True)
new = Atoms(positions=y, cell=sheared, pbc=True)
_, matscipy_d2min = atomic_strain(new, old, neighbours=neighbour_list("ij", old, CUTOFF))

print(f"// Made by make_reference.py with ovito {'.'.join(map(str, ovito.version))} and matscipy {matscipy_version}; do not edit.")
print("#pragma once\n\n#include <array>\n#include <cstdint>\n#include <vector>\n\nnamespace glasscape::reference {\n")
print("struct AtomStrain {\n  std::int64_t id;\n  double shear, volumetric, d2min_sum, matscipy_d2min_sum;\n"
      "  std::array<double, 9> gradient;\n};\n")
print("inline const std::vector<AtomStrain> ovito_strain{")
for k in SHOWN:
    f = ", ".join(repr(float(v)) for v in gradient[k].ravel())
    print(f"    {{{int(number[k])},\n     {float(shear[k])!r}, {float(volumetric[k])!r}, {float(d2min[k])!r}, "
          f"{float(matscipy_d2min[k])!r},\n     {{{f}}}}},")
print("};\n\n}  // namespace glasscape::reference")
