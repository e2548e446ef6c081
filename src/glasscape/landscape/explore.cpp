#include "glasscape/landscape/explore.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/atom_selection.hpp"
#include "glasscape/landscape/event_search.hpp"
#include "glasscape/landscape/kick.hpp"
#include "glasscape/landscape/schedule.hpp"

namespace glasscape {
namespace {

// Fills the schedule with what is wanted and not stored yet.
void plan(Schedule& schedule, Catalogue& catalogue, const Configuration& configuration,
          const std::vector<std::size_t>& atoms, const ExploreOptions& options) {
  std::map<std::int64_t, std::set<std::int64_t>> done;
  std::map<std::int64_t, std::int64_t> successes;
  for (const StoredAttempt& a : catalogue.attempts()) {
    done[a.atom].insert(a.attempt);
    successes[a.atom] += a.success ? 1 : 0;
  }
  // Numbers in the plan, not event ids: atoms chosen at regular distances would all have ids of one remainder.
  const auto ours = [&](std::size_t number) {
    return static_cast<std::int64_t>(number) % options.shard.of == options.shard.index - 1;
  };
  for (std::size_t rank = 0; rank < atoms.size(); ++rank) {
    const std::size_t i = atoms[rank];
    const std::int64_t id = configuration.ids[i];
    if (options.until == "successes") {
      if (!ours(rank)) continue;
      // Attempts of one atom are made in order, so the first one missing is where to go on.
      std::int64_t first = 0;
      while (done[id].contains(first)) ++first;
      schedule.want_successes(i, first, options.events_per_atom - successes[id], options.max_attempts);
    } else {
      for (std::int64_t k = 0; k < options.events_per_atom; ++k) {
        if (ours(static_cast<std::size_t>(k) * atoms.size() + rank) && !done[id].contains(k)) schedule.want({i, k});
      }
    }
  }
}

// Events on their way from the threads that compute them to the one that stores them.
class Mailbox {
 public:
  explicit Mailbox(int senders) : open_(senders) {}

  void send(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_one();
  }
  void close(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    --open_;
    if (failure && !failure_) failure_ = std::move(failure);
    changed_.notify_one();
  }
  // The next event; nothing when all senders have closed. Calls `meanwhile` at least every 50 ms.
  std::optional<Event> receive(const std::function<void()>& meanwhile) {
    const auto ready = [&] { return !events_.empty() || open_ == 0; };
    meanwhile();
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, std::chrono::milliseconds(50), ready)) {
      lock.unlock();
      meanwhile();
      lock.lock();
    }
    if (events_.empty()) return {};
    Event event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Event> events_;
  std::exception_ptr failure_;
  int open_;
};

double mean(const std::vector<double>& v) {
  return v.empty() ? std::nan("") : std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double median(std::vector<double> v) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

class Workers {
 public:
  Workers(const RegionCutter& cutter, const ExploreOptions& options, Schedule& schedule, int count)
      : mailbox(count), schedule_(schedule) {
    for (int t = 0; t < count; ++t) {
      threads_.emplace_back([&, this] { work(cutter, options); });
    }
  }
  ~Workers() {
    abandon();
    for (std::thread& t : threads_) t.join();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Drops the attempts under way.
  void abandon() {
    abandon_.store(true);
    schedule_.stop();
  }

  Mailbox mailbox;

 private:
  void work(const RegionCutter& cutter, const ExploreOptions& options) {
    std::exception_ptr failure;
    try {
      EventSearch search(cutter, options);
      while (const auto task = schedule_.next()) {
        if (abandon_.load()) break;
        Event event = search.run(task->atom, task->attempt, static_cast<std::uint64_t>(options.seed), context_);
        if (event.status == SaddleStatus::stopped) break;
        const bool success = event.status == SaddleStatus::success;
        mailbox.send(std::move(event));
        schedule_.finished(*task, success);
      }
    } catch (...) {
      failure = std::current_exception();
    }
    schedule_.stop();
    mailbox.close(failure);
  }

  Schedule& schedule_;
  std::atomic<bool> abandon_{false};
  RunContext context_{.stop = &abandon_};
  std::vector<std::thread> threads_;
};

std::string progress_text(std::int64_t stored, std::int64_t successes, std::int64_t evaluations) {
  return fmt::format("{} attempts, {:.0f} % successful, {} evaluations each", stored,
                     100.0 * static_cast<double>(successes) / static_cast<double>(stored), evaluations / stored);
}

}  // namespace

bool plans_only(std::string_view setting) {
  static const std::set<std::string_view> names{"events_per_atom", "atoms", "sample",     "until",
                                                "max_attempts",    "seed",  "start_force"};
  return names.contains(setting);
}

Shard parse_shard(std::string_view text, std::string_view where) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.index);
  const bool slash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, shard.of) : first;
  if (!slash || second.ec != std::errc{} || second.ptr != end || shard.index < 1 || shard.index > shard.of) {
    throw usage_error(std::string(where), fmt::format("'{}' is no shard", text),
                      "k/K with 1 <= k <= K, such as 1/8 to 8/8");
  }
  return shard;
}

CatalogueSummary summarise(Catalogue& catalogue) {
  const Catalogue::Glass glass = catalogue.glass();
  std::map<std::int64_t, std::string> species;
  for (std::size_t i = 0; i < glass.ids.size(); ++i) species[glass.ids[i]] = glass.species[i];
  CatalogueSummary summary;
  std::map<std::string, BarrierSummary> by_species;
  std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> barriers;
  for (const EventRow& event : catalogue.events()) {
    BarrierSummary& row = by_species[species[event.atom]];
    ++summary.attempts;
    ++row.attempts;
    summary.evaluations += event.evaluations;
    ++summary.by_status[event.status];
    if (event.status != "success") continue;
    auto& [all, connected] = barriers[species[event.atom]];
    ++summary.successes;
    ++row.successes;
    all.push_back(event.barrier);
    if (!event.connected) continue;
    ++summary.connected;
    ++row.connected;
    connected.push_back(event.barrier);
  }
  for (auto& [name, row] : by_species) {
    const auto& [all, connected] = barriers[name];
    row.species = name;
    row.mean = mean(all);
    row.median = median(all);
    row.connected_mean = mean(connected);
    row.connected_median = median(connected);
    summary.by_species.push_back(row);
  }
  return summary;
}

ExploreResult explore(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                      const std::filesystem::path& path, const ExploreOptions& options, const RunContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  const auto late = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() >= options.max_time;
  };
  const std::vector<std::size_t> atoms =
      sample_atoms(configuration, select_atoms(configuration, options.atoms), static_cast<std::size_t>(options.sample),
                   static_cast<std::uint64_t>(options.seed));
  const RegionCutter cutter(force_field, configuration);
  check_kick_radius(configuration.box, options);
  const double start_energy = require_minimum(cutter, options.start_force);

  Campaign campaign{.configuration_hash = configuration_hash(configuration),
                    .potential = force_field->description(),
                    .potential_hash = force_field->fingerprint(),
                    .seed = static_cast<std::uint64_t>(options.seed),
                    .protocol = options.protocol,
                    .settings = {},
                    .start_energy = start_energy};
  for (auto& setting : explore_parameters().resolved(options)) {
    if (!plans_only(setting.first)) campaign.settings.push_back(std::move(setting));
  }
  Catalogue catalogue = Catalogue::open(path, campaign, configuration);

  ExploreResult result;
  {
    Schedule schedule;
    plan(schedule, catalogue, configuration, atoms, options);
    const std::int64_t planned = schedule.remaining();
    if (planned > 0 && !context.stop_requested() && !late()) {
      const int count = static_cast<int>(std::min<std::int64_t>(context.thread_count(), planned));
      Workers workers(cutter, options, schedule, count);
      std::int64_t successes = 0, evaluations = 0;
      const auto watch = [&] {
        if (context.stop_requested() || late()) workers.abandon();
      };
      while (const std::optional<Event> event = workers.mailbox.receive(watch)) {
        catalogue.add(*event);
        ++result.computed;
        successes += event->status == SaddleStatus::success ? 1 : 0;
        evaluations += event->evaluations.total();
        const std::int64_t left = schedule.remaining();
        context.report("explore",
                       static_cast<double>(result.computed) /
                           static_cast<double>(std::max<std::int64_t>(1, result.computed + left)),
                       progress_text(result.computed, successes, evaluations));
      }
      workers.mailbox.rethrow();
    }
  }
  Schedule rest;
  plan(rest, catalogue, configuration, atoms, options);
  result.remaining = rest.remaining();
  result.complete = result.remaining == 0;
  result.catalogue = summarise(catalogue);
  catalogue.finish();
  return result;
}

}  // namespace glasscape
