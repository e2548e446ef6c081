"""diffraction simulate: images with their truth, the same on any number of threads, and wrong input refused."""
import json
import math
import unittest
from random import Random

from program import BAD_INPUT, USAGE, ProgramTest, main


def plain_glass():
    """Two columns, r and g: shells that fade."""
    rows = []
    for k in range(400):
        r = 0.02 + 0.04 * k
        core = 1 / (1 + math.exp(-(r - 2.5) / 0.06))
        rows.append(f"{r:.4f} {core * (1 + 1.2 * math.exp(-(r - 2.75) / 3) * math.cos(2 * math.pi * (r - 2.8) / 2.4)):.6f}")
    return "\n".join(rows) + "\n"


class Simulate(ProgramTest):
    def setUp(self):
        super().setUp()
        self.table = self.write("g.xy", plain_glass())
        self.small = ["--composition", "Cu50Zr50", "--density", "0.058", "--pixels", "64", "--pixel", "6.4mm"]

    def simulate(self, folder, *arguments):
        return self.run_json("diffraction", "simulate", self.table, "-o", folder, *self.small, *arguments)

    def test_writes_images_geometry_and_truth(self):
        truth = self.simulate("out", "--strain", "0.01", "--critical-radius", "8", "--thickness", "0.5", "--loading-axis",
                              "0,45,90", "--dark", "4", "--beam-stop", "12mm", "--seed", "5")
        folder = self.folder / "out"
        for name in truth["files"]:
            self.assertTrue((folder / name).stat().st_size, name)
        self.assertEqual([o["images"] for o in truth["orientations"]],
                         [["loading_000.tif"], ["loading_045.tif"], ["loading_090.tif"]])
        self.assertEqual(json.loads((folder / "truth.json").read_text()), truth)
        self.assertIn("run.json", [p.name for p in folder.iterdir()])
        self.assertIn("g_2_0", (folder / "g_truth.csv").read_text())
        self.assertIn("Distance: 0.4", (folder / "geometry.poni").read_text())
        # The strain changes the density: by (1 + 0.01)(1 - 0.004)^2.
        self.assertAlmostEqual(truth["density"], 0.058 / (1.01 * 0.996 ** 2), places=9)

    def test_is_the_same_on_any_number_of_threads_and_differs_between_seeds(self):
        images = []
        for name, options in (("a", ["--threads", "1"]), ("b", ["--threads", "2"]), ("c", ["--seed", "2"])):
            self.simulate(name, *options)
            images.append((self.folder / name / "loading_090.tif").read_bytes())
        self.assertEqual(images[0], images[1])
        self.assertNotEqual(images[0], images[2])

    def test_a_geometry_file_with_errors(self):
        self.simulate("first", "--no-noise")
        truth = self.run_json("diffraction", "simulate", self.table, "-o", "second", "--composition", "Cu50Zr50", "--density",
                              "0.058", "--poni", "first/geometry.poni", "--centre-error", "0.5,-1", "--format", "edf",
                              "--pixels", "64")
        self.assertEqual(truth["orientations"][0]["images"], ["loading_000.edf"])
        written = (self.folder / "second" / "geometry.poni").read_text()
        self.assertNotEqual(written, (self.folder / "second" / "true.poni").read_text())
        self.assertEqual([line for line in written.splitlines() if line.startswith("Poni")],
                         [line for line in (self.folder / "first" / "geometry.poni").read_text().splitlines()
                          if line.startswith("Poni")])

    def test_an_isotropic_sample_keeps_the_density_of_the_strain(self):
        truth = self.simulate("out", "--isotropic", "--strain", "0.01")
        self.assertAlmostEqual(truth["density"], 0.058 / (1.01 * 0.996 ** 2), places=9)
        columns = next(line for line in (self.folder / "out" / "S_truth.csv").read_text().splitlines()
                       if line.startswith("Q"))
        self.assertEqual(columns, "Q [1/Å],S_0_0")

    def test_configurations_are_weighted_pair_by_pair(self):
        random = Random(3)
        atoms = [f"{'Cu' if k % 3 else 'Zr'} {random.uniform(0, 16)} {random.uniform(0, 16)} {random.uniform(0, 16)}"
                 for k in range(240)]
        frame = '240\nLattice="16 0 0 0 16 0 0 0 16" Properties=species:S:1:pos:R:3\n' + "\n".join(atoms) + "\n"
        config = self.write("gas.xyz", frame)
        truth = self.run_json("diffraction", "simulate", config, "-o", "out", "--axis", "y", "--rmax", "10", "--pixels",
                              "64", "--pixel", "6.4mm")
        self.assertEqual(truth["options"]["composition"], "Cu160Zr80")
        self.assertAlmostEqual(truth["density"], 240 / 16 ** 3, places=9)
        text = (self.folder / "out" / "g_truth.csv").read_text()
        self.assertIn("label = X-ray", text)
        self.assertIn("g_2_-2", text)
        self.run_json("diffraction", "simulate", config, config, "-o", "two", "--rmax", "10", "--pixels", "64", "--pixel",
                      "6.4mm", "--strain", "0.02", "--poisson-ratio", "0.3")

    def test_refuses_a_folder_in_use(self):
        self.simulate("out")
        self.assert_refused(USAGE, "diffraction", "simulate", self.table, "-o", "out", *self.small, says=["--force"])
        # What is replaced goes, and nothing else.
        self.write("out/notes.txt", "mine")
        truth = self.simulate("out", "--force", "--loading-axis", "30")
        names = {path.name for path in (self.folder / "out").iterdir()}
        self.assertEqual(names, {*truth["files"], "truth.json", "run.json", "notes.txt"})

    def test_refuses_wrong_options(self):
        for says, *options in ((["photons"], "--photons", "0"), (["photons"], "--photons", "1e30"),
                               (["photons"], "--photons", "-5"), (["wavelength"], "--wavelength", "0"),
                               (["no form factors"], "--wavelength", "0.01"),
                               (["800 keV"], "--wavelength", "0.01", "--distance", "9000"),
                               (["pixels"], "--pixels", "0"), (["pixels"], "--pixels", "1000000"),
                               (["strain"], "--strain", "5"), (["loading-axis"], "--loading-axis", "up"),
                               (["twice"], "--loading-axis", "0,0"), (["centre_error", "two"], "--centre-error", "1"),
                               (["seed"], "--seed", "-1")):
            with self.subTest(options=options):
                self.assert_refused(USAGE, "diffraction", "simulate", self.table, "-o", "out", *self.small, *options,
                                    says=says)
                self.assertFalse((self.folder / "out" / "truth.json").exists())
        self.assert_refused(USAGE, "diffraction", "simulate", self.table, "-o", "out", "--composition", "Cu50Qq50",
                            "--density", "0.05", says=["'Qq' is no chemical element"])
        self.assert_refused(USAGE, "diffraction", "simulate", self.table, "-o", "out", "--density", "0.05",
                            says=["composition"])

    def test_refuses_wrong_input(self):
        self.assert_refused(BAD_INPUT, "diffraction", "simulate", "missing.xy", "-o", "out", *self.small)
        short = self.write("short.xy", "1 0\n2 1\n")
        self.assert_refused(BAD_INPUT, "diffraction", "simulate", short, "-o", "out", *self.small)
        broken = self.write("broken.xy", plain_glass().replace("2.0200 ", "2.0200 nan #", 1))
        self.assert_refused(BAD_INPUT, "diffraction", "simulate", broken, "-o", "out", *self.small)
        poni = self.write("bad.poni", "poni_version: 2\nDistance: 0\n")
        self.assert_refused(BAD_INPUT, "diffraction", "simulate", self.table, "-o", "out", *self.small, "--poni", poni)


if __name__ == "__main__":
    main()
