"""polymer, and the verbs that take its chains further: quench --start, deform, relax, orientation."""
import gzip
import json

import program
from program import BAD_INPUT, USAGE


def data_header(path):
    """Counts of a LAMMPS data file by name."""
    counts = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if words and words[0].isdigit() and len(words) in (2, 3) and words[1].isalpha():
            counts.setdefault(" ".join(words[1:]), int(words[0]))
        if words[:1] == ["Atoms"]:
            break
    return counts


class Polymer(program.ProgramTest):
    chains = ("--chains", 14, "--push-time", "1 ps", "--equilibration", "3 ps", "--sample-interval", "0.1 ps")

    def test_chains_through_the_verbs(self):
        made = self.run_json("polymer", *self.chains, "-o", "melt", "--threads", 1)
        self.assertEqual(made["beads"], 560)
        self.assertGreater(made["end_to_end_squared_A2"]["mean"], 0)
        counts = {"atoms": 560, "atom types": 2, "bonds": 14 * 49, "bond types": 2, "angles": 14 * 56, "angle types": 3}
        self.assertEqual(data_header(self.folder / "melt/melt.data"), counts)

        self.run_program("quench", "--start", "melt/melt.data", "--potential", "martini-ps-a", "--melt-temperature", 600,
                         "--melt-time", "1 ps", "--final-temperature", 300, "--cooling-rate", "1e14 K/s", "--timestep",
                         "5 fs", "--free-shape-below", 350, "--tg-glass-window", "300,400", "--tg-melt-window", "500,600",
                         "-o", "glass", "--threads", 1)
        self.assertEqual(data_header(self.folder / "glass/glass.data"), counts)

        self.run_program("deform", "glass/glass.data", "--potential", "martini-ps-a", "--protocol", "creep", "--stress",
                         0.05, "--axis", "y", "--temperature", 300, "--equilibration", "1 ps", "--ramp", "1 ps", "--time",
                         "2 ps", "--release", "--recovery", "1 ps", "--timestep", "5 fs", "--frames", 3, "-o", "creep",
                         "--threads", 1)
        for name in ("start.data", "final.data"):
            self.assertEqual(data_header(self.folder / "creep" / name), counts)

        self.run_program("relax", "glass/glass.data", "--potential", "martini-ps-a", "--force-tolerance", 0.01, "-o",
                         "relaxed.data")
        self.assertEqual(data_header(self.folder / "relaxed.data"), counts)

        turned = self.run_json("orientation", "creep/start.data", "creep/final.xyz", "--axis", "y", "-o", "turned")
        self.assertEqual(turned["bonds"]["directions"], 14 * 19)
        self.assertEqual(turned["rings"]["directions"], 140)
        self.assertEqual(turned, json.loads((self.folder / "turned/orientation.json").read_text()))
        self.assertEqual(len((self.folder / "turned/chains.csv").read_text().splitlines()), 15)
        self.assertEqual(len((self.folder / "turned/orientation.csv").read_text().splitlines()), 19)
        # Frames of the run hold no bonds: they are those of the reference. The last one is the final state.
        framed = self.run_json("orientation", "creep/start.data", "creep/trajectory.dump.gz", "--axis", "y")
        self.assertAlmostEqual(framed["bonds"]["p2_after"]["mean"], turned["bonds"]["p2_after"]["mean"], 4)
        with gzip.open(self.folder / "creep/trajectory.dump.gz", "rt") as frames:
            self.assertIn("ITEM: ATOMS id mol type element xu yu zu\n", frames.readlines())

        self.assert_refused(USAGE, "quench", "--start", "melt/melt.data", "--composition", "Cu", "--potential",
                            "martini-ps-a", says=["one of them"])
        self.assert_refused(BAD_INPUT, "energy", "creep/final.xyz", "--potential", "martini-ps-a", says=["no bonds"])
        self.assert_refused(BAD_INPUT, "orientation", "creep/final.xyz", "creep/final.xyz", says=["no bonds"])
        self.assert_refused(USAGE, "orientation", "creep/start.data", "creep/final.xyz", "--axis", "up", says=["up"])
        self.assert_refused(USAGE, "orientation", "creep/start.data", "creep/final.xyz", "-o", "turned", says=["--force"])

    def test_plan_and_input_for_lammps(self):
        text, _ = self.run_program("polymer", *self.chains, "--plan")
        self.assertIn("14 chains of 10 monomers (560 beads)", text)
        self.run_program("polymer", *self.chains, "--emit-lammps", "-o", "input")
        script = (self.folder / "input/in.polymer").read_text()
        for words in ("atom_style molecular", "pair_style lj/gromacs 9 12", "special_bonds lj 0 0 0", "pair_style soft"):
            self.assertIn(words, script)
        self.assertEqual(data_header(self.folder / "input/initial.data")["bonds"], 14 * 49)

    def test_refuses_what_makes_no_chains(self):
        self.assert_refused(USAGE, "polymer", "--chains", 2, "--plan", says=["twice the cutoff"])
        self.assert_refused(USAGE, "polymer", "--chains", 0, "--plan", says=["chains"])
        self.assert_refused(USAGE, "polymer", *self.chains, says=["--output"])
        self.assert_refused(BAD_INPUT, "polymer", "--potential", "ka-lj", "--plan", says=["no force field of molecules"])
        self.assert_refused(BAD_INPUT, "polymer", "--potential", "missing.toml", "--plan", says=["missing.toml"])
        self.write("bad.toml", "[[bead]]\nname = 'A'\nmass = 1\ninner = 3\n")
        self.assert_refused(USAGE, "polymer", "--potential", "bad.toml", "--plan", says=["bad.toml"])


if __name__ == "__main__":
    program.main()
