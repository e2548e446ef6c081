#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace glasscape {

/// Which frames of a trajectory are meant.
struct FrameChoice {
  std::int64_t first = 0, last = -1, step = 1;  ///< last is included; negative ones count from the end

  /// The numbers of the frames, for a trajectory of that many. Throws Error(usage) naming `where` if there are none.
  [[nodiscard]] std::vector<std::int64_t> numbers(std::int64_t frames, const std::string& where) const;
};

/// "all", "first:last" or "first:last:step", any part left empty for its default (":100:5", "10:"), or one number.
/// Throws Error(usage) for anything else.
FrameChoice parse_frame_choice(const std::string& text);

/// At most `most` of the numbers 0 … count − 1, evenly spread, with both ends.
std::vector<std::size_t> evenly(std::size_t count, std::size_t most);

}  // namespace glasscape
