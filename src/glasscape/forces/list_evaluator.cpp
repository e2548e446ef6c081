#include "glasscape/forces/list_evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/list_validity.hpp"
#include "glasscape/forces/pairwise_sum.hpp"
#include "glasscape/forces/thread_limit.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

class ListEvaluator final : public Evaluator {
 public:
  ListEvaluator(std::shared_ptr<const Interaction> interaction, const Configuration& configuration,
                const EvaluatorOptions& options)
      : interaction_(std::move(interaction)),
        types_(configuration.types),
        species_(configuration.species.size()),
        active_(options.active),
        skin_(options.skin),
        arena_(usable_threads(options.threads)),
        box_(configuration.box),
        positions_(configuration.positions) {
    is_active_.assign(types_.size(), active_.empty());
    if (active_.empty()) {
      for (std::uint32_t i = 0; i < types_.size(); ++i) rows_.push_back(i);
      return;
    }
    rows_ = active_;
    for (const auto i : active_) is_active_[i] = true;
    // What the atoms that never move give each other is computed once.
    base_density_.assign(types_.size(), 0);
    if (!interaction_->has_embedding()) return;
    const bool known = !options.densities.empty();
    if (known) base_density_ = options.densities;
    const NeighborList list(view(), interaction_->cutoff());
    for (std::size_t i = 0; i < types_.size(); ++i) {
      for (const Neighbor& n : list.of(i)) {
        if ((is_active_[n.index] != 0) != known) continue;
        const double rho = interaction_->density(type(n.index), type(i), norm(bond(view(), i, n))).value;
        base_density_[i] += known ? -rho : rho;
      }
    }
  }

  double energy_and_forces(const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) override {
    run(box, positions);
    scatter(forces);
    return pairwise_sum(energy_);
  }

  Evaluation evaluate(const Box& box, std::span<const Vec3> positions) override {
    run(box, positions);
    Evaluation result;
    result.forces.resize(positions.size());
    scatter(result.forces);
    result.per_atom = energy_;
    result.energy = pairwise_sum(energy_);
    if (active_.empty()) {
      if (interaction_->has_embedding()) result.densities = density_;
      for (const Mat3& v : virial_) result.virial += v;
    } else {
      const double undefined = std::numeric_limits<double>::quiet_NaN();
      result.virial = Mat3::diagonal(undefined, undefined, undefined);
    }
    return result;
  }

 private:
  [[nodiscard]] ConfigurationView view() const { return {box_, positions_, types_, species_}; }
  [[nodiscard]] std::size_t type(std::size_t i) const { return static_cast<std::size_t>(types_[i]); }

  void take(const Box& box, std::span<const Vec3> positions) {
    check_count(positions.size(), types_.size(), active_.size());
    if (!active_.empty() && !same_box(box, box_)) {
      throw usage_error("evaluator", "the box of an active region cannot change", {}, "make a new evaluator");
    }
    box_ = box;
    if (positions.size() == types_.size() && active_.empty()) {
      std::copy(positions.begin(), positions.end(), positions_.begin());
    } else {
      const bool packed = positions.size() == active_.size();
      for (std::size_t k = 0; k < active_.size(); ++k) positions_[active_[k]] = positions[packed ? k : active_[k]];
    }
  }

  void run(const Box& box, std::span<const Vec3> positions) {
    take(box, positions);
    const double reach = interaction_->cutoff();
    if (!list_ || !validity_.holds(box_, positions_, reach, skin_)) {
      check_finite(positions_);
      list_ = std::make_unique<NeighborList>(view(), reach + skin_);
      validity_.record(box_, positions_);
    }
    arena_.execute([this] { compute(); });
  }

  template <class Body>
  void each_row(std::span<const std::uint32_t> rows, Body body) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows.size(), 64), [&](const auto& range) {
      for (auto k = range.begin(); k != range.end(); ++k) body(rows[k]);
    });
  }

  void compute() {
    const std::size_t n = types_.size();
    const double cutoff2 = interaction_->cutoff() * interaction_->cutoff();
    energy_.assign(n, 0);
    force_.assign(n, {});
    virial_.assign(n, {});
    slope_.assign(n, 0);
    density_.assign(n, 0);
    const std::vector<std::uint32_t> touched = active_.empty() ? rows_ : with_halo();
    if (interaction_->has_embedding()) {
      each_row(touched, [&](std::uint32_t i) {
        const bool moves = is_active_[i] != 0;
        double rho = moves ? 0 : base_density_[i];
        for (const Neighbor& nb : list_->of(i)) {
          if (!moves && is_active_[nb.index] == 0) continue;
          const double r2 = norm2(bond(view(), i, nb));
          if (r2 < cutoff2) rho += interaction_->density(type(nb.index), type(i), std::sqrt(r2)).value;
        }
        density_[i] = rho;
        const ValueSlope f = interaction_->embedding(type(i), rho);
        // A frozen atom counts by how much the active ones change it: beyond their reach that is exactly 0.
        energy_[i] = f.value - (moves ? 0 : interaction_->embedding(type(i), base_density_[i]).value);
        slope_[i] = f.slope;
      });
    }
    each_row(touched, [&](std::uint32_t i) {
      const bool moves = is_active_[i] != 0;
      double energy = 0;
      Vec3 force;
      Mat3 virial;
      for (const Neighbor& nb : list_->of(i)) {
        const std::uint32_t j = nb.index;
        if (!moves && is_active_[j] == 0) continue;
        const Vec3 d = bond(view(), i, nb);
        const double r2 = norm2(d);
        if (r2 >= cutoff2) continue;
        const double r = std::sqrt(r2);
        const ValueSlope phi = interaction_->pair(type(i), type(j), r);
        energy += 0.5 * phi.value;
        if (!moves) continue;
        double slope = phi.slope;
        if (interaction_->has_embedding()) {
          slope += slope_[i] * interaction_->density(type(j), type(i), r).slope +
                   slope_[j] * interaction_->density(type(i), type(j), r).slope;
        }
        const Vec3 f = d * (slope / r);
        force += f;
        virial -= outer(d, f) * 0.5;
      }
      energy_[i] += energy;
      force_[i] = force;
      virial_[i] = virial;
    });
  }

  // Active atoms and those whose density they change.
  [[nodiscard]] std::vector<std::uint32_t> with_halo() const {
    std::vector<std::uint32_t> result = active_;
    for (const auto i : active_) {
      for (const Neighbor& nb : list_->of(i)) {
        if (!is_active_[nb.index]) result.push_back(nb.index);
      }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  void scatter(std::span<Vec3> forces) const {
    if (forces.size() == types_.size()) {
      std::copy(force_.begin(), force_.end(), forces.begin());
    } else if (forces.size() == active_.size()) {
      for (std::size_t k = 0; k < active_.size(); ++k) forces[k] = force_[active_[k]];
    } else {
      throw std::invalid_argument("forces: wrong number of atoms");
    }
  }

  std::shared_ptr<const Interaction> interaction_;
  std::vector<std::int32_t> types_;
  std::size_t species_;
  std::vector<std::uint32_t> active_, rows_;
  std::vector<char> is_active_;
  std::vector<double> base_density_;
  double skin_;
  tbb::task_arena arena_;
  Box box_;
  std::vector<Vec3> positions_;
  std::unique_ptr<NeighborList> list_;
  ListValidity validity_;
  std::vector<double> energy_, slope_, density_;
  std::vector<Vec3> force_;
  std::vector<Mat3> virial_;
};

}  // namespace

std::unique_ptr<Evaluator> make_list_evaluator(std::shared_ptr<const Interaction> interaction,
                                               const Configuration& configuration, const EvaluatorOptions& options) {
  check_options(configuration, options);
  return std::make_unique<ListEvaluator>(std::move(interaction), configuration, options);
}

}  // namespace glasscape
