"""dynamics: a trajectory with a known answer, and what is refused."""
import csv
import os
import random
import shutil
import subprocess
import unittest

import program
from program import BAD_INPUT, USAGE


def trajectory(frames=6, atoms=600, edge=30.0, speed=0.2, step=500, shuffle=True):
    """A LAMMPS dump of atoms that fly at one speed in random directions, wrapped, in another order in each frame."""
    chance = random.Random(4)
    start, velocity = [], []
    for i in range(atoms):
        start.append([edge * chance.random() for _ in range(3)])
        if i % 2:
            velocity.append([-v for v in velocity[-1]])
        else:
            v = [chance.gauss(0, 1) for _ in range(3)]
            velocity.append([speed * c / sum(x * x for x in v) ** 0.5 for c in v])
    text = ""
    for frame in range(frames):
        text += f"ITEM: TIMESTEP\n{frame * step}\nITEM: NUMBER OF ATOMS\n{atoms}\nITEM: BOX BOUNDS pp pp pp\n"
        text += f"0 {edge}\n" * 3 + "ITEM: ATOMS id type x y z\n"
        order = list(range(atoms))
        if shuffle:
            chance.shuffle(order)
        for i in order:
            place = [(r + frame * v) % edge for r, v in zip(start[i], velocity[i])]
            text += f"{i + 1} {1 + i // 2 % 2} " + " ".join(f"{x:.10f}" for x in place) + "\n"
    return text


class Dynamics(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("t.dump", trajectory())
        self.choice = ["--elements", "Cu,Zr", "--wave-number", 2, "--overlap-length", 0.5]

    def test_flight(self):
        found = self.run_json("dynamics", "t.dump", *self.choice, "--timestep", "2 fs", "--spacing", "linear", "-o", "d")
        self.assertEqual(found["frames"], 6)
        self.assertEqual(found["last_time_ps"], 5)
        with open(self.folder / "d/dynamics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([float(row["time_ps"]) for row in rows], [1, 2, 3, 4, 5])
        for row in rows:
            length = 0.2 * float(row["time_ps"])
            for species in ("all", "Cu", "Zr"):
                # The centre of mass of each species rests, that of all does.
                self.assertAlmostEqual(float(row[f"{species}_msd_A2"]), length**2, places=6)
                self.assertAlmostEqual(float(row[f"{species}_alpha2"]), -0.4, places=6)
                self.assertEqual(float(row[f"{species}_overlap"]), 1 if length < 0.5 else 0)
        self.assertTrue((self.folder / "d/run.json").exists())
        same = self.run_json("dynamics", "t.dump", *self.choice, "--interval", "1 ps", "--spacing", "linear")
        self.assertEqual(same, found)

    def test_wrong_inputs(self):
        self.assert_refused(USAGE, "dynamics", "t.dump", *self.choice, says=["--timestep", "--interval"])
        self.assert_refused(USAGE, "dynamics", "t.dump", *self.choice, "--interval", "0 ps", says=["--interval"])
        self.assert_refused(USAGE, "dynamics", "t.dump", *self.choice, "--interval", "1 ps", "--temperature", "300 K",
                            says=["--run"])
        self.assert_refused(USAGE, "dynamics", "t.dump", *self.choice, "--run", says=["potential"])
        self.assert_refused(USAGE, "dynamics", "t.dump", *self.choice, "--interval", "1 ps", "--spacing", "cubic",
                            says=["spacing"])
        self.write("one.dump", trajectory(frames=1))
        self.assert_refused(BAD_INPUT, "dynamics", "one.dump", *self.choice, "--interval", "1 ps", says=["1 frames"])
        self.write("fast.dump", trajectory(speed=14.5))
        self.assert_refused(BAD_INPUT, "dynamics", "fast.dump", *self.choice, "--interval", "1 ps", says=["of the cell"])
        self.write("other.dump", trajectory(frames=2) + trajectory(frames=1, atoms=598))
        self.assert_refused(BAD_INPUT, "dynamics", "other.dump", *self.choice, "--interval", "1 ps", says=["other atoms"])
        self.write("still.dump", trajectory(step=0))
        self.assert_refused(BAD_INPUT, "dynamics", "still.dump", *self.choice, "--timestep", "2 fs", says=["increase"])

    @unittest.skipUnless(shutil.which("lmp"), "the package lammps is not installed")
    def test_lammps_finds_the_same_displacements(self):
        self.write("in.lj", """
units metal
atom_style atomic
boundary p p p
lattice fcc 5.4
region box block 0 5 0 5 0 5
create_box 1 box
create_atoms 1 box
mass 1 40
pair_style lj/cut 8
pair_coeff 1 1 0.0104 3.4
velocity all create 300 4711 mom no
fix nve all nve
timestep 0.004
compute msd all msd com yes
thermo_style custom step c_msd[4]
thermo_modify format float %.12g
thermo 50
dump d all custom 50 lj.dump id type x y z
dump_modify d format float %.12g
run 600
""")
        subprocess.run(["lmp", "-in", "in.lj", "-screen", "none", "-log", "lj.log"], cwd=self.folder, check=True,
                       stdin=subprocess.DEVNULL, env={**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1",
                                                      "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
        theirs = {}
        for line in (self.folder / "lj.log").read_text().splitlines():
            words = line.split()
            if len(words) == 2 and words[0].isdigit():
                theirs[int(words[0])] = float(words[1])
        self.assertGreater(theirs[600], 0.1)
        self.run_program("dynamics", "lj.dump", "--elements", "Ar", "--timestep", "4 fs", "--origins", 1, "--spacing",
                         "linear", "-o", "d")
        with open(self.folder / "d/dynamics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 12)
        for row in rows:
            self.assertAlmostEqual(float(row["all_msd_A2"]), theirs[round(float(row["time_ps"]) / 0.004)], places=6)


if __name__ == "__main__":
    program.main()
