#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/dynamics/time_dependence/time_dependence.hpp"

namespace glasscape {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string csv(const TimeDependence& result) {
  std::string text = "time_ps,origins";
  for (const std::string& s : result.species) {
    for (const char* column : {"msd_A2", "alpha2", "F_s", "overlap"}) {
      text += fmt::format(",{0}_{1},{0}_{1}_error", s, column);
    }
  }
  text += "\n";
  const auto cell = [](double value) {
    return std::isfinite(value) ? fmt::format(",{:.9g}", value) : std::string(",");
  };
  for (std::size_t k = 0; k < result.functions.time.size(); ++k) {
    text += fmt::format("{:.9g},{}", result.functions.time[k], result.functions.origins[k]);
    for (const SpeciesDynamics& d : result.functions.species) {
      for (const TimeFunction* f : {&d.msd, &d.non_gaussian, &d.scattering, &d.overlap}) {
        text += cell(f->value[k]) + cell(f->error[k]);
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string time_dependence_json(const TimeDependence& result) {
  Json species = Json::object();
  for (std::size_t s = 0; s < result.species.size(); ++s) {
    const SpeciesDynamics& d = result.functions.species[s];
    species[result.species[s]] = {{"atoms", result.atoms[s]},
                                  {"alpha2_peak", number(d.peak.value)},
                                  {"alpha2_peak_standard_error", number(d.peak.error)},
                                  {"alpha2_peak_time_ps", number(d.peak_time)},
                                  {"alpha2_peak_at_last_time", d.peak_at_end},
                                  {"F_s_time_ps", number(d.scattering_time.value)},
                                  {"F_s_time_standard_error_ps", number(d.scattering_time.error)},
                                  {"overlap_time_ps", number(d.overlap_time.value)},
                                  {"overlap_time_standard_error_ps", number(d.overlap_time.error)},
                                  {"last_msd_A2", number(d.msd.value.back())},
                                  {"last_F_s", number(d.scattering.value.back())},
                                  {"last_overlap", number(d.overlap.value.back())}};
  }
  const Json json{{"frames", result.frames},
                  {"equally_spaced", result.equally_spaced},
                  {"last_time_ps", result.functions.time.back()},
                  {"first_peak_of_g_A", result.peak_distance > 0 ? Json(result.peak_distance) : Json(nullptr)},
                  {"wave_number_per_A", result.wave_number},
                  {"overlap_length_A", result.overlap_length},
                  {"species", species},
                  {"curves", "dynamics.csv"}};
  return json.dump(2) + "\n";
}

void write_time_dependence(const std::filesystem::path& folder, const TimeDependence& result) {
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "dynamics.csv", csv(result));
  write_file_atomically(folder / "dynamics.json", time_dependence_json(result));
}

}  // namespace glasscape
