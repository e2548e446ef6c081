#include "glasscape/mechanics/deform_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr std::array curve_columns{"strain",         "stress_GPa",  "energy_eV", "volume_A3", "sxx_GPa",
                                   "syy_GPa",        "szz_GPa",     "syz_GPa",   "sxz_GPa",   "sxy_GPa",
                                   "max_force_eV_A", "evaluations", "mark"};

constexpr std::array event_columns{"event",
                                   "strain_before",
                                   "strain_after",
                                   "stress_before_GPa",
                                   "stress_drop_GPa",
                                   "energy_drop_eV",
                                   "centre",
                                   "element",
                                   "x_A",
                                   "y_A",
                                   "z_A",
                                   "d2min_max_A2",
                                   "d2min_mean_A2",
                                   "participation",
                                   "max_displacement_A"};

std::string cell(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_number() ? fmt::format("{:.12g}", value.get<double>()) : std::string("nan");
}

template <class Columns>
std::string header(const Columns& columns) {
  std::string text;
  for (const char* name : columns) text += (text.empty() ? "" : ",") + std::string(name);
  return text + "\n";
}

json matrix(const Mat6& c) {
  json rows = json::array();
  for (const auto& row : c) rows.push_back(row);
  return rows;
}

json isotropic_json(const Mat6& c) {
  const IsotropicModuli m = isotropic(c);
  return {{"C11_GPa", m.c11},   {"C12_GPa", m.c12},     {"C44_GPa", m.c44},
          {"bulk_GPa", m.bulk}, {"shear_GPa", m.shear}, {"poisson", m.poisson}};
}

}  // namespace

void DeformRecord::add(const QuasistaticState& s, const char* mark) {
  const Mat3& t = s.stress;
  curve.push_back({s.strain, s.loading_stress, s.energy, s.box.volume(), t[0].x, t[1].y, t[2].z, t[1].z, t[0].z, t[0].y,
                   s.residual, s.evaluations, mark});
}

void DeformRecord::add(const QuasistaticEvent& e, const Configuration& start, const QuasistaticState& before) {
  const Vec3 at = before.box.wrap(before.positions[e.centre]).position;
  events.push_back({{"event", events.size() + 1},
                    {"strain_before", e.strain_before},
                    {"strain_after", e.strain_after},
                    {"stress_before_GPa", e.stress_before},
                    {"stress_drop_GPa", e.stress_drop},
                    {"energy_drop_eV", e.energy_drop},
                    {"centre", start.ids[e.centre]},
                    {"element", start.species[static_cast<std::size_t>(start.types[e.centre])].name},
                    {"x_A", at.x},
                    {"y_A", at.y},
                    {"z_A", at.z},
                    {"d2min_max_A2", e.d2min_max},
                    {"d2min_mean_A2", e.d2min_mean},
                    {"participation", e.participation},
                    {"max_displacement_A", e.largest_displacement}});
}

std::string DeformRecord::curve_csv() const {
  std::string text = header(curve_columns);
  for (const json& row : curve) {
    for (std::size_t k = 0; k < row.size(); ++k) text += (k == 0 ? "" : ",") + cell(row[k]);
    text += "\n";
  }
  return text;
}

std::string DeformRecord::events_csv() const {
  std::string text = header(event_columns);
  for (const json& event : events) {
    for (std::size_t k = 0; k < event_columns.size(); ++k) text += (k == 0 ? "" : ",") + cell(event[event_columns[k]]);
    text += "\n";
  }
  return text;
}

json DeformRecord::summary(const DeformOptions& options, const QuasistaticState& last, double modulus,
                           std::size_t atoms) const {
  const double sign = options.max_strain < 0 ? -1 : 1;
  json columns = json::object();
  for (std::size_t k = 0; k < curve_columns.size(); ++k) {
    json values = json::array();
    for (const json& row : curve) values.push_back(row[k]);
    columns[curve_columns[k]] = std::move(values);
  }
  const auto peak = std::max_element(curve.begin(), curve.end(), [&](const json& a, const json& b) {
    return sign * a[1].get<double>() < sign * b[1].get<double>();
  });
  const Loading loading = make_loading(options.loading, options.plane, options.axis);
  return {{"loading", options.loading},
          {"direction", loading.direction()},
          {"atoms", atoms},
          {"strain", last.strain},
          {"stress_GPa", last.loading_stress},
          {"events_found", events.size()},
          {"evaluations", last.evaluations},
          {"modulus_GPa", modulus},
          {"peak_strain", (*peak)[0]},
          {"peak_stress_GPa", (*peak)[1]},
          {"first_event_strain", events.empty() ? json() : events.front()["strain_after"]},
          {"moduli", moduli},
          {"curve", std::move(columns)},
          {"events", events}};
}

json moduli_json(const ElasticConstants& c) {
  return {{"relaxed_GPa", matrix(c.relaxed)},
          {"born_GPa", matrix(c.born)},
          {"relaxed", isotropic_json(c.relaxed)},
          {"born", isotropic_json(c.born)},
          {"young_GPa", youngs_moduli(c.relaxed)},
          {"asymmetry_GPa", c.asymmetry},
          {"converged", c.converged},
          {"evaluations", c.evaluations}};
}

json checkpoint_json(const std::string& key, const json& options, const QuasistaticRun& run,
                     const DeformRecord& record) {
  const QuasistaticState& s = run.state();
  json stress = json::array();
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) stress.push_back(s.stress[a][b]);
  }
  return {{"key", key},
          {"options", options},
          {"tick", s.tick},
          {"stretch", {s.stretch.x, s.stretch.y, s.stretch.z}},
          {"energy", s.energy},
          {"stress", stress},
          {"loading_stress", s.loading_stress},
          {"residual", s.residual},
          {"evaluations", s.evaluations},
          {"modulus", run.modulus()},
          {"moduli", record.moduli},
          {"curve", record.curve},
          {"events", record.events},
          {"positions", flatten(s.positions)},
          {"drift", flatten(run.drift())}};
}

DeformCheckpoint read_checkpoint(const json& c, std::size_t atoms) {
  try {
    DeformCheckpoint result;
    QuasistaticState& s = result.state;
    s.tick = c.at("tick").get<std::int64_t>();
    s.energy = c.at("energy").get<double>();
    s.loading_stress = c.at("loading_stress").get<double>();
    s.residual = c.at("residual").get<double>();
    s.evaluations = c.at("evaluations").get<std::int64_t>();
    for (std::size_t a = 0; a < 3; ++a) {
      s.stretch[a] = c.at("stretch").at(a).get<double>();
      for (std::size_t b = 0; b < 3; ++b) s.stress[a][b] = c.at("stress").at(3 * a + b).get<double>();
    }
    s.positions = unflatten(c.at("positions").get<std::vector<double>>());
    result.drift = unflatten(c.at("drift").get<std::vector<double>>());
    if (s.positions.size() != atoms || (!result.drift.empty() && result.drift.size() != atoms)) {
      throw input_error(deform_files::checkpoint, "it is of other atoms", {}, "start anew with --force");
    }
    result.modulus = c.at("modulus").get<double>();
    result.record.moduli = c.at("moduli");
    result.record.curve = c.at("curve");
    result.record.events = c.at("events");
    return result;
  } catch (const json::exception& e) {
    throw input_error(deform_files::checkpoint, fmt::format("it is damaged ({})", e.what()), {},
                      "start anew with --force");
  }
}

}  // namespace glasscape
