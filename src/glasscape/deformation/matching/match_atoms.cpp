#include "glasscape/deformation/matching/match_atoms.hpp"

#include <fmt/format.h>
#include <numeric>
#include <unordered_map>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

constexpr auto remedy = "compare two states of the same atoms";

std::vector<std::size_t> places_of(const Configuration& reference, const Configuration& current, bool may_miss,
                                   const std::string& where) {
  std::vector<std::size_t> at(reference.size());
  if (reference.ids == current.ids) {
    std::iota(at.begin(), at.end(), std::size_t{0});
    return at;
  }
  const std::string hint = fmt::format("{}, or leave such atoms out with --missing drop", remedy);
  if (reference.size() != current.size() && !may_miss) {
    throw input_error(where, fmt::format("it has {} atoms, the reference has {}", current.size(), reference.size()), {},
                      hint);
  }
  std::unordered_map<std::int64_t, std::size_t> place;
  place.reserve(current.size());
  for (std::size_t k = 0; k < current.size(); ++k) place.emplace(current.ids[k], k);
  std::size_t found = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const auto hit = place.find(reference.ids[i]);
    if (hit == place.end() && !may_miss) {
      throw input_error(where, fmt::format("it has no atom {}", reference.ids[i]), {}, hint);
    }
    at[i] = hit == place.end() ? no_atom : hit->second;
    found += hit == place.end() ? 0 : 1;
  }
  if (found == 0) throw input_error(where, "it has no atom of the reference", {}, remedy);
  return at;
}

}  // namespace

std::vector<std::size_t> match_atoms(const Configuration& reference, const Configuration& current, bool may_miss,
                                     const std::string& where) {
  if (reference.box.periodic() != current.box.periodic()) {
    throw input_error(where, "other directions are periodic than in the reference", {}, remedy);
  }
  std::vector<std::size_t> at = places_of(reference, current, may_miss, where);
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (at[i] == no_atom) continue;
    const std::string& was = reference.species[static_cast<std::size_t>(reference.types[i])].name;
    const std::string& is = current.species[static_cast<std::size_t>(current.types[at[i]])].name;
    if (was != is) {
      throw input_error(where, fmt::format("atom {} is {}, in the reference {}", reference.ids[i], is, was), {},
                        remedy);
    }
  }
  return at;
}

}  // namespace glasscape
