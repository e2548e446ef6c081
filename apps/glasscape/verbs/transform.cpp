#include "glasscape/scattering/transform/transform.hpp"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct TransformFlags {
  std::string path, to, output, derived, density, affine;
  bool bins = false;
  TransformOptions options;
  AffineOptions affine_options;
};

nlohmann::json json_of(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(nullptr); }

// The table of the file, with the density of the command line where it has none.
HarmonicTable read(const TransformFlags& flags) {
  PlainColumns plain{.quantity = flags.to == "g" ? "S" : "g"};
  if (!flags.density.empty()) {
    plain.density = parse_quantity(flags.density, Unit("1/Å^3"), "--density");
    if (!(plain.density > 0)) throw usage_error("--density", flags.density + " is no density", "a positive number");
  }
  HarmonicTable table = read_harmonic_table(flags.path, plain);
  if (table.quantity == flags.to) {
    throw usage_error("--to", fmt::format("{} holds {} already", flags.path, flags.to), flags.to == "g" ? "S" : "g");
  }
  if (plain.density > 0 && std::abs(table.density - plain.density) > 1e-6 * plain.density) {
    throw usage_error("--density", fmt::format("{:g} /Å³, but {} says {:g}", plain.density, flags.path, table.density),
                      {}, "leave the flag out, or the line '# density' of the table");
  }
  if (flags.bins && table.bin_width == 0) {
    if (table.x.size() < 2) throw input_error(flags.path, "one row", "at least 3");
    table.bin_width = (table.x.back() - table.x.front()) / static_cast<double>(table.x.size() - 1);
  }
  return table;
}

// The analysis of g that was made of `source`, whose errors are carried through.
AffineAnalysis analyse(const HarmonicTable& source, const HarmonicTable& g, const TransformFlags& flags) {
  const Harmonic harmonic = flags.affine_options.loading == "shear" ? Harmonic{2, -2} : Harmonic{2, 0};
  const HarmonicCurve* curve = source.find(harmonic);
  SumError error_of_sum;
  if (curve != nullptr && !curve->error.empty()) {
    const double scale = harmonic_scale(source.normalisation);
    error_of_sum = [&, harmonic, scale](std::span<const double> weights) {
      return transform_sum_error(source, harmonic, g.x, weights, flags.options) / scale;
    };
  }
  return affine_analysis(g, flags.affine_options, nullptr, error_of_sum);
}

void print(const AffineAnalysis& a) {
  const Interval& strain = a.fit.strain_interval;
  std::puts(fmt::format("strain       {:.4g} ± {:.2g} (positive in tension), {:.4g} to {:.4g}", a.fit.strain.value,
                        a.fit.strain.error, strain.low, strain.high)
                .c_str());
  std::puts(fmt::format("r_c          {:.3g} Å, {:.3g} to {:.3g}{}", a.critical.value, a.critical.low, a.critical.high,
                        a.critical.beyond_fit ? ", beyond r_fit: no affine range" : "")
                .c_str());
  std::puts(
      fmt::format("phase        {:.4g} ± {:.2g}° against r dg/dr", a.phase.phase.value, a.phase.phase.error).c_str());
}

int run_transform(const TransformFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(transform_parameters(), flags.options);
  resolved["to"] = flags.to;
  resolved["density"] = flags.density;
  resolved["bins"] = flags.bins;
  if (!flags.affine.empty()) resolved["affine"] = resolved_json(affine_parameters(), flags.affine_options);
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  require_fresh_output(flags.output, session);
  if (!flags.derived.empty()) {
    require_fresh_output(flags.derived, session);
    if (flags.derived == flags.output) throw usage_error("--derived", "it is the same file as the output");
  }
  if (!flags.affine.empty()) {
    if (flags.to != "g") throw usage_error("--affine", "it needs g(r)", "--to g");
    require_fresh_output(flags.affine, session);
    if (flags.affine == flags.output || flags.affine == flags.derived) {
      throw usage_error("--affine", "it is the same file as another output");
    }
  }
  const HarmonicTable source = read(flags);
  const auto [table, report] = bessel_transform(source, flags.options, session.context());
  std::optional<AffineAnalysis> affine;
  if (!flags.affine.empty()) affine = analyse(source, table, flags);
  write_file_atomically(flags.output, to_csv(table));
  if (!flags.derived.empty()) write_file_atomically(flags.derived, derived_csv(table));
  if (affine) write_file_atomically(flags.affine, to_csv(*affine));
  write_run_record(flags.output, session, resolved, {flags.path});

  const bool to_g = flags.to == "g";
  const char* const from_unit = to_g ? "1/Å" : "Å";
  const char* const to_unit = to_g ? "Å" : "1/Å";
  if (session.json) {
    nlohmann::json result{{"output", flags.output},         {"input_min", report.input_min},
                          {"input_max", report.input_max},  {"resolution", report.resolution},
                          {"limit", report.limit},          {"density_ratio", json_of(report.density_ratio)},
                          {"core", nlohmann::json::array()}};
    for (const auto& core : report.core) {
      result["core"].push_back(
          {{"l", core.harmonic.l}, {"m", core.harmonic.m}, {"rms", core.rms}, {"peak", core.peak}});
    }
    if (affine) result["affine"] = summary(*affine);
    std::puts(result.dump(2).c_str());
    return ExitCode::success;
  }
  std::puts(fmt::format("input        {:.6g} to {:.6g} {}", report.input_min, report.input_max, from_unit).c_str());
  std::puts(fmt::format("resolution   {:.4g} {} (full width at half maximum)", report.resolution, to_unit).c_str());
  std::puts(fmt::format("determined   up to {:.4g} {}", report.limit, to_unit).c_str());
  if (std::isfinite(report.density_ratio)) {
    std::puts(fmt::format("sum rule     ∫Q²(S−1)dQ / (−2π²ρ) = {:.4g}", report.density_ratio).c_str());
  }
  for (const auto& core : report.core) {
    std::puts(fmt::format("core         g_{}_{}: rms {:.3g}, largest value beyond {:.3g}", core.harmonic.l,
                          core.harmonic.m, core.rms, core.peak)
                  .c_str());
  }
  if (affine) print(*affine);
  return ExitCode::success;
}

}  // namespace

void add_transform(CLI::App& app, Session& session) {
  auto flags = std::make_shared<TransformFlags>();
  CLI::App* verb = app.add_subcommand("transform", "spherical Bessel transform of tables between S(Q) and g(r)");
  verb->add_option("FILE", flags->path, "table of pdf or of this verb, or plain columns: abscissa, value, error")
      ->required();
  verb->add_option("--to", flags->to, "what to make: g or S")->required()->check(CLI::IsMember({"g", "S"}));
  verb->add_option("-o,--output", flags->output, "table to write, CSV")->required();
  verb->add_option("--density", flags->density, "number density [1/Å^3], where the table does not say it");
  verb->add_flag("--bins", flags->bins, "values are averages over bins as wide as their spacing");
  verb->add_option("--derived", flags->derived, "also write G, T and RDF, or F = Q(S − 1), to this table, CSV");
  add_parameter_flags(*verb, transform_parameters(), flags->options);
  verb->add_option("--affine", flags->affine,
                   "with --to g: affine analysis of g_2_0 or g_2_-2, with the flags below, CSV");
  add_parameter_flags(*verb, affine_parameters(), flags->affine_options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_transform(*flags, session); }; });
}

}  // namespace glasscape::app
