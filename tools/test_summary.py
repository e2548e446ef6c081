#!/usr/bin/env python3
"""Closes a test run: failures, skipped tests with their reasons, and the line 'N passed, N failed, N skipped'.

Reads the JUnit file that ctest writes. Exit code 1 if a test failed or nothing ran.
"""
import re
import sys
import xml.etree.ElementTree as xml


def reason(output):
    """The line that a test printed when it skipped itself (GoogleTest, unittest, or 'skipped: ...')."""
    lines = [line.strip() for line in output.splitlines()]
    for i, line in enumerate(lines):
        if line.endswith(": Skipped") and i + 1 < len(lines):
            return lines[i + 1]
        match = re.search(r"\bskipped:? +['\"]?(.+?)['\"]?$", line, re.IGNORECASE)
        if match and "SKIPPED  ]" not in line and "[" not in line[:2]:
            return match.group(1)
    return "no reason given"


def main():
    try:
        cases = xml.parse(sys.argv[1]).getroot().findall("testcase")
    except (OSError, xml.ParseError) as error:
        print(f"the tests left no readable result file: {error}")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    passed, failed, skipped, parts = [], [], {}, {}
    for case in cases:
        name, status = case.get("name"), case.get("status")
        output = case.findtext("system-out") or ""
        if status == "run":
            passed.append(name)
            for part, why in re.findall(r"^(\w+) \(.*skipped ['\"](.*)['\"]$", output, re.MULTILINE):
                parts.setdefault(why, []).append(f"{name} {part}")
        elif status in ("disabled", "notrun"):
            message = case.find("skipped")
            told = reason(output) if output.strip() else (message.get("message") if message is not None else "not run")
            skipped.setdefault(told, []).append(name)
        else:
            failed.append(name)
    for why, names in sorted(skipped.items()):
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        print(f"skipped: {shown}\n  because: {why}")
    for why, names in sorted(parts.items()):
        print(f"skipped within a test that passed: {', '.join(names)}\n  because: {why}")
    for name in failed:
        print(f"FAILED: {name}")
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped) and sum(map(len, skipped.values()))} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
