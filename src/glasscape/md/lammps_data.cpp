#include "glasscape/md/lammps_data.hpp"

#include <fmt/format.h>
#include <iterator>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/geometry/topology.hpp"

namespace glasscape {
namespace {

std::string counts_of(const Topology& t) {
  return fmt::format("{} bonds\n{} bond types\n{} angles\n{} angle types\n", t.bonds.size(), t.bond_types,
                     t.angles.size(), t.angle_types);
}

// Numbered from 1 as the atoms are.
std::string sections_of(const Topology& t) {
  std::string text;
  if (!t.bonds.empty()) text += "\nBonds\n\n";
  for (std::size_t k = 0; k < t.bonds.size(); ++k) {
    const BondedPair& b = t.bonds[k];
    fmt::format_to(std::back_inserter(text), "{} {} {} {}\n", k + 1, b.type + 1, b.a + 1, b.b + 1);
  }
  if (!t.angles.empty()) text += "\nAngles\n\n";
  for (std::size_t k = 0; k < t.angles.size(); ++k) {
    const BondedAngle& a = t.angles[k];
    fmt::format_to(std::back_inserter(text), "{} {} {} {} {}\n", k + 1, a.type + 1, a.a + 1, a.b + 1, a.c + 1);
  }
  return text;
}

}  // namespace

void write_lammps_data(const std::filesystem::path& path, const Configuration& configuration) {
  const Box& box = configuration.box;
  if (!box.lower_triangular()) {
    throw usage_error(path.string(), "the cell is not lower triangular", {}, "rotate the configuration first");
  }
  const Mat3& h = box.cell();
  const Vec3& o = box.origin();
  const Topology* topology = configuration.topology.get();
  const std::vector<std::int64_t> molecules =
      topology != nullptr ? molecule_ids(configuration) : std::vector<std::int64_t>{};
  std::string text = fmt::format(
      "glasscape\n\n{} atoms\n{} atom types\n{}\n{:.17g} {:.17g} xlo xhi\n{:.17g} {:.17g} ylo yhi\n"
      "{:.17g} {:.17g} zlo zhi\n",
      configuration.size(), configuration.species.size(), topology != nullptr ? counts_of(*topology) : "", o.x,
      o.x + h[0].x, o.y, o.y + h[1].y, o.z, o.z + h[2].z);
  if (h[1].x != 0 || h[2].x != 0 || h[2].y != 0) {
    text += fmt::format("{:.17g} {:.17g} {:.17g} xy xz yz\n", h[1].x, h[2].x, h[2].y);
  }
  text += "\nMasses\n\n";
  for (std::size_t s = 0; s < configuration.species.size(); ++s) {
    text += fmt::format("{} {:.10g} # {}\n", s + 1, configuration.species[s].mass, configuration.species[s].name);
  }
  text += molecules.empty() ? "\nAtoms # atomic\n\n" : "\nAtoms # molecular\n\n";
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const auto wrapped = box.wrap(configuration.positions[i]);
    auto image = wrapped.cells;
    if (!configuration.images.empty()) {
      for (std::size_t k = 0; k < 3; ++k) image[k] += configuration.images[i][k];
    }
    fmt::format_to(std::back_inserter(text), "{} {}{} {:.17g} {:.17g} {:.17g} {} {} {}\n", i + 1,
                   molecules.empty() ? "" : fmt::format("{} ", molecules[i]), configuration.types[i] + 1,
                   wrapped.position.x, wrapped.position.y, wrapped.position.z, image[0], image[1], image[2]);
  }
  if (!configuration.velocities.empty()) {
    text += "\nVelocities\n\n";
    for (std::size_t i = 0; i < configuration.size(); ++i) {
      const Vec3& v = configuration.velocities[i];
      fmt::format_to(std::back_inserter(text), "{} {:.17g} {:.17g} {:.17g}\n", i + 1, v.x, v.y, v.z);
    }
  }
  if (topology != nullptr) text += sections_of(*topology);
  write_file_atomically(path, text);
}

}  // namespace glasscape
