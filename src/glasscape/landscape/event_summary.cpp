#include "glasscape/landscape/event_summary.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

// Cases and trials per kicked atom.
class Tally {
 public:
  void add(std::int64_t atom, bool hit) {
    auto& [cases, trials] = counts_[atom];
    cases += hit ? 1 : 0;
    ++trials;
  }
  [[nodiscard]] Share share() const {
    std::vector<std::size_t> cases, trials;
    for (const auto& [atom, row] : counts_) {
      cases.push_back(row.first);
      trials.push_back(row.second);
    }
    return clustered_share(cases, trials);
  }
  [[nodiscard]] std::size_t clusters() const { return counts_.size(); }

 private:
  std::map<std::int64_t, std::pair<std::size_t, std::size_t>> counts_;
};

struct GroupTally {
  EventGroup group;
  Tally successes, connected, centred;
  std::vector<double> connected_barriers;
  std::vector<std::int64_t> connected_kicked;
  double participation = 0;

  void attempt(const EventRow& event) {
    ++group.attempts;
    successes.add(event.atom, event.success());
    if (!event.success()) return;
    centred.add(event.atom, event.centre == event.atom);
    if (event.connection_known) connected.add(event.atom, event.connected);
  }
  void barrier(const EventRow& event) {
    group.barriers.push_back(event.barrier);
    group.kicked.push_back(event.atom);
    participation += event.participation;
    if (!event.connected) return;
    connected_barriers.push_back(event.barrier);
    connected_kicked.push_back(event.atom);
  }
  EventGroup finish(const std::string& name) {
    group.name = name;
    group.atoms = successes.clusters();
    group.successes = successes.share();
    group.connected = connected.share();
    group.centred = centred.share();
    group.barrier = clustered_mean(group.barriers, group.kicked);
    group.connected_barrier = clustered_mean(connected_barriers, connected_kicked);
    const Moments m = moments(group.barriers);
    group.median = quantile(sorted_finite(group.barriers), 0.5);
    group.connected_median = quantile(sorted_finite(connected_barriers), 0.5);
    group.minimum = m.minimum;
    group.maximum = m.maximum;
    group.spread = m.standard_deviation();
    group.participation = participation / static_cast<double>(group.barriers.size());
    return std::move(group);
  }
};

EventGroup group_of_all(const SelectedEvents& selected) {
  const auto groups = group_events(selected, std::vector<std::string>(selected.attempts.size(), "all"));
  return groups.empty() ? GroupTally{}.finish("all") : groups.front();
}

}  // namespace

std::vector<EventGroup> group_events(const SelectedEvents& selected, const std::vector<std::string>& label) {
  std::map<std::string, GroupTally> tallies;
  for (std::size_t k = 0; k < selected.attempts.size(); ++k) {
    if (!label[k].empty()) tallies[label[k]].attempt(selected.attempts[k]);
  }
  for (const std::size_t k : selected.successes) {
    if (!label[k].empty()) tallies[label[k]].barrier(selected.attempts[k]);
  }
  std::vector<EventGroup> groups;
  for (auto& [name, tally] : tallies) groups.push_back(tally.finish(name));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const EventGroup& a, const EventGroup& b) { return a.attempts > b.attempts; });
  return groups;
}

EventSummary summarise_events(Catalogue& catalogue, const SelectedEvents& selected, const SameSaddle& same) {
  EventSummary summary;
  std::vector<std::string> species, protocol;
  for (std::size_t k = 0; k < selected.attempts.size(); ++k) {
    const EventRow& event = selected.attempts[k];
    species.push_back(selected.species(k));
    protocol.push_back(event.protocol);
    ++summary.outcomes[event.status];
    summary.outcome_evaluations[event.status] += event.evaluations;
    summary.seconds += event.seconds;
    summary.evaluations.basin += event.phases.basin;
    summary.evaluations.lanczos += event.phases.lanczos;
    summary.evaluations.perpendicular += event.phases.perpendicular;
    summary.evaluations.refinement += event.phases.refinement;
    summary.evaluations.check += event.phases.check;
    summary.evaluations.relaxation += event.phases.relaxation;
  }
  summary.all = group_of_all(selected);
  summary.by_species = group_events(selected, species);
  summary.by_protocol = group_events(selected, protocol);
  // Species in alphabetical order, whichever was kicked more often.
  std::sort(summary.by_species.begin(), summary.by_species.end(),
            [](const EventGroup& a, const EventGroup& b) { return a.name < b.name; });

  std::vector<double> errors;
  for (const std::size_t k : selected.successes) {
    const EventRow& event = selected.attempts[k];
    errors.push_back(event.barrier_error);
    summary.whole_system += std::isnan(event.region_radius) ? 1 : 0;
  }
  const auto sorted = sorted_finite(errors);
  summary.median_error = quantile(sorted, 0.5);
  summary.largest_error = sorted.empty() ? std::nan("") : sorted.back();

  const auto first = first_finders(catalogue, selected, same);
  std::unordered_map<std::int64_t, std::int64_t> kicked;
  for (const EventRow& event : selected.attempts) kicked[event.id] = event.atom;
  for (std::size_t n = 0; n < first.size(); ++n) {
    const EventRow& event = selected.attempts[selected.successes[n]];
    summary.distinct += first[n] == event.id ? 1 : 0;
    summary.found_again_by_same_atom += first[n] != event.id && kicked.at(first[n]) == event.atom ? 1 : 0;
  }
  return summary;
}

}  // namespace glasscape
