#include "glasscape/learning/softness_classes.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

std::vector<SoftnessClass> extreme_classes(const Configuration& configuration, const Field& field, double share,
                                           bool soft_is_high) {
  const std::span<const double> values = field.values();
  std::vector<SoftnessClass> classes(configuration.size(), SoftnessClass::none);
  const SoftnessClass low = soft_is_high ? SoftnessClass::hard : SoftnessClass::soft;
  const SoftnessClass high = soft_is_high ? SoftnessClass::soft : SoftnessClass::hard;
  for (std::size_t s = 0; s < configuration.species.size(); ++s) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < configuration.size(); ++i) {
      if (static_cast<std::size_t>(configuration.types[i]) == s && std::isfinite(values[i])) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return values[a] != values[b] ? values[a] < values[b] : configuration.ids[a] < configuration.ids[b];
    });
    const auto take = static_cast<std::size_t>(share * static_cast<double>(order.size()) * (1 + 1e-12));
    if (take == 0) continue;
    if (values[order[take - 1]] >= values[order[order.size() - take]]) {
      throw input_error(field.name(),
                        fmt::format("the lowest and the highest {:g} % of the {} atoms have the same value, {:g}",
                                    100 * share, configuration.species[s].name, values[order[take - 1]]),
                        "a field that tells its extremes apart",
                        "choose another field or a smaller share; a field of 0 and 1 needs --classes named");
    }
    for (std::size_t k = 0; k < take; ++k) {
      classes[order[k]] = low;
      classes[order[order.size() - 1 - k]] = high;
    }
  }
  return classes;
}

std::vector<SoftnessClass> named_classes(const Configuration& configuration, const Field& field, bool soft_is_high) {
  std::vector<SoftnessClass> classes(configuration.size(), SoftnessClass::none);
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const double value = field.values()[i];
    if (std::isnan(value)) continue;
    if (value != 0 && value != 1) {
      throw input_error(field.name(), fmt::format("atom {} has the class {:g}", configuration.ids[i], value),
                        "0, 1, or undefined for atoms that are no example",
                        "choose a field of classes, or --classes extremes for a quantity");
    }
    classes[i] = (value == 1) == soft_is_high ? SoftnessClass::soft : SoftnessClass::hard;
  }
  return classes;
}

}  // namespace glasscape
