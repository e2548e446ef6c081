#include <algorithm>
#include <bit>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"
#include "glasscape/diffraction/image/tiff_handle.hpp"

namespace glasscape::image_formats {
namespace {

constexpr bool native_big = std::endian::native == std::endian::big;

class TiffPages {
 public:
  explicit TiffPages(const std::filesystem::path& path) : path_(path), tiff_(path, "rm") {
    if (tiff_.get() == nullptr) throw damaged("it cannot be opened");
  }

  [[nodiscard]] bool next() { return TIFFReadDirectory(tiff_.get()) == 1; }
  /// What stopped next(), or nothing at the regular end.
  [[nodiscard]] bool failed() const { return !tiff_.error().empty(); }
  [[nodiscard]] Error damaged(const std::string& what) const {
    return input_error(path_.string(),
                       "is a damaged or cut TIFF file: " + (tiff_.error().empty() ? what : tiff_.error()),
                       "a whole TIFF file", "copy or record it again");
  }

  DetectorImage read() {
    TIFF* const t = tiff_.get();
    std::uint32_t width = 0, height = 0;
    TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(t, TIFFTAG_IMAGELENGTH, &height);
    require_size(path_.string(), height, width);
    const PixelLayout layout = layout_of();
    std::uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(t, TIFFTAG_COMPRESSION, &compression);
    if (TIFFIsCODECConfigured(compression) == 0) {
      throw input_error(path_.string(),
                        fmt::format("its compression ({}) is not one that libtiff can undo here", compression),
                        "no compression, LZW, deflate, PackBits, LZMA or Zstandard");
    }
    require_bytes(std::uint64_t{width} * height * layout.bytes, compression != COMPRESSION_NONE);
    DetectorImage image;
    image.width = width;
    image.height = height;
    image.data.resize(image.size());
    if (TIFFIsTiled(t) != 0) {
      read_tiles(image, layout);
    } else {
      read_strips(image, layout);
    }
    image.largest_count = largest_value(layout);
    return image;
  }

 private:
  [[nodiscard]] PixelLayout layout_of() const {
    TIFF* const t = tiff_.get();
    std::uint16_t bits = 1, samples = 1, format = SAMPLEFORMAT_UINT, photometric = PHOTOMETRIC_MINISBLACK;
    TIFFGetFieldDefaulted(t, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLEFORMAT, &format);
    TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &photometric);
    if (samples != 1 || photometric == PHOTOMETRIC_PALETTE) {
      throw input_error(path_.string(), fmt::format("is a colour image ({} values per pixel)", samples),
                        "one value per pixel", "export the detector's raw image");
    }
    PixelLayout layout{PixelLayout::unsigned_integer, bits / 8u, native_big};
    const bool whole = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    const bool floats = bits == 32 || bits == 64;
    if (format == SAMPLEFORMAT_INT) layout.kind = PixelLayout::signed_integer;
    if (format == SAMPLEFORMAT_IEEEFP) layout.kind = PixelLayout::floating;
    if (!whole || (layout.kind == PixelLayout::floating && !floats) || format > SAMPLEFORMAT_VOID) {
      throw input_error(path_.string(), fmt::format("has pixels of {} bits in TIFF sample format {}", bits, format),
                        "integers of 8, 16, 32 or 64 bits, floating point numbers of 32 or 64");
    }
    return layout;
  }

  /// Refuses sizes that the file cannot hold, before memory is asked for.
  void require_bytes(std::uint64_t bytes, bool compressed) const {
    // The best that deflate can do is about 1:1030; LZMA and Zstandard do better only on constant images.
    constexpr std::uint64_t best_compression = 20000;
    std::error_code error;
    const auto size = std::filesystem::file_size(path_, error);
    if (error || bytes / (compressed ? best_compression : 1) > size) {
      throw damaged(fmt::format("{} bytes of pixels do not fit into a file of {}", bytes, size));
    }
  }

  void read_strips(DetectorImage& image, const PixelLayout& layout) {
    TIFF* const t = tiff_.get();
    std::uint32_t rows = 0;
    TIFFGetFieldDefaulted(t, TIFFTAG_ROWSPERSTRIP, &rows);
    const std::size_t per_strip = std::clamp<std::size_t>(rows, 1, image.height);
    const std::size_t row_bytes = image.width * layout.bytes;
    if (static_cast<std::size_t>(TIFFScanlineSize64(t)) != row_bytes) throw damaged("its rows have another length");
    std::vector<unsigned char> buffer(per_strip * row_bytes);
    for (std::size_t row = 0, strip = 0; row < image.height; row += per_strip, ++strip) {
      const std::size_t count = std::min(per_strip, image.height - row);
      const auto wanted = static_cast<tmsize_t>(count * row_bytes);
      if (TIFFReadEncodedStrip(t, static_cast<std::uint32_t>(strip), buffer.data(), wanted) != wanted) {
        throw damaged(fmt::format("row {} cannot be read", row));
      }
      convert_pixels(buffer.data(), count * image.width, layout, image.data.data() + row * image.width);
    }
  }

  void read_tiles(DetectorImage& image, const PixelLayout& layout) {
    TIFF* const t = tiff_.get();
    std::uint32_t width = 0, height = 0;
    TIFFGetField(t, TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(t, TIFFTAG_TILELENGTH, &height);
    require_size(path_.string() + ", tile", height, width);
    const std::size_t bytes = std::size_t{width} * height * layout.bytes;
    constexpr std::size_t largest = std::size_t{1} << 28;
    if (bytes > largest || static_cast<std::size_t>(TIFFTileSize64(t)) != bytes)
      throw damaged("its tiles have a wrong size");
    std::vector<unsigned char> buffer(bytes);
    std::vector<double> tile(std::size_t{width} * height);
    for (std::size_t row = 0; row < image.height; row += height) {
      for (std::size_t column = 0; column < image.width; column += width) {
        const auto index =
            TIFFComputeTile(t, static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row), 0, 0);
        if (TIFFReadEncodedTile(t, index, buffer.data(), static_cast<tmsize_t>(bytes)) !=
            static_cast<tmsize_t>(bytes)) {
          throw damaged(fmt::format("the tile at row {}, column {} cannot be read", row, column));
        }
        convert_pixels(buffer.data(), tile.size(), layout, tile.data());
        const std::size_t across = std::min<std::size_t>(width, image.width - column);
        for (std::size_t y = 0; y < std::min<std::size_t>(height, image.height - row); ++y) {
          std::copy_n(tile.begin() + static_cast<std::ptrdiff_t>(y * width), across,
                      image.data.begin() + static_cast<std::ptrdiff_t>((row + y) * image.width + column));
        }
      }
    }
  }

  std::filesystem::path path_;
  TiffHandle tiff_;
};

}  // namespace

void read_tiff(const ImageName& name, const Body& body) {
  TiffPages pages(name.path);
  std::size_t frame = 0;
  bool several = false;
  do {
    if (!name.frame || *name.frame == frame) {
      DetectorImage image = pages.read();
      const bool more = !name.frame && pages.next();
      if (!more && pages.failed()) throw pages.damaged("its list of pages is broken");
      several |= more || name.frame.has_value();
      image.source = source_name(name.path, frame, several);
      ++frame;
      if (!body(std::move(image)) || !more) return;
    } else {
      ++frame;
      if (!pages.next()) break;
    }
  } while (true);
  if (pages.failed()) throw pages.damaged("its list of pages is broken");
  no_such_frame(name, frame);
}

}  // namespace glasscape::image_formats
