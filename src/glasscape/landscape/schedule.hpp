#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

namespace glasscape {

/// Hands out attempts to threads: all atoms' first attempts before any second one, so that a campaign which is
/// stopped early has covered the glass evenly.
class Schedule {
 public:
  struct Task {
    std::size_t atom;  ///< index
    std::int64_t attempt;
  };

  /// Each task is wanted whatever comes of it.
  void want(Task task);
  /// One atom's attempts from `first` on, one after the other, until `successes` more have succeeded or `limit`
  /// attempts in total are done.
  void want_successes(std::size_t atom, std::int64_t first, std::int64_t successes, std::int64_t limit);

  /// The next task; waits where only an attempt under way can tell. Nothing: all is done, or stop() was called.
  std::optional<Task> next();
  /// Every task that next() gave must be reported.
  void finished(Task task, bool success);
  void stop();
  /// Attempts that are certain to be left.
  [[nodiscard]] std::int64_t remaining();

 private:
  struct Later {
    bool operator()(const Task& a, const Task& b) const {
      return std::pair(a.attempt, a.atom) > std::pair(b.attempt, b.atom);
    }
  };
  struct Goal {
    std::int64_t successes = 0, limit = 0;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Task, std::vector<Task>, Later> queue_;
  std::vector<Goal> goals_;  // by atom; successes == 0: none
  std::int64_t under_way_ = 0;
  bool stopped_ = false;
};

}  // namespace glasscape
