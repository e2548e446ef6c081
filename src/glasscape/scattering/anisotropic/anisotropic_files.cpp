#include "glasscape/scattering/anisotropic/anisotropic_files.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

nlohmann::json number(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(nullptr); }

nlohmann::json summary_of(const HarmonicTable& table, const HarmonicTable& plain, const char* state) {
  const double one = harmonic_scale(table.normalisation);
  const std::vector<double>& g = plain.find({0, 0})->value;
  std::size_t first = 0;
  while (first < g.size() && !(g[first] > 0.1 * one)) ++first;
  nlohmann::json curves = nlohmann::json::array();
  for (const HarmonicCurve& curve : table.curves) {
    const double limit = curve.harmonic.l == 0 && &table == &plain ? one : 0;
    double square = 0, noise = 0, ratio = 0;
    const bool errors = !curve.error.empty();
    for (std::size_t k = first; k < g.size(); ++k) {
      const double v = curve.value[k] - limit;
      square += v * v;
      if (!errors) continue;
      noise += curve.error[k] * curve.error[k];
      if (curve.error[k] > 0) ratio += v * v / (curve.error[k] * curve.error[k]);
    }
    const auto n = static_cast<double>(g.size() - first);
    curves.push_back({{"l", curve.harmonic.l},
                      {"m", curve.harmonic.m},
                      {"rms", number(std::sqrt(square / n))},
                      {"rms_error", errors ? number(std::sqrt(noise / n)) : nlohmann::json(nullptr)},
                      {"chi2", errors ? number(ratio / n) : nlohmann::json(nullptr)}});
  }
  return {{"label", table.label}, {"state", state}, {"curves", curves}};
}

}  // namespace

std::vector<std::filesystem::path> write_anisotropic(const AnisotropicResult& result,
                                                     const std::filesystem::path& output) {
  if (output.extension() == ".csv") {
    write_file_atomically(output, to_csv(result.difference.empty() ? result.tables[0] : result.difference[0]));
    return {output};
  }
  std::error_code failure;
  std::filesystem::create_directories(output, failure);
  if (failure) {
    throw Error(ErrorKind::engine, {output.string(), "the folder cannot be made: " + failure.message(), "", ""});
  }
  std::vector<std::filesystem::path> files;
  const auto write = [&](const std::vector<HarmonicTable>& tables, const std::string& name) {
    for (std::size_t k = 0; k < tables.size(); ++k) {
      const std::string which = k == 0 ? "" : "_" + tables[k].label;
      files.push_back(output / (name + which + ".csv"));
      write_file_atomically(files.back(), to_csv(tables[k]));
    }
  };
  write(result.tables, "g");
  write(result.reference, "reference");
  write(result.difference, "difference");
  files.push_back(output / "pdf.json");
  write_file_atomically(files.back(), anisotropic_summary(result).dump(1) + "\n");
  return files;
}

nlohmann::json anisotropic_summary(const AnisotropicResult& result) {
  const HarmonicTable& total = result.tables[0];
  nlohmann::json tables = nlohmann::json::array();
  for (std::size_t k = 0; k < result.tables.size(); ++k) {
    tables.push_back(summary_of(result.tables[k], result.tables[k], "configuration"));
    if (result.difference.empty()) continue;
    tables.push_back(summary_of(result.difference[k], result.tables[k], "difference"));
  }
  nlohmann::json summary{
      {"samples", result.samples}, {"frames", result.frames},        {"errors", result.errors},
      {"density", total.density},  {"bin_width_A", total.bin_width}, {"normalisation", name_of(total.normalisation)},
      {"tables", tables}};
  for (const auto& [key, value] : total.notes) {
    if (key == "axis") summary["axis"] = value;
  }
  return summary;
}

}  // namespace glasscape
