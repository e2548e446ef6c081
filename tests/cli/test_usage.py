"""What every verb shares: help pages, version, unknown words, files that do not exist."""
import program
from program import BAD_INPUT, USAGE


class Help(program.ProgramTest):
    def test_program_lists_its_verbs(self):
        out, err = self.run_program("--help")
        self.assertEqual(err, "")
        self.assertGreater(len(program.verbs()), 1)
        self.assertIn("Subcommands:", out)

    def test_every_verb_explains_itself(self):
        for verb in program.verbs():
            with self.subTest(verb=verb):
                out, err = self.run_program(verb, "--help")
                self.assertEqual(err, "")
                self.assertIn("Usage:", out)
                self.assertIn("--help", out)

    def test_version_is_one_line(self):
        out, _ = self.run_program("--version")
        self.assertRegex(out, r"^glasscape \d+\.\d+\.\d+\n$")


class UnknownWords(program.ProgramTest):
    def test_no_verb(self):
        self.assert_refused(USAGE, says=["help"])

    def test_unknown_verb_names_the_nearest(self):
        err = self.assert_refused(USAGE, "convrt", says=["convrt", "did you mean 'convert'"])
        self.assertIn("relax", err)

    def test_unknown_flag_of_every_verb(self):
        for verb in program.verbs():
            with self.subTest(verb=verb):
                self.assert_refused(USAGE, verb, "--no-such-flag")


class MissingFiles(program.ProgramTest):
    def test_missing_configuration(self):
        self.assert_refused(BAD_INPUT, "convert", "absent.xyz", "-o", "out.xyz", says=["absent.xyz"])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_folder_is_not_a_configuration(self):
        (self.folder / "folder.xyz").mkdir()
        self.assert_refused(BAD_INPUT, "convert", "folder.xyz", "-o", "out.xyz", says=["folder.xyz"])

    def test_an_output_that_exists_is_kept(self):
        self.write("in.xyz", '1\nLattice="5 0 0 0 5 0 0 0 5" Properties=species:S:1:pos:R:3\nCu 0 0 0\n')
        kept = self.write("out.xyz", "precious\n")
        self.assert_refused(USAGE, "convert", "in.xyz", "-o", "out.xyz", says=["out.xyz", "--force"])
        self.assertEqual(kept.read_text(), "precious\n")
        self.run_program("convert", "in.xyz", "-o", "out.xyz", "--force")
        self.assertNotEqual(kept.read_text(), "precious\n")


if __name__ == "__main__":
    program.main()
