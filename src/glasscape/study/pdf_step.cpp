#include "glasscape/study/pdf_step.hpp"

#include <fmt/format.h>

#include "glasscape/scattering/extrema.hpp"
#include "glasscape/study/page.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

void add_extrema(json& target, const std::vector<double>& g, double width, double smoothing,
                 const std::vector<double>& expected) {
  const Extrema extrema = find_extrema(g, width, smoothing, expected);
  target["peaks"] = json::array();
  target["troughs"] = json::array();
  for (const Extremum& e : extrema.peaks) target["peaks"].push_back(e.r);
  for (const Extremum& e : extrema.troughs) target["troughs"].push_back(e.r);
}

}  // namespace

json pair_distribution(const Configuration& c, const RadialOptions& options, const RunContext& context) {
  RadialDistribution g(options, c.species.size());
  g.add(c.view(), context);
  std::vector<double> r(g.bins());
  for (std::size_t k = 0; k < g.bins(); ++k) r[k] = g.radius(k);
  json result = {{"r", r}, {"total", page::numbers(g.total())}, {"partials", json::array()}};
  std::vector<double> all(g.bins(), 0);
  for (std::size_t a = 0; a < c.species.size(); ++a) {
    for (std::size_t b = a; b < c.species.size(); ++b) {
      std::vector<double> expected(g.bins());
      for (std::size_t k = 0; k < g.bins(); ++k) {
        expected[k] = g.expected_pairs(a, b, k) / (a == b ? 2 : 1);
        all[k] += expected[k];
      }
      json partial = {{"pair", c.species[a].name + "-" + c.species[b].name}, {"g", page::numbers(g.partial(a, b))}};
      add_extrema(partial, g.partial(a, b), g.width(), options.smoothing, expected);
      result["partials"].push_back(std::move(partial));
    }
  }
  add_extrema(result, g.total(), g.width(), options.smoothing, all);
  return result;
}

std::string pair_distribution_csv(const json& pdf) {
  std::string text = "r_A,total";
  for (const auto& partial : pdf.at("partials")) text += "," + partial.at("pair").get<std::string>();
  text += "\n";
  const auto cell = [](const json& value) {
    return value.is_null() ? std::string("nan") : fmt::format("{:.8g}", value.get<double>());
  };
  for (std::size_t k = 0; k < pdf.at("r").size(); ++k) {
    text += cell(pdf["r"][k]) + "," + cell(pdf["total"][k]);
    for (const auto& partial : pdf["partials"]) text += "," + cell(partial.at("g")[k]);
    text += "\n";
  }
  return text;
}

}  // namespace glasscape
