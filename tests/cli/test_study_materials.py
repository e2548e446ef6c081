"""`glasscape study` with a metallic and a polymer glass side by side, and one of them in a simulated beam."""
import json

from program import USAGE, ProgramTest, main
from test_study import POTENTIAL

STUDY = f"""
seed = 3

[relax]
box = "free"
force_tolerance = "1e-3 eV/Å"

[pdf]
rmax = "8 Å"

[deform]
protocol = "compression"
axis = "y"
temperature = "250 K"
rate = "2e11 /s"
max_strain = 0.1
equilibration = "0.2 ps"
frames = 3

[motion]
fields = ["d2min:cutoff=6", "bonds:cutoff=6"]

[anisotropy]
rmax = "16 Å"
dr = "0.1 Å"

[affine]
r_fit = "7 Å"

[branch.metal]
potential = "{POTENTIAL}"

[branch.metal.glass]
composition = "Cu50Zr50"
atoms = 500
melt_time = "0.5 ps"
cooling_rate = "1e15 K/s"

[branch.metal.diffraction]
pixels = 512
pixel = "0.8 mm"
photons = 5000

[branch.polystyrene]
potential = "martini-ps-a"

[branch.polystyrene.polymer]
chains = 16
monomers = 10
push_time = "2 ps"
equilibration = "2 ps"
sample_interval = "0.1 ps"

[branch.polystyrene.glass]
melt_temperature = "600 K"
melt_time = "0.5 ps"
final_temperature = "250 K"
cooling_rate = "1e15 K/s"
timestep = "5 fs"

[branch.polystyrene.deform]
timestep = "4 fs"

[branch.polystyrene.orientation]
"""


class MaterialsTest(ProgramTest):
    def result(self, *names):
        return json.loads(self.folder.joinpath("out", *names).read_text())

    def test_each_material_has_its_own_chain(self):
        self.write("study.toml", STUDY)
        self.run_program("study", "study.toml", "-o", "out")
        for branch in ("metal", "polystyrene"):
            affine = self.result(f"anisotropy.{branch}", "affine.json")
            self.assertEqual(affine["harmonic"], [2, 0])
            classes = self.result(f"anisotropy.{branch}", "map.json")["classes"]
            means = [c["d2min_mean_A2"] for c in classes]
            self.assertEqual(means, sorted(means))
        # Compression by a tenth of a cold glass is seen as such.
        self.assertGreater(self.result("anisotropy.metal", "affine.json")["alpha"]["value"], 0)

        trip = self.result("diffraction.metal", "round_trip.json")
        found, glass = trip["found"]["alpha"], trip["glass"]["alpha"]
        self.assertLess(abs(found["value"] - glass["value"]), 0.1 * abs(glass["value"]) + 3 * found["error"])

        orientation = self.result("orientation.polystyrene", "orientation.json")
        self.assertEqual(orientation["molecules"], 16)
        self.assertFalse(self.folder.joinpath("out", "orientation.metal").exists())
        page = (self.folder / "out" / "report.html").read_text()
        for text in ("Anisotropy that stays", "How molecules turned", "Seen by X-rays", "martini-ps-a"):
            self.assertIn(text, page)

    def test_refuses_what_cannot_be(self):
        for old, new, words in (
            ('cooling_rate = "1e15 K/s"\ntimestep', 'atoms = 5\ncooling_rate = "1e15 K/s"\ntimestep', "that of [polymer]"),
            ('[anisotropy]\nrmax = "16 Å"\ndr = "0.1 Å"\n', "", "no glass to put into the beam"),
            ("pixels = 512", "pixels = 512\nloading_axis = [0]", "one orientation"),
            ("chains = 16", "chains = 1", "chains"),
            ("[anisotropy]", "[anisotropy]\nframes = 0", "at least 1"),
        ):
            self.assertIn(old, STUDY)
            self.write("wrong.toml", STUDY.replace(old, new))
            message = self.run_program("study", "wrong.toml", "-o", "wrong", code=USAGE)[1]
            self.assertIn(words, message)


if __name__ == "__main__":
    main()
