"""diffraction anisotropy: planted strain from images and from patterns, an isotropic sample, and refusals."""
import csv
import math

import program
from program import BAD_INPUT, USAGE


def glass():
    """Two columns, r and g: shells that fade."""
    rows = []
    for k in range(600):
        r = 0.02 + 0.04 * k
        core = 1 / (1 + math.exp(-(r - 2.5) / 0.06))
        rows.append(f"{r:.4f} {core * (1 + 1.2 * math.exp(-(r - 2.75) / 4) * math.cos(2 * math.pi * (r - 2.8) / 2.4)):.6f}")
    return "\n".join(rows) + "\n"


class Anisotropy(program.ProgramTest):
    sample = ["--composition", "Cu50Zr50", "--density", "0.025"]  # so dilute that S of the simple g(r) is positive
    analysis = [*sample, "--r-fit", "7", "--core", "2", "--q-min", "0.6", "--q-max", "21", "--quiet"]

    def images(self, folder, *flags):
        self.write("g.xy", glass())
        self.run_program("diffraction", "simulate", "g.xy", "-o", folder, *self.sample, "--pixels", "800", "--pixel",
                         "0.5mm", "--distance", "300mm", "--photons", "500", "--polarisation", "0", *flags, "--quiet")
        return [f"{folder}/loading_000.tif", f"{folder}/loading_090.tif"]

    def test_strain_from_images_and_from_patterns(self):
        images = self.images("strained", "--strain", "-0.02")
        poni = ["--poni", "strained/geometry.poni", "--polarization", "0"]
        result = self.run_json("diffraction", "anisotropy", *images, "--loading-axis", "0,90", *poni, "--bins", "300",
                               *self.analysis, "-o", "images")
        strain = result["affine"]["strain"]
        self.assertAlmostEqual(strain["value"], -0.02, delta=0.001)
        self.assertLess(strain["error"], 0.002)
        self.assertAlmostEqual(result["affine"]["phase"]["phase_deg"]["value"], 0, delta=6)
        self.assertGreater(result["curves"][1]["chi2_of_zero"], 100)
        self.assertAlmostEqual(result["chi2_median"], 1, delta=0.3)
        for name in ("S.csv", "S2.csv", "g.csv", "affine.csv", "anisotropy.json", "difference.png", "run.json"):
            self.assertTrue((self.folder / "images" / name).stat().st_size, name)
        with open(self.folder / "images" / "S2.csv") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0])[:2], ["Q [1/Å]", "S_2_0"])

        # The same through patterns, the images in the other order.
        for k, image in enumerate(images):
            self.run_program("diffraction", "integrate", image, *poni, "--azimuth-bins", "72", "--bins", "300", "--range",
                             "0.3,22", "--error-model", "poisson", "-o", f"{k}.h5")
        again = self.run_json("diffraction", "anisotropy", "1.h5", "0.h5", "--loading-axis", "90,0", "--scale", "match",
                              *self.analysis, "-o", "patterns")
        self.assertAlmostEqual(again["affine"]["strain"]["value"], strain["value"], delta=0.001)
        self.assertAlmostEqual(again["pattern_scales"][0], 1, delta=0.002)
        self.assertTrue((self.folder / "patterns" / "difference.png").exists())
        # Axes that are mixed up turn the sign.
        wrong = self.run_json("diffraction", "anisotropy", "0.h5", "1.h5", "--loading-axis", "90,0", *self.analysis, "-o",
                              "wrong")
        self.assertAlmostEqual(wrong["affine"]["strain"]["value"], 0.02, delta=0.002)

        good = ["diffraction", "anisotropy", "0.h5", "1.h5", "--loading-axis", "0,90", *self.analysis, "-o", "new"]
        self.run_program("diffraction", "integrate", images[0], *poni, "--bins", "300", "-o", "ring.h5")
        self.assert_refused(BAD_INPUT, *good[:2], "ring.h5", *good[3:], says=["--azimuth-bins"])
        self.run_program("diffraction", "integrate", images[0], *poni, "--bins", "200", "--azimuth-bins", "36", "-o",
                         "other.h5")
        self.assert_refused(BAD_INPUT, *good[:2], "other.h5", *good[3:], says=["grid"])
        self.assert_refused(BAD_INPUT, *good, "--background", "other.h5", says=["background"])
        self.assert_refused(USAGE, *good, "--rmax", "200", says=["spacing"])
        self.assert_refused(USAGE, *good, "--loading", "shear", says=["uniaxial"])
        self.assert_refused(USAGE, *good, "--lmax", "3", says=["0, 2 or 4"])
        self.assert_refused(BAD_INPUT, *(flag.replace("0.6", "20.9") for flag in good), says=["8"])
        self.write("text.h5", "no pattern\n")
        self.assert_refused(BAD_INPUT, *good[:2], "text.h5", *good[3:], says=["text.h5"])
        self.assertFalse((self.folder / "new").exists())

    def test_isotropic_sample(self):
        images = self.images("plain", "--isotropic")
        result = self.run_json("diffraction", "anisotropy", *images, "--loading-axis", "0,90", "--poni",
                               "plain/geometry.poni", "--polarization", "0", "--bins", "300", *self.analysis, "-o", "out")
        # Pixels that are coarse against the first peaks of S leave a little more than noise.
        self.assertLess(result["curves"][1]["chi2_of_zero"], 4)
        strain = result["affine"]["strain"]
        self.assertLess(abs(strain["value"]), 4 * strain["error"])
        self.assertLess(abs(strain["value"]), 5e-4)

    def test_wrong_flags(self):
        start = ["diffraction", "anisotropy", "a.h5", "b.h5", "-o", "out"]
        self.assert_refused(USAGE, *start, *self.sample, says=["--loading-axis"])
        self.assert_refused(USAGE, *start, *self.sample, "--loading-axis", "0", says=["1 angles for 2 patterns"])
        self.assert_refused(USAGE, *start, "--density", "0.05", "--loading-axis", "0,90", says=["--composition"])
        self.assert_refused(USAGE, *start, "--composition", "Cu50Zr50", "--loading-axis", "0,90", says=["--density"])
        self.assert_refused(BAD_INPUT, *start, *self.sample, "--loading-axis", "0,90", says=["a.h5"])
        self.assert_refused(USAGE, "diffraction", "anisotropy", "a.tif", "-o", "out", *self.sample, "--loading-axis", "0",
                            says=["--poni"])
        self.assert_refused(USAGE, *start, *self.sample, "--loading-axis", "0,x", says=["--loading-axis"])
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    program.main()
