#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {

/// The configuration that others are compared with, and what was found in it: kept for the next frame. Not to be used
/// by two threads at the same time.
class Reference {
 public:
  explicit Reference(Configuration configuration) : configuration_(std::move(configuration)) {}

  [[nodiscard]] const Configuration& configuration() const noexcept { return configuration_; }
  [[nodiscard]] ConfigurationView view() const noexcept { return configuration_.view(); }
  [[nodiscard]] std::size_t size() const noexcept { return configuration_.size(); }

  /// Neighbours within the cutoff; the list of the last two cutoffs is kept.
  const NeighborList& neighbors(double cutoff, const RunContext& context) const;
  /// The cutoff that is given, or, for number ≥ 1, that trough of the total g(r); see trough_of_g() for what it throws.
  double cutoff(double given, std::int64_t trough, const std::string& where, const RunContext& context) const;
  /// The first trough of g_ab(r) of each pair of species [Å], as a symmetric matrix row by row. Throws Error(input)
  /// that begins with `where` if the box has open directions or a pair of species no trough that stands out of its
  /// noise.
  const std::vector<double>& partial_troughs(const std::string& where, const RunContext& context) const;

 private:
  Configuration configuration_;
  mutable std::vector<std::unique_ptr<NeighborList>> lists_;
  mutable std::map<std::int64_t, double> troughs_;
  mutable std::vector<double> partial_troughs_;
};

}  // namespace glasscape
