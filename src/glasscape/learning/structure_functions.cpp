#include "glasscape/learning/structure_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {
namespace {

constexpr double reach_in_sigma = 6;
constexpr double furthest = 50;          // Å
constexpr double furthest_triplet = 15;  // Å
constexpr double most_functions = 10000;
constexpr std::size_t most_powers = 32;

double power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base) {
    if (exponent & 1) result *= base;
  }
  return result;
}

double cutoff_function(double r, double cutoff) {
  return r < cutoff ? 0.5 * (std::cos(std::numbers::pi * r / cutoff) + 1) : 0;
}

}  // namespace

// Neighbours within the angular cutoff.
struct StructureFunctions::Around {
  struct One {
    Vec3 bond;
    double r, weight;
    std::size_t species;
  };
  std::vector<One> all;
  std::vector<double> values;
};

StructureFunctions::StructureFunctions(const StructureFunctionOptions& options, std::size_t species,
                                       std::string_view where)
    : options_(options), species_(species) {
  const std::string place(where);
  const double centres = std::floor((options.radial_last - options.radial_first) / options.radial_step * (1 + 1e-12));
  const double pairs = static_cast<double>(species * (species + 1)) / 2;
  const double angular = 2.0 * static_cast<double>(options.angular_lengths.size() * options.angular_powers.size());
  const double all = (centres + 1) * static_cast<double>(species) + angular * pairs;
  if (!(centres >= 0)) {
    throw usage_error(place + ": radial_last",
                      fmt::format("{:g} Å lies before radial_first, {:g} Å", options.radial_last, options.radial_first),
                      "at least radial_first", "");
  }
  if (!(all <= most_functions)) {
    throw usage_error(place, fmt::format("these options make {:g} structure functions", all),
                      fmt::format("at most {:g}", most_functions), "take larger steps or fewer lengths and powers");
  }
  for (const double length : options.angular_lengths) {
    if (!(length > 0)) {
      throw usage_error(place + ": angular_lengths", fmt::format("{:g} Å is no length", length), "> 0 Å", "");
    }
  }
  if (options.angular_powers.size() > most_powers) {
    throw usage_error(place + ": angular_powers", fmt::format("{} of them", options.angular_powers.size()),
                      fmt::format("at most {}", most_powers), "");
  }
  for (const std::int64_t zeta : options.angular_powers) {
    if (zeta < 1 || zeta > 64) {
      throw usage_error(place + ": angular_powers", fmt::format("{} is out of range", zeta), "1 to 64", "");
    }
  }
  if (options.angular_form != "sharp" && options.angular_form != "smooth") {
    throw usage_error(place + ": angular_form", fmt::format("'{}' is not known", options.angular_form),
                      "sharp or smooth", "");
  }
  for (double k = 0; k <= centres; ++k) centres_.push_back(options.radial_first + k * options.radial_step);
  angular_ = static_cast<std::size_t>(angular);
  if (reach() > furthest) {
    throw usage_error(place + ": radial_last", fmt::format("neighbours up to {:g} Å would count", reach()),
                      fmt::format("at most {:g} Å, with six radial_width beyond radial_last", furthest), "");
  }
  if (options.angular_cutoff > furthest_triplet) {
    throw usage_error(place + ": angular_cutoff", fmt::format("{:g} Å is out of range", options.angular_cutoff),
                      fmt::format("at most {:g} Å", furthest_triplet), "triplets grow with its sixth power");
  }
  count_ = static_cast<std::size_t>(all);
}

double StructureFunctions::reach() const noexcept {
  const double radial = centres_.back() + reach_in_sigma * options_.radial_width;
  return angular_ > 0 ? std::max(radial, options_.angular_cutoff) : radial;
}

std::vector<std::string> StructureFunctions::names(std::span<const std::string> species) const {
  std::vector<std::string> result;
  for (const std::string& name : species) {
    for (const double centre : centres_) result.push_back(fmt::format("G {} {:g}", name, centre));
  }
  for (std::size_t a = 0; a < species.size(); ++a) {
    for (std::size_t b = a; b < species.size(); ++b) {
      for (const double length : options_.angular_lengths) {
        for (const int lambda : {-1, 1}) {
          for (const std::int64_t zeta : options_.angular_powers) {
            result.push_back(
                fmt::format("Psi {}-{} xi={:g} lambda={} zeta={}", species[a], species[b], length, lambda, zeta));
          }
        }
      }
    }
  }
  return result;
}

// From the nearest centre outwards, each Gaussian is the one before times a ratio that shrinks by a constant: two
// exponentials for all of them, and no loss of accuracy.
void StructureFunctions::add_radial(double r, std::span<double> values) const {
  const double sigma = options_.radial_width, step = options_.radial_step, limit = reach_in_sigma * sigma;
  const auto last = static_cast<std::ptrdiff_t>(centres_.size()) - 1;
  const double place = std::clamp(std::round((r - centres_[0]) / step), 0.0, static_cast<double>(last));
  const auto nearest = static_cast<std::ptrdiff_t>(place);
  const double offset = r - centres_[static_cast<std::size_t>(nearest)];
  if (std::abs(offset) > limit) return;
  const double peak = std::exp(-offset * offset / (2 * sigma * sigma));
  const double shrink = std::exp(-step * step / (sigma * sigma));
  values[static_cast<std::size_t>(nearest)] += peak;
  for (const int side : {1, -1}) {
    double value = peak, ratio = std::exp((side * offset * step - step * step / 2) / (sigma * sigma));
    for (std::ptrdiff_t k = nearest + side; k >= 0 && k <= last; k += side) {
      if (std::abs(r - centres_[static_cast<std::size_t>(k)]) > limit) break;
      value *= ratio;
      ratio *= shrink;
      values[static_cast<std::size_t>(k)] += value;
    }
  }
}

void StructureFunctions::add_angular(const Around& around, std::span<double> values) const {
  const auto& lengths = options_.angular_lengths;
  const auto& powers = options_.angular_powers;
  const bool smooth = options_.angular_form == "smooth";
  const std::size_t shapes = 2 * powers.size();
  std::array<double, 2 * most_powers> shape{};
  for (std::size_t a = 0; a < around.all.size(); ++a) {
    const Around::One& j = around.all[a];
    for (std::size_t b = a + 1; b < around.all.size(); ++b) {
      const Around::One& k = around.all[b];
      const Vec3 between = k.bond - j.bond;
      const double opposite = dot(between, between);
      double weight = 1;
      if (smooth) {
        weight = j.weight * k.weight * cutoff_function(std::sqrt(opposite), options_.angular_cutoff);
        if (weight == 0) continue;
      }
      const double cosine = dot(j.bond, k.bond) / (j.r * k.r);
      const double sum = j.r * j.r + k.r * k.r + opposite;
      for (std::size_t s = 0; s < 2; ++s) {
        const double base = std::max(0.0, s == 0 ? 1 - cosine : 1 + cosine);
        for (std::size_t p = 0; p < powers.size(); ++p) {
          shape[s * powers.size() + p] = weight * power(base, powers[p]) * (smooth ? std::exp2(1 - powers[p]) : 1);
        }
      }
      const std::size_t low = std::min(j.species, k.species), high = std::max(j.species, k.species);
      const std::size_t pair = low * species_ - low * (low + 1) / 2 + high;
      double* target = values.data() + pair * angular_;
      for (const double length : lengths) {
        const double decay = std::exp(-sum / (length * length));
        for (std::size_t f = 0; f < shapes; ++f) target[f] += decay * shape[f];
        target += shapes;
      }
    }
  }
}

void StructureFunctions::for_each(const ConfigurationView& view, std::span<const std::size_t> species_of,
                                  const RunContext& context, const Visit& visit,
                                  const std::vector<bool>& wanted) const {
  const CellGrid grid(view, reach(), 2);
  const double cutoff = options_.angular_cutoff;
  tbb::enumerable_thread_specific<Around> scratch;
  parallel_blocks(context, view.size(), 16, [&](std::size_t first, std::size_t last) {
    Around& around = scratch.local();
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      if (!wanted.empty() && !wanted[grid.atom(slot)]) continue;
      around.all.clear();
      around.values.assign(count_, 0);
      const std::span<double> values(around.values);
      grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
        const double r = std::sqrt(d2);
        const std::size_t species = species_of[static_cast<std::size_t>(view.types[grid.atom(other)])];
        add_radial(r, values.subspan(species * centres_.size(), centres_.size()));
        if (angular_ > 0 && r < cutoff) {
          around.all.push_back({grid.bond(slot, other, image), r, cutoff_function(r, cutoff), species});
        }
      });
      if (angular_ > 0) add_angular(around, values.subspan(species_ * centres_.size()));
      visit(grid.atom(slot), values);
    }
  });
}

}  // namespace glasscape
