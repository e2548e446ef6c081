"""explore: a campaign survives whatever ends it, and refuses what does not belong to it."""
import random
import resource
import signal
import sqlite3
import subprocess
import time

import program
from program import BAD_INPUT, ENGINE, RESUMABLE, USAGE

POTENTIAL = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005"


def vacancy_in_copper(a=3.63909, n=3):
    """Extended XYZ of fcc copper without one atom."""
    sites = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    atoms = [(a * (i + x), a * (j + y), a * (k + z)) for i in range(n) for j in range(n) for k in range(n) for x, y, z in sites]
    del atoms[40]
    lines = [str(len(atoms)), f'Lattice="{n*a} 0 0 0 {n*a} 0 0 0 {n*a}" Properties=species:S:1:pos:R:3 pbc="T T T"']
    return "\n".join(lines + [f"Cu {x:.9f} {y:.9f} {z:.9f}" for x, y, z in atoms]) + "\n"


class Campaign(program.ProgramTest):
    def setUp(self):
        super().setUp()
        potentials = subprocess.run([program.PROGRAM, "energy", self.write("crystal.xyz", vacancy_in_copper()),
                                     "--potential", POTENTIAL], capture_output=True, text=True)
        if potentials.returncode == BAD_INPUT:
            self.skipTest("the KIM models (package openkim-models) are not installed")
        self.run_program("relax", "crystal.xyz", "--potential", POTENTIAL, "-o", "start.xyz")

    def command(self, catalogue, attempts=4, seed=1):
        return ["explore", "start.xyz", "--potential", POTENTIAL, "--atoms", "1-6", "--events-per-atom", attempts,
                "--seed", seed, "--threads", 2, "-o", catalogue]

    def start(self, *arguments, **keywords):
        return subprocess.Popen([program.PROGRAM, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **keywords)

    def events(self, catalogue):
        """All columns of all events but the time they took."""
        with sqlite3.connect(self.folder / catalogue) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(event)") if row[1] != "seconds"]
            return connection.execute(f"SELECT {','.join(columns)} FROM event ORDER BY id").fetchall()

    def test_killed_again_and_again_it_ends_in_the_same_catalogue(self):
        self.run_program(*self.command("whole.db"))
        whole = self.events("whole.db")
        self.assertEqual(len(whole), 24)
        chance = random.Random(1)
        stored, kills = 0, 0
        for _ in range(200):
            process = self.start(*self.command("killed.db"))
            try:
                _, err = process.communicate(timeout=0.1 + 0.4 * chance.random())
                self.assertEqual(process.returncode, 0, err)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
            if (self.folder / "killed.db").exists():
                try:
                    now = len(self.events("killed.db"))
                except sqlite3.OperationalError:
                    now = 0  # killed before the tables were made
                self.assertGreaterEqual(now, stored, "an event that was stored is lost")
                stored = now
        else:
            self.run_program(*self.command("killed.db"))
        self.assertGreater(kills, 0)
        self.assertEqual(self.events("killed.db"), whole)
        _, err = self.run_program(*self.command("killed.db"))
        self.assertIn("nothing to do", err)

    def test_sigterm_stops_within_two_seconds_and_says_how_to_go_on(self):
        process = self.start(*self.command("stopped.db", attempts=1000))
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        begin = time.monotonic()
        _, err = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begin, 10)  # two on a machine that does nothing else
        self.assertEqual(process.returncode, RESUMABLE, err)
        self.assertIn("the same command continues", err)
        summary = self.run_json(*self.command("stopped.db", attempts=1))
        self.assertTrue(summary["complete"])
        self.assertNotIn("stopped", summary["status"])

    def test_a_full_disk_is_one_clear_message_and_loses_nothing(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

        process = self.start(*self.command("full.db", attempts=200), preexec_fn=small_files)
        _, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, ENGINE, err)
        self.assertIn("full.db", err)
        self.assertIn("make room", err)
        kept = self.events("full.db")
        self.assertGreater(len(kept), 0)
        attempts = 1 + max(row[2] for row in kept)
        self.run_program(*self.command("full.db", attempts=attempts))
        self.assertEqual([row for row in self.events("full.db") if row in kept], kept)

    def test_refuses_what_does_not_belong(self):
        self.run_program(*self.command("a.db", attempts=1))
        self.assert_refused(USAGE, *self.command("a.db", seed=2), says=["a.db", "seed = 1, not 2"])
        self.assert_refused(USAGE, *self.command("a.db"), "--step", "0.2", says=["step"])
        self.assert_refused(USAGE, "explore", "start.xyz", "--potential", POTENTIAL, "--atoms", "1-6,Fe", "-o", "b.db",
                            says=["Fe", "neither a list of ids nor an element"])
        self.assert_refused(BAD_INPUT, "explore", "crystal.xyz", "--potential", POTENTIAL, "-o", "b.db",
                            says=["not at a minimum", "glasscape relax"])
        self.write("c.db", "no database at all\n" * 100)
        self.assert_refused(BAD_INPUT, *self.command("c.db"), says=["c.db", "no usable catalogue"])
        self.assertFalse((self.folder / "b.db").exists())


if __name__ == "__main__":
    program.main()
