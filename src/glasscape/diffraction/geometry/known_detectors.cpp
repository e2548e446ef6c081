#include "glasscape/diffraction/geometry/known_detectors.hpp"

namespace glasscape {
namespace {

constexpr KnownDetector pilatus(std::string_view name, std::size_t rows, std::size_t columns) {
  return {name, 172e-6, rows, columns, 195, 487, 17, 7};
}
constexpr KnownDetector eiger(std::string_view name, std::size_t rows, std::size_t columns) {
  return {name, 75e-6, rows, columns, 514, 1030, 37, 10};
}
constexpr KnownDetector eiger2(std::string_view name, std::size_t rows, std::size_t columns) {
  return {name, 75e-6, rows, columns, 512, 1028, 38, 12};
}

// What the makers' data sheets say. Detectors that are read out binned have no size here.
constexpr KnownDetector known[] = {
    pilatus("pilatus100k", 195, 487),
    pilatus("pilatus200k", 407, 487),
    pilatus("pilatus300k", 619, 487),
    pilatus("pilatus300kw", 195, 1475),
    pilatus("pilatus1m", 1043, 981),
    pilatus("pilatus2m", 1679, 1475),
    pilatus("pilatus6m", 2527, 2463),
    eiger("eiger500k", 514, 1030),
    eiger("eiger1m", 1065, 1030),
    eiger("eiger4m", 2167, 2070),
    eiger("eiger9m", 3269, 3110),
    eiger("eiger16m", 4371, 4150),
    eiger2("eiger2500k", 512, 1028),
    eiger2("eiger21m", 1062, 1028),
    eiger2("eiger21mw", 512, 2068),
    eiger2("eiger22mw", 512, 4148),
    eiger2("eiger24m", 2162, 2068),
    eiger2("eiger29m", 3262, 3108),
    eiger2("eiger216m", 4362, 4148),
    {"perkin", 200e-6},
    {"perkinelmer", 200e-6},
    {"perkindetector", 200e-6},
    {"dexela2923", 75e-6, 3888, 3072},
    {"pixium", 308e-6, 1910, 2480},
    {"pixium4700", 308e-6, 1910, 2480},
    {"mar345", 100e-6, 3450, 3450},
    {"mar555", 139e-6, 3072, 2560},
};

std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return result;
}

}  // namespace

const KnownDetector* find_detector(std::string_view name) {
  const std::string wanted = plain(name);
  for (const KnownDetector& detector : known) {
    if (detector.name == wanted) return &detector;
  }
  return nullptr;
}

std::vector<std::uint8_t> module_gaps(const KnownDetector& d, std::size_t rows, std::size_t columns) {
  if (d.module_rows == 0) return {};
  std::vector<std::uint8_t> mask(rows * columns, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    const bool between_rows = row % (d.module_rows + d.gap_rows) >= d.module_rows;
    for (std::size_t column = 0; column < columns; ++column) {
      const bool between_columns = column % (d.module_columns + d.gap_columns) >= d.module_columns;
      mask[row * columns + column] = between_rows || between_columns ? 1 : 0;
    }
  }
  return mask;
}

}  // namespace glasscape
