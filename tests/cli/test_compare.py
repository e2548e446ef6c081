"""compare: fields between two frames, by the command lines of scripts; wrong inputs."""
import csv
import json
import math
import random

import program
from program import BAD_INPUT, USAGE


def lattice(cells=4, a=3.0, seed=1):
    """Positions of a shaken simple cubic lattice and its box length."""
    rng = random.Random(seed)
    atoms = [[a * (i + 0.2 * rng.random()), a * (j + 0.2 * rng.random()), a * (k + 0.2 * rng.random())]
             for i in range(cells) for j in range(cells) for k in range(cells)]
    return atoms, cells * a


def dump(atoms, ids, side, tilt=0.0, types=None, images=None, step=0):
    """A LAMMPS dump frame of a box with the tilt xy."""
    low, high = min(0, tilt), side + max(0, tilt)
    head = f"ITEM: TIMESTEP\n{step}\nITEM: NUMBER OF ATOMS\n{len(atoms)}\nITEM: BOX BOUNDS xy xz yz pp pp pp\n"
    head += f"{low} {high} {tilt}\n0 {side} 0\n0 {side} 0\nITEM: ATOMS id type x y z{' ix iy iz' if images else ''}\n"
    rows = []
    for k, (atom, number) in enumerate(zip(atoms, ids)):
        row = [number, types[k] if types else 1 + number % 2, *atom, *(images[k] if images else [])]
        rows.append(" ".join(map(repr, row)))
    return head + "\n".join(rows) + "\n"


def sheared(atoms, gamma):
    return [[x + gamma * y, y, z] for x, y, z in atoms]


def wrapped(atoms, side, tilt=0.0):
    """Inside the cell with vectors (side, 0, 0), (tilt, side, 0), (0, 0, side)."""
    result = []
    for x, y, z in atoms:
        b = math.floor(y / side)
        x, y = x - b * tilt, y - b * side
        a = math.floor((x - y / side * tilt) / side)
        result.append([x - a * side, y, z - math.floor(z / side) * side])
    return result


class Compare(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.atoms, self.side = lattice()
        self.ids = [3 * k + 5 for k in range(len(self.atoms))]
        self.write("ref.dump", dump(self.atoms, self.ids, self.side))

    def rows(self, name):
        with open(self.folder / name) as file:
            return {int(row["id"]): row for row in csv.DictReader(file)}

    def current(self, gamma, flip=0, **keywords):
        """Sheared, in another order, wrapped into a cell that was flipped `flip` times."""
        tilt = gamma * self.side - flip * self.side
        atoms = wrapped(sheared(self.atoms, gamma), self.side, tilt)
        order = list(range(len(atoms)))
        random.Random(3).shuffle(order)
        return dump([atoms[k] for k in order], [self.ids[k] for k in order], self.side, tilt, **keywords)

    def test_the_command_lines_of_scripts(self):
        self.write("cur.dump", self.current(0.05))
        summary = self.run_json("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", "d2min:cutoff=4.0,convention=sum",
                                "-o", "out.xyz")
        self.assertEqual(summary["fields"][0]["name"], "d2min")
        self.assertLess(summary["fields"][0]["mean"], 1e-20)
        self.assertIn("convention=sum", summary["fields"][0]["origin"])
        self.assertAlmostEqual(summary["macroscopic"]["F"][0][1], 0.05, 12)
        self.assertIn("d2min:R:1", (self.folder / "out.xyz").read_text().splitlines()[1])
        record = json.loads((self.folder / "out.xyz.run.json").read_text())
        self.assertEqual(record["options"]["fields"][0]["options"]["convention"], "sum")
        self.assertEqual(set(record["inputs"]), {"ref.dump", "cur.dump"})
        for field in ("strain", "ttg", "bonds:cutoff=3.4"):
            self.run_program("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", field, "-o", "one.csv", "--force")
        for name in ("out.xyz.gz", "out.csv", "out.dump"):
            out, _ = self.run_program("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", "d2min", "-o", name)
            self.assertIn("d2min", out)

    def test_a_flipped_cell_in_another_order_has_the_planted_strain(self):
        gamma = 0.7  # a program writes a tilt of -0.3
        self.write("cur.dump", self.current(gamma, flip=1))
        _, log = self.run_program("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", "strain:cutoff=4.5", "--field",
                                  "ttg:cutoff=6", "--field", "displacement", "-o", "out.csv")
        self.assertIn("flipped", log)
        rows = self.rows("out.csv")
        self.assertEqual(sorted(rows), sorted(self.ids))
        von_mises = math.sqrt(gamma**2 / 4 + gamma**4 / 12)
        for row in rows.values():
            self.assertAlmostEqual(float(row["deformation_gradient.2"]), gamma, 11)
            self.assertAlmostEqual(float(row["shear_strain"]), von_mises, 11)
            self.assertAlmostEqual(float(row["volume_change"]), 0, 11)
            self.assertAlmostEqual(float(row["ttg_strain"]), von_mises * 2 / math.sqrt(3), 11)
            self.assertAlmostEqual(float(row["ttg_gradient [1/Å]"]), 0, 11)
            self.assertLess(float(row["nonaffine_length [Å]"]), 1e-11)

    def test_bonds_of_one_atom_that_left(self):
        atoms = [list(atom) for atom in self.atoms]
        atoms[21][0] += 1.2
        self.write("cur.dump", dump(atoms, self.ids, self.side))
        self.run_program("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", "bonds:cutoff=3.7", "-o", "out.csv")
        rows = self.rows("out.csv")
        moved = rows[self.ids[21]]
        self.assertGreaterEqual(float(moved["bonds_broken"]), 1)
        self.assertEqual(float(moved["bonds_before"]), float(moved["bonds_broken"]) + float(moved["bonds_persistent"]))
        self.assertEqual(sum(float(row["bonds_broken"]) for row in rows.values()), 2 * float(moved["bonds_broken"]))

    def test_missing_atoms_are_refused_or_dropped(self):
        self.write("cur.dump", dump(sheared(self.atoms, 0.05)[1:], self.ids[1:], self.side, 0.05 * self.side))
        base = ("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--field", "strain:cutoff=4.5", "-o", "out.csv")
        self.assert_refused(BAD_INPUT, *base, "--quiet", says=["63 atoms", "64", "--missing drop"])
        self.run_program(*base, "--missing", "drop")
        rows = self.rows("out.csv")
        self.assertEqual(len(rows), 63)
        for row in rows.values():
            self.assertAlmostEqual(float(row["deformation_gradient.2"]), 0.05, 11)

    def test_wrong_input_is_refused_in_words(self):
        self.write("cur.dump", self.current(0.05))
        base = ("compare", "ref.dump", "cur.dump", "--elements", "Cu,Zr", "--quiet")
        self.assert_refused(USAGE, *base, "-o", "o.csv", says=["no --field"])
        self.assert_refused(USAGE, *base, "--field", "d2min", says=["no output"])
        self.assert_refused(USAGE, *base, "--field", "d2mim", "-o", "o.csv", says=["did you mean 'd2min'?"])
        self.assert_refused(USAGE, *base, "--field", "d2min:convention=median", "-o", "o.csv", says=["mean", "sum", "root"])
        self.assert_refused(USAGE, *base, "--field", "d2min:cutoff=0", "-o", "o.csv", says=["cutoff", "> 0"])
        self.assert_refused(USAGE, *base, "--field", "bonds:cutoffs=3+4", "-o", "o.csv", says=["2 are given", "3 for 2 species"])
        self.assert_refused(USAGE, "compare", "ref.dump", "--field", "d2min", "-o", "o.csv", "--quiet", says=["two configurations"])
        self.assert_refused(USAGE, *base, "--field", "d2min", "--field", "d2min:convention=sum", "-o", "o.csv", says=["as=second"])
        other = [2 - number % 2 if k == 7 else 1 + number % 2 for k, number in enumerate(self.ids)]
        self.write("swap.dump", dump(self.atoms, self.ids, self.side, types=other))
        self.assert_refused(BAD_INPUT, "compare", "ref.dump", "swap.dump", "--elements", "Cu,Zr", "--field", "d2min", "-o", "o.csv",
                            "--quiet", says=["atom 26 is Zr, in the reference Cu"])
        self.write("open.dump", dump(self.atoms, self.ids, self.side).replace("pp pp pp", "pp ff pp"))
        self.assert_refused(BAD_INPUT, "compare", "ref.dump", "open.dump", "--elements", "Cu,Zr", "--field", "d2min", "-o", "o.csv",
                            "--quiet", says=["periodic"])
        self.assertFalse((self.folder / "o.csv").exists())
        self.run_program(*base, "--field", "d2min", "-o", "o.csv")
        self.assert_refused(USAGE, *base, "--field", "d2min", "-o", "o.csv", says=["exists already", "--force"])

    def trajectory(self, frames=5):
        """Sheared by 0.2 more in each frame, as LAMMPS writes it: flipped once the tilt exceeds half the box."""
        return "".join(self.current(0.2 * k, flip=round(0.2 * k), step=100 * k) for k in range(frames))

    def test_a_trajectory_into_a_folder(self):
        self.write("run.dump", self.trajectory())
        base = ("compare", "ref.dump", "run.dump", "--elements", "Cu,Zr", "--field", "d2min:cutoff=4.5", "--field", "ttg:cutoff=6", "--field",
                "bonds:cutoff=3.4", "--plastic-cutoff", "3.6")
        summary = self.run_json(*base, "-o", "out", "--pictures", "2", "--write", "all")
        with open(self.folder / "out" / "series.csv") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([float(row["timestep"]) for row in rows], [0, 100, 200, 300, 400])
        for k, row in enumerate(rows):
            self.assertAlmostEqual(float(row["F_xy"]), 0.2 * k, 11)
            self.assertLess(float(row["d2min.mean"]), 1e-20)
            gamma = 0.2 * k
            self.assertAlmostEqual(float(row["ttg_strain.mean"]), math.sqrt((gamma**2 + gamma**4 / 3) / 3), 11)
            plastic = len(self.atoms) if float(row["ttg_strain.mean"]) > 0.25 else 0
            self.assertEqual(float(row["plastic.all"]), plastic)
        self.assertEqual(rows[4]["plastic.spans_a"], "1")
        self.assertFalse(summary["band"]["found"])
        self.assertEqual(len(summary["pictures"]), 3 * 2)
        for name in [*summary["pictures"], "fields.xyz.gz", "fields/000003.xyz.gz", "profiles.json", "maps.json", "distribution.csv",
                     "band.json", "compare.json", "run.json", "plastic_clusters.csv"]:
            self.assertTrue((self.folder / "out" / name).exists(), name)
        self.assertEqual((self.folder / "out" / summary["pictures"][0]).read_bytes()[:4], b"\x89PNG")
        maps = json.loads((self.folder / "out" / "maps.json").read_text())
        self.assertEqual(maps["frames"], [0, 1, 2, 3, 4])
        self.assert_refused(USAGE, *base, "-o", "out", "--quiet", says=["finished comparison", "--force"])
        out, _ = self.run_program(*base, "-o", "out", "--frames", "1:3:2", "--force")
        self.assertIn("2 of 5 frames", out)
        self.assertIn("no shear band", out)
        self.assertFalse((self.folder / "out" / "fields").exists(), "what the first comparison left is gone")

    def test_a_trajectory_is_refused_in_words(self):
        self.write("run.dump", self.trajectory(3))
        base = ("compare", "ref.dump", "run.dump", "--elements", "Cu,Zr", "--field", "d2min:cutoff=4.5", "--quiet")
        self.assert_refused(USAGE, *base, "-o", "out", "--frames", "2:1", says=["no frames 2:1", "0 to 2"])
        self.assert_refused(USAGE, *base, "-o", "out", "--frames", "a:b", says=["whole number"])
        self.assert_refused(USAGE, *base, "-o", "out", "--frame", "1", says=["--frames"])
        self.assert_refused(USAGE, *base, "-o", "out.xyz", "--frames", "0:1", says=["--frames", "folder"])
        self.assert_refused(USAGE, *base, "-o", "out.txt", says=["out.txt", ".xyz"])
        self.assert_refused(USAGE, *base, "-o", "out", "--plastic-field", "ttg_strain", says=["plastic_field", "d2min"])
        self.assert_refused(USAGE, *base, "-o", "out", "--against", "previous", "--missing", "drop", says=["drop"])
        self.write("other.dump", self.trajectory(2) + dump(self.atoms[1:], self.ids[1:], self.side))
        self.assert_refused(BAD_INPUT, "compare", "ref.dump", "other.dump", "--elements", "Cu,Zr", "--field", "d2min:cutoff=4.5", "--quiet",
                            "-o", "out2", says=["frame 2", "63 atoms"])
        self.assertFalse((self.folder / "out2" / "compare.json").exists())

    def test_list_and_print_config(self):
        listed = self.run_json("compare", "--list")
        self.assertEqual([d["name"] for d in listed], ["d2min", "strain", "ttg", "bonds", "displacement"])
        out, _ = self.run_program("compare", "--list")
        self.assertIn("makes ttg_gradient [1/Å]", out)
        config = json.loads(self.run_program("compare", "a", "b", "--field", "d2min", "-o", "c.xyz", "--print-config")[0])
        self.assertEqual(config["fields"][0]["options"]["cutoff"], "3.8")
        self.assertEqual(config["images"], "auto")

    def test_a_real_glass(self):
        glass = program.shared_data("glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz")
        summary = self.run_json("compare", glass, glass, "--elements", "Cu,Zr", "--field", "d2min", "--field", "bonds", "--field",
                                "bonds:by_pair=true,as=partial", "-o", "o.csv")
        self.assertAlmostEqual(summary["numbers"]["bonds.Cu-Cu.cutoff_A"], 3.8, delta=0.12)
        self.assertAlmostEqual(summary["numbers"]["partial.Cu-Cu.cutoff_A"], 3.3, delta=0.2)
        self.assertEqual(summary["numbers"]["bonds.Cu-Zr.broken"], 0)
        self.assertLess(summary["fields"][0]["mean"], 1e-20)


if __name__ == "__main__":
    program.main()
