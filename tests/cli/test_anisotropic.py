"""pdf --anisotropic: tables, references, samples, maps, structure factor, affine analysis, and refusals."""
import csv
import gzip
import json
import math
import random

import program
from program import BAD_INPUT, USAGE, shared_data


def xyz(atoms, side, fields="", values=None, timestep=0):
    lines = [f'Lattice="{side[0]} 0 0 0 {side[1]} 0 0 0 {side[2]}" pbc="T T T" Timestep={timestep} '
             f"Properties=species:S:1:pos:R:3:id:I:1{fields}"]
    for k, (name, x, y, z) in enumerate(atoms):
        lines.append(f"{name} {x} {y} {z} {k + 1}" + (f" {values[k]}" if values else ""))
    return "\n".join([str(len(atoms)), *lines]) + "\n"


def gas(seed):
    """512 atoms in a cube of 16 Å, each anywhere in a cell of its own, but not nearer than 0.2 Å to another."""
    rng = random.Random(seed)
    return [("Cu" if k % 3 else "Zr", *(2 * i + 1.8 * rng.random() for i in (k // 64, k // 8 % 8, k % 8)))
            for k in range(512)]


def table(path):
    """Columns of numbers by name, and the lines of the head."""
    lines = path.read_text().splitlines()
    head = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}, head


class Anisotropic(program.ProgramTest):
    def setUp(self):
        super().setUp()
        side = [16.0] * 3
        self.write("a.xyz", xyz(gas(1), side, ":f:R:1", list(range(512))))
        self.write("b.xyz", xyz(gas(2), side, ":f:R:1", list(range(512))))
        rng = random.Random(5)
        moved = [(n, *(v + 0.05 * rng.gauss(0, 1) for v in r)) for n, *r in gas(1)]
        self.write("after.xyz", xyz([(n, 0.99 * x, 0.99 * y, 1.02 * z) for n, x, y, z in moved], [15.84, 15.84, 16.32]))

    def pdf(self, *arguments):
        return self.run_json("pdf", *arguments, "--quiet")

    def test_a_pair_along_the_axis(self):
        self.write("pair.xyz", xyz([("Cu", 1, 1, 1), ("Cu", 1, 1, 3)], [20, 20, 20]))
        self.run_program("pdf", "pair.xyz", "--lmax", "2", "--rmax", "4", "--dr", "0.4", "-o", "g.csv", "--quiet")
        columns, head = table(self.folder / "g.csv")
        self.assertEqual(head["label"], "total")
        self.assertEqual(float(head["bin_width [Å]"]), 0.4)
        # The distance of 2 Å lies in the sixth bin, the ends of which are 2.0 and 2.4.
        ideal = 2 * 2 / 8000 * 4 * math.pi / 3 * (2.4**3 - 2.0**3)
        self.assertAlmostEqual(columns["g_0_0"][5], 2 / ideal, places=9)
        self.assertAlmostEqual(columns["g_2_0"][5], 2 * math.sqrt(5) / ideal, places=9)
        self.assertEqual(columns["g_2_0"][4], 0)
        # Two atoms allow no errors; odd harmonics of a total do not exist.
        self.assertEqual(sorted(columns), sorted(["r [Å]", "g_0_0", "g_2_-2", "g_2_-1", "g_2_0", "g_2_1", "g_2_2"]))
        self.run_program("pdf", "pair.xyz", "--lmax", "2", "--rmax", "4", "--dr", "0.4", "--axis", "0,1,0",
                         "--normalisation", "orthonormal", "-o", "y.csv", "--quiet")
        self.assertAlmostEqual(table(self.folder / "y.csv")[0]["g_2_0"][5],
                               -math.sqrt(5) / ideal * math.sqrt(4 * math.pi), places=9)

    def test_the_isotropic_part_is_that_of_pdf(self):
        self.run_program("pdf", "a.xyz", "--rmax", "6", "--dr", "0.1", "-o", "plain.csv")
        self.run_program("pdf", "a.xyz", "--anisotropic", "--rmax", "6", "--dr", "0.1", "-o", "out")
        plain, columns = table(self.folder / "plain.csv")[0], table(self.folder / "out/g.csv")[0]
        for one, two in zip(plain["g_total"], columns["g_0_0"]):
            self.assertAlmostEqual(one, two, places=11)
        pair = table(self.folder / "out/g_Cu-Zr.csv")[0] if (self.folder / "out/g_Cu-Zr.csv").exists() else \
            table(self.folder / "out/g_Zr-Cu.csv")[0]
        self.assertIn("g_1_0", pair)
        self.assertIn("g_4_-4_error", pair)

    def test_samples_and_a_reference(self):
        many = [self.write(f"s{k}.xyz", xyz(gas(k), [16.0] * 3)).name for k in range(10, 15)]
        out = self.pdf(*many, "--lmax", "2", "--rmax", "7", "--dr", "0.2", "-o", "out")
        self.assertEqual((out["samples"], out["frames"], out["errors"]), (5, 5, "samples"))
        blocks = self.pdf(*many, "--lmax", "2", "--rmax", "7", "--dr", "0.2", "--errors", "blocks", "-o", "blocks")
        self.assertEqual(blocks["errors"], "blocks")
        one, two = table(self.folder / "out/g.csv")[0], table(self.folder / "blocks/g.csv")[0]
        self.assertEqual(one["g_2_0"], two["g_2_0"])
        self.assertNotEqual(one["g_2_0_error"], two["g_2_0_error"])
        out = self.pdf("after.xyz", "--reference", "a.xyz", "--lmax", "2", "--rmax", "7", "--dr", "0.2", "-o", "d")
        self.assertEqual({"difference.csv", "reference.csv", "g.csv", "pdf.json"} - set(out["files"]), set())
        d, g, r = (table(self.folder / "d" / f"{n}.csv")[0]["g_2_1"] for n in ("difference", "g", "reference"))
        for k in range(len(d)):
            self.assertAlmostEqual(d[k], g[k] - r[k], places=11)
        self.run_program("pdf", "--reference", "a.xyz", "after.xyz", "--lmax", "2", "--rmax", "7", "--dr", "0.2", "-o",
                         "d.csv", "--quiet")
        self.assertEqual(table(self.folder / "d.csv")[0]["g_2_1"], d)

    def test_frames_of_one_file(self):
        self.write("t.xyz", (self.folder / "a.xyz").read_text() + (self.folder / "a.xyz").read_text())
        twice = self.pdf("t.xyz", "--all-frames", "--lmax", "2", "--rmax", "6", "--dr", "0.2", "-o", "t")
        self.assertEqual((twice["samples"], twice["frames"]), (1, 2))
        self.pdf("a.xyz", "--lmax", "2", "--rmax", "6", "--dr", "0.2", "-o", "one")
        # The same frame again says nothing new: its error stays what it was.
        one, two = table(self.folder / "one/g.csv")[0], table(self.folder / "t/g.csv")[0]
        for k, error in enumerate(one["g_2_0_error"]):
            self.assertAlmostEqual(error, two["g_2_0_error"][k], places=11)

    def test_map_atoms_and_structure_factor(self):
        out = self.pdf("a.xyz", "b.xyz", "--lmax", "2", "--rmax", "6", "--dr", "0.2", "--map-field", "f", "--map-edges",
                       "0,100,512", "--map-dr", "1", "--atom-shells", "1,3,5", "--structure-factor", "--qmax", "5",
                       "--dq", "0.5", "--weighting", "xray,neutron", "-o", "out")
        rows, head = table(self.folder / "out/map.csv")
        self.assertIn("f [", head["field"])
        self.assertEqual((rows["atoms"][0], rows["atoms"][-1], len(rows["g_2_0"])), (200, 824, 12))
        # Both classes together are the sample.
        g = table(self.folder / "out/g.csv")[0]["g_2_0"]
        shells = [(0.2 * k + 0.2) ** 3 - (0.2 * k) ** 3 for k in range(30)]
        for bin in range(6):
            inside = range(5 * bin, 5 * bin + 5)
            mean = sum(g[k] * shells[k] for k in inside) / sum(shells[k] for k in inside)
            self.assertAlmostEqual((rows["g_2_0"][bin] * 200 + rows["g_2_0"][bin + 6] * 824) / 1024, mean, places=9)
        with gzip.open(self.folder / "out/atoms_2.xyz.gz", "rt") as file:
            self.assertIn("g_2_0:R:2", file.read())
        s, head = table(self.folder / "out/S_X-ray.csv")
        self.assertEqual((len(s["Q [1/Å]"]), head["weights"]), (10, "xray"))
        self.assertAlmostEqual(sum(s["S_0_0"][8:]) / 2, 1, delta=0.15)
        for name in ("g_X-ray.csv", "g_neutron.csv", "S.csv", "S_neutron.csv"):
            self.assertIn(name, out["files"])
        self.assertEqual(json.loads((self.folder / "out/pdf.json").read_text())["samples"], 2)

    def test_affine_strain_of_a_glass(self):
        glass = shared_data("glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz")
        self.run_program("convert", glass, "--elements", "Cu,Zr", "-o", "before.xyz", "--quiet")
        lines = (self.folder / "before.xyz").read_text().splitlines()
        f = (0.992, 0.992, 1.02)
        start = lines[1].index('Lattice="') + 9
        end = lines[1].index('"', start)
        cell = [float(v) * f[k % 3] for k, v in enumerate(lines[1][start:end].split())]
        origin = lines[1].index('Origin="') + 8
        corner = [float(v) * f[k] for k, v in enumerate(lines[1][origin:lines[1].index('"', origin)].split())]
        head = lines[1][:start] + " ".join(map(str, cell)) + lines[1][end:]
        origin = head.index('Origin="') + 8
        lines[1] = head[:origin] + " ".join(map(str, corner)) + head[head.index('"', origin):]
        for k in range(2, len(lines)):
            words = lines[k].split()
            words[1:4] = [str(float(words[1 + c]) * f[c]) for c in range(3)]
            lines[k] = " ".join(words)
        self.write("after.xyz", "\n".join(lines) + "\n")
        out = self.pdf("after.xyz", "--reference", "before.xyz", "--lmax", "2", "--rmax", "15", "--affine",
                       "--affine-r-fit", "6", "--map-field", "d2min", "--map-dr", "0.5", "-o", "out")
        strain = out["affine"]["strain"]
        self.assertLess(abs(strain["value"] - 0.02), 3 * strain["error"])
        self.assertLess(strain["error"], 0.004)
        self.assertTrue((self.folder / "out/affine.csv").exists())
        self.assertIn("difference_2_0", (self.folder / "out/map.csv").read_text())
        # Nothing but the affine map has happened.
        self.assertLess(max(table(self.folder / "out/map.csv")[0]["field_high"]), 1e-9)

    def test_wrong_inputs(self):
        def refused(code, *arguments, says):
            self.assert_refused(code, "pdf", *arguments, "-o", "out", "--quiet", says=says)

        refused(USAGE, "a.xyz", "b.xyz", says=["second configuration", "--anisotropic"])
        refused(USAGE, "a.xyz", "--lmax", "40", says=["--lmax", "[0, 16]"])
        refused(USAGE, "a.xyz", "--lmax", "2", "--axis", "0,0,0", says=["no axis"])
        refused(USAGE, "a.xyz", "--normalisation", "schmidt", says=["4pi"])
        refused(USAGE, "a.xyz", "--weighting", "gold", says=["gold", "neutron"])
        refused(USAGE, "a.xyz", "--weighting", "xray,xray-number", says=["X-ray"])
        refused(USAGE, "a.xyz", "--errors", "samples", says=["one sample"])
        refused(USAGE, "a.xyz", "--lmax", "2", "--angles", "x.csv", says=["--angles"])
        refused(USAGE, "a.xyz", "--reference", "a.xyz", "--reference", "b.xyz", says=["2 references"])
        refused(USAGE, "a.xyz", "--map-field", "d2min", says=["no field", "--reference"])
        refused(USAGE, "a.xyz", "--reference", "b.xyz", "--map-field", "wrong", says=["wrong"])
        refused(USAGE, "a.xyz", "--atom-shells", "3,2", says=["increasing"])
        refused(USAGE, "a.xyz", "--atom-shells", "2,3", "--atom-harmonics", "2_5", says=["2_5"])
        refused(USAGE, "a.xyz", "--structure-factor", "--qmax", "2000", says=["GB", "qmax"])
        refused(USAGE, "a.xyz", "--lmax", "1", "--rmax", "1e5", "--dr", "100", says=["pairs", "shorter"])
        refused(USAGE, "a.xyz", "--affine-loading", "torsion", says=["--affine-loading", "shear"])
        refused(USAGE, "a.xyz", "--anisotropic", "--rmax", "5000", "--dr", "0.01", says=["GB", "--dr"])
        refused(BAD_INPUT, "a.xyz", "none.xyz", "--anisotropic", says=["none.xyz"])
        self.write("less.xyz", xyz(gas(1)[:-1], [16.0] * 3))
        refused(BAD_INPUT, "a.xyz", "--reference", "less.xyz", says=["511"])
        self.write("open.xyz", (self.folder / "a.xyz").read_text().replace("T T T", "T T F"))
        refused(BAD_INPUT, "open.xyz", "--anisotropic", says=["not periodic"])
        self.assert_refused(USAGE, "pdf", "a.xyz", "--affine", "-o", "x.csv", "--quiet", says=["folder"])
        self.assertFalse((self.folder / "out").exists())
        self.run_program("pdf", "a.xyz", "--lmax", "0", "--rmax", "4", "-o", "out", "--quiet")
        refused(USAGE, "a.xyz", "--lmax", "0", says=["--force"])
        config = json.loads(self.run_program("pdf", "a.xyz", "--affine", "--print-config", "-o", "z")[0])
        self.assertEqual((config["lmax"], config["affine"]["poisson"]), ("4", "0.4"))


if __name__ == "__main__":
    program.main()
