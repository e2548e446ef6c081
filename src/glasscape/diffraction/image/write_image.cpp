#include "glasscape/diffraction/image/write_image.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <vector>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/tiff_handle.hpp"

namespace glasscape {
namespace {

std::uint32_t as_count(double value) {
  constexpr double most = std::numeric_limits<std::uint32_t>::max();
  return std::isnan(value) ? 0 : static_cast<std::uint32_t>(std::clamp(std::nearbyint(value), 0.0, most));
}

/// The pixels as the file holds them.
std::vector<std::uint32_t> words_of(const DetectorImage& image, PixelType type) {
  std::vector<std::uint32_t> words(image.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (type == PixelType::float32) {
      const auto value = static_cast<float>(image.data[i]);
      std::memcpy(&words[i], &value, sizeof value);
    } else {
      words[i] = !image.mask.empty() && image.mask[i] != 0 ? 0 : as_count(image.data[i]);
    }
  }
  return words;
}

void write_tiff(const std::filesystem::path& path, const DetectorImage& image, PixelType type) {
  AtomicFile file(path);
  const auto failed = [&path] {
    return Error(ErrorKind::engine,
                 {path.string(), "the image could not be written", "", "check the space on the disk"});
  };
  std::vector<std::uint32_t> words = words_of(image, type);
  {
    const image_formats::TiffHandle tiff(file.partial_path(), "wl");
    TIFF* const t = tiff.get();
    if (t == nullptr) throw failed();
    constexpr std::size_t strip_bytes = 1 << 18;
    const auto row_bytes = 4 * image.width;
    const auto strip = static_cast<std::uint32_t>(std::max<std::size_t>(1, strip_bytes / row_bytes));
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(image.width));
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(image.height));
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 32);
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, type == PixelType::float32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(t, TIFFTAG_ZIPQUALITY, 1);  // more takes four times as long and gains little on counts with noise
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, strip);
    for (std::size_t row = 0; row < image.height; ++row) {
      if (TIFFWriteScanline(t, words.data() + row * image.width, static_cast<std::uint32_t>(row)) < 0) throw failed();
    }
    if (TIFFFlush(t) == 0) throw failed();
  }
  file.commit();
}

void write_edf(const std::filesystem::path& path, const DetectorImage& image, PixelType type) {
  const std::vector<std::uint32_t> words = words_of(image, type);
  std::string header = fmt::format(
      "{{\nHeaderID = EH:000001:000000:000000 ;\nImage = 1 ;\nByteOrder = LowByteFirst ;\nDataType = {} ;\n"
      "Dim_1 = {} ;\nDim_2 = {} ;\nSize = {} ;\n",
      type == PixelType::float32 ? "FloatValue" : "UnsignedInteger", image.width, image.height, 4 * words.size());
  if (!std::isnan(image.exposure)) header += fmt::format("ExposureTime = {} ;\n", image.exposure);
  if (!std::isnan(image.wavelength)) header += fmt::format("WaveLength = {} ;\n", image.wavelength * 1e-10);
  if (!std::isnan(image.distance)) header += fmt::format("SampleDistance = {} ;\n", image.distance);
  constexpr std::size_t block = 512;
  const std::size_t length = (header.size() + 2 + block - 1) / block * block;
  header.append(length - header.size() - 2, ' ');
  header += "}\n";
  std::string bytes(4 * words.size(), '\0');
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t b = 0; b < 4; ++b) bytes[4 * i + b] = static_cast<char>(words[i] >> (8 * b) & 0xff);
  }
  AtomicFile file(path);
  file.write(header);
  file.write(bytes);
  file.commit();
}

}  // namespace

void write_image(const std::filesystem::path& path, const DetectorImage& image, PixelType type) {
  if (image.size() == 0 || image.data.size() != image.size() ||
      (!image.mask.empty() && image.mask.size() != image.size())) {
    throw usage_error("image",
                      fmt::format("{} × {} pixels with {} values", image.width, image.height, image.data.size()),
                      "as many values as pixels, at least one");
  }
  constexpr std::size_t largest = 1 << 20;
  if (image.width > largest || image.height > largest) {
    throw usage_error("image", fmt::format("{} × {} pixels", image.width, image.height), "at most 2²⁰ each way");
  }
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (ending == ".tif" || ending == ".tiff") {
    write_tiff(path, image, type);
  } else if (ending == ".edf") {
    write_edf(path, image, type);
  } else {
    throw usage_error(path.string(), "is not a name of an image that can be written", ".tif, .tiff or .edf");
  }
}

}  // namespace glasscape
