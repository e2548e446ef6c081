#include "glasscape/forces/eam_evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/kernel/layout.hpp"
#include "glasscape/forces/list_validity.hpp"
#include "glasscape/forces/pairwise_sum.hpp"
#include "glasscape/forces/thread_limit.hpp"

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

class EamEvaluator final : public Evaluator {
 public:
  EamEvaluator(std::shared_ptr<const EamTables> tables, const Configuration& configuration,
               const EvaluatorOptions& options)
      : tables_(tables),
        kernel_(tables, choose_isa(options.isa)),
        types_(configuration.types),
        active_(options.active),
        skin_(options.skin),
        cutoff_(std::sqrt(largest(kernel_.packed().ranges2(0)))),
        arena_(usable_threads(options.threads)),
        threads_(usable_threads(options.threads)),
        box_(configuration.box) {
    if (!active_.empty()) {
      frozen_ = configuration.positions;
      base_density_.assign(types_.size(), undefined);
    }
  }

  double energy_and_forces(const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) override {
    check_count(forces.size(), types_.size(), active_.size());
    run(box, positions, false);
    take_forces(forces);
    return pairwise_sum(energies());
  }

  Evaluation evaluate(const Box& box, std::span<const Vec3> positions) override {
    run(box, positions, true);
    Evaluation result;
    result.energy = pairwise_sum(energies());
    result.virial = virial_;
    result.forces.resize(positions.size());
    take_forces(result.forces);
    result.per_atom.assign(types_.size(), 0);
    const double* halves = kernel_.halves();
    for (std::size_t k = 0; k < layout_.atom.size(); ++k) result.per_atom[layout_.atom[k]] = embedding_[k] + halves[k];
    const std::size_t slots = layout_.atom.size();
    for (std::size_t g = 0; g < layout_.images.size(); ++g) {
      result.per_atom[layout_.atom[layout_.images[g].owner]] += halves[slots + g];
    }
    return result;
  }

 private:
  static double largest(const kernel::Ranges2& ranges2) {
    double result = 0;
    for (const auto& row : ranges2) result = std::max(result, *std::max_element(row.begin(), row.end()));
    return result;
  }

  // The positions of the atoms that move, in the order of active_ (or of all atoms).
  std::span<const Vec3> moving(std::span<const Vec3> positions) {
    check_count(positions.size(), types_.size(), active_.size());
    if (active_.empty() || positions.size() == active_.size()) return positions;
    gathered_.resize(active_.size());
    for (std::size_t k = 0; k < active_.size(); ++k) gathered_[k] = positions[active_[k]];
    return gathered_;
  }

  void run(const Box& box, std::span<const Vec3> all, bool everything) {
    const std::span<const Vec3> positions = moving(all);
    if (!active_.empty() && !same_box(box, box_)) {
      throw usage_error("evaluator", "the box of an active region cannot change", {}, "make a new evaluator");
    }
    if (layout_.rows == 0 || !validity_.holds(box, positions, cutoff_, skin_)) {
      rebuild(box, positions);
    } else {
      if (!same_box(box, box_)) set_box(box);
      place(positions);
    }
    if (threads_ == 1) {
      compute(everything);
    } else {
      arena_.execute([&] { compute(everything); });
    }
  }

  void rebuild(const Box& box, std::span<const Vec3> positions) {
    check_finite(positions);
    const double range = cutoff_ + skin_;
    if (active_.empty()) {
      layout_ = kernel::periodic_layout(box, positions, types_, range);
    } else {
      for (std::size_t k = 0; k < active_.size(); ++k) frozen_[active_[k]] = positions[k];
      layout_ = kernel::region_layout(box, frozen_, types_, active_, range);
      add_base_densities(box);
    }
    kernel_.build(layout_.input(), skin_);
    kernel_.set_blocks(layout_.blocks);
    validity_.record(box, positions);
    set_box(box);
  }

  // Densities that frozen atoms have from each other; they never change, so each is computed once.
  void add_base_densities(const Box& box) {
    const double reach = kernel_.packed().density_reach() + skin_;
    // Frozen atoms that an active one can reach before the list is made anew.
    std::vector<std::uint32_t> wanted;
    {
      std::vector<char> near(layout_.positions.size(), 0);
      const kernel::Bins bins(layout_.bins, reach / 2);
      for (std::size_t i = 0; i < layout_.positions.size(); ++i) {
        const bool moves = i < layout_.rows ||
                           (i >= layout_.atom.size() && layout_.images[i - layout_.atom.size()].owner < layout_.rows);
        if (!moves) continue;
        visit_near(bins, layout_.positions, layout_.bins, i, reach, [&](std::uint32_t j) { near[j] = 1; });
      }
      for (std::size_t j = layout_.rows; j < near.size(); ++j) {
        if (near[j] == 0) continue;
        const std::uint32_t slot =
            j < layout_.atom.size() ? static_cast<std::uint32_t>(j) : layout_.images[j - layout_.atom.size()].owner;
        if (slot >= layout_.rows && std::isnan(base_density_[layout_.atom[slot]])) wanted.push_back(layout_.atom[slot]);
      }
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    if (wanted.empty()) return;
    const kernel::Layout around = kernel::region_layout(box, frozen_, types_, wanted, kernel_.packed().density_reach());
    std::vector<char> is_active(types_.size(), 0);
    for (const auto i : active_) is_active[i] = 1;
    const kernel::Bins bins(around.bins, reach / 2);
    for (std::size_t i = 0; i < around.rows; ++i) {
      double rho = 0;
      visit_near(bins, around.positions, around.bins, i, kernel_.packed().density_reach(), [&](std::uint32_t j) {
        const std::uint32_t slot = j < around.atom.size() ? j : around.images[j - around.atom.size()].owner;
        if (is_active[around.atom[slot]] != 0) return;
        rho +=
            tables_->density(around.types[j], around.types[i], norm(around.positions[j] - around.positions[i])).value;
      });
      base_density_[around.atom[i]] = rho;
    }
  }

  template <class Visit>
  static void visit_near(const kernel::Bins& bins, const std::vector<Vec3>& positions, const std::vector<Vec3>& places,
                         std::size_t i, double distance, Visit visit) {
    const Vec3 reach{distance, distance, distance};
    const Vec3 low = places[i] - reach, high = places[i] + reach;
    for (std::int32_t x = bins.index(low, 0); x <= bins.index(high, 0); ++x) {
      for (std::int32_t y = bins.index(low, 1); y <= bins.index(high, 1); ++y) {
        const std::uint32_t begin = bins.first[bins.flat(x, y, bins.index(low, 2))];
        const std::uint32_t end = bins.first[bins.flat(x, y, bins.index(high, 2)) + 1];
        for (std::uint32_t s = begin; s < end; ++s) {
          const std::uint32_t j = bins.order[s];
          if (j != i && norm2(positions[j] - positions[i]) < distance * distance) visit(j);
        }
      }
    }
  }

  void set_box(const Box& box) {
    box_ = box;
    offset_.resize(layout_.rows);
    for (std::size_t k = 0; k < layout_.rows; ++k) {
      const auto& c = layout_.cells[k];
      offset_[k] = static_cast<double>(c[0]) * box.cell()[0] + static_cast<double>(c[1]) * box.cell()[1] +
                   static_cast<double>(c[2]) * box.cell()[2];
    }
    shift_.resize(layout_.images.size());
    for (std::size_t g = 0; g < shift_.size(); ++g) shift_[g] = box.displacement(layout_.images[g].shift);
  }

  void place(std::span<const Vec3> positions) {
    double* atoms = kernel_.atoms();
    const bool region = !active_.empty();
    for (std::size_t k = 0; k < layout_.rows; ++k) {
      const Vec3 p = positions[region ? k : layout_.atom[k]] - offset_[k];
      atoms[4 * k] = p.x;
      atoms[4 * k + 1] = p.y;
      atoms[4 * k + 2] = p.z;
    }
    const std::size_t slots = layout_.atom.size();
    for (std::size_t g = 0; g < layout_.images.size(); ++g) {
      const double* owner = atoms + 4 * static_cast<std::size_t>(layout_.images[g].owner);
      double* image = atoms + 4 * (slots + g);
      image[0] = owner[0] + shift_[g].x;
      image[1] = owner[1] + shift_[g].y;
      image[2] = owner[2] + shift_[g].z;
    }
  }

  void compute(bool everything) {
    kernel_.densities(everything);
    double* sums = kernel_.sums();
    double* atoms = kernel_.atoms();
    const std::size_t slots = layout_.atom.size();
    for (std::size_t g = 0; g < layout_.images.size(); ++g) {
      sums[4 * static_cast<std::size_t>(layout_.images[g].owner) + 3] += sums[4 * (slots + g) + 3];
    }
    embedding_.resize(slots);
    const auto embed = [&](std::size_t begin, std::size_t end) {
      for (std::size_t k = begin; k < end; ++k) {
        double rho = sums[4 * k + 3], before = 0;
        if (k >= layout_.rows) {
          // A frozen atom that no active one reaches contributes nothing and its F' is not used.
          if (rho == 0) {
            embedding_[k] = atoms[4 * k + 3] = 0;
            continue;
          }
          const double base = base_density_[layout_.atom[k]];
          before = kernel_.embedding(layout_.types[k], base).value;
          rho += base;
        }
        const ValueSlope f = kernel_.embedding(layout_.types[k], rho);
        embedding_[k] = f.value - before;
        atoms[4 * k + 3] = f.slope;
      }
    };
    if (threads_ == 1) {
      embed(0, slots);
    } else {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, slots, 1024),
                        [&](const auto& r) { embed(r.begin(), r.end()); });
    }
    for (std::size_t g = 0; g < layout_.images.size(); ++g) {
      atoms[4 * (slots + g) + 3] = atoms[4 * static_cast<std::size_t>(layout_.images[g].owner) + 3];
    }
    kernel_.forces();
    if (everything) take_virial();
    for (std::size_t g = 0; g < layout_.images.size(); ++g) {
      const double* image = sums + 4 * (slots + g);
      double* owner = sums + 4 * static_cast<std::size_t>(layout_.images[g].owner);
      for (int c = 0; c < 3; ++c) owner[c] += image[c];
    }
  }

  // Σ x ⊗ f over atoms and images, with x from the middle of the cell to lose few digits.
  void take_virial() {
    virial_ = {};
    if (!active_.empty()) {
      virial_ = Mat3::diagonal(undefined, undefined, undefined);
      return;
    }
    const Vec3 middle = box_.cartesian({0.5, 0.5, 0.5});
    const double *x = kernel_.atoms(), *f = kernel_.sums();
    for (std::size_t k = 0; k < kernel_.size(); ++k, x += 4, f += 4) {
      virial_ += outer(Vec3{x[0], x[1], x[2]} - middle, {f[0], f[1], f[2]});
    }
  }

  void take_forces(std::span<Vec3> forces) const {
    const double* sums = const_cast<EamKernel&>(kernel_).sums();
    const bool packed = !active_.empty() && forces.size() == active_.size();
    if (!active_.empty() && !packed) std::fill(forces.begin(), forces.end(), Vec3{});
    for (std::size_t k = 0; k < layout_.rows; ++k) {
      forces[packed ? k : layout_.atom[k]] = {sums[4 * k], sums[4 * k + 1], sums[4 * k + 2]};
    }
  }

  // Row energies, then embedding: one array, so that the sum has one order.
  std::span<const double> energies() {
    const auto rows = kernel_.row_energies();
    energies_.assign(embedding_.begin(), embedding_.end());
    for (std::size_t k = 0; k < rows.size(); ++k) energies_[k] += rows[k];
    return energies_;
  }

  std::shared_ptr<const EamTables> tables_;
  EamKernel kernel_;
  std::vector<std::int32_t> types_;
  std::vector<std::uint32_t> active_;
  double skin_, cutoff_;
  tbb::task_arena arena_;
  int threads_;
  Box box_;
  kernel::Layout layout_;
  ListValidity validity_;
  std::vector<Vec3> offset_, shift_, gathered_;
  std::vector<Vec3> frozen_;          // regions: all positions, the active ones where the list was made
  std::vector<double> base_density_;  // regions: density from frozen atoms; NaN until it is needed
  std::vector<double> embedding_, energies_;
  Mat3 virial_;
};

}  // namespace

std::unique_ptr<Evaluator> make_eam_evaluator(std::shared_ptr<const EamTables> tables,
                                              const Configuration& configuration, const EvaluatorOptions& options) {
  check_options(configuration, options);
  return std::make_unique<EamEvaluator>(std::move(tables), configuration, options);
}

}  // namespace glasscape
