#include <array>
#include <cbf.h>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/image/image_formats.hpp"

namespace glasscape::image_formats {
namespace {

class CbfFile {
 public:
  explicit CbfFile(const std::filesystem::path& path) : path_(path) {
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) throw damaged("it cannot be opened");
    if (cbf_make_handle(&handle_) != 0) {
      std::fclose(file);
      throw damaged("no memory");
    }
    cbf_set_cbf_logfile(handle_, nullptr);
    // The handle closes the file from here on. A checksum in the file is compared.
    if (cbf_read_widefile(handle_, file, MSG_DIGEST) != 0) throw_after_free("its text cannot be parsed");
    if (cbf_rewind_datablock(handle_) != 0 || cbf_find_category(handle_, "array_data") != 0) {
      throw_after_free("there is no category array_data");
    }
  }
  CbfFile(const CbfFile&) = delete;
  CbfFile& operator=(const CbfFile&) = delete;
  ~CbfFile() { cbf_free_handle(handle_); }

  [[nodiscard]] Error damaged(const std::string& what) const {
    return input_error(path_.string(), "is a damaged or cut CBF file: " + what, "a whole CBF file with one image",
                       "copy or record it again");
  }

  DetectorImage read() {
    if (cbf_find_column(handle_, "data") != 0 || cbf_rewind_row(handle_) != 0)
      throw damaged("there is no array_data.data");
    unsigned compression = 0;
    int id = 0, is_signed = 0, is_unsigned = 0, low = 0, high = 0, real = 0;
    std::size_t bytes = 0, elements = 0, fast = 0, mid = 0, slow = 0, padding = 0;
    const char* order = nullptr;
    if (cbf_get_arrayparameters_wdims(handle_, &compression, &id, &bytes, &is_signed, &is_unsigned, &elements, &low,
                                      &high, &real, &order, &fast, &mid, &slow, &padding) != 0) {
      throw damaged("its binary section cannot be read");
    }
    if (slow > 1) throw damaged("it holds more than two dimensions");
    require_size(path_.string(), mid, fast);
    std::error_code error;
    constexpr std::uint64_t best_compression = 1000;
    if (elements != fast * mid || elements / best_compression > std::filesystem::file_size(path_, error) || error) {
      throw damaged(fmt::format("it announces {} pixels for {} × {}", elements, mid, fast));
    }
    DetectorImage image;
    image.width = fast;
    image.height = mid;
    image.data.resize(elements);
    std::size_t read = 0;
    int failed = 0;
    if (real != 0) {
      failed = cbf_get_realarray(handle_, &id, image.data.data(), sizeof(double), elements, &read);
    } else {
      std::vector<std::int32_t> counts(elements);
      failed = cbf_get_integerarray(handle_, &id, counts.data(), sizeof(std::int32_t), 1, elements, &read);
      for (std::size_t i = 0; i < elements; ++i) image.data[i] = counts[i];
    }
    if (failed != 0 || read != elements) {
      throw damaged(fmt::format("{} of {} pixels could be read, or the checksum is wrong", read, elements));
    }
    read_header(image);
    return image;
  }

 private:
  [[noreturn]] void throw_after_free(const std::string& what) {
    cbf_free_handle(handle_);
    handle_ = nullptr;
    throw damaged(what);
  }

  /// What the comments of a Pilatus header say; in its images negative values mark gaps and bad pixels.
  void read_header(DetectorImage& image) {
    const char* text = nullptr;
    if (cbf_find_column(handle_, "header_contents") != 0 || cbf_rewind_row(handle_) != 0 ||
        cbf_get_value(handle_, &text) != 0 || text == nullptr) {
      return;
    }
    const std::string_view header(text);
    image.exposure = number_after(header, "Exposure_time");
    image.wavelength = number_after(header, "Wavelength");
    image.distance = number_after(header, "Detector_distance");
    const double cutoff = number_after(header, "Count_cutoff");
    if (!std::isnan(cutoff)) image.largest_count = cutoff;
    image.mask.resize(image.data.size());
    for (std::size_t i = 0; i < image.data.size(); ++i) image.mask[i] = image.data[i] < 0 ? 1 : 0;
  }
  static double number_after(std::string_view header, std::string_view key) {
    const auto at = header.find(key);
    if (at == header.npos) return DetectorImage::unknown;
    std::string_view rest = header.substr(at + key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t=:"), rest.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    return error == std::errc{} && std::isfinite(value) && value > 0 ? value : DetectorImage::unknown;
  }

  std::filesystem::path path_;
  cbf_handle handle_ = nullptr;
};

}  // namespace

void read_cbf(const ImageName& name, const Body& body) {
  if (name.frame.value_or(0) != 0) no_such_frame(name, 1);
  CbfFile file(name.path);
  DetectorImage image = file.read();
  image.source = name.path.string();
  body(std::move(image));
}

}  // namespace glasscape::image_formats
