#pragma once

#include <algorithm>
#include <tbb/global_control.h>

namespace glasscape {

/// `wanted` threads, or as many as TBB may use: it complains on stderr when asked for more.
inline int usable_threads(int wanted) {
  const auto limit = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::clamp(wanted, 1, static_cast<int>(limit));
}

}  // namespace glasscape
