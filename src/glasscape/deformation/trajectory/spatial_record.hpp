#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/field.hpp"
#include "glasscape/deformation/trajectory/series_table.hpp"
#include "glasscape/maps/projected_map.hpp"
#include "glasscape/maps/shear_band.hpp"

namespace glasscape {

struct SpatialOptions {
  std::vector<std::string> map_fields;  ///< empty: the plastic field, ttg_gradient and d2min, of those that are made
  std::string band_field;               ///< where the band is looked for; empty: the first of map_fields
  double slab = 2.5;                    ///< Å, of the profiles
  std::int64_t map_along = 2;           ///< cell vector that maps average over
  double map_cell = 2.5;                ///< Å
  double map_smoothing = 0;             ///< Å
  std::int64_t map_frames = 60;         ///< frames that maps are kept of, evenly spread; 0: none
  std::int64_t pictures = 6;            ///< of these, frames that get pictures (PNG)
};

/// Where fields were in each frame of a trajectory: profiles along all simple planes, projected maps, the shear band.
///
/// Everything lies in coordinates of the reference, so that the band of the last frame can be looked up in all frames.
/// Memory: the slabs and cells of each frame and field, about 20 bytes each; atoms are not kept.
class SpatialRecord {
 public:
  SpatialRecord(const SpatialOptions& options, std::vector<std::string> fields)
      : options_(options), fields_(std::move(fields)) {}

  /// One frame; `fields` holds at least those of the record. `with_maps`: keep its maps too.
  void add(std::int64_t frame, double strain, const ConfigurationView& reference, const std::vector<Field>& fields,
           bool with_maps);
  /// Looks for the band in the last frame's band field. Throws Error(input) for a field with negative values.
  void find_band(const ConfigurationView& reference, const Field& field, const RunContext& context);

  [[nodiscard]] const ShearBand& band() const noexcept { return band_; }
  /// Means in the band and in the matrix as columns, where there is a band: "d2min.band", "d2min.matrix".
  void add_band_columns(SeriesTable& table) const;
  /// profiles.json, maps.json, band.json and maps/FIELD-FRAME.png.
  void write(const std::filesystem::path& folder) const;
  /// Names of the pictures, relative to the folder.
  [[nodiscard]] std::vector<std::string> pictures() const;

 private:
  struct Frame {
    std::int64_t number = 0;
    double strain = 0;
    std::vector<std::vector<Profile>> profiles;  // of each field, each family of planes
    std::vector<ProjectedMap> maps;              // of each field; empty: none kept
  };
  [[nodiscard]] std::vector<const Frame*> pictured() const;

  SpatialOptions options_;
  std::vector<std::string> fields_, units_;
  std::vector<Frame> frames_;
  ShearBand band_;
};

}  // namespace glasscape
