#!/usr/bin/env python3
"""Fragments of changelog.d (see its README) are short texts for users, one file per change."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_CHARACTERS = 600


def check():
    problems = []
    fragments = [path for path in sorted((ROOT / "changelog.d").iterdir()) if path.name != "README.md"]
    for path in fragments:
        place = path.relative_to(ROOT)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", path.name):
            problems.append(f"{place}: the name is words of a-z and 0-9 joined by '-', ending in .md")
            continue
        text = path.read_text().strip()
        if not text or len(text) > MAX_CHARACTERS:
            problems.append(f"{place}: {len(text)} characters; write one or two sentences (at most {MAX_CHARACTERS})")
        if text.startswith(("#", "-", "*")) or "\n\n" in text:
            problems.append(f"{place}: one paragraph, without heading or list")
        if text and not text.endswith((".", "`.", ").")):
            problems.append(f"{place}: the text ends with a full stop")
    if not fragments and "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text():
        problems.append("changelog.d: no fragment; a change that users notice needs one")
    return problems, f"{len(fragments)} fragments"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"changelog: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
