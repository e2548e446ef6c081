#pragma once

#include <string>
#include <string_view>

namespace glasscape {

/// A physical unit, written as users write it: "Å", "eV/Å", "1/Å^3", "K/s", "GPa", "1" (dimensionless).
///
/// Inside glasscape all numbers are in LAMMPS `metal` units (Å, ps, eV, K, bar, g/mol); a Unit says which,
/// and lets input in any other unit of the same dimension be converted.
class Unit {
 public:
  /// Throws Error(usage) for a symbol that is not known.
  explicit Unit(std::string_view symbol);

  [[nodiscard]] const std::string& symbol() const noexcept { return symbol_; }
  [[nodiscard]] bool dimensionless() const noexcept;
  /// Multiply a value in this unit by the factor to get it in `target`. Throws Error(usage) if dimensions differ.
  [[nodiscard]] double factor_to(const Unit& target) const;
  [[nodiscard]] bool same_dimension(const Unit& other) const noexcept;
  friend bool operator==(const Unit& a, const Unit& b) { return a.symbol_ == b.symbol_; }

 private:
  std::string symbol_;
  double scale_ = 1.0;     // to Å, ps, eV, K, g/mol
  int dimension_[5] = {};  // powers of length, time, energy, temperature, mass
};

/// Reads "300 K", "1e12 K/s", "0.1" (then already in `unit`) and returns the value in `unit`.
///
/// Throws Error(usage) naming `where` when the text is not a finite number followed by a unit of the same dimension.
double parse_quantity(std::string_view text, const Unit& unit, std::string_view where);

/// The whole text as a finite double; throws Error(usage) naming `where` otherwise.
double parse_double(std::string_view text, std::string_view where);

namespace constants {
inline constexpr double boltzmann = 8.617333262e-5;      ///< eV/K (CODATA 2018)
inline constexpr double bar_per_eV_A3 = 1.602176634e6;   ///< bar per eV/Å³
inline constexpr double GPa_per_eV_A3 = 160.2176634;     ///< GPa per eV/Å³
inline constexpr double g_cm3_per_u_A3 = 1.66053906660;  ///< g/cm³ per (g/mol)/Å³
}  // namespace constants

}  // namespace glasscape
