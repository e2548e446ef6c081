"""train: a model learned from one glass, its scores, its fields, and its use on another glass by fields."""
import json
import math
import random
import subprocess
import unittest

import program
from program import BAD_INPUT, SHARED_DATA, USAGE


def glass(cells=12, seed=4):
    """Extended XYZ of a shaken bcc lattice; `mobile` follows from the nearest neighbour of each atom."""
    draw, a = random.Random(seed), 3.2
    edge = a * cells
    places = [tuple(a * (c + half) + draw.gauss(0, 0.2) for c in cell)
              for cell in ((i, j, k) for i in range(cells) for j in range(cells) for k in range(cells))
              for half in (0, 0.5)]
    grid = {}
    for index, p in enumerate(places):
        grid.setdefault(tuple(int(x % edge / edge * cells) % cells for x in p), []).append(index)
    lines = [str(len(places)),
             f'Lattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" '
             'Properties=species:S:1:pos:R:3:id:I:1:mobile:R:1:mark:R:1:flat:R:1 pbc="T T T"']
    for index, p in enumerate(places):
        home = [int(x % edge / edge * cells) % cells for x in p]
        nearest = 99
        for d in [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)]:
            for other in grid.get(tuple((h + s) % cells for h, s in zip(home, d)), []):
                if other != index:
                    r = math.sqrt(sum((u - v - edge * round((u - v) / edge)) ** 2 for u, v in zip(p, places[other])))
                    nearest = min(nearest, r)
        mark = 1 if nearest > 2.45 else 0 if nearest < 2.2 else "nan"
        lines.append(f"{'Cu' if draw.random() < 0.5 else 'Zr'} {p[0]} {p[1]} {p[2]} {index + 1} {nearest} {mark} 1")
    return "\n".join(lines) + "\n"


GLASS, OTHER = glass(), glass(seed=5)


class Train(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("glass.xyz", GLASS)

    def train(self, *arguments, **keywords):
        return self.run_json("train", "glass.xyz", "--labels", "mobile", "-o", "m.json", *arguments, **keywords)

    def test_scores_model_and_fields(self):
        result = self.train("--fields", "s.csv")
        self.assertEqual([p["species"] for p in result["planes"]], ["Cu", "Zr"])
        for plane in result["planes"]:
            self.assertGreater(plane["roc_area"]["value"], 0.9)
            self.assertGreater(plane["roc_area"]["error"], 0)
            self.assertGreater(plane["held_out_spearman"], 0.5)
        model = json.loads((self.folder / "m.json").read_text())
        self.assertEqual(model["version"], 1)
        self.assertEqual(model["training"]["field"], "mobile")
        self.assertEqual(len(model["features"]), len(model["planes"][0]["weights"]))
        header, first = (self.folder / "s.csv").read_text().splitlines()[:2]
        for name in ("softness_class", "softness_held_out", "softness"):
            self.assertIn(name, header)
        self.assertTrue((self.folder / "m.json.run.json").exists())
        out, _ = self.run_program("train", "glass.xyz", "--labels", "mark", "--classes", "named", "-o", "n.json")
        for words in ("ROC area", "balanced accuracy", "Cu", "Zr", "held-out"):
            self.assertIn(words, out)

    def test_threads_do_not_matter(self):
        self.train("--threads", "1")
        one = (self.folder / "m.json").read_text()
        self.train("--threads", "3", "--force")
        self.assertEqual(one, (self.folder / "m.json").read_text())

    def test_model_serves_another_glass(self):
        self.train()
        self.write("other.xyz", OTHER)
        summary = self.run_json("fields", "other.xyz", "--field", "softness:model=m.json", "-o", "o.xyz")
        self.assertEqual(summary["fields"][0]["name"], "softness")
        self.assertEqual(summary["fields"][0]["columns"][0]["undefined"], 0)
        relation = self.run_json("relate", "softness", "mobile", "--in", "o.xyz")
        self.assertGreater(relation["species"][1]["spearman"]["value"], 0.5)

    def test_wrong_input_is_refused(self):
        base = ("train", "glass.xyz", "-o", "x.json", "--labels")
        self.assert_refused(USAGE, *base, "mobil", says=("mobile",))
        self.assert_refused(BAD_INPUT, *base, "flat", says=("same value",))
        self.assert_refused(BAD_INPUT, *base, "mobile", "--classes", "named", says=("0, 1",))
        self.assert_refused(BAD_INPUT, *base, "mobile", "--share", "0.001", says=("at least 10",))
        self.assert_refused(USAGE, *base, "mobile", "--share", "0.7", says=("0.5",))
        self.assert_refused(USAGE, *base, "mobile", "--folds", "20", says=("blocks",))
        self.assert_refused(USAGE, *base, "mobile", "--costs", "0", says=("C",))
        self.assert_refused(USAGE, *base, "mobile", "--radial-step", "1e-5", says=("structure functions",))
        self.assert_refused(USAGE, *base, "mobile", "--fields", "out.dat", says=(".xyz",))
        self.train()
        self.assert_refused(USAGE, "train", "glass.xyz", "--labels", "mobile", "-o", "m.json", says=("--force",))
        fields = ("fields", "glass.xyz", "-o", "o.xyz", "--field")
        self.assert_refused(USAGE, *fields, "softness", says=("model=",))
        self.assert_refused(BAD_INPUT, *fields, "softness:model=none.json", says=("none.json",))
        self.assert_refused(BAD_INPUT, *fields, "softness:model=glass.xyz", says=("no softness model",))
        text = (self.folder / "m.json").read_text()
        self.write("v.json", text.replace('"version": 1', '"version": 7'))
        self.assert_refused(BAD_INPUT, *fields, "softness:model=v.json", says=("version 7", "version 1"))
        self.write("foreign.xyz", GLASS.replace("Zr", "Al"))
        self.assert_refused(BAD_INPUT, "fields", "foreign.xyz", "-o", "o.xyz", "--field", "softness:model=m.json",
                            says=("Al", "Cu, Zr"))


POTENTIAL = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"
STUDY = f"""
potential = "{POTENTIAL}"
[glass]
file = "FILE"
elements = ["Cu", "Zr"]
[fields.voronoi]
[learn]
labels = "voronoi_volume"
costs = [0.001]
[relate]
property = "voronoi_volume"
bin_size = 100
resamples = 20
shuffles = 20
"""


@unittest.skipUnless(SHARED_DATA.exists(), "the shared data set is not on this machine")
class TrainInAStudy(program.ProgramTest):
    def setUp(self):
        super().setUp()
        done = subprocess.run([program.PROGRAM, "potential", "--list"], capture_output=True, text=True)
        if POTENTIAL not in done.stdout:
            self.skipTest("the KIM models (package openkim-models) are not installed")

    def test_learns_from_a_field_and_relates_what_was_held_out(self):
        glass_file = SHARED_DATA / "glass-CuZr-5000" / "Cu64.5Zr35.5_1.0e+10.lammps.gz"
        self.write("s.toml", STUDY.replace("FILE", str(glass_file)))
        self.run_program("study", "s.toml", "-o", "r")
        scores = json.loads((self.folder / "r/learn/learn.json").read_text())
        self.assertEqual([p["species"] for p in scores["planes"]], ["Cu", "Zr"])
        self.assertGreater(scores["planes"][0]["roc_area"]["value"], 0.9)
        self.assertIn("softness_held_out", (self.folder / "r/relate/correlations.csv").read_text())
        # The model serves as a field of another study, relative to its file; what it holds is part of the key.
        (self.folder / "m.json").write_bytes((self.folder / "r/learn/model.json").read_bytes())
        other = STUDY.replace("FILE", str(glass_file)).split("[learn]")[0] + '[fields.softness]\nmodel = "m.json"\n'
        self.write("t.toml", other)
        self.run_program("study", "t.toml", "-o", "t")
        self.assertTrue((self.folder / "t/fields.softness/fields.xyz").exists())

    def test_wrong_tables_are_refused(self):
        glass_file = SHARED_DATA / "glass-CuZr-5000" / "Cu64.5Zr35.5_1.0e+10.lammps.gz"
        text = STUDY.replace("FILE", str(glass_file))
        self.write("s.toml", text.replace('labels = "voronoi_volume"', 'labels = "vmsd"'))
        self.assert_refused(USAGE, "study", "s.toml", "--plan", says=("s.toml:7", "vmsd", "voronoi_volume"))
        self.write("s.toml", text.replace("costs", "cost"))
        self.assert_refused(USAGE, "study", "s.toml", "--plan", says=("cost", "costs"))


if __name__ == "__main__":
    program.main()
