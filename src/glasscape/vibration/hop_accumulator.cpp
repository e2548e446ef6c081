#include "glasscape/vibration/hop_accumulator.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"

namespace glasscape {

HopAccumulator::HopAccumulator(std::size_t atoms, std::size_t half_window, double threshold)
    : half_(half_window), threshold_(threshold), ring_(2 * half_window * atoms), atoms_(atoms) {
  if (half_window < 2) throw usage_error("p_hop", fmt::format("windows of {} samples", half_window), "at least 2");
  if (!(threshold > 0)) throw usage_error("p_hop", fmt::format("a threshold of {:g} Å²", threshold), "> 0");
}

void HopAccumulator::add(std::span<const Vec3> positions) {
  if (positions.size() != atoms_.size()) {
    throw usage_error("p_hop", fmt::format("a sample of {} atoms", positions.size()),
                      fmt::format("{} atoms", atoms_.size()));
  }
  // Sums of squares lose digits far from the origin.
  if (samples_ == 0) origin_.assign(positions.begin(), positions.end());
  const std::size_t length = 2 * half_;
  const std::size_t slot = static_cast<std::size_t>(samples_) % length;
  const std::size_t middle = (slot + half_) % length;  // the first sample of B, which A takes over
  const auto full = static_cast<std::int64_t>(length);
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    Atom& atom = atoms_[i];
    Vec3* ring = &ring_[i * length];
    const Vec3 r = positions[i] - origin_[i];
    if (samples_ >= full) {
      atom.before.remove(ring[slot]);
      atom.before.add(ring[middle]);
      atom.after.remove(ring[middle]);
      atom.after.add(r);
    }
    ring[slot] = r;
    // Once a turn of the ring, so that what adding and removing loses does not grow with time.
    if (slot + 1 == length) sum_afresh(i);
    if (samples_ + 1 >= full) observe(atom, samples_ + 1 - static_cast<std::int64_t>(half_));
  }
  ++samples_;
}

void HopAccumulator::sum_afresh(std::size_t i) {
  Atom& atom = atoms_[i];
  atom.before = {};
  atom.after = {};
  const Vec3* ring = &ring_[i * 2 * half_];
  for (std::size_t k = 0; k < half_; ++k) {
    atom.before.add(ring[k]);
    atom.after.add(ring[half_ + k]);
  }
}

void HopAccumulator::observe(Atom& atom, std::int64_t sample) const {
  const double share = 1.0 / static_cast<double>(half_);
  const Vec3 a = share * atom.before.first, b = share * atom.after.first;
  const double spread_a = std::max(0.0, share * atom.before.second - norm2(a));
  const double spread_b = std::max(0.0, share * atom.after.second - norm2(b));
  const double apart = norm2(b - a);
  const double p = std::sqrt((spread_a + apart) * (spread_b + apart));
  AtomHops& hops = atom.hops;
  const bool above = p > threshold_;
  if (above && !atom.above) ++hops.count;
  // Within the first run `largest` is its own maximum: before it nothing was above the threshold.
  if (above && hops.count == 1 && p > hops.largest) hops.first = sample;
  hops.largest = std::max(hops.largest, p);
  atom.above = above;
}

std::vector<AtomHops> HopAccumulator::hops() const {
  std::vector<AtomHops> result;
  const bool defined = samples_ >= static_cast<std::int64_t>(2 * half_);
  for (const Atom& atom : atoms_) {
    result.push_back(atom.hops);
    if (!defined) result.back().largest = std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace glasscape
