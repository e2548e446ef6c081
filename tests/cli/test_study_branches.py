"""`glasscape study` with branches: glasses that differ in one thing, deformed at temperature, side by side."""
import csv
import json

from program import USAGE, ProgramTest, main
from test_study import POTENTIAL, states

STUDY = f"""
potential = "{POTENTIAL}"
seed = 3

[glass]
composition = "Cu50Zr50"
atoms = 500
melt_time = "0.5 ps"
cooling_rate = "1e15 K/s"

[inhomogenize]
size = "5 Å"
fraction = 0.03125
temperature = "600 K"
ramp = "1e15 K/s"
time = "0.5 ps"
hold = "0.5 ps"
sample_interval = "0.02 ps"

[relax]
box = "free"
force_tolerance = "1e-4 eV/Å"

[pdf]
rmax = "8 Å"

[network]
classes = ["0-0-12-0", "0-2-8-2"]
largest = 3

[deform]
protocol = "shear"
temperature = "50 K"
rate = "1e12 /s"
max_strain = 0.3
equilibration = "0.2 ps"
frames = 4

[motion]
fields = ["d2min:cutoff=3.9", "ttg", "bonds"]

[anisotropy]
rmax = "10 Å"
dr = "0.1 Å"
frames = 2

[affine]
r_fit = "6 Å"

[dynamics]
temperature = "300 K"
time = "0.4 ps"
equilibration = "0.1 ps"
sample_interval = "0.02 ps"

[elasticity]
axis = "y"
force_tolerance = "1e-4 eV/Å"

[branch.apart.inhomogenize]
connectivity = 0

[branch.connected.inhomogenize]
connectivity = 1

[[compare]]
what = "relaxed atoms, connected less apart"
value = "inhomogenize.connected/inhomogenize.json: region_atoms"
minus = "inhomogenize.apart/inhomogenize.json: region_atoms"
low = 0
high = 0

[[compare]]
what = "localization, connected over apart"
value = "motion.connected/compare.json: last_row.d2min.psi"
over = "motion.apart/compare.json: last_row.d2min.psi"
"""


class BranchTest(ProgramTest):
    def result(self, *names):
        return json.loads(self.folder.joinpath("out", *names).read_text())

    def test_does_once_what_is_the_same_and_shows_the_rest_side_by_side(self):
        self.write("study.toml", STUDY)
        made = states(self.run_program("study", "study.toml", "-o", "out")[1])
        self.assertEqual(sum(name.split(".")[0] == "glass" for name in made), 1)
        for step in ("inhomogenize", "relax", "deform", "motion", "network", "dynamics", "anisotropy", "elasticity"):
            self.assertEqual({name for name in made if name.split(".")[0] == step}, {f"{step}.apart", f"{step}.connected"})

        regions = {b: self.result(f"inhomogenize.{b}", "inhomogenize.json") for b in ("apart", "connected")}
        self.assertEqual([regions[b]["connectivity"] for b in ("apart", "connected")], [0, 1])
        with (self.folder / "out" / "motion.connected" / "series.csv").open() as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 5)  # the start, and four frames
        self.assertAlmostEqual(float(rows[-1]["F_xy"]), 0.3, 6)
        self.assertLess(float(rows[0]["d2min.mean"]), 1e-9)  # Å²: what the digits of the files leave
        last = self.result("motion.connected", "compare.json")["last_row"]
        self.assertEqual(last["d2min"]["psi"], float(rows[-1]["d2min.psi"]))
        elastic = self.result("elasticity.apart", "elasticity.json")
        for state in ("before", "after"):
            self.assertEqual(len(elastic[state]["young_GPa"]), 3)
        self.assertGreater(self.result("dynamics.apart", "dynamics.json")["species"]["all"]["last_msd_A2"], 0)
        network = self.result("network.apart", "network.json")
        self.assertEqual(network["atoms_of_the_largest"], sum(network["largest_atoms"]))
        self.assertGreater(network["polyhedra"], 0)

        table = self.result("compare", "table.json")["lines"]
        self.assertEqual((table[0]["value"], table[0]["agreement"]), (0, "agrees"))
        other = self.result("motion.apart", "compare.json")["last_row"]
        self.assertAlmostEqual(table[1]["value"], last["d2min"]["psi"] / other["d2min"]["psi"], 12)
        page = (self.folder / "out" / "report.html").read_text()
        for title in ("Relaxed regions", "Network of polyhedra", "Deformation at temperature", "What the atoms did",
                      "Elastic constants and the deformation", "Dynamics at constant temperature"):
            self.assertIn(title, page)

        self.assertFalse(any(states(self.run_program("study", "study.toml", "-o", "out")[1]).values()))
        # An option of one branch redoes that branch alone.
        self.write("study.toml", STUDY + "[branch.apart.network]\nlargest = 2\n")
        redone = {name for name, new in states(self.run_program("study", "study.toml", "-o", "out")[1]).items() if new}
        self.assertEqual(redone, {"network.apart"})

    def test_refuses_what_makes_no_sense(self):
        self.write("a.toml", STUDY.replace('protocol = "shear"', 'protocol = "aqs"'))
        self.assert_refused(USAGE, "study", "a.toml", says=["a.toml"])
        self.write("b.toml", STUDY.replace("[branch.apart.inhomogenize]", "[branch.apart.inhomogenise]"))
        self.assert_refused(USAGE, "study", "b.toml", says=["inhomogenise", "inhomogenize"])
        self.write("c.toml", STUDY.replace('"ttg"', '"tgt"'))
        self.assert_refused(USAGE, "study", "c.toml", says=["tgt", "did you mean 'ttg'"])
        self.write("d.toml", STUDY.replace("largest = 3", 'largest = "many"'))
        self.assert_refused(USAGE, "study", "d.toml", says=["d.toml", "largest"])
        self.write("e.toml", STUDY.replace("[elasticity]", "[elasticity]\nstress = 1"))
        self.assert_refused(USAGE, "study", "e.toml", says=["e.toml", "stress"])
        self.write("f.toml", STUDY.replace("over =", 'minus = "network.apart/network.json: held"\nover ='))
        self.assert_refused(USAGE, "study", "f.toml", says=["f.toml", "both 'minus' and 'over'"])


if __name__ == "__main__":
    main()
