#include "glasscape/landscape/distinct_saddles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

using Moved = std::vector<Displaced>;  // in order of id

// Whether no atom is displaced to places further apart than `distance`.
bool same_place(const Moved& a, const Moved& b, double distance, double threshold) {
  auto i = a.begin(), j = b.begin();
  while (i != a.end() || j != b.end()) {
    double apart = 0;
    if (j == b.end() || (i != a.end() && i->id < j->id)) {
      apart = norm(i++->displacement) - threshold;
    } else if (i == a.end() || j->id < i->id) {
      apart = norm(j++->displacement) - threshold;
    } else {
      apart = norm(i++->displacement - j++->displacement);
    }
    if (apart >= distance) return false;
  }
  return true;
}

double stored_threshold(const Campaign& campaign) {
  for (const auto& [name, value] : campaign.settings) {
    if (name == "displacement_threshold") return parse_double(value, name);
  }
  return 0.1;
}

}  // namespace

std::vector<std::int64_t> first_finders(Catalogue& catalogue, const SelectedEvents& selected, const SameSaddle& same) {
  const double threshold = stored_threshold(selected.campaign);
  struct Known {
    std::int64_t id;
    Moved moved;
  };
  std::multimap<double, Known> known;  // by barrier: saddles found so far
  std::vector<std::int64_t> first;
  auto next = selected.successes.begin();
  catalogue.each_saddle([&](std::int64_t id, Moved&& moved) {
    if (next == selected.successes.end() || selected.attempts[*next].id != id) return;
    const double barrier = selected.attempts[*next++].barrier;
    std::sort(moved.begin(), moved.end(), [](const Displaced& a, const Displaced& b) { return a.id < b.id; });
    std::int64_t found = id;
    for (auto it = known.upper_bound(barrier - same.energy); it != known.end() && it->first < barrier + same.energy;
         ++it) {
      if (it->second.id < found && same_place(moved, it->second.moved, same.distance, threshold)) found = it->second.id;
    }
    first.push_back(found);
    if (found == id) known.emplace(barrier, Known{id, std::move(moved)});
  });
  return first;
}

}  // namespace glasscape
