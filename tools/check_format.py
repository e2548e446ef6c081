#!/usr/bin/env python3
"""C++ files are as clang-format 14 writes them with .clang-format; repair with `clang-format-14 -i FILE`."""
import subprocess
import sys

from check_files import ROOT, tracked

TOOL = "clang-format-14"


def check():
    files = [str(path) for path in tracked() if path.suffix in (".cpp", ".hpp")]
    done = subprocess.run([TOOL, "--dry-run", "-Werror", "--ferror-limit=1", *files], cwd=ROOT, capture_output=True,
                          text=True, stdin=subprocess.DEVNULL)
    wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "[-Wclang-format-violations]" in line})
    problems = [f"{name.replace(str(ROOT) + '/', '')}: not formatted; run {TOOL} -i on it" for name in wrong]
    if done.returncode and not problems:
        problems = [done.stderr.strip()]
    return problems, f"{len(files)} C++ files are formatted"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"format: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
