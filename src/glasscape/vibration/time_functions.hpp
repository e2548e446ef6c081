#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/vec.hpp"
#include "glasscape/geometry/box.hpp"

namespace glasscape {

/// What is measured of displacements in time.
struct TimeFunctionOptions {
  double wave_number = 2.5;     ///< 1/Å, of F_s
  double overlap_length = 0.8;  ///< Å
  std::int64_t origins = 20;    ///< frames that displacements are measured from, at most
  std::int64_t lags = 60;       ///< times, at most
  std::string spacing = "log";  ///< of the times: log | linear
};

/// A function of time and its standard error; NaN where it is not known.
struct TimeFunction {
  std::vector<double> value, error;
};

/// A number read off a function, and its standard error.
struct TimeValue {
  double value = 0, error = 0;
};

/// The functions of one species, or of all atoms.
struct SpeciesDynamics {
  TimeFunction msd;           ///< Å²
  TimeFunction non_gaussian;  ///< α2
  TimeFunction scattering;    ///< F_s(k, t)
  TimeFunction overlap;       ///< Q(t)
  TimeValue peak;             ///< largest α2
  double peak_time = 0;       ///< ps
  bool peak_at_end = false;   ///< at the longest time: α2 may still rise
  TimeValue scattering_time;  ///< ps, where F_s falls below 1/e; NaN: it does not
  TimeValue overlap_time;     ///< ps, likewise of Q
};

/// Averages over all origins.
struct TimeFunctions {
  std::vector<double> time;              ///< ps, the lags
  std::vector<std::size_t> origins;      ///< origins that each lag was measured from
  std::vector<SpeciesDynamics> species;  ///< all atoms first, then each species
};

/// Functions of the displacements of atoms in time: mean squared displacement, non-Gaussian parameter, self part of the
/// intermediate scattering function, overlap. Frames are added in order; those that are origins are kept, no others.
///
///   msd(t) = ⟨u²⟩,   α2(t) = 3⟨u⁴⟩ / (5⟨u²⟩²) − 1,   F_s(k, t) = ⟨sin(ku) / (ku)⟩,   Q(t) = ⟨θ(a − u)⟩
///   u_i = r_i(t₀ + t) − r_i(t₀) − Σ_j m_j (r_j(t₀ + t) − r_j(t₀)) / Σ_j m_j
///
/// ⟨⟩: mean over the atoms (of a species) and over time origins t₀. F_s is the mean of cos(k·u) over all directions of
/// k. Atoms are followed from frame to frame by the nearest image in fractional coordinates; whether given positions
/// are wrapped makes no difference. Where the cell changes, displacements are those of fractional coordinates times the
/// cell of the origin: what the atoms do with the cell is left out.
///
/// Errors are those of a jackknife over 27 equal parts of the cell (of atoms by their place in the first frame), so
/// that neighbours that move together and the memory between origins count once; parts should be larger than what
/// moves together. With fewer than 10 atoms per part there are none (NaN).
///
/// Input    frames of the same atoms in the same order, equally spaced in time (with other spacings only the first
///          frame is an origin)
/// Errors   Error(input) where an atom moves by more than 0.45 of the cell between frames
/// Exact    unchanged by a translation of any frame; the same on any number of threads
/// Cost     O(N) per frame and origin whose distance is one of the lags; memory 24 bytes per atom and origin
/// Source   α2: Rahman, Phys. Rev. 136, A405 (1964), doi:10.1103/PhysRev.136.A405
class TimeFunctionAccumulator {
 public:
  /// `types` [0, species) and `masses` of the atoms; `times` [ps] of all frames that will come, increasing.
  /// Throws Error(usage) for sizes that differ, options out of range or fewer than two frames; Error(input) for times
  /// that do not increase.
  TimeFunctionAccumulator(std::vector<std::int32_t> types, std::size_t species, std::vector<double> masses,
                          std::vector<double> times, const TimeFunctionOptions& options);

  /// The next frame.
  void add(const Box& box, std::span<const Vec3> positions, const RunContext& context = {});

  [[nodiscard]] bool equally_spaced() const noexcept { return equally_spaced_; }
  [[nodiscard]] TimeFunctions result() const;

 private:
  struct Sums {
    double square = 0, fourth = 0, scattering = 0, overlap = 0;
  };
  struct Origin {
    std::size_t frame = 0;
    Mat3 cell;
    std::vector<Vec3> places;  // fractional, followed through the boundaries, sorted as order_
  };
  void begin(const Box& box, std::span<const Vec3> positions);
  void measure(const Origin& origin, std::size_t lag, const RunContext& context);
  [[nodiscard]] SpeciesDynamics functions(std::span<const std::size_t> species) const;

  std::vector<std::int32_t> types_;
  std::size_t species_;
  std::vector<double> masses_;
  std::vector<double> times_;
  TimeFunctionOptions options_;
  bool equally_spaced_ = true;
  std::size_t spacing_ = 1;           // frames between origins
  std::vector<std::size_t> lags_;     // frames, ascending
  std::vector<std::size_t> lag_at_;   // index into lags_ by frames + 1; 0: none
  std::vector<std::uint32_t> order_;  // atoms by part of the cell, then by species
  std::vector<std::size_t> first_;    // of each part and species in that order, one more at the end
  std::vector<double> mass_shares_;   // sorted likewise
  std::size_t frames_ = 0;
  std::vector<Vec3> previous_, now_;  // fractional, followed; of the last frame
  Box box_;
  std::vector<Origin> origins_;
  std::vector<std::size_t> counts_;  // origins per lag
  std::vector<Sums> sums_;           // [lag][part][species]
};

}  // namespace glasscape
