#include "glasscape/structure/species_choice.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape {

std::vector<std::uint8_t> chosen_species(const Configuration& configuration, const std::vector<std::string>& names,
                                         const std::string& where) {
  const auto& species = configuration.species;
  std::vector<std::uint8_t> chosen(species.size(), names.empty() ? 1 : 0);
  for (const std::string& name : names) {
    const auto hit = std::find_if(species.begin(), species.end(), [&](const Species& s) { return s.name == name; });
    if (hit == species.end()) {
      std::vector<std::string> known;
      for (const Species& s : species) known.push_back(s.name);
      const std::string hint = nearest(name, known);
      throw usage_error(where, fmt::format("the configuration has no species '{}'", name), join(known),
                        hint.empty() ? "" : fmt::format("did you mean '{}'?", hint));
    }
    chosen[static_cast<std::size_t>(hit - species.begin())] = 1;
  }
  return chosen;
}

}  // namespace glasscape
