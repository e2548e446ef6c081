#include "glasscape/preparation/inhomogenize.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/inherent_positions.hpp"
#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/md/run_folder.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* result_file = "inhomogenize.json";
constexpr const char* fields_file = "glass.xyz";
constexpr double boltzmann = 8.617333262e-5;  // eV/K
constexpr double bath_time = 0.1;             // ps, of the Langevin thermostat in the plan
constexpr double force_tolerance = 1e-4;      // eV/Å

double mean_of_second_half(const std::vector<double>& values) {
  double sum = 0;
  const std::size_t first = values.size() / 2;
  for (std::size_t k = first; k < values.size(); ++k) sum += values[k];
  return sum / static_cast<double>(values.size() - first);
}

std::vector<double> inherent_energies(Configuration atoms, const InhomogenizePlan& plan, const RunContext& context) {
  atoms.positions = inherent_positions(atoms, plan.force_field, force_tolerance, "inhomogenize", context);
  return plan.force_field->evaluator(atoms, {.threads = context.thread_count()})
      ->evaluate(atoms.box, atoms.positions)
      .per_atom;
}

// Of the atoms of a species (none: all) in or outside the regions.
EnergyChange energy_change(const InhomogenizePlan& plan, const std::vector<double>& before,
                           const std::vector<double>& after, bool inside, std::optional<std::size_t> species) {
  EnergyChange result{.species = species ? plan.start.species[*species].name : "all"};
  double square = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if ((plan.regions.region[i] != 0) != inside) continue;
    if (species && static_cast<std::size_t>(plan.start.types[i]) != *species) continue;
    ++result.atoms;
    result.before += before[i];
    result.after += after[i];
    square += (after[i] - before[i]) * (after[i] - before[i]);
  }
  const auto n = static_cast<double>(result.atoms);
  result.before /= n;
  result.after /= n;
  result.change = result.after - result.before;
  result.error = std::sqrt((square / n - result.change * result.change) / (n - 1));
  return result;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json changes_json(const std::vector<EnergyChange>& changes) {
  Json json = Json::object();
  for (const EnergyChange& c : changes) {
    json[c.species] = {{"atoms", c.atoms},
                       {"before_eV", number(c.before)},
                       {"after_eV", number(c.after)},
                       {"change_eV", number(c.change)},
                       {"change_standard_error_eV", number(c.error)}};
  }
  return json;
}

std::vector<EnergyChange> changes_from(const Json& json) {
  std::vector<EnergyChange> changes;
  const auto value = [](const Json& j) {
    return j.is_null() ? std::numeric_limits<double>::quiet_NaN() : j.get<double>();
  };
  for (const auto& [species, c] : json.items()) {
    changes.push_back({species, c.at("atoms"), value(c.at("before_eV")), value(c.at("after_eV")),
                       value(c.at("change_eV")), value(c.at("change_standard_error_eV"))});
  }
  return changes;
}

Json resolved(const InhomogenizeOptions& options) {
  Json json = Json::object();
  for (const auto& [name, value] : inhomogenize_parameters().resolved(options)) json[name] = value;
  return json;
}

// The atoms that the worker has left, under the names of the start.
Configuration read_glass(const InhomogenizePlan& plan, const fs::path& path) {
  Configuration glass = read_configuration(path);
  if (glass.types != plan.start.types) throw input_error(path.string(), "these are not the atoms of the run");
  glass.ids = plan.start.ids;
  glass.species = plan.start.species;
  return glass;
}

void write_results(const InhomogenizePlan& plan, const fs::path& folder, const RunContext& context,
                   InhomogenizeResult& result) {
  const CoolingCurve curve = read_cooling_curve(folder / plan.program.series_file);
  const CoolingCurve anneal = curve.stage("anneal");
  result.region_temperature = mean_of_second_half(anneal.further.at(0));
  result.matrix_temperature = mean_of_second_half(anneal.further.at(1));
  std::size_t inside = 0;
  for (const std::size_t count : plan.regions.counts) inside += count;
  const auto outside = static_cast<double>(plan.start.size() - inside);
  // A Langevin thermostat takes 2 (K − K₀) / τ from a group of kinetic energy K.
  result.heat_flow =
      3 * outside * boltzmann * (result.matrix_temperature - plan.options.matrix_temperature) / bath_time;
  result.volume_per_atom = mean_of_second_half(curve.stage("hold").volume);

  Configuration glass = read_glass(plan, result.glass);
  const std::vector<double> before = inherent_energies(plan.start, plan, context);
  const std::vector<double> after = inherent_energies(glass, plan, context);
  for (const bool in : {true, false}) {
    auto& changes = in ? result.regions : result.matrix;
    changes.push_back(energy_change(plan, before, after, in, std::nullopt));
    for (std::size_t s = 0; s < plan.start.species.size(); ++s) {
      changes.push_back(energy_change(plan, before, after, in, s));
    }
  }
  const auto connected =
      static_cast<std::int32_t>(std::lround(plan.grid.connectivity * static_cast<double>(plan.grid.regions.size())));
  std::vector<double> region, chained;
  for (const std::int32_t r : plan.regions.region) {
    region.push_back(r);
    chained.push_back(r >= 1 && r <= connected ? 1 : 0);
  }
  const std::string origin = "inhomogenize";
  glass.fields.clear();
  glass.fields.emplace_back("region", Unit("1"), std::move(region), 1, origin);
  glass.fields.emplace_back("connected", Unit("1"), std::move(chained), 1, origin);
  glass.fields.emplace_back("inherent_energy", Unit("eV"), after, 1, origin);
  write_configuration(result.fields, glass);
  glass.fields.clear();
  write_configuration(result.glass, glass);

  const Mat3& cell = plan.program.initial.box.cell();
  Json edges = Json::array();
  for (std::size_t k = 0; k < 3; ++k) edges.push_back(plan.regions.scale * norm(cell[k]) / plan.grid.cells[k]);
  const Json json{{"composition", plan.start.formula()},
                  {"atoms", plan.start.size()},
                  {"potential", plan.force_field->description()},
                  {"potential_fingerprint", plan.force_field->fingerprint()},
                  {"engine_forces", plan.program.engine_forces},
                  {"regions", plan.grid.regions.size()},
                  {"connected_regions", connected},
                  {"connectivity", plan.grid.connectivity},
                  {"region_atoms", inside},
                  {"fraction", static_cast<double>(inside) / static_cast<double>(plan.start.size())},
                  {"atoms_per_region", plan.regions.counts},
                  {"contacts_per_region", region_contacts(plan.grid)},
                  {"region_edges_A", edges},
                  {"grid", plan.grid.cells},
                  {"grid_cell_of_region", plan.grid.regions},
                  {"region_temperature_K", result.region_temperature},
                  {"matrix_temperature_K", result.matrix_temperature},
                  {"heat_flow_eV_per_ps", result.heat_flow},
                  {"volume_per_atom_A3", result.volume_per_atom},
                  {"inherent_energy_of_regions", changes_json(result.regions)},
                  {"inherent_energy_of_matrix", changes_json(result.matrix)},
                  {"glass", worker_files::final_atoms},
                  {"fields", fields_file},
                  {"curve", plan.program.series_file},
                  {"key", plan.key},
                  {"options", resolved(plan.options)}};
  write_file_atomically(folder / result_file, json.dump(2) + "\n");
}

void read_results(const fs::path& folder, InhomogenizeResult& result) {
  try {
    const Json json = Json::parse(read_file(folder / result_file));
    json.at("region_temperature_K").get_to(result.region_temperature);
    json.at("matrix_temperature_K").get_to(result.matrix_temperature);
    json.at("heat_flow_eV_per_ps").get_to(result.heat_flow);
    json.at("volume_per_atom_A3").get_to(result.volume_per_atom);
    result.regions = changes_from(json.at("inherent_energy_of_regions"));
    result.matrix = changes_from(json.at("inherent_energy_of_matrix"));
  } catch (const Json::exception& e) {
    throw input_error((folder / result_file).string(), e.what(), {}, "make it again with --force");
  }
}

}  // namespace

InhomogenizeResult inhomogenize(const InhomogenizePlan& plan, const fs::path& folder, bool replace,
                                const RunContext& context) {
  const FolderLock lock(folder);
  const Json options = resolved(plan.options);
  const std::array results{result_file, fields_file, plan.program.series_file.c_str()};
  const bool begun =
      claim_folder({.what = "inhomogenize", .key = plan.key, .options = &options, .results = results}, folder, replace);
  InhomogenizeResult result;
  result.glass = folder / worker_files::final_atoms;
  result.fields = folder / fields_file;
  // The result is written last: where it stands, everything does.
  result.computed = !(begun && fs::exists(folder / result_file));
  if (!result.computed) {
    read_results(folder, result);
    return result;
  }
  const auto state = read_worker_state((folder / worker_files::state).string());
  if (!(state && state->finished && fs::exists(result.glass))) result.run = run_md(plan.program, folder, context);
  write_results(plan, folder, context, result);
  remove_checkpoints(folder);
  return result;
}

}  // namespace glasscape
