"""deform: results in a folder, continued to the last bit after any end, and what is refused."""
import csv
import gzip
import json
import random
import signal
import subprocess
import time

import program
from program import BAD_INPUT, NOT_CONVERGED, RESUMABLE, USAGE

POTENTIAL = "ka-lj-smooth"
EAM = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"


def random_lennard_jones(atoms=80, edge=4.055, seed=3):
    """Extended XYZ of random atoms that do not overlap."""
    chance = random.Random(seed)
    placed = []
    while len(placed) < atoms:
        p = [edge * chance.random() for _ in range(3)]
        if all(sum((a - b - edge * round((a - b) / edge)) ** 2 for a, b in zip(p, q)) > 0.49 for q in placed):
            placed.append(p)
    lines = [str(atoms), f'Lattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" Properties=species:S:1:pos:R:3 pbc="T T T"']
    kinds = ["A"] * (atoms - atoms // 5) + ["B"] * (atoms // 5)
    return "\n".join(lines + [f"{k} {x:.9f} {y:.9f} {z:.9f}" for k, (x, y, z) in zip(kinds, placed)]) + "\n"


class Deform(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("random.xyz", random_lennard_jones())
        self.run_program("relax", "random.xyz", "--potential", POTENTIAL, "-o", "glass.xyz", "--quiet")

    def command(self, folder, *more, max_strain=0.1, step=1e-3):
        return ["deform", "glass.xyz", "--protocol", "aqs", "--potential", POTENTIAL, "--max-strain", max_strain,
                "--strain-step", step, "--moduli", "none", "-o", folder, *more]

    def rows(self, path):
        with open(self.folder / path, newline="") as file:
            return list(csv.DictReader(file))

    def contents(self, folder):
        """What a run leaves behind, but for when and how it was called."""
        base = self.folder / folder
        return {str(p.relative_to(base)): (gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes())
                for p in sorted(base.rglob("*")) if p.is_file() and p.name != "run.json"}

    def test_curve_events_and_atoms_agree_with_each_other(self):
        summary = self.run_json(*self.command("d"))
        curve, events = self.rows("d/stress_strain.csv"), self.rows("d/events.csv")
        self.assertEqual(summary["events_found"], len(events))
        self.assertGreater(len(events), 0)
        self.assertEqual(float(curve[0]["strain"]), 0)
        self.assertEqual(float(curve[-1]["strain"]), 0.1)
        marks = [row for row in curve if row["mark"]]
        self.assertEqual([row["mark"] for row in marks], ["before", "after"] * len(events))
        for k, event in enumerate(events):
            before, after = marks[2 * k], marks[2 * k + 1]
            self.assertEqual(before["strain"], event["strain_before"])
            self.assertAlmostEqual(float(after["strain"]) - float(before["strain"]), 1e-4, delta=1e-9)
            self.assertLess(float(after["stress_GPa"]), float(before["stress_GPa"]))
            atoms = self.folder / "d" / "events" / f"{k + 1:04}.xyz.gz"
            with gzip.open(atoms, "rt") as file:
                lines = file.read().splitlines()
            self.assertIn("d2min:R:1", lines[1])
            self.assertIn("nonaffine:R:3", lines[1])
            self.assertEqual(int(lines[0]), 80)
        # The states written are states of mechanical equilibrium of the same energy, tilt reduced or not.
        last = float(curve[-1]["energy_eV"]) / 80
        for name in ("final.xyz", "final.data"):
            energy = self.run_json("energy", f"d/{name}", "--potential", POTENTIAL, *(
                ["--elements", "A,B"] if name.endswith("data") else []))
            self.assertAlmostEqual(energy["energy_per_atom_eV"], last, delta=1e-9)
            self.assertLess(energy["max_force_eV_A"], 2e-6)
        self.assertEqual(json.loads((self.folder / "d" / "deform.json").read_text())["events"], summary["events"])
        _, err = self.run_program(*self.command("d"))
        self.assertIn("nothing to do", err)

    def test_killed_and_continued_it_gives_the_same_bits(self):
        for more in ((), ("--extrapolate",)):
            self.run_program(*self.command("whole", *more, "--force", "--quiet"))
            chance, kills = random.Random(2), 0
            for attempt in range(100):
                sign = signal.SIGKILL if attempt % 2 else signal.SIGTERM
                process = subprocess.Popen(
                    [program.PROGRAM, *map(str, self.command("parts", *more, *(["--force"] if attempt == 0 else [])))],
                    cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                try:
                    _, err = process.communicate(timeout=0.4 + 0.5 * chance.random())
                    self.assertEqual(process.returncode, 0, err)
                    break
                except subprocess.TimeoutExpired:
                    process.send_signal(sign)
                    _, err = process.communicate(timeout=60)
                    if sign == signal.SIGTERM and process.returncode != 0:
                        self.assertEqual(process.returncode, RESUMABLE, err)
                        self.assertIn("the same command continues", err)
                    kills += 1
            else:
                self.run_program(*self.command("parts", *more))
            self.assertGreater(kills, 0)
            self.assertEqual(self.contents("parts"), self.contents("whole"))

    def test_a_signal_stops_it_within_two_seconds(self):
        process = subprocess.Popen([program.PROGRAM, *map(str, self.command("d", step=1e-5))], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        _, err = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begin, 10)  # two on a machine that does nothing else
        self.assertEqual(process.returncode, RESUMABLE, err)
        self.assertTrue((self.folder / "d" / "checkpoint.json").exists())

    def test_threads_do_not_change_the_result(self):
        for threads in (1, 2):
            self.run_program(*self.command(f"t{threads}", "--threads", threads, "--quiet", max_strain=0.02))
        self.assertEqual(self.contents("t1"), self.contents("t2"))

    def test_loadings_and_limits(self):
        summary = self.run_json(*self.command("p", "--loading", "pure-shear", "--plane", "zx", max_strain=-0.01))
        self.assertEqual((summary["direction"], summary["strain"]), ("zx", -0.01))
        summary = self.run_json(*self.command("u", "--loading", "uniaxial", "--axis", "y", "--sides", "free",
                                              max_strain=0.01))
        row = self.rows("u/stress_strain.csv")[-1]
        self.assertAlmostEqual(float(row["sxx_GPa"]), 0, delta=1e-3)
        self.assertAlmostEqual(float(row["szz_GPa"]), 0, delta=1e-3)
        self.assertEqual(row["stress_GPa"], row["syy_GPa"])
        summary = self.run_json(*self.command("one", "--max-events", 1))
        self.assertEqual(summary["events_found"], 1)
        self.assertLess(summary["strain"], 0.1)
        summary = self.run_json("deform", "glass.xyz", "--potential", POTENTIAL, "--max-strain", 0.001, "-o", "m")
        for kind in ("born", "relaxed"):
            self.assertGreater(summary["moduli"][kind]["C11_GPa"], summary["moduli"][kind]["C44_GPa"])

    def test_a_study_deforms_its_glass_and_reports_it(self):
        glass = program.SOURCE / "src/glasscape/landscape/reference/glass-500.xyz"
        self.write("s.toml", f'title = "shear"\npotential = "{EAM}"\n[glass]\nfile = "{glass}"\n[relax]\n'
                             'box = "fixed"\n[deform]\nmax_strain = 0.046\nstrain_step = 2e-3\n')
        done = subprocess.run([program.PROGRAM, "energy", glass, "--potential", EAM], capture_output=True, text=True)
        if done.returncode == BAD_INPUT:
            self.skipTest("the KIM models (package openkim-models) are not installed")
        self.run_program("study", "s.toml", "-o", "out", "--quiet")
        direct = self.run_json("deform", "out/relax/relaxed.xyz", "--potential", EAM, "--max-strain", 0.046,
                               "--strain-step", 2e-3, "-o", "direct")
        made = json.loads((self.folder / "out" / "deform" / "deform.json").read_text())
        self.assertEqual(made["events"], direct["events"])
        self.assertGreater(len(made["events"]), 0)
        report = (self.folder / "out" / "report.html").read_text()
        for words in ("Quasistatic deformation", "stress-strain", "rearranged-atoms", "Elastic constants"):
            self.assertIn(words, report)
        self.write("s.toml", (self.folder / "s.toml").read_text().replace("max_strain", "max_strian"))
        self.assert_refused(USAGE, "study", "s.toml", "-o", "out", says=["s.toml:8", "max_strian", "max_strain"])

    def test_refuses_what_cannot_be_done(self):
        plain = ("deform", "glass.xyz", "--potential", POTENTIAL, "-o", "d")
        self.assert_refused(USAGE, *plain, "--protocol", "bending", says=["protocol"])
        self.assert_refused(USAGE, *plain, "--plane", "xx", says=["plane", "xy"])
        self.assert_refused(USAGE, *plain, "--loading", "bending", says=["simple-shear"])
        self.assert_refused(USAGE, *plain, "--sides", "free", says=["simple shear keeps"])
        self.assert_refused(USAGE, *plain, "--strain-step", "0", says=["strain-step"])
        self.assert_refused(USAGE, *plain, "--max-strain", "1e-6", says=["less than one step"])
        self.assert_refused(USAGE, *plain, "--loading", "uniaxial", "--max-strain", "-1", says=["leaves no box"])
        self.assert_refused(USAGE, "deform", "glass.xyz", "--potential", POTENTIAL, says=["--output"])
        self.assert_refused(BAD_INPUT, "deform", "none.xyz", "--potential", POTENTIAL, "-o", "d", says=["none.xyz"])
        self.assertFalse((self.folder / "d").exists())
        self.assert_refused(NOT_CONVERGED, *plain, "--max-evaluations", 10, "--force-tolerance", 1e-9, "--max-strain",
                            0.001, says=["max_evaluations"])
        self.run_program(*self.command("e", max_strain=0.001))
        self.assert_refused(USAGE, *self.command("e", max_strain=0.002),
                            says=["another deformation", "max_strain was 0.001, is 0.002", "--force"])
        self.run_program(*self.command("e", "--force", max_strain=0.002))
        open_box = (self.folder / "glass.xyz").read_text().replace('pbc="T T T"', 'pbc="T T F"')
        self.write("open.xyz", open_box)
        self.assert_refused(BAD_INPUT, "deform", "open.xyz", "--potential", POTENTIAL, "-o", "f", says=["periodic"])


if __name__ == "__main__":
    program.main()
