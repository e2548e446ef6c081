#!/usr/bin/env python3
"""Rules for every file that git knows: size, length, no notes to oneself, nothing of one machine."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES, MAX_BYTES = 500, 200 * 1024
SOURCE = {".cpp", ".hpp", ".py", ".ts", ".mjs", ".js", ".css", ".sh", ".cmake"}
TEXT = SOURCE | {".md", ".txt", ".toml", ".json", ".html", ".in", ".yml", ""}
GENERATED = {"package-lock.json"}

# The words are put together here so that this file passes its own check.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b|\b(?i:"
                        + "|".join(["place" + "holder", "for" + " now", "st" + "ub(?:s|bed)?"]) + r")\b(?!=)")
MACHINE = re.compile(r"(?<![\w.}~/-])/(?:home|Users|root|work|workspace)/[\w.-]+")
OTHER_REGISTRY = re.compile(r'"resolved": "(?!https://registry\.npmjs\.org/)')


def tracked():
    """Every file that git tracks or would track; in an unpacked archive, every file outside build folders."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    skipped = re.compile(r"(^|/)(build[^/]*|node_modules|dist|__pycache__|\.git)/")
    names = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [ROOT / name for name in sorted(names) if not skipped.search(name.as_posix())]


def check():
    problems = []
    files = tracked()
    for path in files:
        place = path.relative_to(ROOT)
        size = path.stat().st_size
        if size > MAX_BYTES and path.name not in GENERATED:
            problems.append(f"{place}: {size // 1024} KiB; no file is larger than {MAX_BYTES // 1024} KiB")
        if path.suffix not in TEXT and path.name not in ("dev", "run"):
            continue
        text = path.read_text(errors="replace")
        if path.name in GENERATED:
            if OTHER_REGISTRY.search(text):
                problems.append(f"{place}: names a package registry other than registry.npmjs.org")
            continue
        lines = text.split("\n")
        if path.suffix in SOURCE and len(lines) - 1 > MAX_LINES:
            problems.append(f"{place}: {len(lines) - 1} lines; no source file is longer than {MAX_LINES}")
        if text and not text.endswith("\n"):
            problems.append(f"{place}: the last line does not end")
        for number, line in enumerate(lines, 1):
            for rule, what in ((UNFINISHED, "a note about unfinished work"), (MACHINE, "a path of one machine")):
                found = rule.search(line)
                if found:
                    problems.append(f"{place}:{number}: {what}: {found.group(0)!r}")
            if "\t" in line and path.suffix in (".cpp", ".hpp", ".py", ".ts", ".md"):
                problems.append(f"{place}:{number}: a tab")
            if line.rstrip() != line and path.suffix in SOURCE:
                problems.append(f"{place}:{number}: blanks at the end of the line")
    return problems, f"{len(files)} files within the rules"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"files: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
