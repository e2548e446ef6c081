#include "glasscape/deformation/trajectory/spatial_record.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/deformation/trajectory/frame_choice.hpp"
#include "glasscape/maps/png.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

const Field& named(const std::vector<Field>& fields, const std::string& name) {
  return *std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name() == name; });
}

std::string picture_name(const std::string& field, std::int64_t frame) {
  return fmt::format("maps/{}-{:06}.png", field, frame);
}

bool along_an_edge(const Profile& p) {
  return std::count_if(p.plane.begin(), p.plane.end(), [](int i) { return i != 0; }) == 1;
}

}  // namespace

void SpatialRecord::add(std::int64_t frame, double strain, const ConfigurationView& reference,
                        const std::vector<Field>& fields, bool with_maps) {
  Frame& record = frames_.emplace_back(Frame{.number = frame, .strain = strain});
  units_.clear();
  for (const std::string& name : fields_) {
    const Field& field = named(fields, name);
    units_.push_back(field.unit().symbol());
    auto& profiles = record.profiles.emplace_back();
    for (const PlaneIndices& plane : plane_families(reference.box)) {
      const PlaneNormal normal(reference.box, plane);
      profiles.push_back(profile(reference, field.values(), normal, slabs_of(normal, options_.slab)));
    }
    if (!with_maps) continue;
    record.maps.push_back(projected_map(reference, field.values(), static_cast<std::size_t>(options_.map_along),
                                        options_.map_cell, options_.map_smoothing));
  }
}

void SpatialRecord::find_band(const ConfigurationView& reference, const Field& field, const RunContext& context) {
  band_ = find_shear_band(reference, field.values(), {.slab = options_.slab}, context);
}

void SpatialRecord::add_band_columns(SeriesTable& table) const {
  if (!band_.found) return;
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    std::vector<double> inside, outside;
    for (const Frame& frame : frames_) {
      const auto& profiles = frame.profiles[f];
      const auto hit =
          std::find_if(profiles.begin(), profiles.end(), [&](const Profile& p) { return p.plane == band_.plane; });
      const BandAverage average = hit == profiles.end() ? BandAverage{} : band_average(*hit, band_);
      inside.push_back(average.band);
      outside.push_back(average.matrix);
    }
    table.add_column(fields_[f] + ".band", inside);
    table.add_column(fields_[f] + ".matrix", outside);
  }
}

std::vector<const SpatialRecord::Frame*> SpatialRecord::pictured() const {
  std::vector<const Frame*> with_maps, result;
  for (const Frame& frame : frames_) {
    if (!frame.maps.empty()) with_maps.push_back(&frame);
  }
  for (const std::size_t k : evenly(with_maps.size(), static_cast<std::size_t>(options_.pictures))) {
    result.push_back(with_maps[k]);
  }
  return result;
}

std::vector<std::string> SpatialRecord::pictures() const {
  std::vector<std::string> names;
  for (const std::string& field : fields_) {
    for (const Frame* frame : pictured()) names.push_back(picture_name(field, frame->number));
  }
  return names;
}

void SpatialRecord::write(const std::filesystem::path& folder) const {
  json profiles = {{"frames", json::array()}, {"strain", json::array()}, {"fields", json::object()}};
  json maps = {{"frames", json::array()}, {"strain", json::array()}, {"fields", json::object()}};
  for (const Frame& frame : frames_) {
    profiles["frames"].push_back(frame.number);
    profiles["strain"].push_back(frame.strain);
    if (frame.maps.empty()) continue;
    maps["frames"].push_back(frame.number);
    maps["strain"].push_back(frame.strain);
  }
  const auto shown = pictured();
  if (!shown.empty()) std::filesystem::create_directories(folder / "maps");
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    json& of_field = profiles["fields"][fields_[f]] = {{"unit", units_[f]}, {"profiles", json::array()}};
    json& map = maps["fields"][fields_[f]] = {{"unit", units_[f]}, {"maps", json::array()}};
    std::vector<ProjectedMap> all;
    for (const Frame& frame : frames_) {
      json planes = json::array();
      for (const Profile& p : frame.profiles[f]) {
        if (along_an_edge(p) || p.plane == band_.plane) planes.push_back(to_json(p));
      }
      of_field["profiles"].push_back(std::move(planes));
      if (frame.maps.empty()) continue;
      map["maps"].push_back(to_json(frame.maps[f]));
      all.push_back(frame.maps[f]);
    }
    const ColourRange range = colour_range(all);
    map["range"] = {range.low, range.high};
    for (const Frame* frame : shown) write_png(folder / picture_name(fields_[f], frame->number), frame->maps[f], range);
  }
  write_file_atomically(folder / "profiles.json", profiles.dump() + "\n");
  write_file_atomically(folder / "maps.json", maps.dump() + "\n");
  write_file_atomically(folder / "band.json", to_json(band_).dump(1) + "\n");
}

}  // namespace glasscape
