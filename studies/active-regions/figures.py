"""Draws the figures of docs/active-regions.md and prints its tables from the CSV files that bench_regions wrote.

    python3 figures.py expected/slow.csv:"Cu64.5Zr35.5, 1e10 K/s" expected/fast.csv:"Cu50Zr50, 2e13 K/s" \
                       --stored expected/slow-stored.csv:"..." expected/fast-stored.csv:"..." ../../docs/images

Radii come from the first files, the errors of stored barriers and minima from those behind --stored.

Needs numpy and matplotlib.
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

SAME = 0.3  # Å: a saddle whose atoms move further when everything is released is another one


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


class Glass:
    def __init__(self, argument):
        path, self.title = argument.split(":", 1)
        self.all = read(path)
        found = [row for row in self.all if row["status"] == "success"]
        self.rows = [row for row in found if float(row["distance"]) < SAME]
        self.vanished = len(self.all) - len(found)
        self.moved = len(found) - len(self.rows)
        self.whole = column(self.rows, "whole")
        self.error = column(self.rows, "barrier") - self.whole
        self.stated = column(self.rows, "error")
        self.radii = [int(name[1:]) for name in self.rows[0] if name[0] == "e" and name[1:].isdigit()]

    def excess(self, radius):
        return column(self.rows, f"e{radius}") - self.whole


def table(glass):
    print(f"\n{glass.title}: {len(glass.all)} saddles; {glass.vanished} vanish in the whole glass, {glass.moved} move by "
          f"more than {SAME} Å, {len(glass.rows)} pairs")
    size = np.abs(glass.error)
    print("extrapolated barrier minus whole: median {:+.4f}; size: median {:.4f}, 68 % {:.4f}, 95 % {:.4f} eV".format(
        np.median(glass.error), *np.quantile(size, [0.5, 0.68, 0.95])))
    print("within the stated error: {:.0f} %, within twice: {:.0f} %; mean stated error {:.4f} eV".format(
        100 * np.mean(size <= glass.stated), 100 * np.mean(size <= 2 * glass.stated), glass.stated.mean()))
    if "whole_end" in glass.rows[0]:
        end = column(glass.rows, "end") - column(glass.rows, "whole_end")
        end = end[np.isfinite(end)]
        print("minimum on the far side, {}: median {:+.4f}; size: median {:.4f}, 80 % {:.4f}, 95 % {:.4f} eV".format(
            len(end), np.median(end), *np.quantile(np.abs(end), [0.5, 0.8, 0.95])))
    print("| R (Å) | moving atoms | median (eV) | 95 % (eV) | no saddle there |\n|---|---|---|---|---|")
    for r in glass.radii:
        e = glass.excess(r)
        print(f"| {r} | {np.median(column(glass.rows, f'n{r}')):.0f} | {np.nanmedian(e):.4f} | "
              f"{np.nanquantile(np.abs(e), 0.95):.4f} | {int(np.isnan(e).sum())} |")


def against_radius(glasses, path):
    figure, axes = plt.subplots(figsize=(5.2, 3.6), layout="constrained")
    for k, glass in enumerate(glasses):
        r = np.array([x for x in glass.radii if np.nanmedian(glass.excess(x)) > 2e-4])
        q = np.array([np.nanquantile(glass.excess(x), [0.16, 0.5, 0.84]) for x in r])
        axes.plot(r, q[:, 1], "o-", color=f"C{k}", label=glass.title)
        axes.fill_between(r, np.maximum(q[:, 0], 1e-4), q[:, 2], color=f"C{k}", alpha=0.2, linewidth=0)
    guide = np.array([10.0, 30.0])
    axes.plot(guide, 0.25 * (guide / 10) ** -3, "k--", linewidth=1, label=r"$R^{-3}$")
    axes.set(xscale="log", yscale="log", xlabel="radius of the region (Å)",
             ylabel="barrier − barrier in the whole glass (eV)", ylim=(1e-3, 1))
    axes.set_xticks([10, 13, 16, 20, 25, 30], ["10", "13", "16", "20", "25", "30"])
    axes.minorticks_off()
    axes.legend(frameon=False)
    figure.savefig(path)


def of_the_pipeline(stored, path):
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.4), layout="constrained")
    for k, glass in enumerate(glasses):
        size = np.sort(np.abs(glass.error))
        share = np.arange(1, len(size) + 1) / len(size)
        left.step(1000 * size, share, color=f"C{k}", label=glass.title)
        right.step(np.sort(np.abs(glass.error) / glass.stated), share, color=f"C{k}")
    left.axvline(10, color="k", linestyle=":", linewidth=1)
    left.set(xlabel="|error of the extrapolated barrier| (meV)", ylabel="share of the saddles", xlim=(0, 40), ylim=(0, 1))
    left.legend(frameon=False, loc="lower right")
    x = np.linspace(0, 4, 200)
    from math import erf
    right.plot(x, [erf(v / 2 ** 0.5) for v in x], "k--", linewidth=1, label="normal errors")
    right.set(xlabel="|error| / stated error", xlim=(0, 4), ylim=(0, 1))
    right.legend(frameon=False, loc="lower right")
    figure.savefig(path)


if __name__ == "__main__":
    *files, folder = sys.argv[1:]
    parting = files.index("--stored")
    glasses, stored = ([Glass(argument) for argument in part] for part in (files[:parting], files[parting + 1:]))
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "glasscape"})
    for g in glasses + stored:
        table(g)
    against_radius(glasses, f"{folder}/active-regions-radius.svg")
    of_the_pipeline(stored, f"{folder}/active-regions-error.svg")
