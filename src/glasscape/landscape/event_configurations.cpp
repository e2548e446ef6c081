#include "glasscape/landscape/event_configurations.hpp"

#include <fmt/format.h>
#include <unordered_map>

#include "glasscape/core/error.hpp"

namespace glasscape {

EventPath event_path(Catalogue& catalogue, std::int64_t event) {
  const Catalogue::Displacements found = catalogue.displacements(event);
  if (!found.saddle) {
    const auto status = catalogue.status(event);
    if (!status) throw usage_error(fmt::format("event {}", event), "is not in the catalogue", "ids of its events");
    throw input_error(fmt::format("event {}", event), fmt::format("found no saddle: {}", *status), "successful events",
                      "see the column status");
  }
  const Configuration start = catalogue.configuration();
  std::unordered_map<std::int64_t, std::size_t> place;
  for (std::size_t i = 0; i < start.size(); ++i) place[start.ids[i]] = i;
  EventPath path;
  const auto add = [&](const std::string& name, const std::vector<Displaced>& moved) {
    Configuration frame = start;
    std::vector<double> displacement(3 * frame.size(), 0.0), length(frame.size(), 0.0);
    for (const Displaced& atom : moved) {
      const std::size_t i = place.at(atom.id);
      frame.positions[i] += atom.displacement;
      for (std::size_t c = 0; c < 3; ++c) displacement[3 * i + c] = atom.displacement[c];
      length[i] = norm(atom.displacement);
    }
    frame.timestep = static_cast<std::int64_t>(path.frames.size());
    frame.fields.emplace_back("displacement", Unit("Å"), std::move(displacement), 3);
    frame.fields.emplace_back("displacement_length", Unit("Å"), std::move(length));
    path.names.push_back(name);
    path.frames.push_back(std::move(frame));
  };
  add("start", {});
  if (found.near) add("minimum", *found.near);
  add("saddle", *found.saddle);
  if (found.far) add("end", *found.far);
  return path;
}

}  // namespace glasscape
