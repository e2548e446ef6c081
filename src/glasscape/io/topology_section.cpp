#include "glasscape/io/topology_section.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/topology.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape::io {

void TopologySections::read(const std::string& section, std::int64_t count, std::int64_t types, LineReader& lines) {
  const bool angles = section == "Angles";
  auto& rows = angles ? angles_ : bonds_;
  if (!rows.empty()) throw lines.error(fmt::format("there is a second section {}", section));
  const std::size_t atoms = angles ? 3 : 2;
  std::string_view line;
  while (static_cast<std::int64_t>(rows.size()) < count) {
    if (!lines.next(line)) {
      throw lines.cut_off(fmt::format("{} of {} {}", rows.size(), count, angles ? "angles" : "bonds"));
    }
    lines.require_line_end();
    const auto content = trim(line.substr(0, line.find('#')));
    if (content.empty()) continue;
    const auto word = words(content);
    std::int64_t number = 0, type = 0;
    Row row{};
    bool ok = word.size() == atoms + 2 && parse(word[0], number) && parse(word[1], type);
    for (std::size_t k = 0; ok && k < atoms; ++k) ok = parse(word[k + 2], row.ids[k]);
    if (!ok) {
      if (!content.empty() && content.front() >= 'A') {
        throw lines.cut_off(fmt::format("{} of {} {}", rows.size(), count, angles ? "angles" : "bonds"));
      }
      throw lines.error(fmt::format("{} is not understood", shown(content)),
                        fmt::format("a number, a type and the ids of {} atoms", atoms));
    }
    if (type < 1 || type > std::min<std::int64_t>(types, most_types)) {
      throw lines.error(fmt::format("{} type {}", angles ? "angle" : "bond", type), fmt::format("1 to {}", types));
    }
    row.type = static_cast<std::int32_t>(type - 1);
    rows.push_back(row);
  }
}

std::shared_ptr<const Topology> TopologySections::resolve(const Configuration& c, std::int64_t bond_types,
                                                          std::int64_t angle_types, const std::string& where) const {
  const auto place = [&](std::int64_t id) {
    const auto hit = std::lower_bound(c.ids.begin(), c.ids.end(), id);
    if (hit == c.ids.end() || *hit != id) {
      throw input_error(where, fmt::format("a bond or an angle has atom {}, which is not in section Atoms", id));
    }
    return static_cast<std::uint32_t>(hit - c.ids.begin());
  };
  auto topology = std::make_shared<Topology>();
  topology->bond_types = static_cast<std::int32_t>(bond_types);
  topology->angle_types = static_cast<std::int32_t>(angle_types);
  for (const Row& row : bonds_) topology->bonds.push_back({row.type, place(row.ids[0]), place(row.ids[1])});
  for (const Row& row : angles_) {
    topology->angles.push_back({row.type, place(row.ids[0]), place(row.ids[1]), place(row.ids[2])});
  }
  return topology;
}

void write_topology_counts(TextSink& sink, const Topology& t) {
  sink.print("{} bonds\n{} bond types\n{} angles\n{} angle types\n", t.bonds.size(), t.bond_types, t.angles.size(),
             t.angle_types);
}

void write_topology_sections(TextSink& sink, const Topology& t, const std::vector<std::int64_t>& ids) {
  if (!t.bonds.empty()) sink.print("\nBonds\n\n");
  for (std::size_t k = 0; k < t.bonds.size(); ++k) {
    const BondedPair& b = t.bonds[k];
    sink.print("{} {} {} {}\n", k + 1, b.type + 1, ids[b.a], ids[b.b]);
  }
  if (!t.angles.empty()) sink.print("\nAngles\n\n");
  for (std::size_t k = 0; k < t.angles.size(); ++k) {
    const BondedAngle& a = t.angles[k];
    sink.print("{} {} {} {} {}\n", k + 1, a.type + 1, ids[a.a], ids[a.b], ids[a.c]);
  }
}

}  // namespace glasscape::io
