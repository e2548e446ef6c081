#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/deformation/compare/compare_pair.hpp"
#include "glasscape/deformation/trajectory/plastic.hpp"
#include "glasscape/deformation/trajectory/spatial_record.hpp"
#include "glasscape/io/configuration_io.hpp"

namespace glasscape {

struct TrajectoryOptions : PairOptions, PlasticOptions, SpatialOptions {
  std::string frames = "all";         ///< see parse_frame_choice()
  std::string against = "reference";  ///< reference, previous
  std::string write = "last";         ///< frames whose fields are written: last, all, none
};
const ParameterTable<TrajectoryOptions>& trajectory_parameters();

/// Fields between a reference and every frame of a trajectory, read once, with one frame in memory.
///
///   series.csv         a row per frame: frame, timestep, macroscopic F (F_xx, F_xy, ...) and effective strain; of
///   every
///                      field with one component mean, median, psi, skewness, extreme (top 1 % over mean), undefined;
///                      plastic atoms (plastic_columns()); numbers of the fields; intercept and slope of broken bonds
///                      against D²min; means in the shear band and in the matrix, where the last frame has a band
///   distribution.csv   of every field that is never negative: density of x/⟨x⟩ in bins of 0.1 up to 10, per frame
///   profiles.json      profiles of map_fields along the cell vectors (and the normal of the band), per frame
///   maps.json          projected maps of map_fields of up to map_frames frames; maps/*.png: pictures of some
///   band.json          the shear band of the last frame (found: false where there is none)
///   plastic_clusters.csv  sizes of the clusters of plastic atoms and their numbers, per frame
///   fields.xyz.gz      the last frame with its fields; with write = all also fields/000012.xyz.gz, ...
///   compare.json       options, frames, comparison_summary() of the last frame, its row of series.csv, band, notes,
///   names of pictures
///
/// Profiles, maps and the band are in coordinates of the reference. Along a trajectory each frame is followed from the
/// one before (Follower), so that atoms may move any distance in the end.
///
/// Input    a reference; a file of frames of its atoms, whose incomplete last frame is left out with a note
/// Errors   Error(usage) for wrong options, fields that are not made, or a folder with a finished result or with files
/// of others (unless
///          `replace`); Error(input) for frames that do not belong to the reference; Error(stopped)
/// Exact    the same on any number of threads
/// Cost     one pass to count frames and one to read them; per frame that of the fields
/// Returns  what compare.json holds
nlohmann::json compare_trajectory(const Configuration& reference, const std::filesystem::path& trajectory,
                                  const ReadOptions& read, const std::vector<FieldRequest>& requests,
                                  const TrajectoryOptions& options, const std::filesystem::path& folder, bool replace,
                                  const RunContext& context);

}  // namespace glasscape
