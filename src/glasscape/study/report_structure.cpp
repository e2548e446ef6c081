#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

using Index = std::array<int, 4>;

std::string label(const Index& n) { return fmt::format("⟨{},{},{},{}⟩", n[0], n[1], n[2], n[3]); }

// The most frequent Voronoi indices, as shares of all atoms and of each species.
page::Json voronoi_fractions(const Configuration& c, const Field& index) {
  std::map<Index, std::vector<std::size_t>> counts;  // per index: of each species
  const auto totals = c.counts();
  for (std::size_t i = 0; i < c.size(); ++i) {
    Index n{};
    for (std::size_t k = 0; k < 4; ++k) n[k] = static_cast<int>(index.at(i, k));
    auto& row = counts[n];
    row.resize(c.species.size());
    ++row[static_cast<std::size_t>(c.types[i])];
  }
  std::vector<std::pair<Index, std::vector<std::size_t>>> ranked(counts.begin(), counts.end());
  const auto total = [](const std::vector<std::size_t>& row) {
    std::size_t sum = 0;
    for (const auto n : row) sum += n;
    return sum;
  };
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](const auto& a, const auto& b) { return total(a.second) > total(b.second); });
  ranked.resize(std::min<std::size_t>(ranked.size(), 15));
  page::Plot plot{.id = "voronoi-fractions",
                  .title = "Most frequent Voronoi indices ⟨n3, n4, n5, n6⟩",
                  .x = {.label = "Voronoi index"},
                  .y = {.label = "share of the species' atoms", .unit = "%", .low = 0.0},
                  .caption = fmt::format("{} different indices occur. Error bars: one standard error of the counts.",
                                         counts.size()),
                  .width = 2};
  for (const auto& [n, row] : ranked) plot.x.ticks.push_back(label(n));
  for (std::size_t s = 0; s < c.species.size(); ++s) {
    page::Series series{.name = c.species[s].name, .style = "bars", .color = c.species[s].name};
    for (std::size_t k = 0; k < ranked.size(); ++k) {
      const auto all = static_cast<double>(std::max<std::size_t>(1, totals[s]));
      const double share = static_cast<double>(ranked[k].second[s]) / all;
      const double error = std::sqrt(share * (1 - share) / all);
      series.x.push_back(static_cast<double>(k));
      series.y.push_back(100 * share);
      series.low.push_back(100 * (share - error));
      series.high.push_back(100 * (share + error));
    }
    plot.series.push_back(std::move(series));
  }
  return page::plot(plot);
}

page::Json pdf_plot(const page::Json& pdf) {
  page::Plot plot{.id = "pdf",
                  .title = "Pair distribution functions",
                  .x = {.label = "r", .unit = "Å"},
                  .y = {.label = "g(r)", .low = 0.0},
                  .width = 2};
  const auto r = page::doubles(pdf.at("r"));
  plot.series.push_back(
      {.name = "total", .style = "line", .x = r, .y = page::doubles(pdf.at("total")), .color = "total"});
  for (const auto& partial : pdf.at("partials")) {
    const std::string name = partial.at("pair");
    plot.series.push_back({.name = name, .style = "line", .x = r, .y = page::doubles(partial.at("g")), .color = name});
  }
  return page::plot(plot);
}

page::Json pdf_table(const page::Json& pdf) {
  const auto cells = [](const page::Json& positions) {
    std::string text;
    for (const auto& position : positions)
      text += fmt::format("{}{:.2f}", text.empty() ? "" : ", ", position.get<double>());
    return text.empty() ? std::string("–") : text;
  };
  std::vector<page::Json> rows{{"total", cells(pdf.at("peaks")), cells(pdf.at("troughs"))}};
  for (const auto& partial : pdf.at("partials"))
    rows.push_back({partial.at("pair"), cells(partial.at("peaks")), cells(partial.at("troughs"))});
  return page::table("pdf-features", "Peaks and troughs of g(r)",
                     {{.label = "pair", .text = true},
                      {.label = "peaks", .unit = "Å", .text = true},
                      {.label = "troughs", .unit = "Å", .text = true}},
                     rows);
}

}  // namespace

page::Json structure(const StudyResults& results, const Configuration& c) {
  std::vector<page::Json> items;
  if (results.has("pdf", "pdf.json")) {
    const auto pdf = results.json("pdf", "pdf.json");
    items.push_back(pdf_plot(pdf));
    items.push_back(pdf_table(pdf));
  }
  for (const Field& field : c.fields) {
    if (field.name().starts_with("voronoi_index") && field.components() == 4)
      items.push_back(voronoi_fractions(c, field));
  }
  if (items.empty()) return nullptr;
  return page::section("structure", "Structure", {}, std::move(items));
}

}  // namespace glasscape::report
