#include "glasscape/mechanics/deform.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/mechanics/deform_files.hpp"
#include "glasscape/mechanics/deform_folder.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json resolved(const DeformOptions& options) {
  json result = json::object();
  for (const auto& [name, value] : deform_parameters().resolved(options)) result[name] = value;
  return result;
}

// One deformation in its folder.
class Deformation {
 public:
  Deformation(const Configuration& start, const std::shared_ptr<const ForceField>& force_field,
              const DeformOptions& options, const fs::path& folder, std::string key, const RunContext& context)
      : start_(start),
        force_field_(force_field),
        options_(options),
        folder_(folder),
        key_(std::move(key)),
        context_(context),
        threads_(start.size() < 1000 ? 1 : context.thread_count()),
        run_(force_field, start, options, threads_) {}

  void begin() {
    run_.begin(context_);
    if (options_.moduli == "all") {
      Configuration minimum = start_;
      minimum.positions = run_.state().positions;
      const ElasticConstants c = elastic_constants(force_field_, minimum,
                                                   {.strain = options_.moduli_strain,
                                                    .force_tolerance = std::min(options_.force_tolerance, 1e-6),
                                                    .max_evaluations = options_.max_evaluations,
                                                    .threads = threads_},
                                                   context_);
      if (context_.stop_requested()) throw stopped();
      record_.moduli = moduli_json(c);
    }
    record_.add(run_.state(), "");
    save();
  }

  void resume(const json& checkpoint) {
    DeformCheckpoint c = read_checkpoint(checkpoint, start_.size());
    record_ = std::move(c.record);
    run_.resume(std::move(c.state), c.modulus, std::move(c.drift));
  }

  json walk() {
    const QuasistaticRun::Sink sink{
        .state = [&](const QuasistaticState& s, const char* mark) { record_.add(s, mark); },
        .event =
            [&](const QuasistaticEvent& e, const QuasistaticState& before, const QuasistaticState&) {
              record_.add(e, start_, before);
              if (static_cast<std::int64_t>(record_.events.size()) <= options_.event_fields) write_event(e, before);
            }};
    const std::int64_t checkpoint = options_.checkpoint_steps * options_.refinement;
    bool fresh = true;
    while (!finished()) {
      run_.advance(sink, fresh, context_);
      fresh = run_.state().tick % checkpoint == 0;
      if (fresh && !finished()) save();
    }
    return finish();
  }

 private:
  static Error stopped() {
    return Error(ErrorKind::stopped, {"deform", "stopped on request", {}, "the same command continues"});
  }

  [[nodiscard]] bool finished() const {
    return run_.finished() ||
           (options_.max_events > 0 && static_cast<std::int64_t>(record_.events.size()) >= options_.max_events);
  }

  [[nodiscard]] Configuration atoms(const QuasistaticState& state) const {
    Configuration c = start_;
    c.images.clear();
    c.velocities.clear();
    c.fields.clear();
    c.box = state.box;
    c.positions = state.positions;
    return c;
  }

  void write_event(const QuasistaticEvent& e, const QuasistaticState& before) const {
    Configuration c = atoms(before);
    c.fields.emplace_back("d2min", Unit("Å^2"), e.motion.d2min);
    std::vector<double> moved;
    for (const Vec3& u : e.displacements) moved.insert(moved.end(), {u.x, u.y, u.z});
    c.fields.emplace_back("nonaffine", Unit("Å"), std::move(moved), 3);
    const fs::path folder = folder_ / deform_files::event_folder;
    fs::create_directories(folder);
    write_configuration(folder / fmt::format("{:04}.xyz.gz", record_.events.size()), c);
  }

  void write_tables() const {
    write_file_atomically(folder_ / deform_files::curve, record_.curve_csv());
    write_file_atomically(folder_ / deform_files::events, record_.events_csv());
  }

  void save() const {
    write_tables();
    write_file_atomically(folder_ / deform_files::checkpoint,
                          checkpoint_json(key_, resolved(options_), run_, record_).dump() + "\n");
  }

  json finish() const {
    write_tables();
    const Configuration last = atoms(run_.state());
    write_configuration(folder_ / deform_files::final_xyz, last);
    write_configuration(folder_ / deform_files::final_data, with_small_tilt(last));
    json summary = record_.summary(options_, run_.state(), run_.modulus(), start_.size());
    summary["key"] = key_;
    summary["options"] = resolved(options_);
    summary["potential"] = force_field_->description();
    write_file_atomically(folder_ / deform_files::result, summary.dump(1) + "\n");
    fs::remove(folder_ / deform_files::checkpoint);
    return summary;
  }

  const Configuration& start_;
  const std::shared_ptr<const ForceField>& force_field_;
  const DeformOptions& options_;
  fs::path folder_;
  std::string key_;
  const RunContext& context_;
  int threads_;
  QuasistaticRun run_;
  DeformRecord record_;
};

}  // namespace

DeformResult deform(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                    const DeformOptions& options, const fs::path& folder, bool replace, const RunContext& context) {
  const json stated = resolved(options);
  const std::string key = hash_text(stated.dump() + force_field->fingerprint() + atoms_key(configuration));
  const auto [result, checkpoint] = look_into_folder(folder, key, stated, replace);
  if (!replace && !result.is_null()) return {.computed = false, .resumed = false, .summary = result};
  const bool resumed = !replace && !checkpoint.is_null();
  // Refused options leave no folder behind.
  Deformation deformation(configuration, force_field, options, folder, key, context);
  make_deform_folder(folder, replace);
  if (resumed) {
    deformation.resume(checkpoint);
  } else {
    deformation.begin();
  }
  return {.computed = true, .resumed = resumed, .summary = deformation.walk()};
}

}  // namespace glasscape
