#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

struct StructureFunctionOptions {
  double radial_first = 2.0;                            ///< Å, centre of the first radial function
  double radial_last = 10.0;                            ///< Å, no centre lies beyond
  double radial_step = 0.25;                            ///< Å, between centres
  double radial_width = 0.25;                           ///< Å, standard deviation of the Gaussians
  double angular_cutoff = 5.0;                          ///< Å, neighbours of the angular functions
  std::vector<double> angular_lengths = {3, 4, 6, 30};  ///< Å, decay lengths ξ = η^{-1/2}
  std::vector<std::int64_t> angular_powers = {1, 2, 4, 16};
  std::string angular_form = "sharp";  ///< sharp: bare sums; smooth: with the cutoff functions and 2^{1−ζ}
};

/// Structure functions: what the neighbourhood of an atom looks like, as a vector of numbers without directions.
///
///   radial   G_i(μ; ν) = Σ_{j ∈ ν} exp[−(r_ij − μ)²/2σ²]
///   angular  Ψ_i(ξ, λ, ζ; ν, κ) = Σ_{j ∈ ν, k ∈ κ} (1 + λ cos θ_jik)^ζ exp[−(r_ij² + r_ik² + r_jk²)/ξ²]
///
/// j and k are different images of atoms within `angular_cutoff` Rc of i; each unordered pair {j, k} counts once, and
/// (ν, κ) are unordered pairs of species. With angular_form = smooth every term carries f(r_ij) f(r_ik) f(r_jk), f(r) =
/// ½(cos(πr/Rc) + 1) inside Rc and 0 beyond (so r_jk < Rc too), and 2^{1−ζ}, as in Behler's functions.
/// Gaussians end at 6σ (1.5e-8 of their height).
///
/// Order: radial by species ν, then μ; angular by (ν ≤ κ), then ξ, λ = −1, +1, ζ. names() says it.
///
/// Input    any configuration; any cutoffs, also above half the box
/// Output   dimensionless numbers, count(species) per atom
/// NaN      never; an atom without neighbours has zeros
/// Errors   Error(usage): no functions, ranges that make more than 10,000, powers that are no positive integers
/// Exact    unchanged by translation, rotation, relabelling and replication; with angular_form = sharp a jump as an
///          atom crosses Rc
/// Cost     O(N (n_radial·μ + n_angular²·ξ·ζ)); 108,000 atoms take about ten seconds on one core
/// Source   Behler & Parrinello, PRL 98, 146401 (2007), doi:10.1103/PhysRevLett.98.146401; as indicators of plasticity
///          Cubuk et al., PRL 114, 108001 (2015), doi:10.1103/PhysRevLett.114.108001, and Schoenholz et al., Nat. Phys.
///          12, 469 (2016), doi:10.1038/nphys3644. Those give lengths in units of σ_AA; which centres, lengths and
///          powers to take is our choice, in Å, with σ_AA ≈ 2.5 Å of a metallic glass in mind.
class StructureFunctions {
 public:
  /// Throws Error(usage) naming `where`.
  StructureFunctions(const StructureFunctionOptions& options, std::size_t species, std::string_view where);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] std::size_t species() const noexcept { return species_; }
  /// Furthest neighbour that counts [Å].
  [[nodiscard]] double reach() const noexcept;
  /// "G Cu 2.25", "Psi Cu-Zr xi=3 lambda=-1 zeta=2".
  [[nodiscard]] std::vector<std::string> names(std::span<const std::string> species) const;

  using Visit = std::function<void(std::size_t atom, std::span<const double> values)>;
  /// Calls visit once for each atom, from several threads; `values` live during the call only.
  /// `species_of` maps the types of the view to the species of these functions; `wanted` says for which atoms (empty:
  /// all).
  void for_each(const ConfigurationView& view, std::span<const std::size_t> species_of, const RunContext& context,
                const Visit& visit, const std::vector<bool>& wanted = {}) const;

 private:
  struct Around;
  void add_radial(double r, std::span<double> values) const;
  void add_angular(const Around& around, std::span<double> values) const;

  StructureFunctionOptions options_;
  std::size_t species_;
  std::vector<double> centres_;
  std::size_t angular_ = 0;  // functions of one pair of species
  std::size_t count_ = 0;
};

}  // namespace glasscape
