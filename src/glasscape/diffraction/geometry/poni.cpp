#include "glasscape/diffraction/geometry/poni.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/geometry/known_detectors.hpp"

namespace glasscape {
namespace {

constexpr double angstrom = 1e-10;  // m

struct Entry {
  std::string value;
  std::size_t line = 0;
};
using Entries = std::map<std::string, Entry>;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

Entries entries_of(std::string_view text) {
  Entries entries;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view row = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto colon = row.find(':');
    if (row.empty() || row.front() == '#' || colon == row.npos) continue;
    entries[lower(trimmed(row.substr(0, colon)))] = {std::string(trimmed(row.substr(colon + 1))), line};
  }
  return entries;
}

class Reader {
 public:
  Reader(std::string_view text, std::string where) : entries_(entries_of(text)), where_(std::move(where)) {}

  [[nodiscard]] const Entry* find(const char* key) const {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : &at->second;
  }
  [[nodiscard]] std::string place(const Entry& entry) const { return fmt::format("{}:{}", where_, entry.line); }
  [[nodiscard]] const std::string& where() const { return where_; }

  [[nodiscard]] std::optional<double> number(const char* key) const {
    const Entry* entry = find(key);
    if (entry == nullptr) return {};
    double value = 0;
    const char* const last = entry->value.data() + entry->value.size();
    const auto [end, error] = std::from_chars(entry->value.data(), last, value);
    if (error != std::errc{} || end != last || !std::isfinite(value)) {
      throw input_error(place(*entry), fmt::format("{}: '{}' is no finite number", key, entry->value.substr(0, 60)),
                        "a number in metres or radians");
    }
    return value;
  }
  [[nodiscard]] double required(const char* key) const {
    if (const auto value = number(key)) return *value;
    throw input_error(where_, fmt::format("the key '{}' is missing", key), "a PONI file of version 1, 2 or 2.1",
                      "calibrate again, or check that the file is whole");
  }
  [[nodiscard]] double positive(const char* key, double value, const char* unit) const {
    if (value > 0) return value;
    const Entry* entry = find(key);
    throw input_error(entry == nullptr ? where_ : place(*entry), fmt::format("{} is {:g} {}", key, value, unit),
                      "more than 0");
  }

 private:
  Entries entries_;
  std::string where_;
};

/// Pixel sizes, shape and orientation from the detector's JSON entry.
void apply_config(const nlohmann::json& config, const std::string& where, DetectorGeometry& g,
                  bool& orientation_given) {
  const auto refuse = [&where](const std::string& what) {
    return input_error(where, "detector_config: " + what,
                       R"({"pixel1": 0.0002, "pixel2": 0.0002, "max_shape": [2048, 2048]})");
  };
  if (!config.is_object()) throw refuse("it is no JSON object");
  const auto size = [&](const char* key, double& target) {
    if (!config.contains(key) || config[key].is_null()) return;
    if (!config[key].is_number()) throw refuse(fmt::format("{} is no number", key));
    target = config[key].get<double>();
  };
  size("pixel1", g.pixel1);
  size("pixel2", g.pixel2);
  for (const char* key : {"splineFile", "splinefile", "spline", "filename"}) {
    if (config.contains(key) && !config[key].is_null() && config[key] != "None" && config[key] != "") {
      throw refuse(fmt::format("'{}': detectors whose pixels are described by another file are not supported", key));
    }
  }
  if (config.contains("max_shape") && !config["max_shape"].is_null()) {
    const auto& shape = config["max_shape"];
    constexpr std::int64_t most = 1 << 20;
    const auto good = [](const nlohmann::json& n) {
      return n.is_number_integer() && n.get<std::int64_t>() > 0 && n.get<std::int64_t>() <= most;
    };
    if (!shape.is_array() || shape.size() != 2 || !good(shape[0]) || !good(shape[1])) {
      throw refuse("max_shape is not two numbers from 1 to 2²⁰, rows and columns");
    }
    g.rows = shape[0].get<std::size_t>();
    g.columns = shape[1].get<std::size_t>();
  }
  if (config.contains("orientation") && !config["orientation"].is_null()) {
    const auto& value = config["orientation"];
    const int n = value.is_number_integer() && value.get<std::int64_t>() >= 0 && value.get<std::int64_t>() <= 8
                      ? value.get<int>()
                      : -1;
    if (n < 0 || n > 4) throw refuse("orientation is not 1, 2, 3 or 4; turned and transposed images are not supported");
    if (n != 0) {
      g.orientation = n;
      orientation_given = true;
    }
  }
}

}  // namespace

PoniFile parse_poni(std::string_view text, const std::string& where) {
  const Reader reader(text, where);
  PoniFile file;
  DetectorGeometry& g = file.geometry;
  const double version = reader.number("poni_version").value_or(1);
  if (version != 1 && version != 2 && version != 2.1) {
    throw input_error(where, fmt::format("poni_version is {:g}", version), "1, 2 or 2.1");
  }
  if (const Entry* name = reader.find("detector")) g.detector = name->value;
  const KnownDetector* known = find_detector(g.detector);
  if (known != nullptr) {
    g.pixel1 = g.pixel2 = known->pixel;
    g.rows = known->rows;
    g.columns = known->columns;
  } else if (lower(g.detector) != "detector" && lower(g.detector) != "none" && !g.detector.empty()) {
    throw input_error(reader.place(*reader.find("detector")), fmt::format("the detector '{}' is not known", g.detector),
                      "Detector, Pilatus, Eiger, Eiger2, Perkin, Pixium, Dexela, Mar345, Mar555 (as in \"Pilatus1M\")",
                      "write 'Detector: Detector' and its pixel1, pixel2 and max_shape into Detector_config, and give "
                      "a mask for its gaps with --mask");
  }
  bool orientation_given = false;
  if (const Entry* entry = reader.find("detector_config")) {
    const nlohmann::json config = nlohmann::json::parse(entry->value, nullptr, false);
    apply_config(config, reader.place(*entry), g, orientation_given);
  }
  if (const auto size = reader.number("pixelsize1")) g.pixel1 = *size;
  if (const auto size = reader.number("pixelsize2")) g.pixel2 = *size;
  if (const Entry* spline = reader.find("splinefile"); spline != nullptr && lower(spline->value) != "none") {
    throw input_error(reader.place(*spline), "distortion described by a spline file is not supported",
                      "SplineFile: None", "correct the images for distortion first");
  }
  for (const double size : {g.pixel1, g.pixel2}) {
    if (!(size > 0) || !std::isfinite(size)) {
      throw input_error(where, fmt::format("the pixel size is {:g} m", size),
                        "more than 0, as PixelSize1 and PixelSize2 "
                        "or as pixel1 and pixel2 of Detector_config");
    }
  }
  g.distance = reader.positive("distance", reader.required("distance"), "m");
  g.poni1 = reader.required("poni1");
  g.poni2 = reader.required("poni2");
  g.rot1 = reader.number("rot1").value_or(0);
  g.rot2 = reader.number("rot2").value_or(0);
  g.rot3 = reader.number("rot3").value_or(0);
  if (const auto wavelength = reader.number("wavelength")) {
    g.wavelength = reader.positive("wavelength", *wavelength, "m") / angstrom;
  }
  if (!orientation_given) {
    file.assumed.push_back(
        "the geometry names no orientation: 3, the first pixel at the bottom right as seen from behind the detector");
  }
  return file;
}

PoniFile read_poni(const std::filesystem::path& path) {
  std::error_code error;
  constexpr std::uintmax_t most = 1 << 24;
  if (std::filesystem::file_size(path, error) > most && !error) {
    throw input_error(path.string(), "is too large for a geometry file", "a PONI file, a few lines of text");
  }
  return parse_poni(read_file(path), path.string());
}

std::string poni_text(const DetectorGeometry& g) {
  nlohmann::ordered_json config{{"pixel1", g.pixel1}, {"pixel2", g.pixel2}};
  if (g.rows > 0) config["max_shape"] = {g.rows, g.columns};
  // Version 2 knows the orientation 3 only, and older programs know no other version.
  const bool mirrored = g.orientation != 3;
  if (mirrored) config["orientation"] = g.orientation;
  std::string text = fmt::format(
      "# Lengths in metres, angles in radians; 1 is along rows' numbers (slow), 2 along columns' (fast)\n"
      "poni_version: {}\nDetector: Detector\nDetector_config: {}\nDistance: {}\nPoni1: {}\nPoni2: {}\n"
      "Rot1: {}\nRot2: {}\nRot3: {}\n",
      mirrored ? "2.1" : "2", config.dump(), g.distance, g.poni1, g.poni2, g.rot1, g.rot2, g.rot3);
  if (g.wavelength > 0) text += fmt::format("Wavelength: {}\n", g.wavelength * angstrom);
  return text;
}

void fit_geometry(DetectorGeometry& g, std::size_t rows, std::size_t columns, const std::string& image) {
  if (g.rows == 0) {
    g.rows = rows;
    g.columns = columns;
  }
  if (g.rows == rows && g.columns == columns) return;
  throw input_error(image, fmt::format("has {} rows and {} columns", rows, columns),
                    fmt::format("{} rows and {} columns, as the geometry says", g.rows, g.columns),
                    "give the image and the geometry of the same detector");
}

}  // namespace glasscape
