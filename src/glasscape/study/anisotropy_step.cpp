#include "glasscape/study/anisotropy_step.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_files.hpp"
#include "glasscape/scattering/anisotropic/field_map.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using FolderOf = std::function<fs::path(const std::string&)>;

struct Plan {
  AnisotropicOptions pdf;
  AffineOptions affine;
  std::int64_t frames = 1;
  bool map = false;
};

// The elements that the frames of a dump do not name.
ReadOptions elements_of(const Configuration& c) {
  ReadOptions read;
  for (const Species& species : c.species) read.elements.push_back(species.name);
  return read;
}

void analyse(const Plan& plan, const fs::path& folder, const FolderOf& of, const RunContext& context) {
  const Configuration before = read_configuration(of("deform") / "start.data");
  const fs::path trajectory = of("deform") / "trajectory.dump.gz";
  const ReadOptions read = elements_of(before);
  const std::int64_t all = count_frames(trajectory, read).frames;
  AnisotropicPdf pdf(plan.pdf);
  pdf.begin_sample(&before, "start.data", context);
  read_frames(
      trajectory, read, [&](std::int64_t k) { return k >= all - plan.frames; },
      [&](Configuration&& frame, std::int64_t k) {
        pdf.add(frame, fmt::format("frame {}", k), context);
        return true;
      });
  const AnisotropicResult result = pdf.finish(context);
  write_anisotropic(result, folder);
  const AffineAnalysis affine = affine_analysis(result.tables.front(), plan.affine, &result.reference.front());
  write_file_atomically(folder / "affine.csv", to_csv(affine));
  write_file_atomically(folder / "affine.json", summary(affine).dump(1) + "\n");
}

// How strong the change is around the atoms of each class: root mean square over r from 1 Å to the second shell's end,
// the noise taken off; and that of the highest class over that of the lowest.
nlohmann::json strength_by_class(const FieldMap& map) {
  constexpr double from = 1, to = 6.5;  // Å
  const FieldMap::Curve& curve = map.curves.front();
  nlohmann::json classes = nlohmann::json::array();
  std::vector<double> square(map.classes.size(), 0), variance(map.classes.size(), 0);
  for (std::size_t c = 0; c < map.classes.size(); ++c) {
    double bins = 0;
    for (std::size_t k = 0; k < map.r.size(); ++k) {
      if (map.r[k] < from || map.r[k] > to) continue;
      const double v = curve.difference[c * map.r.size() + k], e = curve.difference_error[c * map.r.size() + k];
      square[c] += v * v - e * e;
      variance[c] += 2 * e * e * e * e + 4 * e * e * std::max(v * v - e * e, 0.0);
      ++bins;
    }
    square[c] /= bins;
    variance[c] /= bins * bins;
    classes.push_back({{"d2min_mean_A2", map.classes[c].mean},
                       {"mean_square", square[c]},
                       {"mean_square_error", std::sqrt(variance[c])}});
  }
  nlohmann::json result = {{"from_A", from}, {"to_A", to}, {"classes", classes}};
  const double top = square.back(), bottom = square.front();
  if (top > 0 && bottom > 0) {
    const double ratio = std::sqrt(top / bottom);
    const double relative = std::sqrt(variance.back() / (top * top) + variance.front() / (bottom * bottom)) / 2;
    result["top_over_bottom"] = ratio;
    result["top_over_bottom_error"] = ratio * relative;
  } else {
    result["top_over_bottom"] = nullptr;
  }
  return result;
}

// The coefficient that the test changes, of atoms in classes of D²min, in the last frame.
void map_against_motion(const Plan& plan, const fs::path& folder, const FolderOf& of, const RunContext& context) {
  const Configuration after = read_configuration(of("motion") / "fields.xyz.gz");
  const Field* d2min = after.find_field("d2min");
  if (d2min == nullptr) return;
  FieldMapOptions options;
  options.rmax = std::min(options.rmax, plan.pdf.rmax);
  options.dr = std::max(options.dr, plan.pdf.dr);
  options.harmonics = {plan.affine.loading == "shear" ? "2_-2" : "2_0"};
  options.axis = plan.pdf.axis;
  const Configuration before = read_configuration(of("deform") / "start.data");
  FieldMapSum map(options);
  map.add(after, d2min->values(), &before, context);
  const FieldMap result = map.result();
  write_file_atomically(folder / "map.csv", to_csv(result, "d2min [Å^2]"));
  write_file_atomically(folder / "map.json", strength_by_class(result).dump(1) + "\n");
}

}  // namespace

Step anisotropy_step(const StudyFile& study, double atoms, const RunContext& context) {
  StudySection section = study.anisotropy;
  StudySection deform = study.deform;
  const std::string protocol = deform.take_text("protocol", "aqs");
  if (!deform.present || protocol == "aqs") {
    throw usage_error(section.where, "there is no deformed state to look at", {},
                      "add a [deform] table with a protocol at temperature: shear, tension, compression, creep");
  }
  Plan plan;
  plan.frames = section.take_integer("frames", 1, 1);
  plan.map = study.motion.present;
  plan.pdf.rmax = 20;
  plan.pdf.axis = deform.take_text("axis", "z");
  if (protocol == "shear") {
    // About the normal of the plane, the shear is in g_2−2.
    const std::string plane = deform.take_text("plane", "xy");
    plan.pdf.axis = plane == "xy" ? "z" : plane == "xz" ? "y" : "x";
    plan.affine.loading = "shear";
  }
  apply(section, anisotropic_parameters(), plan.pdf);
  apply(study.affine, affine_parameters(), plan.affine);
  auto resolved = anisotropic_parameters().resolved(plan.pdf);
  for (auto& option : affine_parameters().resolved(plan.affine)) resolved.push_back(std::move(option));
  resolved.emplace_back("last_frames", fmt::format("{}", plan.frames));
  Step step{.name = "anisotropy",
            .summary = fmt::format("g_lm to l = {} and {:g} Å after the deformation", plan.pdf.lmax, plan.pdf.rmax),
            .needs = {"deform"},
            .options = std::move(resolved),
            .modules = with(file_modules, {"statistics", "neighbors", "scattering"}),
            .outputs = {"g.csv", "affine.csv", "affine.json"},
            // About 50 µs per atom and state to l = 4 and 20 Å (bench_anisotropic), and the map.
            .estimate = [atoms, frames = plan.frames + 1,
                         context] { return 1 + static_cast<double>(frames) * atoms * 75e-6 / context.thread_count(); },
            .run =
                [plan](const fs::path& folder, const FolderOf& of, const RunContext& run_context) {
                  analyse(plan, folder, of, run_context);
                  if (plan.map) map_against_motion(plan, folder, of, run_context);
                }};
  if (plan.map) step.needs.emplace_back("motion");
  return step;
}

}  // namespace glasscape
