// What regions cost and what their frozen surroundings do to barriers, against the whole glass, side by side:
//
//   bench_regions GLASS POTENTIAL cost  ATTEMPTS WHOLE_ATTEMPTS [KEY=VALUE...]   processor seconds per event
//   bench_regions GLASS POTENTIAL error PAIRS [KEY=VALUE...]                     CSV: each saddle in every radius
//
// KEY=VALUE are options of explore. docs/active-regions.md shows what this printed.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/barrier.hpp"
#include "glasscape/landscape/event_search.hpp"
#include "glasscape/landscape/explore.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"

namespace {

using namespace glasscape;

void print(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

std::size_t pick(const Configuration& glass, std::int64_t k) {
  return static_cast<std::size_t>(CounterRng(77, static_cast<std::uint64_t>(k)).uniform() *
                                  static_cast<double>(glass.size()));
}

Saddle carry(const EventSearch::Stage& stage, const Region& to) {
  Saddle saddle;
  saddle.x = carry_over(stage.region, to, stage.saddle.x);
  std::vector<double> ahead = stage.saddle.x;
  add_scaled(1, stage.saddle.mode, ahead);
  saddle.mode = carry_over(stage.region, to, ahead);
  add_scaled(-1, saddle.x, saddle.mode);
  to.surface->remove_translations(saddle.mode);
  scale(1 / norm(saddle.mode), saddle.mode);
  saddle.curvature = stage.saddle.curvature;
  return saddle;
}

struct Cost {
  std::int64_t attempts = 0, successes = 0, connected = 0;
  double seconds = 0;
  EvaluationCounts evaluations;
  std::map<std::string, std::int64_t> status;
  std::map<double, std::int64_t> radius;
  double barrier = 0, error = 0;

  void add(const Event& e) {
    ++attempts;
    seconds += e.seconds;
    ++status[std::string(to_string(e.status))];
    evaluations += e.evaluations;
    if (e.status != SaddleStatus::success) return;
    ++successes;
    ++radius[e.region_radius];
    connected += e.connected ? 1 : 0;
    barrier += e.barrier;
    error += e.barrier_error;
  }
  void show(const std::string& title) const {
    const auto each = [&](std::int64_t n) { return static_cast<double>(n) / static_cast<double>(attempts); };
    print(fmt::format("{}: {} attempts, {} refined, {} connected", title, attempts, successes, connected));
    print(fmt::format("  processor seconds per attempt {:.4f}, refined {:.4f}, connected {:.4f}",
                      seconds / static_cast<double>(attempts), seconds / static_cast<double>(successes),
                      seconds / static_cast<double>(connected)));
    print(fmt::format(
        "  evaluations per attempt: {:.0f} (basin {:.0f}, lanczos {:.0f}, perpendicular {:.0f}, "
        "refinement {:.0f}, check {:.0f}, relaxation {:.0f})",
        each(evaluations.total()), each(evaluations.basin), each(evaluations.lanczos), each(evaluations.perpendicular),
        each(evaluations.refinement), each(evaluations.check), each(evaluations.relaxation)));
    std::string line = "  outcomes:";
    for (const auto& [name, count] : status) line += fmt::format(" {} {:.3f}", name, each(count));
    line += "; last regions:";
    for (const auto& [r, count] : radius) line += fmt::format(" {:g} Å {}", r, count);
    print(line + fmt::format("; mean barrier {:.3f} eV, mean error estimate {:.4f} eV",
                             barrier / static_cast<double>(successes), error / static_cast<double>(successes)));
  }
};

void cost(const RegionCutter& cutter, const ExploreOptions& options, std::int64_t attempts, std::int64_t whole) {
  Cost grown, full;
  EventSearch search(cutter, options);
  for (std::int64_t k = 0; k < attempts; ++k) grown.add(search.run(pick(cutter.configuration(), k), k, 1));
  grown.show(fmt::format("regions, {} atoms", cutter.configuration().size()));
  if (whole == 0) return;
  ExploreOptions reference = options;
  reference.region = "full";
  EventSearch slow(cutter, reference);
  for (std::int64_t k = 0; k < whole; ++k) full.add(slow.run(pick(cutter.configuration(), k), k, 1));
  full.show("whole glass");
  const auto per = [](const Cost& c, std::int64_t n) { return c.seconds / static_cast<double>(n); };
  print(fmt::format("whole glass / regions: {:.1f} per attempt, {:.1f} per refined saddle",
                    per(full, whole) / per(grown, attempts), per(full, full.successes) / per(grown, grown.successes)));
}

void error(const RegionCutter& cutter, const ExploreOptions& options, std::int64_t pairs) {
  const std::vector<double> radii{10, 13, 16, 19, 22, 26, 30};
  std::string header = "atom,attempt,status,barrier,error,radius,connected,whole";
  for (const double r : radii) header += fmt::format(",n{0:g},e{0:g}", r);
  print(header + ",seconds,participation,distance,reverse,end,whole_end");
  EventSearch search(cutter, options);
  // The reference is converged much further than the search, so that what is compared is the search's error.
  SaddleOptions tight = options;
  tight.refine_force = 0.001;
  tight.max_evaluations = 20'000;
  Region whole = cutter.whole();
  std::vector<double> forces(whole.start.size());
  const double whole_start = whole.surface->energy_and_forces(whole.start, forces);
  for (std::int64_t k = 0, found = 0; found < pairs; ++k) {
    const Event e = search.run(pick(cutter.configuration(), k), k, 1);
    if (e.status != SaddleStatus::success) continue;
    ++found;
    const EventSearch::Stage& stage = *search.last();
    // The same saddle where everything may move.
    const Saddle carried = carry(stage, whole);
    whole.surface->reset();
    const Saddle reference = refine_saddle(*whole.surface, whole.start, whole_start, carried, tight);
    double distance = 0;
    for (std::size_t i = 0; i < whole.start.size(); i += 3) {
      distance = std::max(distance, norm(Vec3{reference.x[i] - carried.x[i], reference.x[i + 1] - carried.x[i + 1],
                                              reference.x[i + 2] - carried.x[i + 2]}));
    }
    const bool kept = reference.status == SaddleStatus::success;
    std::string line = fmt::format("{},{},{},{:.6f},{:.6f},{:g},{},{:.6f}", e.atom, e.attempt,
                                   to_string(reference.status), e.barrier, e.barrier_error, e.region_radius,
                                   e.connected ? 1 : 0, kept ? reference.energy - whole_start : std::nan(""));
    std::size_t centre = 0;
    while (cutter.configuration().ids[centre] != e.centre) ++centre;
    for (const double r : radii) {
      const Region region = cutter.cut(cutter.configuration().positions[centre], r);
      std::vector<double> f(region.start.size());
      const double start = region.surface->energy_and_forces(region.start, f);
      const Saddle there = refine_saddle(*region.surface, region.start, start, carry(stage, region), tight);
      line += fmt::format(",{},{:.6f}", region.atoms.size(),
                          there.status == SaddleStatus::success ? there.energy - start : std::nan(""));
    }
    // The minimum on the far side, from where the event has it; another one there is left out.
    std::vector<double> end = whole.start;
    for (const Displaced& d : e.end_displacements) {
      const auto at = std::find(cutter.configuration().ids.begin(), cutter.configuration().ids.end(), d.id);
      const auto i = 3 * static_cast<std::size_t>(at - cutter.configuration().ids.begin());
      end[i] += d.displacement.x;
      end[i + 1] += d.displacement.y;
      end[i + 2] += d.displacement.z;
    }
    whole.surface->reset();
    std::vector<double> before = end;
    const MinimiseResult minimum = minimise(*whole.surface, end, {.force_tolerance = 0.001, .max_evaluations = 5000});
    add_scaled(-1, end, before);
    const double end_moved = whole.surface->largest_move(before);
    print(line + fmt::format(",{:.4f},{:.2f},{:.4f},{:.6f},{:.6f},{:.6f}", e.seconds, e.participation, distance,
                             e.reverse_barrier, e.end_energy,
                             end_moved < 0.5 ? minimum.energy - whole_start : std::nan("")));
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 5) {
    print("usage: bench_regions GLASS POTENTIAL cost ATTEMPTS WHOLE_ATTEMPTS | error PAIRS  [KEY=VALUE...]");
    return 2;
  }
  const Configuration glass = read_configuration(argv[1], {});
  const auto potential = open_potential(argv[2]);
  ExploreOptions options;
  const bool costs = std::string(argv[3]) == "cost";
  for (int k = costs ? 6 : 5; k < argc; ++k) {
    const std::string text = argv[k];
    const auto equal = text.find('=');
    explore_parameters().set(options, text.substr(0, equal), text.substr(equal + 1), "bench_regions");
  }
  const RegionCutter cutter(potential, glass);
  if (costs) {
    cost(cutter, options, std::atoll(argv[4]), argc > 5 ? std::atoll(argv[5]) : 0);
  } else {
    error(cutter, options, std::atoll(argv[4]));
  }
  return 0;
} catch (const glasscape::Error& e) {
  std::fputs((std::string(e.what()) + "\n").c_str(), stderr);
  return 1;
}
