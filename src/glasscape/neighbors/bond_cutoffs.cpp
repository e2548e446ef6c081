#include "glasscape/neighbors/bond_cutoffs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

BondCutoffs::BondCutoffs(double cutoff) : longest_(cutoff) {
  if (!(cutoff > 0) || !std::isfinite(cutoff)) {
    throw usage_error("bond cutoff", fmt::format("{:g} Å is out of range", cutoff), "> 0 Å");
  }
}

BondCutoffs::BondCutoffs(std::span<const double> pairs, std::size_t species) : species_(species) {
  const auto refuse = [](const std::string& what) {
    return usage_error("bond cutoffs", what, "one ≥ 0 Å for each pair of species, the same both ways, not all 0");
  };
  if (pairs.size() != species * species) {
    throw refuse(fmt::format("{} cutoffs for {} species", pairs.size(), species));
  }
  for (std::size_t a = 0; a < species; ++a) {
    for (std::size_t b = 0; b < species; ++b) {
      const double cutoff = pairs[a * species + b];
      if (!(cutoff >= 0) || !std::isfinite(cutoff) || cutoff != pairs[b * species + a]) {
        throw refuse(fmt::format("{:g} Å", cutoff));
      }
      longest_ = std::max(longest_, cutoff);
      squares_.push_back(cutoff * cutoff);
    }
  }
  if (longest_ == 0) throw refuse("all are 0");
}

}  // namespace glasscape
