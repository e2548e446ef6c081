#include <cmath>
#include <fmt/format.h>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using Table = std::vector<std::pair<std::string, std::vector<double>>>;

// A table that the step wrote: names in the first line, numbers below.
Table read_numbers(const std::filesystem::path& path) {
  Table table;
  std::istringstream text(read_file(path));
  std::string line, cell;
  while (std::getline(text, line)) {
    std::istringstream cells(line);
    const bool names = table.empty();
    for (std::size_t c = 0; std::getline(cells, cell, ','); ++c) {
      if (names) {
        table.emplace_back(cell, std::vector<double>{});
      } else {
        table.at(c).second.push_back(parse_double(cell, path.string()));
      }
    }
  }
  return table;
}

const std::vector<double>& column(const Table& table, const std::string& name) {
  for (const auto& [key, values] : table) {
    if (key == name) return values;
  }
  throw std::out_of_range("no column " + name);
}

page::Plot participation_plot(const Table& modes) {
  page::Plot plot{.id = "modes-participation",
                  .title = "Participation ratios of the lowest modes",
                  .x = {.label = "frequency", .unit = "THz"},
                  .y = {.label = "participation ratio", .low = 0.0},
                  .caption = "1 if all atoms move alike, 1/N if one moves alone; a plane wave has 2/3."};
  plot.series.push_back({.name = "modes",
                         .style = "points",
                         .x = column(modes, "frequency_THz"),
                         .y = column(modes, "participation_ratio")});
  return plot;
}

page::Series with_band(const std::string& name, const std::vector<double>& x, const std::vector<double>& y,
                       const std::vector<double>& error, double factor) {
  page::Series series{.name = name, .style = "band", .x = x, .color = "total"};
  for (std::size_t k = 0; k < y.size(); ++k) {
    series.y.push_back(factor * y[k]);
    series.low.push_back(factor * (y[k] - 1.96 * error[k]));
    series.high.push_back(factor * (y[k] + 1.96 * error[k]));
  }
  return series;
}

page::Plot density_plot(const Table& dos) {
  page::Plot plot{.id = "modes-dos",
                  .title = "Vibrational density of states",
                  .x = {.label = "frequency", .unit = "THz", .low = 0.0},
                  .y = {.label = "density of states", .unit = "1/THz", .low = 0.0},
                  .caption =
                      "All modes, by the kernel polynomial method; the integral is 1. Band: 95 %, of the "
                      "random probes."};
  plot.series.push_back(with_band("g", column(dos, "frequency_THz"), column(dos, "g_ps"), column(dos, "g_error_ps"),
                                  2 * std::acos(-1.0)));
  return plot;
}

page::Plot reduced_plot(const Table& dos, const page::Json& summary) {
  const bool debye = summary.contains("debye");
  const double level = debye ? summary.at("debye").at("level_ps3").get<double>() : 1e-6;
  page::Plot plot{
      .id = "modes-reduced",
      .title = "Density of states over the Debye law",
      .x = {.label = "frequency", .unit = "THz", .low = 0.0},
      .y = {.label = debye ? "g/ω^2 over its Debye value" : "g/ω^2", .unit = debye ? "1" : "10^-6 ps^3", .low = 0.0}};
  // Below the longest waves of the box there is nothing but the modes one by one.
  const auto& peak = summary.at("boson_peak");
  const double from = peak.is_object() ? peak.at("searched_from_rad_ps").get<double>() : 0;
  std::vector<double> x, y, error;
  for (std::size_t k = 0; k < column(dos, "omega_rad_ps").size(); ++k) {
    if (column(dos, "omega_rad_ps")[k] < 0.7 * from) continue;
    x.push_back(column(dos, "frequency_THz")[k]);
    y.push_back(column(dos, "reduced_ps3")[k]);
    error.push_back(column(dos, "reduced_error_ps3")[k]);
  }
  plot.series.push_back(with_band("g/ω^2", x, y, error, 1 / level));
  if (debye) plot.series.push_back({.name = "Debye", .style = "line", .x = {0, x.back()}, .y = {1, 1}, .dash = true});
  // Without an entry the box is too small to hold any waves below its highest frequency.
  if (!peak.is_object()) return plot;
  if (peak.at("found").get<bool>()) plot.marks.emplace_back(peak.at("frequency_THz").get<double>(), "boson peak");
  plot.caption = fmt::format(
      "Drawn from somewhat below {:.2f} THz on, the longest transverse wave of the box; the first shells of waves "
      "leave ripples.{}",
      from / (2 * std::acos(-1.0)), debye ? " The Debye value follows from the relaxed elastic constants." : "");
  return plot;
}

std::vector<std::pair<std::string, std::string>> facts(const page::Json& s) {
  const auto number = [](const page::Json& from, const char* key) { return from.at(key).get<double>(); };
  std::vector<std::pair<std::string, std::string>> rows = {
      {"modes", fmt::format("{}, {} zero modes left out", s.at("modes").get<std::size_t>(),
                            s.at("zero_modes").get<std::size_t>())},
      {"their frequencies",
       fmt::format("{:.4f} to {:.4f} THz", number(s, "lowest_frequency_THz"), number(s, "highest_frequency_THz"))},
      {"largest residual, relative to ω²", fmt::format("{:.1e}", number(s, "largest_residual"))},
      {"largest force at the minimum", fmt::format("{:.1e} eV/Å", number(s, "largest_force_eV_A"))},
      {"mean participation ratio", fmt::format("{:.3f}", number(s, "mean_participation_ratio"))}};
  if (s.contains("density_of_states")) {
    const auto& dos = s.at("density_of_states");
    const auto& peak = dos.at("boson_peak");
    if (peak.is_object()) {
      rows.emplace_back(
          "boson peak",
          fmt::format("{:.3f} ± {:.3f} THz{}", number(peak, "frequency_THz"),
                      number(peak, "omega_error_rad_ps") / (2 * std::acos(-1.0)),
                      peak.at("found").get<bool>() ? "" : ", at the longest waves of this box: it may lie lower"));
    }
    if (dos.contains("debye")) {
      const auto& d = dos.at("debye");
      if (peak.is_object() && peak.contains("height_over_debye"))
        rows.emplace_back("its height over the Debye level", fmt::format("{:.2f}", number(peak, "height_over_debye")));
      rows.emplace_back("velocities of sound",
                        fmt::format("{:.2f} km/s longitudinal, {:.2f} km/s transverse", number(d, "longitudinal_km_s"),
                                    number(d, "transverse_km_s")));
    }
  }
  if (s.contains("harmonic_msd")) {
    const auto& u = s.at("harmonic_msd");
    std::string text = fmt::format("{:.5f} Å² at {:g} K", number(u, "mean_A2"), number(u, "temperature_K"));
    for (const auto& [name, of] : u.at("species").items())
      text += fmt::format("; {} {:.5f} ± {:.5f} (spread)", name, number(of, "mean_A2"),
                          number(of, "standard_deviation_A2"));
    rows.emplace_back("harmonic displacement ⟨u²⟩", text);
  }
  return rows;
}

}  // namespace

page::Json modes(const StudyResults& results) {
  if (!results.has("modes", "modes.json") || !results.has("modes", "modes.csv")) return nullptr;
  const page::Json summary = results.json("modes", "modes.json");
  std::vector<page::Json> items = {page::facts("modes-facts", "Normal modes", facts(summary)),
                                   page::plot(participation_plot(read_numbers(results.path("modes", "modes.csv"))))};
  if (results.has("modes", "dos.csv") && summary.contains("density_of_states")) {
    const Table dos = read_numbers(results.path("modes", "dos.csv"));
    items.push_back(page::plot(density_plot(dos)));
    items.push_back(page::plot(reduced_plot(dos, summary.at("density_of_states"))));
  }
  return page::section("modes", "Normal modes",
                       "Vibrations of the inherent structure as if its minimum were a parabola: eigenvectors of the "
                       "mass-weighted second derivatives of the energy.",
                       std::move(items));
}

}  // namespace glasscape::report
