#include "glasscape/core/field.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace glasscape {

Field::Field(std::string name, Unit unit, std::vector<double> values, std::size_t components, std::string origin)
    : name_(std::move(name)),
      unit_(std::move(unit)),
      origin_(std::move(origin)),
      components_(components),
      values_(std::move(values)) {
  if (components_ == 0 || values_.size() % components_ != 0) {
    throw std::invalid_argument(
        fmt::format("field '{}': {} values do not divide into {} components", name_, values_.size(), components_));
  }
}

std::vector<std::string> Field::column_names() const {
  if (components_ == 1) return {name_};
  std::vector<std::string> names;
  for (std::size_t c = 0; c < components_; ++c) {
    names.push_back(components_ == 3 ? fmt::format("{}.{}", name_, "xyz"[c]) : fmt::format("{}.{}", name_, c + 1));
  }
  return names;
}

Field Field::renamed(std::string name) const {
  Field copy = *this;
  copy.name_ = std::move(name);
  return copy;
}

Field Field::with_origin(std::string origin) const {
  Field copy = *this;
  copy.origin_ = std::move(origin);
  return copy;
}

}  // namespace glasscape
