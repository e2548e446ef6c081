"""Compile commands of the lint build folder, and checks of single files that are remembered by content."""
import hashlib
import json
import os
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-lint"
CACHE = BUILD / "checked"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)


@lru_cache(maxsize=None)
def configure():
    """(Re)configures the lint folder with tests and benchmarks, and makes the files that the build generates."""
    command = ["cmake", "--preset", "release", "-B", str(BUILD), "-DGLASSCAPE_TESTS=ON", "-DGLASSCAPE_BENCH=ON"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit("lint: configuring failed\n" + (done.stdout + done.stderr)[-3000:])
    listed = subprocess.run(["ninja", "-C", str(BUILD), "-t", "targets", "all"], capture_output=True, text=True).stdout
    made = re.findall(r"^(.+\.(?:hpp|inc|cpp)): CUSTOM_COMMAND$", listed, re.MULTILINE)
    if made:
        done = subprocess.run(["ninja", "-C", str(BUILD), *made], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("lint: the generated sources could not be made\n" + done.stdout[-3000:])


@lru_cache(maxsize=None)
def commands():
    """Source file -> (arguments without -c/-o and the file, working folder)."""
    result = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        words, kept, skip = shlex.split(entry["command"]), [], False
        for word in words[1:]:
            if skip:
                skip = False
            elif word in ("-o", "-c"):
                skip = True
            else:
                kept.append(word)
        if os.path.basename(words[0]) == "ccache":
            kept = kept[1:]
        result[Path(entry["file"])] = (kept, entry["directory"])
    return result


@lru_cache(maxsize=None)
def read(path):
    return path.read_text(errors="replace")


def with_includes(path):
    """The file and every file of the project that it includes, directly or not."""
    seen, queue = set(), [path]
    while queue:
        file = queue.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in INCLUDE.findall(read(file)):
            for folder in (ROOT / "src", file.parent, ROOT / "apps" / "glasscape", ROOT / "tests"):
                if (folder / name).is_file():
                    queue.append((folder / name).resolve())
                    break
    return sorted(seen)


def run_cached(kind, files, arguments_of, extra=""):
    """Runs arguments_of(file) = (command, working folder) for each file; a success is remembered until the file, what
    it includes, or the command changes. Returns the outputs of the failures and how many were run."""
    folder = CACHE / kind
    folder.mkdir(parents=True, exist_ok=True)

    def one(file):
        command, cwd = arguments_of(file)
        digest = hashlib.sha256((extra + "\0".join(command)).encode())
        for part in with_includes(file):
            digest.update(str(part).encode() + b"\0" + read(part).encode())
        mark = folder / digest.hexdigest()
        if mark.exists():
            return None
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        output = done.stdout + done.stderr
        if done.returncode == 0 and "warning:" not in output:
            mark.touch()
            return ""
        return output.strip() or f"{file}: exit code {done.returncode}"

    with ThreadPoolExecutor(max_workers=int(os.environ.get("JOBS", os.cpu_count() or 1))) as pool:
        results = list(pool.map(one, files))
    return [text for text in results if text], sum(text is not None for text in results)
