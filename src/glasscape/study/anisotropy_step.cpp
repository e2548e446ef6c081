#include "glasscape/study/anisotropy_step.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_files.hpp"
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
            // About 2 µs per atom and Å³ of the sphere's volume over 1000, a frame.
            .estimate = [atoms, frames = plan.frames + 1,
                         context] { return 1 + static_cast<double>(frames) * atoms * 75e-6 / context.thread_count(); },
            .run = [plan](const fs::path& folder, const FolderOf& of,
                          const RunContext& run_context) { analyse(plan, folder, of, run_context); }};
  if (plan.map) step.needs.emplace_back("motion");
  return step;
}

}  // namespace glasscape
