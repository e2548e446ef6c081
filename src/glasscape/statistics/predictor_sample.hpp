#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace glasscape::detail {

/// Pairs of one property with descriptors that are all defined on the same atoms, prepared for weighted resamples.
class PredictorSample {
 public:
  /// `atoms`: indices into the property; `columns`: the descriptors' numbers.
  PredictorSample(std::vector<std::size_t> atoms, std::vector<std::size_t> columns, std::span<const double> property,
                  const std::vector<std::vector<double>>& descriptors, std::span<const std::uint32_t> unit_of,
                  std::size_t units, double tail);

  [[nodiscard]] const std::vector<std::size_t>& columns() const { return columns_; }
  [[nodiscard]] std::size_t size() const { return y_.size(); }
  [[nodiscard]] const std::vector<double>& y() const { return y_; }
  [[nodiscard]] const std::vector<std::uint32_t>& unit() const { return unit_; }
  /// Values of the k-th of columns() on the atoms of the sample.
  [[nodiscard]] const std::vector<double>& x(std::size_t k) const { return x_[k].values; }

  static constexpr std::size_t statistics = 4;  ///< per descriptor: Pearson, Spearman, area of the top, of the bottom
  /// All statistics of one resample, `statistics` numbers for each of columns().
  void evaluate(std::span<const std::uint32_t> weights, std::span<double> out) const;

 private:
  enum Mark : std::uint8_t { middle = 0, top = 1, bottom = 2 };
  // Along the ascending order of a column: which atom, its unit, where runs of equal values end (empty: none equal).
  struct Order {
    std::vector<std::uint32_t> atom, unit, ends;
  };
  struct UnitSums {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  };
  struct Column {
    std::vector<double> values;
    Order order;
    std::vector<std::uint8_t> mark;  // along the order
    std::vector<UnitSums> sums;
  };
  struct Ranked;
  static Order order_of(std::span<const double> values, std::span<const std::uint32_t> unit);
  [[nodiscard]] Ranked ranked(const Column& column, std::span<const double> weights, std::span<const double> rank_y,
                              double total) const;

  std::vector<std::size_t> columns_;
  std::vector<double> y_;
  std::vector<std::uint32_t> unit_;
  std::size_t units_;
  Order y_order_;
  std::vector<std::uint8_t> mark_;
  std::vector<Column> x_;
};

}  // namespace glasscape::detail
