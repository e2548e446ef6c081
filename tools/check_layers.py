#!/usr/bin/env python3
"""Includes between modules go down only, and CMake's DEPENDS say what the includes say.

Checked against tools/layers.txt, for every file of src/glasscape (tests and benchmarks included):
  - each folder is a module of the table, and each module of the table that exists has a CMakeLists.txt;
  - an include names the module itself or a module of a lower floor (same floor is refused, so there are no cycles);
  - a module that is included is among DEPENDS, directly or through another module, and every DEPENDS is included;
    likewise TEST_DEPENDS for what only tests and benchmarks include;
  - LAMMPS headers appear only where LAMMPS is linked: md and forces; no library file includes the application.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "glasscape"
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
MAY_USE_LAMMPS = {"md", "forces"}


def read_floors():
    floors = {}
    for line in (ROOT / "tools" / "layers.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            floor, modules = line.split(":")
            floors.update({module: int(floor) for module in modules.split()})
    return floors


def read_depends(module, keyword="DEPENDS"):
    path = SOURCE / module / "CMakeLists.txt"
    text = re.sub(r"#.*", "", path.read_text())
    calls = re.findall(r"glasscape_module\(\s*(\w+)([^)]*)\)", text)
    words = [word for name, rest in calls if name == module for word in rest.split()]
    if keyword not in words:
        return []
    rest = words[words.index(keyword) + 1:]
    return rest[:next((i for i, word in enumerate(rest) if word.isupper()), len(rest))]


def closure(module, depends):
    seen, queue = set(), list(depends.get(module, []))
    while queue:
        name = queue.pop()
        if name not in seen:
            seen.add(name)
            queue.extend(depends.get(name, []))
    return seen


def includes_of(folder):
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".hpp", ".cpp", ".h", ".in"):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield path, number, match.group(1), match.group(2)


def check():
    problems = []
    floors = read_floors()
    modules = sorted(path.name for path in SOURCE.iterdir() if path.is_dir())
    for module in modules:
        if module not in floors:
            problems.append(f"src/glasscape/{module}: not in tools/layers.txt; give it a floor there")
    built = [m for m in modules if m in floors and (SOURCE / m / "CMakeLists.txt").exists()]
    depends = {module: read_depends(module) for module in built}

    for module in modules:
        if module not in floors:
            continue
        used, used_by_tests = set(), set()
        for path, number, quote, name in includes_of(SOURCE / module):
            place = f"{path.relative_to(ROOT)}:{number}"
            if re.search(r"(^|/)lammps/|^library\.h$", name) and module not in MAY_USE_LAMMPS:
                problems.append(f"{place}: includes <{name}>; only {' and '.join(sorted(MAY_USE_LAMMPS))} may use LAMMPS")
            if not name.startswith("glasscape/"):
                if quote == '"' and not re.search(r"_(test|bench|fixture)\.[ch]pp$", path.name):
                    problems.append(f'{place}: write "{name}" from the source root: "glasscape/{module}/..."')
                continue
            other = name.split("/")[1]
            if quote == "<":
                problems.append(f"{place}: project headers are included with quotes")
            if other == module:
                continue
            (used_by_tests if re.search(r"_(test|bench|fixture)\.", path.name) else used).add(other)
            if other not in floors:
                problems.append(f"{place}: includes {name}, but {other} is not a module")
            elif floors[other] >= floors[module]:
                problems.append(f"{place}: {module} (floor {floors[module]}) includes {name} of {other} "
                                f"(floor {floors[other]}); includes go down only")
        if module in built:
            place = f"src/glasscape/{module}/CMakeLists.txt"
            below, for_tests = closure(module, depends), read_depends(module, "TEST_DEPENDS")
            for other in sorted((used & set(floors)) - below):
                problems.append(f"{place}: {other} is included but not among DEPENDS")
            for other in sorted((used_by_tests & set(floors)) - below - closure("", {**depends, "": for_tests})):
                problems.append(f"{place}: {other} is included by a test but not among TEST_DEPENDS")
            for other in for_tests:
                if other not in used_by_tests:
                    problems.append(f"{place}: TEST_DEPENDS names {other}, which no test includes")
            for other in depends[module]:
                if floors.get(other, 99) >= floors[module]:
                    problems.append(f"{place}: DEPENDS names {other}, which is not below {module}")
                elif other not in used:
                    problems.append(f"{place}: DEPENDS names {other}, which nothing includes")
    return problems, f"{len(modules)} modules on {len(set(floors[m] for m in modules if m in floors))} floors"


def main():
    problems, summary = check()
    print("\n".join(problems) if problems else f"layers: {summary}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
