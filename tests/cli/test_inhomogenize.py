"""inhomogenize: what is planned and printed, and what is refused."""
import subprocess

import program
from program import BAD_INPUT, USAGE

EAM = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"


def crystal(cells=6, edge=3.63909):
    """fcc copper as extended XYZ."""
    length = cells * edge
    lines = [str(4 * cells**3), f'Lattice="{length} 0 0 0 {length} 0 0 0 {length}" Properties=species:S:1:pos:R:3 pbc="T T T"']
    for n in range(cells**3):
        corner = (n // cells**2, n // cells % cells, n % cells)
        for basis in ((0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)):
            lines.append("Cu " + " ".join(f"{edge * (c + b):.9f}" for c, b in zip(corner, basis)))
    return "\n".join(lines) + "\n"


class Inhomogenize(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("cu.xyz", crystal())
        done = subprocess.run([program.PROGRAM, "energy", str(self.folder / "cu.xyz"), "--potential", EAM],
                              capture_output=True, text=True)
        if done.returncode == BAD_INPUT and "kim:" in done.stderr:
            self.skipTest("the package openkim-models is not installed")

    def command(self, *more):
        flags = {"--size": 5.5, "--fraction": 0.06, **dict(zip(more[::2], more[1::2]))}
        return ["inhomogenize", "cu.xyz", "--potential", EAM, "--plan", *[word for flag in flags.items() for word in flag]]

    def test_the_number_of_relaxed_atoms_does_not_depend_on_the_connectivity(self):
        for connectivity in (0, 0.5, 1):
            text, _ = self.run_program(*self.command("--connectivity", connectivity))
            self.assertIn("4 regions", text)
            self.assertIn("52 of 864 atoms", text)
            self.assertIn(f"χ_con = {connectivity} ", text)

    def test_an_emitted_input_names_the_groups(self):
        text, _ = self.run_program(*self.command(), "--emit-lammps")
        self.assertIn("group regions id", text)
        self.assertEqual(text.count("create_atoms 1 single"), 864)

    def test_wrong_inputs(self):
        for flags, words in ((("--size", 30), "own image"), (("--fraction", 0.4), "without contact"),
                             (("--connectivity", 2), "connectivity"), (("--direction", "w"), "direction"),
                             (("--temperature", "20 K"), "not above"), (("--temperature", "20 ps"), "temperature")):
            self.assert_refused(USAGE, *self.command(*flags), says=[words])
        self.assert_refused(USAGE, "inhomogenize", "cu.xyz", "--potential", EAM, says=["--output"])
        self.assert_refused(USAGE, "inhomogenize", "cu.xyz", "-o", "x", says=["potential"])
        self.write("open.xyz", crystal().replace("T T T", "T T F"))
        self.assert_refused(BAD_INPUT, "inhomogenize", "open.xyz", "--potential", EAM, "-o", "x", says=["periodic"])


if __name__ == "__main__":
    program.main()
