#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/unit.hpp"

namespace glasscape {

/// One value or small vector per atom, with its name, unit and origin: the noun that joins descriptors,
/// properties, statistics, files and the report.
///
/// Values are stored atom by atom: component c of atom i is values()[i * components() + c].
/// A value that is undefined for an atom is NaN, never 0.
class Field {
 public:
  /// `origin` says what made the field (descriptor and its options, or the file it was read from).
  /// Throws std::invalid_argument if values.size() is not a multiple of components.
  Field(std::string name, Unit unit, std::vector<double> values, std::size_t components = 1, std::string origin = {});

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const Unit& unit() const noexcept { return unit_; }
  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }
  [[nodiscard]] std::size_t components() const noexcept { return components_; }
  [[nodiscard]] std::size_t atoms() const noexcept { return values_.size() / components_; }
  [[nodiscard]] std::span<const double> values() const noexcept { return values_; }
  [[nodiscard]] double at(std::size_t atom, std::size_t component = 0) const {
    return values_.at(atom * components_ + component);
  }
  /// Labels of the components for table headers: name for one component, name.x/y/z for three, else name.1 ...
  [[nodiscard]] std::vector<std::string> column_names() const;
  [[nodiscard]] Field renamed(std::string name) const;
  [[nodiscard]] Field with_origin(std::string origin) const;

 private:
  std::string name_;
  Unit unit_;
  std::string origin_;
  std::size_t components_;
  std::vector<double> values_;
};

}  // namespace glasscape
