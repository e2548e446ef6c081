"""doctor on a machine that has everything: the tests themselves need what it looks for."""
import program


class Doctor(program.ProgramTest):
    def test_a_working_machine_is_healthy(self):
        told = self.run_json("doctor")
        self.assertTrue(told["healthy"], told)
        self.assertEqual([check["what"] for check in told["checks"]],
                         ["processor", "memory", "disk", "potentials", "dynamics"])
        self.assertEqual(list(self.folder.iterdir()), [], "the trial leaves nothing behind")

    def test_trouble_has_an_exit_code_and_a_remedy(self):
        # Without a folder for temporary files the trial cannot be made.
        out, _ = self.run_program("doctor", code=program.ENGINE, environment={"TMPDIR": str(self.folder / "absent")})
        self.assertIn("TROUBLE", out)
        self.assertIn("remedy", out)


if __name__ == "__main__":
    program.main()
