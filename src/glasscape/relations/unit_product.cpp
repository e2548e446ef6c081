#include "glasscape/relations/unit_product.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace glasscape::detail {

UnitProduct::UnitProduct(const Unit& unit) {
  std::string_view rest = unit.symbol();
  int sign = 1;
  for (;;) {
    const auto end = rest.find_first_of("/*");
    std::string_view part = rest.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    int power = 1;
    for (const auto& [text, value] : {std::pair<std::string_view, int>{"²", 2}, {"³", 3}}) {
      if (!part.ends_with(text)) continue;
      power = value;
      part.remove_suffix(text.size());
    }
    if (const auto caret = part.find('^'); caret != std::string_view::npos) {
      std::from_chars(part.data() + caret + 1, part.data() + part.size(), power);
      part = part.substr(0, caret);
    }
    add(std::string(part), sign * power);
    if (end == std::string_view::npos) return;
    sign = rest[end] == '/' ? -1 : 1;
    rest.remove_prefix(end + 1);
  }
}

void UnitProduct::add(const std::string& symbol, int power) {
  if (symbol == "1") return;
  const auto hit = std::find_if(powers_.begin(), powers_.end(), [&](const auto& p) { return p.first == symbol; });
  if (hit == powers_.end()) {
    powers_.emplace_back(symbol, power);
  } else {
    hit->second += power;
    if (hit->second == 0) powers_.erase(hit);
  }
}

void UnitProduct::multiply(const UnitProduct& other, int sign) {
  for (const auto& [symbol, power] : UnitProduct(other).powers_) add(symbol, sign * power);
}

std::optional<UnitProduct> UnitProduct::raised(double power) const {
  UnitProduct result;
  for (const auto& [symbol, own] : powers_) {
    const double raised = own * power;
    if (raised != std::round(raised) || std::abs(raised) > 99) return std::nullopt;
    if (raised != 0) result.powers_.emplace_back(symbol, static_cast<int>(raised));
  }
  return result;
}

Unit UnitProduct::unit() const {
  std::string above, below;
  for (const auto& [symbol, power] : powers_) {
    std::string& side = power > 0 ? above : below;
    const std::string factor = std::abs(power) == 1 ? symbol : fmt::format("{}^{}", symbol, std::abs(power));
    side += power > 0 ? (side.empty() ? "" : "*") + factor : "/" + factor;
  }
  return Unit((above.empty() ? "1" : above) + below);
}

}  // namespace glasscape::detail
