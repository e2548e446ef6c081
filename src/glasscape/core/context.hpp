#pragma once

#include <atomic>
#include <string_view>

namespace glasscape {

/// Where long computations say how far they are. The library prints nothing; the command line draws a bar.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// `fraction` in [0, 1] of the present stage; `status` a few words or numbers ("1430 K, -4.41 eV/atom").
  /// Called from one thread at a time, at any rate: the sink limits what it shows.
  virtual void update(std::string_view stage, double fraction, std::string_view status) = 0;
};

/// What a computation may use of its surroundings. All members are optional.
struct RunContext {
  int threads = 0;  ///< 0: as many as the machine has
  ProgressSink* progress = nullptr;
  const std::atomic<bool>* stop = nullptr;  ///< set from a signal handler: finish or drop the current unit and return

  [[nodiscard]] bool stop_requested() const noexcept {
    return stop != nullptr && stop->load(std::memory_order_relaxed);
  }
  void report(std::string_view stage, double fraction, std::string_view status = {}) const {
    if (progress != nullptr) progress->update(stage, fraction, status);
  }
  /// threads, with 0 replaced by the number of hardware threads.
  [[nodiscard]] int thread_count() const;
};

}  // namespace glasscape
