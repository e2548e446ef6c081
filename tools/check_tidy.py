#!/usr/bin/env python3
"""clang-tidy with the checks of .clang-tidy finds nothing; a file is looked at again only when it or its includes change."""
import re
import sys

import compile_db as db

TOOL = "clang-tidy-14"


def check():
    db.configure()
    sources = sorted(s for s in db.commands() if db.ROOT in s.parents and "build" not in s.relative_to(db.ROOT).parts[0])

    def arguments(source):
        return [TOOL, "--quiet", "-p", str(db.BUILD), str(source)], str(db.ROOT)

    problems, ran = db.run_cached("tidy", sources, arguments, extra=(db.ROOT / ".clang-tidy").read_text())
    problems = [re.sub(r"^\d+ warnings? .*\n?", "", text, flags=re.MULTILINE).strip() for text in problems]
    return problems, f"{len(sources)} sources without a finding ({ran} looked at anew)"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"tidy: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
