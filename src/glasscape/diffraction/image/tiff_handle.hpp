#pragma once

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <tiffio.h>

namespace glasscape::image_formats {

/// An open TIFF file whose errors are kept as text instead of being printed.
class TiffHandle {
 public:
  TiffHandle(const std::filesystem::path& path, const char* mode) {
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   &TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &TiffHandle::keep, this);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &TiffHandle::ignore, this);
    // A damaged directory must not make the library ask for gigabytes.
    constexpr tmsize_t largest_request = tmsize_t{3} << 30;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), largest_request);
    tiff_.reset(TIFFOpenExt(path.c_str(), mode, options.get()));
  }
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  [[nodiscard]] TIFF* get() const noexcept { return tiff_.get(); }
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

 private:
  static int keep(TIFF*, void* self, const char*, const char* format, va_list arguments) {
    char text[200];
    std::vsnprintf(text, sizeof text, format, arguments);
    auto& error = static_cast<TiffHandle*>(self)->error_;
    if (error.empty()) error = text;
    return 1;
  }
  static int ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }

  struct Close {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };
  std::string error_;
  std::unique_ptr<TIFF, Close> tiff_;  // closed before error_ goes
};

}  // namespace glasscape::image_formats
