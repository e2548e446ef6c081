#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glasscape {

/// A detector that geometry files give by its name only.
struct KnownDetector {
  std::string_view name;                            ///< lower case, without blanks, hyphens and underscores
  double pixel = 0;                                 ///< m, both ways
  std::size_t rows = 0, columns = 0;                ///< 0: made in several sizes or read out binned, so the image says
  std::size_t module_rows = 0, module_columns = 0;  ///< 0: in one piece
  std::size_t gap_rows = 0, gap_columns = 0;        ///< pixels between modules that count nothing
};

/// Null for a name that is not known. Blanks, hyphens, underscores and case do not matter.
const KnownDetector* find_detector(std::string_view name);

/// 1 on the gaps between the modules of the detector [row · columns + column]; empty where it has none.
std::vector<std::uint8_t> module_gaps(const KnownDetector& detector, std::size_t rows, std::size_t columns);

}  // namespace glasscape
