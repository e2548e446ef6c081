#include "glasscape/polymer/builder.hpp"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/md/run_folder.hpp"
#include "glasscape/md/worker_files.hpp"
#include "glasscape/statistics/serial.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* result_file = "polymer.json";

Json resolved(const PolymerOptions& options) {
  Json json = Json::object();
  for (const auto& [name, value] : polymer_parameters().resolved(options)) json[name] = value;
  return json;
}

// JSON has no NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

void analyse(const PolymerPlan& plan, const fs::path& folder, PolymerResult& result) {
  const CoolingCurve curve = read_cooling_curve(folder / worker_files::series);
  const SerialMean density = serial_mean(std::span(curve.density).subspan(curve.density.size() / 2));
  result.density = {density.mean, density.error};
  const Configuration melt = read_configuration(result.melt);
  std::vector<double> end, gyration;
  for (const auto& d : chain_dimensions(melt, find_chains(*melt.topology, melt.size()))) {
    end.push_back(d.end_to_end2);
    gyration.push_back(d.gyration2);
  }
  result.end_to_end2 = mean_error(end);
  result.gyration2 = mean_error(gyration);
  result.expected = plan.expected;
}

void write_result(const PolymerPlan& plan, const fs::path& folder, const PolymerResult& result) {
  const auto put = [](const MeanError& m) {
    return Json{{"mean", number(m.mean)}, {"standard_error", number(m.error)}};
  };
  const Json json{{"chains", plan.options.chains},
                  {"monomers", plan.options.monomers},
                  {"beads", plan.program.initial.size()},
                  {"potential", plan.force_field->description()},
                  {"potential_fingerprint", plan.force_field->fingerprint()},
                  {"temperature_K", plan.options.temperature},
                  {"density_g_cm3", put(result.density)},
                  {"end_to_end_squared_A2", put(result.end_to_end2)},
                  {"gyration_squared_A2", put(result.gyration2)},
                  {"grown_end_to_end_squared_A2", put(plan.grown_end_to_end2)},
                  {"freely_rotating_chain",
                   {{"end_to_end_squared_A2", result.expected.end_to_end2},
                    {"gyration_squared_A2", result.expected.gyration2},
                    {"contour_A", result.expected.contour}}},
                  {"steps", plan.program.total_steps()},
                  {"timestep_ps", plan.program.timestep},
                  {"melt", melt_file},
                  {"curve", worker_files::series},
                  {"key", plan.key},
                  {"options", resolved(plan.options)}};
  write_file_atomically(folder / result_file, json.dump(2) + "\n");
}

}  // namespace

PolymerResult build_polymer(const PolymerPlan& plan, const fs::path& folder, bool replace, const RunContext& context) {
  const FolderLock lock(folder);
  const Json options = resolved(plan.options);
  const std::array results{result_file, melt_file};
  const bool begun =
      claim_folder({.what = "melt", .key = plan.key, .options = &options, .results = results}, folder, replace);
  PolymerResult result;
  result.melt = folder / melt_file;
  const auto state = read_worker_state((folder / worker_files::state).string());
  result.computed = !(begun && state && state->finished && fs::exists(result.melt));
  if (result.computed) result.run = run_md(plan.program, folder, context);
  analyse(plan, folder, result);
  write_result(plan, folder, result);
  if (result.computed) remove_checkpoints(folder);
  return result;
}

}  // namespace glasscape
