#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "glasscape/diffraction/image/image.hpp"

namespace glasscape::image_formats {

/// What a user names: a file, where in it, and which frame.
struct ImageName {
  std::filesystem::path path;
  std::string inside;                ///< path of a data set in an HDF5 file, or empty
  std::optional<std::size_t> frame;  ///< all without
};

using Body = std::function<bool(DetectorImage&&)>;

// One reader for each format; each calls body for the frames that the name asks for.
void read_tiff(const ImageName& name, const Body& body);
void read_edf(const ImageName& name, const Body& body);
void read_cbf(const ImageName& name, const Body& body);
void read_hdf5(const ImageName& name, const Body& body);

/// The pixels of an image as they lie in a file.
struct PixelLayout {
  enum Kind { unsigned_integer, signed_integer, floating } kind = unsigned_integer;
  std::size_t bytes = 1;  ///< 1, 2, 4, 8
  bool big_endian = false;
};
/// Numbers from `count` pixels of raw bytes.
void convert_pixels(const unsigned char* from, std::size_t count, const PixelLayout& layout, double* to);
/// The largest value of an integer type of 16 bits or more; NaN for others.
double largest_value(const PixelLayout& layout);

/// Throws Error(input) unless both are at least 1 and the image is not above 2²⁸ pixels.
void require_size(const std::string& where, std::uint64_t rows, std::uint64_t columns);
/// Throws Error(input) because there is no such frame.
[[noreturn]] void no_such_frame(const ImageName& name, std::size_t frames);
/// "file, frame 3", or the file alone where there is one frame only.
std::string source_name(const std::filesystem::path& path, std::size_t frame, bool several);

}  // namespace glasscape::image_formats
