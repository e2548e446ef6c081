"""fields and pdf: files, names, refusals, and numbers that are known exactly."""
import csv
import json
import math
import re

import program
from program import BAD_INPUT, USAGE


def cscl(cells=3, a=3.2):
    """Extended XYZ of the CsCl structure: each cell volume is a³/2, each atom has 8 + 6 Voronoi faces."""
    atoms = []
    for i in range(cells):
        for j in range(cells):
            for k in range(cells):
                atoms.append(f"Cu {i * a} {j * a} {k * a}")
                atoms.append(f"Zr {(i + 0.5) * a} {(j + 0.5) * a} {(k + 0.5) * a}")
    side = cells * a
    head = f'Lattice="{side} 0 0 0 {side} 0 0 0 {side}" Properties=species:S:1:pos:R:3 pbc="T T T"'
    return "\n".join([str(len(atoms)), head, *atoms]) + "\n"


class Fields(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("b2.xyz", cscl())

    def rows(self, name):
        with open(self.folder / name) as file:
            return list(csv.DictReader(file))

    def test_csv_has_the_exact_cells(self):
        self.run_program("fields", "b2.xyz", "--field", "voronoi", "--field", "steinhardt:l=4+6,cutoff=3.0", "-o", "out.csv")
        rows = self.rows("out.csv")
        self.assertEqual(len(rows), 54)
        for row in rows:
            self.assertAlmostEqual(float(row["voronoi_volume [Å^3]"]), 3.2**3 / 2, 9)
            self.assertEqual([float(row[f"voronoi_index.{k}"]) for k in (1, 2, 3, 4)], [0, 6, 0, 8])
            self.assertAlmostEqual(float(row["q6"]), 0.628539, 5)
            self.assertAlmostEqual(float(row["q4"]), 0.509175, 5)

    def test_requests_of_one_descriptor_live_side_by_side(self):
        self.run_program("fields", "b2.xyz", "--field", "voronoi", "--field", "voronoi:radii=1.2+1.7,as=radical", "-o", "o.csv")
        rows = self.rows("o.csv")
        zirconium = [row for row in rows if row["species"] == "Zr"]
        for row in zirconium:
            self.assertGreater(float(row["radical_voronoi_volume [Å^3]"]), float(row["voronoi_volume [Å^3]"]))
        total = sum(float(row["radical_voronoi_volume [Å^3]"]) for row in rows)
        self.assertAlmostEqual(total, 9.6**3, 8)
        self.assert_refused(USAGE, "fields", "b2.xyz", "--field", "s2", "--field", "s2:cutoff=4", "-o", "p.csv", "--quiet",
                            says=["'s2' has been made already", "as="])
        self.assertFalse((self.folder / "p.csv").exists())

    def test_fields_of_the_file_are_kept_and_used(self):
        self.run_program("fields", "b2.xyz", "--field", "s2:cutoff=5", "-o", "one.xyz")
        self.run_program("fields", "one.xyz", "--field", "voronoi", "-o", "two.csv")
        self.assertIn("s2 [kB]", self.rows("two.csv")[0])
        self.assert_refused(BAD_INPUT, "fields", "b2.xyz", "--field", "flexibility_volume", "-o", "v.csv", "--quiet",
                            says=["no field 'vmsd'", "--field vibrational_msd"])

    def test_network_of_all_cells_and_the_average_of_a_field(self):
        self.run_program("fields", "b2.xyz", "--field", "voronoi", "--field", "voronoi_network:classes=0-6-0-8+0-0-12-0", "--field",
                         "crystal_likeness:cutoff=3.4", "--field", "coarse_grained:field=voronoi_volume,radius=4,species=Zr", "-o", "n.csv")
        for row in self.rows("n.csv"):
            self.assertEqual([float(row[f"network_{name}"]) for name in ("neighbors", "center", "polyhedra", "cluster_size", "linked_size")],
                             [14, 1, 15, 54, 54])
            self.assertAlmostEqual(float(row["crystal_likeness"]), 1, 12)
            self.assertAlmostEqual(float(row["voronoi_volume_coarse [Å^3]"]), 3.2**3 / 2, 9)
        self.assert_refused(BAD_INPUT, "fields", "b2.xyz", "--field", "voronoi", "--field", "coarse_grained:field=voronoi_volum", "-o",
                            "x.csv", "--quiet", says=["no field 'voronoi_volum'", "did you mean 'voronoi_volume'?"])
        self.assert_refused(USAGE, "fields", "b2.xyz", "--field", "coarse_grained", "-o", "x.csv", "--quiet", says=["none is given"])

    def test_cutoff_at_a_trough(self):
        glass = program.shared_data("glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz")
        result = self.run_json("fields", glass, "--elements", "Cu,Zr", "--field", "s2:trough=1", "-o", "t.csv")
        cutoff = re.search(r"cutoff=([0-9.]+)", result["fields"][0]["origin"])[1]
        self.assertAlmostEqual(float(cutoff), 3.8, delta=0.12)
        self.assert_refused(BAD_INPUT, "fields", glass, "--elements", "Cu,Zr", "--field", "s2:trough=12", "-o", "x.csv", "--quiet",
                            says=["no trough number 12", "3.7"])
        self.write("open.xyz", cscl().replace('pbc="T T T"', 'pbc="T T F"'))
        self.assert_refused(BAD_INPUT, "fields", "open.xyz", "--field", "s2:trough=1", "-o", "x.csv", "--quiet",
                            says=["s2: trough", "not periodic"])

    def test_energies_and_stresses_of_a_pair_potential(self):
        self.write("ab.xyz", cscl(3, 1.25).replace("Cu", "A").replace("Zr", "B"))
        fields = ("potential_energy", "atomic_stress", "force_asymmetry")
        flags = [word for name in fields for word in ("--field", f"{name}:potential=ka-lj-smooth")]
        self.run_program("fields", "ab.xyz", *flags, "-o", "e.csv")
        energy = self.run_json("energy", "ab.xyz", "--potential", "ka-lj-smooth")["energy_eV"]
        rows = self.rows("e.csv")
        self.assertAlmostEqual(sum(float(row["potential_energy [eV]"]) for row in rows), energy, 8)
        for row in rows:
            # A centre of inversion with cubic symmetry: no forces by strain, and equal pressures from all sides.
            self.assertLess(float(row["affine_force [eV/Å]"]), 1e-9)
            self.assertAlmostEqual(float(row["atomic_stress.1 [GPa]"]), -float(row["atomic_pressure [GPa]"]), 8)
            self.assertLess(float(row["atomic_von_mises [GPa]"]), 1e-8)
        self.assert_refused(USAGE, "fields", "ab.xyz", "--field", "atomic_stress", "-o", "x.csv", "--quiet",
                            says=["potential: none is given"])
        self.assert_refused(BAD_INPUT, "fields", "b2.xyz", "--field", "potential_energy:potential=ka-lj", "-o", "x.csv", "--quiet",
                            says=["Cu"])

    def test_flexibility_volume_of_a_file(self):
        lines = cscl(1).splitlines()
        lines[1] = lines[1].replace("pos:R:3", "pos:R:3:vmsd:R:1") + ' field_units="vmsd:Å^2"'
        self.write("hot.xyz", "\n".join(lines[:2] + [f"{line} 0.04" for line in lines[2:]]) + "\n")
        self.run_program("fields", "hot.xyz", "--field", "flexibility_volume", "-o", "v.csv")
        for row in self.rows("v.csv"):
            self.assertAlmostEqual(float(row["flexibility_volume [Å^3]"]), 0.04 * 3.2 / 2 ** (1 / 3), 10)

    def test_records_and_never_overwrites(self):
        self.run_program("fields", "b2.xyz", "--field", "s2:cutoff=5", "-o", "out.dump")
        record = json.loads((self.folder / "out.dump.run.json").read_text())
        self.assertEqual(record["options"]["fields"][0]["options"]["smearing"], "0.2")
        self.assertIn("b2.xyz", record["inputs"])
        before = (self.folder / "out.dump").read_bytes()
        self.assert_refused(USAGE, "fields", "b2.xyz", "--field", "voronoi", "-o", "out.dump", says=["exists already", "--force"])
        self.assertEqual(before, (self.folder / "out.dump").read_bytes())
        self.run_program("fields", "b2.xyz", "--field", "voronoi", "-o", "out.dump", "--force")

    def test_refuses_with_the_nearest_name(self):
        for request, says in (("voronio", "did you mean 'voronoi'?"), ("s2:cutof=3", "did you mean 'cutoff'?"),
                              ("s2:cutoff=0", "> 0"), ("steinhardt:l=1", "[2, 12]"), ("voronoi:radii", "not a setting"),
                              ("bond_angles:window=0", "(0, 180]"), ("local_density:kernel=ball", "sphere | gaussian"),
                              ("local_density:species=Cr", "no species 'Cr'"), ("voronoi_network:classes=ico", "0-0-12-0"),
                              ("coarse_grained:shells=0", "[1, 20]")):
            self.assert_refused(USAGE, "fields", "b2.xyz", "--field", request, "-o", "x.csv", says=[says])
        self.assert_refused(USAGE, "fields", "b2.xyz", "--field", "s2", "-o", "x.data", says=["no format that holds fields"])
        self.assert_refused(USAGE, "fields", "b2.xyz", "-o", "x.csv", says=["--list"])
        self.assert_refused(USAGE, "fields", "--field", "s2", "-o", "x.csv", says=["no CONFIG"])

    def test_refuses_dynamics_that_cannot_be(self):
        potential = "potential=ka-lj-smooth"
        for request, says in (("diffusive_msd", ["diffusive_msd: potential", "none is given"]),
                              ("vibrational_msd", ["vibrational_msd: potential", "none is given"]),
                              (f"diffusive_msd:{potential},temperature=0", ["temperature", "> 0"]),
                              (f"diffusive_msd:{potential},duration=5ps", ["duration", "at least two windows"]),
                              (f"diffusive_msd:{potential},sample_interval=1fs", ["shorter than one step"]),
                              (f"diffusive_msd:{potential},duration=10GPa", ["duration"]),
                              ("propensity", ["propensity: potential"]),
                              (f"propensity:{potential},runs=1", ["runs", "[2, 100000]"]),
                              (f"propensity:{potential},time=1fs", ["propensity: time", "at least one timestep"]),
                              ("d2min_shear", ["d2min_shear: potential"]),
                              (f"d2min_shear:{potential},planes=xx", ["xy | xz | yz"]),
                              (f"d2min_shear:{potential},strain=1e-4", ["less than one step"]),
                              (f"d2min_shear:{potential},method=md,rate=1e14", ["fewer than ten steps"]),
                              ("aqs_events", ["aqs_events: potential"]),
                              (f"aqs_events:{potential},planes=xy+xy", ["named twice"]),
                              (f"aqs_events:{potential},max_strain=1e-5", ["less than one step"])):
            self.assert_refused(USAGE, "fields", "b2.xyz", "--field", request, "-o", "x.csv", "--quiet", says=says)
            self.assertFalse((self.folder / "x.csv").exists(), request)
        self.write("open.xyz", cscl().replace('pbc="T T T"', 'pbc="T T F"'))
        for name in ("vibrational_msd", "diffusive_msd", "propensity", "d2min_shear", "aqs_events", "s2_time_average",
                     "voronoi_time_entropy"):
            self.assert_refused(BAD_INPUT, "fields", "open.xyz", "--field", f"{name}:{potential}", "-o", "x.csv", "--quiet",
                                says=["periodic"])
        self.assert_refused(BAD_INPUT, "fields", "b2.xyz", "--field", "propensity:potential=nowhere.eam.fs", "-o", "x.csv",
                            "--quiet", says=["nowhere.eam.fs"])

    def test_list_describes_everything(self):
        every = {d["name"]: d for d in self.run_json("fields", "--list")}
        self.assertLessEqual({"voronoi", "steinhardt", "s2", "flexibility_volume"}, set(every))
        self.assertEqual(every["flexibility_volume"]["needs"], ["vmsd"])
        self.assertEqual([o["unit"] for o in every["s2"]["outputs"]], ["kB"])
        for descriptor in every.values():
            self.assertTrue(descriptor["summary"] and descriptor["source"] and descriptor["outputs"])

    def test_threads_do_not_matter(self):
        for threads in ("1", "3"):
            self.run_program("fields", "b2.xyz", "--field", "voronoi", "--field", "s2:cutoff=6", "-o", f"{threads}.csv",
                             "--threads", threads)
        self.assertEqual((self.folder / "1.csv").read_text(), (self.folder / "3.csv").read_text())


class Pdf(program.ProgramTest):
    def test_shells_of_cscl_beyond_half_the_box(self):
        self.write("b2.xyz", cscl(1))
        self.run_program("pdf", "b2.xyz", "-o", "g.csv", "--rmax", "7", "--dr", "0.01")
        with open(self.folder / "g.csv") as file:
            rows = list(csv.DictReader(file))

        def neighbours(column, r):
            density = 1 / 3.2**3
            near = [row for row in rows if abs(float(row["r [Å]"]) - r) < 0.1]
            shells = [4 / 3 * math.pi * ((float(row["r [Å]"]) + 0.005) ** 3 - (float(row["r [Å]"]) - 0.005) ** 3) for row in near]
            return sum(float(row[column]) * density * shell for row, shell in zip(near, shells))

        self.assertAlmostEqual(neighbours("g_Cu-Zr", 3.2 * 3**0.5 / 2), 8, 6)
        self.assertAlmostEqual(neighbours("g_Cu-Cu", 3.2), 6, 6)
        self.assertAlmostEqual(neighbours("g_Zr-Zr", 3.2 * 2**0.5), 12, 6)
        self.assertAlmostEqual(neighbours("g_Cu-Zr", 3.2 * 11**0.5 / 2), 24, 6)

    def test_frames_are_averaged(self):
        self.write("two.xyz", cscl(2) + cscl(2))
        result = self.run_json("pdf", "two.xyz", "--all-frames", "-o", "g.csv", "--rmax", "6")
        self.assertEqual(result["frames"], 2)
        self.assertEqual([c["pair"] for c in result["curves"]], ["total", "Cu-Cu", "Cu-Zr", "Zr-Zr"])
        self.assertAlmostEqual(result["curves"][2]["peaks"][0]["r_A"], 2.771, 1)

    def test_real_glass(self):
        glass = program.shared_data("glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz")
        result = self.run_json("pdf", glass, "--elements", "Cu,Zr", "-o", "g.csv")
        first = {c["pair"]: (c["peaks"][0]["r_A"], c["troughs"][0]["r_A"]) for c in result["curves"]}
        # Peaks and minima of the relaxed glass from an independent program, and what the noise of one sample allows.
        for pair, peak, trough in (("Cu-Cu", 2.59, 3.3), ("Cu-Zr", 2.83, 3.9), ("Zr-Zr", 3.15, 3.8)):
            self.assertAlmostEqual(first[pair][0], peak, delta=0.06)
            self.assertAlmostEqual(first[pair][1], trough, delta=0.2)
        troughs = [t["r_A"] for t in result["curves"][0]["troughs"]]
        for found, expected in zip(troughs, (3.8, 6.15, 8.5, 10.5)):
            self.assertAlmostEqual(found, expected, delta=0.12)

    def test_angles_of_cscl(self):
        self.write("b2.xyz", cscl(1))
        self.run_program("pdf", "b2.xyz", "-o", "g.csv", "--rmax", "6", "--angles", "a.csv", "--angle-cutoff", "3", "--angle-bin", "2 deg")
        with open(self.folder / "a.csv") as file:
            rows = {float(row["angle [deg]"]): row for row in csv.DictReader(file)}
        self.assertEqual(len(rows), 90)
        # Eight unlike neighbours: 12 of 28 angles at 70.5 degrees, as many at 109.5, 4 at 180.
        for angle, share in ((71, 12 / 28), (109, 12 / 28), (179, 4 / 28)):
            for column in ("P_total", "P_Zr-Cu-Zr", "P_Cu-Zr-Cu"):
                self.assertAlmostEqual(2 * float(rows[angle][column + " [1/deg]"]), share, 12)
        self.assertTrue(math.isnan(float(rows[71]["P_Cu-Cu-Cu [1/deg]"])))
        self.assert_refused(USAGE, "pdf", "b2.xyz", "-o", "h.csv", "--angles", "a.csv", says=["exists already", "--force"])
        self.assert_refused(USAGE, "pdf", "b2.xyz", "-o", "h.csv", "--angles", "./h.csv", says=["same file"])
        self.assert_refused(USAGE, "pdf", "b2.xyz", "-o", "h.csv", "--angles", "b.csv", "--angle-bin", "0", says=["--angle-bin"])

    def test_refusals(self):
        self.write("b2.xyz", cscl(1))
        self.assert_refused(USAGE, "pdf", "b2.xyz", "-o", "g.csv", "--rmax", "0", says=["--rmax", "> 0"])
        self.write("open.xyz", cscl(1).replace('pbc="T T T"', 'pbc="T T F"'))
        self.assert_refused(BAD_INPUT, "pdf", "open.xyz", "-o", "g.csv", "--quiet", says=["not periodic"])
        self.assertFalse((self.folder / "g.csv").exists())


if __name__ == "__main__":
    program.main()
