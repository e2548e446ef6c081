#include "glasscape/landscape/schedule.hpp"

namespace glasscape {

void Schedule::want(Task task) { queue_.push(task); }

void Schedule::want_successes(std::size_t atom, std::int64_t first, std::int64_t successes, std::int64_t limit) {
  if (successes <= 0 || first >= limit) return;
  if (goals_.size() <= atom) goals_.resize(atom + 1);
  goals_[atom] = {successes, limit};
  queue_.push({atom, first});
}

std::optional<Schedule::Task> Schedule::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || !queue_.empty() || under_way_ == 0; });
  if (stopped_ || queue_.empty()) return {};
  const Task task = queue_.top();
  queue_.pop();
  ++under_way_;
  return task;
}

void Schedule::finished(Task task, bool success) {
  const std::lock_guard lock(mutex_);
  --under_way_;
  if (task.atom < goals_.size() && goals_[task.atom].successes > 0) {
    Goal& goal = goals_[task.atom];
    goal.successes -= success ? 1 : 0;
    if (goal.successes > 0 && task.attempt + 1 < goal.limit) queue_.push({task.atom, task.attempt + 1});
  }
  changed_.notify_all();
}

void Schedule::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

std::int64_t Schedule::remaining() {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(queue_.size()) + under_way_;
}

}  // namespace glasscape
