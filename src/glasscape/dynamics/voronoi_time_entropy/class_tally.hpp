#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace glasscape {

/// Which classes each atom has visited, how often, and the Shannon entropy of that.
///
///   S_i = −Σ_c P_ic ln P_ic,   P_ic: share of the samples in which atom i was of class c
///
/// A class is four small whole numbers, such as a Voronoi index. The estimate is the plain one: it is low by about
/// (classes − 1)/(2 samples), and never above ln(samples).
///
/// NaN      before the first sample of an atom
/// Cost     memory 12 bytes per atom and class visited
class ClassTally {
 public:
  using Class = std::array<std::uint16_t, 4>;

  explicit ClassTally(std::size_t atoms) : visits_(atoms) {}

  /// Atoms are independent: different atoms may be added to from different threads.
  void add(std::size_t atom, const Class& visited);

  [[nodiscard]] double entropy(std::size_t atom) const;
  [[nodiscard]] std::size_t classes(std::size_t atom) const { return visits_[atom].size(); }
  /// Share of the samples in the class visited most.
  [[nodiscard]] double largest_share(std::size_t atom) const;

 private:
  std::vector<std::vector<std::pair<Class, std::uint32_t>>> visits_;
};

}  // namespace glasscape
