"""From a structure factor to strain by the verbs alone: transform, diffraction simulate, integrate, anisotropy."""
import math
import unittest

from program import ProgramTest, main

DENSITY = 6 * 0.48 / (math.pi * 2.6 ** 3)


def hard_spheres(q):
    """S(Q) of hard spheres of 2.6 Å (Percus-Yevick, closed form), blurred by 0.13 Å."""
    p, x = 0.48, 2.6 * q
    sine, cosine = math.sin(x), math.cos(x)
    a, b = (1 + 2 * p) ** 2 / (1 - p) ** 4, -(1 + p / 2) ** 2 / (1 - p) ** 4
    c = (a * (sine - x * cosine) / x ** 3 + 6 * p * b * (2 * x * sine - (x * x - 2) * cosine - 2) / x ** 4 +
         p / 2 * a * ((4 * x ** 3 - 24 * x) * sine - (x ** 4 - 12 * x * x + 24) * cosine + 24) / x ** 6)
    return 1 + (1 / (1 + 24 * p * c) - 1) * math.exp(-(0.13 * q) ** 2 / 2)


class Chain(ProgramTest):
    def test_a_planted_strain_comes_back(self):
        self.write("s.xy", "".join(f"{0.04 * k:.2f} {hard_spheres(0.04 * k):.8f}\n" for k in range(2, 1000)))
        self.run_program("transform", "s.xy", "--to", "g", "--density", str(DENSITY), "--max", "28", "-o", "g.csv")
        truth = self.run_json("diffraction", "simulate", "g.csv", "-o", "images", "--composition", "Cu50Zr50",
                              "--strain", "-0.01", "--poisson-ratio", "0.36", "--thickness", "0.5mm", "--pixels", "512", "--pixel",
                              "0.4mm", "--photons", "5000", "--dark", "20", "--flat-variation", "0.03", "--beam-stop",
                              "1.5mm", "--taper", "6")
        corrections = ["--dark", "images/dark.tif", "--flat", "images/flat.tif", "--mask", "images/mask.tif",
                       "--polarization", "0.99", "--absorption", truth["mu_t"], "--poni", "images/geometry.poni"]
        sample = ["--loading-axis", "0,90", "--composition", "Cu50Zr50", "--density", truth["density"],
                  "--poisson", "0.36", "--q-max", "12.4", "--r-end", "19"]
        from_images = self.run_json("diffraction", "anisotropy", "images/loading_000.tif", "images/loading_090.tif",
                                    "-o", "from_images", *sample, *corrections, "--bins", "700")
        strain = from_images["affine"]["strain"]
        low, high = strain["low"], strain["high"]
        self.assertLess(low, -0.01)
        self.assertGreater(high, -0.01)
        self.assertLess(high - low, 0.003)
        self.assertIsNone(from_images["affine"]["critical_radius"]["value_A"])
        self.assertTrue((self.folder / "from_images" / "difference.png").exists())
        # The same by way of patterns.
        for azimuth in ("000", "090"):
            self.run_program("diffraction", "integrate", f"images/loading_{azimuth}.tif", *corrections, "--bins", "700",
                             "--azimuth-bins", "72", "--split", "full", "--error-model", "poisson",
                             "-o", f"{azimuth}.h5")
        from_patterns = self.run_json("diffraction", "anisotropy", "000.h5", "090.h5", "-o", "from_patterns", *sample)
        self.assertAlmostEqual(from_patterns["affine"]["strain"]["value"], strain["value"], places=8)


if __name__ == "__main__":
    main()
