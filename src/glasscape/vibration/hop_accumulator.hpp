#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// The jumps of one atom.
struct AtomHops {
  double largest = 0;       ///< Å², largest p_hop; NaN if the trajectory is shorter than the window
  std::int64_t count = 0;   ///< maximal runs of samples with p_hop above the threshold
  std::int64_t first = -1;  ///< sample of the largest p_hop of the first run; −1: none
};

/// Jumps of atoms between two places, told from vibration by the indicator p_hop; no frames are kept.
///
///   p_hop(t) = [ ⟨|r − ⟨r⟩_B|²⟩_A · ⟨|r − ⟨r⟩_A|²⟩_B ]^{1/2},   A: the m samples before t, B: t and the m − 1 after it
///
/// A vibrating atom has about its mean squared displacement; one that jumps by d at t, d² more. A hop is a maximal run
/// of samples with p_hop above a threshold, and happens at the largest p_hop of the run.
///
/// Input    positions [Å] of all atoms without drift, always in the same order, at equal intervals
/// Output   AtomHops per atom
/// NaN      largest, while there are fewer than 2m samples
/// Exact    unchanged by a translation of all samples; a shift by d of an atom at rest gives d²
/// Cost     O(N) per sample, memory 6m + 16 numbers per atom whatever the length
/// Source   Candelier et al., PRL 105, 135702 (2010), doi:10.1103/PhysRevLett.105.135702, in the form of
///          Smessaert & Rottler, PRE 88, 022314 (2013), doi:10.1103/PhysRevE.88.022314
class HopAccumulator {
 public:
  /// half_window: m ≥ 2 samples; threshold [Å²] > 0. Throws Error(usage) otherwise.
  HopAccumulator(std::size_t atoms, std::size_t half_window, double threshold);

  /// Throws Error(usage) if the number of atoms differs.
  void add(std::span<const Vec3> positions);

  /// What has been seen so far; a run that has not ended counts.
  [[nodiscard]] std::vector<AtomHops> hops() const;

 private:
  struct Sums {
    Vec3 first;         // Σ r
    double second = 0;  // Σ |r|²
    void add(const Vec3& r) {
      first += r;
      second += norm2(r);
    }
    void remove(const Vec3& r) {
      first -= r;
      second -= norm2(r);
    }
  };
  struct Atom {
    Sums before, after;  // windows A and B
    AtomHops hops;
    bool above = false;
  };
  void observe(Atom& atom, std::int64_t sample) const;
  void sum_afresh(std::size_t i);

  std::size_t half_;
  double threshold_;
  std::int64_t samples_ = 0;
  std::vector<Vec3> ring_;  // of atom i: 2m samples from i·2m, sample s at s mod 2m
  std::vector<Vec3> origin_;
  std::vector<Atom> atoms_;
};

}  // namespace glasscape
