#include "glasscape/study/activation_events.hpp"

#include <unordered_map>

#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/activation_field.hpp"
#include "glasscape/landscape/catalogue.hpp"

namespace glasscape {

std::map<std::string, RepeatedValues> add_activation(Configuration& configuration, const std::filesystem::path& events,
                                                     const std::string& connected, double temperature,
                                                     const RunContext& context) {
  const ActivationOptions options{.events = events.string(), .connected = connected, .temperature = temperature};
  std::map<std::string, RepeatedValues> result;
  for (Field& field : activation(configuration, options, context)) {
    std::erase_if(configuration.fields, [&](const Field& old) { return old.name() == field.name(); });
    if (field.name() != "activation_count") {
      const std::string average = field.name().substr(std::string("activation_").size());
      result[field.name()] = {.of = std::vector<std::vector<double>>(configuration.size()),
                              .average = average,
                              .thermal_energy = constants::boltzmann * temperature};
    }
    configuration.fields.push_back(std::move(field));
  }
  std::unordered_map<std::int64_t, std::size_t> place;
  for (std::size_t i = 0; i < configuration.size(); ++i) place[configuration.ids[i]] = i;
  for (const EventRow& event : Catalogue::read(events).events()) {
    if (!event.success() || (connected == "only" && !event.connected)) continue;
    const auto found = place.find(event.atom);
    if (found == place.end()) continue;
    for (auto& [name, values] : result) values.of[found->second].push_back(event.barrier);
  }
  return result;
}

}  // namespace glasscape
