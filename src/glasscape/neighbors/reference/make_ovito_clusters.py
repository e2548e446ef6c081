"""Writes ovito_clusters.hpp: clusters that OVITO's ClusterAnalysisModifier finds among random points.

Run as: python3 make_ovito_clusters.py > ovito_clusters.hpp   (ovito 3.17.2)
"""
import numpy as np
from ovito.data import DataCollection, Particles, SimulationCell
from ovito.modifiers import ClusterAnalysisModifier
from ovito.pipeline import Pipeline, StaticSource
from ovito import version_string

state = 12345

def uniform():
    global state
    state = (state * 25214903917 + 11) % 2**48
    return state / 2**48

cell = np.array([[24, 0, 0], [6, 22, 0], [-3, 4, 26]], float)  # rows are cell vectors
positions = []
for _ in range(1500):
    s = np.array([uniform(), uniform(), uniform()])
    if uniform() < 0.6:
        positions.append(s @ cell)

data = DataCollection()
box = SimulationCell(pbc=(True, True, True))
box[:, :3] = cell.T
data.objects.append(box)
particles = Particles()
particles.create_property("Position", data=np.array(positions))
data.objects.append(particles)
pipeline = Pipeline(source=StaticSource(data=data))
pipeline.modifiers.append(ClusterAnalysisModifier(cutoff=2.0, sort_by_size=True, unwrap_particles=True,
                                                  compute_gyration=True, compute_com=True, output_table=True))

table = pipeline.compute().tables["clusters"]
sizes, radii = np.array(table["Cluster Size"]), np.array(table["Radius of Gyration"])

print(f"// Made by make_ovito_clusters.py with ovito {version_string}; do not edit.")
print("""#pragma once

#include <cstddef>
#include <vector>

namespace glasscape::test {

struct OvitoClusters {
  std::size_t chosen, clusters;
  std::vector<std::size_t> sizes;  // the largest 60
  std::vector<double> radii;       // Å
};

inline const OvitoClusters& ovito_clusters() {""")
first = slice(0, 60)
order = np.lexsort((-radii, -sizes))
print(f"  static const OvitoClusters reference{{{len(positions)}, {len(sizes)},")
print("      {" + ", ".join(str(s) for s in sizes[order][first]) + "},")
print("      {" + ", ".join(f"{r:.12g}" for r in radii[order][first]) + "}};")
print("""  return reference;
}

}  // namespace glasscape::test""")
