"""events: every number of the summary, from planted catalogues whose contents are counted again in Python."""
import csv
import math
import random
import sqlite3
import statistics
import struct

import campaign
import program
from program import BAD_INPUT, USAGE

SUCCESS = ["success"] * 6 + ["higher_index", "vanished", "delocalised", "energy_ceiling"]


def pack(moved):
    return b"".join(struct.pack("<qfff", atom, *d) for atom, d in moved)


class Planted(program.ProgramTest):
    """A catalogue of 31 atoms with 10 attempts each, a third of whose saddles repeat one found before."""

    def setUp(self):
        super().setUp()
        campaign.prepare(self)
        self.run_program(*campaign.explore("a.db", atoms="1", attempts=1))
        self.db = sqlite3.connect(self.folder / "a.db")
        self.addCleanup(self.db.close)
        self.db.execute("DELETE FROM event")
        self.db.execute("DELETE FROM minimum")
        self.db.execute("UPDATE atom SET species = 'Kr' WHERE id % 3 = 0")
        self.columns = [row[1] for row in self.db.execute("PRAGMA table_info(event)")]
        chance = random.Random(1)
        places = dict(self.db.execute("SELECT id, place FROM atom"))
        saddles = []
        for attempt in range(10):
            for atom, place in places.items():
                self.plant(chance, saddles, attempt * len(places) + place, atom, attempt)
        self.db.commit()

    def plant(self, chance, saddles, event, atom, attempt):
        row = dict.fromkeys(self.columns)
        row |= {"id": event, "atom": atom, "attempt": attempt, "seed": 1, "pushes": 3, "seconds": chance.random()}
        row["protocol"] = "local_push" if attempt < 7 else "soft_mode"
        row["status"] = SUCCESS[(atom * 7 + chance.randrange(5)) % 10]
        phases = {f"evaluations_{p}": chance.randrange(100)
                  for p in ("basin", "lanczos", "perpendicular", "refinement", "check", "relaxation")}
        row |= phases | {"evaluations": sum(phases.values()), "energy": 1.0}
        if row["status"] == "success":
            if saddles and chance.random() < 0.33:
                barrier, moved = chance.choice(saddles)
                barrier += chance.uniform(-4e-4, 4e-4)
                moved = [(i, tuple(x + chance.uniform(-0.02, 0.02) for x in d)) for i, d in moved]
            else:
                barrier = chance.gammavariate(3, 0.7)
                moved = [(i, tuple(chance.uniform(-1, 1) for _ in range(3))) for i in sorted(chance.sample(range(1, 32), 4))]
                saddles.append((barrier, moved))
            row |= {"barrier": barrier, "barrier_error": chance.random() * 0.02, "reverse_barrier": barrier / 2,
                    "connected": chance.choice([0, 1, None]), "region_radius": chance.choice([12.0, 16.0, None]),
                    "curvature": -1.0, "second_curvature": 0.5, "residual": 0.01, "end_energy": barrier / 2,
                    "end_distance": 1.0, "centre": chance.choice([atom, 1]), "participation": chance.uniform(1, 9),
                    "saddle_displacements": pack(moved)}
            if row["connected"] is not None:
                self.db.execute("INSERT INTO minimum VALUES (?,?,1,?,1,?)",
                                (2 * event + 1, event, barrier / 2, pack([(atom, (0.5, 0.25, -1.5))])))
            if row["connected"] == 0:
                self.db.execute("INSERT INTO minimum VALUES (?,?,0,0.1,0.5,?)",
                                (2 * event, event, pack([(atom, (0.125, 0, 0))])))
        self.db.execute(f"INSERT INTO event VALUES ({','.join('?' * len(self.columns))})", [row[c] for c in self.columns])

    def rows(self, where="1"):
        cursor = self.db.execute(f"SELECT event.*, species FROM event JOIN atom ON atom.id = event.atom WHERE {where} "
                                 "ORDER BY event.id")
        names = [d[0] for d in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def assert_share(self, found, cases, trials):
        """`cases` and `trials` by atom: the definition of docs/verbs/events.md."""
        y, n = sum(cases.values()), sum(trials.values())
        self.assertEqual((found["count"], found["of"]), (y, n))
        p, a = y / n, len(trials)
        squares = sum((cases.get(atom, 0) - p * trials[atom]) ** 2 for atom in trials)
        effective = n
        if a > 1 and squares > 0:
            effective = min(n, p * (1 - p) / (a / (a - 1) * squares / n ** 2))
        z = 1.959963984540054
        middle = (p + z * z / 2 / effective) / (1 + z * z / effective)
        half = z / (1 + z * z / effective) * math.sqrt(p * (1 - p) / effective + z * z / 4 / effective ** 2)
        self.assertAlmostEqual(found["value"], p)
        self.assertAlmostEqual(found["interval"][0], max(0, middle - half))
        self.assertAlmostEqual(found["interval"][1], min(1, middle + half))

    def assert_group(self, found, rows):
        def count(chosen):
            result = {}
            for row in chosen:
                result[row["atom"]] = result.get(row["atom"], 0) + 1
            return result
        good = [r for r in rows if r["status"] == "success"]
        self.assertEqual(found["attempts"], len(rows))
        self.assertEqual(found["atoms"], len({r["atom"] for r in rows}))
        self.assert_share(found["successes"], count(good), count(rows))
        self.assert_share(found["connected"], count(r for r in good if r["connected"] == 1),
                          count(r for r in good if r["connected"] is not None))
        self.assert_share(found["centred_on_kicked_atom"], count(r for r in good if r["centre"] == r["atom"]), count(good))
        barriers = [r["barrier"] for r in good]
        self.assertAlmostEqual(found["mean_barrier"]["value_eV"], statistics.mean(barriers))
        self.assertAlmostEqual(found["median_barrier_eV"], statistics.median(barriers))
        self.assertEqual(found["lowest_barrier_eV"], min(barriers))
        self.assertAlmostEqual(found["spread_eV"], statistics.stdev(barriers))
        self.assertAlmostEqual(found["mean_participation"], statistics.mean(r["participation"] for r in good))
        # The mean's error, with the atoms as units.
        excess = {}
        for r in good:
            excess[r["atom"]] = excess.get(r["atom"], 0) + r["barrier"] - statistics.mean(barriers)
        a = len(excess)
        self.assertAlmostEqual(found["mean_barrier"]["standard_error_eV"],
                               math.sqrt(a / (a - 1) * sum(e * e for e in excess.values())) / len(barriers))
        connected = [r["barrier"] for r in good if r["connected"] == 1]
        self.assertAlmostEqual(found["connected_mean_barrier"]["value_eV"], statistics.mean(connected))
        self.assertAlmostEqual(found["connected_median_barrier_eV"], statistics.median(connected))

    def naive_duplicates(self, rows):
        """Each event against all earlier ones that are no duplicates, by definition; atoms not stored moved < 0.1 Å."""
        kept, duplicates = [], 0
        for row in rows:
            blob = row["saddle_displacements"]
            moved = {r[0]: r[1:] for r in struct.iter_unpack("<qfff", blob)}
            def same(other):
                for atom in moved.keys() | other[1].keys():
                    if atom in moved and atom in other[1]:
                        apart = math.dist(moved[atom], other[1][atom])
                    else:
                        apart = math.hypot(*(moved.get(atom) or other[1][atom])) - 0.1
                    if apart >= 0.1:
                        return False
                return abs(row["barrier"] - other[0]) < 1e-3
            if any(same(other) for other in kept):
                duplicates += 1
            else:
                kept.append((row["barrier"], moved))
        return duplicates

    def test_every_number_of_the_summary(self):
        found = self.run_json("events", "a.db", "--bin", 0.5)
        rows = self.rows()
        good = [r for r in rows if r["status"] == "success"]
        self.assertEqual(found["attempts"], 310)
        outcomes = {s: v["attempts"] for s, v in found["outcomes"].items()}
        self.assertEqual(outcomes, {s: sum(r["status"] == s for r in rows) for s in set(SUCCESS)})
        for status, value in found["outcomes"].items():
            self.assertEqual(value["evaluations"], sum(r["evaluations"] for r in rows if r["status"] == status))
        total = sum(r["evaluations"] for r in rows)
        self.assertEqual(found["evaluations"]["total"], total)
        for phase in ("basin", "lanczos", "perpendicular", "refinement", "check", "relaxation"):
            self.assertEqual(found["evaluations"][phase], sum(r[f"evaluations_{phase}"] for r in rows))
        connected = sum(r["connected"] == 1 for r in good)
        self.assertAlmostEqual(found["evaluations"]["per_success"], total / len(good))
        self.assertAlmostEqual(found["evaluations"]["per_connected"], total / connected)
        self.assertAlmostEqual(found["seconds"]["per_connected"], sum(r["seconds"] for r in rows) / connected)
        self.assert_group(found["all"], rows)
        for species in ("Ar", "Kr"):
            self.assert_group(found["species"][species], [r for r in rows if r["species"] == species])
        for protocol in ("local_push", "soft_mode"):
            self.assert_group(found["protocols"][protocol], [r for r in rows if r["protocol"] == protocol])
        self.assertAlmostEqual(found["barrier_error"]["median_eV"], statistics.median(r["barrier_error"] for r in good))
        self.assertEqual(found["barrier_error"]["whole_system"], sum(r["region_radius"] is None for r in good))
        duplicates = self.naive_duplicates(good)
        self.assertGreater(duplicates, 30)
        self.assertEqual(found["duplicates"], duplicates)
        self.assertEqual(found["distinct_saddles"] + duplicates, len(good))
        edges = found["histogram"]["edges_eV"]
        for name, group in (("all", good), ("Ar", [r for r in good if r["species"] == "Ar"])):
            counts = [sum(lo <= r["barrier"] < hi for r in group) for lo, hi in zip(edges, edges[1:])]
            self.assertEqual(found["histogram"]["counts"][name], counts)
            self.assertEqual(sum(counts), len(group))
        text, _ = self.run_program("events", "a.db")
        for words in ("310 attempts from 31 atoms", "soft_mode", "vanished", "distinct saddles", "Kr"):
            self.assertIn(words, text)

    def test_selections(self):
        good = "status = 'success'"
        for flags, where, barriers in (
                (["--species", "Kr"], "species = 'Kr'", good),
                (["--atom", "5"], "atom = 5", good),
                (["--atom", "1-9,Kr"], "(atom < 10 OR species = 'Kr')", good),
                (["--protocol", "soft_mode"], "event.protocol = 'soft_mode'", good),
                (["--connected", "only"], "1", good + " AND connected = 1"),
                (["--connected", "not"], "1", good + " AND connected = 0"),
                (["--min-barrier", "1", "--max-barrier", "2000 meV"], "1", good + " AND barrier BETWEEN 1 AND 2"),
                (["--species", "Ar", "--connected", "only", "--min-barrier", 1], "species = 'Ar'",
                 good + " AND connected = 1 AND barrier >= 1")):
            with self.subTest(flags=flags):
                found = self.run_json("events", "a.db", *flags)
                self.assertEqual(found["attempts"], len(self.rows(where)))
                chosen = [r["barrier"] for r in self.rows(f"{where} AND {barriers}")]
                self.assertEqual(found["all"]["barriers"], len(chosen))
                self.assertAlmostEqual(found["all"]["mean_barrier"]["value_eV"], statistics.mean(chosen))
                self.assertEqual(sum(found["histogram"]["counts"]["all"]), len(chosen))

    def test_csv_holds_the_table(self):
        self.run_program("events", "a.db", "--csv", "all.csv")
        self.run_program("events", "a.db", "--csv", "some.csv", "--connected", "only", "--species", "Kr")
        self.run_program("events", "a.db", "--by", "voronoi")
        read = list(csv.DictReader((self.folder / "all.csv").read_text().splitlines()))
        rows = self.rows()
        self.assertEqual(len(read), 310)
        for line, row in zip(read, rows):
            for column, name in (("id", "id"), ("species", "species"), ("status", "status"), ("barrier_eV", "barrier"),
                                 ("connected", "connected"), ("participation", "participation"), ("centre", "centre"),
                                 ("region_radius_A", "region_radius"), ("far_energy_eV", "end_energy"),
                                 ("evaluations_check", "evaluations_check"), ("seconds", "seconds")):
                text = "" if row[name] is None else row[name]
                self.assertEqual(line[column] if isinstance(text, str) else float(line[column]), text, column)
        some = [int(line["id"]) for line in csv.DictReader((self.folder / "some.csv").read_text().splitlines())]
        self.assertEqual(some, [r["id"] for r in self.rows("species = 'Kr' AND connected = 1")])
        self.assert_refused(USAGE, "events", "a.db", "--csv", "all.csv", says=["all.csv", "--force"])

    def test_extracts_configurations(self):
        apart, = self.db.execute("SELECT id FROM event WHERE connected = 0").fetchone()
        joined, = self.db.execute("SELECT id FROM event WHERE connected = 1").fetchone()
        failed, = self.db.execute("SELECT id FROM event WHERE status = 'vanished'").fetchone()
        self.run_program("events", "a.db", "--extract", f"{apart},{joined}", "-o", "out")
        start = {row[0]: row[1:] for row in self.db.execute("SELECT id, species, x, y, z FROM atom")}
        for event, minima in ((apart, [(0.125, 0, 0)]), (joined, [])):
            atom, blob = self.db.execute("SELECT atom, saddle_displacements FROM event WHERE id = ?", [event]).fetchone()
            moved = [{}] + [{atom: d} for d in minima] + [{r[0]: r[1:] for r in struct.iter_unpack("<qfff", blob)},
                                                          {atom: (0.5, 0.25, -1.5)}]
            lines = (self.folder / "out" / f"event-{event}.xyz").read_text().splitlines()
            self.assertEqual(len(lines), 33 * len(moved))
            for k, frame in enumerate(moved):
                self.assertEqual(lines[33 * k], "31")
                self.assertIn(f"Timestep={k}", lines[33 * k + 1])
                self.assertIn("displacement:R:3:displacement_length:R:1", lines[33 * k + 1])
                for line in lines[33 * k + 2:33 * k + 33]:
                    species, x, y, z, identity, *d = line.split()
                    expected = frame.get(int(identity), (0, 0, 0))
                    there = start[int(identity)]
                    self.assertEqual(species, there[0])
                    for a in range(3):
                        self.assertAlmostEqual(float((x, y, z)[a]), there[1 + a] + expected[a], places=6)
                        self.assertAlmostEqual(float(d[a]), expected[a], places=6)
                    self.assertAlmostEqual(float(d[3]), math.hypot(*expected), places=6)
            self.run_program("convert", f"out/event-{event}.xyz", "-o", f"{event}.data", "--frame", len(moved) - 1)
            self.assert_refused(USAGE, "convert", f"out/event-{event}.xyz", "-o", "no.data", "--frame", len(moved))
        self.assert_refused(USAGE, "events", "a.db", "--extract", apart, "-o", "out", says=["exists already"])
        self.assert_refused(USAGE, "events", "a.db", "--extract", apart, says=["-o DIR"])
        self.assert_refused(USAGE, "events", "a.db", "--extract", 123456, "-o", "o", says=["123456", "not in the catalogue"])
        self.assert_refused(BAD_INPUT, "events", "a.db", "--extract", failed, "-o", "o", says=["no saddle", "vanished"])
        self.assertFalse((self.folder / "o").exists())

    def test_spectra_name_the_planted_shape(self):
        chance = random.Random(2)
        for (event,) in self.db.execute("SELECT id FROM event WHERE status = 'success'").fetchall():
            self.db.execute("UPDATE event SET barrier = ? WHERE id = ?", [chance.gauss(3, 0.4), event])
        self.db.commit()
        found = self.run_json("events", "a.db", "--spectrum", "--resamples", 99)
        fit = found["spectra"]["all"]["fits"][0]
        self.assertEqual(fit["model"], "Gaussian")
        self.assertGreater(fit["ks_p"], 0.01)
        self.assertLess(fit["origin_interval_eV"][0], 3)
        self.assertGreater(fit["origin_interval_eV"][1], 3)
        self.assertLess(fit["sigma_interval_eV"][0], 0.4)
        self.assertGreater(fit["sigma_interval_eV"][1], 0.4)
        self.assertIn("Kr", found["spectra"])
        one = self.run_json("events", "a.db", "--spectrum", "--resamples", 19, "--atom", "5")
        self.assertEqual(one["all"]["atoms"], 1)

    def test_wrong_inputs(self):
        self.assert_refused(USAGE, "events", "a.db", "--species", "Fe", says=["Fe", "Ar | Kr"])
        self.assert_refused(USAGE, "events", "a.db", "--protocol", "nudge", says=["nudge", "local_push | soft_mode"])
        self.assert_refused(USAGE, "events", "a.db", "--atom", "99", says=["99"])
        self.assert_refused(USAGE, "events", "a.db", "--connected", "maybe", says=["maybe"])
        self.assert_refused(USAGE, "events", "a.db", "--min-barrier", 3, "--max-barrier", 2, says=["--min-barrier"])
        self.assert_refused(BAD_INPUT, "events", "none.db", says=["none.db"])
        self.assert_refused(BAD_INPUT, "events", "start.xyz", says=["start.xyz"])
        empty = self.run_json("events", "a.db", "--min-barrier", 1000)
        self.assertEqual(empty["all"]["barriers"], 0)
        self.assertIsNone(empty["all"]["mean_barrier"]["value_eV"])
        self.db.execute("DELETE FROM event")
        self.db.commit()
        self.assertEqual(self.run_json("events", "a.db")["attempts"], 0)
        self.run_program("events", "a.db", "--spectrum")


class Live(program.ProgramTest):
    def test_reads_a_catalogue_that_is_being_written(self):
        import subprocess
        import time
        campaign.prepare(self)
        process = subprocess.Popen([program.PROGRAM, *map(str, campaign.explore("live.db", attempts=50))],
                                   cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        deadline, seen = time.monotonic() + 60, 0
        while seen < 5 and time.monotonic() < deadline:
            time.sleep(0.3)
            if (self.folder / "live.db").exists():
                try:
                    seen = self.run_json("events", "live.db")["attempts"]
                except AssertionError:
                    pass  # the tables are not there yet
        self.assertGreaterEqual(seen, 5)
        self.assertIsNone(process.poll())


if __name__ == "__main__":
    program.main()
