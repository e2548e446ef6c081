"""transform: known pairs both ways, tables of pdf, derived functions, checks and refusals."""
import csv
import math

import program
from program import BAD_INPUT, USAGE


def read(path):
    """Columns of a CSV table by name, comments left out."""
    with open(path) as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def gaussian(density=0.05, a=0.05):
    """S − 1 = −e^{−aQ²} in plain columns, and its g."""
    text = "".join(f"{0.05 * k:.2f} {1 - math.exp(-a * (0.05 * k) ** 2):.12f} 0.01\n" for k in range(500))
    return text, lambda r: 1 - math.sqrt(math.pi) / (8 * math.pi**2 * density * a**1.5) * math.exp(-r * r / (4 * a))


class Transform(program.ProgramTest):
    def test_plain_columns_to_g_and_back(self):
        text, g = gaussian()
        self.write("s.txt", "# Q S error\n" + text)
        result = self.run_json("transform", "s.txt", "--to", "g", "--density", "0.05", "--max", "8", "--step", "0.02",
                               "--core", "0.5", "-o", "g.csv", "--quiet")
        table = read(self.folder / "g.csv")
        for r, value, error in zip(table["r [Å]"], table["g_0_0"], table["g_0_0_error"]):
            self.assertAlmostEqual(value, g(r), 6)
            self.assertGreater(error, 0)
        self.assertAlmostEqual(result["resolution"], 3.79 / 24.95, 3)
        self.assertAlmostEqual(result["density_ratio"] * 2 * math.pi**2 * 0.05,
                               math.sqrt(math.pi) / (4 * 0.05**1.5), 5)
        self.assertEqual(result["core"][0]["l"], 0)
        self.assertTrue((self.folder / "g.csv.run.json").exists())
        # The density is in the table now. This g is not zero in its core, so the first rows matter: it is only close.
        self.run_program("transform", "g.csv", "--to", "S", "--max", "5", "--step", "0.5", "-o", "back.csv",
                         "--derived", "f.csv")
        back, derived = read(self.folder / "back.csv"), read(self.folder / "f.csv")
        for q, s, f in zip(back["Q [1/Å]"], back["S_0_0"], derived["F [1/Å]"]):
            self.assertAlmostEqual(s, 1 - math.exp(-0.05 * q * q), 3)
            self.assertAlmostEqual(f, q * (s - 1), 9)

    def test_bins_are_sharpened(self):
        # Averages over wide bins of a peak at 3 Å, and values at points of the same peak.
        def peak(r):
            return math.exp(-((r - 3) ** 2) / 0.02)

        def shell(r):
            parts = [r + 0.1 * ((k + 0.5) / 50 - 0.5) for k in range(50)]
            return sum(x * x * peak(x) for x in parts) / sum(x * x for x in parts)

        centres = [0.1 * (k + 0.5) for k in range(60)]
        self.write("bins.txt", "".join(f"{r:.2f} {1 + shell(r):.12f}\n" for r in centres))
        self.write("fine.txt", "".join(f"{0.01 * k:.2f} {1 + peak(0.01 * k):.12f}\n" for k in range(600)))
        values = {}
        for name, source, flags in (("exact", "fine.txt", []), ("bins", "bins.txt", ["--bins"]),
                                    ("points", "bins.txt", [])):
            self.run_program("transform", source, "--to", "S", "--density", "0.05", "-o", f"{name}.csv", "--max", "10",
                             "--step", "0.5", *flags)
            values[name] = read(self.folder / f"{name}.csv")["S_0_0"]
        worst = {name: max(abs(a - b) for a, b in zip(values[name], values["exact"])) for name in ("bins", "points")}
        self.assertLess(worst["bins"], worst["points"] / 4)

    def test_affine_analysis(self):
        # S_20 = +ε c Q dS/dQ of an affine strain, of S that has structure at many distances.
        a, strain, c = 0.004, -0.01, 2 * 1.4 / (3 * math.sqrt(5))

        def s(q):
            return 1 + math.exp(-a * q * q) * sum(math.sin(q * r) / (q * r) * w for r, w in ((2.7, 6), (5.3, 9), (9.6, 14),
                                                                                         (12.4, -12), (15.1, 15)))

        rows = ["# density [1/Å³] = 0.06", "Q [1/Å],S_0_0,S_2_0,S_2_0_error"]
        for k in range(1, 1250):
            q = 0.02 * k
            slope = (s(q + 1e-5) - s(q - 1e-5)) / 2e-5
            rows.append(f"{q:.2f},{s(q):.12f},{strain * c * q * slope:.12f},0.0001")
        self.write("s.csv", "\n".join(rows) + "\n")
        result = self.run_json("transform", "s.csv", "--to", "g", "--max", "20", "-o", "g.csv", "--affine", "a.csv", "--quiet")
        self.assertAlmostEqual(result["affine"]["strain"]["value"], strain, delta=0.0002)
        self.assertGreater(result["affine"]["fit"]["alpha_error_from_columns"], 0)
        self.assertIn("strain", read(self.folder / "a.csv"))
        out, _ = self.run_program("transform", "s.csv", "--to", "g", "--max", "20", "-o", "h.csv", "--affine", "b.csv")
        self.assertIn("positive in tension", out)
        self.assert_refused(USAGE, "transform", "g.csv", "--to", "S", "-o", "back.csv", "--affine", "c.csv", says=["--to g"])
        self.assert_refused(BAD_INPUT, "transform", "s.csv", "--to", "g", "-o", "i.csv", "--affine", "d.csv", "--max",
                            "10", says=["r_fit"])
        self.assertFalse((self.folder / "i.csv").exists())

    def test_print_config(self):
        out, _ = self.run_program("transform", "none", "--to", "g", "-o", "x", "--window", "lorch", "--print-config")
        self.assertIn('"window": "lorch"', out)

    def test_wrong_input(self):
        text, _ = gaussian()
        self.write("s.txt", text)
        good = ["transform", "s.txt", "--to", "g", "--density", "0.05", "-o", "g.csv"]
        self.assert_refused(BAD_INPUT, "transform", "s.txt", "--to", "g", "-o", "g.csv", says=["density", "--density"])
        self.assert_refused(BAD_INPUT, "transform", "none.txt", "--to", "g", "-o", "g.csv", says=["none.txt"])
        self.assert_refused(USAGE, "transform", "s.txt", "--to", "G", "-o", "g.csv", says=["--to"])
        self.assert_refused(USAGE, *good, "--max", "100", says=["spacing", "62.8"])
        self.assert_refused(USAGE, *good, "--window", "lorhc", says=["lorch"])
        self.assert_refused(USAGE, *good, "--window", "gaussian", says=["broadening"])
        self.assert_refused(USAGE, *good, "--step", "-1")
        self.assert_refused(USAGE, *good, "--density", "-1", says=["--density"])
        self.assert_refused(USAGE, *good, "--input-min", "5", "--input-max", "4", says=["empty"])
        self.assert_refused(BAD_INPUT, *good, "--input-min", "40", says=["at least 3"])
        self.assert_refused(USAGE, *good, "--derived", "g.csv", says=["--derived"])
        self.write("words.txt", "Q S\n1 2\n2 three\n")
        self.assert_refused(BAD_INPUT, "transform", "words.txt", *good[2:], says=["words.txt:3"])
        self.write("back.txt", "2 1\n1 1\n3 1\n")
        self.assert_refused(BAD_INPUT, "transform", "back.txt", *good[2:], says=["order"])
        self.write("nan.txt", "1 1\n2 nan\n3 1\n4 1\n")
        self.assert_refused(BAD_INPUT, "transform", "nan.txt", *good[2:], "--max", "2", says=["not a number"])
        self.write("empty.txt", "")
        self.assert_refused(BAD_INPUT, "transform", "empty.txt", *good[2:], says=["no line"])
        self.run_program(*good)
        self.assert_refused(USAGE, *good, says=["g.csv"])
        self.run_program(*good, "--force")
        self.assert_refused(USAGE, "transform", "g.csv", "--to", "g", "-o", "h.csv", says=["already"])
        self.assert_refused(USAGE, "transform", "g.csv", "--to", "S", "--density", "0.06", "-o", "h.csv",
                            says=["0.05"])


if __name__ == "__main__":
    program.main()
