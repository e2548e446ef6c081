#include "glasscape/geometry/configuration.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

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

// Cells at least `overlap` wide, hashed, so that the check is linear in the number of atoms.
void check_overlaps(const Configuration& c, std::string_view where, double overlap) {
  const Vec3 heights = c.box.heights();
  std::array<std::int64_t, 3> cells{};
  for (std::size_t k = 0; k < 3; ++k) {
    cells[k] = std::clamp<std::int64_t>(static_cast<std::int64_t>(heights[k] / overlap), 1, 1 << 20);
  }
  const auto key = [&](const std::array<std::int64_t, 3>& q) { return (q[0] * cells[1] + q[1]) * cells[2] + q[2]; };
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> grid;
  grid.reserve(c.size());
  std::vector<Vec3> wrapped(c.size());
  std::vector<std::array<std::int64_t, 3>> home(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    wrapped[i] = c.box.wrap(c.positions[i]).position;
    const Vec3 s = c.box.fractional(wrapped[i]);
    for (std::size_t k = 0; k < 3; ++k) {
      home[i][k] =
          std::clamp<std::int64_t>(static_cast<std::int64_t>(s[k] * static_cast<double>(cells[k])), 0, cells[k] - 1);
    }
    grid[key(home[i])].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (int step = 0; step < 27; ++step) {
      const std::array<int, 3> d{step / 9 - 1, step / 3 % 3 - 1, step % 3 - 1};
      std::array<std::int64_t, 3> q = home[i];
      Vec3 image{};
      bool inside = true;
      for (std::size_t k = 0; k < 3; ++k) {
        q[k] += d[k];
        if (q[k] >= 0 && q[k] < cells[k]) continue;
        inside = inside && c.box.periodic()[k];
        const double turn = q[k] < 0 ? -1 : 1;
        q[k] -= static_cast<std::int64_t>(turn) * cells[k];
        image += turn * c.box.cell()[k];
      }
      if (!inside) continue;
      const auto found = grid.find(key(q));
      if (found == grid.end()) continue;
      for (const std::uint32_t j : found->second) {
        if (j <= i) continue;
        const double distance = norm(wrapped[j] + image - wrapped[i]);
        if (distance < overlap) {
          throw input_error(
              std::string(where),
              fmt::format("atoms {} and {} overlap: they are {:.3g} Å apart", c.ids[i], c.ids[j], distance),
              fmt::format("distances of at least {:g} Å", overlap),
              "remove the duplicate, or check the box bounds and the unit of length");
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
  std::sort(ids.begin(), ids.end());
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end()) {
    throw input_error(std::string(where), fmt::format("atom id {} occurs twice", *twice));
  }
  if (overlap > 0) check_overlaps(c, where, overlap);
}

}  // namespace glasscape
