#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/list_validity.hpp"
#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/forces/pairwise_sum.hpp"
#include "glasscape/forces/thread_limit.hpp"
#include "glasscape/geometry/topology.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

// One pair of beads, ready for use: energy = c12·s12 − c6·s6, with the polynomials of both joined.
struct PairTerms {
  double c12, c6, a, b, c;
};

PairTerms pair_terms(const MolecularModel& model, const MolecularModel::Pair& pair) {
  const double s6 = std::pow(pair.sigma, 6);
  PairTerms t{4 * pair.epsilon * s6 * s6, 4 * pair.epsilon * s6, 0, 0, 0};
  const double r1 = model.inner, rc = model.cutoff, w = rc - r1;
  for (const auto& [n, factor] : {std::pair{12, t.c12}, {6, -t.c6}}) {
    const double a = -n * ((n + 4) * rc - (n + 1) * r1) / (std::pow(rc, n + 2) * w * w);
    const double b = n * ((n + 3) * rc - (n + 1) * r1) / (std::pow(rc, n + 2) * w * w * w);
    t.a += factor * a;
    t.b += factor * b;
    t.c += factor * (std::pow(rc, -n) - a / 3 * w * w * w - b / 4 * w * w * w * w);
  }
  return t;
}

class MolecularEvaluator final : public Evaluator {
 public:
  MolecularEvaluator(std::shared_ptr<const MolecularModel> model, const Configuration& configuration,
                     const EvaluatorOptions& options, std::string where)
      : model_(std::move(model)),
        topology_(configuration.topology),
        where_(std::move(where)),
        types_(configuration.types),
        species_(configuration.species.size()),
        skin_(options.skin),
        arena_(usable_threads(options.threads)),
        box_(configuration.box),
        positions_(configuration.positions) {
    for (const Species& a : configuration.species) {
      for (const Species& b : configuration.species) {
        const auto pair = std::find_if(model_->pairs.begin(), model_->pairs.end(), [&](const MolecularModel::Pair& p) {
          return (p.first == a.name && p.second == b.name) || (p.first == b.name && p.second == a.name);
        });
        pairs_.push_back(pair_terms(*model_, *pair));
      }
    }
    const BondGraph graph(*topology_, types_.size());
    for (std::size_t i = 0; i < types_.size(); ++i) excluded_.push_back(graph.within(i, model_->exclusions));
    double longest = 0;
    for (const auto& bond : model_->bonds) longest = std::max(longest, bond.length);
    reach_ = 1.2 * longest * std::max(1, model_->exclusions);
    check_cell();
  }

  double energy_and_forces(const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) override {
    run(box, positions);
    if (forces.size() != types_.size()) throw std::invalid_argument("forces: wrong number of atoms");
    std::copy(force_.begin(), force_.end(), forces.begin());
    return pairwise_sum(energy_);
  }

  Evaluation evaluate(const Box& box, std::span<const Vec3> positions) override {
    run(box, positions);
    Evaluation result;
    result.forces = force_;
    result.per_atom = energy_;
    result.energy = pairwise_sum(energy_);
    for (const Mat3& v : virial_) result.virial += v;
    return result;
  }

 private:
  [[nodiscard]] ConfigurationView view() const { return {box_, positions_, types_, species_}; }

  // Which image of an excluded atom is the bonded one must be beyond doubt.
  void check_cell() const {
    const Vec3 h = box_.heights();
    for (std::size_t k = 0; k < 3; ++k) {
      if (!box_.periodic()[k] || h[k] > 2 * reach_) continue;
      throw input_error(
          where_, fmt::format("the cell is {:.4g} Å high: atoms would be bonded to images of their own chain", h[k]),
          fmt::format("more than {:.4g} Å between opposite faces", 2 * reach_), "use a larger configuration");
    }
  }

  void run(const Box& box, std::span<const Vec3> positions) {
    check_count(positions.size(), types_.size(), 0);
    box_ = box;
    std::copy(positions.begin(), positions.end(), positions_.begin());
    if (!validity_.holds(box_, positions_, model_->cutoff, skin_)) {
      check_finite(positions_);
      check_cell();
      rebuild();
      validity_.record(box_, positions_);
    }
    arena_.execute([this] { pairs(); });
    bonds();
    angles();
  }

  // The neighbours within the cutoff less the excluded ones: of the images of an atom, the nearest is the bonded one.
  void rebuild() {
    const NeighborList list(view(), model_->cutoff + skin_);
    first_.assign(1, 0);
    neighbours_.clear();
    for (std::size_t i = 0; i < types_.size(); ++i) {
      for (const Neighbor& n : list.of(i)) {
        const bool excluded = std::binary_search(excluded_[i].begin(), excluded_[i].end(), n.index);
        if (excluded && norm2(bond(view(), i, n) - bond_vector(box_, positions_[i], positions_[n.index])) < 1e-6)
          continue;
        neighbours_.push_back(n);
      }
      first_.push_back(neighbours_.size());
    }
  }

  void pairs() {
    const std::size_t n = types_.size();
    energy_.assign(n, 0);
    force_.assign(n, {});
    virial_.assign(n, {});
    const double cutoff2 = model_->cutoff * model_->cutoff, r1 = model_->inner;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 64), [&](const auto& range) {
      for (auto i = range.begin(); i != range.end(); ++i) {
        const PairTerms* row = pairs_.data() + static_cast<std::size_t>(types_[i]) * species_;
        double energy = 0;
        Vec3 force;
        Mat3 virial;
        for (auto k = first_[i]; k < first_[i + 1]; ++k) {
          const Neighbor& nb = neighbours_[k];
          const Vec3 d = bond(view(), i, nb);
          const double r2 = norm2(d);
          if (r2 >= cutoff2) continue;
          const PairTerms& p = row[types_[nb.index]];
          const double inverse2 = 1 / r2, i6 = inverse2 * inverse2 * inverse2;
          double value = i6 * (p.c12 * i6 - p.c6) - p.c;
          double slope_over_r = -i6 * (12 * p.c12 * i6 - 6 * p.c6) * inverse2;
          if (r2 > r1 * r1) {
            const double r = std::sqrt(r2), x = r - r1;
            value -= x * x * x * (p.a / 3 + p.b / 4 * x);
            slope_over_r -= x * x * (p.a + p.b * x) / r;
          }
          energy += 0.5 * value;
          const Vec3 f = d * slope_over_r;
          force += f;
          virial -= outer(d, f) * 0.5;
        }
        energy_[i] = energy;
        force_[i] = force;
        virial_[i] = virial;
      }
    });
  }

  void bonds() {
    for (const BondedPair& b : topology_->bonds) {
      const auto& type = model_->bonds[static_cast<std::size_t>(b.type)];
      const Vec3 d = bond_vector(box_, positions_[b.a], positions_[b.b]);
      const double r = norm(d), stretch = r - type.length;
      const double half = 0.25 * type.stiffness * stretch * stretch;
      energy_[b.a] += half;
      energy_[b.b] += half;
      // Atoms at one place have no direction to be pushed in.
      const Vec3 f = r > 0 ? d * (type.stiffness * stretch / r) : Vec3{};
      force_[b.a] += f;
      force_[b.b] -= f;
      virial_[b.a] -= outer(d, f);
    }
  }

  void angles() {
    for (const BondedAngle& a : topology_->angles) {
      const auto& type = model_->angles[static_cast<std::size_t>(a.type)];
      const Vec3 u = bond_vector(box_, positions_[a.b], positions_[a.a]);
      const Vec3 v = bond_vector(box_, positions_[a.b], positions_[a.c]);
      const double lu = norm(u), lv = norm(v);
      if (!(lu > 0) || !(lv > 0)) continue;
      const double cosine = std::clamp(dot(u, v) / (lu * lv), -1.0, 1.0);
      // Where the three are in line the direction of the force is not defined; LAMMPS bounds the sine likewise.
      const double sine = std::max(0.001, std::sqrt(1 - cosine * cosine));
      const double bend = std::acos(cosine) - type.angle;
      const double third = type.stiffness * bend * bend / 6;
      energy_[a.a] += third;
      energy_[a.b] += third;
      energy_[a.c] += third;
      // −dE/dθ · dθ/dr, dθ = −d(cos θ)/sin θ.
      const double factor = type.stiffness * bend / sine;
      const Vec3 fa = (v * (1 / (lu * lv)) - u * (cosine / (lu * lu))) * factor;
      const Vec3 fc = (u * (1 / (lu * lv)) - v * (cosine / (lv * lv))) * factor;
      force_[a.a] += fa;
      force_[a.c] += fc;
      force_[a.b] -= fa + fc;
      virial_[a.b] += outer(u, fa) + outer(v, fc);
    }
  }

  std::shared_ptr<const MolecularModel> model_;
  std::shared_ptr<const Topology> topology_;
  std::string where_;
  std::vector<std::int32_t> types_;
  std::size_t species_;
  double skin_, reach_ = 0;
  tbb::task_arena arena_;
  Box box_;
  std::vector<Vec3> positions_;
  std::vector<PairTerms> pairs_;
  std::vector<std::vector<std::uint32_t>> excluded_;
  std::vector<std::size_t> first_;
  std::vector<Neighbor> neighbours_;
  ListValidity validity_;
  std::vector<double> energy_;
  std::vector<Vec3> force_;
  std::vector<Mat3> virial_;
};

}  // namespace

std::unique_ptr<Evaluator> make_molecular_evaluator(std::shared_ptr<const MolecularModel> model,
                                                    const Configuration& configuration, const EvaluatorOptions& options,
                                                    const std::string& where) {
  check_options(configuration, options);
  if (!options.active.empty()) {
    throw usage_error(where, "an active region cuts through molecules", {},
                      "use what moves all atoms: relax, energy, quench, deform --protocol shear");
  }
  return std::make_unique<MolecularEvaluator>(std::move(model), configuration, options, where);
}

}  // namespace glasscape
