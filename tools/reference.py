#!/usr/bin/env python3
"""Reference pages written by the program itself: docs/reference/<verb>.md from --help, and descriptors.md from
`fields --list --json`, compare-fields.md from `compare --list --json`. With --write they are (re)written, without it they are compared, so that they cannot go stale."""
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
PROGRAM = os.environ.get("GLASSCAPE_PROGRAM") or str(ROOT / "build" / "glasscape")
NOTE = "<!-- Written by `./dev docs`; change the program, not this page. -->\n"


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout


def verbs(*above):
    """Name and one line of each verb, or of each part of a verb that has parts, from the help page."""
    listing = run(*above, "--help").partition("Subcommands:\n")[2]
    rows = []
    for line in listing.splitlines():
        if line.startswith("  ") and not line.startswith("   "):
            rows.append(line.split(None, 1))
        elif line.strip() and rows:
            rows[-1] = [rows[-1][0], (rows[-1][1] if len(rows[-1]) > 1 else "") + " " + line.strip()]
    return [(row[0], row[1].strip() if len(row) > 1 else "") for row in rows]


def cell(text):
    return text.replace("|", "\\|") or " "


def descriptor_page(verb, title, use):
    page = [NOTE, f"# {title}\n", f"{use} `glasscape {verb} --list` prints the same.\n"]
    for item in json.loads(run(verb, "--list", "--json")):
        name = item["name"]
        own = ROOT / "docs" / "descriptors" / f"{name}.md"
        page.append(f"## {name}\n")
        page.append(item["summary"] + "." + (f" [More](../descriptors/{name}.md)." if own.exists() else "") + "\n")
        if item["needs"]:
            page.append("Needs the fields " + ", ".join(f"`{need}`" for need in item["needs"]) + ".\n")
        page.append("| field | unit | components | meaning |\n|---|---|---|---|")
        page += [f"| `{o['name']}` | {o['unit']} | {o['components']} | {cell(o['meaning'])} |" for o in item["outputs"]]
        if item["parameters"]:
            page.append("\n| parameter | type | unit | default | allowed | meaning | source |\n|---|---|---|---|---|---|---|")
            page += [f"| `{p['name']}` | {p['type']} | {p['unit']} | {cell(p['default'])} | {cell(p['allowed'])} | "
                     f"{cell(p['help'])} | {cell(p['source'])} |" for p in item["parameters"]]
        page.append(f"\nSource: {item['source']}\n")
    return "\n".join(page)


def pages():
    listed = verbs()
    result = {}
    index = [NOTE, "# Reference\n", "Every flag, as the program prints it.\n", "| verb | |\n|---|---|"]
    index += [f"| [{name}]({name}.md) | {text} |" for name, text in listed]
    index.append("\n[Descriptors and properties](descriptors.md) and [fields of two configurations](compare-fields.md), with "
                 "parameters, fields and sources.\n")
    result["index.md"] = "\n".join(index)
    for name, _ in listed:
        guide = ROOT / "docs" / "verbs" / f"{name}.md"
        link = f"What it does, with an example: [{name}](../verbs/{name}.md).\n" if guide.exists() else ""
        page = [NOTE, f"# glasscape {name}\n", link, f"```text\n{run(name, '--help').strip()}\n```\n"]
        for part, _ in verbs(name):
            page += [f"## glasscape {name} {part}\n", f"```text\n{run(name, part, '--help').strip()}\n```\n"]
        result[f"{name}.md"] = "\n".join(page)
    if any(name == "fields" for name, _ in listed):
        result["descriptors.md"] = descriptor_page("fields", "Descriptors and properties",
                                                   "Use one as `--field NAME:key=value,...` or as `[fields.NAME]` in a study file.")
    if any(name == "compare" for name, _ in listed):
        result["compare-fields.md"] = descriptor_page("compare", "Fields of two configurations",
                                                      "Use one as `--field NAME:key=value,...` of [compare](compare.md).")
    return result


def main():
    wanted = pages()
    present = {path.name: path.read_text() for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
    if "--write" in sys.argv[1:]:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in wanted:
                (FOLDER / name).write_text(wanted[name])
            else:
                (FOLDER / name).unlink()
        print(f"reference: {len(wanted)} pages, {len(stale)} changed")
        return 0
    for name in stale:
        print(f"docs/reference/{name}: differs from what the program says; run ./dev docs")
    if not stale:
        print(f"reference: {len(wanted)} pages agree with the program")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
