#include "glasscape/maps/colormap.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

struct Table {
  std::string_view name, hex;
};

// The same strings as in web/src/colormap.ts; a test compares them.
constexpr std::array<Table, 3> tables{{
    {"viridis",
     "440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e21918c1f988b"
     "1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725"},
    {"cividis",
     "00205100265d012b6508316911366c1c3c6e26426e31476e3c4d6e47536d51586e5a5e6e62646f6a6a707270717976737f7c758682768c88"
     "77938e789a9478a19b78a9a177b2a874bbaf71c5b66dcebd68d8c462e2cb5cebd355f3da4ffae249fdea45"},
    {"vik", "001261033e7d1e6f9d71a8c4c9dde7ece5e0eacebdd39774be65338b2706590008"},
}};

}  // namespace

std::vector<std::string_view> colour_maps() {
  std::vector<std::string_view> names;
  for (const Table& table : tables) names.push_back(table.name);
  return names;
}

Colour colour(std::string_view map, double u) {
  const auto* table = std::find_if(tables.begin(), tables.end(), [&](const Table& t) { return t.name == map; });
  if (table == tables.end()) {
    throw usage_error("colours", fmt::format("'{}' is no colour map", map), "viridis, cividis or vik");
  }
  const std::size_t n = table->hex.size() / 6;
  const double x = (u > 0 ? std::min(u, 1.0) : 0.0) * static_cast<double>(n - 1);
  const std::size_t k = std::min(n - 2, static_cast<std::size_t>(x));
  const double f = x - static_cast<double>(k);
  const auto part = [&](std::size_t entry, std::size_t channel) {
    int value = 0;
    const char* from = table->hex.data() + 6 * entry + 2 * channel;
    std::from_chars(from, from + 2, value, 16);
    return static_cast<double>(value);
  };
  Colour result;
  for (std::size_t c = 0; c < 3; ++c) {
    result[c] = static_cast<std::uint8_t>(std::lround(part(k, c) * (1 - f) + part(k + 1, c) * f));
  }
  return result;
}

}  // namespace glasscape
