"""submit: the scripts of a campaign run, survive being stopped, and end in the catalogue one worker would have made."""
import os
import shutil
import signal
import subprocess
import time

import campaign
import program
from program import BAD_INPUT, RESUMABLE, USAGE


class Scripts(program.ProgramTest):
    def setUp(self):
        super().setUp()
        campaign.prepare(self)

    def script(self, kind, *more, output="events.db"):
        text, _ = self.run_program("submit", "start.xyz", "--potential", "lj.toml", "--print", kind, "--shards", 3,
                                   "--events-per-atom", 4, "--seed", 5, *more, "-o", output)
        return self.write(f"campaign.{kind}", text)

    def bash(self, script, code=0, **environment):
        done = subprocess.run(["bash", script], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, env={**os.environ, "JOBS": "2", **environment})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def assert_complete(self, output="events.db"):
        self.run_program(*campaign.explore("whole.db", "--seed", 5, "--force", attempts=4))
        self.assertEqual(campaign.content(self.folder / output), campaign.content(self.folder / "whole.db"))

    def test_parallel_runs_to_the_end(self):
        script = self.script("parallel", output="my events.db")
        self.assertFalse((self.folder / "my events.shards").exists(), "submit starts nothing")
        self.bash(script)
        self.assert_complete("my events.db")
        self.bash(script)  # again: nothing is computed, nothing changes
        self.assert_complete("my events.db")

    def test_parallel_stopped_by_a_signal_continues(self):
        script = self.script("parallel")
        process = subprocess.Popen(["bash", script], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, text=True, env={**os.environ, "JOBS": "2"})
        time.sleep(0.8)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, RESUMABLE, err)
        self.assertIn("start this script again", err)
        self.assertFalse((self.folder / "events.db").exists())
        self.bash(script)
        self.assert_complete()

    def test_parallel_with_little_time_continues_until_it_is_done(self):
        script = self.script("parallel", "--max-time", "0.5 s")
        for _ in range(60):
            done = subprocess.run(["bash", script], cwd=self.folder, capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL)
            if done.returncode == 0:
                break
            self.assertEqual(done.returncode, RESUMABLE, done.stderr)
        self.assert_complete()

    def test_parallel_shows_what_failed(self):
        script = self.script("parallel")
        self.write("start.xyz", "no configuration\n")
        done = self.bash(script, code=BAD_INPUT)
        self.assertIn("shard 1 failed", done.stderr)
        self.assertIn("start.xyz", done.stderr)

    def test_slurm_tasks_requeue_themselves_and_the_last_merges(self):
        # A queue in miniature: scontrol notes who wants to come again.
        (self.folder / "bin").mkdir()
        queue = self.write("bin/scontrol", f'#!/bin/bash\necho "$@" >> "{self.folder}/requeued"\n')
        queue.chmod(0o755)
        script = self.script("slurm", "--max-time", "0.25 s")
        text = script.read_text()
        for line in ("#SBATCH --array=1-3", "#SBATCH --time=00:05:01", "#SBATCH --signal=B:TERM@60", "#SBATCH --requeue"):
            self.assertIn(line + "\n", text)
        subprocess.run(["bash", "-n", script], check=True)
        waiting, runs = [1, 2, 3], 0
        while waiting and runs < 100:
            task = waiting.pop(0)
            runs += 1
            (self.folder / "requeued").unlink(missing_ok=True)
            self.bash(script, SLURM_ARRAY_TASK_ID=str(task), SLURM_ARRAY_JOB_ID="42", SLURM_SUBMIT_DIR=str(self.folder),
                      PATH=f"{self.folder}/bin:{os.environ['PATH']}")
            if (self.folder / "requeued").exists():
                self.assertEqual((self.folder / "requeued").read_text(), f"requeue 42_{task}\n")
                waiting.append(task)
            self.assertEqual((self.folder / "events.db").exists(), not waiting)
        self.assertGreater(runs, 3)
        self.assert_complete()

    def test_a_slurm_task_that_is_told_to_end_requeues_itself(self):
        (self.folder / "bin").mkdir()
        self.write("bin/scontrol", f'#!/bin/bash\necho "$@" >> "{self.folder}/requeued"\n').chmod(0o755)
        text, _ = self.run_program("submit", "start.xyz", "--potential", "lj.toml", "--print", "slurm", "--shards", 2,
                                   "--events-per-atom", 500, "-o", "events.db")
        self.assertNotIn("--time", text.replace("--max-time", ""))
        process = subprocess.Popen(["bash", self.write("job.sh", text)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, "SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_JOB_ID": "7",
                                        "PATH": f"{self.folder}/bin:{os.environ['PATH']}"})
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertEqual((self.folder / "requeued").read_text(), "requeue 7_2\n")

    def test_snakemake(self):
        script = self.script("snakemake")
        text = script.read_text()
        self.assertIn("--shard {wildcards.k}/3", text)
        self.assertIn("--seed 5", text)
        if not shutil.which("snakemake"):
            self.skipTest("snakemake is not installed; its file was only looked at")
        subprocess.run(["snakemake", "--cores", "2", "--quiet", "-s", script], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assert_complete()

    def test_wrong_inputs(self):
        good = ["submit", "start.xyz", "--potential", "lj.toml", "-o", "events.db"]
        self.assert_refused(USAGE, *good, "--shards", 3, says=["--print"])
        self.assert_refused(USAGE, *good, "--shards", 3, "--print", "pbs", says=["pbs"])
        self.assert_refused(USAGE, *good, "--shards", 0, "--print", "slurm", says=["--shards"])
        self.assert_refused(USAGE, *good, "--shards", 3, "--print", "slurm", "--max-time", "never", says=["--max-time"])
        self.assert_refused(BAD_INPUT, "submit", "none.xyz", "--potential", "lj.toml", "-o", "e.db", "--shards", 3,
                            "--print", "slurm", says=["none.xyz"])


if __name__ == "__main__":
    program.main()
