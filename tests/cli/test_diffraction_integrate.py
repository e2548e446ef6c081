"""diffraction integrate: patterns of images as users have them, and messages for those that cannot be used."""
import struct
import unittest

from program import BAD_INPUT, USAGE, ProgramTest, main

PONI = """PixelSize1: 0.0002
PixelSize2: 0.0002
Distance: 0.01
Poni1: 0.0041
Poni2: 0.0039
Rot1: 0.0
Rot2: 0.0
Rot3: 0.0
Wavelength: 1.2359e-11
"""
SIDE = 40


def edf(values, width=SIDE, header=""):
    """An image of floats; `values` of rows and columns, or one number."""
    height = len(values) // width
    text = (f"{{\nByteOrder = LowByteFirst ;\nDataType = FloatValue ;\nDim_1 = {width} ;\nDim_2 = {height} ;\n"
            f"Size = {4 * len(values)} ;\n{header}}}\n")
    return text.encode() + struct.pack(f"<{len(values)}f", *values)


class Integrate(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("g.poni", PONI)
        self.image("flat.edf", [100.0] * SIDE * SIDE)
        self.image("ramp.edf", [10.0 + k for k in range(SIDE * SIDE)])

    def image(self, name, values, **keywords):
        (self.folder / name).write_bytes(edf(values, **keywords))

    def integrate(self, *arguments, **keywords):
        return self.run_json("diffraction", "integrate", *arguments, "--poni", "g.poni", **keywords)

    def refused(self, code, *arguments, says=()):
        return self.assert_refused(code, "diffraction", "integrate", *arguments, "--poni", "g.poni", "-o", "o.xy", says=says)

    def columns(self, name):
        rows = [line.split() for line in (self.folder / name).read_text().splitlines() if not line.startswith("#")]
        return [[float(x) for x in column] for column in zip(*rows)]

    def test_a_constant_image_gives_a_constant_pattern(self):
        summary = self.integrate("flat.edf", "--bins", 30, "--no-solid-angle", "-o", "o.xy")
        self.assertEqual((summary["bins"], summary["rows"], summary["pixels_used"]), (30, SIDE, SIDE * SIDE))
        self.assertIn("orientation", summary["assumed"][0])
        radial, intensity = self.columns("o.xy")
        self.assertEqual(len(radial), 30)
        self.assertTrue(all(abs(v - 100) < 1e-6 for v in intensity))
        self.assertTrue(all(b > a for a, b in zip(radial, radial[1:])))
        self.assertIn("q_A^-1", (self.folder / "o.xy").read_text())
        self.assertTrue((self.folder / "o.xy.run.json").exists())

    def test_errors_are_a_third_column_and_two_theta_another_axis(self):
        self.integrate("ramp.edf", "--bins", 20, "--unit", "2theta", "--error-model", "poisson", "-o", "o.xy")
        radial, intensity, error = self.columns("o.xy")
        self.assertLess(max(radial), 60)
        self.assertTrue(all(0 < e < i for i, e in zip(intensity, error)))

    def test_sectors_of_a_ramp_differ_and_full_rings_do_not_fit_into_columns(self):
        summary = self.integrate("ramp.edf", "--bins", 8, "--azimuth-bins", 4, "--split", "full", "--picture", "p.png",
                                 "-o", "o.h5")
        self.assertEqual(summary["azimuth_bins"], 4)
        self.assertTrue((self.folder / "o.h5").read_bytes().startswith(b"\x89HDF"))
        self.assertTrue((self.folder / "p.png").read_bytes().startswith(b"\x89PNG"))
        self.refused(USAGE, "ramp.edf", "--azimuth-bins", 4, says=[".h5"])

    def test_orientation_turns_the_image(self):
        backwards = [10.0 + k for k in range(SIDE * SIDE)][::-1]
        self.image("turned.edf", backwards)
        told = self.integrate("turned.edf", "--bins", 9, "--orientation", 1, "-o", "a.xy")
        self.assertEqual((told["orientation"], told["assumed"]), (1, []))
        self.integrate("ramp.edf", "--bins", 9, "-o", "b.xy")
        for a, b in zip(self.columns("a.xy")[1], self.columns("b.xy")[1]):
            self.assertAlmostEqual(a / b, 1, places=6)
        self.refused(USAGE, "ramp.edf", "--orientation", 5)

    def test_dark_flat_mask_and_repeats(self):
        self.image("dark.edf", [20.0] * SIDE * SIDE)
        self.image("response.edf", [0.5] * SIDE * SIDE)
        self.image("mask.edf", [1.0] * SIDE + [0.0] * SIDE * (SIDE - 1))
        summary = self.integrate("flat.edf", "flat.edf", "--dark", "dark.edf", "--flat", "response.edf", "--mask", "mask.edf",
                                 "--no-solid-angle", "--error-model", "repeats", "-o", "o.xy")
        self.assertEqual((summary["images"], summary["pixels_masked"]), (2, SIDE))
        _, intensity, error = self.columns("o.xy")
        self.assertTrue(all(abs(v - 160) < 1e-5 for v in intensity))
        self.assertTrue(all(e < 1e-9 for e in error))

    def test_bad_images_get_one_message(self):
        nan = float("nan")
        self.image("wide.edf", [1.0] * 60, width=6)
        self.image("nan.edf", [nan] * SIDE * SIDE)
        self.image("ones.edf", [1.0] * SIDE * SIDE)
        whole = (self.folder / "flat.edf").read_bytes()
        (self.folder / "cut.edf").write_bytes(whole[:len(whole) // 2])
        (self.folder / "huge.edf").write_bytes(whole.replace(b"Dim_1 = 40", b"Dim_1 = 4000000"))
        (self.folder / "notes.txt").write_text("no image at all")
        for name, words in (("missing.edf", "missing.edf"), ("notes.txt", "no detector image"), ("cut.edf", "cut EDF"),
                            ("huge.edf", "4000000"), ("nan.edf", "no pixel can be used"), ("flat.edf::3", "no frame 3")):
            self.refused(BAD_INPUT, name, says=[words])
        self.refused(BAD_INPUT, "flat.edf", "wide.edf", says=["10 rows and 6 columns"])
        self.refused(BAD_INPUT, "flat.edf", "--dark", "wide.edf", says=["wide.edf"])
        self.refused(BAD_INPUT, "flat.edf", "--mask", "ones.edf", says=["every pixel is masked"])
        self.refused(BAD_INPUT, "flat.edf", "--saturation", 50, says=["saturated"])
        self.assertFalse((self.folder / "o.xy").exists())

    def test_bad_geometries_get_one_message(self):
        for old, new, words in (("1.2359e-11", "0", "wavelength"), ("Distance: 0.01", "Distance: -1", "distance"),
                                ("Distance: 0.01", "", "missing"), ("0.0002", "nan", "finite"),
                                ("PixelSize1", "Detector: Camera\nPixelSize1", "Camera"),
                                ("PixelSize1", 'Detector_config: {"max_shape": [7, 7]}\nPixelSize1', "7 rows")):
            self.write("g.poni", PONI.replace(old, new))
            self.refused(BAD_INPUT, "flat.edf", says=[words])
        self.write("g.poni", PONI.replace("Wavelength: 1.2359e-11", ""))
        self.refused(USAGE, "flat.edf", says=["--wavelength"])
        self.integrate("flat.edf", "--wavelength", 0.12359, "-o", "q.xy")
        self.integrate("flat.edf", "--unit", "2theta", "-o", "t.xy")

    def test_bad_options_get_one_message(self):
        for arguments, words in ((["--bins", 0], "bins"), (["--split", "half"], "bbox"), (["--range", "5,1"], "range"),
                                 (["--polarization", 2], "-1 to 1"), (["--azimuth-range", "0,400"], "turn"),
                                 (["--error-model", "guess"], "poisson"), (["--wavelength", -1], "wavelength")):
            self.refused(USAGE, "flat.edf", *arguments, says=[words])
        self.assert_refused(USAGE, "diffraction", "integrate", "flat.edf", "--poni", "g.poni", "-o", "o.txt", says=[".xy"])
        self.integrate("flat.edf", "-o", "o.xy")
        self.refused(USAGE, "flat.edf", says=["--force"])


if __name__ == "__main__":
    main()
