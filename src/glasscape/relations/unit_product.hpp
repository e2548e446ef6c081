#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/core/unit.hpp"

namespace glasscape::detail {

/// A unit as powers of its symbols, to be multiplied: "eV/Å^3" is eV¹ Å⁻³.
class UnitProduct {
 public:
  UnitProduct() = default;
  explicit UnitProduct(const Unit& unit);

  void multiply(const UnitProduct& other, int sign);
  /// Nothing where a power would not be a whole number.
  [[nodiscard]] std::optional<UnitProduct> raised(double power) const;
  [[nodiscard]] Unit unit() const;

 private:
  void add(const std::string& symbol, int power);
  std::vector<std::pair<std::string, int>> powers_;
};

}  // namespace glasscape::detail
