#include "glasscape/forces/eam_evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
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

// Å: how far active atoms may go before the atoms around a region are collected again, and how much further out than
// needed the densities of frozen atoms are prepared.
constexpr double nearby_margin = 2, base_margin = 1;
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

class EamEvaluator final : public Evaluator {
 public:
  EamEvaluator(std::shared_ptr<const EamTables> tables, const Configuration& configuration,
               const EvaluatorOptions& options)
      : tables_(tables),
        isa_(choose_isa(options.isa)),
        kernel_(tables, isa_),
        types_(configuration.types),
        active_(options.active),
        skin_(options.skin),
        cutoff_(std::sqrt(largest(kernel_.packed().ranges2(0)))),
        arena_(usable_threads(options.threads)),
        threads_(usable_threads(options.threads)),
        box_(configuration.box) {
    if (!active_.empty()) {
      frozen_ = configuration.positions;
      total_known_ = !options.densities.empty();
      base_density_ = options.densities;
      base_density_.resize(types_.size(), undefined);
      base_embedding_.assign(types_.size(), undefined);
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
    if (active_.empty()) {
      result.densities.resize(types_.size());
      for (std::size_t k = 0; k < layout_.rows; ++k) result.densities[layout_.atom[k]] = kernel_.sums()[4 * k + 3];
    }
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
    if (layout_.rows == 0 && total_known_) begin_at_known_densities(box);
    if (layout_.rows == 0 || !validity_.holds(box, positions, cutoff_, skin_)) {
      rebuild(box, positions);
    } else {
      if (!same_box(box, box_)) set_box(box);
      place(positions);
    }
    // Slabs are run by tasks; outside the arena these would use every core.
    if (threads_ == 1 && layout_.blocks.size() == 1) {
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
      find_nearby(box);
      layout_ = kernel::region_layout({box, frozen_, types_, active_, nearby_}, range);
      if (!total_known_) add_base_densities(box);
    }
    kernel_.build(layout_.input(), skin_);
    kernel_.set_blocks(layout_.blocks);
    validity_.record(box, positions);
    set_box(box);
  }

  // The atoms that can come into reach are looked for again only when the active ones have gone far.
  void find_nearby(const Box& box) {
    bool stay = !nearby_from_.empty();
    for (std::size_t k = 0; stay && k < active_.size(); ++k) {
      stay = norm2(frozen_[active_[k]] - nearby_from_[k]) < nearby_margin * nearby_margin;
    }
    if (stay) return;
    std::vector<std::uint32_t> all(types_.size());
    std::iota(all.begin(), all.end(), 0U);
    const double distance = (total_known_ ? 1 : 2) * cutoff_ + skin_ + base_margin + nearby_margin;
    nearby_ = kernel::atoms_around(box, frozen_, active_, all, distance);
    nearby_from_.clear();
    for (const auto i : active_) nearby_from_.push_back(frozen_[i]);
  }

  // What frozen atoms have from each other where what they have from all is known: less what they have from the active
  // ones, which are still where the evaluator was made.
  void begin_at_known_densities(const Box& box) {
    std::vector<Vec3> start;
    for (const auto i : active_) start.push_back(frozen_[i]);
    rebuild(box, start);
    kernel_.densities();
    double* sums = kernel_.sums();
    add_image_densities(layout_, sums);
    for (std::size_t k = layout_.rows; k < layout_.atom.size(); ++k) base_density_[layout_.atom[k]] -= sums[4 * k + 3];
  }

  // The same where it is not; it never changes, so it is computed once, for atoms a little further out along with the
  // first that is missing.
  void add_base_densities(const Box& box) {
    const double reach = kernel_.packed().density_reach() + skin_;
    const auto missing = [&](std::uint32_t atom) { return std::isnan(base_density_[atom]); };
    const auto needed = kernel::atoms_around(box, frozen_, active_, nearby_, reach);
    if (std::none_of(needed.begin(), needed.end(), missing)) return;
    std::vector<std::uint32_t> rows = kernel::atoms_around(box, frozen_, active_, nearby_, reach + base_margin);
    std::erase_if(rows, [&](std::uint32_t atom) { return !missing(atom); });
    std::vector<std::uint32_t> others;
    std::set_difference(nearby_.begin(), nearby_.end(), rows.begin(), rows.end(), std::back_inserter(others));
    const kernel::Layout around =
        kernel::region_layout({box, frozen_, types_, rows, others}, kernel_.packed().density_reach());
    EamKernel frozen(tables_, isa_);
    frozen.build(around.input(), 0, true);
    frozen.densities();
    double* sums = frozen.sums();
    add_image_densities(around, sums);
    for (std::size_t k = 0; k < around.rows; ++k) base_density_[around.atom[k]] = sums[4 * k + 3];
  }

  static void add_image_densities(const kernel::Layout& layout, double* sums) {
    const double* image = sums + 4 * layout.atom.size() + 3;
    for (const auto& [owner, shift] : layout.images) {
      sums[4 * static_cast<std::size_t>(owner) + 3] += *image;
      image += 4;
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
    for (std::size_t k = 0; k < layout_.rows; ++k) {
      const Vec3 p = positions[layout_.row[k]] - offset_[k];
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
    add_image_densities(layout_, sums);
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
          before = base_embedding_[layout_.atom[k]];
          if (std::isnan(before)) {
            before = base_embedding_[layout_.atom[k]] = kernel_.embedding(layout_.types[k], base).value;
          }
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
      forces[packed ? layout_.row[k] : layout_.atom[k]] = {sums[4 * k], sums[4 * k + 1], sums[4 * k + 2]};
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
  Isa isa_;
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
  std::vector<Vec3> frozen_;           // regions: all positions, the active ones where the list was made
  std::vector<std::uint32_t> nearby_;  // regions: frozen atoms that can come into reach,
  std::vector<Vec3> nearby_from_;      //   as long as the active ones stay near these places
  // regions: density from frozen atoms (from all where the active ones do not reach) and the embedding energy there,
  // NaN until they are needed
  std::vector<double> base_density_, base_embedding_;
  bool total_known_ = false;
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
