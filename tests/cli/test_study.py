"""`glasscape study` and `glasscape report` on real input, from a TOML file to the page."""
import json
import re
import signal
import sqlite3
import subprocess
import time
import unittest

from program import BAD_INPUT, PROGRAM, RESUMABLE, USAGE, ProgramTest, main

POTENTIAL = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"

STUDY = f"""
title = "A small study"
potential = "{POTENTIAL}"
seed = 3

[glass]
composition = "Cu50Zr50"
atoms = 250
melt_time = "1 ps"
cooling_rate = "4e14 K/s"

[relax]
box = "free"

[pdf]
rmax = "9 Å"

[fields.flexibility_volume]
[fields.vibrational_msd]
duration = "0.5 ps"
equilibration = "0.2 ps"

[fields.voronoi]
[fields.s2]
cutoff = "5 Å"
[fields.activation]

[explore]
events_per_atom = 1
sample = 12

[relate]
bin_size = 4
resamples = 50
shuffles = 50
"""


def states(log):
    """What each step did: name -> True if it was computed."""
    return {m[1]: m[2] != "done already" for m in re.finditer(r"^\[\d+/\d+\] (\S+): (.*)$", log, re.M)}


class StudyTest(ProgramTest):
    def test_runs_once_redoes_only_what_depends_and_reports(self):
        self.write("small.toml", STUDY)
        plan, _ = self.run_program("study", "small.toml", "-o", "results", "--plan")
        self.assertIn("in total about", plan)
        self.assertFalse((self.folder / "results").exists(), "--plan computes nothing")

        _, log = self.run_program("study", "small.toml", "-o", "results")
        self.assertTrue(all(states(log).values()), log)
        results = self.folder / "results"

        # One database row per attempt, and the field holds the mean barrier of each atom that succeeded.
        with sqlite3.connect(results / "explore" / "events.db") as events:
            rows = events.execute("SELECT atom, status, barrier FROM event").fetchall()
        self.assertEqual(len(rows), 12)
        barriers = {atom: barrier for atom, status, barrier in rows if status == "success"}
        text = (results / "fields.activation" / "fields.xyz").read_text().splitlines()
        columns = re.search(r"Properties=(\S+)", text[1])[1].split(":")
        names, place = {}, 0
        for name, _, width in zip(columns[::3], columns[1::3], columns[2::3]):
            names[name] = place
            place += int(width)
        field = {int(line.split()[names["id"]]): float(line.split()[names["activation_mean"]]) for line in text[2:]}
        self.assertEqual(len(field), 250)
        for atom, value in field.items():
            if atom in barriers:
                self.assertAlmostEqual(value, barriers[atom], places=9)
            else:
                self.assertNotEqual(value, value, "atoms without an event are undefined")

        # Every field against the activation energy, with the events behind it; classes of the Voronoi cells.
        verdict = json.loads((results / "relate" / "verdict.json").read_text())
        self.assertEqual({v["property"] for v in verdict["verdict"]["verdicts"]}, {"activation_mean"})
        self.assertIn("s2", verdict["verdict"]["descriptors"])
        self.assertNotIn("activation_min", verdict["verdict"]["descriptors"])
        self.assertIsNotNone(verdict["verdict"]["verdicts"][0]["reliability"])
        self.assertEqual(verdict["classes"][0]["classes"], "voronoi_index")
        self.assertEqual([d["field"] for d in verdict["directional"]], ["vmsd_xyz"])
        self.assertTrue((results / "relate" / "ranking.csv").exists())

        # The page carries its data, the same numbers as the files, and asks for nothing from outside.
        page = (results / "report.html").read_text()
        data = json.loads(re.search(r'<script type="application/json" id="glasscape-data">(.*?)</script>', page, re.S)[1])
        self.assertEqual(data["title"], "A small study")
        self.assertEqual([s["id"] for s in data["sections"]],
                         ["glass", "cooling", "structure", "landscape", "relations", "provenance"])
        self.assertNotRegex(page, r'(src|href)="https?://')

        _, log = self.run_program("study", "small.toml", "-o", "results")
        self.assertFalse(any(states(log).values()), log)
        self.assertIn("up to date", log)

        self.write("small.toml", STUDY.replace('cutoff = "5 Å"', 'cutoff = "6 Å"'))
        _, log = self.run_program("study", "small.toml", "-o", "results")
        self.assertEqual({name for name, computed in states(log).items() if computed}, {"fields.s2", "relate"})

        # The report can be made again from the folder alone, and other files are not replaced.
        self.run_program("report", "results")
        self.write("mine.html", "mine")
        self.assert_refused(USAGE, "report", "results", "-o", "mine.html", says=["exists already", "--force"])

    def test_a_stopped_study_continues(self):
        self.write("small.toml", STUDY.replace("sample = 12", "sample = 250"))
        process = subprocess.Popen([PROGRAM, "study", "small.toml", "-o", "results"], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        database = self.folder / "results" / "explore" / "events.db"
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and process.poll() is None:
            if list((self.folder / "results" / "steps").glob("explore-*/events.db")):
                break
            time.sleep(0.1)
        time.sleep(1.0)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=60)
        self.assertEqual(process.returncode, RESUMABLE, log)
        self.assertTrue((self.folder / "results" / "report.html").exists(), "what is finished has a report")

        _, log = self.run_program("study", "small.toml", "-o", "results", timeout=600)
        self.assertFalse(states(log)["glass"])
        with sqlite3.connect(database) as events:
            self.assertEqual(events.execute("SELECT count(*), count(DISTINCT atom) FROM event").fetchone(), (250, 250))

    def test_averages_come_after_what_they_average(self):
        averages = '[fields.coarse_grained]\nfield = "wide"\n[fields.wide]\ndescriptor = "coarse_grained"\nfield = "l5fs"\n'
        self.write("average.toml", STUDY.replace("[fields.voronoi]", averages + "[fields.voronoi]"))
        plan, _ = self.run_program("study", "average.toml", "-o", "results", "--plan")
        places = [plan.index(f"fields.{name}") for name in ("voronoi", "wide", "coarse_grained")]
        self.assertEqual(places, sorted(places), plan)
        self.write("bad.toml", STUDY.replace("[fields.voronoi]", '[fields.coarse_grained]\nfield = "l5sf"\n[fields.voronoi]'))
        self.assert_refused(USAGE, "study", "bad.toml", says=["'coarse_grained' needs the field 'l5sf'"])

    def test_puts_published_numbers_beside_its_own(self):
        # An fcc crystal of 108 atoms, every fourth of them Zr.
        corners = [(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)]
        places = [[3.9 * (cell + part) for cell, part in zip((x, y, z), corner)]
                  for x in range(3) for y in range(3) for z in range(3) for corner in corners]
        atoms = "".join(f"{k + 1} {2 if k % 4 == 3 else 1} {x} {y} {z}\n" for k, (x, y, z) in enumerate(places))
        box = "".join(f"0 11.7 {axis}lo {axis}hi\n" for axis in "xyz")
        self.write("mine.data", f"crystal\n\n108 atoms\n2 atom types\n\n{box}\nAtoms # atomic\n\n{atoms}")
        self.write("compared.toml", f'''
potential = "{POTENTIAL}"
[glass]
composition = "Cu50Zr50"
[fields.voronoi]
[relate]
resamples = 50
[scale.short.pdf]
rmax = "5 Å"
[[compare]]
what = "energy | per atom"
source = "somewhere"
paper = "-4 eV"
value = "relax/relax.json: energy_per_atom_eV"
low = -10
high = 0
unit = "eV"
[[compare]]
what = "a number that is too high"
value = "relax/relax.json: volume_per_atom_A3"
high = 1
reason = "atoms are not that small"
[[compare]]
what = "a number that is not there"
value = "relax/relax.json: stress_GPa[17]"
''')
        self.run_program("study", "compared.toml", "--glass", "mine.data", "--elements", "Cu,Zr", "--scale", "short", "-o",
                         "out")
        lines = (self.folder / "out" / "compare" / "table.md").read_text().splitlines()
        self.assertRegex(lines[4], r"^\| energy \\\| per atom \| somewhere \| -4 eV \| -[0-9.]+ eV \| agrees \|  \|$")
        self.assertRegex(lines[5], r"\| differs \| atoms are not that small \|$")
        self.assertRegex(lines[6], r"\| - \| not determined \| there is no '\[17\]' \|$")
        table = json.loads((self.folder / "out" / "compare" / "table.json").read_text())["lines"]
        relax = json.loads((self.folder / "out" / "relax" / "relax.json").read_text())
        self.assertEqual(table[0]["value"], relax["energy_per_atom_eV"])
        pdf = json.loads((self.folder / "out" / "pdf" / "pdf.json").read_text())
        self.assertLess(max(pdf["r"]), 5)
        self.assertIn("Beside the papers", (self.folder / "out" / "report.html").read_text())

        self.assert_refused(USAGE, "study", "compared.toml", "--scale", "huge", says=["no scale 'huge'", "short"])
        self.assert_refused(USAGE, "study", "compared.toml", "--elements", "Cu,Zr", says=["--glass"])
        self.assert_refused(BAD_INPUT, "study", "compared.toml", "--glass", "none.data", says=["none.data"])
        self.write("wrong.toml", (self.folder / "compared.toml").read_text().replace("relax/relax.json: e", "relx/r: e"))
        self.assert_refused(USAGE, "study", "wrong.toml", "--glass", "mine.data", "--elements", "Cu,Zr",
                            says=["wrong.toml", "no step 'relx'"])

    def test_bad_input_is_explained(self):
        def refused(old, new, *says):
            self.write("bad.toml", STUDY.replace(old, new))
            self.assert_refused(USAGE, "study", "bad.toml", says=["bad.toml", *says])

        refused("cooling_rate", "coling_rate", "did you mean 'cooling_rate'")
        refused('cutoff = "5 Å"', 'cutoff = "5 K"', "wrong dimension")
        refused('cutoff = "5 Å"', "cutoff = 0", "out of range")
        refused("[fields.vibrational_msd]", "[fields.vibratonal_msd]", "did you mean 'vibrational_msd'")
        refused("[explore]\nevents_per_atom = 1\nsample = 12", "", "[explore]")
        refused("seed = 3", "seed = three", "bad.toml:4")
        refused("atoms = 250", "atoms = 2", "atoms")
        self.write("bad.toml", STUDY.replace(POTENTIAL, POTENTIAL[:-1]))
        self.assert_refused(BAD_INPUT, "study", "bad.toml", says=[POTENTIAL[4:30]])
        self.assert_refused(BAD_INPUT, "study", "missing.toml", says=["missing.toml"])
        self.assert_refused(BAD_INPUT, "report", ".", says=["is not the results folder of a study"])


class ExistingGlassTest(ProgramTest):
    def test_species_order_is_asked_for(self):
        self.write("own.data", "own\n\n2 atoms\n2 atom types\n\n0 8 xlo xhi\n0 8 ylo yhi\n0 8 zlo zhi\n\nAtoms # atomic\n\n1 1 0 0 0\n2 2 3 3 3\n")
        study = f'potential = "{POTENTIAL}"\n[glass]\nfile = "own.data"\n'
        self.write("own.toml", study)
        self.assert_refused(USAGE, "study", "own.toml", says=["element"])
        self.write("own.toml", study + 'elements = ["Cu", "Al"]\n')
        self.assert_refused(BAD_INPUT, "study", "own.toml", says=["Al"])
        self.write("own.toml", study + 'elements = ["Cu"]\n')
        self.assert_refused(USAGE, "study", "own.toml", says=["2 atom types"])


if __name__ == "__main__":
    main()
