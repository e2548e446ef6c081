"""modes: normal modes of a minimum, and refusals of what is none."""
import ast
import csv
import json
import math
import struct
import subprocess

import program
from program import BAD_INPUT, USAGE

POTENTIAL = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"


def copper(a=3.63909, n=3, shake=0.0, vacancy=True):
    """Extended XYZ of fcc copper, without one atom unless told otherwise."""
    sites = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    atoms = [(a * (i + x), a * (j + y), a * (k + z)) for i in range(n) for j in range(n) for k in range(n) for x, y, z in sites]
    if vacancy:
        del atoms[40]
    atoms = [(x + shake * math.sin(7.0 * m), y + shake * math.cos(5.0 * m), z) for m, (x, y, z) in enumerate(atoms)]
    lines = [str(len(atoms)), f'Lattice="{n*a} 0 0 0 {n*a} 0 0 0 {n*a}" Properties=species:S:1:pos:R:3 pbc="T T T"']
    return "\n".join(lines + [f"Cu {x:.9f} {y:.9f} {z:.9f}" for x, y, z in atoms]) + "\n"


class Modes(program.ProgramTest):
    def setUp(self):
        super().setUp()
        done = subprocess.run([program.PROGRAM, "energy", self.write("crystal.xyz", copper()), "--potential", POTENTIAL],
                              capture_output=True, text=True)
        if done.returncode == BAD_INPUT:
            self.skipTest("the KIM models (package openkim-models) are not installed")
        self.run_program("relax", "crystal.xyz", "--potential", POTENTIAL, "-o", "start.xyz")

    def modes(self, *more, config="start.xyz"):
        return ["modes", config, "--potential", POTENTIAL, *more]

    def rows(self, name):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def vectors(self, name):
        """Shape and values of a NumPy file, read by the rules of its format."""
        data = (self.folder / name).read_bytes()
        self.assertEqual(data[:8], b"\x93NUMPY\x01\x00")
        length = struct.unpack("<H", data[8:10])[0]
        self.assertEqual((10 + length) % 64, 0)
        header = ast.literal_eval(data[10:10 + length].decode())
        self.assertEqual((header["descr"], header["fortran_order"]), ("<f8", False))
        values = struct.unpack(f"<{(len(data) - 10 - length) // 8}d", data[10 + length:])
        return header["shape"], values

    def test_writes_modes_fields_and_vectors(self):
        summary = self.run_json(*self.modes("--count", 12, "--vectors", "-o", "out"))
        self.assertEqual((summary["modes"], summary["atoms"], summary["zero_modes"]), (12, 107, 3))
        self.assertEqual(summary, json.loads((self.folder / "out/modes.json").read_text()))
        rows = self.rows("out/modes.csv")
        self.assertEqual(len(rows), 12)
        omega = [float(row["omega_rad_ps"]) for row in rows]
        self.assertEqual(omega, sorted(omega))
        for row in rows:
            self.assertAlmostEqual(float(row["frequency_THz"]), float(row["omega_rad_ps"]) / (2 * math.pi), places=8)
            self.assertAlmostEqual(float(row["omega2_rad2_ps2"]), float(row["omega_rad_ps"])**2, places=5)
            self.assertLess(float(row["residual"]), 1e-6)
            self.assertTrue(1 / 107 <= float(row["participation_ratio"]) <= 1)
        shape, values = self.vectors("out/eigenvectors.npy")
        self.assertEqual(shape, (12, 107, 3))
        size = 3 * 107
        modes = [values[k * size:(k + 1) * size] for k in range(12)]
        for p in range(12):
            for q in range(p + 1):
                self.assertAlmostEqual(sum(x * y for x, y in zip(modes[p], modes[q])), float(p == q), places=9)
        # The fields hold what the vectors say, and sum to the number of modes.
        lines = (self.folder / "out/fields.xyz").read_text().splitlines()[2:]
        fractions = [float(line.split()[-2]) for line in lines]
        self.assertAlmostEqual(sum(fractions), 12, places=9)
        for atom in (0, 50, 106):
            self.assertAlmostEqual(fractions[atom],
                                   sum(x * x for mode in modes for x in mode[3 * atom:3 * atom + 3]), places=9)
        self.assertIn("options", json.loads((self.folder / "out/run.json").read_text()))

    def test_density_of_states_and_displacements(self):
        summary = self.run_json(*self.modes("--count", 12, "-o", "out", "--dos-moments", 60, "--temperature", 600))
        rows = self.rows("out/dos.csv")
        self.assertEqual(len(rows), 60)
        omega, g = ([float(row[name]) for row in rows] for name in ("omega_rad_ps", "g_ps"))
        # 1 but for what so coarse a grid makes of the end of the spectrum.
        self.assertAlmostEqual(sum(g) * (omega[1] - omega[0]), 1, delta=0.02)
        dos = summary["density_of_states"]
        self.assertEqual(dos["moments"], 60)
        # Copper: 4.3 to 5.0 km/s and 2.0 to 2.9 km/s along different directions.
        self.assertTrue(4.0 < dos["debye"]["longitudinal_km_s"] < 5.2, dos)
        self.assertTrue(1.8 < dos["debye"]["transverse_km_s"] < 3.0, dos)
        fields = (self.folder / "out/fields.xyz").read_text().splitlines()
        self.assertIn("participation_fraction:R:1:harmonic_msd:R:1", fields[1])
        values = [float(line.split()[-1]) for line in fields[2:]]
        mean = sum(values) / len(values)
        self.assertAlmostEqual(summary["harmonic_msd"]["mean_A2"], mean, places=8)
        self.assertTrue(0.02 < mean < 0.08)
        # Proportional to the temperature, and left out on request, as is the density.
        half = self.run_json(*self.modes("--count", 12, "-o", "half", "--dos-moments", 0, "--temperature", "300 K"))
        self.assertAlmostEqual(half["harmonic_msd"]["mean_A2"], mean / 2, places=8)
        self.assertFalse((self.folder / "half/dos.csv").exists())
        none = self.run_json(*self.modes("--count", 12, "-o", "none", "--dos-moments", 0, "--msd-probes", 0))
        self.assertEqual([key in none for key in ("density_of_states", "harmonic_msd")], [False, False])

    def test_fields_and_a_study_have_them(self):
        self.run_program("fields", "start.xyz", "--field", f"harmonic_msd:potential={POTENTIAL}", "--field",
                         f"participation_fraction:potential={POTENTIAL},count=12", "-o", "with.xyz")
        self.run_program(*self.modes("--count", 12, "--dos-moments", 0, "-o", "out"))
        values = [[line.split()[-2:] for line in (self.folder / name).read_text().splitlines()[2:]]
                  for name in ("with.xyz", "out/fields.xyz")]
        for (msd, share), (same_share, same_msd) in zip(*values):
            self.assertAlmostEqual(float(share), float(same_share), places=9)
            self.assertAlmostEqual(float(msd), float(same_msd), places=9)
        self.write("study.toml", f'''
            potential = "{POTENTIAL}"
            glass = {{ file = "start.xyz" }}
            [pdf]
            rmax = 5
            [modes]
            count = 12
            dos_moments = 60
            ''')
        self.run_program("study", "study.toml", "-o", "results")
        self.assertTrue((self.folder / "results/modes/dos.csv").exists())
        page = (self.folder / "results/report.html").read_text()
        for item in ("modes-facts", "modes-participation", "modes-dos", "modes-reduced"):
            self.assertIn(f'"{item}"', page)
        self.write("wrong.toml", f'potential = "{POTENTIAL}"\nglass = {{ file = "start.xyz" }}\n[modes]\ncounts = 12\n')
        self.assert_refused(USAGE, "study", "wrong.toml", "-o", "wrong", says=["wrong.toml:4", "counts", "count"])

    def test_the_fraction_decides_the_number(self):
        self.assertEqual(self.run_json(*self.modes("--fraction", 0.1, "-o", "out"))["modes"], 32)

    def test_results_are_not_replaced_without_force(self):
        self.run_program(*self.modes("--count", 3, "--vectors", "-o", "out"))
        self.assert_refused(USAGE, *self.modes("--count", 3, "-o", "out"), says=["exists already", "--force"])
        self.run_program(*self.modes("--count", 4, "-o", "out", "--force"))
        self.assertEqual(len(self.rows("out/modes.csv")), 4)
        self.assertFalse((self.folder / "out/eigenvectors.npy").exists())

    def test_refuses_what_is_at_no_minimum(self):
        self.write("shaken.xyz", copper(shake=0.02))
        self.assert_refused(BAD_INPUT, *self.modes("-o", "out", config="shaken.xyz"),
                            says=["no minimum", "the force on atom", "glasscape relax"])
        self.assertFalse((self.folder / "out/modes.csv").exists())
        # A crystal stretched far beyond what it bears has no forces, and negative modes.
        self.write("stretched.xyz", copper(a=4.6, vacancy=False))
        self.assert_refused(BAD_INPUT, *self.modes("--count", 5, "-o", "out", config="stretched.xyz"),
                            says=["no minimum", "negative", "allow_negative"])
        summary = self.run_json(*self.modes("--count", 5, "-o", "out", "--allow-negative", config="stretched.xyz"))
        self.assertEqual(summary["negative_modes"], 5)
        self.assertLess(float(self.rows("out/modes.csv")[0]["omega_rad_ps"]), 0)

    def test_refuses_wrong_flags_and_files(self):
        for wrong, says in ((["--fraction", 0], "fraction"), (["--fraction", 1.5], "fraction"), (["--count", -1], "count"),
                            (["--residual", 1], "residual"), (["--msd-probes", -1], "msd-probes"), (["--dos-moments", "many"], "dos-moments"), (["--count", 400], "at most 318"), (["--counts", 3], "counts"),
                            (["--force-tolerance", "1 K"], "force-tolerance")):
            self.assert_refused(USAGE, *self.modes(*wrong, "-o", "out"), says=[says])
        self.assert_refused(USAGE, *self.modes("-o", "no/such/folder"), says=["no/such/folder"])
        self.assert_refused(USAGE, "modes", "start.xyz", "-o", "out", says=["--potential"])
        self.assert_refused(BAD_INPUT, *self.modes("-o", "out", config="absent.xyz"), says=["absent.xyz"])
        self.assert_refused(BAD_INPUT, "modes", "start.xyz", "--potential", "ka-lj", "-o", "out", says=["Cu"])
        self.assertEqual(json.loads(self.run_program(*self.modes("-o", "out", "--print-config"))[0])["fraction"], "0.0025")


if __name__ == "__main__":
    program.main()
