#include "glasscape/deformation/trajectory/compare_trajectory.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"
#include "glasscape/deformation/trajectory/distribution_table.hpp"
#include "glasscape/deformation/trajectory/frame_choice.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

// Names of fields with one component that the requests make.
std::vector<std::string> scalar_fields(const std::vector<FieldRequest>& requests) {
  std::vector<std::string> names;
  for (const FieldRequest& request : requests) {
    const PairDescriptor& d = find_pair_descriptor(request.descriptor);
    for (const OutputInfo& o : d.outputs) {
      if (o.components == 1) names.push_back(requested_name(request.as, o.name, d.outputs.size()));
    }
  }
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void require_made(const std::vector<std::string>& made, const std::string& name, const char* option) {
  if (!has(made, name)) {
    throw usage_error(option, fmt::format("no request makes a field '{}' with one component", name), join(made),
                      "name one of these, or ask for it with --field");
  }
}

// Fills in the defaults that depend on what is made.
TrajectoryOptions settled(TrajectoryOptions options, const std::vector<FieldRequest>& requests) {
  const auto made = scalar_fields(requests);
  if (options.plastic_field.empty()) {
    for (const char* name : {"ttg_strain", "shear_strain"}) {
      if (options.plastic_field.empty() && has(made, name)) options.plastic_field = name;
    }
  } else {
    require_made(made, options.plastic_field, "plastic_field");
  }
  if (options.map_fields.empty()) {
    for (const std::string& name : {options.plastic_field, std::string("ttg_gradient"), std::string("d2min")}) {
      if (!name.empty() && has(made, name) && !has(options.map_fields, name)) options.map_fields.push_back(name);
    }
  }
  for (const std::string& name : options.map_fields) require_made(made, name, "map_fields");
  if (options.band_field.empty() && !options.map_fields.empty()) options.band_field = options.map_fields.front();
  if (!options.band_field.empty()) require_made(made, options.band_field, "band_field");
  return options;
}

SeriesRow macroscopic_columns(std::int64_t frame, const Comparison& c) {
  SeriesRow row{{"frame", static_cast<double>(frame)}, {"timestep", static_cast<double>(c.current.timestep)}};
  constexpr std::array axes{'x', 'y', 'z'};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) row.emplace_back(fmt::format("F_{}{}", axes[a], axes[b]), c.map.f[a][b]);
  }
  row.emplace_back("effective_strain", effective_strain(green_lagrange(c.map.f)));
  return row;
}

double number_of(const json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

void add_summary_columns(SeriesRow& row, const json& summary) {
  for (const json& field : summary.at("fields")) {
    const auto name = field.at("name").get<std::string>();
    for (const char* what : {"mean", "median", "psi", "skewness", "extreme", "undefined"}) {
      row.emplace_back(name + "." + what, number_of(field.at(what)));
    }
  }
  for (const auto& [name, value] : summary.at("numbers").items()) row.emplace_back(name, number_of(value));
  const json& bonds = summary.at("broken_bonds");
  if (bonds.is_null()) return;
  for (const char* what : {"intercept", "intercept_error", "slope", "slope_error"}) {
    row.emplace_back(std::string("broken_bonds.") + what, number_of(bonds.at(what)));
  }
}

// What grows frame by frame.
struct Results {
  Results(const TrajectoryOptions& o, const std::filesystem::path& folder)
      : spatial(o, o.map_fields),
        distributions(folder / "distribution.csv"),
        clusters(folder / "plastic_clusters.csv") {
    clusters.write("frame,size,clusters\n");
  }

  void note(std::int64_t frame, const std::string& text) {
    constexpr std::size_t most = 20;
    if (++found <= most) notes.push_back(fmt::format("frame {}: {}", frame, text));
    if (found == most + 1) notes.emplace_back("... and more");
  }

  SeriesTable series;
  SpatialRecord spatial;
  DistributionTable distributions;
  AtomicFile clusters;
  json last;  // summary of the last frame
  std::vector<std::string> notes;
  std::size_t found = 0;
};

// Before hours of frames, not after them.
void refuse_negative(const Field& field) {
  if (!(moments(field.values()).minimum < 0)) return;
  throw usage_error("band_field", fmt::format("'{}' has negative values", field.name()),
                    "a field that is never negative, such as ttg_strain, shear_strain or d2min");
}

class Comparer {
 public:
  Comparer(const Configuration& reference, const std::vector<FieldRequest>& requests, const TrajectoryOptions& options,
           const std::filesystem::path& folder, const RunContext& context)
      : requests_(requests),
        options_(options),
        folder_(folder),
        context_(context),
        follower_(reference, options),
        reference_(std::make_unique<Reference>(follower_.reference())),
        results_(options, folder) {
    if (options.plastic_field.empty()) return;
    plastic_cutoff_ =
        reference_->cutoff(options.plastic_cutoff, options.plastic_cutoff > 0 ? 0 : 1, "plastic_cutoff", context);
  }

  void add(const Configuration& state, std::int64_t frame, bool with_maps, bool last) {
    Followed followed = follower_.next(state, fmt::format("frame {}", frame));
    const std::vector<std::size_t> lost = followed.lost;
    Comparison c = compare_followed(*reference_, std::move(followed), requests_, options_, context_);
    for (const std::string& note : c.notes) results_.note(frame, note);
    results_.last = comparison_summary(c);
    SeriesRow row = macroscopic_columns(frame, c);
    const double strain = row.back().second;
    add_summary_columns(row, results_.last);
    if (const Field* plastic = c.current.find_field(options_.plastic_field)) {
      const Percolation clusters =
          plastic_clusters(c.current.view(), plastic->values(), options_.plastic_threshold, plastic_cutoff_, context_);
      for (const auto& column : plastic_columns(clusters)) row.push_back(column);
      for (const auto& [size, number] : clusters.size_distribution()) {
        results_.clusters.write(fmt::format("{},{},{}\n", frame, size, number));
      }
    }
    if (!options_.band_field.empty()) refuse_negative(*c.current.find_field(options_.band_field));
    results_.series.add(row);
    results_.distributions.add(frame, c.current.fields);
    const Configuration common = lost.empty() ? Configuration{} : common_atoms(reference_->configuration(), lost);
    const ConfigurationView before = lost.empty() ? reference_->view() : common.view();
    results_.spatial.add(frame, strain, before, c.current.fields, with_maps);
    if (last && !options_.band_field.empty()) {
      results_.spatial.find_band(before, *c.current.find_field(options_.band_field), context_);
    }
    if (options_.write == "all") {
      std::filesystem::create_directories(folder_ / "fields");
      write_configuration(folder_ / "fields" / fmt::format("{:06}.xyz.gz", frame), c.current);
    }
    if (last && options_.write != "none") write_configuration(folder_ / "fields.xyz.gz", c.current);
    if (options_.against == "previous") {
      c.current.fields.clear();
      reference_ = std::make_unique<Reference>(std::move(c.current));
    }
  }

  Results& results() { return results_; }
  [[nodiscard]] double plastic_cutoff() const noexcept { return plastic_cutoff_; }

 private:
  const std::vector<FieldRequest>& requests_;
  const TrajectoryOptions& options_;
  const std::filesystem::path& folder_;
  const RunContext& context_;
  Follower follower_;
  std::unique_ptr<Reference> reference_;
  Results results_;
  double plastic_cutoff_ = 0;
};

// Says that the folder is this program's, until compare.json does.
constexpr auto unfinished = "compare.unfinished";

void prepare_folder(const std::filesystem::path& folder, bool replace) {
  const bool finished = std::filesystem::exists(folder / "compare.json");
  const bool ours = finished || std::filesystem::exists(folder / unfinished);
  const bool used =
      std::filesystem::exists(folder) && !(std::filesystem::is_directory(folder) && std::filesystem::is_empty(folder));
  if (!replace && (finished || (used && !ours))) {
    throw usage_error(folder.string(), finished ? "holds a finished comparison" : "holds other files", {},
                      "choose another folder, or give --force");
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error(ErrorKind::engine, {folder.string(), "cannot be made: " + error.message(), "", ""});
  write_file_atomically(folder / unfinished, "");
  if (!ours) return;
  // What an earlier comparison left must not be taken for this one's.
  std::filesystem::remove(folder / "compare.json");
  std::filesystem::remove(folder / "fields.xyz.gz");
  std::filesystem::remove_all(folder / "fields");
  std::filesystem::remove_all(folder / "maps");
}

}  // namespace

json compare_trajectory(const Configuration& reference, const std::filesystem::path& trajectory,
                        const ReadOptions& read, const std::vector<FieldRequest>& requests,
                        const TrajectoryOptions& given, const std::filesystem::path& folder, bool replace,
                        const RunContext& context) {
  const TrajectoryOptions options = settled(given, requests);
  if (options.against == "previous" && options.missing == "drop") {
    throw usage_error("missing", "'drop' needs the same reference for all frames", "against=reference");
  }
  const FrameCount count = count_frames(trajectory, read);
  const auto numbers = parse_frame_choice(options.frames).numbers(count.frames, trajectory.string());
  prepare_folder(folder, replace);
  std::vector<bool> with_maps(numbers.size(), false);
  for (const std::size_t k : evenly(numbers.size(), static_cast<std::size_t>(options.map_frames))) with_maps[k] = true;

  Comparer comparer(reference, requests, options, folder, context);
  Results& results = comparer.results();
  std::size_t done = 0;
  const auto wanted = [&](std::int64_t frame) { return done < numbers.size() && numbers[done] == frame; };
  read_frames(trajectory, read, wanted, [&](Configuration&& state, std::int64_t frame) {
    context.report("compare", static_cast<double>(done) / static_cast<double>(numbers.size()),
                   fmt::format("frame {}, {} of {}", frame, done + 1, numbers.size()));
    comparer.add(state, frame, with_maps[done], done + 1 == numbers.size());
    return ++done < numbers.size();
  });
  context.report("compare", 1);

  results.spatial.add_band_columns(results.series);
  write_file_atomically(folder / "series.csv", results.series.csv());
  results.distributions.commit();
  if (!options.plastic_field.empty()) results.clusters.commit();
  results.spatial.write(folder);
  if (!count.cut_off.empty()) results.notes.push_back("the last frame is incomplete and left out: " + count.cut_off);
  json summary{{"options", json::object()},
               {"fields", resolved_requests(requests)},
               {"frames", numbers},
               {"frames_in_file", count.frames},
               {"plastic_cutoff_A", comparer.plastic_cutoff()},
               {"last", results.last},
               {"last_row", results.series.last()},
               {"band", to_json(results.spatial.band())},
               {"pictures", results.spatial.pictures()},
               {"notes", results.notes}};
  for (const auto& [name, value] : trajectory_parameters().resolved(options)) summary["options"][name] = value;
  write_file_atomically(folder / "compare.json", summary.dump(1) + "\n");
  std::filesystem::remove(folder / unfinished);
  return summary;
}

}  // namespace glasscape
