"""Runs the built program as a user does: a command line in, exit code, stdout and stderr out.

A test is tests/cli/test_<topic>.py with unittest cases derived from ProgramTest; ctest runs each file. Every case gets
an empty folder of its own, self.folder, which is also the working folder of the program.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ.get("GLASSCAPE_PROGRAM") or str(Path(__file__).resolve().parents[2] / "build" / "glasscape")
SOURCE = Path(__file__).resolve().parents[2]
SHARED_DATA = SOURCE.parent / "shared" / "data"

USAGE, BAD_INPUT, NOT_CONVERGED, ENGINE, RESUMABLE = 2, 3, 4, 5, 75


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="glasscape-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_program(self, *arguments, code=0, timeout=300, environment=None):
        """Runs `glasscape ARGUMENTS`, checks the exit code, and returns (stdout, stderr)."""
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=timeout,
                              env={**os.environ, **(environment or {})})
        told = f"glasscape {' '.join(map(str, arguments))}\nstdout: {done.stdout[-2000:]}\nstderr: {done.stderr[-2000:]}"
        self.assertEqual(done.returncode, code, told)
        return done.stdout, done.stderr

    def run_json(self, *arguments, **keywords):
        """The JSON document that `glasscape ARGUMENTS --json` writes to stdout."""
        return json.loads(self.run_program(*arguments, "--json", **keywords)[0])

    def assert_refused(self, code, *arguments, says=()):
        """The command fails with that exit code, writes nothing to stdout, and one message that holds all of `says`."""
        out, err = self.run_program(*arguments, code=code)
        self.assertEqual(out, "", "a failure writes nothing to stdout")
        self.assertTrue(err.strip(), "a failure is explained")
        self.assertLess(len(err.splitlines()), 15, err)
        for words in says:
            self.assertIn(words, err)
        return err

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


def verbs():
    """Names of the verbs, read from the help page."""
    page = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    found, listing = [], False
    for line in page.splitlines():
        if line.startswith("Subcommands:"):
            listing = True
        elif listing and line.startswith("  ") and not line.startswith("   "):
            found.append(line.split()[0])
    return found


def shared_data(name):
    """A file of the shared data, or a skip that says why."""
    path = SHARED_DATA / name
    if not path.exists():
        raise unittest.SkipTest(f"the shared data set {name} is not on this machine")
    return path


def main():
    """Runs the cases of the calling file. If every case was skipped, exit code 77 tells ctest so."""
    result = unittest.main(module="__main__", exit=False).result
    if result.testsRun and len(result.skipped) == result.testsRun:
        raise SystemExit(77)
    raise SystemExit(0 if result.wasSuccessful() and result.testsRun else 1)
