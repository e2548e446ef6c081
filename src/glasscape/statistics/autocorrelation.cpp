#include "glasscape/statistics/autocorrelation.hpp"

#include <cmath>
#include <stdexcept>

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Jackknife errors from the curves with one block left out.
void set_errors(AutocorrelationCurve& result) {
  const auto blocks = static_cast<double>(result.without.size());
  for (std::size_t k = 0; k < result.value.size(); ++k) {
    double mean = 0, squares = 0;
    for (const auto& curve : result.without) mean += curve[k] / blocks;
    for (const auto& curve : result.without) squares += (curve[k] - mean) * (curve[k] - mean);
    result.error[k] = std::sqrt((blocks - 1) / blocks * squares);
  }
}

}  // namespace

AutocorrelationSums::AutocorrelationSums(const RadialBins& bins, std::size_t blocks) : bins_(bins), blocks_(blocks) {
  for (Block& block : blocks_) block.bins.resize(bins.count);
}

void AutocorrelationSums::add_row(std::size_t block, double value, std::span<const std::uint32_t> neighbors,
                                  std::span<const double> neighbor_sums) {
  Block& b = blocks_.at(block);
  if (neighbors.size() != bins_.count || neighbor_sums.size() != bins_.count) {
    throw std::invalid_argument("row with another number of bins");
  }
  ++b.atoms;
  b.value += value;
  b.square += value * value;
  for (std::size_t k = 0; k < bins_.count; ++k) {
    Sums& s = b.bins[k];
    s.pairs += neighbors[k];
    s.value += 0.5 * (neighbors[k] * value + neighbor_sums[k]);
    s.product += value * neighbor_sums[k];
  }
}

double AutocorrelationSums::correlation(const Sums& s, double mean, double variance) {
  if (s.pairs == 0 || !(variance > 0)) return nan;
  const auto n = static_cast<double>(s.pairs);
  return (s.product / n - 2 * mean * (s.value / n) + mean * mean) / variance;
}

AutocorrelationCurve AutocorrelationSums::curve() const {
  AutocorrelationCurve result;
  result.bins = bins_;
  Block all;
  all.bins.resize(bins_.count);
  for (const Block& block : blocks_) {
    if (block.atoms == 0) continue;
    ++result.blocks;
    all.atoms += block.atoms;
    all.value += block.value;
    all.square += block.square;
    for (std::size_t k = 0; k < bins_.count; ++k) {
      all.bins[k].pairs += block.bins[k].pairs;
      all.bins[k].value += block.bins[k].value;
      all.bins[k].product += block.bins[k].product;
    }
  }
  result.atoms = all.atoms;
  const auto n = static_cast<double>(all.atoms);
  if (all.atoms > 0) {
    result.mean = all.value / n;
    result.variance = all.square / n - result.mean * result.mean;
  }
  for (std::size_t k = 0; k < bins_.count; ++k) {
    result.r.push_back(bins_.centre(k));
    result.pairs.push_back(all.bins[k].pairs);
    result.value.push_back(correlation(all.bins[k], result.mean, result.variance));
  }
  result.error.assign(bins_.count, nan);
  if (result.blocks < 3) return result;
  for (const Block& block : blocks_) {
    if (block.atoms == 0) continue;
    const auto rest = static_cast<double>(all.atoms - block.atoms);
    const double mean = (all.value - block.value) / rest;
    const double variance = (all.square - block.square) / rest - mean * mean;
    std::vector<double> curve(bins_.count);
    for (std::size_t k = 0; k < bins_.count; ++k) {
      const Sums& a = all.bins[k];
      const Sums& b = block.bins[k];
      curve[k] = correlation({a.pairs - b.pairs, a.value - b.value, a.product - b.product}, mean, variance);
    }
    result.without.push_back(std::move(curve));
  }
  set_errors(result);
  return result;
}

AutocorrelationCurve mean_curve(const std::vector<AutocorrelationCurve>& curves) {
  if (curves.empty()) throw std::invalid_argument("no curves");
  AutocorrelationCurve result = curves.front();
  const auto n = static_cast<double>(curves.size());
  result.mean = result.variance = nan;
  for (double& v : result.value) v /= n;
  for (auto& curve : result.without) {
    for (double& v : curve) v /= n;
  }
  for (std::size_t c = 1; c < curves.size(); ++c) {
    const AutocorrelationCurve& other = curves[c];
    if (other.pairs != result.pairs || other.atoms != result.atoms || other.without.size() != result.without.size()) {
      throw std::invalid_argument("curves of different atoms");
    }
    for (std::size_t k = 0; k < result.value.size(); ++k) {
      result.value[k] += other.value[k] / n;
      for (std::size_t b = 0; b < result.without.size(); ++b) result.without[b][k] += other.without[b][k] / n;
    }
  }
  if (!result.without.empty()) set_errors(result);
  return result;
}

std::vector<double> AutocorrelationCurve::normalised_at(double distance) const {
  std::vector<double> result(value.size(), nan);
  const auto bin = static_cast<std::size_t>(std::max(0.0, distance / bins.width * (1 + 1e-12)));
  if (bin >= value.size() || !(value[bin] > 0)) return result;
  for (std::size_t k = 0; k < value.size(); ++k) result[k] = value[k] / value[bin];
  return result;
}

}  // namespace glasscape
