#include "glasscape/io/frame_writer.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/geometry/topology.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/io/topology_section.hpp"

namespace glasscape {
namespace io {
namespace {

constexpr const char* axes = "xyz";

}  // namespace

LammpsCell lammps_cell(const Box& box) {
  LammpsCell result{.cell = box.cell(), .origin = box.origin(), .rotation = Mat3::identity()};
  if (!box.lower_triangular()) {
    result.rotation = box.rotation_to_lower_triangular();
    result.cell = box.cell() * result.rotation;
    result.cell[0].y = result.cell[0].z = result.cell[1].z = 0;  // zero but for rounding
    result.rotated = true;
  }
  result.tilted = result.cell[1].x != 0 || result.cell[2].x != 0 || result.cell[2].y != 0;
  return result;
}

std::vector<std::string> column_names_of_fields(const Configuration& c, const std::vector<std::string>& reserved) {
  std::vector<std::string> names;
  for (const Field& field : c.fields) {
    std::string name = field.name();
    for (char& letter : name) {
      const bool awkward = static_cast<unsigned char>(letter) <= ' ' || letter == 0x7f || letter == ':' ||
                           letter == '=' || letter == '"';
      if (awkward) letter = '_';
    }
    if (name.empty()) name = "field";
    const auto taken = [&](const std::string& candidate) {
      return std::find(reserved.begin(), reserved.end(), candidate) != reserved.end() ||
             std::find(names.begin(), names.end(), candidate) != names.end();
    };
    std::string unique = name;
    for (int k = 2; taken(unique); ++k) unique = fmt::format("{}_{}", name, k);
    names.push_back(std::move(unique));
  }
  return names;
}

bool all_named(const Configuration& c) {
  return std::all_of(c.species.begin(), c.species.end(), [](const Species& s) { return is_name(s.name); });
}

void write_lammps_data(TextSink& sink, const Configuration& c) {
  const LammpsCell cell = lammps_cell(c.box);
  const bool charges = !c.charges.empty();
  const std::vector<std::int64_t> molecules = molecule_ids(c);
  std::string boundary;
  for (const bool periodic : c.box.periodic()) boundary += periodic ? 'p' : 'f';
  sink.print("LAMMPS data file via glasscape {}, timestep = {}, boundary = {}{}\n\n", version, c.timestep, boundary,
             cell.rotated ? ", rotated to a lower triangular cell" : "");
  sink.print("{} atoms\n{} atom types\n", c.size(), c.species.size());
  if (c.topology) write_topology_counts(sink, *c.topology);
  sink.print("\n");
  for (std::size_t k = 0; k < 3; ++k) {
    sink.print("{} {} {}lo {}hi\n", cell.origin[k], cell.origin[k] + cell.cell[k][k], axes[k], axes[k]);
  }
  if (cell.tilted) sink.print("{} {} {} xy xz yz\n", cell.cell[1].x, cell.cell[2].x, cell.cell[2].y);
  const bool massive = std::all_of(c.species.begin(), c.species.end(), [](const Species& s) { return s.mass > 0; });
  if (massive) {
    sink.print("\nMasses\n\n");
    for (std::size_t s = 0; s < c.species.size(); ++s) {
      sink.print("{} {}", s + 1, c.species[s].mass);
      if (is_name(c.species[s].name)) sink.print(" # {}", c.species[s].name);
      sink.end_line();
    }
  }
  sink.print("\nAtoms # {}\n\n",
             charges ? (molecules.empty() ? "charge" : "full") : (molecules.empty() ? "atomic" : "molecular"));
  for (std::size_t i = 0; i < c.size(); ++i) {
    sink.print("{}", c.ids[i]);
    if (!molecules.empty()) sink.integer(molecules[i]);
    sink.integer(c.types[i] + 1);
    if (charges) sink.number(c.charges[i]);
    const Vec3 p = cell.position(c.positions[i], c.box.origin());
    for (std::size_t k = 0; k < 3; ++k) sink.number(p[k]);
    if (!c.images.empty())
      for (const auto image : c.images[i]) sink.integer(image);
    sink.end_line();
  }
  if (!c.velocities.empty()) {
    sink.print("\nVelocities\n\n");
    for (std::size_t i = 0; i < c.size(); ++i) {
      sink.print("{}", c.ids[i]);
      const Vec3 v = cell.vector(c.velocities[i]);
      for (std::size_t k = 0; k < 3; ++k) sink.number(v[k]);
      sink.end_line();
    }
  }
  if (c.topology) write_topology_sections(sink, *c.topology, c.ids);
}

void write_lammps_dump(TextSink& sink, const Configuration& c) {
  static const std::vector<std::string> reserved{
      "id", "type", "element", "typelabel", "mol", "q",   "mass", "x",  "y",  "z",  "xs", "ys", "zs",
      "xu", "yu",   "zu",      "xsu",       "ysu", "zsu", "ix",   "iy", "iz", "vx", "vy", "vz"};
  const LammpsCell cell = lammps_cell(c.box);
  const bool named = all_named(c);
  sink.print("ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\nITEM: BOX BOUNDS{}", c.timestep, c.size(),
             cell.tilted ? " xy xz yz" : "");
  for (const bool periodic : c.box.periodic()) sink.print(" {}", periodic ? "pp" : "ff");
  sink.end_line();
  const double xy = cell.cell[1].x, xz = cell.cell[2].x, yz = cell.cell[2].y;
  const double low[] = {std::min({0.0, xy, xz, xy + xz}), std::min(0.0, yz), 0};
  const double high[] = {std::max({0.0, xy, xz, xy + xz}), std::max(0.0, yz), 0};
  const double tilt[] = {xy, xz, yz};
  for (std::size_t k = 0; k < 3; ++k) {
    sink.print("{} {}", cell.origin[k] + low[k], cell.origin[k] + cell.cell[k][k] + high[k]);
    if (cell.tilted) sink.number(tilt[k]);
    sink.end_line();
  }
  const auto names = column_names_of_fields(c, reserved);
  sink.print("ITEM: ATOMS id type{} x y z{}{}{}{}", named ? " element" : "", c.images.empty() ? "" : " ix iy iz",
             c.velocities.empty() ? "" : " vx vy vz", c.charges.empty() ? "" : " q", c.molecules.empty() ? "" : " mol");
  for (std::size_t f = 0; f < names.size(); ++f) {
    const std::size_t components = c.fields[f].components();
    if (components == 1)
      sink.print(" {}", names[f]);
    else
      for (std::size_t k = 0; k < components; ++k) sink.print(" {}[{}]", names[f], k + 1);
  }
  sink.end_line();
  for (std::size_t i = 0; i < c.size(); ++i) {
    sink.print("{}", c.ids[i]);
    sink.integer(c.types[i] + 1);
    if (named) {
      sink.text(" ");
      sink.text(c.species[static_cast<std::size_t>(c.types[i])].name);
    }
    const Vec3 p = cell.position(c.positions[i], c.box.origin());
    for (std::size_t k = 0; k < 3; ++k) sink.number(p[k]);
    if (!c.images.empty())
      for (const auto image : c.images[i]) sink.integer(image);
    if (!c.velocities.empty()) {
      const Vec3 v = cell.vector(c.velocities[i]);
      for (std::size_t k = 0; k < 3; ++k) sink.number(v[k]);
    }
    if (!c.charges.empty()) sink.number(c.charges[i]);
    if (!c.molecules.empty()) sink.integer(c.molecules[i]);
    for (const Field& field : c.fields) {
      for (std::size_t k = 0; k < field.components(); ++k) sink.number(field.values()[i * field.components() + k]);
    }
    sink.end_line();
  }
}

void write_extended_xyz(TextSink& sink, const Configuration& c) {
  static const std::vector<std::string> reserved{
      "species", "element",   "type",   "pos",     "positions",       "velo",     "vel",  "velocities",
      "id",      "map_shift", "charge", "charges", "initial_charges", "molecule", "mass", "masses"};
  const auto& h = c.box.cell();
  sink.print("{}\nLattice=\"", c.size());
  for (std::size_t k = 0; k < 9; ++k) sink.print("{}{}", k == 0 ? "" : " ", h[k / 3][k % 3]);
  const auto& o = c.box.origin();
  const auto& p = c.box.periodic();
  sink.print("\" Origin=\"{} {} {}\" pbc=\"{} {} {}\"", o.x, o.y, o.z, p[0] ? "T" : "F", p[1] ? "T" : "F",
             p[2] ? "T" : "F");
  sink.print(" Timestep={} types=\"", c.timestep);
  for (std::size_t s = 0; s < c.species.size(); ++s) sink.print("{}{}", s == 0 ? "" : " ", c.species[s].name);
  // Masses are written where they are not the elements' own.
  const bool masses = std::any_of(c.species.begin(), c.species.end(),
                                  [](const Species& s) { return s.mass > 0 && s.mass != atomic_weight(s.name); }) &&
                      std::all_of(c.species.begin(), c.species.end(), [](const Species& s) { return s.mass > 0; });
  sink.print("\" Properties=species:S:1:pos:R:3:id:I:1{}{}{}{}{}", c.images.empty() ? "" : ":map_shift:I:3",
             c.velocities.empty() ? "" : ":velo:R:3", c.charges.empty() ? "" : ":charge:R:1",
             c.molecules.empty() ? "" : ":molecule:I:1", masses ? ":mass:R:1" : "");
  const auto names = column_names_of_fields(c, reserved);
  for (std::size_t f = 0; f < names.size(); ++f) sink.print(":{}:R:{}", names[f], c.fields[f].components());
  if (!names.empty()) {
    sink.print(" field_units=\"");
    for (std::size_t f = 0; f < names.size(); ++f) {
      std::string unit = c.fields[f].unit().symbol();
      unit.erase(std::remove(unit.begin(), unit.end(), ' '), unit.end());
      sink.print("{}{}:{}", f == 0 ? "" : " ", names[f], unit);
    }
    sink.print("\"");
  }
  sink.end_line();
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Species& species = c.species[static_cast<std::size_t>(c.types[i])];
    sink.text(species.name);
    for (std::size_t k = 0; k < 3; ++k) sink.number(c.positions[i][k]);
    sink.integer(c.ids[i]);
    if (!c.images.empty())
      for (const auto image : c.images[i]) sink.integer(image);
    if (!c.velocities.empty())
      for (std::size_t k = 0; k < 3; ++k) sink.number(c.velocities[i][k]);
    if (!c.charges.empty()) sink.number(c.charges[i]);
    if (!c.molecules.empty()) sink.integer(c.molecules[i]);
    if (masses) sink.number(species.mass);
    for (const Field& field : c.fields) {
      for (std::size_t k = 0; k < field.components(); ++k) sink.number(field.values()[i * field.components() + k]);
    }
    sink.end_line();
  }
}

// Extended XYZ tells atom types apart by their names only.
void require_species_names(const std::filesystem::path& path, const Configuration& configuration) {
  std::vector<std::string> names;
  for (const Species& species : configuration.species) {
    names.push_back(species.name);
    if (!is_name(species.name) || std::count(names.begin(), names.end(), species.name) > 1) {
      throw usage_error(path.string(),
                        fmt::format("extended XYZ needs a name of its own for each atom type, not {}", join(names)), {},
                        "give names with --elements, or write a LAMMPS dump");
    }
  }
}

}  // namespace io

void write_configuration(const std::filesystem::path& path, const Configuration& configuration) {
  write_trajectory(path, {&configuration, 1});
}

void write_trajectory(const std::filesystem::path& path, std::span<const Configuration> frames) {
  using namespace io;
  if (frames.empty()) throw usage_error(path.string(), "there is no frame to write", "at least one");
  auto plain = path;
  auto compression = Compression::none;
  if (path.extension() == ".gz") compression = Compression::gzip;
  if (path.extension() == ".zst") compression = Compression::zstd;
  if (compression != Compression::none) plain.replace_extension();
  const auto ending = plain.extension().string();
  void (*write)(TextSink&, const Configuration&) = nullptr;
  if (ending == ".data" || ending == ".lmp") write = write_lammps_data;
  if (ending == ".dump" || ending == ".lammpstrj") write = write_lammps_dump;
  if (ending == ".xyz" || ending == ".extxyz") write = write_extended_xyz;
  if (write == nullptr) {
    throw usage_error(path.string(), fmt::format("the ending '{}' names no format that can be written", ending),
                      ".data .lmp (LAMMPS data), .dump .lammpstrj (LAMMPS dump), .xyz .extxyz (extended "
                      "XYZ), also with .gz or .zst",
                      "choose a file name with one of these endings");
  }
  if (frames.size() > 1 && write == write_lammps_data)
    throw usage_error(path.string(), "LAMMPS data holds one frame", ".dump .lammpstrj .xyz .extxyz");
  if (write == write_extended_xyz) {
    for (const Configuration& frame : frames) require_species_names(path, frame);
  }
  TextSink sink(path, compression);
  for (const Configuration& frame : frames) write(sink, frame);
  sink.commit();
}

}  // namespace glasscape
