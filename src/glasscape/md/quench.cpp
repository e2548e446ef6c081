#include "glasscape/md/quench.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/md/cooling_curve.hpp"
#include "glasscape/md/run_folder.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* result_file = "quench.json";

// JSON has no NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json resolved(const QuenchOptions& options) {
  Json json = Json::object();
  for (const auto& [name, value] : quench_parameters().resolved(options)) json[name] = value;
  return json;
}

Json transition_json(const GlassTransition& t) {
  Json json{{"temperature_K", number(t.temperature)},
            {"standard_error_K", number(t.uncertainty)},
            {"glass_slope_per_K", number(t.glass_slope)},
            {"melt_slope_per_K", number(t.melt_slope)},
            {"glass_points", t.glass_points},
            {"melt_points", t.melt_points}};
  if (!t.reason.empty()) json["not_determined"] = t.reason;
  return json;
}

// An anneal that was ended twice, before and after a loss of power, has two lines: the last counts.
std::vector<SwapCount> read_swaps(const fs::path& path) {
  std::map<std::pair<int, std::string>, SwapCount> by_stage;
  std::ifstream file(path);
  int stage = 0;
  for (SwapCount count; file >> stage >> count.species >> count.attempts >> count.accepted;) {
    by_stage[{stage, count.species}] = count;
  }
  std::map<std::string, SwapCount> sums;
  for (const auto& [key, count] : by_stage) {
    SwapCount& sum = sums[count.species];
    sum.species = count.species;
    sum.attempts += count.attempts;
    sum.accepted += count.accepted;
  }
  std::vector<SwapCount> all;
  for (const auto& [species, sum] : sums) all.push_back(sum);
  return all;
}

void analyse(const QuenchPlan& plan, const fs::path& folder, QuenchResult& result) {
  const CoolingCurve curve = read_cooling_curve(folder / worker_files::series);
  const auto cooling = curve.stage("cool");
  const auto window = [](const std::vector<double>& w) { return TemperatureWindow{w[0], w[1]}; };
  const auto glass = window(plan.options.tg_glass_window), melt = window(plan.options.tg_melt_window);
  result.from_volume = fit_glass_transition(cooling.set_temperature, cooling.volume, glass, melt);
  result.from_energy = fit_glass_transition(cooling.set_temperature, cooling.energy, glass, melt);
  if (plan.options.swap_interval > 0) result.swaps = read_swaps(folder / quench_swaps_file);
  const auto hold = curve.stage("hold");
  const auto mean = [](const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return values.empty() ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(values.size());
  };
  result.energy_per_atom = mean(hold.energy);
  result.volume_per_atom = mean(hold.volume);
  result.density = mean(hold.density);
}

void write_result(const QuenchPlan& plan, const fs::path& folder, const QuenchResult& result) {
  Json swaps = Json::object();
  for (const SwapCount& s : result.swaps) {
    swaps[s.species] = {{"attempts", s.attempts},
                        {"accepted", s.accepted},
                        {"rate", static_cast<double>(s.accepted) / static_cast<double>(s.attempts)}};
  }
  const Json json{{"composition", plan.program.initial.formula()},
                  {"atoms", plan.program.initial.size()},
                  {"potential", plan.force_field->description()},
                  {"potential_fingerprint", plan.force_field->fingerprint()},
                  {"engine_forces", plan.program.engine_forces},
                  {"cooling_rate_K_s", plan.cooling_rate},
                  {"steps", plan.program.total_steps()},
                  {"timestep_ps", plan.program.timestep},
                  {"seed", plan.options.seed},
                  {"final_temperature_K", plan.options.final_temperature},
                  {"energy_per_atom_eV", number(result.energy_per_atom)},
                  {"volume_per_atom_A3", number(result.volume_per_atom)},
                  {"density_g_cm3", number(result.density)},
                  {"glass_transition",
                   {{"glass_window_K", plan.options.tg_glass_window},
                    {"melt_window_K", plan.options.tg_melt_window},
                    {"from_volume", transition_json(result.from_volume)},
                    {"from_energy", transition_json(result.from_energy)}}},
                  {"swaps", swaps},
                  {"glass", worker_files::final_atoms},
                  {"curve", worker_files::series},
                  {"key", plan.key},
                  {"options", resolved(plan.options)}};
  write_file_atomically(folder / result_file, json.dump(2) + "\n");
}

}  // namespace

QuenchResult quench(const QuenchPlan& plan, const fs::path& folder, bool replace, const RunContext& context) {
  const FolderLock lock(folder);
  const Json options = resolved(plan.options);
  const std::array results{result_file, quench_swaps_file};
  const bool begun =
      claim_folder({.what = "quench", .key = plan.key, .options = &options, .results = results}, folder, replace);
  QuenchResult result;
  result.glass = folder / worker_files::final_atoms;
  const auto state = read_worker_state((folder / worker_files::state).string());
  result.computed = !(begun && state && state->finished && fs::exists(result.glass));
  if (result.computed) result.run = run_md(plan.program, folder, context);
  analyse(plan, folder, result);
  write_result(plan, folder, result);
  if (result.computed) remove_checkpoints(folder);
  return result;
}

}  // namespace glasscape
