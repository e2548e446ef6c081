#include "glasscape/relations/expression_value.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/relations/standardise.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Operation>
ExpressionValue each(const ExpressionValue& a, const ExpressionValue& b, const Operation& operation) {
  ExpressionValue result;
  if (a.is_constant() && b.is_constant()) {
    result.number = operation(a.number, b.number);
    return result;
  }
  result.values.resize(std::max(a.values.size(), b.values.size()));
  for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] = operation(a.at(i), b.at(i));
  return result;
}

// A comparison with an undefined value is undefined, not false.
template <class Operation>
auto defined(const Operation& operation) {
  return
      [operation](double x, double y) { return std::isnan(x) || std::isnan(y) ? nan : (operation(x, y) ? 1.0 : 0.0); };
}

// b in the unit of a, for sums and comparisons; a number takes the other's unit.
ExpressionValue in_unit_of(const ExpressionValue& a, ExpressionValue b) {
  if (a.is_constant() || b.is_constant()) return b;
  const Unit to = a.unit(), from = b.unit();
  if (to == from) return b;
  if (!to.same_dimension(from)) {
    throw OperandTrouble{fmt::format("[{}] and [{}] are different quantities", to.symbol(), from.symbol()),
                         "operands of one dimension"};
  }
  const double factor = from.factor_to(to);
  for (double& v : b.values) v *= factor;
  return b;
}

ExpressionValue raised(const ExpressionValue& a, const ExpressionValue& b) {
  ExpressionValue result = each(a, b, [](double x, double y) { return std::pow(x, y); });
  if (a.is_constant() || a.unit().symbol() == "1") {
    if (!b.is_constant() && !b.unit().dimensionless()) {
      throw OperandTrouble{fmt::format("the exponent has the unit {}", b.unit().symbol()), "a number without unit"};
    }
    return result;
  }
  if (!b.is_constant()) throw OperandTrouble{"a quantity with a unit to the power of a field", "a number as exponent"};
  result.units = a.units.raised(b.number).value_or(UnitProduct());
  return result;
}

}  // namespace

const std::vector<std::string>& function_names() {
  static const std::vector<std::string> names{"log", "log10", "exp", "sqrt", "abs", "rank", "standardise", "coarse"};
  return names;
}

ExpressionValue combine(char op, const ExpressionValue& a, const ExpressionValue& b) {
  if (op == '^') return raised(a, b);
  if (op == '*' || op == '/') {
    ExpressionValue result = op == '*' ? each(a, b, [](double x, double y) { return x * y; })
                                       : each(a, b, [](double x, double y) { return x / y; });
    result.units = a.units;
    result.units.multiply(b.units, op == '*' ? 1 : -1);
    return result;
  }
  if (op == '&') return each(a, b, defined([](double x, double y) { return x != 0 && y != 0; }));
  if (op == '|') return each(a, b, defined([](double x, double y) { return x != 0 || y != 0; }));
  const ExpressionValue other = in_unit_of(a, b);
  ExpressionValue result;
  switch (op) {
    case '+': result = each(a, other, [](double x, double y) { return x + y; }); break;
    case '-': result = each(a, other, [](double x, double y) { return x - y; }); break;
    case '=': return each(a, other, defined([](double x, double y) { return x == y; }));
    case '!': return each(a, other, defined([](double x, double y) { return x != y; }));
    case '<': return each(a, other, defined([](double x, double y) { return x < y; }));
    case '>': return each(a, other, defined([](double x, double y) { return x > y; }));
    case 'l': return each(a, other, defined([](double x, double y) { return x <= y; }));
    default: return each(a, other, defined([](double x, double y) { return x >= y; }));
  }
  result.units = a.is_constant() ? b.units : a.units;
  return result;
}

ExpressionValue function(const std::string& name, const ExpressionValue& x, const Configuration& configuration) {
  const auto map = [&](const auto& operation) { return each(x, x, [&](double v, double) { return operation(v); }); };
  ExpressionValue result;
  if (name == "-" || name == "abs") {
    result = name == "-" ? map([](double v) { return -v; }) : map([](double v) { return std::abs(v); });
    result.units = x.units;
  } else if (name == "sqrt") {
    result = map([](double v) { return v < 0 ? nan : std::sqrt(v); });
    result.units = x.units.raised(0.5).value_or(UnitProduct());
  } else if (name == "log" || name == "log10") {
    result = map([&](double v) { return v > 0 ? (name == "log" ? std::log(v) : std::log10(v)) : nan; });
  } else if (name == "exp") {
    result = map([](double v) { return std::exp(v); });
  } else if (name == "not") {
    result = map([](double v) { return std::isnan(v) ? nan : (v == 0 ? 1.0 : 0.0); });
  } else if (x.is_constant()) {
    throw OperandTrouble{fmt::format("{} of a number", name), "a field"};
  } else if (name == "standardise") {
    result.values = standardised(configuration, x.values);
  } else {  // rank
    std::vector<double> known;
    std::vector<std::size_t> atom;
    for (std::size_t i = 0; i < x.values.size(); ++i) {
      if (!std::isfinite(x.values[i])) continue;
      known.push_back(x.values[i]);
      atom.push_back(i);
    }
    const auto ranks = average_ranks(known);
    result.values.assign(x.values.size(), nan);
    for (std::size_t k = 0; k < atom.size(); ++k) result.values[atom[k]] = ranks[k];
  }
  return result;
}

ExpressionValue coarse(const ExpressionValue& x, double radius, const Configuration& configuration,
                       const RunContext& context) {
  if (x.is_constant()) throw OperandTrouble{"coarse of a number", "a field"};
  ExpressionValue result{.values = std::vector<double>(x.values.size(), nan), .units = x.units};
  const CellGrid grid(configuration.view(), radius);
  parallel_blocks(context, grid.size(), 256, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      const std::uint32_t atom = grid.atom(slot);
      if (!std::isfinite(x.values[atom])) continue;
      double sum = x.values[atom], count = 1;
      grid.around(slot, [&](std::uint32_t other, const Image&, double) {
        const double v = x.values[grid.atom(other)];
        if (!std::isfinite(v)) return;
        sum += v;
        count += 1;
      });
      result.values[atom] = sum / count;
    }
  });
  return result;
}

}  // namespace glasscape::detail
