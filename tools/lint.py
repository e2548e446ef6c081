#!/usr/bin/env python3
"""Runs the checks of the house, all or those named, and prints one line for each. `./dev lint` calls it."""
import subprocess
import sys
import time

import check_changelog
import check_docs
import check_files
import check_format
import check_headers
import check_layers
import check_tidy


def check_web():
    """Type errors of the report page."""
    web = check_files.ROOT / "web"
    if not (web / "package.json").exists():
        return [], "no report page"
    done = subprocess.run(["npm", "--prefix", str(web), "run", "--silent", "lint"], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    return ([(done.stdout + done.stderr).strip()] if done.returncode else []), "the report page has no type errors"


CHECKS = {
    "layers": check_layers.check,
    "files": check_files.check,
    "changelog": check_changelog.check,
    "docs": check_docs.check,
    "format": check_format.check,
    "web": check_web,
    "headers": check_headers.check,
    "tidy": check_tidy.check,
}


def main():
    chosen = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        print(f"lint: no check is named {unknown[0]!r}; the checks are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = []
    for name in chosen:
        start = time.monotonic()
        problems, summary = CHECKS[name]()
        if problems:
            failed.append(name)
            print(f"{name:<10} FAILED  {len(problems)} problem{'s' * (len(problems) > 1)}")
            for problem in problems:
                print("  " + problem.replace("\n", "\n  "))
        else:
            print(f"{name:<10} ok      {summary}, {time.monotonic() - start:.1f} s")
        sys.stdout.flush()
    print(f"lint: {len(chosen) - len(failed)} passed, {len(failed)} failed" + (f": {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
