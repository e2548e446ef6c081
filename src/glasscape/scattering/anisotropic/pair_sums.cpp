#include "glasscape/scattering/anisotropic/pair_sums.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/scattering/anisotropic/atom_harmonics.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Of unordered pairs of species a ≤ b.
std::size_t row_of(std::size_t a, std::size_t b, std::size_t species) { return a * species + b - a * (a + 1) / 2; }

bool positive(const Image& image) { return image > Image{}; }

}  // namespace

AtomBlocks::AtomBlocks(const Configuration& configuration, int along)
    : count_(static_cast<std::size_t>(along * along * along)), species_(configuration.species.size()) {
  owner_.resize(count_ * count_);
  const auto place = [&](std::size_t block) {
    const auto k = static_cast<std::int32_t>(block);
    return Image{k / (along * along), k / along % along, k % along};
  };
  for (std::size_t from = 0; from < count_; ++from) {
    for (std::size_t to = 0; to < count_; ++to) {
      const Image a = place(from), b = place(to);
      Image step;
      for (std::size_t k = 0; k < 3; ++k) {
        step[k] = (b[k] - a[k] + along) % along;
        if (step[k] > along / 2) step[k] -= along;
      }
      owner_[from * count_ + to] = positive(step) ? 1 : 0;
    }
  }
  const std::size_t n = configuration.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return configuration.ids[i] < configuration.ids[j]; });
  atoms_.assign(count_ * species_, 0);
  for (const std::size_t i : order) {
    const Vec3 f = configuration.box.fractional(configuration.positions[i]);
    std::size_t block = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double inside = f[k] - std::floor(f[k]);
      block = block * static_cast<std::size_t>(along) +
              static_cast<std::size_t>(std::min(static_cast<int>(inside * along), along - 1));
    }
    ids_.push_back(configuration.ids[i]);
    types_.push_back(configuration.types[i]);
    blocks_.push_back(static_cast<std::uint16_t>(block));
    ++atoms_[block * species_ + static_cast<std::size_t>(configuration.types[i])];
  }
}

std::vector<std::uint16_t> AtomBlocks::of(const Configuration& configuration, const std::string& where) const {
  const auto different = [&](const std::string& what) {
    return input_error(where, what, "the atoms of the first frame, with their ids and species",
                       "compare states of one sample; give different samples as different files");
  };
  if (configuration.size() != ids_.size() || configuration.species.size() != species_) {
    throw different(fmt::format("{} atoms of {} species, where there were {} of {}", configuration.size(),
                                configuration.species.size(), ids_.size(), species_));
  }
  std::vector<std::uint16_t> blocks(ids_.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto at = std::lower_bound(ids_.begin(), ids_.end(), configuration.ids[i]);
    const auto k = static_cast<std::size_t>(at - ids_.begin());
    if (at == ids_.end() || *at != configuration.ids[i]) {
      throw different(fmt::format("there was no atom {} before", configuration.ids[i]));
    }
    if (types_[k] != configuration.types[i]) {
      throw different(fmt::format("atom {} was of another species", configuration.ids[i]));
    }
    blocks[i] = blocks_[k];
  }
  return blocks;
}

PairSums::PairSums(const PairGrid& grid, const AtomBlocks& blocks)
    : blocks_(blocks),
      width_(grid.rmax / std::ceil(grid.rmax / grid.dr * (1 - 1e-12))),
      bins_(static_cast<std::size_t>(std::ceil(grid.rmax / grid.dr * (1 - 1e-12)))),
      bonds_(grid.lmax, width_, bins_, grid.frame),
      atoms_(blocks.species(), 0),
      sums_(blocks.count()) {
  for (std::size_t b = 0; b < blocks.count(); ++b) {
    for (std::size_t s = 0; s < blocks.species(); ++s) atoms_[s] += blocks.atoms(b, s);
  }
}

double PairSums::density() const {
  return std::accumulate(atoms_.begin(), atoms_.end(), 0.0) * inverse_volume_ / static_cast<double>(frames_);
}

void PairSums::add(const Configuration& frame, const std::string& where, const RunContext& context) {
  detail::require_countable(frame.view(), width_ * static_cast<double>(bins_), where);
  const std::vector<std::uint16_t> blocks = blocks_.of(frame, where);
  const CellGrid grid(frame.view(), width_ * static_cast<double>(bins_), 3);
  const std::size_t species = blocks_.species(), rows = species * (species + 1) / 2;
  std::vector<std::uint16_t> block(frame.size());
  std::vector<std::uint32_t> type(frame.size());
  std::vector<std::vector<std::uint32_t>> members(blocks_.count());
  for (std::uint32_t slot = 0; slot < frame.size(); ++slot) {
    block[slot] = blocks[grid.atom(slot)];
    type[slot] = static_cast<std::uint32_t>(frame.types[grid.atom(slot)]);
    members[block[slot]].push_back(slot);
  }
  parallel_blocks(context, blocks_.count(), 1, [&](std::size_t first, std::size_t last) {
    BondBatch batch;
    for (std::size_t b = first; b < last; ++b) {
      std::vector<double>& sums = sums_[b];
      sums.resize(bonds_.size(rows), 0.0);
      for (const std::uint32_t slot : members[b]) {
        const std::size_t own = type[slot];
        grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
          const bool here = block[other] == b;
          const bool counts = here ? other > slot || (other == slot && positive(image)) : blocks_.owns(b, block[other]);
          const std::size_t k = batch.count, far = type[other];
          Vec3 bond = grid.bond(slot, other, image);
          if (own > far) bond = -bond;
          batch.x[k] = bond.x;
          batch.y[k] = bond.y;
          batch.z[k] = bond.z;
          batch.squared[k] = d2;
          batch.row[k] = static_cast<std::uint32_t>(row_of(std::min(own, far), std::max(own, far), species));
          batch.count += counts ? 1 : 0;
          if (batch.count == BondBatch::capacity) bonds_.add(batch, sums.data(), rows);
        });
      }
      bonds_.add(batch, sums.data(), rows);
    }
  });
  inverse_volume_ += 1 / frame.box.volume();
  ++frames_;
}

PairCurves PairSums::combine(std::span<const Term> terms, bool odd, std::span<const double> share,
                             const RunContext& context) const {
  const std::size_t width = channels(), count = sums_.size();
  PairCurves result{std::vector<double>(bins_ * width), std::vector<double>(bins_ * width)};
  std::vector<char> wanted;
  for (int l = 0; wanted.size() < width; ++l) wanted.insert(wanted.end(), 2 * l + 1, odd || l % 2 == 0 ? 1 : 0);
  double share2 = 0;
  for (const double e : share) share2 += e * e;
  parallel_blocks(context, bins_, 16, [&](std::size_t first, std::size_t last) {
    std::vector<double> sum(width), squares(width), shared(width), own(width), before(width);
    for (std::size_t bin = first; bin < last; ++bin) {
      const double low = static_cast<double>(bin) * width_, high = static_cast<double>(bin + 1) * width_;
      const double shell = 4 * std::numbers::pi / 3 * (high * high * high - low * low * low);
      for (auto* v : {&sum, &squares, &shared}) std::fill(v->begin(), v->end(), 0.0);
      for (std::size_t b = 0; b < count; ++b) {
        for (auto* v : {&own, &before}) std::fill(v->begin(), v->end(), 0.0);
        for (const Term& term : terms) {
          const double* const from = term.sums->sums_[b].data() + (term.row * bins_ + bin) * width;
          std::vector<double>& to = term.sums == this ? own : before;
          for (std::size_t c = 0; c < width; ++c) to[c] += term.factor / shell * from[c];
        }
        for (std::size_t c = 0; c < width; ++c) own[c] -= before[c];
        for (std::size_t c = 0; c < width; ++c) {
          sum[c] += own[c];
          squares[c] += own[c] * own[c];
          shared[c] += share[b] * own[c];
        }
      }
      const double blocks = static_cast<double>(count);
      for (std::size_t c = 0; c < width; ++c) {
        const double spread = squares[c] - sum[c] * (2 * shared[c] - sum[c] * share2);
        result.value[bin * width + c] = wanted[c] ? sum[c] : 0;
        result.variance[bin * width + c] = count < 2   ? nan
                                           : wanted[c] ? std::max(0.0, spread) * blocks / (blocks - 1)
                                                       : 0;
      }
    }
  });
  return result;
}

PairCurves PairSums::partial(std::size_t a, std::size_t b, const PairSums* minus, const RunContext& context) const {
  if (atoms_[a] == 0 || atoms_[b] == 0) {
    const std::vector<double> none(bins_ * channels(), nan);
    return {none, none};
  }
  const auto term = [&](const PairSums& sums) {
    // A pair of like atoms counts both ways, and for unlike ones the two ways are different partials.
    const double ways = a == b ? 2 : 1;
    return Term{&sums, row_of(a, b, atoms_.size()), ways / (atoms_[a] * atoms_[b] * sums.inverse_volume_)};
  };
  std::vector<Term> terms{term(*this)};
  if (minus) terms.push_back(term(*minus));
  std::vector<double> share(blocks_.count());
  for (std::size_t k = 0; k < share.size(); ++k) {
    share[k] = (blocks_.atoms(k, a) / atoms_[a] + blocks_.atoms(k, b) / atoms_[b]) / 2;
  }
  return combine(terms, a != b, share, context);
}

PairCurves PairSums::weighted(std::span<const double> weights, const PairSums* minus, const RunContext& context) const {
  const std::size_t species = atoms_.size();
  std::vector<Term> terms;
  for (const PairSums* sums : {this, minus}) {
    if (!sums) continue;
    for (std::size_t a = 0; a < species; ++a) {
      for (std::size_t b = a; b < species; ++b) {
        // w_aa g_aa holds both ways of a pair; so does w_ab g_ab + w_ba g_ba.
        const double weight = weights[a * species + b] + weights[b * species + a];
        if (weight == 0) continue;
        terms.push_back({sums, row_of(a, b, species), weight / (atoms_[a] * atoms_[b] * sums->inverse_volume_)});
      }
    }
  }
  std::vector<double> share(blocks_.count(), 0);
  const double all = std::accumulate(atoms_.begin(), atoms_.end(), 0.0);
  for (std::size_t k = 0; k < share.size(); ++k) {
    for (std::size_t s = 0; s < species; ++s) share[k] += blocks_.atoms(k, s) / all;
  }
  return combine(terms, false, share, context);
}

}  // namespace glasscape
