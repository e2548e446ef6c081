#include "glasscape/relations/options.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

const ParameterTable<RelateOptions>& relate_parameters() {
  using O = RelateOptions;
  static const ParameterTable<O> table{
      {.name = "bin_size",
       .member = &O::bin_size,
       .unit = Unit("1"),
       .help = "atoms per bin after sorting by the first field",
       .bounds = {.low = 1, .high = 1e9},
       .source = "paper 003: about 200; paper 004: 100"},
      {.name = "interval",
       .member = &O::interval,
       .unit = Unit("1"),
       .help = "kind of bootstrap interval",
       .choices = {"bca", "percentile"},
       .source = "Efron 1987, doi:10.1080/01621459.1987.10478410"},
      {.name = "resample",
       .member = &O::resample,
       .unit = Unit("1"),
       .help = "what the bootstrap draws: blocks of space (fields are correlated in space) or single atoms",
       .choices = {"blocks", "atoms"},
       .source = "Künsch 1989, doi:10.1214/aos/1176347265"},
      {.name = "block",
       .member = &O::block,
       .unit = Unit("Å"),
       .help = "least edge of the blocks of bootstrap and jackknife (2 to 8 blocks along each direction)",
       .bounds = positive(),
       .source = "about five correlation lengths of paper 003; coverage measured in docs/statistics.md"},
      {.name = "resamples",
       .member = &O::resamples,
       .unit = Unit("1"),
       .help = "bootstrap resamples",
       .bounds = between(2, 1e8)},
      {.name = "shuffles",
       .member = &O::shuffles,
       .unit = Unit("1"),
       .help = "shuffles for the null distribution of the binned correlation",
       .bounds = between(1, 1e8)},
      {.name = "level",
       .member = &O::level,
       .unit = Unit("1"),
       .help = "level of all intervals",
       .bounds = {.low = 0, .high = 1, .low_open = true, .high_open = true}},
      {.name = "seed",
       .member = &O::seed,
       .unit = Unit("1"),
       .help = "seed of resamples and shuffles",
       .bounds = at_least(0)},
      {.name = "range",
       .member = &O::range,
       .unit = Unit("Å"),
       .help = "largest distance of the autocorrelation (at most half the box)",
       .bounds = positive(),
       .source = "paper 003, figure 6"},
      {.name = "bin_width",
       .member = &O::bin_width,
       .unit = Unit("Å"),
       .help = "bin width of the autocorrelation",
       .bounds = {.low = 0.01, .high = 1e3}},
      {.name = "fit_from",
       .member = &O::fit_from,
       .unit = Unit("Å"),
       .help = "start of the exponential fit",
       .bounds = at_least(0),
       .source = "paper 003: about the first peak of g(r)"},
      {.name = "fit_to",
       .member = &O::fit_to,
       .unit = Unit("Å"),
       .help = "end of the exponential fit",
       .bounds = positive()},
      {.name = "bin_sizes",
       .member = &O::bin_sizes,
       .unit = Unit("1"),
       .help = "of all against all: atoms per bin, one or several sizes",
       .bounds = {.low = 1, .high = 1e9},
       .source = "paper 004: 100; paper 003: about 200"},
      {.name = "tail",
       .member = &O::tail,
       .unit = Unit("1"),
       .help = "share of the atoms that is extreme: deciles of ROC areas and of the diversity of classes",
       .bounds = {.low = 0, .high = 0.5, .low_open = true}},
      {.name = "score",
       .member = &O::score,
       .unit = Unit("1"),
       .help = "what ranks descriptors: |Spearman| (any monotonic relation) or |Pearson| atom by atom",
       .choices = {"spearman", "pearson"}},
      {.name = "class_size",
       .member = &O::class_size,
       .unit = Unit("1"),
       .help = "fewest atoms of a class that is listed by itself",
       .bounds = {.low = 2, .high = 1e9}},
      {.name = "spectra",
       .member = &O::spectra,
       .unit = Unit("1"),
       .help = "most frequent classes per species whose spectra are compared with each other",
       .bounds = between(0, 50),
       .source = "paper 004, figure 4: four"}};
  return table;
}

void check(const RelateOptions& o) {
  if (o.bin_sizes.empty()) throw usage_error("bin_sizes", "there is none", "one size or several, for example 100,200");
  if (!(o.fit_from < o.fit_to)) {
    throw usage_error("fit window", fmt::format("fit_from {:g} Å is not below fit_to {:g} Å", o.fit_from, o.fit_to),
                      "fit_from < fit_to");
  }
  if (!(o.bin_width <= o.range) || o.range / o.bin_width > 1e5) {
    throw usage_error("autocorrelation bins", fmt::format("{:g} Å wide up to {:g} Å", o.bin_width, o.range),
                      "1 to 100000 bins");
  }
}

}  // namespace glasscape
