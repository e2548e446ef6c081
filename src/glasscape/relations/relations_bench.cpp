// Bootstrap of correlations and spatial autocorrelation, each beside the straightforward way of doing the same, which
// also checks the result. Ratios matter; times depend on the machine and its load.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "glasscape/neighbors/neighbor_list.hpp"
#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/relate.hpp"
#include "glasscape/relations/relations_fixture.hpp"
#include "glasscape/relations/verdict.hpp"
#include "glasscape/statistics/bootstrap.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace {

using namespace glasscape;

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void require(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "wrong result: %s\n", what);
  std::exit(1);
}

void bootstrap_bench(const RunContext& context) {
  const std::size_t n = 20000;
  CounterRng rng(1, 1);
  std::vector<double> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = rng.normal();
    y[i] = 0.2 * x[i] + rng.normal();
  }
  CorrelationEstimates fast;
  const double whole = seconds([&] { fast = bootstrap_correlation(x, y, {}, {}, 0, context); });

  // The same resamples written out and ranked anew; 20 of them are enough for a ratio.
  const BootstrapOptions few{.resamples = 20, .method = "percentile"};
  CorrelationEstimates a;
  std::vector<Estimate> b;
  const double weighted = seconds([&] { a = bootstrap_correlation(x, y, {}, few, 0, context); });
  const double naive = seconds([&] {
    b = bootstrap(
        n, 2,
        [&](std::span<const std::uint32_t> weights, std::span<double> values) {
          std::vector<double> rx, ry;
          for (std::size_t i = 0; i < n; ++i) {
            for (std::uint32_t k = 0; k < weights[i]; ++k) {
              rx.push_back(x[i]);
              ry.push_back(y[i]);
            }
          }
          values[0] = pearson(rx, ry);
          values[1] = spearman(rx, ry);
        },
        few, 0, context);
  });
  require(std::abs(a.pearson.interval.low - b[0].interval.low) < 1e-10, "Pearson interval");
  require(std::abs(a.spearman.interval.high - b[1].interval.high) < 1e-10, "Spearman interval");
  std::printf(
      "bootstrap, 20,000 pairs, Pearson and Spearman: 1,000 resamples and acceleration %.2f s; "
      "resample written out / by weights: %.1f x\n",
      whole, naive / weighted);
}

void autocorrelation_bench(const RunContext& context) {
  const double edge = 119.4;  // 108,000 atoms at the density of Cu64.5Zr35.5
  Configuration c = testing::random_points(Box::orthorhombic(edge, edge, edge), 108000, 2, 3);
  CounterRng rng(5, 5);
  std::vector<double> p(c.size());
  for (double& v : p) v = rng.normal();
  const Field field("p", Unit("1"), p);
  FieldAutocorrelation result;
  const double ours = seconds([&] { result = autocorrelation(c, field, {}, context); });

  // The same sums from a stored list, on a tenth of the atoms' number for its memory.
  const double small_edge = edge / std::cbrt(10.0);
  Configuration s = testing::random_points(Box::orthorhombic(small_edge, small_edge, small_edge), 10800, 2, 3);
  std::vector<double> q(p.begin(), p.begin() + 10800);
  FieldAutocorrelation small;
  const double fast = seconds([&] { small = autocorrelation(s, {"q", Unit("1"), q}, {}, context); });
  std::vector<double> sum(48);
  std::vector<std::uint64_t> pairs(48);
  double mean = 0, variance = 0;
  for (const double v : q) mean += v / 10800;
  for (const double v : q) variance += (v - mean) * (v - mean) / 10800;
  const double listed = seconds([&] {
    const NeighborList list(s.view(), 12);
    for (std::size_t i = 0; i < s.size(); ++i) {
      for (const Neighbor& n : list.of(i)) {
        const auto bin = static_cast<std::size_t>(norm(bond(s.view(), i, n)) / 0.25);
        sum[bin] += (q[i] - mean) * (q[n.index] - mean);
        ++pairs[bin];
      }
    }
  });
  for (std::size_t k = 0; k < 48; ++k) {
    require(pairs[k] == 2 * small.raw.curve.pairs[k], "pair counts");
    if (pairs[k] > 0) {
      require(std::abs(sum[k] / static_cast<double>(pairs[k]) / variance - small.raw.curve.value[k]) < 1e-9, "C(r)");
    }
  }
  std::printf(
      "autocorrelation to 12 Å, raw and per species with jackknife: 108,000 atoms %.2f s; 10,800 atoms, one plain "
      "curve from a stored list / this: %.1f x\n",
      ours, listed / fast);
}

// Everything against everything at the size of the papers' glass; one pair by itself is the yardstick.
void verdict_bench(const RunContext& context) {
  constexpr std::size_t n = 20000, descriptors = 60, properties = 5;
  const double edge = 68.1;
  const Configuration c = testing::random_points(Box::orthorhombic(edge, edge, edge), n, 2, 3);
  CounterRng rng(7, 7);
  std::vector<std::vector<double>> hidden(properties);
  VerdictRequest request;
  for (std::size_t p = 0; p < properties; ++p) {
    for (std::size_t i = 0; i < n; ++i) hidden[p].push_back(rng.normal());
    request.properties.emplace_back("d2min_" + std::to_string(p), Unit("1"), hidden[p]);
  }
  for (std::size_t d = 0; d < descriptors; ++d) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = 0.01 * static_cast<double>(d) * hidden[d % properties][i] + rng.normal();
      if (d % 6 == 0) x[i] = std::round(2 * x[i]);  // counts have many ties
    }
    request.descriptors.emplace_back("x" + std::to_string(d), Unit("1"), x);
  }
  Verdict verdict;
  const double whole = seconds([&] { verdict = relate_everything(c, request, {}, context); });
  FieldRelation pair;
  const double one =
      seconds([&] { pair = relate_fields(c, request.descriptors[59], request.properties[4], {}, context); });
  std::size_t at = 0;
  for (const SpeciesVerdict& v : verdict.of) {
    require(v.table.of.size() == descriptors, "a table for each property and species");
    if (v.property != "d2min_4") continue;
    const SpeciesRelation& s = pair.species.at(at++);
    require(std::abs(v.table.of[59].pearson.value - s.pearson.value) < 1e-10, "Pearson");
    require(std::abs(v.table.of[59].spearman.value - s.spearman.value) < 1e-10, "Spearman");
    require(std::abs(v.table.of[59].spearman.interval.low - s.spearman.interval.low) < 0.01, "Spearman interval");
    require(v.table.of[59].rank == 1, "the strongest descriptor");
  }
  std::printf(
      "verdict, 20,000 atoms, 60 descriptors, 5 properties, 2 species and all: %.1f s; the pairs one by one / this: "
      "%.1f x\n",
      whole, one * descriptors * properties / whole);
}

}  // namespace

int main() {
  RunContext context;
  context.threads = 1;
  std::puts("one thread");
  bootstrap_bench(context);
  autocorrelation_bench(context);
  verdict_bench(context);
}
