#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/unit_product.hpp"

namespace glasscape::detail {

/// An operand of an expression: a number, or one value per atom with a unit.
struct ExpressionValue {
  double number = 0;
  std::vector<double> values = {};  ///< empty for a number
  UnitProduct units = {};

  static ExpressionValue constant(double value) { return {.number = value}; }
  static ExpressionValue of(const Field& field) {
    return {.values = {field.values().begin(), field.values().end()}, .units = UnitProduct(field.unit())};
  }
  [[nodiscard]] bool is_constant() const { return values.empty(); }
  [[nodiscard]] double at(std::size_t atom) const { return is_constant() ? number : values[atom]; }
  [[nodiscard]] Unit unit() const { return units.unit(); }
};

/// Operands that an operation cannot take; the parser adds the place.
struct OperandTrouble {
  std::string what, expected;
};

/// The functions of one argument (and coarse), by name.
const std::vector<std::string>& function_names();

/// op: + - * / ^, = ! < > l (≤) g (≥), & |. Throws OperandTrouble.
ExpressionValue combine(char op, const ExpressionValue& a, const ExpressionValue& b);

/// A function of one argument, "-" or "not". Throws OperandTrouble.
ExpressionValue function(const std::string& name, const ExpressionValue& x, const Configuration& configuration);

/// Mean over the atoms within a radius and the atom itself. Throws OperandTrouble for a number.
ExpressionValue coarse(const ExpressionValue& x, double radius, const Configuration& configuration,
                       const RunContext& context);

}  // namespace glasscape::detail
