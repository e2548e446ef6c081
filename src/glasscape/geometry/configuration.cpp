#include "glasscape/geometry/configuration.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/geometry/topology.hpp"

namespace glasscape {
namespace {

void check_sizes(const Configuration& c, std::string_view where) {
  const std::size_t n = c.size();
  const auto same = [&](std::size_t size, const char* what, bool optional) {
    if (size == n || (optional && size == 0)) return;
    throw input_error(std::string(where), fmt::format("{} {} for {} atoms", size, what, n));
  };
  same(c.ids.size(), "ids", false);
  same(c.types.size(), "types", false);
  same(c.images.size(), "image flags", true);
  same(c.velocities.size(), "velocities", true);
  same(c.charges.size(), "charges", true);
  same(c.molecules.size(), "molecule ids", true);
  for (const Field& field : c.fields) same(field.atoms(), field.name().c_str(), false);
}

// Atoms in cells of about two atoms each; each atom looks only into the cells that a sphere of radius `overlap` around
// it touches, mostly its own.
void check_overlaps(const Configuration& c, std::string_view where, double overlap) {
  using Index = std::array<std::int64_t, 3>;
  const Vec3 heights = c.box.heights();
  const double wanted = std::max(overlap, std::cbrt(2 * c.box.volume() / static_cast<double>(c.size())));
  const double most = 2 * std::cbrt(static_cast<double>(c.size())) + 1;
  Index cells{};
  for (std::size_t k = 0; k < 3; ++k) cells[k] = static_cast<std::int64_t>(std::clamp(heights[k] / wanted, 1.0, most));
  const auto flat = [&](const Index& q) {
    return static_cast<std::size_t>((q[0] * cells[1] + q[1]) * cells[2] + q[2]);
  };

  std::vector<Vec3> scaled(c.size());
  std::vector<std::uint32_t> cell_of(c.size()), first(static_cast<std::size_t>(cells[0] * cells[1] * cells[2]) + 1);
  for (std::size_t i = 0; i < c.size(); ++i) {
    Vec3 s = c.box.fractional(c.positions[i]);
    Index q;
    for (std::size_t k = 0; k < 3; ++k) {
      if (c.box.periodic()[k]) s[k] -= std::floor(s[k]);
      q[k] = static_cast<std::int64_t>(std::clamp(s[k], 0.0, 1.0) * static_cast<double>(cells[k]));
      q[k] = std::min(q[k], cells[k] - 1);
    }
    scaled[i] = s;
    cell_of[i] = static_cast<std::uint32_t>(flat(q));
    ++first[cell_of[i] + 1];
  }
  for (std::size_t q = 1; q < first.size(); ++q) first[q] += first[q - 1];
  std::vector<std::uint32_t> members(c.size());
  std::vector<Vec3> places(c.size());
  auto next = first;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const auto slot = next[cell_of[i]]++;
    members[slot] = static_cast<std::uint32_t>(i);
    places[slot] = c.box.cartesian(scaled[i]);
  }

  for (std::size_t i = 0; i < c.size(); ++i) {
    const Vec3 here = c.box.cartesian(scaled[i]);
    Index low, high, q, inside;
    for (std::size_t k = 0; k < 3; ++k) {
      const double reach = overlap / heights[k], number = static_cast<double>(cells[k]);
      low[k] = static_cast<std::int64_t>(std::floor((scaled[i][k] - reach) * number));
      high[k] = static_cast<std::int64_t>(std::floor((scaled[i][k] + reach) * number));
      if (c.box.periodic()[k]) continue;
      low[k] = std::clamp<std::int64_t>(low[k], 0, cells[k] - 1);
      high[k] = std::clamp<std::int64_t>(high[k], 0, cells[k] - 1);
    }
    for (q[0] = low[0]; q[0] <= high[0]; ++q[0]) {
      for (q[1] = low[1]; q[1] <= high[1]; ++q[1]) {
        for (q[2] = low[2]; q[2] <= high[2]; ++q[2]) {
          Vec3 offset = -here;
          for (std::size_t k = 0; k < 3; ++k) {
            const std::int64_t image = (q[k] - (q[k] < 0 ? cells[k] - 1 : 0)) / cells[k];
            inside[k] = q[k] - image * cells[k];
            offset += static_cast<double>(image) * c.box.cell()[k];
          }
          const std::size_t cell = flat(inside);
          for (auto slot = first[cell]; slot < first[cell + 1]; ++slot) {
            const auto j = members[slot];
            if (j <= i || norm2(places[slot] + offset) >= overlap * overlap) continue;
            throw input_error(std::string(where),
                              fmt::format("atoms {} and {} overlap: they are {:.3g} Å apart", c.ids[i], c.ids[j],
                                          norm(places[slot] + offset)),
                              fmt::format("distances of at least {:g} Å", overlap),
                              "remove the duplicate, or check the box bounds and the unit of length");
          }
        }
      }
    }
  }
}

}  // namespace

std::vector<std::size_t> Configuration::counts() const {
  std::vector<std::size_t> result(species.size());
  for (const auto type : types) ++result.at(static_cast<std::size_t>(type));
  return result;
}

std::string Configuration::formula() const {
  const auto numbers = counts();
  std::string text;
  for (std::size_t s = 0; s < species.size(); ++s) {
    const double percent =
        100.0 * static_cast<double>(numbers[s]) / static_cast<double>(std::max<std::size_t>(1, size()));
    text += fmt::format("{}{:g}", species[s].name.empty() ? fmt::format("type{} ", s + 1) : species[s].name,
                        std::round(percent * 10) / 10);
  }
  return text;
}

const Field* Configuration::find_field(std::string_view name) const {
  const auto hit = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name() == name; });
  return hit == fields.end() ? nullptr : &*hit;
}

void assign_elements(Configuration& c, std::span<const std::string> elements, std::string_view where) {
  if (elements.empty()) {
    const bool named =
        std::all_of(c.species.begin(), c.species.end(), [](const Species& s) { return !s.name.empty(); });
    if (!named) {
      throw usage_error(std::string(where),
                        fmt::format("the file has {} atom types but no element names", c.species.size()), {},
                        "name the element of each type in order, for example --elements Cu,Zr");
    }
  } else if (elements.size() != c.species.size()) {
    throw usage_error(
        std::string(where),
        fmt::format("{} element names ({}) for {} atom types", elements.size(), join(elements), c.species.size()),
        "one name per type, in the order of the types");
  }
  for (std::size_t s = 0; s < elements.size(); ++s) {
    if (!c.species[s].name.empty() && c.species[s].name != elements[s]) {
      throw usage_error(
          std::string(where),
          fmt::format("type {} is {} in the file but {} in --elements", s + 1, c.species[s].name, elements[s]), {},
          "drop --elements, or give the file's own names");
    }
    c.species[s].name = elements[s];
    const double weight = atomic_weight(elements[s]);
    if (c.species[s].mass > 0 && weight > 0 && std::abs(c.species[s].mass - weight) > 0.05 * weight + 0.1) {
      c.notes.push_back(
          fmt::format("the file gives type {} the mass {:g} g/mol, but {} weighs {:g}: is the order of "
                      "--elements right?",
                      s + 1, c.species[s].mass, elements[s], weight));
    }
  }
  for (auto& species : c.species) {
    if (species.mass <= 0) species.mass = atomic_weight(species.name);
  }
}

void validate(const Configuration& c, std::string_view where, double overlap) {
  if (c.size() == 0) throw input_error(std::string(where), "there are no atoms");
  check_sizes(c, where);
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.types[i] < 0 || static_cast<std::size_t>(c.types[i]) >= c.species.size()) {
      throw input_error(std::string(where), fmt::format("atom {} has type {}", c.ids[i], c.types[i] + 1),
                        fmt::format("types 1 to {}", c.species.size()));
    }
    if (!std::isfinite(c.positions[i].x + c.positions[i].y + c.positions[i].z)) {
      throw input_error(std::string(where), fmt::format("atom {} has a position that is not finite", c.ids[i]), {},
                        "the simulation that wrote the file has probably failed; use an earlier frame");
    }
    const Vec3 s = c.box.fractional(c.positions[i]);
    for (std::size_t k = 0; k < 3; ++k) {
      if (std::abs(s[k]) > 1e6) {
        throw input_error(std::string(where), fmt::format("atom {} lies a million cells away from the box", c.ids[i]));
      }
    }
  }
  auto ids = c.ids;
  if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end()) {
    throw input_error(std::string(where), fmt::format("atom id {} occurs twice", *twice));
  }
  if (c.topology) validate_topology(*c.topology, c, where);
  if (overlap > 0) check_overlaps(c, where, overlap);
}

}  // namespace glasscape
