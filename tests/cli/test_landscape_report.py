"""What a study's report says of the events, against the events themselves."""
import csv
import json
import math
import re
import sqlite3
import statistics

import campaign
import program
from program import USAGE

STUDY = """title = "A vacancy"
potential = "lj.toml"
seed = 3
[glass]
file = "start.xyz"
[relax]
box = "fixed"
[pdf]
rmax = "7 Å"
[fields.activation]
[fields.viscosity]
temperature = 1500
cutoff = 3.3
[explore]
events_per_atom = 6
"""


class Report(program.ProgramTest):
    def setUp(self):
        super().setUp()
        campaign.prepare(self)

    def test_report_and_fields_say_what_the_catalogue_holds(self):
        self.write("study.toml", STUDY)
        self.run_program("study", "study.toml", "-o", "out")
        page = (self.folder / "out" / "report.html").read_text()
        data = json.loads(re.search(r"<script[^>]*application/json[^>]*>(.*?)</script>", page, re.S).group(1))
        items = {item["id"]: item for section in data["sections"] if section["id"] == "landscape"
                 for item in section["items"]}
        connection = sqlite3.connect(self.folder / "out" / "explore" / "events.db")
        self.addCleanup(connection.close)
        events = connection.execute("SELECT atom, status, barrier, connected, evaluations FROM event").fetchall()
        good = [row for row in events if row[1] == "success"]
        barriers = [row[2] for row in good]

        row = items["barriers"]["rows"][-1]
        self.assertEqual(row[:2], ["all", 186])
        self.assertAlmostEqual(row[2]["value"], 100 * len(good) / 186)
        self.assertAlmostEqual(row[3]["value"], 100 * sum(r[3] == 1 for r in good) / sum(r[3] is not None for r in good))
        self.assertAlmostEqual(row[5]["value"], statistics.mean(barriers))
        self.assertLess(row[5]["lo"], row[5]["value"])
        self.assertAlmostEqual(row[6], statistics.median(barriers))
        for words, count, share, each in items["outcomes"]["rows"]:
            chosen = [r for r in events if r[1] == words.replace(" ", "_")]
            self.assertEqual(count, len(chosen))
            self.assertAlmostEqual(share, 100 * len(chosen) / 186)
            self.assertAlmostEqual(each, sum(r[4] for r in chosen) / len(chosen))
        bars = items["spectrum-Ar"]["series"][0]
        counts = [y * (hi - lo) * len(barriers) for y, lo, hi in zip(bars["y"], bars["edges"], bars["edges"][1:])]
        self.assertAlmostEqual(sum(counts), len(barriers), places=6)
        for cell in items["spectrum-fits"]["rows"][0][4:]:
            if cell is not None:
                self.assertLessEqual(cell["lo"], cell["value"] + 1e-3)
                self.assertGreaterEqual(cell["hi"], cell["value"] - 1e-3)

        # The fields, again from the events: means, Boltzmann weights, viscosities.
        events_db = "out/explore/events.db"
        self.run_program("fields", "out/relax/relaxed.xyz", "--field", f"activation:events={events_db},temperature=800",
                         "--field", f"viscosity:events={events_db},temperature=1500,cutoff=3.3,barrier=min", "-o", "f.csv")
        by_atom = {}
        for r in good:
            by_atom.setdefault(r[0], []).append(r[2])
        k = 8.617333262e-5
        liquid = {}
        for line in csv.DictReader((self.folder / "f.csv").read_text().splitlines()):
            q = by_atom.get(int(line["id"]), [])
            if not q:
                self.assertEqual(line["viscosity_phase"].lower(), "nan")
                continue
            weights = [math.exp((min(q) - x) / (k * 800)) for x in q]
            self.assertAlmostEqual(float(line["activation_boltzmann [eV]"]),
                                   sum(w * x for w, x in zip(weights, q)) / sum(weights), places=9)
            logarithm = -4 + min(q) / (k * 1500) / math.log(10)
            self.assertAlmostEqual(float(line["viscosity_log10"]), logarithm, places=8)
            self.assertEqual(float(line["viscosity_phase"]), logarithm >= 12)
            liquid[int(line["id"])] = sum(q) / len(q) / (k * 1500) < math.log(1e16)  # of the study, with the mean
        slices = items["viscosity-map"]["plots"]
        drawn = [sum(len(plot["series"][s]["x"]) for plot in slices) for s in (0, 1)]
        self.assertEqual(drawn, [sum(liquid.values()), len(liquid) - sum(liquid.values())])
        self.assertEqual(sum(len(s["x"]) for plot in items["activation-slices"]["plots"] for s in plot["series"]), len(by_atom))
        regions = items["viscosity-regions"]["rows"]
        self.assertLessEqual(sum(r[1] for r in regions), len(liquid))
        self.assertEqual(regions, sorted(regions, key=lambda r: -r[1]))

    def test_a_viscosity_without_a_temperature_is_refused_before_anything_runs(self):
        self.write("study.toml", STUDY.replace("temperature = 1500\n", ""))
        self.assert_refused(USAGE, "study", "study.toml", "-o", "out", says=["viscosity", "temperature"])
        self.assertFalse((self.folder / "out" / "steps").exists())


if __name__ == "__main__":
    program.main()
