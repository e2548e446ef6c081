#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// The class of each value among `classes` of nearly equal population: ⌊classes · (rank − ½)/n⌋ of the average rank.
/// Equal values share a class, so that some classes of a column with many ties are empty. Input without NaN.
std::vector<std::uint8_t> quantile_classes(std::span<const double> values, std::size_t classes);

/// A number of quantile classes that n pairs can fill: √(n/10), at least 2 and at most 10.
std::size_t quantile_class_count(std::size_t n);

/// Mutual information of two columns of classes [nat], the plug-in estimate Σ p_ab ln(p_ab/(p_a p_b)).
double mutual_information(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

/// The mutual information of two normal variables with correlation r [nat]: −½ ln(1 − r²).
double gaussian_information(double r);

/// Mutual information with what the estimator gives where there is none.
struct Information {
  std::size_t classes = 0;                                      ///< quantile classes of each column
  double plug_in = std::numeric_limits<double>::quiet_NaN();    ///< [nat]; biased upwards
  double baseline = std::numeric_limits<double>::quiet_NaN();   ///< mean over shuffles [nat]
  double value = std::numeric_limits<double>::quiet_NaN();      ///< plug_in − baseline [nat]
  Interval interval;                                            ///< of value
  double null_high = std::numeric_limits<double>::quiet_NaN();  ///< `level` quantile of shuffles, less the baseline
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< (shuffles at least as informative + 1)/(shuffles + 1)
};

struct InformationOptions {
  std::int64_t classes = 0;  ///< 0: quantile_class_count
  std::int64_t shuffles = 200;
  double level = 0.95;
  std::int64_t seed = 1;
};

/// One property and its shuffles, for the information that many descriptors have on it.
///
/// The shuffles are drawn once and serve every descriptor. The interval is value ± t·s, s the jackknife error over
/// units (blocks of space): a bootstrap would repeat atoms, which the estimator takes for information.
///
/// Exact    0 on average for unrelated columns; at large n the value of the classes' own joint distribution, which for
///          normal variables in 10 classes is below −½ ln(1 − r²) by 8 % at r = 0.3 and 10 % at r = 0.8
/// Source   plug-in and its bias: Miller (1955); Roulston, Physica D 125, 285 (1999), doi:10.1016/S0167-2789(98)00269-3
class InformationOn {
 public:
  /// `unit_of`: unit of each value, from 0. Throws std::invalid_argument if the lengths differ.
  InformationOn(std::span<const double> property, std::span<const std::uint32_t> unit_of,
                const InformationOptions& options, std::uint64_t stream);

  /// Input without NaN, of the property's length. NaN with fewer than 20 values.
  [[nodiscard]] Information of(std::span<const double> descriptor) const;

 private:
  InformationOptions options_;
  std::size_t classes_ = 0, units_ = 0;
  std::vector<std::uint8_t> property_;
  std::vector<std::uint32_t> unit_;
  std::vector<std::vector<std::uint8_t>> shuffled_;
};

/// Area under the receiver operating characteristic: the chance that a marked value lies above an unmarked one, equal
/// values counting half.
///
///   A = (R − m(m+1)/2) / (m (n − m)), R the sum of the average ranks of the m marked values
///
/// NaN      no marked or no unmarked value
/// Source   Mann & Whitney, Ann. Math. Stat. 18, 50 (1947), doi:10.1214/aoms/1177730491
double roc_area(std::span<const double> values, std::span<const std::uint8_t> marked);

}  // namespace glasscape
