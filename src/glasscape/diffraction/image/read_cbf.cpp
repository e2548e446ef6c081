#include <algorithm>
#include <cbf.h>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"

namespace glasscape::image_formats {
namespace {

constexpr std::string_view section = "--CIF-BINARY-FORMAT-SECTION--", start_of_data = "\x0c\x1a\x04\xd5";

/// The header lines and the bytes of the first binary section of a CBF file.
///
/// cbflib is given no text of the file: its parser does not survive damaged ones. It undoes the compressions other than
/// byte offset, from a file that is made of the checked entries and the bytes.
class CbfImage {
 public:
  explicit CbfImage(const std::filesystem::path& path) : path_(path), text_(read_file(path)) {
    const std::string_view all(text_);
    const auto begin = all.find(section);
    const auto data = begin == all.npos ? all.npos : all.find(start_of_data, begin);
    if (data == all.npos) throw damaged("there is no binary section");
    comments_ = all.substr(0, begin);
    header_ = all.substr(begin + section.size(), data - begin - section.size());
    bytes_ = all.substr(data + start_of_data.size());
    const std::uint64_t size = integer("X-Binary-Size:");
    if (size == 0 || size > bytes_.size())
      throw damaged(fmt::format("{} of {} bytes of pixels are there", bytes_.size(), size));
    bytes_ = bytes_.substr(0, size);
    columns_ = integer("X-Binary-Size-Fastest-Dimension:");
    rows_ = integer("X-Binary-Size-Second-Dimension:");
    require_size(path_.string(), rows_, columns_);
    if (!entry("X-Binary-Size-Third-Dimension:").empty() && integer("X-Binary-Size-Third-Dimension:") > 1) {
      throw damaged("it holds more than two dimensions");
    }
    constexpr std::uint64_t best_compression = 1000;
    if (integer("X-Binary-Number-of-Elements:") != rows_ * columns_ || rows_ * columns_ / best_compression > size) {
      throw damaged(fmt::format("{} bytes do not hold {} × {} pixels", size, rows_, columns_));
    }
  }

  DetectorImage read() {
    DetectorImage image;
    image.width = columns_;
    image.height = rows_;
    const std::string_view compression = entry("conversions=");
    const PixelLayout layout = layout_of();
    if (compression.find("x-CBF_BYTE_OFFSET") != compression.npos) {
      read_byte_offset(image);
    } else if (compression.empty() || compression.find("x-CBF_NONE") != compression.npos) {
      if (bytes_.size() < image.size() * layout.bytes) throw damaged("it ends within the pixels");
      image.data.resize(image.size());
      convert_pixels(reinterpret_cast<const unsigned char*>(bytes_.data()), image.size(), layout, image.data.data());
    } else {
      read_by_library(image, compression);
    }
    read_comments(image);
    return image;
  }

 private:
  [[nodiscard]] Error damaged(const std::string& what) const {
    return input_error(path_.string(), "is a damaged or cut CBF file: " + what, "a whole CBF file with one image",
                       "copy or record it again");
  }

  /// What follows a key, to the end of its line.
  [[nodiscard]] std::string_view entry(std::string_view key) const {
    const auto at = header_.find(key);
    if (at == header_.npos) return {};
    std::string_view rest = header_.substr(at + key.size());
    rest = rest.substr(0, rest.find_first_of("\r\n"));
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    return rest;
  }
  [[nodiscard]] std::uint64_t integer(std::string_view key) const {
    const std::string_view text = entry(key);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) throw damaged(std::string(key) + " is missing or no number");
    return value;
  }
  [[nodiscard]] PixelLayout layout_of() const {
    const std::string_view type = entry("X-Binary-Element-Type:");
    const auto has = [&type](const char* word) { return type.find(word) != type.npos; };
    PixelLayout layout{PixelLayout::signed_integer, 4};
    if (has("real") || has("float")) layout.kind = PixelLayout::floating;
    if (has("unsigned")) layout.kind = PixelLayout::unsigned_integer;
    for (const auto& [word, bytes] : {std::pair("8-bit", 1), std::pair("16-bit", 2), std::pair("64-bit", 8)}) {
      if (has(word)) layout.bytes = static_cast<std::size_t>(bytes);
    }
    if (layout.kind == PixelLayout::floating && layout.bytes < 4)
      throw damaged("floating point numbers of " + std::string(type));
    layout.big_endian = entry("X-Binary-Element-Byte-Order:").starts_with("BIG");
    return layout;
  }

  /// Differences of neighbouring pixels in one byte; −128 announces two bytes, −32768 in these four, and so on to
  /// eight.
  void read_byte_offset(DetectorImage& image) {
    std::size_t at = 0;
    const auto take = [&](std::size_t count) {
      if (bytes_.size() - at < count) throw damaged(fmt::format("it ends after {} pixels", image.data.size()));
      std::uint64_t value = 0;
      for (std::size_t k = 0; k < count; ++k)
        value |= std::uint64_t{static_cast<unsigned char>(bytes_[at++])} << (8 * k);
      const std::size_t unused = 64 - 8 * count;
      return static_cast<std::int64_t>(value << unused) >> unused;
    };
    std::uint64_t value = 0;  // wraps where a damaged file overflows
    image.data.reserve(image.size());
    while (image.data.size() < image.size()) {
      std::int64_t difference = take(1);
      for (std::size_t count = 2; count <= 8 && difference == -(std::int64_t{1} << (4 * count - 1)); count *= 2) {
        difference = take(count);
      }
      value += static_cast<std::uint64_t>(difference);
      image.data.push_back(static_cast<double>(static_cast<std::int64_t>(value)));
    }
  }

  void read_by_library(DetectorImage& image, std::string_view compression) {
    const std::string_view name = compression.substr(0, compression.find(';'));
    const auto plain = [](std::string_view value) {
      return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::strchr("_-\" +/=", c) != nullptr;
      });
    };
    std::string file = "###CBF: VERSION 1.5\ndata_image\n_array_data.data\n;\n" + std::string(section) +
                       "\nContent-Type: application/octet-stream;\n     conversions=" + std::string(name) +
                       "\nContent-Transfer-Encoding: BINARY\n";
    for (const char* key :
         {"X-Binary-Size:", "X-Binary-ID:", "X-Binary-Element-Type:", "X-Binary-Element-Byte-Order:", "Content-MD5:",
          "X-Binary-Number-of-Elements:", "X-Binary-Size-Fastest-Dimension:", "X-Binary-Size-Second-Dimension:"}) {
      if (!plain(entry(key)) || !plain(name)) throw damaged("its header holds characters that do not belong there");
      if (!entry(key).empty()) file += fmt::format("{} {}\n", key, entry(key));
    }
    if (entry("Content-MD5:").empty()) {
      throw input_error(path_.string(), "is compressed by " + std::string(name) + " without a checksum",
                        "byte offset, no compression, or another with Content-MD5",
                        "convert it with the detector's software");
    }
    file += "\n" + std::string(start_of_data) + std::string(bytes_) + "\n" + std::string(section) + "--\n;\n";
    std::FILE* const stream = fmemopen(file.data(), file.size(), "rb");
    cbf_handle handle = nullptr;
    if (stream == nullptr || cbf_make_handle(&handle) != 0) {
      if (stream != nullptr) std::fclose(stream);
      throw Error(ErrorKind::engine, {path_.string(), "not enough memory", "", ""});
    }
    const std::unique_ptr<cbf_handle_struct, int (*)(cbf_handle)> owner(handle, &cbf_free_handle);
    cbf_set_cbf_logfile(handle, nullptr);
    // The handle closes the stream. The checksum is compared before anything is decompressed.
    if (cbf_read_widefile(handle, stream, MSG_DIGESTNOW) != 0 || cbf_rewind_datablock(handle) != 0 ||
        cbf_find_category(handle, "array_data") != 0 || cbf_find_column(handle, "data") != 0 ||
        cbf_rewind_row(handle) != 0) {
      throw damaged("its checksum is wrong, or cbflib cannot read it");
    }
    int id = 0;
    std::size_t read = 0;
    image.data.resize(image.size());
    if (layout_of().kind == PixelLayout::floating) {
      cbf_get_realarray(handle, &id, image.data.data(), sizeof(double), image.size(), &read);
    } else {
      std::vector<std::int32_t> counts(image.size());
      cbf_get_integerarray(handle, &id, counts.data(), sizeof(std::int32_t), 1, image.size(), &read);
      std::copy(counts.begin(), counts.end(), image.data.begin());
    }
    if (read != image.size()) throw damaged(fmt::format("{} of {} pixels could be read", read, image.size()));
  }

  /// What the comments of a Pilatus header say; in its images negative values mark gaps and bad pixels.
  void read_comments(DetectorImage& image) const {
    if (comments_.find("PILATUS") == comments_.npos) return;
    image.exposure = number_after("Exposure_time");
    image.wavelength = number_after("Wavelength");
    image.distance = number_after("Detector_distance");
    image.largest_count = number_after("Count_cutoff");
    image.mask.resize(image.data.size());
    for (std::size_t i = 0; i < image.data.size(); ++i) image.mask[i] = image.data[i] < 0 ? 1 : 0;
  }
  [[nodiscard]] double number_after(std::string_view key) const {
    const auto at = comments_.find(key);
    if (at == comments_.npos) return DetectorImage::unknown;
    std::string_view rest = comments_.substr(at + key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t=:"), rest.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    return error == std::errc{} && std::isfinite(value) && value > 0 ? value : DetectorImage::unknown;
  }

  std::filesystem::path path_;
  std::string text_;
  std::string_view comments_, header_, bytes_;
  std::uint64_t rows_ = 0, columns_ = 0;
};

}  // namespace

void read_cbf(const ImageName& name, const Body& body) {
  if (name.frame.value_or(0) != 0) no_such_frame(name, 1);
  DetectorImage image = CbfImage(name.path).read();
  image.source = name.path.string();
  body(std::move(image));
}

}  // namespace glasscape::image_formats
