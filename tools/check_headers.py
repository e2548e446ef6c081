#!/usr/bin/env python3
"""Each header compiles alone, so that it can be included in any order."""
import sys

import compile_db as db

COMPILER = "g++"


def check():
    db.configure()
    headers = sorted(p for top in ("src", "apps") for p in (db.ROOT / top).rglob("*.hpp"))
    commands = db.commands()

    def nearest(header):
        """Flags of a source of the same folder, else of the nearest folder above; of a test if it is for tests."""
        for_tests = "gtest" in db.read(header) or '"support/' in db.read(header)
        for folder in header.parents:
            for source, (flags, cwd) in commands.items():
                if folder in source.parents and source.stem.endswith("_test") == for_tests:
                    return flags, cwd
        raise SystemExit(f"no source near {header}")

    def arguments(header):
        flags, cwd = nearest(header)
        return [COMPILER, *flags, "-fsyntax-only", "-include", str(header), "-x", "c++", "/dev/null"], cwd

    problems, ran = db.run_cached("headers", headers, arguments)
    return problems, f"{len(headers)} headers compile alone ({ran} looked at anew)"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"headers: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
