#include "glasscape/maps/png.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <png.h>
#include <vector>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/maps/colormap.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

class Picture {
 public:
  Picture(std::size_t width, std::size_t height) : width_(width), height_(height), bytes_(3 * width * height, 255) {}

  void set(std::size_t x, std::size_t y, const Colour& c) {
    std::copy(c.begin(), c.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(3 * (y * width_ + x)));
  }
  void fill(std::size_t x, std::size_t y, std::size_t width, std::size_t height, const Colour& c) {
    for (std::size_t j = y; j < std::min(y + height, height_); ++j) {
      for (std::size_t i = x; i < std::min(x + width, width_); ++i) set(i, j, c);
    }
  }

  [[nodiscard]] std::string encoded() const {
    png_image image;
    std::memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width_);
    image.height = static_cast<png_uint_32>(height_);
    image.format = PNG_FORMAT_RGB;
    std::string file;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    file.resize(size);
    if (png_image_write_to_memory(&image, file.data(), &size, 0, bytes_.data(), 0, nullptr) == 0) {
      throw Error(ErrorKind::engine, {"picture", std::string(image.message), "", ""});
    }
    file.resize(size);
    return file;
  }

 private:
  std::size_t width_, height_;
  std::vector<std::uint8_t> bytes_;
};

constexpr Colour black{30, 30, 30}, grey{215, 215, 215};
constexpr std::size_t margin = 12, bar = 20, pixel = 2;

// Digits in 3×5 dots, a row in three bits: numbers need no font.
void write_number(Picture& picture, std::size_t x, std::size_t y, const std::string& text) {
  constexpr std::string_view known = "0123456789.-+e";
  constexpr std::uint16_t glyphs[] = {0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111,
                                      0b101101111001001, 0b111100111001111, 0b111100111101111, 0b111001001001001,
                                      0b111101111101111, 0b111101111001111, 0b000000000000010, 0b000000111000000,
                                      0b000010111010000, 0b000111111100111};
  for (const char c : text) {
    const std::size_t k = known.find(c);
    for (std::size_t bit = 0; k != known.npos && bit < 15; ++bit) {
      if ((glyphs[k] >> (14 - bit) & 1) != 0)
        picture.fill(x + pixel * (bit % 3), y + pixel * (bit / 3), pixel, pixel, black);
    }
    x += 4 * pixel;
  }
}

}  // namespace

ColourRange colour_range(std::span<const ProjectedMap> maps) {
  std::vector<double> all;
  for (const ProjectedMap& map : maps) all.insert(all.end(), map.values.begin(), map.values.end());
  const std::vector<double> sorted = sorted_finite(all);
  if (sorted.empty()) return {};
  ColourRange range{quantile(sorted, 0.01), quantile(sorted, 0.99)};
  if (!(range.high > range.low)) {
    const double half = std::max(0.5 * std::abs(range.low), 1e-12);
    range = {range.low - half, range.low + half};
  }
  return range;
}

void write_png(const std::filesystem::path& path, const ProjectedMap& map, const ColourRange& range,
               const std::string& colours) {
  if (!(range.high > range.low) || !std::isfinite(range.high - range.low)) {
    throw usage_error("colour range", fmt::format("{:g} to {:g}", range.low, range.high), "two numbers that grow");
  }
  if (map.values.empty()) throw usage_error("picture", "the map is empty", "one cell or more");
  constexpr double longest = 600;
  const double scale = longest / std::max(map.lengths[0], map.lengths[1]);
  const auto pixels = [&](double length) {
    return static_cast<std::size_t>(std::max(1.0, std::round(length * scale)));
  };
  const std::size_t width = pixels(map.lengths[0]), height = pixels(map.lengths[1]);
  const std::size_t bar_height = std::max<std::size_t>(height, 100);
  Picture picture(width + 4 * margin + bar + 10 * 4 * pixel, bar_height + 2 * margin);
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = (height - 1 - y) * map.rows / height;
    for (std::size_t x = 0; x < width; ++x) {
      const double v = map.values[row * map.columns + x * map.columns / width];
      picture.set(margin + x, margin + y,
                  std::isfinite(v) ? colour(colours, (v - range.low) / (range.high - range.low)) : grey);
    }
  }
  const std::size_t left = width + 2 * margin;
  for (std::size_t y = 0; y < bar_height; ++y) {
    const double u = 1 - (static_cast<double>(y) + 0.5) / static_cast<double>(bar_height);
    picture.fill(left, margin + y, bar, 1, colour(colours, u));
  }
  for (const double u : {0.0, 0.5, 1.0}) {
    const auto y = margin + static_cast<std::size_t>((1 - u) * static_cast<double>(bar_height - 1));
    picture.fill(left + bar, y, 4, 1, black);
    const auto text = fmt::format("{:.3g}", range.low + u * (range.high - range.low));
    write_number(picture, left + bar + margin, y - 5 * pixel / 2, text);
  }
  write_file_atomically(path, picture.encoded());
}

}  // namespace glasscape
