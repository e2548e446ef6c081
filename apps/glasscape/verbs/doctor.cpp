#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "glasscape/core/version.hpp"
#include "glasscape/forces/isa.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/md/quench.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

namespace fs = std::filesystem;

struct Finding {
  std::string what, found;
  bool ok = true;
  std::string remedy = {};
};

const char* const install = "install the Debian packages with ./dev setup";

double gigabytes(double bytes) { return bytes / (1 << 30); }

Finding processor(const RunContext& context) {
  return {"processor", fmt::format("{} cores used, force kernel for {}", context.thread_count(), name(best_isa()))};
}

Finding memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("MemAvailable:")) continue;
    const double free = gigabytes(1024 * std::strtod(line.c_str() + 13, nullptr));
    return {"memory", fmt::format("{:.1f} GiB free", free), free >= 1,
            "about 1 GiB is needed for 100,000 atoms: close other programs"};
  }
  return {"memory", "not known on this system"};
}

Finding disk() {
  std::error_code error;
  const auto space = fs::space(".", error);
  if (error) return {"disk", error.message(), false, "work in a folder that can be read"};
  const double free = gigabytes(static_cast<double>(space.available));
  const bool writable = ::access(".", W_OK) == 0;
  return {"disk", fmt::format("{:.1f} GiB free here{}", free, writable ? "" : ", but the folder cannot be written"),
          free >= 1 && writable, "work in a folder with at least 1 GiB that you may write to"};
}

Finding potentials() {
  std::size_t usable = 0;
  for (const auto& id : installed_kim_models()) usable += id.starts_with("EAM_Dynamo_") ? 1 : 0;
  return {"potentials", fmt::format("{} EAM models of OpenKIM in {}", usable, kim_models_folder().string()), usable > 0,
          std::string(install) + ", or give potentials as files"};
}

// A thousand atoms for some hundred steps: the whole way through mpirun, the worker processes, LAMMPS and our kernel.
Finding dynamics(const RunContext& context) {
  std::error_code error;
  std::string folder = (fs::temp_directory_path(error) / "glasscape-doctor-XXXXXX").string();
  if (error || ::mkdtemp(folder.data()) == nullptr)
    return {"dynamics", "no temporary folder can be made", false, "set TMPDIR"};
  Finding finding{"dynamics", "", true, install};
  try {
    QuenchOptions options;
    options.composition = "Cu50Zr50";
    options.atoms = 1000;
    options.potential = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
    options.melt_time = 0.5;
    options.cooling_rate = 5e15;
    const QuenchResult result = quench(plan_quench(options, context), fs::path(folder) / "run", false, context);
    finding.found = fmt::format("LAMMPS ran {} steps on {} process{} in {:.1f} s", result.run.steps, result.run.ranks,
                                result.run.ranks == 1 ? "" : "es", result.run.seconds);
    for (const auto& note : result.run.notes) finding.found += "; " + note;
  } catch (const Error& e) {
    const ErrorText& text = e.text();
    finding = {"dynamics", text.where + ": " + text.what, false, text.remedy.empty() ? install : text.remedy};
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return finding;
}

int run_doctor(Session& session) {
  RunContext context = session.context();
  context.progress = nullptr;
  const std::vector<Finding> findings{processor(context), memory(), disk(), potentials(), dynamics(context)};
  bool healthy = true;
  nlohmann::json json{{"program", fmt::format("glasscape {}", version)}, {"compiler", compiler}};
  for (const Finding& finding : findings) {
    healthy = healthy && finding.ok;
    json["checks"].push_back({{"what", finding.what}, {"found", finding.found}, {"ok", finding.ok}});
    if (!finding.ok) json["checks"].back()["remedy"] = finding.remedy;
    if (session.json) continue;
    std::puts(fmt::format("{:<8}{:<12}{}", finding.ok ? "ok" : "TROUBLE", finding.what, finding.found).c_str());
    if (!finding.ok) std::puts(fmt::format("        {:<12}{}", "remedy", finding.remedy).c_str());
  }
  json["healthy"] = healthy;
  if (session.json) std::puts(json.dump(2).c_str());
  return healthy ? ExitCode::success : ExitCode::engine_failed;
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App* verb = app.add_subcommand("doctor", "say whether this machine has what the other verbs need");
  add_common_flags(*verb, session);
  verb->callback([&session] { session.action = [&session] { return run_doctor(session); }; });
}

}  // namespace glasscape::app
