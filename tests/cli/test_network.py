"""network: polyhedra that are known, the tables and fields, trajectories, and refusals."""
import csv
import gzip
import json

import program
from program import BAD_INPUT, USAGE, shared_data


def cscl(cells=3, a=3.2, timestep=0):
    """CsCl structure: every atom is the centre of a polyhedron <0,6,0,8> with 14 neighbours."""
    atoms = []
    for i in range(cells):
        for j in range(cells):
            for k in range(cells):
                atoms.append(f"Cu {i * a} {j * a} {k * a}")
                atoms.append(f"Zr {(i + 0.5) * a} {(j + 0.5) * a} {(k + 0.5) * a}")
    side = cells * a
    head = (f'Lattice="{side} 0 0 0 {side} 0 0 0 {side}" Properties=species:S:1:pos:R:3 pbc="T T T" '
            f"Timestep={timestep}")
    return "\n".join([str(len(atoms)), head, *atoms]) + "\n"


def rows(path):
    with open(path) as file:
        return list(csv.DictReader(file))


class Network(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("b2.xyz", cscl())

    def test_every_atom_of_a_crystal(self):
        # A threshold on edges removes the tiny ones that rounding makes where many planes meet.
        result = self.run_json("network", "b2.xyz", "--classes", "0-6-0-8", "--edge-threshold", "0.05", "-o", "out",
                               "--quiet")
        self.assertEqual((result["polyhedra"], result["held"]), (54, 54))
        self.assertEqual(result["linked"]["spanning"], [True, True, True])
        self.assertEqual(result["sharing"]["largest"], 54)
        self.assertEqual(result["largest_atoms"], [54])
        # Each centre interpenetrates its 14 neighbours.
        self.assertEqual(result["pairs"]["volume"], 54 * 14 // 2)
        table = rows(self.folder / "out/network.csv")
        self.assertEqual((table[0]["polyhedra"], table[0]["linked_ratio"]), ("54", "1"))
        with gzip.open(self.folder / "out/network.xyz.gz", "rt") as file:
            self.assertIn("network_rank", file.read())

    def test_a_class_that_does_not_occur(self):
        result = self.run_json("network", "b2.xyz", "--edge-threshold", "0.05", "--quiet")
        self.assertEqual((result["polyhedra"], result["held"], result["largest_atoms"]), (0, 0, []))
        self.assertIsNone(result["sharing"]["ratio"])

    def test_trajectory_gives_a_row_per_frame(self):
        self.write("t.xyz", cscl(timestep=5) + cscl(timestep=6))
        self.run_program("network", "t.xyz", "--classes", "0-6-0-8", "--edge-threshold", "0.05", "--all-frames", "-o",
                         "out", "--quiet")
        self.assertEqual([row["timestep"] for row in rows(self.folder / "out/network.csv")], ["5", "6"])

    def test_real_glass(self):
        glass = shared_data("glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz")
        out = ["network", glass, "--elements", "Cu,Zr", "--quiet"]
        one, four = self.run_json(*out, "--largest", "3"), self.run_json(*out, "--shared", "4")
        self.assertGreater(one["polyhedra"], 100)
        self.assertEqual(len(one["largest_atoms"]), 3)
        self.assertEqual(one["pairs"], four["pairs"])
        # To share four atoms is asking more than to share one.
        self.assertGreater(four["sharing"]["clusters"], one["sharing"]["clusters"])
        self.assertEqual(one["linked"], four["linked"])

    def test_wrong_inputs(self):
        self.assert_refused(USAGE, "network", "b2.xyz", "--classes", "ico", "--quiet", says=["'ico'", "0-0-12-0"])
        self.assert_refused(USAGE, "network", "b2.xyz", "--shared", "0", "--quiet", says=["--shared", "0"])
        self.assert_refused(USAGE, "network", "b2.xyz", "--largest", "-1", "--quiet", says=["--largest"])
        self.assert_refused(USAGE, "network", "b2.xyz", "--radii", "1.2", "--quiet", says=["radi"])
        self.assert_refused(USAGE, "network", "b2.xyz", "-o", "out.csv", "--quiet", says=["folder"])
        self.assert_refused(BAD_INPUT, "network", "none.xyz", "--quiet", says=["none.xyz"])
        self.run_program("network", "b2.xyz", "-o", "out", "--quiet")
        self.assert_refused(USAGE, "network", "b2.xyz", "-o", "out", "--quiet", says=["--force"])
        config = json.loads(self.run_program("network", "b2.xyz", "--print-config")[0])
        self.assertEqual(config["classes"], "0-0-12-0")


if __name__ == "__main__":
    program.main()
