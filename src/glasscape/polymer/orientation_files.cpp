#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/polymer/orientation.hpp"

namespace glasscape {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json put(const MeanError& m) { return {{"mean", number(m.mean)}, {"standard_error", number(m.error)}}; }
std::string cell(double value) { return std::isfinite(value) ? fmt::format("{:.8g}", value) : "nan"; }

Json curve_json(const OrientationCurve& c) {
  return {{"directions", c.directions},    {"p2_before", put(c.p2_before)},    {"p2_after", put(c.p2_after)},
          {"p2_change", put(c.p2_change)}, {"p2_affine", number(c.p2_affine)}, {"rotation_deg", put(c.rotation)}};
}

std::string curve_table(const OrientationResult& r) {
  std::string text = "cos_from,cos_to,phi_deg";
  for (const char* kind : {"bond", "ring"}) {
    fmt::format_to(std::back_inserter(text),
                   ",{0}_before,{0}_before_error,{0}_after,{0}_after_error,{0}_change,{0}_change_error,"
                   "{0}_delta_P [1/rad],{0}_delta_P_error [1/rad]",
                   kind);
  }
  text += "\n";
  for (std::size_t k = 0; k + 1 < r.edges.size(); ++k) {
    const double middle = 0.5 * (r.edges[k] + r.edges[k + 1]), sine = std::sqrt(1 - middle * middle);
    text += fmt::format("{},{},{:.6g}", cell(r.edges[k]), cell(r.edges[k + 1]), std::acos(middle) * 180 / M_PI);
    for (const OrientationCurve* c : {&r.bonds, &r.rings}) {
      for (const MeanError& m : {c->before[k], c->after[k], c->change[k]})
        text += "," + cell(m.mean) + "," + cell(m.error);
      text += "," + cell(sine * c->change[k].mean) + "," + cell(sine * c->change[k].error);
    }
    text += "\n";
  }
  return text;
}

std::string chain_table(const OrientationResult& r) {
  std::string text =
      "molecule,atoms,rotation [deg],end_to_end_before [Å],end_to_end_after [Å],gyration_before [Å],gyration_after [Å],"
      "bond_stretch [Å],bond_rotation [deg],ring_rotation [deg],d2_inside [Å²],d2min_centre [Å²]\n";
  for (const ChainMotion& c : r.chains) {
    text += fmt::format("{},{}", c.molecule, c.atoms);
    for (const double v : {c.rotation, c.end_to_end_before, c.end_to_end_after, c.gyration_before, c.gyration_after,
                           c.bond_stretch, c.bond_rotation, c.ring_rotation, c.d2_inside, c.d2min_centre}) {
      text += "," + cell(v);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

Json to_json(const OrientationResult& r) {
  return {{"axis", {r.axis.x, r.axis.y, r.axis.z}},
          {"molecules", r.chains.size()},
          {"bonds", curve_json(r.bonds)},
          {"rings", curve_json(r.rings)},
          {"chain_rotation_deg", put(r.chain_rotation)},
          {"extension", put(r.extension)},
          {"bond_stretch_A", put(r.bond_stretch)},
          {"stretch_share", put(r.stretch_share)},
          {"rotation_extension_correlation", number(r.rotation_extension_correlation)},
          {"d2_inside_A2", put(r.d2_inside)},
          {"d2min_centre_A2", put(r.d2min_centre)},
          {"d2min_centre_cutoff_A", r.centre_cutoff},
          {"d2min_ring_A2", put(r.d2min_ring)},
          {"d2min_ring_cutoff_A", r.ring_cutoff}};
}

void write_orientation(const OrientationResult& result, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error(ErrorKind::engine, {folder.string(), "the folder cannot be made", {}, "check the path"});
  write_file_atomically(folder / "orientation.csv", curve_table(result));
  write_file_atomically(folder / "chains.csv", chain_table(result));
  write_file_atomically(folder / "orientation.json", to_json(result).dump(2) + "\n");
}

}  // namespace glasscape
