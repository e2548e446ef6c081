#include "glasscape/neighbors/periodic_forest.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape::detail {

void check_species(const ConfigurationView& view, const BondCutoffs& cutoffs) {
  if (cutoffs.species() == 0 || cutoffs.species() == view.species) return;
  throw usage_error("bond cutoffs", fmt::format("those of {} species for {}", cutoffs.species(), view.species),
                    "one for each pair of species");
}

double expected_pairs(const Box& box, std::size_t atoms, double cutoff) {
  const auto n = static_cast<double>(std::max<std::size_t>(atoms, 1));
  const double each = n / box.volume() * 2.1 * cutoff * cutoff * cutoff;
  if (each * n > 0x1p34) {
    throw Error(ErrorKind::engine,
                {"bond cutoff", fmt::format("{:g} Å would visit about {:.2g} pairs", cutoff, each * n),
                 "fewer than 1.7e10 pairs", "choose a smaller cutoff"});
  }
  return each;
}

}  // namespace glasscape::detail
