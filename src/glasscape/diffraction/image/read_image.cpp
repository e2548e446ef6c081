#include "glasscape/diffraction/image/read_image.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"
#include "glasscape/io/byte_source.hpp"

namespace glasscape {
namespace image_formats {
namespace {

template <class T>
void convert(const unsigned char* from, std::size_t count, bool big_endian, double* to) {
  for (std::size_t i = 0; i < count; ++i) {
    std::array<unsigned char, sizeof(T)> bytes;
    std::memcpy(bytes.data(), from + i * sizeof(T), sizeof(T));
    if (big_endian) std::reverse(bytes.begin(), bytes.end());
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    to[i] = static_cast<double>(value);
  }
}

ImageName parse_name(const std::string& name) {
  ImageName result;
  std::string rest = name;
  const auto cut = rest.rfind("::");
  if (cut != rest.npos) {
    std::size_t frame = 0;
    const char* const last = rest.data() + rest.size();
    const auto [end, error] = std::from_chars(rest.data() + cut + 2, last, frame);
    if (error == std::errc{} && end == last) {
      result.frame = frame;
      rest.resize(cut);
    }
  }
  const auto inside = rest.find("::");
  if (inside != rest.npos) {
    result.inside = rest.substr(inside + 2);
    rest.resize(inside);
    if (result.inside.empty()) throw input_error(name, "nothing follows '::'", "FILE::/group/dataset or FILE::3");
  }
  result.path = rest;
  return result;
}

enum class Format { tiff, edf, cbf, hdf5 };

Format format_of(const std::filesystem::path& path) {
  const auto source = io::open_bytes(path);
  std::array<char, 8> start{};
  std::size_t size = 0;
  while (size < start.size()) {
    const std::size_t got = source->read(start.data() + size, start.size() - size);
    if (got == 0) break;
    size += got;
  }
  const std::string_view head(start.data(), size);
  const bool edf = head.find_first_not_of(" \t\r\n") != head.npos && head[head.find_first_not_of(" \t\r\n")] == '{';
  if (edf) return Format::edf;
  std::optional<Format> format;
  if (head.starts_with(std::string_view("II*\0", 4)) || head.starts_with(std::string_view("MM\0*", 4)) ||
      head.starts_with(std::string_view("II+\0", 4)) || head.starts_with(std::string_view("MM\0+", 4))) {
    format = Format::tiff;
  } else if (head.starts_with("###CBF")) {
    format = Format::cbf;
  } else if (head.starts_with("\x89HDF\r\n\x1a\n")) {
    format = Format::hdf5;
  }
  if (!format) {
    throw input_error(path.string(), size == 0 ? "is empty" : "is no detector image that can be read",
                      "TIFF, EDF, CBF, HDF5 or NeXus");
  }
  if (source->compressed()) {
    throw input_error(path.string(), "is compressed as a whole", "TIFF, CBF and HDF5 as they are; EDF also with gzip",
                      "decompress the file first");
  }
  return *format;
}

}  // namespace

void convert_pixels(const unsigned char* from, std::size_t count, const PixelLayout& layout, double* to) {
  const bool big = layout.big_endian;
  const auto integers = [&]<class U, class S>(U, S) {
    layout.kind == PixelLayout::unsigned_integer ? convert<U>(from, count, big, to) : convert<S>(from, count, big, to);
  };
  if (layout.kind == PixelLayout::floating) {
    layout.bytes == 4 ? convert<float>(from, count, big, to) : convert<double>(from, count, big, to);
  } else if (layout.bytes == 1) {
    integers(std::uint8_t{}, std::int8_t{});
  } else if (layout.bytes == 2) {
    integers(std::uint16_t{}, std::int16_t{});
  } else if (layout.bytes == 4) {
    integers(std::uint32_t{}, std::int32_t{});
  } else {
    integers(std::uint64_t{}, std::int64_t{});
  }
}

double largest_value(const PixelLayout& layout) {
  if (layout.kind == PixelLayout::floating || layout.bytes < 2) return DetectorImage::unknown;
  const bool plain = layout.kind == PixelLayout::unsigned_integer;
  switch (layout.bytes) {
    case 2: return plain ? 65535.0 : 32767.0;
    case 4: return plain ? 4294967295.0 : 2147483647.0;
    default: return plain ? 18446744073709551615.0 : 9223372036854775807.0;
  }
}

void require_size(const std::string& where, std::uint64_t rows, std::uint64_t columns) {
  constexpr std::uint64_t most = 1u << 28;
  if (rows == 0 || columns == 0 || rows > most || columns > most || rows * columns > most) {
    throw input_error(where, fmt::format("claims to have {} rows and {} columns", rows, columns),
                      "1 to 2²⁸ pixels in all", "check that the file is a detector image and not damaged");
  }
}

void no_such_frame(const ImageName& name, std::size_t frames) {
  if (frames == 0) throw input_error(name.path.string(), "holds no image", "one frame or more");
  throw input_error(name.path.string(), fmt::format("there is no frame {}", name.frame.value_or(0)),
                    frames == 1 ? "frame 0 only" : fmt::format("frames 0 to {}", frames - 1));
}

std::string source_name(const std::filesystem::path& path, std::size_t frame, bool several) {
  return several ? fmt::format("{}, frame {}", path.string(), frame) : path.string();
}

}  // namespace image_formats

void read_images(const std::string& name, const std::function<bool(DetectorImage&&)>& body) {
  using namespace image_formats;
  const ImageName parsed = parse_name(name);
  const Format format = format_of(parsed.path);
  if (!parsed.inside.empty() && format != Format::hdf5) {
    throw input_error(name, "a path inside the file is only for HDF5", "FILE, or FILE::3 for frame 3");
  }
  switch (format) {
    case Format::tiff: return read_tiff(parsed, body);
    case Format::edf: return read_edf(parsed, body);
    case Format::cbf: return read_cbf(parsed, body);
    case Format::hdf5: return read_hdf5(parsed, body);
  }
}

DetectorImage read_image(const std::string& name) {
  std::optional<DetectorImage> image;
  read_images(name, [&](DetectorImage&& frame) {
    if (image) {
      throw input_error(name, "holds more than one frame", "one frame", "add ::N to the name, N counted from 0");
    }
    image = std::move(frame);
    return true;
  });
  return std::move(*image);
}

}  // namespace glasscape
