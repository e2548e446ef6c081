#include "glasscape/forces/pair_potential.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/list_evaluator.hpp"

namespace glasscape {
namespace {

ValueSlope bare(const PairPotential& potential, const PairCurve& curve, double r) {
  if (potential.form == PairForm::lennard_jones) {
    const double s = curve.length / r, s2 = s * s, s6 = s2 * s2 * s2;
    return {4 * curve.energy * s6 * (s6 - 1), -24 * curve.energy * s6 * (2 * s6 - 1) / r};
  }
  const double e = std::exp(-curve.alpha * (r - curve.length));
  return {curve.energy * e * (e - 2), -2 * curve.alpha * curve.energy * e * (e - 1)};
}

double bare_curvature(const PairPotential& potential, const PairCurve& curve, double r) {
  if (potential.form == PairForm::lennard_jones) {
    const double s = curve.length / r, s2 = s * s, s6 = s2 * s2 * s2;
    return 24 * curve.energy * s6 * (26 * s6 - 7) / (r * r);
  }
  const double e = std::exp(-curve.alpha * (r - curve.length));
  return 2 * curve.alpha * curve.alpha * curve.energy * e * (2 * e - 1);
}

bool joins(const PairCurve& curve, const std::string& a, const std::string& b) {
  return (curve.first == a && curve.second == b) || (curve.first == b && curve.second == a);
}

// The curves of the species of one configuration, with what the truncation subtracts.
class PairInteraction final : public Interaction {
 public:
  PairInteraction(const PairPotential& potential, const std::vector<std::string>& species, const std::string& origin)
      : potential_(potential), species_(species.size()) {
    std::vector<std::string> known;
    for (const auto& curve : potential.curves) known.insert(known.end(), {curve.first, curve.second});
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    for (const auto& a : species) {
      if (!std::binary_search(known.begin(), known.end(), a)) {
        throw input_error(origin, "the potential has no species '" + a + "'", join(known),
                          "choose a potential that has it, or check --elements");
      }
      for (const auto& b : species) {
        const auto curve = std::find_if(potential.curves.begin(), potential.curves.end(),
                                        [&](const PairCurve& c) { return joins(c, a, b); });
        curves_.push_back(*curve);
        cutoff_ = std::max(cutoff_, curve->cutoff);
      }
    }
  }
  [[nodiscard]] double cutoff() const override { return cutoff_; }
  [[nodiscard]] ValueSlope pair(std::size_t a, std::size_t b, double r) const override {
    return pair_curve(potential_, curves_[a * species_ + b], r);
  }
  // No truncation changes it below the cutoff.
  [[nodiscard]] double pair_curvature(std::size_t a, std::size_t b, double r) const override {
    const PairCurve& curve = curves_[a * species_ + b];
    return r < curve.cutoff ? bare_curvature(potential_, curve, r) : 0;
  }

 private:
  PairPotential potential_;
  std::size_t species_;
  std::vector<PairCurve> curves_;
  double cutoff_ = 0;
};

class PairForceField final : public ForceField {
 public:
  PairForceField(PairPotential potential, std::string origin)
      : potential_(std::move(potential)), origin_(std::move(origin)) {
    for (const auto& curve : potential_.curves) {
      for (const auto& name : {curve.first, curve.second}) {
        if (std::find(species_.begin(), species_.end(), name) == species_.end()) species_.push_back(name);
      }
      cutoff_ = std::max(cutoff_, curve.cutoff);
    }
    for (std::size_t a = 0; a < species_.size(); ++a) {
      for (std::size_t b = a; b < species_.size(); ++b) {
        const auto times = std::count_if(potential_.curves.begin(), potential_.curves.end(),
                                         [&](const PairCurve& c) { return joins(c, species_[a], species_[b]); });
        if (times != 1) {
          throw input_error(origin_, fmt::format("the pair {}-{} is given {} times", species_[a], species_[b], times),
                            "once for each pair of species", "nothing is mixed or guessed: write each pair out");
        }
      }
    }
  }

  [[nodiscard]] double cutoff() const override { return cutoff_; }
  [[nodiscard]] const std::vector<std::string>& species() const override { return species_; }
  [[nodiscard]] std::string description() const override {
    return fmt::format("{} {}, cutoff {:g} Å", style(), origin_, cutoff_);
  }
  [[nodiscard]] std::string fingerprint() const override {
    std::string text = fmt::format("{} {}", style(), static_cast<int>(potential_.truncation));
    for (const auto& c : potential_.curves) {
      text += fmt::format(" {} {} {} {} {} {}", c.first, c.second, c.energy, c.length, c.alpha, c.cutoff);
    }
    return hash_text(text);
  }
  [[nodiscard]] std::vector<ParameterFile> parameter_files() const override { return {}; }
  [[nodiscard]] std::vector<std::string> lammps_commands(std::span<const Species> species,
                                                         const std::filesystem::path& /*folder*/) const override {
    static_cast<void>(interaction(species));  // refuses species that are not there
    std::vector<std::string> commands{fmt::format("pair_style {} {}", style(), cutoff_)};
    if (potential_.truncation == Truncation::shifted) commands.emplace_back("pair_modify shift yes");
    for (std::size_t a = 0; a < species.size(); ++a) {
      for (std::size_t b = a; b < species.size(); ++b) {
        const auto c = std::find_if(potential_.curves.begin(), potential_.curves.end(), [&](const PairCurve& curve) {
          return joins(curve, species[a].name, species[b].name);
        });
        const std::string shape = potential_.form == PairForm::lennard_jones
                                      ? fmt::format("{} {}", c->energy, c->length)
                                      : fmt::format("{} {} {}", c->energy, c->alpha, c->length);
        commands.push_back(fmt::format("pair_coeff {} {} {} {}", a + 1, b + 1, shape, c->cutoff));
      }
    }
    return commands;
  }
  [[nodiscard]] std::shared_ptr<const Interaction> interaction(std::span<const Species> species) const override {
    std::vector<std::string> names;
    for (const auto& s : species) names.push_back(s.name);
    return std::make_shared<const PairInteraction>(potential_, names, origin_);
  }
  [[nodiscard]] std::unique_ptr<Evaluator> evaluator(const Configuration& configuration,
                                                     const EvaluatorOptions& options) const override {
    // Reduced units make cutoffs of 2.5 Å, where a skin of 1 Å would list three times the pairs.
    EvaluatorOptions bounded = options;
    bounded.skin = std::min(options.skin, 0.15 * cutoff_);
    return make_list_evaluator(interaction(configuration.species), configuration, bounded);
  }

 private:
  [[nodiscard]] std::string style() const {
    const bool smooth = potential_.truncation == Truncation::shifted_force;
    if (potential_.form == PairForm::lennard_jones) return smooth ? "lj/smooth/linear" : "lj/cut";
    return smooth ? "morse/smooth/linear" : "morse";
  }

  PairPotential potential_;
  std::string origin_;
  std::vector<std::string> species_;
  double cutoff_ = 0;
};

}  // namespace

ValueSlope pair_curve(const PairPotential& potential, const PairCurve& curve, double r) {
  if (r >= curve.cutoff) return {};
  ValueSlope result = bare(potential, curve, r);
  if (potential.truncation == Truncation::cut) return result;
  const ValueSlope end = bare(potential, curve, curve.cutoff);
  result.value -= end.value;
  if (potential.truncation == Truncation::shifted_force) {
    result.value -= (r - curve.cutoff) * end.slope;
    result.slope -= end.slope;
  }
  return result;
}

PairPotential kob_andersen(Truncation truncation, double epsilon, double sigma) {
  PairPotential potential{.form = PairForm::lennard_jones, .truncation = truncation, .curves = {}};
  const auto add = [&](const char* a, const char* b, double e, double s) {
    potential.curves.push_back({a, b, e * epsilon, s * sigma, 0, 2.5 * s * sigma});
  };
  add("A", "A", 1, 1);
  add("A", "B", 1.5, 0.8);
  add("B", "B", 0.5, 0.88);
  return potential;
}

std::shared_ptr<const ForceField> make_pair_force_field(PairPotential potential, std::string origin) {
  return std::make_shared<PairForceField>(std::move(potential), std::move(origin));
}

}  // namespace glasscape
