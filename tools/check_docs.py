#!/usr/bin/env python3
"""Links between pages lead somewhere, each verb and descriptor has its page, and CONTRIBUTING shows the code that is
compiled: a block that follows `<!-- code: FILE#REGION -->` equals what lies between `// [REGION]` and `// [end]`."""
import re
import sys
from pathlib import Path

from check_files import ROOT, tracked

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
QUOTED = re.compile(r"<!-- code: (\S+)#([\w-]+) -->\n```\w*\n(.*?)```", re.DOTALL)


def headings(path):
    """Anchors of a page as GitHub makes them."""
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    titles = re.findall(r"^#+\s+(.*?)\s*#*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def region(path, name):
    match = re.search(rf"^[ ]*// \[{re.escape(name)}\]\n(.*?)^[ ]*// \[end\]\n", path.read_text(), re.DOTALL | re.MULTILINE)
    return match.group(1) if match else None


def check():
    problems, links, blocks = [], 0, 0
    pages = [path for path in tracked() if path.suffix == ".md"]
    for page in pages:
        place = page.relative_to(ROOT)
        text = page.read_text()
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        for target in LINK.findall(prose):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            if not file.exists():
                problems.append(f"{place}: the link to {target} leads nowhere")
            elif anchor and file.suffix == ".md" and anchor not in headings(file):
                problems.append(f"{place}: {name or place} has no heading for #{anchor}")
        for name, label, shown in QUOTED.findall(text):
            blocks += 1
            file = ROOT / name
            wanted = region(file, label) if file.exists() else None
            if wanted is None:
                problems.append(f"{place}: {name} has no region [{label}]")
            elif wanted.strip("\n") != shown.strip("\n"):
                problems.append(f"{place}: the block differs from {name}#{label}, which is compiled; copy it again")
    for verb in sorted((ROOT / "apps" / "glasscape" / "verbs").glob("*.cpp")):
        text = verb.read_text()
        hidden = '->group("")' in text  # the program calls such a verb itself
        if re.search(rf"\bvoid add_{verb.stem}\(", text) and not hidden:
            page = ROOT / "docs" / "verbs" / f"{verb.stem}.md"
            if not page.exists():
                problems.append(f"{page.relative_to(ROOT)}: missing; each verb has a page")
    registry = ROOT / "src" / "glasscape" / "descriptors" / "registry.cpp"
    for name in re.findall(r"^\s+(\w+)_descriptor\(", registry.read_text(), re.MULTILINE):
        page = ROOT / "docs" / "descriptors" / f"{name}.md"
        if not page.exists():
            problems.append(f"{page.relative_to(ROOT)}: missing; each descriptor has a page")
    return problems, f"{len(pages)} pages, {links} links, {blocks} quoted code blocks"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"docs: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
