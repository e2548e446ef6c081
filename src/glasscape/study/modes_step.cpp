#include "glasscape/study/modes_step.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"
#include "glasscape/modes/harmonic_displacement.hpp"
#include "glasscape/modes/npy.hpp"
#include "glasscape/modes/vibrational_density.hpp"
#include "glasscape/statistics/moments.hpp"

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

struct Debye {
  double level = 0;                         // (ps/rad)³
  double longitudinal = 0, transverse = 0;  // Å/ps
  double bulk = 0, shear = 0;               // GPa
};

// Velocities of sound from the relaxed constants; none for a box that is open or a solid that is not stable.
std::optional<Debye> debye(const Configuration& c, const std::shared_ptr<const ForceField>& force_field,
                           const RunContext& context) {
  if (c.box.periodic() != std::array<bool, 3>{true, true, true}) return std::nullopt;
  const ElasticConstants constants = elastic_constants(force_field, c, {.threads = context.thread_count()}, context);
  const IsotropicModuli moduli = isotropic(constants.relaxed);
  if (!constants.converged || !(moduli.shear > 0) || !(moduli.bulk > 0)) return std::nullopt;
  double mass = 0;
  for (const std::int32_t type : c.types) mass += c.species[static_cast<std::size_t>(type)].mass;
  // √(GPa / (g/cm³)) is km/s, 10 Å/ps.
  const double density = mass / c.box.volume() * constants::g_cm3_per_u_A3;
  Debye result{.bulk = moduli.bulk, .shear = moduli.shear};
  result.longitudinal = 10 * std::sqrt((moduli.bulk + 4 * moduli.shear / 3) / density);
  result.transverse = 10 * std::sqrt(moduli.shear / density);
  result.level = debye_level(static_cast<double>(c.size()) / c.box.volume(), result.longitudinal, result.transverse);
  return result;
}

// Adds the density of states to the summary and writes its table.
json density_of_states(const Configuration& c, const Hessian& hessian, const NormalModes& modes,
                       const std::optional<Debye>& sound, const ModesOptions& options,
                       const std::filesystem::path& folder, const RunContext& context) {
  const BlockAlgebra algebra(context, best_isa());
  HessianOperator matrix(hessian, algebra);
  const VibrationalDensity g = vibrational_density(matrix, {.moments = static_cast<std::size_t>(options.dos_moments),
                                                            .probes = static_cast<std::size_t>(options.dos_probes),
                                                            .seed = static_cast<std::uint64_t>(options.seed)});
  std::string text = "omega_rad_ps,frequency_THz,g_ps,g_error_ps,reduced_ps3,reduced_error_ps3\n";
  for (std::size_t k = 0; k < g.omega.size(); ++k) {
    text += fmt::format("{:.8g},{:.8g},{:.6g},{:.3g},{:.6g},{:.3g}\n", g.omega[k], frequency(g.omega[k]), g.density[k],
                        g.error[k], g.reduced[k], g.reduced_error[k]);
  }
  write_file_atomically(folder / "dos.csv", text);
  json result = {{"moments", g.moments},
                 {"probes", g.probes},
                 {"resolution_rad_ps", g.resolution},
                 {"highest_omega_rad_ps", g.highest}};
  // Below the longest transverse wave of the box there are no waves, and just above only a few shells of them.
  double longest = modes.modes.front().omega;
  if (sound) {
    const Vec3 heights = c.box.heights();
    longest = 2 * std::numbers::pi * sound->transverse / std::max({heights.x, heights.y, heights.z});
    result["debye"] = {{"level_ps3", sound->level},
                       {"omega_rad_ps", std::cbrt(3 / sound->level)},
                       {"longitudinal_km_s", sound->longitudinal / 10},
                       {"transverse_km_s", sound->transverse / 10},
                       {"bulk_modulus_GPa", sound->bulk},
                       {"shear_modulus_GPa", sound->shear},
                       {"from", "relaxed elastic constants"}};
  }
  const auto peak = g.boson_peak(std::max(longest, 2 * g.resolution), std::max(g.resolution, 0.2 * longest));
  // A maximum where the search began only says that the excess goes on below what this box holds.
  const double from = std::max(longest, 2 * g.resolution);
  result["boson_peak"] = nullptr;
  if (peak.omega == 0) return result;  // so small a box holds no waves below its highest frequency
  result["boson_peak"] = {{"found", peak.found && peak.omega > from + 2 * peak.resolution},
                          {"omega_rad_ps", peak.omega},
                          {"omega_error_rad_ps", peak.omega_error},
                          {"frequency_THz", frequency(peak.omega)},
                          {"height_ps3", peak.height},
                          {"height_error_ps3", peak.height_error},
                          {"resolution_rad_ps", peak.resolution},
                          {"searched_from_rad_ps", from}};
  if (sound) result["boson_peak"]["height_over_debye"] = peak.height / sound->level;
  return result;
}

json harmonic(const Configuration& c, const HarmonicDisplacement& u, double temperature) {
  json result = {{"temperature_K", temperature}, {"probes", u.probes}, {"mean_A2", moments(u.msd).mean}};
  result["error_of_an_atom_A2"] = u.error.empty() ? 0.0 : *std::max_element(u.error.begin(), u.error.end());
  result["species"] = json::object();
  for (std::size_t s = 0; s < c.species.size(); ++s) {
    std::vector<double> values;
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (c.types[i] == static_cast<std::int32_t>(s)) values.push_back(u.msd[i]);
    }
    if (values.size() < 2) continue;
    const Moments m = moments(values);
    result["species"][c.species[s].name] = {{"mean_A2", m.mean}, {"standard_deviation_A2", m.standard_deviation()}};
  }
  return result;
}

}  // namespace

json compute_modes(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                   const ModesOptions& options, const std::filesystem::path& folder, const RunContext& context) {
  const Hessian hessian(configuration, *force_field, Weighting::mass, context);
  const NormalModes modes = normal_modes(configuration, hessian, options, context);
  json result = summary(modes, configuration.size());
  Configuration with_fields = configuration;
  with_fields.fields.clear();
  with_fields.fields.emplace_back("participation_fraction", Unit("1"), modes.participation_fraction);
  if (options.dos_moments > 0 && modes.negative == 0) {
    result["density_of_states"] = density_of_states(
        configuration, hessian, modes, debye(configuration, force_field, context), options, folder, context);
  }
  if (options.msd_probes > 0 && modes.negative == 0 && modes.zero_modes == 3) {
    const HarmonicDisplacement u = harmonic_displacement(configuration, hessian, modes,
                                                         {.temperature = options.temperature,
                                                          .probes = static_cast<std::size_t>(options.msd_probes),
                                                          .seed = static_cast<std::uint64_t>(options.seed)},
                                                         context);
    with_fields.fields.emplace_back("harmonic_msd", Unit("Å^2"), u.msd);
    result["harmonic_msd"] = harmonic(configuration, u, options.temperature);
  }
  write_configuration(folder / "fields.xyz", with_fields);
  write_file_atomically(folder / "modes.csv", modes_csv(modes));
  if (options.vectors) {
    write_npy(folder / "eigenvectors.npy", {modes.modes.size(), configuration.size(), 3},
              [&](std::size_t k) { return modes.vector(k); });
  }
  write_file_atomically(folder / "modes.json", result.dump(2) + "\n");
  return result;
}

Step modes_step(const ModesOptions& options, const std::shared_ptr<const ForceField>& force_field, double atoms) {
  Step step{.name = "modes",
            .summary = options.count > 0 ? fmt::format("the {} lowest normal modes", options.count)
                                         : fmt::format("the lowest {:g} % of the normal modes", 100 * options.fraction),
            .needs = {"relax"},
            .outputs = {"modes.csv", "modes.json", "fields.xyz"}};
  if (options.dos_moments > 0) step.outputs.emplace_back("dos.csv");
  if (options.vectors) step.outputs.emplace_back("eigenvectors.npy");
  // Products per mode and per probe at 0.1 µs per atom.
  const double count = options.count > 0 ? static_cast<double>(options.count) : options.fraction * 3 * atoms;
  const double products = 3000 + 150 * count + 16 * static_cast<double>(options.dos_moments) +
                          (atoms > 1000 ? 140 * static_cast<double>(options.msd_probes) : 0);
  step.estimate = [products, atoms] { return products * atoms * 1e-7; };
  step.run = [options, force_field](const std::filesystem::path& folder,
                                    const std::function<std::filesystem::path(const std::string&)>& of,
                                    const RunContext& context) {
    static_cast<void>(
        compute_modes(read_configuration(of("relax") / "relaxed.xyz"), force_field, options, folder, context));
  };
  return step;
}

std::string modes_text(const json& s) {
  const auto number = [](const json& from, const char* key) { return from.at(key).get<double>(); };
  const auto whole = [](const json& from, const char* key) { return from.at(key).get<std::size_t>(); };
  std::string text = fmt::format(
      "{} modes of {} atoms ({} zero modes left out, {} negative), largest force {:.1e} eV/Å\n"
      "lowest      {:.4f} rad/ps ({:.4f} THz)\n"
      "highest     {:.4f} rad/ps ({:.4f} THz)\n"
      "participation ratio {:.3f} on average\n"
      "residuals   at most {:.1e}",
      whole(s, "modes"), whole(s, "atoms"), whole(s, "zero_modes"), whole(s, "negative_modes"),
      number(s, "largest_force_eV_A"), number(s, "lowest_omega_rad_ps"), number(s, "lowest_frequency_THz"),
      number(s, "highest_omega_rad_ps"), number(s, "highest_frequency_THz"), number(s, "mean_participation_ratio"),
      number(s, "largest_residual"));
  if (s.contains("density_of_states")) {
    const json& dos = s.at("density_of_states");
    const json& peak = dos.at("boson_peak");
    if (peak.is_object()) {
      text += fmt::format("\nboson peak  {:.2f} ± {:.2f} rad/ps ({:.3f} THz)", number(peak, "omega_rad_ps"),
                          number(peak, "omega_error_rad_ps"), number(peak, "frequency_THz"));
      if (peak.contains("height_over_debye"))
        text += fmt::format(", {:.2f} times the Debye level", number(peak, "height_over_debye"));
      if (!peak.at("found").get<bool>()) text += "; at the longest waves of this box: it may lie lower";
    }
    if (dos.contains("debye")) {
      const json& d = dos.at("debye");
      text += fmt::format("\nsound       {:.2f} km/s longitudinal, {:.2f} km/s transverse (relaxed elastic constants)",
                          number(d, "longitudinal_km_s"), number(d, "transverse_km_s"));
    }
  }
  if (s.contains("harmonic_msd")) {
    const json& u = s.at("harmonic_msd");
    text += fmt::format("\n⟨u²⟩        {:.5f} Å² at {:g} K", number(u, "mean_A2"), number(u, "temperature_K"));
    for (const auto& [name, of] : u.at("species").items())
      text += fmt::format(", {} {:.5f} ± {:.5f}", name, number(of, "mean_A2"), number(of, "standard_deviation_A2"));
  }
  return text;
}

}  // namespace glasscape
