#include "glasscape/mechanics/path.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct PathFlags {
  InputFlags first;
  std::string last, potential, output;
  std::vector<std::string> via;
  PathOptions options;
};

nlohmann::json summary(const MinimumEnergyPath& path, const std::string& output) {
  const NebResult& b = path.band;
  nlohmann::json energies = nlohmann::json::array();
  for (const double e : b.energies) energies.push_back(e - b.energies.front());
  return {{"status", to_string(b.status)},
          {"barrier_eV", b.barrier},
          {"reverse_barrier_eV", b.reverse_barrier},
          {"highest_image", b.highest},
          {"residual_eV_A", b.residual},
          {"band_residual_eV_A", b.band_residual},
          {"distance_A", b.distance},
          {"energy_eV", energies},
          {"max_displacement_A", path.largest_displacement},
          {"ends_moved_A", {path.first_moved, path.last_moved}},
          {"iterations", b.iterations},
          {"evaluations", path.evaluations},
          {"output", output}};
}

// Extended XYZ with a frame per image.
void write_trajectory(const std::filesystem::path& file, const std::vector<Configuration>& images) {
  const std::filesystem::path one = file.parent_path() / "image.xyz";
  std::string text;
  for (const Configuration& image : images) {
    write_configuration(one, image);
    text += read_file(one);
  }
  std::filesystem::remove(one);
  write_file_atomically(file, text);
}

int run_path(const PathFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(path_parameters(), flags.options);
  resolved["potential"] = flags.potential;
  resolved["via"] = flags.via;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  namespace fs = std::filesystem;
  const fs::path folder = flags.output;
  require_fresh_output(folder, session);
  const auto read = [&](const std::string& file) {
    InputFlags input = flags.first;
    input.path = file;
    return load(input, session);
  };
  const Configuration first = read(flags.first.path), last = read(flags.last);
  std::vector<Configuration> via;
  for (const std::string& file : flags.via) via.push_back(read(file));
  const auto force_field = open_potential(flags.potential);
  const MinimumEnergyPath path = minimum_energy_path(first, last, via, force_field, flags.options, session.context());
  const NebResult& band = path.band;
  fs::create_directories(folder);
  write_file_atomically(folder / "path.csv", path_csv(path));
  write_trajectory(folder / "path.xyz", path.images);
  write_configuration(folder / "saddle.xyz", path.images[band.highest]);
  write_file_atomically(folder / "path.json", summary(path, flags.output).dump(2) + "\n");
  std::vector<fs::path> inputs{flags.first.path, flags.last, flags.potential};
  inputs.insert(inputs.end(), flags.via.begin(), flags.via.end());
  write_run_record(folder, session, resolved, inputs);
  if (session.json) {
    std::puts(summary(path, flags.output).dump(2).c_str());
  } else {
    std::puts(
        fmt::format("{} atoms, {} images, {}: {} iterations, {} evaluations\n"
                    "barrier          {:.4f} eV forward, {:.4f} eV back\n"
                    "force left       {:.2e} eV/Å at the climbing image, {:.2e} eV/Å across the rest of the path\n"
                    "length           {:.3f} Å; the atom that goes furthest: {:.3f} Å\n"
                    "written          {}",
                    first.size(), flags.options.images, to_string(band.status), band.iterations, path.evaluations,
                    band.barrier, band.reverse_barrier, band.residual, band.band_residual, band.distance.back(),
                    path.largest_displacement.back(), flags.output)
            .c_str());
  }
  if (band.status == NebStatus::converged || band.status == NebStatus::no_barrier) return ExitCode::success;
  throw Error(ErrorKind::numerical,
              {"path",
               fmt::format("the band did not converge ({}): forces of {:.2e} and {:.2e} eV/Å are left",
                           to_string(band.status), band.residual, band.band_residual),
               fmt::format("at most {:g} and {:g} eV/Å", flags.options.force_tolerance, flags.options.band_tolerance),
               "raise max_iterations or spring, lower max_step, or lead the first line with --via"});
}

}  // namespace

void add_path(CLI::App& app, Session& session) {
  auto flags = std::make_shared<PathFlags>();
  CLI::App* verb = app.add_subcommand("path", "the path of lowest energy between two minima (nudged elastic band)");
  add_input_flags(*verb, flags->first);
  verb->add_option("LAST", flags->last, "the other minimum: the same atoms in the same box")->required();
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("--via", flags->via, "configuration that the first line passes (may be repeated)");
  verb->add_option("-o,--output", flags->output, "folder for the result")->required();
  add_parameter_flags(*verb, path_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_path(*flags, session); }; });
}

}  // namespace glasscape::app
