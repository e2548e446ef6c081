#include "glasscape/core/context.hpp"

#include <algorithm>
#include <thread>

namespace glasscape {

int RunContext::thread_count() const {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace glasscape
