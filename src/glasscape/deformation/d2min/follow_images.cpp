#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/d2min/d2min.hpp"

namespace glasscape {

Configuration follow_images(const Configuration& reference, const Configuration& current) {
  const std::string remedy = "compare two states of the same atoms";
  if (reference.size() != current.size()) {
    throw input_error("the second configuration",
                      fmt::format("it has {} atoms, the first has {}", current.size(), reference.size()), {}, remedy);
  }
  if (reference.box.periodic() != current.box.periodic()) {
    throw input_error("the second configuration", "other directions are periodic than in the first", {}, remedy);
  }
  std::unordered_map<std::int64_t, std::size_t> place;
  for (std::size_t k = 0; k < current.size(); ++k) place.emplace(current.ids[k], k);
  Configuration result = reference;
  result.box = current.box;
  result.images.clear();
  result.velocities.clear();
  result.fields.clear();
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const auto found = place.find(reference.ids[i]);
    if (found == place.end()) {
      throw input_error("the second configuration", fmt::format("it has no atom {}", reference.ids[i]), {}, remedy);
    }
    const std::size_t k = found->second;
    const std::string& was = reference.species[static_cast<std::size_t>(reference.types[i])].name;
    const std::string& is = current.species[static_cast<std::size_t>(current.types[k])].name;
    if (was != is) {
      throw input_error("the second configuration",
                        fmt::format("atom {} is {}, in the first configuration {}", reference.ids[i], is, was), {},
                        remedy);
    }
    const Vec3 from = reference.box.fractional(reference.positions[i]);
    const Vec3 to = current.box.fractional(current.positions[k]);
    Vec3 moved = current.positions[k];
    for (std::size_t c = 0; c < 3; ++c) {
      if (current.box.periodic()[c]) moved -= std::round(to[c] - from[c]) * current.box.cell()[c];
    }
    result.positions[i] = moved;
  }
  return result;
}

}  // namespace glasscape
