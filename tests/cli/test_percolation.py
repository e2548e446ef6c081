"""percolation: choices, tables and fields on clusters that are known, trajectories, scans, and refusals."""
import csv
import gzip
import json

import program
from program import BAD_INPUT, USAGE


def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def lattice(values, side=6, timestep=0):
    """Extended XYZ of a simple cubic lattice (spacing 3 Å) with one value per atom, x slowest."""
    atoms = [f"Cu {3 * (k // side // side)} {3 * (k // side % side)} {3 * (k % side)} {value}"
             for k, value in enumerate(values)]
    edge = 3 * side
    head = (f'Lattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" Properties=species:S:1:pos:R:3:f:R:1 pbc="T T T" '
            f"Timestep={timestep}")
    return "\n".join([str(len(atoms)), head, *atoms]) + "\n"


def layer_and_pair(side=6):
    """f = 1 in the plane x = 0 (36 atoms), 0.8 in two neighbours apart from it, else 0."""
    values = [0.0] * side**3
    for k in range(side * side):
        values[k] = 1.0
    values[3 * side * side] = values[3 * side * side + 1] = 0.8
    return values


class Percolation(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("layer.xyz", lattice(layer_and_pair()))

    def test_known_clusters(self):
        result = self.run_json("percolation", "layer.xyz", "--field", "f", "--above", "0.5,0.9", "--cutoff", "3.1",
                               "-o", "out", "--quiet")
        first, second = result["last_frame"]
        self.assertEqual((first["s_all"], first["s_max"], first["clusters"]), (38, 36, 2))
        self.assertAlmostEqual(first["ratio"], 36 / 38)
        self.assertEqual(first["spanning"], [False, True, True])
        self.assertEqual(first["sizes"], [[2, 1], [36, 1]])
        self.assertAlmostEqual(first["mean_finite_size"], 2)
        self.assertIsNone(first["largest_radius_of_gyration_A"])
        self.assertEqual((second["s_all"], second["ratio"]), (36, 1))
        table = rows(self.folder / "out/percolation.csv")
        self.assertEqual([row["choice"] for row in table], ["above 0.5", "above 0.9"])
        self.assertEqual([table[0][f"spans_{a}"] for a in "xyz"], ["0", "1", "1"])
        with gzip.open(self.folder / "out/clusters.xyz.gz", "rt") as file:
            text = file.read()
        self.assertIn("cluster_1", text)
        self.assertEqual(json.loads((self.folder / "out/percolation.json").read_text())["last_frame"][0], first)
        self.assertTrue((self.folder / "out/run.json").exists())

    def test_choices_and_expressions(self):
        for flags, chosen in ((["--below", "0.5"], 178), (["--top", "0.1"], 22), (["--bottom", "0.5"], 108)):
            result = self.run_json("percolation", "layer.xyz", "--field", "f", *flags, "--cutoff", "3.1", "--quiet")
            self.assertEqual(result["last_frame"][0]["s_all"], chosen)
        result = self.run_json("percolation", "layer.xyz", "--field", "f * f", "--above", "0.65", "--cutoff",
                               "Cu-Cu=3.1", "--quiet")
        self.assertEqual(result["last_frame"][0]["s_all"], 36)
        result = self.run_json("percolation", "layer.xyz", "--compute", "voronoi", "--field", "voronoi_volume",
                               "--above", "1", "--cutoff", "3.1", "--quiet")
        self.assertEqual(result["last_frame"][0]["spanning"], [True, True, True])

    def test_trajectory_gives_a_row_per_frame(self):
        values = layer_and_pair()
        self.write("t.xyz", lattice(values, timestep=0) + lattice([0.0] * 216, timestep=100) +
                   lattice([1.0] * 216, timestep=200))
        self.run_program("percolation", "t.xyz", "--field", "f", "--above", "0.9", "--cutoff", "3.1", "--all-frames",
                         "-o", "out", "--quiet")
        table = rows(self.folder / "out/percolation.csv")
        self.assertEqual([row["timestep"] for row in table], ["0", "100", "200"])
        self.assertEqual([row["s_max"] for row in table], ["36", "0", "216"])
        self.assertEqual(table[1]["ratio"], "nan")

    def test_scan_finds_the_layer_first(self):
        result = self.run_json("percolation", "layer.xyz", "--field", "f", "--scan", "--cutoff", "3.1", "--samples",
                               "5", "-o", "out", "--quiet")
        onset = result["scan"]["onset"]
        # The plane x = 0 spans y once a whole row of it is chosen; random choices need about 0.31 of all atoms.
        self.assertLess(onset["any"]["fraction"], 36 / 216)
        self.assertGreater(onset["any"]["random_fraction"], 0.2)
        self.assertGreater(onset["x"]["fraction"], 36 / 216)
        self.assertEqual(len(rows(self.folder / "out/scan.csv")), 100)

    def test_wrong_inputs(self):
        base = ["percolation", "layer.xyz", "--field", "f", "--quiet"]
        self.assert_refused(USAGE, *base, "--cutoff", "3.1", says=["which atoms", "--above"])
        self.assert_refused(USAGE, *base, "--above", "0.5", "--cutoff", "far", says=["'far'", "auto"])
        self.assert_refused(USAGE, *base, "--above", "0.5", "--cutoff", "-2", says=["'-2'"])
        self.assert_refused(USAGE, *base, "--above", "0.5", "--cutoff", "Cu-Zr=3", says=["'Zr'", "Cu"])
        self.assert_refused(USAGE, *base, "--top", "1.5", "--cutoff", "3", says=["1.5"])
        self.assert_refused(USAGE, *base, "--above", "high", "--cutoff", "3", says=["high"])
        self.assert_refused(USAGE, "percolation", "layer.xyz", "--field", "g", "--above", "1", "--cutoff", "3",
                            "--quiet", says=["'g'"])
        self.assert_refused(USAGE, "percolation", "layer.xyz", "--above", "1", says=["--field"])
        self.assert_refused(USAGE, *base, "--above", "0.5", "--cutoff", "3", "-o", "out.csv", says=["folder"])
        self.assert_refused(BAD_INPUT, "percolation", "none.xyz", "--field", "f", "--above", "1", "--quiet",
                            says=["none.xyz"])
        self.write("open.xyz", lattice(layer_and_pair()).replace('"T T T"', '"T T F"'))
        self.assert_refused(BAD_INPUT, "percolation", "open.xyz", "--field", "f", "--above", "0.5", "--cutoff", "auto",
                            "--quiet", says=["--cutoff", "periodic"])
        self.run_program(*base, "--above", "0.5", "--cutoff", "3.1", "-o", "out")
        self.assert_refused(USAGE, *base, "--above", "0.5", "--cutoff", "3.1", "-o", "out", says=["--force"])
        self.run_program(*base, "--above", "0.5", "--cutoff", "3.1", "-o", "out", "--force")

    def test_nothing_chosen_is_a_result(self):
        result = self.run_json("percolation", "layer.xyz", "--field", "f", "--above", "9", "--cutoff", "3.1", "--quiet")
        self.assertEqual(result["last_frame"][0]["s_all"], 0)
        self.assertIsNone(result["last_frame"][0]["ratio"])


if __name__ == "__main__":
    program.main()
