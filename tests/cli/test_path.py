"""path: a hop whose barrier symmetry fixes, files that agree with each other, and what is refused."""
import csv
import math
import subprocess

import program
from program import BAD_INPUT, NOT_CONVERGED, USAGE

POTENTIAL = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"
A, N = 3.63909, 3


def copper(hole, moved=None, shift=(0, 0, 0), order=1, edge=A * N):
    """Extended XYZ of fcc copper without site `hole`; site `moved` sits in the hole instead."""
    cell = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    sites = [(A * (i + x), A * (j + y), A * (k + z)) for i in range(N) for j in range(N) for k in range(N)
             for x, y, z in cell]
    atoms = []
    for number, site in enumerate(sites):
        if number == hole:
            continue
        place = sites[hole] if number == moved else site
        atoms.append((number + 1, [(p + s) % (A * N) for p, s in zip(place, shift)]))
    lines = [str(len(atoms)), f'Lattice="{edge} 0 0 0 {edge} 0 0 0 {edge}" Properties=species:S:1:pos:R:3:id:I:1 '
                              'pbc="T T T"']
    return "\n".join(lines + [f"Cu {x:.9f} {y:.9f} {z:.9f} {i}" for i, (x, y, z) in atoms[::order]]) + "\n"


class Path(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("a.xyz", copper(40))
        done = subprocess.run([program.PROGRAM, "energy", self.folder / "a.xyz", "--potential", POTENTIAL],
                              capture_output=True, text=True)
        if done.returncode == BAD_INPUT:
            self.skipTest("the KIM models (package openkim-models) are not installed")

    def test_a_vacancy_hop_is_symmetric_and_its_files_agree(self):
        # The other end is drifted, wrapped and in another order: ids and images are what counts.
        self.write("b.xyz", copper(40, moved=41, shift=(0.3, 0.2, -0.4), order=-1))
        result = self.run_json("path", "a.xyz", "b.xyz", "--potential", POTENTIAL, "--images", 7, "--force-tolerance",
                               1e-3, "--band-tolerance", 1e-2, "-o", "hop")
        self.assertEqual(result["status"], "converged")
        self.assertAlmostEqual(result["barrier_eV"], result["reverse_barrier_eV"], delta=1e-6)
        self.assertEqual(result["highest_image"], 4)
        self.assertLess(result["residual_eV_A"], 1e-3)
        self.assertAlmostEqual(result["max_displacement_A"][-1], A / math.sqrt(2), delta=0.1)
        for left, right in zip(result["energy_eV"], reversed(result["energy_eV"])):
            self.assertAlmostEqual(left, right, delta=2e-3)
        with open(self.folder / "hop" / "path.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["highest"] for row in rows], ["0"] * 4 + ["1"] + ["0"] * 4)
        atoms = len(copper(40).splitlines()) - 2
        for frame, row in enumerate(rows):
            energy = self.run_json("energy", "hop/path.xyz", "--frame", frame, "--potential", POTENTIAL)
            first = energy["energy_per_atom_eV"] if frame == 0 else first
            self.assertAlmostEqual((energy["energy_per_atom_eV"] - first) * atoms, float(row["energy_eV"]), delta=1e-6)
        saddle = self.run_json("energy", "hop/saddle.xyz", "--potential", POTENTIAL)
        self.assertLess(saddle["max_force_eV_A"], 1.1e-3)
        self.assert_refused(USAGE, "path", "a.xyz", "b.xyz", "--potential", POTENTIAL, "-o", "hop",
                            says=["exists already", "--force"])
        # The saddle as a point to pass on the way leads to itself.
        again = self.run_json("path", "a.xyz", "b.xyz", "--potential", POTENTIAL, "--images", 3, "--via",
                              "hop/saddle.xyz", "--force-tolerance", 1e-3, "-o", "again")
        self.assertAlmostEqual(again["barrier_eV"], result["barrier_eV"], delta=1e-5)

    def test_a_band_that_does_not_converge_says_so(self):
        self.write("b.xyz", copper(40, moved=41))
        self.run_program("path", "a.xyz", "b.xyz", "--potential", POTENTIAL, "--max-iterations", 2, "-o", "short",
                         code=NOT_CONVERGED)
        self.assertTrue((self.folder / "short" / "path.xyz").exists())

    def test_refuses_what_makes_no_path(self):
        common = ("--potential", POTENTIAL, "-o", "p")
        self.assert_refused(BAD_INPUT, "path", "a.xyz", "a.xyz", *common, says=["same minimum"])
        self.write("b.xyz", copper(40, moved=41, edge=A * N + 0.01))
        self.assert_refused(BAD_INPUT, "path", "a.xyz", "b.xyz", *common, says=["different boxes"])
        self.write("b.xyz", copper(41))
        self.assert_refused(BAD_INPUT, "path", "a.xyz", "b.xyz", *common, says=["no atom 42"])
        self.write("b.xyz", copper(40, moved=41))
        self.assert_refused(USAGE, "path", "a.xyz", "b.xyz", *common, "--images", 0, says=["images"])
        self.assert_refused(USAGE, "path", "a.xyz", *common, says=["LAST"])
        self.assertFalse((self.folder / "p").exists())


if __name__ == "__main__":
    program.main()
