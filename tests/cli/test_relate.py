"""relate: tables, files, joined inputs, and what it says of input that cannot be related."""
import csv
import random

import program
from program import BAD_INPUT, USAGE


def glass(atoms=1200, seed=4):
    """Extended XYZ of atoms at random places; a falls with x for Cu, b follows a, flat is constant."""
    draw = random.Random(seed)
    lines = [str(atoms),
             'Lattice="28 0 0 0 28 0 0 0 28" Properties=species:S:1:pos:R:3:id:I:1:a:R:1:b:R:1:flat:R:1 pbc="T T T"']
    cells = [(i, j, k) for i in range(14) for j in range(14) for k in range(14)]
    for index, cell in enumerate(draw.sample(cells, atoms)):
        place = [2 * c + draw.random() for c in cell]
        a = draw.gauss(0, 1) - 0.1 * place[0]
        b = 0.5 * a + draw.gauss(0, 1)
        species = "Cu" if index % 2 else "Zr"
        lines.append(f"{species} {place[0]} {place[1]} {place[2]} {index + 1} {a} {b if species == 'Cu' else 'nan'} 3.5")
    return "\n".join(lines) + "\n"


class Relate(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("glass.xyz", glass())

    def test_table_names_species_and_reasons(self):
        out, _ = self.run_program("relate", "a", "b", "--in", "glass.xyz", "--bin-size", "50")
        for words in ("Pearson r", "Spearman", "expected from atoms", "unrelated fields", "all", "Cu", "Zr",
                      "no correlation: 0 atoms have both values", "ξ"):
            self.assertIn(words, out)

    def test_json_has_every_number_or_null(self):
        result = self.run_json("relate", "a", "b", "--in", "glass.xyz", "--bin-size", "50")
        both, copper, zirconium = result["species"]
        self.assertEqual([both["species"], copper["species"], zirconium["species"]], ["all", "Cu", "Zr"])
        self.assertEqual(copper["atoms"], 600)
        r = copper["pearson"]
        self.assertLess(r["low"], r["value"])
        self.assertLess(r["value"], r["high"])
        self.assertEqual(copper["binned"]["bins"], 12)
        self.assertEqual(sum(copper["binned"]["count"]), 600)
        expected = (r["value"] ** 2 / (r["value"] ** 2 + (1 - r["value"] ** 2) / 50)) ** 0.5
        self.assertAlmostEqual(copper["binned"]["expected"], expected, 9)
        self.assertIsNone(zirconium["pearson"]["value"])
        self.assertEqual(zirconium["undefined_y"], 600)
        self.assertEqual(len(result["autocorrelation"]), 2)

    def test_threads_do_not_matter(self):
        one = self.run_program("relate", "a", "b", "--in", "glass.xyz", "--json", "--threads", "1")
        self.assertEqual(one, self.run_program("relate", "a", "b", "--in", "glass.xyz", "--json", "--threads", "3"))

    def test_folder_holds_the_tables(self):
        self.run_program("relate", "a", "b", "--in", "glass.xyz", "-o", "out", "--bin-size", "50")
        names = sorted(p.name for p in (self.folder / "out").iterdir())
        self.assertEqual(names, ["autocorrelation.csv", "bins.csv", "correlations.csv", "relate.json", "run.json"])
        with open(self.folder / "out" / "correlations.csv") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["species"] for row in rows], ["all", "Cu", "Zr"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "-o", "out", says=["exists", "--force"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "-o", "out.csv", says=["folder"])

    def test_inputs_are_joined_by_id(self):
        self.write("more.csv", "id,c [eV]\n" + "".join(f"{i},{i * 0.5}\n" for i in range(1200, 0, -1)))
        result = self.run_json("relate", "c", "a", "--in", "glass.xyz", "--in", "more.csv")
        self.assertEqual(result["x"], {"name": "c", "unit": "eV"})
        self.assertEqual(result["species"][0]["x"]["maximum"], 600)
        self.write("other.csv", "id,c\n5000,1\n")
        self.assert_refused(BAD_INPUT, "relate", "c", "a", "--in", "glass.xyz", "--in", "other.csv", says=["other.csv"])
        self.assert_refused(USAGE, "relate", "c", "a", "--in", "more.csv", says=["has no box"])

    def test_a_constant_field_is_a_result(self):
        out, _ = self.run_program("relate", "flat", "a", "--in", "glass.xyz")
        self.assertIn("flat is 3.5 for all atoms", out)
        self.assertIn("not determined", out)

    def test_wrong_words_are_refused(self):
        self.assert_refused(USAGE, "relate", "a", "bb", "--in", "glass.xyz", says=["'bb'", "did you mean 'b'", "flat"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "--bin-size", "0", says=["bin-size"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "--level", "1", says=["level"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "--fit-from", "9", says=["fit_from"])
        self.assert_refused(BAD_INPUT, "relate", "a", "b", "--in", "absent.xyz", says=["absent.xyz"])

    def test_expressions_stand_for_fields(self):
        result = self.run_json("relate", "coarse(a, 4 Å) - a", "log(abs(b))", "--in", "glass.xyz", "--species", "Cu",
                               "--mask", "a > -1 and flat == 3.5")
        self.assertEqual(result["x"]["name"], "coarse(a, 4 Å) - a")
        self.assertEqual([s["species"] for s in result["species"]], ["Cu"])
        self.assertLess(result["species"][0]["atoms"], 600)
        self.assertEqual(result["species"][0]["undefined_y"], 0)
        plain = self.run_json("relate", "a", "b", "--in", "glass.xyz")["species"][1]["spearman"]["value"]
        ranks = self.run_json("relate", "rank(a)", "b", "--in", "glass.xyz", "--species", "Cu")["species"][0]
        self.assertAlmostEqual(ranks["spearman"]["value"], plain, 12)

    def test_wrong_expressions_are_refused(self):
        for text, words in (("log(a", ["character 6", "')'"]), ("a + cc", ["character 5", "'cc'", "flat"]),
                            ("lgo(a)", ["did you mean 'log'"]), ("coarse(a, 3 eV)", ["radius"]), ("2*3", ["no field"]),
                            ("a = 2", ["=="])):
            self.assert_refused(USAGE, "relate", text, "b", "--in", "glass.xyz", says=words)
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "--mask", "a > 99", says=["no atom"])
        self.assert_refused(USAGE, "relate", "a", "b", "--in", "glass.xyz", "--species", "Ni", says=["Ni", "Cu, Zr"])


QUICK = ("--resamples", "60", "--shuffles", "40", "--bin-sizes", "50,100")


class RelateAll(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("glass.xyz", glass())

    def test_ranks_descriptors_and_shows_what_binning_makes(self):
        result = self.run_json("relate", "--all", "--property", "b", "--in", "glass.xyz", *QUICK)
        copper = result["verdicts"][1]
        self.assertEqual((copper["species"], copper["ranking"]), ("Cu", ["a", "flat"]))
        a, flat = copper["predictors"]
        self.assertEqual((a["rank"], a["ties_with_best"]), (1, True))
        self.assertIsNone(flat["rank"])
        r = a["pearson"]["value"]
        expected = (r ** 2 / (r ** 2 + (1 - r ** 2) / 50)) ** 0.5
        self.assertAlmostEqual(a["binned"][0]["expected"], expected, 9)
        self.assertGreater(a["area_top"]["value"], 0.6)
        self.assertGreater(a["information"]["value"], 0)
        self.assertIsNone(a["corrected"]["value"])
        zirconium = result["verdicts"][2]
        self.assertEqual(zirconium["defined"], 0)
        self.assertIn("undefined for 600", zirconium["notes"][0])

    def test_text_folder_and_threads(self):
        command = ("relate", "--all", "--property", "b", "--descriptors", "a,coarse(a, 4 Å)", "--in", "glass.xyz")
        one, _ = self.run_program(*command, *QUICK, "-o", "out", "--threads", "1")
        again, _ = self.run_program(*command, *QUICK, "-o", "out", "--force", "--threads", "3")
        self.assertEqual(one, again)
        for words in ("ranked by |spearman|", "expected", "unrelated", "score against ξ", "coarse(a, 4 Å)"):
            self.assertIn(words, one)
        names = sorted(p.name for p in (self.folder / "out").iterdir())
        self.assertEqual(names, ["autocorrelation.csv", "lengths.csv", "matrix.csv", "ranking.csv", "relate.json",
                                 "reliability.csv", "rule.csv", "run.json"])
        with open(self.folder / "out" / "matrix.csv") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 6)
        for row in rows:
            if row["pearson"] != "nan":
                self.assertLess(float(row["pearson_low"]), float(row["pearson_high"]))
                self.assertNotEqual(row["binned50_expected"], "nan")
                self.assertNotEqual(row["binned50_null_low"], "nan")

    def test_wrong_words_are_refused(self):
        base = ("--in", "glass.xyz")
        self.assert_refused(USAGE, "relate", "--all", *base, says=["no field that is known as a property", "--events"])
        self.assert_refused(USAGE, "relate", "--all", "--property", "bb", *base, says=["'bb'", "did you mean 'b'"])
        self.assert_refused(USAGE, "relate", "a", "b", "--all", *base, says=["--all"])
        self.assert_refused(USAGE, "relate", "a", *base, says=["A B"])
        self.assert_refused(USAGE, "relate", "a", "b", "--property", "b", *base, says=["--all"])
        self.assert_refused(USAGE, "relate", "--all", "--property", "b", "--tail", "0", *base, says=["tail"])
        self.assert_refused(BAD_INPUT, "relate", "--all", "--events", "absent.db", *base, says=["absent.db"])


class RelateSpecial(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("glass.xyz", glass())
        self.run_program("fields", "glass.xyz", "--field", "voronoi", "-o", "with.xyz")

    def test_classes(self):
        command = ("relate", "--classes", "coordination", "a", "--in", "with.xyz", "--shuffles", "40")
        out, _ = self.run_program(*command, "-o", "out")
        for words in ("toolkit definition", "R² leave-one-out", "KS to the others", "diversity"):
            self.assertIn(words, out)
        result = self.run_json(*command)
        self.assertEqual([s["species"] for s in result["species"]], ["Cu", "Zr"])
        self.assertEqual(result["definition"], "toolkit definition")
        # Random points: the class says nothing of a, and the tool must say so.
        self.assertGreater(result["species"][0]["utility"]["information"]["p_value"], 0.01)
        with open(self.folder / "out" / "classes.csv") as file:
            self.assertGreater(len(list(csv.DictReader(file))), 4)
        self.assertEqual(self.run_json("relate", "--classes", "voronoi_index", "a", "--in", "with.xyz", "--class-size", "2",
                                       "--shuffles", "5")["spectra_of"], "atoms")
        self.assert_refused(USAGE, "relate", "--classes", "a", "b", "--in", "with.xyz", says=["whole numbers"])
        self.assert_refused(USAGE, "relate", "--classes", "coordination", "--in", "with.xyz", says=["no property"])

    def test_scan(self):
        result = self.run_json("relate", "--scan", "s2:cutoff=3:5:1,smearing=0.3", "a", "--in", "glass.xyz",
                               "--resamples", "20", "--shuffles", "10", "--species", "Cu")
        self.assertEqual([p["value"] for p in result["points"]], [3, 4, 5])
        self.assertEqual(result["points"][0]["relation"]["species"][0]["atoms"], 600)
        self.run_program("fields", "glass.xyz", "--field", "s2:cutoff=4,smearing=0.3", "-o", "s2.xyz")
        alone = self.run_json("relate", "s2", "a", "--in", "s2.xyz", "--species", "Cu")
        self.assertAlmostEqual(result["points"][1]["relation"]["species"][0]["pearson"]["value"],
                               alone["species"][0]["pearson"]["value"], 9)
        for scan, words in (("s2:cutoff=3", ["several values"]), ("s2:cutoff=3+x", ["'x'"]), ("s2:cutoff=0+3", ["> 0"]),
                            ("nope:a=1+2", ["nope"]), ("s2:cutoff=3:1e6:0.1", ["200"]),
                            ("s2:cutoff=3+4,dr=0.1+0.2", ["one option"])):
            self.assert_refused(USAGE, "relate", "--scan", scan, "a", "--in", "glass.xyz", says=words)

    def test_directional(self):
        out, _ = self.run_program("relate", "--directional", "voronoi_index", "--in", "with.xyz")
        self.assertIn("mean of components", out)
        self.assert_refused(USAGE, "relate", "--directional", "a", "--in", "with.xyz", says=["voronoi_index"])
        self.assert_refused(USAGE, "relate", "--all", "--directional", "a", "--in", "with.xyz", says=["one of"])


if __name__ == "__main__":
    program.main()
