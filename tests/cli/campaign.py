"""A landscape so small that an attempt takes some 20 ms: a vacancy in Lennard-Jones fcc, and readers of catalogues."""
import shutil
import sqlite3

POTENTIAL = """form = "lennard-jones"
truncation = "shifted-force"
[[pair]]
species = ["Ar", "Ar"]
epsilon = 0.2
sigma = 2.5
cutoff = 5.0
"""


def prepare(test, n=2, a=3.9):
    """Writes start.xyz (relaxed, 4 n³ - 1 atoms) and lj.toml into the test's folder."""
    sites = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    atoms = [(a * (i + x), a * (j + y), a * (k + z))
             for i in range(n) for j in range(n) for k in range(n) for x, y, z in sites][1:]
    header = f'Lattice="{n*a} 0 0 0 {n*a} 0 0 0 {n*a}" Properties=species:S:1:pos:R:3 pbc="T T T"'
    test.write("crystal.xyz", "\n".join([str(len(atoms)), header] + [f"Ar {x:.9f} {y:.9f} {z:.9f}" for x, y, z in atoms]) + "\n")
    test.write("lj.toml", POTENTIAL)
    test.run_program("relax", "crystal.xyz", "--potential", "lj.toml", "-o", "start.xyz", "--force-tolerance", "1e-6")


def explore(catalogue, *more, attempts=3, atoms="all"):
    return ["explore", "start.xyz", "--potential", "lj.toml", "--atoms", atoms, "--events-per-atom", attempts,
            "--threads", 1, "-o", catalogue, *more]


def content(path):
    """All events and minima by id, without the time they took. Reads a copy: nothing beside the file is touched."""
    copy = path.with_name(path.name + ".copy")
    for side in ("", "-wal"):
        if path.with_name(path.name + side).exists():
            shutil.copy(path.with_name(path.name + side), copy.with_name(copy.name + side))
    try:
        return live_content(copy)
    finally:
        for side in ("", "-wal", "-shm"):
            copy.with_name(copy.name + side).unlink(missing_ok=True)


def live_content(path):
    """The same through SQLite's own locks, while somebody writes."""
    connection = sqlite3.connect(path, timeout=20)
    try:
        found = {}
        for table in ("event", "minimum"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "seconds"]
            for row in connection.execute(f"SELECT {','.join(columns)} FROM {table}"):
                found[table, row[0]] = row
        return found
    finally:
        connection.close()
