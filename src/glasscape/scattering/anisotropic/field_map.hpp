#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/harmonics/harmonics.hpp"

namespace glasscape {

struct FieldMapOptions {
  double rmax = 15;                              ///< Å
  double dr = 0.1;                               ///< Å, largest width of a bin
  std::int64_t classes = 10;                     ///< as many atoms in each; not used with edges
  std::vector<double> edges = {};                ///< of classes of the field's value
  std::vector<std::string> harmonics = {"2_0"};  ///< l_m
  std::string axis = "z";
};

/// g_lm(r) around the atoms whose field lies in a class.
struct FieldMap {
  struct Class {
    double low = 0, high = 0, mean = 0;  ///< of the field, over the atoms
    std::size_t atoms = 0;
  };
  struct Curve {
    Harmonic harmonic;
    std::vector<double> value, error;                  ///< [class · r.size() + bin]
    std::vector<double> difference, difference_error;  ///< to the reference; empty without
  };
  std::vector<double> r;  ///< Å, centres of the bins
  std::vector<Class> classes;
  std::vector<Curve> curves;
  std::size_t undefined = 0;  ///< atoms without a value, left out
};

/// g_lm(r) resolved by a field of the central atom: such as g_20(r) against D²min, paper 000, figure 3.
///
///   g_lm(r; class) = ⟨ Σ_{j in the bin} y_lm(r̂_ij) / (ρ V_shell) ⟩ over the atoms i of the class
///
/// (4π normalisation.) Atoms are pooled over frames and samples. Classes of quantiles hold equally many atoms of each
/// frame; classes of values lie between given edges.
///
/// Input    periodic configurations and a value for each atom, NaN where it has none. With references, the same atoms
///          before: the difference is taken atom by atom, in the classes of the configuration.
/// Options  rmax, dr [Å]; classes ≥ 1 or edges (increasing); harmonics, default 2_0; axis, default z
/// Output   FieldMap [1]
/// Errors   Standard errors: scatter of the single atoms' values in the class over the root of their number. Central
///          atoms count as independent, so where a class holds most atoms, pairs within it are counted twice and errors
///          are too small by up to a factor of √2. Error(usage), Error(input) for other options and atoms
/// NaN      classes without atoms
/// Exact    the same on any number of threads
/// Cost     O(N·n·l²)
class FieldMapSum {
 public:
  explicit FieldMapSum(const FieldMapOptions& options);
  void add(const Configuration& configuration, std::span<const double> values, const Configuration* reference,
           const RunContext& context = {});
  [[nodiscard]] FieldMap result() const;

 private:
  struct Sums {
    std::vector<double> value, square;  // [(harmonic · classes + class) · bins + bin]
  };
  [[nodiscard]] std::vector<std::size_t> class_of(std::span<const double> values);

  FieldMapOptions options_;
  std::vector<Harmonic> harmonics_;
  int lmax_ = 0;
  std::size_t bins_, classes_, undefined_ = 0;
  double width_;
  std::vector<FieldMap::Class> ranges_;  // mean: sum so far
  Sums now_, difference_;
  bool referenced_ = false, any_ = false;
};

/// Long table: field_low, field_high, field_mean, atoms, r [Å], g_2_0, g_2_0_error and with references difference_2_0,
/// difference_2_0_error; a row for each class and bin. `field` names the field and its unit in the head.
std::string to_csv(const FieldMap& map, const std::string& field);

}  // namespace glasscape
