"""Campaigns in shards: killed at random, stopped, continued, merged, and the same as an uninterrupted one."""
import random
import signal
import sqlite3
import subprocess
import time

import campaign
import program
from program import BAD_INPUT, RESUMABLE, USAGE


class CampaignTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        campaign.prepare(self)

    def start(self, *arguments):
        return subprocess.Popen([program.PROGRAM, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def content(self, name):
        return campaign.content(self.folder / name)


class Killed(CampaignTest):
    def test_two_hundred_kills_lose_nothing_and_repeat_nothing(self):
        kills, attempts, seen_by_reader = 0, 10, 0
        chance = random.Random(20)
        acknowledged = {}
        while kills < 200:
            process = self.start(*campaign.explore("killed.db", attempts=attempts))
            time.sleep(chance.expovariate(1 / 0.07))
            if process.poll() is not None:  # complete already: a longer campaign goes on from there
                _, err = process.communicate()
                self.assertEqual(process.returncode, 0, err)
                attempts += 5
                continue
            if (self.folder / "killed.db").exists() and chance.random() < 0.5:
                # What a reader has seen counts as acknowledged, whatever happens next.
                try:
                    seen = campaign.live_content(self.folder / "killed.db")
                    seen_by_reader += len(seen) > len(acknowledged)
                    acknowledged |= seen
                except sqlite3.OperationalError:
                    self.assertEqual(acknowledged, {}, "the tables were there before")
            process.kill()
            process.communicate()
            kills += process.returncode == -signal.SIGKILL
            if not (self.folder / "killed.db").exists():
                continue
            try:
                now = self.content("killed.db")
            except sqlite3.OperationalError:
                self.assertEqual(acknowledged, {}, "the tables were there before")
                continue
            for key, row in acknowledged.items():
                self.assertEqual(now.get(key), row, f"{key} was lost or changed by kill {kills}")
            acknowledged = now
        self.assertGreater(seen_by_reader, 10)
        command = campaign.explore("killed.db", attempts=attempts)
        self.run_program(*command)
        self.run_program(*campaign.explore("whole.db", attempts=attempts))
        self.assertEqual(self.content("killed.db"), self.content("whole.db"))
        _, err = self.run_program(*command)
        self.assertIn("nothing to do", err)


class Shards(CampaignTest):
    def test_shards_merge_to_what_one_worker_makes(self):
        for options in ([], ["--until", "successes", "--max-attempts", 6], ["--sample", 5, "--seed", 3]):
            with self.subTest(options=options):
                self.run_program(*campaign.explore("whole.db", *options, "--force"))
                parts = []
                for k in (1, 2, 3):
                    self.run_program(*campaign.explore(f"{k}.db", "--shard", f"{k}/3", *options, "--force"))
                    parts.append(self.content(f"{k}.db"))
                self.assertEqual(sum(map(len, parts)), len(self.content("whole.db")))
                events = [sum(table == "event" for table, _ in part) for part in parts]
                if "successes" not in options:
                    self.assertLessEqual(max(events) - min(events), 1)
                result = self.run_json("merge", "merged.db", "3.db", "1.db", "2.db", "--force")
                self.assertEqual((result["events"], result["added"], result["repeated"]), (sum(events), sum(events), 0))
                self.assertEqual(self.content("merged.db"), self.content("whole.db"))
                # The merged file is a catalogue like any other: it has all there is to do.
                _, err = self.run_program(*campaign.explore("merged.db", *options))
                self.assertIn("nothing to do", err)

    def test_atoms_at_regular_distances_are_spread_over_the_shards(self):
        for k in (1, 2, 3, 4):
            result = self.run_json(*campaign.explore(f"{k}.db", "--shard", f"{k}/4", atoms="every:4", attempts=1))
            self.assertIn(result["computed"], (1, 2))

    def test_shards_killed_in_the_middle_are_merged_as_they_are(self):
        acknowledged = {}
        for k in (1, 2):
            process = self.start(*campaign.explore(f"{k}.db", "--shard", f"{k}/2", attempts=20))
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and len(self.content(f"{k}.db") if self.exists(f"{k}.db") else {}) < 8:
                time.sleep(0.1)
            acknowledged |= campaign.live_content(self.folder / f"{k}.db")
            process.kill()
            process.communicate()
            self.assertTrue((self.folder / f"{k}.db-wal").exists())
        self.run_program("merge", "merged.db", "1.db", "2.db")
        merged = self.content("merged.db")
        self.assertGreater(len(acknowledged), 15)
        self.assertEqual({key: merged.get(key) for key in acknowledged}, acknowledged)
        self.assertEqual(merged, {**self.content("1.db"), **self.content("2.db")})

    def exists(self, name):
        try:
            self.content(name)
            return True
        except (sqlite3.OperationalError, FileNotFoundError):
            return False

    def test_wrong_shards_and_times(self):
        for bad in ("0/4", "5/4", "2", "a/b", "1/0"):
            self.assert_refused(USAGE, *campaign.explore("a.db", "--shard", bad), says=["--shard", bad, "k/K"])
        for bad in ("-1", "0", "3 eV", "soon"):
            self.assert_refused(USAGE, *campaign.explore("a.db", f"--max-time={bad}"), says=["--max-time"])
        self.assertFalse((self.folder / "a.db").exists())


class Stopped(CampaignTest):
    def test_sigterm_ends_in_time_whenever_it_comes(self):
        chance = random.Random(3)
        for k in range(8):
            process = self.start(*campaign.explore("stopped.db", attempts=200))
            time.sleep(0.15 + 0.4 * chance.random())
            process.send_signal(signal.SIGTERM)
            begin = time.monotonic()
            _, err = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - begin, 5)  # two seconds on a machine that does nothing else
            self.assertEqual(process.returncode, RESUMABLE, err)
            self.assertIn("the same command continues", err)

    def test_max_time_ends_with_75_and_the_same_command_goes_on(self):
        stored = 0
        for k in range(3):
            begin = time.monotonic()
            result = self.run_json(*campaign.explore("timed.db", "--max-time", "1 s", attempts=200), code=RESUMABLE)
            self.assertLess(time.monotonic() - begin, 10)
            self.assertGreater(result["attempts"], stored)
            stored = result["attempts"]
            self.assertEqual(result["attempts"] + result["remaining"], 31 * 200)
        result = self.run_json(*campaign.explore("timed.db", "--max-time", "1h", attempts=1))
        self.assertTrue(result["complete"])
        self.assertNotIn("stopped", result["status"])


class Merge(CampaignTest):
    def test_refuses_what_does_not_belong_together_and_keeps_the_output(self):
        self.run_program(*campaign.explore("a.db", atoms="1-3"))
        self.run_program(*campaign.explore("seed.db", "--seed", 2, atoms="1-3", attempts=1))
        self.run_program(*campaign.explore("step.db", "--step", 0.1, atoms="1-3", attempts=1))
        self.write("other.toml", campaign.POTENTIAL.replace("0.2", "0.21"))
        self.run_program("explore", "start.xyz", "--potential", "other.toml", "--atoms", "1-2", "--events-per-atom", 1,
                         "-o", "potential.db", "--start-force", 1)
        self.run_program("relax", "crystal.xyz", "--potential", "lj.toml", "-o", "moved.xyz", "--force-tolerance", "1e-4")
        text = (self.folder / "moved.xyz").read_text().splitlines()
        self.write("moved.xyz", "\n".join(text[:2] + text[3:] + text[2:3]) + "\n")
        self.run_program("explore", "moved.xyz", "--potential", "lj.toml", "--atoms", "1-2", "--events-per-atom", 1,
                         "-o", "glass.db")
        before = (self.folder / "a.db").read_bytes()
        for name, code, says in (("seed.db", USAGE, "seed = 2, not 1"), ("step.db", USAGE, "step = 0.1, not 0.15"),
                                 ("potential.db", BAD_INPUT, "another potential"),
                                 ("glass.db", BAD_INPUT, "another configuration"), ("none.db", BAD_INPUT, "none.db")):
            self.assert_refused(code, "merge", "a.db", name, says=[name, says])
            self.assert_refused(code, "merge", "new.db", "a.db", name, says=[name])
            self.assertEqual((self.folder / "a.db").read_bytes(), before)
        self.assertFalse((self.folder / "new.db").exists())
        self.assert_refused(USAGE, "merge", "a.db", says=["SHARD"])
        self.assert_refused(USAGE, "merge", "nowhere/a.db", "a.db", says=["nowhere"])

    def test_conflicting_content_is_an_error_that_names_event_and_column(self):
        self.run_program(*campaign.explore("a.db", atoms="1-3"))
        self.run_program("merge", "b.db", "a.db")
        with sqlite3.connect(self.folder / "b.db") as connection:
            event, = connection.execute("SELECT max(id) FROM event WHERE status = 'success'").fetchone()
            connection.execute("UPDATE event SET participation = participation + 1e-9 WHERE id = ?", [event])
        connection.close()
        self.assert_refused(BAD_INPUT, "merge", "a.db", "b.db", says=["b.db", f"event {event}", "participation"])

    def test_an_older_catalogue_is_refused_by_name(self):
        self.run_program(*campaign.explore("a.db", atoms="1", attempts=1))
        connection = sqlite3.connect(self.folder / "a.db")
        connection.execute("PRAGMA user_version = 1")
        connection.close()
        self.assert_refused(BAD_INPUT, "merge", "b.db", "a.db", says=["a.db", "catalogue of version 1"])
        self.assert_refused(BAD_INPUT, *campaign.explore("a.db", atoms="1"), says=["a.db", "catalogue of version 1"])


if __name__ == "__main__":
    program.main()
