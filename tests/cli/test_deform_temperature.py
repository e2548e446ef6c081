"""deform at temperature: what is refused, what is planned and emitted, and a run that is stopped and goes on."""
import csv
import gzip
import json
import signal
import subprocess
import time
import unittest

import program
from program import BAD_INPUT, RESUMABLE, USAGE

EAM = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"
GLASS = program.SOURCE / "src/glasscape/landscape/reference/glass-500.xyz"


class DeformAtTemperature(program.ProgramTest):
    def setUp(self):
        super().setUp()
        done = subprocess.run([program.PROGRAM, "energy", GLASS, "--potential", EAM], capture_output=True, text=True)
        if done.returncode == BAD_INPUT:
            raise unittest.SkipTest("the KIM models (package openkim-models) are not installed")

    def command(self, protocol, *more):
        return ["deform", GLASS, "--protocol", protocol, "--potential", EAM, "--threads", 1, *more]

    def test_a_stopped_run_goes_on_with_every_frame_once(self):
        test = self.command("shear", "--temperature", 50, "--equilibration", 0.5, "--rate", 1e10, "--max-strain", 0.05,
                            "--frames", 10, "--checkpoint-interval", 0.2, "-o", "d")
        process = subprocess.Popen([program.PROGRAM, *map(str, test)], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        state = self.folder / "d" / "state.json"
        for _ in range(600):
            if state.exists() and json.loads(state.read_text())["stage"] == 1:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=120)
        self.assertIn(process.returncode, (RESUMABLE, 0), err)
        summary = self.run_json(*test)
        with gzip.open(self.folder / "d" / "trajectory.dump.gz", "rt") as file:
            lines = file.read().splitlines()
        steps = [int(lines[k + 1]) for k, line in enumerate(lines) if line == "ITEM: TIMESTEP"]
        self.assertEqual(steps, [250 * k for k in range(11)])
        with open(self.folder / "d" / "stress_strain.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([int(row["frame"]) for row in rows if row["frame"]], list(range(11)))
        for row in rows:
            self.assertAlmostEqual(float(row["strain"]), 0.05 * int(row["step"]) / 2500, delta=1e-9)
        self.assertAlmostEqual(summary["strain"], 0.05, delta=1e-9)
        self.assertGreater(summary["maximum_stress_GPa"], 0.3)
        _, err = self.run_program(*test)
        self.assertIn("nothing to run", err)
        warmer = [60 if word == 50 else word for word in test]
        self.assert_refused(USAGE, *warmer, says=["another deformation", "temperature was 50, is 60"])
        self.assert_refused(USAGE, "deform", GLASS, "--potential", EAM, "-o", "d", says=["another deformation"])

    def test_plans_and_emits_without_running(self):
        out, _ = self.run_program(*self.command("tension", "--axis", "z", "--plan"))
        for words in ("equilibrate", "tension along z", "frames", "MB", "about"):
            self.assertIn(words, out)
        out, _ = self.run_program(*self.command("creep", "--target", "0.65sigma_y", "--plan"))
        self.assertIn("yield test", out)
        self.run_program(*self.command("shear", "--emit-lammps", "-o", "e"))
        text = (self.folder / "e" / "in.deform").read_text()
        for words in ("fix strain all deform 1 xy erate", "dump frames", "read_data initial.data"):
            self.assertIn(words, text)
        self.assertTrue((self.folder / "e" / "initial.data").exists())

    def test_refuses_what_cannot_be_done(self):
        shear = self.command("shear", "-o", "d")
        self.assert_refused(USAGE, *shear, "--axis", "x", says=["--axis", "no option of --protocol shear", "tension"])
        self.assert_refused(USAGE, *shear, "--loading", "uniaxial", says=["--loading", "aqs"])
        self.assert_refused(USAGE, *shear, "--plane", "xx", says=["plane"])
        self.assert_refused(USAGE, *shear, "--rate", 0, says=["rate"])
        self.assert_refused(USAGE, *shear, "--rate", "1e20", says=["fewer than 100 steps"])
        self.assert_refused(USAGE, *shear, "--rate", "5 GPa", says=["rate"])
        self.assert_refused(USAGE, *shear, "--temperature", -1, says=["temperature"])
        self.assert_refused(USAGE, *shear, "--max-strain", 0.005, says=["fit_to"])
        self.assert_refused(USAGE, *shear, "--frames", 5, "--frame-strain", 0.01, says=["--frames", "no effect"])
        self.assert_refused(USAGE, *shear, "--inherent-tolerance", 1e-3, says=["no effect"])
        self.assert_refused(BAD_INPUT, *shear, "--velocities", "keep", says=["velocities"])
        self.assert_refused(USAGE, *self.command("tension"), says=["--output"])
        self.assert_refused(USAGE, *self.command("compression", "-o", "d"), "--max-strain", 2, says=["leaves no cell"])
        creep = self.command("creep", "-o", "d")
        self.assert_refused(USAGE, *creep, says=["neither a stress nor a target"])
        self.assert_refused(USAGE, *creep, "--stress", 1, "--target", "0.5sigma_y", says=["stress and target"])
        self.assert_refused(USAGE, *creep, "--target", "half", says=["0.65sigma_y"])
        self.assert_refused(USAGE, *creep, "--stress", 1, "--rate", 1e9, says=["--rate", "no effect"])
        self.assert_refused(USAGE, *creep, "--stress", 1, "--recovery", 5, says=["--recovery", "no effect"])
        self.assert_refused(USAGE, *creep, "--stress", 1, "--plane", "xz", says=["--plane", "no effect"])
        self.assert_refused(USAGE, *self.command("creep", "--target", "0.5sigma_y", "--emit-lammps", "-o", "d"),
                            says=["not known", "--stress"])
        self.assert_refused(USAGE, *self.command("aqs", "--plan"), says=["--plan", "shear"])
        self.assertFalse((self.folder / "d").exists())


if __name__ == "__main__":
    program.main()
