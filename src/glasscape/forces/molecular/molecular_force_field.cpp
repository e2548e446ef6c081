#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/geometry/topology.hpp"

namespace glasscape {
namespace {

const MolecularModel::Pair& pair_of(const MolecularModel& model, const std::string& a, const std::string& b) {
  return *std::find_if(model.pairs.begin(), model.pairs.end(), [&](const MolecularModel::Pair& p) {
    return (p.first == a && p.second == b) || (p.first == b && p.second == a);
  });
}

class MolecularForceField final : public ForceField {
 public:
  MolecularForceField(MolecularModel model, std::string origin)
      : model_(std::make_shared<const MolecularModel>(std::move(model))), origin_(std::move(origin)) {
    for (const auto& bead : model_->beads) species_.push_back(bead.name);
  }

  [[nodiscard]] const MolecularModel& model() const { return *model_; }
  [[nodiscard]] double cutoff() const override { return model_->cutoff; }
  [[nodiscard]] const std::vector<std::string>& species() const override { return species_; }
  [[nodiscard]] std::string description() const override {
    return fmt::format("{}{}cutoff {:g} Å",
                       model_->title.empty() ? origin_ : fmt::format("{} ({})", model_->title, origin_), ", ",
                       model_->cutoff);
  }
  [[nodiscard]] std::string fingerprint() const override {
    std::string text = fmt::format("molecular {} {} {}", model_->inner, model_->cutoff, model_->exclusions);
    for (const auto& p : model_->pairs) text += fmt::format("\n{} {} {} {}", p.first, p.second, p.epsilon, p.sigma);
    for (const auto& b : model_->bonds) {
      text += fmt::format("\n{} {} {} {}", b.beads[0], b.beads[1], b.length, b.stiffness);
    }
    for (const auto& a : model_->angles) {
      text += fmt::format("\n{} {} {} {} {}", a.beads[0], a.beads[1], a.beads[2], a.angle, a.stiffness);
    }
    return hash_text(text);
  }
  [[nodiscard]] std::vector<ParameterFile> parameter_files() const override { return {}; }
  [[nodiscard]] std::vector<std::string> lammps_commands(std::span<const Species> species,
                                                         const std::filesystem::path& /*folder*/) const override {
    require_beads(species);
    std::vector<std::string> commands{fmt::format("pair_style lj/gromacs {} {}", model_->inner, model_->cutoff)};
    for (std::size_t a = 0; a < species.size(); ++a) {
      for (std::size_t b = a; b < species.size(); ++b) {
        const auto& p = pair_of(*model_, species[a].name, species[b].name);
        commands.push_back(fmt::format("pair_coeff {} {} {} {}", a + 1, b + 1, p.epsilon, p.sigma));
      }
    }
    const int n = model_->exclusions;
    commands.push_back(fmt::format("special_bonds lj {} {} {}", n > 0 ? 0 : 1, n > 1 ? 0 : 1, n > 2 ? 0 : 1));
    if (!model_->bonds.empty()) commands.emplace_back("bond_style harmonic");
    // LAMMPS has no ½ in front of its stiffnesses.
    for (std::size_t k = 0; k < model_->bonds.size(); ++k) {
      commands.push_back(
          fmt::format("bond_coeff {} {} {}", k + 1, model_->bonds[k].stiffness / 2, model_->bonds[k].length));
    }
    if (!model_->angles.empty()) commands.emplace_back("angle_style harmonic");
    for (std::size_t k = 0; k < model_->angles.size(); ++k) {
      commands.push_back(fmt::format("angle_coeff {} {} {:.15g}", k + 1, model_->angles[k].stiffness / 2,
                                     model_->angles[k].angle * 180 / std::numbers::pi));
    }
    return commands;
  }
  [[nodiscard]] std::unique_ptr<Evaluator> evaluator(const Configuration& configuration,
                                                     const EvaluatorOptions& options) const override {
    require_beads(configuration.species);
    check_molecules(*model_, configuration, origin_);
    return make_molecular_evaluator(model_, configuration, options, origin_);
  }

 private:
  void require_beads(std::span<const Species> species) const {
    for (const Species& s : species) {
      if (std::find(species_.begin(), species_.end(), s.name) != species_.end()) continue;
      throw input_error(origin_, fmt::format("the force field has no bead '{}'", s.name), join(species_),
                        "choose a potential that has it, or check --elements");
    }
  }

  std::shared_ptr<const MolecularModel> model_;
  std::string origin_;
  std::vector<std::string> species_;
};

}  // namespace

std::pair<double, double> shifted_lennard_jones(const MolecularModel& model, const MolecularModel::Pair& pair,
                                                double r) {
  if (r >= model.cutoff) return {0, 0};
  const double r1 = model.inner, rc = model.cutoff, width = rc - r1;
  // s_n(r) = r⁻ⁿ − A/3 (r−r₁)³ − B/4 (r−r₁)⁴ − C, the middle terms beyond r₁ only.
  const auto term = [&](int n) -> std::pair<double, double> {
    const double a = -n * ((n + 4) * rc - (n + 1) * r1) / (std::pow(rc, n + 2) * width * width);
    const double b = n * ((n + 3) * rc - (n + 1) * r1) / (std::pow(rc, n + 2) * width * width * width);
    const double c = std::pow(rc, -n) - a / 3 * width * width * width - b / 4 * width * width * width * width;
    const double x = std::max(0.0, r - r1), power = std::pow(r, -n);
    return {power - a / 3 * x * x * x - b / 4 * x * x * x * x - c, -n * power / r - a * x * x - b * x * x * x};
  };
  const double s6 = std::pow(pair.sigma, 6);
  const auto repulsion = term(12), attraction = term(6);
  const double c12 = 4 * pair.epsilon * s6 * s6, c6 = 4 * pair.epsilon * s6;
  return {c12 * repulsion.first - c6 * attraction.first, c12 * repulsion.second - c6 * attraction.second};
}

void check_molecules(const MolecularModel& model, const Configuration& c, const std::string& where) {
  if (!c.topology) {
    throw input_error(where, "the configuration has no bonds", "a configuration with its molecules",
                      "give the LAMMPS data file: dumps and extended XYZ do not hold bonds");
  }
  const Topology& t = *c.topology;
  if (t.bond_types != static_cast<std::int32_t>(model.bonds.size()) ||
      t.angle_types != static_cast<std::int32_t>(model.angles.size())) {
    throw input_error(
        where, fmt::format("the configuration has {} bond types and {} angle types", t.bond_types, t.angle_types),
        fmt::format("{} and {}, in the force field's order", model.bonds.size(), model.angles.size()),
        "check that the configuration was made for this force field");
  }
  const auto name = [&](std::uint32_t i) { return c.species[static_cast<std::size_t>(c.types[i])].name; };
  const auto id = [&](std::uint32_t i) { return c.ids.empty() ? static_cast<std::int64_t>(i) + 1 : c.ids[i]; };
  for (const BondedPair& b : t.bonds) {
    const auto& beads = model.bonds[static_cast<std::size_t>(b.type)].beads;
    if ((beads[0] == name(b.a) && beads[1] == name(b.b)) || (beads[1] == name(b.a) && beads[0] == name(b.b))) continue;
    throw input_error(where,
                      fmt::format("a bond of type {} joins {} and {} (atoms {} and {})", b.type + 1, name(b.a),
                                  name(b.b), id(b.a), id(b.b)),
                      fmt::format("{} and {}", beads[0], beads[1]));
  }
  for (const BondedAngle& a : t.angles) {
    const auto& beads = model.angles[static_cast<std::size_t>(a.type)].beads;
    const bool forwards = beads[0] == name(a.a) && beads[2] == name(a.c);
    const bool backwards = beads[2] == name(a.a) && beads[0] == name(a.c);
    if (beads[1] == name(a.b) && (forwards || backwards)) continue;
    throw input_error(where,
                      fmt::format("an angle of type {} joins {}, {} and {} (atoms {}, {} and {})", a.type + 1,
                                  name(a.a), name(a.b), name(a.c), id(a.a), id(a.b), id(a.c)),
                      fmt::format("{}, {} and {}", beads[0], beads[1], beads[2]));
  }
}

std::shared_ptr<const ForceField> make_molecular_force_field(MolecularModel model, std::string origin) {
  return std::make_shared<MolecularForceField>(std::move(model), std::move(origin));
}

const MolecularModel* molecular_model(const ForceField& force_field) {
  const auto* found = dynamic_cast<const MolecularForceField*>(&force_field);
  return found == nullptr ? nullptr : &found->model();
}

}  // namespace glasscape
