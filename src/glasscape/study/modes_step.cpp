#include "glasscape/study/modes_step.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <string>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/modes/npy.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

// THz from rad/ps.
double frequency(double omega) { return omega / (2 * std::numbers::pi); }

std::string modes_csv(const NormalModes& modes) {
  std::string text = "mode,omega_rad_ps,frequency_THz,omega2_rad2_ps2,participation_ratio,residual\n";
  for (std::size_t k = 0; k < modes.modes.size(); ++k) {
    const NormalMode& m = modes.modes[k];
    text += fmt::format("{},{:.10g},{:.10g},{:.10g},{:.6g},{:.2e}\n", k + 1, m.omega, frequency(m.omega), m.squared,
                        m.participation, m.residual);
  }
  return text;
}

json summary(const NormalModes& modes, std::size_t atoms) {
  double worst = 0, participation = 0;
  for (const NormalMode& m : modes.modes) {
    worst = std::max(worst, m.residual);
    participation += m.participation / static_cast<double>(modes.modes.size());
  }
  const auto& low = modes.modes.front();
  const auto& high = modes.modes.back();
  return {{"atoms", atoms},
          {"modes", modes.modes.size()},
          {"zero_modes", modes.zero_modes},
          {"negative_modes", modes.negative},
          {"largest_force_eV_A", modes.largest_force},
          {"lowest_omega_rad_ps", low.omega},
          {"highest_omega_rad_ps", high.omega},
          {"lowest_frequency_THz", frequency(low.omega)},
          {"highest_frequency_THz", frequency(high.omega)},
          {"mean_participation_ratio", participation},
          {"largest_residual", worst},
          {"products", modes.products},
          {"basis_vectors", modes.largest_basis}};
}

}  // namespace

json compute_modes(const Configuration& configuration, const ForceField& force_field, const ModesOptions& options,
                   const std::filesystem::path& folder, const RunContext& context) {
  const Hessian hessian(configuration, force_field, Weighting::mass, context);
  const NormalModes modes = normal_modes(configuration, hessian, options, context);
  json result = summary(modes, configuration.size());

  Configuration with_fields = configuration;
  with_fields.fields.clear();
  with_fields.fields.emplace_back("participation_fraction", Unit("1"), modes.participation_fraction);
  write_configuration(folder / "fields.xyz", with_fields);
  write_file_atomically(folder / "modes.csv", modes_csv(modes));
  if (options.vectors) {
    write_npy(folder / "eigenvectors.npy", {modes.modes.size(), configuration.size(), 3},
              [&](std::size_t k) { return modes.vector(k); });
  }
  write_file_atomically(folder / "modes.json", result.dump(2) + "\n");
  return result;
}

std::string modes_text(const json& s) {
  const auto number = [&](const char* key) { return s.at(key).get<double>(); };
  return fmt::format(
      "{} modes of {} atoms ({} zero modes left out, {} negative), largest force {:.1e} eV/Å\n"
      "lowest     {:.4f} rad/ps ({:.4f} THz)\n"
      "highest    {:.4f} rad/ps ({:.4f} THz)\n"
      "participation ratio {:.3f} on average\n"
      "residuals  at most {:.1e}",
      s.at("modes").get<std::size_t>(), s.at("atoms").get<std::size_t>(), s.at("zero_modes").get<std::size_t>(),
      s.at("negative_modes").get<std::size_t>(), number("largest_force_eV_A"), number("lowest_omega_rad_ps"),
      number("lowest_frequency_THz"), number("highest_omega_rad_ps"), number("highest_frequency_THz"),
      number("mean_participation_ratio"), number("largest_residual"));
}

}  // namespace glasscape
